"""The poller of source servers whose replication a wait is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._clock import time_of_day
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsParameterError
from drsclient.models import (
    DataReplicationInfo,
    DataReplicationInitiation,
    DataReplicationInitiationStepStatus as _StepStatus,
    DataReplicationState,
)
from drsclient.outcomes import (
    ParticipantOutcome,
    PendingOutcome,
    ReplicationOutcome,
    ServerReplication,
    Verdict,
)
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from drsclient._clock import Clock
    from drsclient.models import (
        DataReplicationInitiationStep,
        DataReplicationInitiationStepName,
        SourceServer,
    )
    from drsclient.waiting._polling import PollCache

# The page size of DescribeSourceServers, in servers: the service's maximum.
_PAGE_SIZE: Final = 200

# The states that a new source server passes through, in order.
_STATES_IN_ORDER: Final = (
    DataReplicationState.INITIATING,
    DataReplicationState.INITIAL_SYNC,
    DataReplicationState.CREATING_SNAPSHOT,
    DataReplicationState.CONTINUOUS,
)
# The first state after the initial sync, and the states that a server can fall back
# into after it.
_SYNCED: Final = DataReplicationState.CREATING_SNAPSHOT
_LAGGING: Final = (
    DataReplicationState.BACKLOG,
    DataReplicationState.RESCAN,
    DataReplicationState.PAUSED,
)
_NOT_REPLICATED: Final = (
    DataReplicationState.STOPPED,
    DataReplicationState.DISCONNECTED,
)


@attrs.frozen(kw_only=True)
class Target:
    """The state that source servers must reach, and how long they may be stalled."""

    until: DataReplicationState | None
    max_lag: timedelta | None
    max_stall: timedelta

    @classmethod
    def of(
        cls,
        until: DataReplicationState | str | None,
        max_lag: timedelta | None,
        max_stall: timedelta,
    ) -> Target:
        """
        Return the target that a caller's arguments describe.

        Raises:
            DrsParameterError: One of them is not valid.
        """
        state = DataReplicationState(until) if isinstance(until, str) else None
        # No server would ever reach a misspelled state, or a state of another enum.
        is_member = isinstance(until, DataReplicationState)
        is_text = state is not None and state.is_known
        is_foreign = isinstance(until, OpenEnum) or not is_text
        if not is_member and until is not None and is_foreign:
            known = ", ".join(DataReplicationState)
            expected = f"a DataReplicationState ({known}) or None"
            raise DrsParameterError("until", until, expected)
        if max_lag is not None:
            _check_duration("max_lag", max_lag)
        _check_duration("max_stall", max_stall)
        return cls(until=state, max_lag=max_lag, max_stall=max_stall)

    def with_verdict(
        self, found: ServerReplication, now: datetime
    ) -> ServerReplication:
        """Return a source server with its verdict."""
        since = found.stalled_since
        if self._is_reached(found):
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        if found.state in _NOT_REPLICATED:
            reason = f"its replication is {found.state}"
        elif since is not None and now - since >= self.max_stall:
            reason = _stall_reason(found)
        else:
            return found
        return attrs.evolve(found, verdict=Verdict.FAILED, reason=reason)

    def _is_reached(self, found: ServerReplication) -> bool:
        state, lag = found.state, found.lag_duration
        if self.max_lag is not None and (lag is None or lag > self.max_lag):
            return False
        until, stage = self.until or _SYNCED, _SYNCED if state in _LAGGING else state
        if until in _STATES_IN_ORDER and stage in _STATES_IN_ORDER:
            return _STATES_IN_ORDER.index(stage) >= _STATES_IN_ORDER.index(until)
        return state == until


def _check_duration(parameter: str, value: object) -> None:
    if not isinstance(value, timedelta) or value < timedelta():
        raise DrsParameterError(parameter, value, "a timedelta of 0 or more")


def _stall_reason(found: ServerReplication) -> str:
    step = f" at the step {found.failed_step}" if found.failed_step else ""
    reason = f"its replication is {found.state}{step}"
    return ": ".join(filter(None, (reason, found.error, found.raw_error)))


@attrs.frozen(kw_only=True)
class ReplicationPoller:
    """Polls source servers until each has reached the target state or failed."""

    cache: PollCache
    clock: Clock
    source_server_ids: Sequence[str]
    target: Target

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return PendingOutcome(
            pending=tuple(
                ParticipantOutcome(verdict=Verdict.WAITING, source_server_id=key)
                for key in self.source_server_ids
            )
        )

    def poll(self, previous: ReplicationOutcome | None) -> ReplicationOutcome:
        """Poll all source servers but those that had finished in the previous poll."""
        check_previous(previous, ReplicationOutcome)
        before = previous.servers if previous else ()
        known = {one.source_server_id: one for one in before}
        finished = {one for one in known if known[one].verdict != Verdict.WAITING}
        unfinished = [key for key in self.source_server_ids if key not in finished]
        found = {
            one.source_server_id: one
            for one in self.cache.read_all(
                "servers",
                # Summarize each page as it comes, so that the models are released.
                lambda drs: map(
                    _summarize,
                    drs.describe_source_servers(
                        source_server_ids=unfinished, page_size=_PAGE_SIZE
                    ),
                ),
            )
        }
        self.cache.clear()
        now = time_of_day(self.clock)
        servers = (
            known[key]
            if key in finished
            else self._with_verdict(key, found.get(key), known.get(key), now)
            for key in self.source_server_ids
        )
        return ReplicationOutcome(date_time=now, servers=tuple(servers))

    def _with_verdict(
        self,
        source_server_id: str,
        found: ServerReplication | None,
        before: ServerReplication | None,
        now: datetime,
    ) -> ServerReplication:
        if found is None:
            return ServerReplication(
                source_server_id=source_server_id,
                verdict=Verdict.FAILED,
                reason="there is no such source server",
            )
        if found.state == DataReplicationState.STALLED:
            since = (before and before.stalled_since) or now
            found = attrs.evolve(found, stalled_since=since)
        return self.target.with_verdict(found, now)


def _summarize(server: SourceServer) -> ServerReplication:
    info = server.data_replication_info or DataReplicationInfo()
    error, disks = info.data_replication_error, info.replicated_disks
    steps = (info.data_replication_initiation or DataReplicationInitiation()).steps
    return ServerReplication(
        source_server_id=server.source_server_id,
        verdict=Verdict.WAITING,
        hostname=server.hostname,
        name=server.name,
        state=info.data_replication_state,
        lag_duration=info.lag_duration,
        eta_date_time=info.eta_date_time,
        replicated_storage_bytes=_sum(disk.replicated_storage_bytes for disk in disks),
        total_storage_bytes=_sum(disk.total_storage_bytes for disk in disks),
        current_step=_step_with_status(_StepStatus.IN_PROGRESS, steps),
        failed_step=_step_with_status(_StepStatus.FAILED, steps),
        error=error.error if error else None,
        raw_error=error.raw_error if error else None,
    )


def _step_with_status(
    status: _StepStatus, steps: Iterable[DataReplicationInitiationStep]
) -> DataReplicationInitiationStepName | None:
    return next((step.name for step in steps if step.status == status), None)


def _sum(sizes: Iterable[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None
