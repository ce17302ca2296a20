"""Rows of recovery instances, with their states in EC2 or their failback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.outcomes import InstanceFailback
from drsclient.watching._views import URGENCIES, Row

if TYPE_CHECKING:
    from drsclient.outcomes import (
        FailbackOutcome,
        InstanceStatus,
        RecoveryInstanceOutcome,
    )
    from drsclient.watching._views import ServerNames


def instance_rows(
    outcome: RecoveryInstanceOutcome | FailbackOutcome, names: ServerNames
) -> list[Row]:
    """Return a row for each recovery instance, and collect its host name."""
    return [_instance_row(instance, names) for instance in outcome.instances]


def _instance_row(
    instance: InstanceStatus | InstanceFailback, names: ServerNames
) -> Row:
    key, hostname = instance.recovery_instance_id, instance.hostname
    names.add(key, name=hostname, hostname=hostname)
    details = instance.details if isinstance(instance, InstanceFailback) else ""
    return Row(
        resource_id=key,
        noun="instance",
        state=instance.state or "",
        urgency=URGENCIES[instance.verdict],
        reason=instance.reason or "",
        current_step=details,
    )
