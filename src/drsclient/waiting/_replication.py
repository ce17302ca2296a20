"""The poller of source servers, for waits for their replication."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._clock import time_of_day
from drsclient._ids import ids_of
from drsclient._options import check_bool
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
from drsclient.waiting._polling import check_previous, target_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.models import (
        DataReplicationInitiationStep,
        DataReplicationInitiationStepName,
        HasSourceServerId,
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


def _duration(parameter: str, value: object) -> timedelta:
    if not isinstance(value, timedelta) or value < timedelta():
        raise DrsParameterError(parameter, value, "a timedelta of 0 or more")
    return value


class ReplicationPoller:
    """
    Polls source servers until each has reached the target state or failed.

    Args:
        cache: The client, with the responses of the current poll.
        source_servers: See `wait_for_replication`.
        until: See `wait_for_replication`.
        max_lag: See `wait_for_replication`.
        max_stall: See `wait_for_replication`.
        after_rescan: See `wait_for_replication`.

    Raises:
        DrsParameterError: An argument is not valid.
    """

    def __init__(
        self,
        cache: PollCache,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        until: DataReplicationState | str | None,
        max_lag: timedelta | None,
        max_stall: timedelta,
        *,
        after_rescan: bool,
    ) -> None:
        self.cache = cache
        self._ids = ids_of("source_servers", source_servers, "source_server_id")
        self._until = (
            _SYNCED
            if until is None
            else target_state(until, DataReplicationState, " or None")
        )
        self._max_lag = None if max_lag is None else _duration("max_lag", max_lag)
        self._max_stall = _duration("max_stall", max_stall)
        check_bool("after_rescan", after_rescan)
        self._after_rescan = after_rescan

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        servers = (
            ParticipantOutcome(verdict=Verdict.WAITING, source_server_id=key)
            for key in self._ids
        )
        return PendingOutcome(pending=tuple(servers))

    def poll(self, previous: ReplicationOutcome | None) -> ReplicationOutcome:
        """Poll all source servers but those that had finished in the previous poll."""
        check_previous(previous, ReplicationOutcome)
        servers = previous.servers if previous else ()
        before = {server.source_server_id: server for server in servers}
        ended = {key for key, one in before.items() if one.verdict != Verdict.WAITING}
        waiting = [key for key in self._ids if key not in ended]
        polled = self.cache.get_or_list(
            "servers",
            # Summarize each page as it comes, so that the models are released.
            lambda drs: map(
                _summarize,
                drs.describe_source_servers(
                    source_server_ids=waiting, page_size=_PAGE_SIZE
                ),
            ),
        )
        self.cache.clear()
        found = {server.source_server_id: server for server in polled}
        now = time_of_day(self.cache.clock)
        results = (
            self._result(key, found.get(key), before.get(key), now) for key in self._ids
        )
        return ReplicationOutcome(date_time=now, servers=tuple(results))

    def _result(
        self,
        source_server_id: str,
        found: ServerReplication | None,
        before: ServerReplication | None,
        now: datetime,
    ) -> ServerReplication:
        """Return the result for a source server, given those of this and last poll."""
        if before is not None and before.verdict != Verdict.WAITING:
            return before
        if found is None:
            return ServerReplication(
                source_server_id=source_server_id,
                verdict=Verdict.FAILED,
                reason="there is no such source server",
            )
        if found.state == DataReplicationState.STALLED:
            since = before.stalled_since if before else None
            found = attrs.evolve(found, stalled_since=since or now)
        if self._has_reached_target(found):
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        if found.state in _NOT_REPLICATED:
            reason = f"its replication is {found.state}"
        elif found.stalled_since and now - found.stalled_since >= self._max_stall:
            reason = _stall_reason(found)
        else:
            return found
        return attrs.evolve(found, verdict=Verdict.FAILED, reason=reason)

    def _has_reached_target(self, found: ServerReplication) -> bool:
        state, lag = found.state, found.lag_duration
        if self._max_lag is not None and (lag is None or lag > self._max_lag):
            return False
        if self._after_rescan and not _is_rescanned(found):
            return False
        stage = _SYNCED if state in _LAGGING else state
        if self._until in _STATES_IN_ORDER and stage in _STATES_IN_ORDER:
            return _STATES_IN_ORDER.index(stage) >= _STATES_IN_ORDER.index(self._until)
        return state == self._until


def _is_rescanned(found: ServerReplication) -> bool:
    # The service reports the bytes that were scanned again, and all of them afterwards.
    rescanned, total = found.rescanned_storage_bytes, found.total_storage_bytes
    return rescanned is not None and total is not None and rescanned >= total > 0


def _stall_reason(found: ServerReplication) -> str:
    step = f" at the step {found.failed_step}" if found.failed_step else ""
    reason = f"its replication is {found.state}{step}"
    return ": ".join(filter(None, (reason, found.error, found.raw_error)))


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
        replicated_storage_bytes=sum_known(
            disk.replicated_storage_bytes for disk in disks
        ),
        total_storage_bytes=sum_known(disk.total_storage_bytes for disk in disks),
        rescanned_storage_bytes=sum_known(
            disk.rescanned_storage_bytes for disk in disks
        ),
        current_step=_step_with_status(_StepStatus.IN_PROGRESS, steps),
        failed_step=_step_with_status(_StepStatus.FAILED, steps),
        error=error.error if error else None,
        raw_error=error.raw_error if error else None,
    )


def _step_with_status(
    status: _StepStatus, steps: Iterable[DataReplicationInitiationStep]
) -> DataReplicationInitiationStepName | None:
    return next((step.name for step in steps if step.status == status), None)


def sum_known(sizes: Iterable[int | None]) -> int | None:
    """Return the sum of the sizes that are known, if any is."""
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None
