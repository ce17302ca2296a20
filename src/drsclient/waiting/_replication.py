"""Looking at the replication of source servers, and judging what is found."""

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
    from drsclient.waiting._reader import Reader

# How many source servers to ask for at once: what the service takes at most.
_PAGE: Final = 200

# The way of every source server: a later state has passed the earlier ones.
_WAY: Final = (
    DataReplicationState.INITIATING,
    DataReplicationState.INITIAL_SYNC,
    DataReplicationState.CREATING_SNAPSHOT,
    DataReplicationState.CONTINUOUS,
)
# The first state on the way in which there is a copy of everything, and the states that
# a server with such a copy can fall back into.
_COPIED: Final = DataReplicationState.CREATING_SNAPSHOT
_BEHIND: Final = (
    DataReplicationState.BACKLOG,
    DataReplicationState.RESCAN,
    DataReplicationState.PAUSED,
)
_NOT_REPLICATED: Final = (
    DataReplicationState.STOPPED,
    DataReplicationState.DISCONNECTED,
)


@attrs.frozen(kw_only=True)
class Goal:
    """Where source servers are awaited, and how long they may be stalled on the way."""

    until: DataReplicationState | None
    max_lag: timedelta | None
    max_stall: timedelta

    @classmethod
    def of(
        cls,
        until: DataReplicationState | str | None,
        max_lag: timedelta | None,
        max_stall: timedelta,
    ) -> Goal:
        """
        Make a goal of a caller's arguments.

        Raises:
            DrsParameterError: One of them is not valid.
        """
        state = DataReplicationState(until) if isinstance(until, str) else None
        # Nothing would ever reach a state that is misspelled, or one of something else.
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

    def judge(self, found: ServerReplication, now: datetime) -> ServerReplication:
        """Give a source server its verdict."""
        since = found.stalled_since
        if self._is_reached(found):
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        if found.state in _NOT_REPLICATED:
            reason = f"its replication is {found.state}"
        elif since is not None and now - since >= self.max_stall:
            reason = _why_stalled(found)
        else:
            return found
        return attrs.evolve(found, verdict=Verdict.FAILED, reason=reason)

    def _is_reached(self, found: ServerReplication) -> bool:
        state, lag = found.state, found.lag_duration
        if self.max_lag is not None and (lag is None or lag > self.max_lag):
            return False
        until, stage = self.until or _COPIED, _COPIED if state in _BEHIND else state
        if until in _WAY and stage in _WAY:
            return _WAY.index(stage) >= _WAY.index(until)
        return state == until


def _check_duration(parameter: str, value: object) -> None:
    if not isinstance(value, timedelta) or value < timedelta():
        raise DrsParameterError(parameter, value, "a timedelta of 0 or more")


def _why_stalled(found: ServerReplication) -> str:
    step = f" at the step {found.failed_step}" if found.failed_step else ""
    reason = f"its replication is {found.state}{step}"
    return ": ".join(filter(None, (reason, found.error, found.raw_error)))


def pending(source_server_ids: Sequence[str]) -> PendingOutcome:
    """Return the outcome of a wait for source servers before any poll succeeds."""
    return PendingOutcome(
        pending=tuple(
            ParticipantOutcome(verdict=Verdict.WAITING, source_server_id=key)
            for key in source_server_ids
        )
    )


def look(
    reader: Reader,
    source_server_ids: Sequence[str],
    goal: Goal,
    *,
    clock: Clock,
    previous: ReplicationOutcome | None,
) -> ReplicationOutcome:
    """Look at all source servers but those that the previous look has decided."""
    check_previous(previous, ReplicationOutcome)
    known = {one.source_server_id: one for one in previous.servers} if previous else {}
    decided = {key for key, one in known.items() if one.verdict != Verdict.WAITING}
    wanted = [key for key in source_server_ids if key not in decided]
    found = {
        one.source_server_id: one
        for one in reader.read_all(
            "servers",
            # At once, which lets go of the models, and goes on after an error.
            lambda drs: map(
                _read,
                drs.describe_source_servers(source_server_ids=wanted, page_size=_PAGE),
            ),
        )
    }
    reader.finish()
    now = time_of_day(clock)

    def judge(server_id: str) -> ServerReplication:
        if server_id in decided:
            return known[server_id]
        if server_id not in found:
            return ServerReplication(
                source_server_id=server_id,
                verdict=Verdict.FAILED,
                reason="there is no such source server",
            )
        one = found[server_id]
        if one.state == DataReplicationState.STALLED:
            before = known.get(server_id)
            since = (before and before.stalled_since) or now
            one = attrs.evolve(one, stalled_since=since)
        return goal.judge(one, now)

    return ReplicationOutcome(
        date_time=now, servers=tuple(judge(key) for key in source_server_ids)
    )


def _read(server: SourceServer) -> ServerReplication:
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
        current_step=_step_that_is(_StepStatus.IN_PROGRESS, steps),
        failed_step=_step_that_is(_StepStatus.FAILED, steps),
        error=error.error if error else None,
        raw_error=error.raw_error if error else None,
    )


def _step_that_is(
    status: _StepStatus, steps: Iterable[DataReplicationInitiationStep]
) -> DataReplicationInitiationStepName | None:
    return next((step.name for step in steps if step.status == status), None)


def _sum(sizes: Iterable[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None
