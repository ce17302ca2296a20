"""Operations on source servers, their replication, recovery and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, invalid, quota_exceeded, wrong_state
from drsclient.testing._life_cycles.jobs import check_idle
from drsclient.testing._life_cycles.launch import start_recovery_job
from drsclient.testing._life_cycles.replication import REPLICATION, retry
from drsclient.testing._operations.pagination import (
    matches_filter,
    paginate,
    time_filter,
)
from drsclient.testing._operations.tags import checked_tags

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        DeleteSourceServerRequestTypeDef,
        DescribeRecoverySnapshotsRequestTypeDef,
        DescribeSourceServersRequestFiltersTypeDef,
        DescribeSourceServersRequestTypeDef,
        DisconnectSourceServerRequestTypeDef,
        RetryDataReplicationRequestTypeDef,
        StartRecoveryRequestSourceServerTypeDef,
        StartRecoveryRequestTypeDef,
        StartReplicationRequestTypeDef,
        StopReplicationRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import Snapshot, SourceServer
    from drsclient.testing._state.site_state import SiteState


def describe_source_servers(
    site: SiteState, parameters: DescribeSourceServersRequestTypeDef
) -> Wire:
    """Handle `DescribeSourceServers`: unknown IDs match nothing."""
    filters = parameters.get("filters", {})
    page, more = paginate(
        site.source_servers,
        parameters,
        size=site.shared.page_size,
        keep=lambda server: _matches(server, filters),
    )
    return {"items": [server.wire(site) for server in page], **more}


def start_replication(
    site: SiteState, parameters: StartReplicationRequestTypeDef
) -> Wire:
    """Handle `StartReplication`: only stopped replication can be started."""
    server = find_not_extended(site, parameters["sourceServerID"], "StartReplication")
    REPLICATION.check(site, server, "StartReplication")
    _check_replicating_quota(site)
    REPLICATION.trigger(site, server, "StartReplication")
    return {"sourceServer": server.wire(site)}


def stop_replication(
    site: SiteState, parameters: StopReplicationRequestTypeDef
) -> Wire:
    """Handle `StopReplication`, which deletes the copied data."""
    server = find_not_extended(site, parameters["sourceServerID"], "StopReplication")
    check_idle(site, [server.key])
    REPLICATION.trigger(site, server, "StopReplication")
    return {"sourceServer": server.wire(site)}


def retry_data_replication(
    site: SiteState, parameters: RetryDataReplicationRequestTypeDef
) -> Wire:
    """Handle `RetryDataReplication`, which declares no conflict error."""
    server = site.source_servers.find(parameters["sourceServerID"])
    if server.staging_arn is not None:
        raise invalid({"sourceServerID": "is the ID of an extended server"})
    if not REPLICATION.allows(server, "RetryDataReplication"):
        state = server.replication.state
        raise invalid({"sourceServerID": f"is the ID of a server in state {state}"})
    retry(site, server)
    return server.wire(site)


def disconnect_source_server(
    site: SiteState, parameters: DisconnectSourceServerRequestTypeDef
) -> Wire:
    """Handle `DisconnectSourceServer`, which any state of the replication allows."""
    server = find_not_extended(
        site, parameters["sourceServerID"], "DisconnectSourceServer"
    )
    check_idle(site, [server.key])
    _check_no_connected_instance(site, server)
    REPLICATION.trigger(site, server, "DisconnectSourceServer")
    return server.wire(site)


def delete_source_server(
    site: SiteState, parameters: DeleteSourceServerRequestTypeDef
) -> Wire:
    """Handle `DeleteSourceServer`: only disconnected servers can be deleted."""
    server = site.source_servers.find(parameters["sourceServerID"])
    if server.replication.state != "DISCONNECTED":
        raise wrong_state(
            "SourceServer",
            server.key,
            server.replication.state,
            "DeleteSourceServer",
            needs="DISCONNECTED",
        )
    check_idle(site, [server.key])
    if server.staging_arn is None:
        _check_no_connected_instance(site, server)
    for plan in site.recovery_plans:
        if server.arn(site) in plan.server_arns:
            raise conflict(
                "SourceServer",
                server.key,
                f"SourceServer {server.key} is in recovery plan {plan.plan_id}",
            )
    site.source_servers.remove(server)
    return {}


def start_recovery(site: SiteState, parameters: StartRecoveryRequestTypeDef) -> Wire:
    """Handle `StartRecovery`: no server is launched unless all can be."""
    job = start_recovery_job(
        site,
        [_wanted(site, one) for one in parameters["sourceServers"]],
        is_drill=parameters.get("isDrill", False),
        tags=checked_tags(parameters.get("tags", {})),
    )
    wire = job.wire(site)
    # The service answers so if it gets no tags. The job has none nevertheless.
    wire["tags"] = wire["tags"] or {"resourceArn": wire["arn"]}
    return {"job": wire}


def describe_recovery_snapshots(
    site: SiteState, parameters: DescribeRecoverySnapshotsRequestTypeDef
) -> Wire:
    """Handle `DescribeRecoverySnapshots`; an unknown server has no snapshots."""
    server = site.source_servers.records.get(parameters["sourceServerID"])
    snapshots = server.replicating_server(site)[1].snapshots if server else []
    filters = parameters.get("filters", {})
    is_in_range = time_filter(filters.get("fromDateTime"), filters.get("toDateTime"))
    descending = parameters.get("order") != "ASC"
    page, more = paginate(
        reversed(snapshots) if descending else snapshots,
        parameters,
        size=site.shared.page_size,
        keep=lambda snapshot: is_in_range(snapshot.taken),
        descending=descending,
    )
    source_server_id = parameters["sourceServerID"]
    return {"items": [snapshot.wire(source_server_id) for snapshot in page], **more}


def find_not_extended(
    site: SiteState, source_server_id: str, operation: str
) -> SourceServer:
    """
    Find a server that is not extended from a staging account.

    Raises:
        FakeError: There is none, or it is extended: its staging account has the server
            that replicates.
    """
    server = site.source_servers.find(source_server_id)
    if server.staging_arn is not None:
        raise wrong_state(
            "SourceServer", server.key, "extended", operation, needs=server.staging_arn
        )
    return server


def _check_no_connected_instance(site: SiteState, server: SourceServer) -> None:
    for instance in site.recovery_instances:
        if instance.source_server_id == server.key and instance.disconnected is None:
            raise conflict(
                "SourceServer",
                server.key,
                f"SourceServer {server.key} has the recovery instance {instance.key},"
                " which must be disconnected first",
            )


def _wanted(
    site: SiteState, one: StartRecoveryRequestSourceServerTypeDef
) -> tuple[SourceServer, Snapshot | None]:
    """Find a server and its snapshot; the operation declares no not-found error."""
    server_id, snapshot_id = one["sourceServerID"], one.get("recoverySnapshotID")
    server = site.source_servers.records.get(server_id)
    if server is None:
        raise conflict(
            "SourceServer", server_id, f"SourceServer {server_id} is unknown"
        )
    for snapshot in server.replicating_server(site)[1].snapshots:
        if snapshot.snapshot_id == snapshot_id:
            return server, snapshot
    if snapshot_id is not None:
        raise conflict(
            "RecoverySnapshot",
            snapshot_id,
            f"SourceServer {server_id} has no snapshot {snapshot_id}",
        )
    return server, None


def _check_replicating_quota(site: SiteState) -> None:
    replicating = sum(
        server.replication.state not in {"STOPPED", "DISCONNECTED"}
        for server in site.source_servers
    )
    if replicating >= site.shared.quotas.replicating_servers:
        raise quota_exceeded(
            "L-C1D14A2B",
            f"at most {site.shared.quotas.replicating_servers} source servers can"
            " replicate at the same time",
        )


def _matches(
    server: SourceServer, filters: DescribeSourceServersRequestFiltersTypeDef
) -> bool:
    return (
        matches_filter(server.source_server_id, filters.get("sourceServerIDs"))
        and matches_filter(server.staging_account_id, filters.get("stagingAccountIDs"))
        and (
            "hardwareId" not in filters or filters["hardwareId"] in server.hardware_ids
        )
    )
