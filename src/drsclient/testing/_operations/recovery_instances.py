"""Operations on recovery instances and their failback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, invalid
from drsclient.testing._life_cycles.failback import (
    FAILBACK,
    start_failback_job,
    start_reversed_replication,
)
from drsclient.testing._life_cycles.jobs import check_idle
from drsclient.testing._life_cycles.recovery_instances import (
    remove_recovery_instance,
    start_termination_job,
)
from drsclient.testing._operations.pagination import matches_filter, paginate
from drsclient.testing._operations.tags import checked_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_drs.type_defs import (
        DeleteRecoveryInstanceRequestTypeDef,
        DescribeRecoveryInstancesRequestTypeDef,
        DisconnectRecoveryInstanceRequestTypeDef,
        GetFailbackReplicationConfigurationRequestTypeDef,
        ReverseReplicationRequestTypeDef,
        StartFailbackLaunchRequestTypeDef,
        StopFailbackRequestTypeDef,
        TerminateRecoveryInstancesRequestTypeDef,
        UpdateFailbackReplicationConfigurationRequestTypeDef,
    )

    from drsclient.testing._errors import FakeError
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._state.site_state import SiteState


def describe_recovery_instances(
    site: SiteState, parameters: DescribeRecoveryInstancesRequestTypeDef
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
    site: SiteState, parameters: TerminateRecoveryInstancesRequestTypeDef
) -> Wire:
    """Handle `TerminateRecoveryInstances`: none is terminated unless all can be."""
    instances = _find_all(site, parameters["recoveryInstanceIDs"])
    return {"job": start_termination_job(site, instances).wire(site)}


def disconnect_recovery_instance(
    site: SiteState, parameters: DisconnectRecoveryInstanceRequestTypeDef
) -> Wire:
    """Handle `DisconnectRecoveryInstance`, which stops a failback in progress."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    check_idle(site, [instance.source_server_id])
    if instance.disconnected is not None:
        raise _conflict(instance, "it is already disconnected")
    if instance.failback.is_replicating and instance.reversed_server(site):
        raise _conflict(instance, "its replication is reversed; it can be deleted")
    instance.disconnected = site.now
    instance.failback.observed = None
    if FAILBACK.allows(instance, "DisconnectRecoveryInstance"):
        FAILBACK.trigger(site, instance, "DisconnectRecoveryInstance")
    return {}


def delete_recovery_instance(
    site: SiteState, parameters: DeleteRecoveryInstanceRequestTypeDef
) -> Wire:
    """Handle `DeleteRecoveryInstance`; the EC2 instance keeps running."""
    (instance,) = _find_all(site, [parameters["recoveryInstanceID"]])
    check_idle(site, [instance.source_server_id])
    is_reversed = instance.failback.is_replicating and instance.reversed_server(site)
    if instance.disconnected is None and not is_reversed:
        raise _conflict(instance, "it must be disconnected first")
    remove_recovery_instance(site, instance)
    return {}


def reverse_replication(
    site: SiteState, parameters: ReverseReplicationRequestTypeDef
) -> Wire:
    """Handle `ReverseReplication`, for instances that originated in EC2."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    if instance.origin_environment != "AWS":
        raise invalid({"recoveryInstanceID": "must be an instance from EC2"})
    if instance.ec2.state != "RUNNING" or instance.disconnected is not None:
        state = instance.ec2.state if instance.disconnected is None else "DISCONNECTED"
        raise _conflict(instance, f"it is {state}, and its agent does not run")
    if instance.agent.state != "INITIALIZED":
        raise _conflict(instance, "its agent has not finished initializing")
    check_idle(site, [instance.source_server_id])
    FAILBACK.check(site, instance, "ReverseReplication")
    return {
        "reversedDirectionSourceServerArn": start_reversed_replication(site, instance)
    }


def start_failback_launch(
    site: SiteState, parameters: StartFailbackLaunchRequestTypeDef
) -> Wire:
    """Handle `StartFailbackLaunch`: no machine is launched unless all are ready."""
    instances = _find_all(site, parameters["recoveryInstanceIDs"])
    job = start_failback_job(
        site, instances, tags=checked_tags(parameters.get("tags", {}))
    )
    return {"job": job.wire(site)}


def stop_failback(site: SiteState, parameters: StopFailbackRequestTypeDef) -> Wire:
    """Handle `StopFailback`, which declares no conflict error."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    if instance.failback.client_id is None or not FAILBACK.allows(
        instance, "StopFailback"
    ):
        raise invalid({"recoveryInstanceID": "must be an instance with a failback"})
    FAILBACK.trigger(site, instance, "StopFailback")
    return {}


def get_failback_configuration(
    site: SiteState, parameters: GetFailbackReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `GetFailbackReplicationConfiguration`."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    return {"recoveryInstanceID": instance.key, **instance.failback_configuration}


def update_failback_configuration(
    site: SiteState, parameters: UpdateFailbackReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `UpdateFailbackReplicationConfiguration`; absent settings are kept."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    changes = dict(parameters)
    del changes["recoveryInstanceID"]
    instance.failback_configuration.update(changes)
    return {}


def _find_all(site: SiteState, ids: Sequence[str]) -> list[RecoveryInstance]:
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


def _conflict(instance: RecoveryInstance, why: str) -> FakeError:
    """Return the error for an instance whose state does not allow an operation."""
    return conflict(
        "RecoveryInstance", instance.key, f"RecoveryInstance {instance.key}: {why}"
    )
