"""The errors of waits and fleets, most of which have an outcome."""

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
    """The base class of the errors of waits."""


class WaitTimeoutError(WaitError, TimeoutError):
    """
    The timeout of a wait has passed before all parts had ended.

    If the last polls failed, `__cause__` is the last of their errors.

    Attributes:
        outcome: The outcome of the last successful poll. If no poll succeeded, it is a
            `PendingOutcome`, whose parts are waiting.
        timeout: The timeout of the wait, in seconds.
    """

    def __init__(self, outcome: Outcome[PartOutcome], *, timeout: float) -> None:
        super().__init__(f"timed out after {timeout:.10g} s: {outcome}")
        self.outcome: Outcome[PartOutcome] = outcome
        self.timeout: float = timeout

    @property
    def retryable(self) -> bool:
        """Always true: another wait may succeed."""
        return True


class ReplicationFailedError(WaitError):
    """
    Some source servers will not reach the target state.

    They are stopped, disconnected, deleted, or stalled for too long.

    Attributes:
        outcome: The outcome of the last poll, with a reason for each failed server.
    """

    def __init__(self, outcome: ReplicationOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome: ReplicationOutcome = outcome


class RecoveryFailedError(WaitError):
    """
    A job or an execution of a recovery plan has ended, and a part of it has failed.

    Attributes:
        outcome: The result for each server and source network, with the reasons.
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
    No call was made for one of many resources: the timeout passed, or Ctrl-C came.

    Nothing has happened to this resource.
    """

    @property
    def retryable(self) -> bool:
        """Always true: the resource can be attempted again."""
        return True


class FleetInterrupt(KeyboardInterrupt):
    """
    Ctrl-C was pressed during calls for many resources.

    It is a `KeyboardInterrupt`, not a `DrsError`, so it ends a program unless it is
    caught explicitly.

    Attributes:
        outcome: The outcome so far, with the result for each resource.
    """

    def __init__(self, outcome: FleetOutcome[object]) -> None:
        super().__init__(str(outcome))
        self.outcome: FleetOutcome[object] = outcome
