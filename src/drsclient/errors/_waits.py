"""What waits and work on fleets end with, if it is not what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.errors._base import DrsError

if TYPE_CHECKING:
    from drsclient.outcomes import (
        ExecutionOutcome,
        FleetOutcome,
        JobOutcome,
        ReplicationOutcome,
    )


class WaitError(DrsError):
    """A wait ended without what it waited for."""


class WaitTimeoutError(WaitError, TimeoutError):
    """
    The time was up before a wait was over.

    If the last attempts to look failed, `__cause__` is the last of these errors.

    Attributes:
        outcome: What was found last: what is done, and what is not. It is `None` if no
            look succeeded.
        timeout: How long the wait was allowed to take, in seconds.
    """

    def __init__(
        self,
        outcome: ReplicationOutcome | JobOutcome | ExecutionOutcome | None,
        *,
        timeout: float,
    ) -> None:
        found = "no look succeeded" if outcome is None else str(outcome)
        super().__init__(f"timed out after {timeout:.10g} s: {found}")
        self.outcome: ReplicationOutcome | JobOutcome | ExecutionOutcome | None = (
            outcome
        )
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

    def __init__(self, outcome: JobOutcome | ExecutionOutcome) -> None:
        super().__init__(str(outcome))
        self.outcome: JobOutcome | ExecutionOutcome = outcome


class JobNotFoundError(WaitError, LookupError):
    """
    There is no such job: it never existed, or was deleted from the job history.

    Attributes:
        job_ids: The IDs of the jobs that do not exist.
    """

    def __init__(self, job_ids: tuple[str, ...]) -> None:
        super().__init__(f"there is no such job: {', '.join(job_ids)}")
        self.job_ids: tuple[str, ...] = job_ids


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
