"""The outcomes of waits for recovery instances."""

from typing import ClassVar

import attrs

from drsclient._text import printable, subject
from drsclient.errors import RecoveryInstanceFailedError
from drsclient.models import EC2InstanceState
from drsclient.models._identity import HasRecoveryInstanceId
from drsclient.outcomes._outcome import Outcome, PartOutcome


@attrs.frozen(kw_only=True)
class InstanceStatus(PartOutcome, HasRecoveryInstanceId):
    """The state of one recovery instance in EC2, with its verdict."""

    recovery_instance_id: str
    """The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits."""
    state: EC2InstanceState | None = None
    """The state of its EC2 instance; `None` if the service does not list it."""

    def __str__(self) -> str:
        who = subject(self.hostname, self.recovery_instance_id)
        return printable(f"{who}: {self.reason or self.state or self.verdict}")


@attrs.frozen(kw_only=True)
class RecoveryInstanceOutcome(Outcome[InstanceStatus]):
    """
    The states of recovery instances in EC2 at the time of one poll.

    Returned by `check_recovery_instances` and `wait_for_recovery_instances`.
    """

    _error: ClassVar = RecoveryInstanceFailedError

    instances: tuple[InstanceStatus, ...] = ()
    """The recovery instances, in the order in which they were given."""

    @property
    def parts(self) -> tuple[InstanceStatus, ...]:
        """The recovery instances."""
        return self.instances

    def __str__(self) -> str:
        return self._describe_counts("recovery instance")
