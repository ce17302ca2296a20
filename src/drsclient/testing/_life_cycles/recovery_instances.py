"""How recovery instances come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import conflict
from drsclient.testing._life_cycles.ec2 import EC2_INSTANCE
from drsclient.testing._records.failback import Failback
from drsclient.testing._records.record import Progress
from drsclient.testing._records.recovery_instance import RecoveryInstance

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.testing._records.source_server import SourceServer
    from drsclient.testing._world.site import Site

_REPLICATING: Final = frozenset(
    {
        "FAILBACK_IN_PROGRESS",
        "FAILBACK_NOT_READY_FOR_LAUNCH",
        "FAILBACK_READY_FOR_LAUNCH",
    }
)


def add_recovery_instance(
    site: Site,
    server: SourceServer,
    *,
    job_id: str | None,
    is_drill: bool,
    point_in_time: datetime,
) -> RecoveryInstance:
    """Launch an EC2 instance of a server, and return the recovery instance."""
    launch = server.launch_configuration
    into = launch.get("launchIntoInstanceProperties", {}).get("launchIntoEC2InstanceID")
    if into in site.recovery_instances:
        into = None
    stopped = launch["launchDisposition"] == "STOPPED"
    instance = RecoveryInstance(
        number=site.world.new_number(),
        recovery_instance_id=into or site.world.new_instance_id(),
        source_server_id=server.source_server_id,
        job_id=job_id,
        is_drill=is_drill,
        launched=site.now,
        point_in_time=point_in_time,
        ec2=Progress(
            state="STOPPED" if stopped else EC2_INSTANCE.initial, since=site.now
        ),
        failback=Failback(state="FAILBACK_NOT_STARTED", since=site.now),
        origin_environment="AWS" if server.is_on_ec2 else "ON_PREMISES",
        origin_availability_zone=f"{server.origin_region}b"
        if server.is_on_ec2
        else None,
        disks=list(server.disks),
        properties=server.properties(),
    )
    site.recovery_instances.add(instance)
    EC2_INSTANCE.follow(site, instance)
    server.recovery_instance_id = instance.recovery_instance_id
    return instance


def remove_recovery_instance(site: Site, instance: RecoveryInstance) -> None:
    """Remove a recovery instance from the service."""
    site.recovery_instances.remove(instance)
    server = site.source_servers.find(instance.source_server_id)
    if server.recovery_instance_id == instance.recovery_instance_id:
        server.recovery_instance_id = None


def is_replicating(instance: RecoveryInstance) -> bool:
    """Return whether a recovery instance is replicated back to its origin."""
    return instance.failback.state in _REPLICATING


def check_unprotected(instance: RecoveryInstance) -> None:
    """
    Refuse to terminate a recovery instance that is replicated back to its origin.

    Raises:
        FakeError: It is.
    """
    if is_replicating(instance):
        raise conflict(
            "RecoveryInstance",
            instance.key,
            f"RecoveryInstance {instance.key} is {instance.failback.state}:"
            " it cannot be terminated while it replicates to its origin",
        )
