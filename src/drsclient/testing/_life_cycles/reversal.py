"""Reversed replication: from a recovery instance to where its source server is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import FakeError
from drsclient.testing._life_cycles.failback import FAILBACK
from drsclient.testing._life_cycles.replication import REPLICATION
from drsclient.testing._life_cycles.snapshots import POINT_IN_TIME
from drsclient.testing._records.record import Progress
from drsclient.testing._records.replication import Replication
from drsclient.testing._records.settings import (
    launch_actions,
    launch_configuration,
    replication_configuration,
)
from drsclient.testing._records.source_server import SourceServer

if TYPE_CHECKING:
    from drsclient.testing._records.recovery_instance import RecoveryInstance
    from drsclient.testing._world.site import Site


def reverse(site: Site, instance: RecoveryInstance) -> str:
    """
    Replicate a recovery instance to the account and Region of its source server.

    Returns:
        The ARN of the source server that replicates it.

    Raises:
        FakeError: The service is not initialized there.
    """
    source = site.source_servers.find(instance.source_server_id)
    origin = site.world.site(source.origin_account_id, source.origin_region)
    if not origin.initialized:
        raise FakeError(
            "UninitializedAccountException",
            f"account {origin.account_id} is not initialized in {origin.region_name}",
        )
    if origin.key == site.key:
        server = source
    else:
        server = _counterpart(origin, source) or _add(origin, site, source)
        source.reversed_arn = server.arn(origin)
    server.hardware_id = instance.recovery_instance_id
    server.recovered_site = site.key
    server.recovered_instance_id = instance.recovery_instance_id
    instance.failback.reversed_site = origin.key
    instance.failback.reversed_server_id = server.source_server_id
    FAILBACK.move(site, instance, "ReverseReplication")
    if server is source and source.replication.is_synchronized:
        # Only what differs is copied, since the copy is in this Region already.
        REPLICATION.enter(origin, server, "RESCAN")
        REPLICATION.schedule(origin, server, "finish rescan")
    else:
        REPLICATION.enter(origin, server, "INITIATING")
    return server.arn(origin)


def forget_counterpart(site: Site, server: SourceServer) -> None:
    """Unlink a server that is deleted from the one in the other direction."""
    origin = site.world.site(server.origin_account_id, server.origin_region)
    counterpart = _counterpart(origin, server)
    if counterpart is not None:
        counterpart.reversed_arn = None


def _counterpart(origin: Site, source: SourceServer) -> SourceServer | None:
    """Find the server that replicates in the other direction."""
    server_id = str(source.reversed_arn).rpartition("/")[2]
    return origin.source_servers.records.get(server_id)


def _add(origin: Site, site: Site, source: SourceServer) -> SourceServer:
    server_id = origin.world.new_id("s-")
    return origin.source_servers.add(
        SourceServer(
            number=origin.world.new_number(),
            source_server_id=server_id,
            added=origin.now,
            hostname=source.hostname,
            hardware_id=source.hardware_id,
            os=source.os,
            disks=list(source.disks),
            tags={},
            staging_account_id=origin.account_id,
            replication=Replication(state=REPLICATION.initial, since=origin.now),
            point_in_time=Progress(state=POINT_IN_TIME.initial, since=origin.now),
            replication_configuration=replication_configuration(
                origin, server_id, source.disks
            ),
            launch_configuration=launch_configuration(origin, server_id),
            launch_actions=launch_actions(origin),
            direction="FAILBACK" if source.direction == "FAILOVER" else "FAILOVER",
            reversed_arn=source.arn(site),
            origin_account_id=site.account_id,
            origin_region=site.region_name,
        )
    )
