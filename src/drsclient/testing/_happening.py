"""What a test lets happen to the things in a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from drsclient.testing._arguments import check_integer
from drsclient.testing._handle import SiteHandle
from drsclient.testing._http.checks import check_wire
from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._life_cycles.replication import stall_at
from drsclient.testing._records.source_server import LaunchFailure

LaunchPhase: TypeAlias = Literal["SNAPSHOT", "CONVERSION", "LAUNCH"]
"""The phases in which a launch can fail."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.testing._life_cycles.life_cycle import LifeCycle
    from drsclient.testing._records.record import Record


class Happening(SiteHandle):
    """What happens in one account in one Region without a call of the API."""

    def cause(self, resource_id: str, event: str) -> None:
        """
        Let something happen to a resource now.

        The life cycles in the documentation name the events, such as `stall` and
        `recover` of a source server's replication. An event that happens by itself can
        be caused early. Operations, and what follows from other events (in
        parentheses), cannot.

        Args:
            resource_id: The resource's ID; its ARN if it has no ID.
            event: The event's name.

        Raises:
            KeyError: There is no such resource in this account and Region.
            ValueError: The event cannot happen to the resource now.
        """
        with self._turn:
            possible: list[str] = []
            for life_cycle, record in self._lives(resource_id):
                if event in life_cycle.caused(record):
                    life_cycle.move(self._site, record, event)
                    return
                possible += life_cycle.caused(record)
        raise ValueError(
            f"{event!r} cannot happen to {resource_id} now;"
            f" what can happen: {', '.join(map(repr, possible)) or 'nothing'}"
        )

    def _lives(self, resource_id: str) -> Iterator[tuple[LifeCycle[Any], Record]]:
        lives = [
            (life_cycle, record)
            for life_cycle in LIFE_CYCLES.values()
            if (record := life_cycle.table_in(self._site).records.get(resource_id))
            and life_cycle.covers(record)
        ]
        if not lives:
            raise KeyError(
                f"{resource_id} is not in account {self._account_id}"
                f" in {self._region_name}"
            )
        return iter(lives)

    def stall_replication(
        self,
        source_server_id: str,
        *,
        at: float | None = None,
        error: str | None = None,
        raw_error: str | None = None,
    ) -> None:
        """
        Let the replication of a source server stall, now or during its initial sync.

        `cause(source_server_id, "recover")` ends it.

        Args:
            source_server_id: The source server.
            at: The share of the initial sync after which it stalls, such as 0.4, in the
                current or in the next initial sync; by default, it stalls now.
            error: What `dataReplicationError` says, such as `AGENT_NOT_SEEN`.
            raw_error: The details of the error.

        Raises:
            KeyError: There is no such source server.
            ValueError: An argument is invalid, or the replication cannot stall now.
        """
        wire = {"error": error, "rawError": raw_error}
        check_wire(
            {name: text for name, text in wire.items() if text is not None},
            "DataReplicationError",
        )
        if at is not None and not 0 <= at < 1:
            raise ValueError(f"at must be at least 0 and less than 1, not {at}")
        with self._turn:
            server = self._site.source_servers.records[source_server_id]
            if at is None:
                self.cause(source_server_id, "stall")
            else:
                # An integer would not be saved as it is loaded.
                stall_at(self._site, server, float(at))
            server.replication.error = error
            server.replication.raw_error = raw_error

    def fail_launch(
        self,
        source_server_id: str,
        raw_error: str = "the launch failed, as requested with FakeDrs.fail_launch",
        *,
        at: LaunchPhase = "LAUNCH",
        times: int = 1,
    ) -> None:
        """
        Make the next launches of a source server fail.

        The job is completed all the same: its log and its servers tell the failure.

        Args:
            source_server_id: The server's ID.
            raw_error: What the job's log says of the failure.
            at: The phase that fails. `SNAPSHOT` and `CONVERSION` fail only launches
                that have this phase: those without a chosen snapshot, and those that
                are not in the recovery mode `FAST`.
            times: How many launches fail.

        Raises:
            KeyError: There is no such server.
            ValueError: An argument is invalid.
        """
        if at not in get_args(LaunchPhase):
            raise ValueError(f"no launch fails at {at!r}")
        check_integer("times", times, at_least=1)
        check_wire({"rawError": raw_error}, "JobLogEventData")
        failure = LaunchFailure(at=at, raw_error=raw_error)
        with self._turn:
            server = self._site.source_servers.records[source_server_id]
            server.launch_failures += [failure] * times
