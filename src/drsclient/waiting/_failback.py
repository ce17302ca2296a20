"""The poller of recovery instances, for waits for their failback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from drsclient.models import (
    FailbackState,
    RecoveryInstanceDataReplicationInfo,
    RecoveryInstanceDataReplicationState,
)
from drsclient.outcomes import FailbackOutcome, InstanceFailback, Verdict
from drsclient.waiting._polling import check_previous, target_state
from drsclient.waiting._recovery_instances import (
    ENDING_STATES,
    NOT_LISTED,
    instance_ids_of,
    pending_instances,
    poll_instances,
)
from drsclient.waiting._replication import sum_known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drsclient.models import HasRecoveryInstanceId, RecoveryInstance
    from drsclient.outcomes import PendingOutcome
    from drsclient.waiting._polling import PollCache

# The states from which failback does not go on by itself.
_ENDED: Final = (FailbackState.FAILBACK_COMPLETED, FailbackState.FAILBACK_ERROR)
# The states of a failback that somebody has started.
_STARTED: Final = (
    FailbackState.FAILBACK_IN_PROGRESS,
    FailbackState.FAILBACK_READY_FOR_LAUNCH,
)


class FailbackPoller:
    """
    Polls recovery instances until the failback of each has reached the target state.

    Args:
        cache: The client, with the responses of the current poll.
        recovery_instances: See `wait_for_failback`.
        until: See `wait_for_failback`.

    Raises:
        DrsParameterError: An argument is not valid.
    """

    def __init__(
        self,
        cache: PollCache,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        until: FailbackState | str,
    ) -> None:
        self.cache = cache
        self._ids = instance_ids_of(recovery_instances)
        self._until = target_state(until, FailbackState)

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return pending_instances(self._ids)

    def poll(self, previous: FailbackOutcome | None) -> FailbackOutcome:
        """Poll all instances but those that had finished in the previous poll."""
        check_previous(previous, FailbackOutcome)
        before = previous.instances if previous else ()
        states = {one.recovery_instance_id: one.state for one in before}
        found = poll_instances(self.cache, self._ids, before, self._summarize)
        results = (
            self._result(key, found.get(key), states.get(key)) for key in self._ids
        )
        return FailbackOutcome(instances=tuple(results))

    def _result(
        self,
        instance_id: str,
        found: InstanceFailback | None,
        state_before: FailbackState | None,
    ) -> InstanceFailback:
        """Return the result for a recovery instance, given what the poll has found."""
        if found is None:
            return InstanceFailback(
                recovery_instance_id=instance_id,
                verdict=Verdict.FAILED,
                reason=NOT_LISTED,
            )
        is_stopped = (
            found.state == FailbackState.FAILBACK_NOT_STARTED
            and state_before in _STARTED
        )
        if found.verdict == Verdict.WAITING and is_stopped:
            reason = f"its failback was stopped: it is {found.state}"
            return attrs.evolve(found, verdict=Verdict.FAILED, reason=reason)
        return found

    def _summarize(self, instance: RecoveryInstance) -> InstanceFailback:
        """Return the result for a recovery instance, whatever it was before."""
        info = instance.data_replication_info or RecoveryInstanceDataReplicationInfo()
        error, disks = info.data_replication_error, info.replicated_disks
        found = InstanceFailback(
            recovery_instance_id=instance.recovery_instance_id,
            source_server_id=instance.source_server_id,
            hostname=instance.hostname,
            verdict=Verdict.WAITING,
            state=instance.failback.state if instance.failback else None,
            replication_state=info.data_replication_state,
            lag_duration=info.lag_duration,
            eta_date_time=info.eta_date_time,
            replicated_storage_bytes=sum_known(
                disk.replicated_storage_bytes for disk in disks
            ),
            total_storage_bytes=sum_known(disk.total_storage_bytes for disk in disks),
            error=error.error if error else None,
            raw_error=error.raw_error if error else None,
        )
        if self._has_reached_target(found.state):
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        reason = None
        if found.state in _ENDED:
            causes = (f"its failback is {found.state}", found.error, found.raw_error)
            reason = ": ".join(filter(None, causes))
        elif instance.ec2_instance_state in ENDING_STATES:
            reason = f"its EC2 instance is {instance.ec2_instance_state}"
        elif found.replication_state == (
            RecoveryInstanceDataReplicationState.DISCONNECTED
        ):
            reason = f"its replication is {found.replication_state}"
        verdict = Verdict.FAILED if reason else Verdict.WAITING
        return attrs.evolve(found, verdict=verdict, reason=reason)

    def _has_reached_target(self, state: FailbackState | None) -> bool:
        if self._until == FailbackState.FAILBACK_IN_PROGRESS:
            return state in _STARTED
        return state == self._until
