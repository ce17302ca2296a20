"""The poller of recovery instances, for waits for the states of their EC2 instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from drsclient._ids import ids_of
from drsclient.models import EC2InstanceState
from drsclient.outcomes import (
    InstanceFailback,
    InstanceStatus,
    ParticipantOutcome,
    PendingOutcome,
    RecoveryInstanceOutcome,
    Verdict,
)
from drsclient.waiting._polling import check_previous, target_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from drsclient.models import HasRecoveryInstanceId, RecoveryInstance
    from drsclient.waiting._polling import PollCache

PartT = TypeVar("PartT", bound="InstanceStatus | InstanceFailback")

# The page size of DescribeRecoveryInstances, in instances.
_PAGE_SIZE: Final = 200

# The states of an EC2 instance, in order. Within each group, a state leads to the next.
# An instance goes back to an earlier group only if somebody starts it in EC2.
_STATES_IN_ORDER: Final = (
    (EC2InstanceState.PENDING, EC2InstanceState.RUNNING),
    (EC2InstanceState.STOPPING, EC2InstanceState.STOPPED),
    (
        EC2InstanceState.SHUTTING_DOWN,
        EC2InstanceState.TERMINATED,
        EC2InstanceState.NOT_FOUND,
    ),
)
ENDING_STATES: Final = _STATES_IN_ORDER[-1]
"""The states of an EC2 instance that is being terminated or is gone."""

NOT_LISTED: Final = "there is no such recovery instance"
"""The reason for an instance that the service does not list."""

# The positions of the states: that of its group, and that within the group.
_POSITIONS: Final[Mapping[EC2InstanceState | None, tuple[int, int]]] = {
    state: (group, position)
    for group, states in enumerate(_STATES_IN_ORDER)
    for position, state in enumerate(states)
}


class RecoveryInstancePoller:
    """
    Polls recovery instances until each has reached the target state or failed.

    Args:
        cache: The client, with the responses of the current poll.
        recovery_instances: See `wait_for_recovery_instances`.
        until: See `wait_for_recovery_instances`.

    Raises:
        DrsParameterError: An argument is not valid.
    """

    def __init__(
        self,
        cache: PollCache,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        until: EC2InstanceState | str,
    ) -> None:
        self.cache = cache
        self._ids = instance_ids_of(recovery_instances)
        self._until = target_state(until, EC2InstanceState)

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return pending_instances(self._ids)

    def poll(self, previous: RecoveryInstanceOutcome | None) -> RecoveryInstanceOutcome:
        """Poll all instances but those that had finished in the previous poll."""
        check_previous(previous, RecoveryInstanceOutcome)
        before = previous.instances if previous else ()
        found = poll_instances(self.cache, self._ids, before, _summarize)
        results = (self._result(key, found.get(key)) for key in self._ids)
        return RecoveryInstanceOutcome(instances=tuple(results))

    def _result(self, instance_id: str, found: InstanceStatus | None) -> InstanceStatus:
        """Return the result for a recovery instance, given what the poll has found."""
        if found is None:
            # The service removes an instance from its list when it has terminated it.
            if self._until in ENDING_STATES:
                verdict, reason = Verdict.SUCCEEDED, None
            else:
                verdict, reason = Verdict.FAILED, NOT_LISTED
            return InstanceStatus(
                recovery_instance_id=instance_id, verdict=verdict, reason=reason
            )
        if found.verdict != Verdict.WAITING:
            return found
        if found.state == self._until:
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        state, until = _POSITIONS.get(found.state), _POSITIONS.get(self._until)
        if state is None or until is None or state < until:
            return found
        if state[0] == until[0]:
            return attrs.evolve(found, verdict=Verdict.SUCCEEDED)
        reason = f"its EC2 instance is {found.state}"
        return attrs.evolve(found, verdict=Verdict.FAILED, reason=reason)


def instance_ids_of(
    recovery_instances: str
    | HasRecoveryInstanceId
    | Iterable[str | HasRecoveryInstanceId],
) -> tuple[str, ...]:
    """
    Return the IDs of the recovery instances that a caller passed.

    Raises:
        DrsParameterError: Something is neither text nor a recovery instance.
    """
    return ids_of("recovery_instances", recovery_instances, "recovery_instance_id")


def pending_instances(instance_ids: Iterable[str]) -> PendingOutcome:
    """Return the outcome of a wait for recovery instances until a poll succeeds."""
    return PendingOutcome(
        pending=tuple(
            ParticipantOutcome(verdict=Verdict.WAITING, recovery_instance_id=key)
            for key in instance_ids
        )
    )


def poll_instances(
    cache: PollCache,
    instance_ids: Sequence[str],
    before: Iterable[PartT],
    summarize: Callable[[RecoveryInstance], PartT],
) -> dict[str, PartT]:
    """
    Poll all recovery instances but those that had finished in the previous poll.

    Args:
        cache: The client, with the responses of the current poll.
        instance_ids: The IDs of the recovery instances.
        before: The parts of the outcome of the previous poll.
        summarize: Returns the part for a recovery instance, as waiting.

    Returns:
        The parts that had finished and those that were found now, by their IDs.
    """
    ended = {
        part.recovery_instance_id: part
        for part in before
        if part.verdict != Verdict.WAITING
    }
    waiting = [key for key in instance_ids if key not in ended]
    polled = cache.get_or_list(
        "instances",
        # Summarize each page as it comes, so that the models are released.
        lambda drs: map(
            summarize,
            drs.describe_recovery_instances(
                recovery_instance_ids=waiting, page_size=_PAGE_SIZE
            ),
        ),
    )
    cache.clear()
    return ended | {part.recovery_instance_id: part for part in polled}


def _summarize(instance: RecoveryInstance) -> InstanceStatus:
    return InstanceStatus(
        recovery_instance_id=instance.recovery_instance_id,
        source_server_id=instance.source_server_id,
        hostname=instance.hostname,
        verdict=Verdict.WAITING,
        state=instance.ec2_instance_state,
    )
