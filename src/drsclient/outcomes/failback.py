"""The outcomes of waits for failback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from drsclient._text import printable, subject
from drsclient.errors import FailbackFailedError
from drsclient.models import (
    FailbackReplicationError,
    FailbackState,
    RecoveryInstanceDataReplicationState,
)
from drsclient.models._identity import HasRecoveryInstanceId
from drsclient.outcomes._outcome import Outcome, PartOutcome
from drsclient.outcomes.replication import copied_share, copying_facts


@attrs.frozen(kw_only=True)
class InstanceFailback(PartOutcome, HasRecoveryInstanceId):
    """The failback of one recovery instance, with its verdict."""

    recovery_instance_id: str
    """The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits."""
    state: FailbackState | None = None
    """The state of its failback; `None` if there is no such recovery instance."""
    replication_state: RecoveryInstanceDataReplicationState | None = None
    """The state of its replication to its origin."""
    lag_duration: timedelta | None = None
    """The lag of the copy behind the recovery instance."""
    eta_date_time: datetime | None = None
    """When the service expects the copy to be complete, in UTC."""
    replicated_storage_bytes: int | None = None
    """The amount of data copied so far from all its disks, in bytes."""
    total_storage_bytes: int | None = None
    """The size of all its disks, in bytes."""
    error: FailbackReplicationError | None = None
    """The kind of error, if its replication has stalled."""
    raw_error: str | None = None
    """The error message of the component that failed, in human-readable form."""

    @property
    def progress(self) -> float | None:
        """The share of the data that has been copied, from 0.0 to 1.0, if known."""
        return copied_share(self.replicated_storage_bytes, self.total_storage_bytes)

    @property
    def details(self) -> str:
        """The state and progress of its replication, in human-readable form."""
        return printable(", ".join(self._facts()))

    def __str__(self) -> str:
        who = subject(self.hostname, self.recovery_instance_id)
        known = ", ".join(filter(None, (self.state, self.details)))
        return printable(f"{who}: {self.reason or known or self.verdict}")

    def _facts(self) -> Iterator[str]:
        if self.replication_state:
            yield self.replication_state
        if self.error:
            yield self.error
        is_copying = self.replication_state == (
            RecoveryInstanceDataReplicationState.INITIAL_SYNC
        )
        progress = self.progress if is_copying else None
        yield from copying_facts(progress, self.eta_date_time, self.lag_duration)


@attrs.frozen(kw_only=True)
class FailbackOutcome(Outcome[InstanceFailback]):
    """
    The failback of recovery instances at the time of one poll.

    Returned by `check_failback` and `wait_for_failback`.
    """

    _error: ClassVar = FailbackFailedError

    instances: tuple[InstanceFailback, ...] = ()
    """The recovery instances, in the order in which they were given."""

    @property
    def parts(self) -> tuple[InstanceFailback, ...]:
        """The recovery instances."""
        return self.instances

    def __str__(self) -> str:
        return self._describe_counts("recovery instance")
