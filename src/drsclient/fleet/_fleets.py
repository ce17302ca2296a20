"""What can be done with many resources, and what a caller says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from drsclient._entities import ids_of
from drsclient.fleet._recoveries import Recoveries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from drsclient.errors import DrsServiceError
    from drsclient.fleet._progress import FleetProgress
    from drsclient.models import SourceServer
    from drsclient.outcomes import FleetOutcome, RegionStatus

T = TypeVar("T")


class Fleets(Recoveries):
    """
    What you can do with many resources at once.

    Each `…_many` makes one call for each resource, several at a time, and returns a
    `FleetOutcome` with what became of each, in the order given. An ID that is given
    twice is called once. What a call raises is its result: nothing is raised before all
    is done, and no result is lost.

    - When the service throttles a call, all of them slow down, and the call is made
      again. It fails only when `timeout` is up.
    - Other errors that may pass are retried a few times, each after a longer pause: a
      fault of the service, a lost connection, no response in time. If a call may have
      taken effect before, it is looked up and not taken for a failure.
    - Ctrl-C starts no more calls and waits for those in flight. Then it raises a
      `FleetInterrupt` with the outcome so far. A second Ctrl-C leaves at once.
    - `timeout` is for how long calls are started and repeated; those in flight are
      waited for. Resources that had no turn have a `NotAttemptedError`.
    """

    __slots__ = ()

    def start_replication_many(
        self,
        source_servers: Iterable[str | SourceServer],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Start replication of many stopped source servers.

        Source: the API operation StartReplication.

        Args:
            source_servers: The source servers, or their IDs.
            max_concurrency: How many calls to make at a time; at most as many as the
                client keeps connections open, which are 50 by default.
            timeout: For how long to start and repeat calls, in seconds.
            on_progress: What to call after each result, in the caller's thread. What it
                raises ends the work once the calls in flight have ended.

        Returns:
            Each source server as it is now, or why it was not started.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent. An ID that is
                not valid is a result.
            FleetInterrupt: Somebody pressed Ctrl-C.
        """
        from drsclient.fleet import _settling  # noqa: PLC0415 - rarely used

        return self._for_each(
            self.start_replication,
            ids_of("source_servers", source_servers, "source_server_id"),
            settle=_settling.if_in(_settling.STARTED, self),
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    def region_status(self) -> RegionStatus:
        """
        Find out whether the account can use DRS in this client's Region.

        `drsclient.fleet.region_statuses` looks at many Regions at once.

        Source: the API operation DescribeSourceServers.

        Returns:
            The status. A Region that does not know the credentials is `NOT_ENABLED`;
            with wrong credentials, this would be so in every Region.

        Raises:
            AuthenticationException: The credentials are expired, or the signature is
                wrong.
            DrsCredentialsError: There are no credentials, or they are incomplete.
        """
        from drsclient.fleet import _looking  # noqa: PLC0415 - rarely used

        return _looking.look(self, self._boto3_client.meta.region_name)

    def _for_each(
        self,
        operation: Callable[[str], T],
        ids: Sequence[str],
        *,
        is_idempotent: bool = True,
        settle: Callable[[str, DrsServiceError], T] | None = None,
        max_concurrency: int,
        timeout: float,
        on_progress: Callable[[FleetProgress[T]], object] | None,
    ) -> FleetOutcome[T]:
        from drsclient.fleet._running import run  # noqa: PLC0415 - rarely used

        meta = self._boto3_client.meta
        # Every Config has it, but botocore's type stubs leave it out.
        pool: int = getattr(meta.config, "max_pool_connections", 0)
        name: str = getattr(operation, "__name__", type(operation).__name__)
        return run(
            operation,
            ids,
            operation_name=meta.method_to_api_mapping.get(name, name),
            is_idempotent=is_idempotent,
            settle=settle,
            clock=self._clock,
            pool=pool,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )
