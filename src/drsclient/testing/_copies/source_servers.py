"""Copy source servers, their settings and their snapshots."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from drsclient._iso8601 import parse_date_time
from drsclient._json import is_object
from drsclient.testing._copies.replication import (
    copied_replication,
    schedule_copied_replication,
)
from drsclient.testing._copies.templates import copied_launch_actions
from drsclient.testing._records.launch import (
    LastLaunch,
    known_launch_configuration,
    launch_actions,
    launch_configuration,
)
from drsclient.testing._records.observed import difference_from
from drsclient.testing._records.record import Progress
from drsclient.testing._records.replication import (
    STOPPED,
    Replication,
    known_replication_configuration,
    optimized_staging_disk_type,
    replication_configuration,
)
from drsclient.testing._records.source_servers import (
    ObservedServer,
    Snapshot,
    SourceServer,
    expected_time,
)
from drsclient.testing._service_model import service_model
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState

_ELAPSED: Final = "elapsedReplicationDuration"
_LAUNCH_STATUS: Final = {"SUCCEEDED": "LAUNCHED", "FAILED": "FAILED"}
"""The status of a last launch that the account left out, by its result."""


def copy_source_servers(copy: SiteCopy) -> None:
    """Copy the source servers, their settings, launch actions and snapshots."""
    servers = copy.answers.items("DescribeSourceServers")
    if servers and "GetLaunchConfiguration" not in copy.answers.responses:
        copy.skip(
            "the settings, launch actions and snapshots of source servers",
            "they were not read; the servers have the settings of new ones",
        )
    shared_since = _shared_since(copy)
    for wire in servers:
        copy.site.source_servers.add(_copied_server(copy, wire, shared_since))


def link_source_servers(copy: SiteCopy) -> None:
    """Schedule the events of source servers, and keep what they would not derive."""
    for wire in copy.answers.items("DescribeSourceServers"):
        server = copy.site.source_servers.find(wire["sourceServerID"])
        schedule_copied_replication(copy.site, server)
        _observe(copy, server, wire)


def _shared_since(copy: SiteCopy) -> datetime | None:
    """Return the time since which the account has a replication server to share."""
    return min(
        (
            copy.past(wire["lifeCycle"]["firstByteDateTime"])
            for wire in copy.answers.items("DescribeSourceServers")
            if "firstByteDateTime" in wire.get("lifeCycle", {})
            and "stagingSourceServerArn" not in wire.get("stagingArea", {})
            and wire.get("dataReplicationInfo", {}).get("dataReplicationState")
            not in STOPPED
            and not copy.answers.entity(
                "GetReplicationConfiguration", wire["sourceServerID"]
            ).get("useDedicatedReplicationServer")
        ),
        default=None,
    )


def _copied_server(
    copy: SiteCopy, wire: Wire, shared_since: datetime | None
) -> SourceServer:
    site, server_id = copy.site, wire["sourceServerID"]
    known = deepcopy(copy.answers.entity("GetLaunchConfiguration", server_id))
    server = described_server(
        copy,
        wire,
        site,
        server_id,
        launch_configuration=known_launch_configuration(site, server_id, known)
        if known
        else launch_configuration(site, server_id),
        shared_since=shared_since,
    )
    server.tags = wire.get("tags", {})
    if known:
        server.launch_actions = copied_launch_actions(copy, server_id)
    server.last_launch = _last_launch(copy, wire)
    server.last_launch_result = wire.get("lastLaunchResult", "NOT_STARTED")
    server.recovery_instance_id = wire.get("recoveryInstanceId")
    server.direction = wire.get("replicationDirection", "FAILOVER")
    server.reversed_arn = wire.get("reversedDirectionSourceServerArn")
    server.source_network_id = wire.get("sourceNetworkID")
    area = wire.get("stagingArea", {})
    server.staging_account_id = area.get("stagingAccountID", site.account_id)
    arn = area.get("stagingSourceServerArn")
    # The service model allows any ARN there.
    if arn and not any(violations(arn, service_model().shape_for("SourceServerARN"))):
        server.staging_arn = arn
    if server.staging_arn is not None and area.get("status") == "EXTENDED":
        # What is replicated is that in the staging account.
        server.replication = Replication(state="DISCONNECTED", since=server.added)
        server.snapshots = []
    return server


def described_server(
    copy: SiteCopy,
    wire: Wire,
    site: SiteState,
    source_server_id: str,
    *,
    launch_configuration: Wire,
    shared_since: datetime | None,
) -> SourceServer:
    """
    Return a source server with the machine and the replication that were answered.

    Args:
        copy: The copy.
        wire: What was answered about a source server.
        site: The site of the source server to return.
        source_server_id: Its ID.
        launch_configuration: Its launch settings.
        shared_since: See `copied_replication`.
    """
    answered_id = wire["sourceServerID"]
    info, life_cycle, properties, cloud = (
        wire.get(name, {})
        for name in (
            "dataReplicationInfo",
            "lifeCycle",
            "sourceProperties",
            "sourceCloudProperties",
        )
    )
    hints = properties.get("identificationHints", {})
    added = life_cycle.get("addedToServiceDateTime")
    region = cloud.get("originRegion", site.region_name)
    disks = _disks(info, properties)
    settings = deepcopy(copy.answers.entity("GetReplicationConfiguration", answered_id))
    server = SourceServer(
        number=site.shared.new_number(),
        source_server_id=source_server_id,
        added=copy.past(added) if added else copy.now,
        hostname=hints.get("hostname", ""),
        hardware_id=hints.get("awsInstanceID") or hints.get("vmWareUuid") or "",
        os=properties.get("os", {}).get("fullString", ""),
        agent_version=wire.get("agentVersion", ""),
        disks=disks,
        tags={},
        staging_account_id=site.account_id,
        replication=Replication(state="STOPPED", since=copy.now),
        point_in_time=Progress(state="OFF", since=copy.now),
        snapshots=_snapshots(copy, answered_id),
        replication_configuration=_settings(source_server_id, settings, disks)
        if settings
        else replication_configuration(site, source_server_id, disks),
        launch_configuration=launch_configuration,
        launch_actions=launch_actions(site),
        origin_account_id=cloud.get("originAccountID", site.account_id),
        origin_region=region,
        origin_zone=cloud.get("originAvailabilityZone", f"{region}b"),
        observed=ObservedServer(
            properties=properties,
            source_outpost_arn=cloud.get("sourceOutpostArn"),
            staging_outpost_arn=info.get("stagingOutpostArn"),
            volume_statuses={
                disk["deviceName"]: disk["volumeStatus"]
                for disk in info.get("replicatedDisks", [])
                if "deviceName" in disk
                and disk.get("volumeStatus", "REGULAR") != "REGULAR"
            },
        ),
    )
    zone = info.get("stagingAvailabilityZone")
    if zone != server.recovery_zone(site):
        server.observed.staging_zone = zone
    server.replication = copied_replication(
        copy,
        wire,
        is_protected=bool(server.snapshots),
        shared_since=None if server.has_dedicated_replication_server else shared_since,
    )
    return server


def _disks(info: Wire, properties: Wire) -> dict[str, int]:
    """Return the sizes of the disks that are replicated, or else of all disks."""
    sizes: dict[str, int] = {
        disk["deviceName"]: disk.get("bytes", 0)
        for disk in properties.get("disks", [])
        if "deviceName" in disk
    }
    replicated = {
        # A disconnected server has no bytes of them.
        disk["deviceName"]: disk.get("totalStorageBytes")
        or sizes.get(disk["deviceName"], 0)
        for disk in info.get("replicatedDisks", [])
        if "deviceName" in disk
    }
    return replicated or sizes


def _settings(source_server_id: str, known: Wire, disks: Mapping[str, int]) -> Wire:
    """Return the replication settings of a server, of which some are known."""
    settings = known_replication_configuration(source_server_id, known)
    settings["sourceServerID"] = source_server_id
    for disk in settings["replicatedDisks"]:
        size = disks.get(disk.setdefault("deviceName", ""), 0)
        chosen = optimized_staging_disk_type(settings, size)
        # It follows the settings, where it followed them before.
        if (disk["stagingDiskType"], chosen) == (
            "AUTO",
            disk.get("optimizedStagingDiskType"),
        ):
            del disk["optimizedStagingDiskType"]
    return settings


def _snapshots(copy: SiteCopy, source_server_id: str) -> list[Snapshot]:
    """Return the snapshots of a server, from the oldest to the newest."""
    snapshots = list[Snapshot]()
    wires = copy.answers.items("DescribeRecoverySnapshots", source_server_id)
    for wire in reversed(wires):
        expected = parse_date_time(wire["expectedTimestamp"])
        taken = copy.past(wire.get("timestamp") or wire["expectedTimestamp"])
        snapshots.append(
            Snapshot(
                number=copy.site.shared.new_number(),
                snapshot_id=wire["snapshotID"],
                taken=taken,
                ebs_snapshots=wire.get("ebsSnapshots", []),
                expected=None if expected == expected_time(taken) else expected,
            )
        )
    return snapshots


def _last_launch(copy: SiteCopy, wire: Wire) -> LastLaunch | None:
    last: Wire = wire.get("lifeCycle", {}).get("lastLaunch", {})
    initiated: Wire = last.get("initiated", {})
    if not {"apiCallDateTime", "jobID"} <= initiated.keys():
        return None
    result: str = wire.get("lastLaunchResult", "")
    return LastLaunch(
        job_id=initiated["jobID"],
        started=copy.past(initiated["apiCallDateTime"]),
        is_drill=initiated.get("type") == "DRILL",
        status=last.get("status") or _LAUNCH_STATUS.get(result, "PENDING"),
    )


def _observe(copy: SiteCopy, server: SourceServer, answer: Wire) -> None:
    """
    Let a copied server answer what the account answered, as far as it can.

    Args:
        copy: The copy.
        server: The server; all that it refers to is copied, too.
        answer: What the account answered.
    """
    observed, derived = server.observed, server.wire(copy.site)
    if difference_from(derived, answer) is None:
        return
    error = answer.get("stagingArea", {}).get("errorMessage")
    if error != derived["stagingArea"].get("errorMessage"):
        observed.extension_error = error
    _, home = server.replicating_server(copy.site)
    replication = home.replication
    observed.state, observed.entry = replication.state, replication.entry
    if replication.state == "INITIAL_SYNC":
        observed.replicated = _replicated_out_of_step(derived, answer)
    last_seen = answer.get("lifeCycle", {}).get("lastSeenByServiceDateTime")
    if last_seen and copy.past(last_seen) != _last_seen(derived):
        observed.last_report = copy.past(last_seen), copy.now
    difference: Wire = difference_from(server.wire(copy.site), answer) or {}
    observed.data_replication = difference.get("dataReplicationInfo", {})
    observed.life_cycle = dict(difference.get("lifeCycle", {}))
    # A launch and a report of the agent replace these in any state.
    for name in ("lastLaunch", "lastSeenByServiceDateTime"):
        observed.life_cycle.pop(name, None)
    # It grows, and the account answered before the time of the copy.
    if _ELAPSED in derived["lifeCycle"]:
        observed.life_cycle.pop(_ELAPSED, None)
    left: Wire = difference
    if observed.replicated or observed.data_replication or observed.life_cycle:
        left = difference_from(server.wire(copy.site), answer) or {}
    else:
        observed.state = ""
    for path in _paths(left):
        if path != f".lifeCycle.{_ELAPSED}":
            copy.skip(
                f"{server.key}{path}", "a source server of FakeDrs cannot have it"
            )


def _last_seen(derived: Wire) -> datetime:
    return parse_date_time(derived["lifeCycle"]["lastSeenByServiceDateTime"])


def _replicated_out_of_step(derived: Wire, answer: Wire) -> dict[str, int]:
    """Return the replicated bytes of the disks that were not copied evenly."""
    expected = _replicated(derived)
    return {
        name: size
        for name, size in _replicated(answer).items()
        if name in expected and size != expected[name]
    }


def _replicated(wire: Wire) -> dict[str, int]:
    disks = wire.get("dataReplicationInfo", {}).get("replicatedDisks", [])
    return {
        disk["deviceName"]: disk["replicatedStorageBytes"]
        for disk in disks
        if {"deviceName", "replicatedStorageBytes"} <= disk.keys()
    }


def _paths(difference: object, path: str = "") -> Iterator[str]:
    if is_object(difference):
        for name, member in difference.items():
            yield from _paths(member, f"{path}.{name}")
    else:
        yield path
