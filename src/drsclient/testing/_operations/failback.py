"""Operations on the failback of recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import invalid
from drsclient.testing._life_cycles.failback import (
    FAILBACK,
    start_failback_job,
    start_reversed_replication,
)
from drsclient.testing._life_cycles.jobs import check_idle
from drsclient.testing._operations.recovery_instances import (
    find_all,
    instance_conflict,
)
from drsclient.testing._operations.tags import checked_tags

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        GetFailbackReplicationConfigurationRequestTypeDef,
        ReverseReplicationRequestTypeDef,
        StartFailbackLaunchRequestTypeDef,
        StopFailbackRequestTypeDef,
        UpdateFailbackReplicationConfigurationRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site import Site


def reverse_replication(
    site: Site, parameters: ReverseReplicationRequestTypeDef
) -> Wire:
    """Handle `ReverseReplication`, for instances that originated in EC2."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    if instance.origin_environment != "AWS":
        raise invalid({"recoveryInstanceID": "is of an instance not from EC2"})
    if instance.ec2.state != "RUNNING" or instance.disconnected is not None:
        state = instance.ec2.state if instance.disconnected is None else "DISCONNECTED"
        raise instance_conflict(instance, f"it is {state}, and its agent does not run")
    check_idle(site, [instance.source_server_id])
    FAILBACK.check(site, instance, "ReverseReplication")
    return {
        "reversedDirectionSourceServerArn": start_reversed_replication(site, instance)
    }


def start_failback_launch(
    site: Site, parameters: StartFailbackLaunchRequestTypeDef
) -> Wire:
    """Handle `StartFailbackLaunch`: no machine is launched unless all are ready."""
    instances = find_all(site, parameters["recoveryInstanceIDs"])
    job = start_failback_job(
        site, instances, tags=checked_tags(parameters.get("tags", {}))
    )
    return {"job": job.wire(site)}


def stop_failback(site: Site, parameters: StopFailbackRequestTypeDef) -> Wire:
    """Handle `StopFailback`, which declares no conflict error."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    if instance.failback.client_id is None or not FAILBACK.allows(
        instance, "StopFailback"
    ):
        raise invalid({"recoveryInstanceID": "is of an instance without failback"})
    FAILBACK.trigger(site, instance, "StopFailback")
    return {}


def get_failback_configuration(
    site: Site, parameters: GetFailbackReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `GetFailbackReplicationConfiguration`."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    return {"recoveryInstanceID": instance.key, **instance.failback_configuration}


def update_failback_configuration(
    site: Site, parameters: UpdateFailbackReplicationConfigurationRequestTypeDef
) -> Wire:
    """Handle `UpdateFailbackReplicationConfiguration`; absent settings are kept."""
    instance = site.recovery_instances.find(parameters["recoveryInstanceID"])
    changes = dict(parameters)
    del changes["recoveryInstanceID"]
    instance.failback_configuration.update(changes)
    return {}
