"""Operations on recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict
from drsclient.testing._life_cycles.failback import FAILBACK
from drsclient.testing._life_cycles.jobs import check_idle
from drsclient.testing._life_cycles.recovery_instances import (
    is_replicating,
    remove_recovery_instance,
    start_termination_job,
)
from drsclient.testing._operations.pagination import matches_filter, paginate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_drs.type_defs import (
        DeleteRecoveryInstanceRequestTypeDef,
        DescribeRecoveryInstancesRequestTypeDef,
        DisconnectRecoveryInstanceRequestTypeDef,
        TerminateRecoveryInstancesRequestTypeDef,
    )

    from drsclient.testing._errors import FakeError
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._state.site import Site


def describe_recovery_instances(
    site: Site, parameters: DescribeRecoveryInstancesRequestTypeDef
) -> Wire:
    """Handle `DescribeRecoveryInstances`: unknown IDs match nothing."""
    filters = parameters.get("filters", {})
    page, more = paginate(
        (
            instance
            for instance in site.recovery_instances
            if matches_filter(instance.key, filters.get("recoveryInstanceIDs"))
            and matches_filter(
                instance.source_server_id, filters.get("sourceServerIDs")
            )
        ),
        parameters,
        size=site.shared.page_size,
    )
    return {"items": [instance.wire(site) for instance in page], **more}


def terminate_recovery_instances(
    site: Site, parameters: TerminateRecoveryInstancesRequestTypeDef
) -> Wire:
    """Handle `TerminateRecoveryInstances`: none is terminated unless all can be."""
    instances = find_all(site, parameters["recoveryInstanceIDs"])
    return {"job": start_termination_job(site, instances).wire(site)}


def disconnect_recovery_instance(
    site: Site, parameters: DisconnectRecoveryInstanceRequestTypeDef
) -> Wire:
    """Handle `DisconnectRecoveryInstance`, which stops a failback in progress."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    check_idle(site, [instance.source_server_id])
    if instance.disconnected is not None:
        raise instance_conflict(instance, "it is disconnected already")
    if is_replicating(instance) and instance.reversed_server(site):
        raise instance_conflict(
            instance, "its replication is reversed; it can be deleted"
        )
    instance.disconnected = site.now
    if FAILBACK.allows(instance, "DisconnectRecoveryInstance"):
        FAILBACK.trigger(site, instance, "DisconnectRecoveryInstance")
    return {}


def delete_recovery_instance(
    site: Site, parameters: DeleteRecoveryInstanceRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryInstance`; the EC2 instance keeps running."""
    (instance,) = find_all(site, [parameters["recoveryInstanceID"]])
    check_idle(site, [instance.source_server_id])
    is_reversed = is_replicating(instance) and instance.reversed_server(site)
    if instance.disconnected is None and not is_reversed:
        raise instance_conflict(instance, "it must be disconnected first")
    remove_recovery_instance(site, instance)
    return {}


def find_all(site: Site, ids: Sequence[str]) -> list[RecoveryInstance]:
    """
    Find instances for an operation that declares no not-found error.

    Raises:
        FakeError: An ID is unknown or given twice.
    """
    instances = site.recovery_instances.records
    for instance_id in ids:
        wrong = None
        if instance_id not in instances:
            wrong = "is unknown"
        elif ids.count(instance_id) > 1:
            wrong = "is given twice"
        if wrong is not None:
            raise conflict(
                "RecoveryInstance",
                instance_id,
                f"RecoveryInstance {instance_id} {wrong}",
            )
    return [instances[instance_id] for instance_id in ids]


def instance_conflict(instance: RecoveryInstance, why: str) -> FakeError:
    """Return the error for an instance whose state does not allow an operation."""
    return conflict(
        "RecoveryInstance", instance.key, f"RecoveryInstance {instance.key}: {why}"
    )
