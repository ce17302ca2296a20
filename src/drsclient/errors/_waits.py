"""What waits and work on fleets end with, if it is not what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.errors._base import DrsError, DrsNotFoundError

if TYPE_CHECKING:
    from drsclient.outcomes import (
        FleetOutcome,
        Outcome,
        ParticipantOutcome,
        PartOutcome,
        RecoveryOutcome,
        ReplicationOutcome,
    )


class WaitError(DrsError):
    """A wait ended without what it waited for."""


class WaitTimeoutError(WaitError, TimeoutError):
    """
    The time was up before a wait was over.

    If the last polls failed, `__cause__` is the last of their errors.

    Attributes:
        outcome: What the last poll found: what is done, and what is not. If no poll
            succeeded, it is a `PendingOutcome`, of which everything is waiting.
        timeout: How long the wait was allowed to take, in seconds.
    """

    def __init__(self, outcome: Outcome[PartOutcome], *, timeout: float) -> None:
        super().__init__(f"timed out after {timeout:.10g} s: {outcome}")
        self.outcome: Outcome[PartOutcome] = outcome
        self.timeout: float = timeout

    @property
    def retryable(self) -> bool:
        """Always true: what was waited for may be done later."""
        return True


class ReplicationFailedError(WaitError):
    """
    Some source servers cannot get where they are awaited, so waiting is pointless.

    They are stopped, disconnected, deleted, or stalled for too long.

    Attributes:
        outcome: Each source server as it was found last, with the reason if it failed.
    """

    def __init__(self, outcome: ReplicationOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome: ReplicationOutcome = outcome


class RecoveryFailedError(WaitError):
    """
    A job or an execution of a recovery plan has ended, and not all of it worked.

    Attributes:
        outcome: What became of each server and source network, with the reasons.
    """

    def __init__(self, outcome: RecoveryOutcome[ParticipantOutcome]) -> None:
        super().__init__(str(outcome))
        self.outcome: RecoveryOutcome[ParticipantOutcome] = outcome


class JobNotFoundError(WaitError, DrsNotFoundError):
    """
    A job to wait for does not exist: it never did, or was deleted from the job history.

    Attributes:
        job_ids: The IDs of the jobs that do not exist; `resource_id` is the first.
    """

    def __init__(self, job_ids: tuple[str, ...]) -> None:
        DrsNotFoundError.__init__(self, "Job", ", ".join(job_ids))
        self.job_ids: tuple[str, ...] = job_ids

    @property
    def resource_id(self) -> str | None:
        """The ID of the first job that does not exist."""
        return next(iter(self.job_ids), None)


class NotAttemptedError(DrsError):
    """
    A call for one of many resources was not made, because the work ended before.

    Nothing has happened to this resource.
    """

    @property
    def retryable(self) -> bool:
        """Always true: nothing speaks against another attempt."""
        return True


class FleetInterrupt(KeyboardInterrupt):
    """
    Somebody pressed Ctrl-C while many resources were worked on.

    It is a `KeyboardInterrupt`, not a `DrsError`: like that one, it ends a program
    unless somebody asks for it.

    Attributes:
        outcome: What has become of each resource until then.
    """

    def __init__(self, outcome: FleetOutcome[object]) -> None:
        super().__init__(str(outcome))
        self.outcome: FleetOutcome[object] = outcome
