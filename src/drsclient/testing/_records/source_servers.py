"""Source servers and their point-in-time snapshots."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import attrs

from drsclient._iso8601 import format_duration
from drsclient.testing._records.launch import (
    LastLaunch,
    LaunchAction,
    LaunchFailure,
    launch_actions,
    launch_configuration,
)
from drsclient.testing._records.observed import overlaid
from drsclient.testing._records.record import Numbered, Progress, Resource, Wire
from drsclient.testing._records.replication import (
    PlannedStall,
    Replication,
    pit_rules,
    replication_configuration,
)
from drsclient.testing._service_model import only_known
from drsclient.testing._state.durations import Durations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._state.site_state import SiteState

AGENT_VERSION: Final = "6.42.24.2026.190.0812"
_RECOMMENDED_INSTANCE_TYPE: Final = "c5.large"
# The properties that recovery instances have, too.
_OF_INSTANCES: Final = frozenset(
    {
        "lastUpdatedDateTime",
        "identificationHints",
        "networkInterfaces",
        "disks",
        "cpus",
        "ramBytes",
        "os",
    }
)

_GIB: Final = 1024**3
_REPORT_INTERVAL: Final = timedelta(seconds=30)
"""The time between two reports of an agent to the service."""
_PRIMARY_MAC_ADDRESSES: Final = 0x02_00_00_00_00_00
_SECONDARY_MAC_ADDRESSES: Final = 0x02_01_00_00_00_00
_EC2_INSTANCE_ID: Final = re.compile("i-[0-9a-fA-F]{8,}")


def expected_time(time: datetime) -> datetime:
    """Return the last time at or before a time at which a snapshot is expected."""
    return time.replace(minute=time.minute - time.minute % 10, second=0, microsecond=0)


@attrs.define(kw_only=True)
class Snapshot(Numbered):
    """A point-in-time snapshot of a source server."""

    snapshot_id: str
    taken: datetime
    ebs_snapshots: list[str]
    expected: datetime | None = None
    """The time for which it is; `None` if that follows from when it was taken."""

    @property
    def expected_time(self) -> datetime:
        """The time for which it is."""
        return self.expected or expected_time(self.taken)

    def wire(self, source_server_id: str) -> Wire:
        """Return the wire form."""
        return {
            "snapshotID": self.snapshot_id,
            "sourceServerID": source_server_id,
            "expectedTimestamp": self.expected_time.isoformat(),
            "timestamp": self.taken.isoformat(),
            "ebsSnapshots": list(self.ebs_snapshots),
        }


@attrs.define(kw_only=True)
class ObservedServer:
    """
    What a source server answered when it was copied.

    Empty members derive from the other fields of the server, as in servers that are
    not copies.
    """

    properties: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """Its `sourceProperties`, which never change."""
    source_outpost_arn: str | None = None
    staging_outpost_arn: str | None = None
    staging_zone: str | None = None
    extension_error: str | None = None
    """Why it is not extended anymore."""
    volume_statuses: dict[str, str] = attrs.field(factory=dict[str, str])
    """The status of the volumes of its disks, by device name."""
    last_report: tuple[datetime, datetime] | None = None
    """
    The time of the last report of its agent, and that of the copy: there was no other
    report between them.
    """
    replicated: dict[str, int] = attrs.field(factory=dict[str, int])
    """The bytes of each disk that an initial sync had replicated, by device name."""
    state: str = ""
    """The state of the replication."""
    entry: int = 0
    """The `Progress.entry` of that state."""
    data_replication: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """What was different in `dataReplicationInfo`, which holds in that state."""
    life_cycle: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """What was different in `lifeCycle`, which holds in that state."""

    def holds(self, replication: Progress) -> bool:
        """Return whether a replication is in the state in which it was copied."""
        return (self.state, self.entry) == (replication.state, replication.entry)


@attrs.define(kw_only=True)
class SourceServer(Resource):
    """A source server."""

    source_server_id: str
    added: datetime
    hostname: str
    hardware_id: str
    machine: int = attrs.field(
        default=attrs.Factory(
            lambda server: int(server.source_server_id[-4:], 36), takes_self=True
        )
    )
    """The number of the machine, from which its network addresses derive."""
    os: str
    agent_version: str
    disks: dict[str, int]
    """The size of each of its disks in bytes, by device name."""
    staging_account_id: str
    staging_arn: str | None = None
    """The ARN of the server in the staging account that it is extended from."""
    replication: Replication
    planned_stall: PlannedStall | None = None
    """The stall of its current or its next replication."""
    point_in_time: Progress
    snapshots: list[Snapshot] = attrs.field(factory=list[Snapshot])
    replication_configuration: Wire
    launch_configuration: Wire
    launch_actions: dict[str, LaunchAction]
    last_launch: LastLaunch | None = None
    last_launch_result: str = "NOT_STARTED"
    launch_failures: list[LaunchFailure] = attrs.field(factory=list[LaunchFailure])
    """The failures of its next launches."""
    launch_action_failures: dict[str, list[str]] = attrs.field(
        factory=dict[str, list[str]]
    )
    """The reasons of the failures of the next runs of its launch actions, by ID."""
    recovery_instance_id: str | None = None
    direction: str = "FAILOVER"
    reversed_arn: str | None = None
    """The ARN of the server that replicates in the other direction."""
    recovered_site: str | None = None
    """The key of the site of the recovery instance that it replicates, if any."""
    recovered_instance_id: str = ""
    source_network_id: str | None = None
    durations: Durations | None = None
    """Its own durations; `None` if it has those of the fake."""
    origin_account_id: str
    origin_region: str
    origin_zone: str = attrs.field(
        default=attrs.Factory(
            lambda server: f"{server.origin_region}b", takes_self=True
        )
    )
    """The Availability Zone of the machine, if it is an EC2 instance."""
    observed: ObservedServer = attrs.field(factory=ObservedServer)

    @property
    def key(self) -> str:
        """Its ID."""
        return self.source_server_id

    def recovered_instance(self, site: SiteState) -> RecoveryInstance | None:
        """Return the recovery instance whose data it replicates, if there is one."""
        if self.recovered_site is None:
            return None
        instances = site.shared.sites[self.recovered_site].recovery_instances
        return instances.records.get(self.recovered_instance_id)

    @property
    def hardware_ids(self) -> tuple[str | None, ...]:
        """The values of the filter `hardwareId` that match it."""
        interfaces = self._source_properties().get("networkInterfaces", [])
        return self.hardware_id, *(one.get("macAddress") for one in interfaces)

    @property
    def pit_rules(self) -> list[tuple[int, int]]:
        """The interval and the retention of each rule of its PIT policy, in minutes."""
        return pit_rules(self.replication_configuration)

    @property
    def has_dedicated_replication_server(self) -> bool:
        """Return whether it shares its replication server with no other server."""
        dedicated: bool = self.replication_configuration[
            "useDedicatedReplicationServer"
        ]
        return dedicated

    @property
    def launch_target(self) -> str | None:
        """The ID of the EC2 instance that it is launched into, if it is an old one."""
        properties = self.launch_configuration["launchIntoInstanceProperties"]
        target: str | None = properties.get("launchIntoEC2InstanceID")
        return target

    def number_below(self, limit: int, salt: int = 0) -> int:
        """Return a number that looks random, but is the same for each of its copies."""
        return crc32(f"{self.source_server_id} {salt}".encode()) % limit

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"source-server/{self.source_server_id}")

    def replicating_server(self, site: SiteState) -> tuple[SiteState, SourceServer]:
        """
        Return the site and the server that replicate its data and have the snapshots.

        That is the staging server if it is extended from one, or else itself. An
        extended server whose staging server was deleted is disconnected, and so is one
        whose staging account does not let this account in anymore.
        """
        if self.staging_arn is not None and self._has_access(site):
            staging_site = site.shared.site_of(self.staging_arn)
            staging = staging_site and staging_site.resource(self.staging_arn)
            if staging_site and isinstance(staging, SourceServer):
                return staging_site, staging
        return site, self

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form, as it is now."""
        server: Wire = {
            "sourceServerID": self.source_server_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            "lastLaunchResult": self.last_launch_result,
            "dataReplicationInfo": self._data_replication(site),
            "lifeCycle": self._life_cycle(site),
            "sourceProperties": self._source_properties(),
            "stagingArea": self._staging_area(site),
            "replicationDirection": self.direction,
        }
        if self.is_on_ec2:
            server["sourceCloudProperties"] = {
                "originAccountID": self.origin_account_id,
                "originRegion": self.origin_region,
                "originAvailabilityZone": self.origin_zone,
            }
            if self.observed.source_outpost_arn is not None:
                server["sourceCloudProperties"]["sourceOutpostArn"] = (
                    self.observed.source_outpost_arn
                )
        for name, value in {
            "agentVersion": self.agent_version or None,
            "recoveryInstanceId": self.recovery_instance_id,
            "reversedDirectionSourceServerArn": self.reversed_arn,
            "sourceNetworkID": self.source_network_id,
        }.items():
            if value is not None:
                server[name] = value
        return server

    def recovery_zone(self, site: SiteState) -> str:
        """Return the zone of its staging area and its launches: not its own zone."""
        if self.observed.staging_zone is not None:
            return self.observed.staging_zone
        zone = f"{site.region_name}a"
        return f"{site.region_name}b" if zone == self.origin_zone else zone

    def _data_replication(self, site: SiteState) -> Wire:
        replication = self.replicating_server(site)[1].replication
        zone, observed = self.recovery_zone(site), self.observed
        info = replication.wire(site.now, self.disks, zone)
        replicated = observed.replicated if observed.holds(replication) else {}
        for disk in info["replicatedDisks"]:
            name = disk["deviceName"]
            disk["volumeStatus"] = observed.volume_statuses.get(name, "REGULAR")
            if name in replicated:
                left = disk["totalStorageBytes"] - replicated[name]
                disk["replicatedStorageBytes"] = replicated[name] + round(
                    left * replication.synchronized_since_entry(site.now)
                )
        if observed.staging_outpost_arn is not None:
            info["stagingOutpostArn"] = observed.staging_outpost_arn
        if observed.holds(replication):
            info = overlaid(info, observed.data_replication)
        return info

    @property
    def is_on_ec2(self) -> bool:
        """True if it is an EC2 instance."""
        return _EC2_INSTANCE_ID.fullmatch(self.hardware_id) is not None

    @property
    def _mac_address(self) -> str:
        address = _PRIMARY_MAC_ADDRESSES + self.machine
        return address.to_bytes(6).hex("-").upper()

    @property
    def _ip_address(self) -> str:
        upper, lower = divmod(self.machine, 250)
        return f"10.{upper // 250}.{upper % 250}.{lower + 1}"

    @property
    def _is_odd(self) -> bool:
        """True for some servers of any fleet."""
        return self.machine % 2 == 0

    @property
    def _fqdn(self) -> str:
        if self.is_on_ec2:
            name = f"ip-{self._ip_address.replace('.', '-')}"
            if self.origin_region == "us-east-1":
                return f"{name}.ec2.internal"
            return f"{name}.{self.origin_region}.compute.internal"
        # Some machines do not know their own name.
        return "localhost.localdomain" if self._is_odd else f"{self.hostname}.internal"

    @property
    def _network_interfaces(self) -> list[Wire]:
        primary: Wire = {
            "macAddress": self._mac_address,
            "ips": [self._ip_address],
            "isPrimary": True,
        }
        if not self.is_on_ec2:
            return [primary]
        # The service writes the address of such an interface as a decimal number.
        secondary: Wire = {
            "macAddress": str(_SECONDARY_MAC_ADDRESSES + self.machine),
            "ips": [],
            "isPrimary": False,
        }
        return [secondary, primary] if self._is_odd else [primary, secondary]

    def _last_seen(self, replication: Replication, now: datetime) -> datetime:
        if not replication.is_agent_seen:
            return replication.since
        # Agents report at different times, which their IDs decide.
        offset = timedelta(microseconds=self.number_below(30_000_000))
        seen = max(self.added, now - (now - self.added + offset) % _REPORT_INTERVAL)
        if self.observed.last_report is not None:
            last_report, time = self.observed.last_report
            return last_report if seen <= time else seen
        return seen

    def _life_cycle(self, site: SiteState) -> Wire:
        now, observed = site.now, self.observed
        replication = self.replicating_server(site)[1].replication
        last_seen = self._last_seen(replication, now)
        life_cycle: Wire = {
            "addedToServiceDateTime": self.added.isoformat(),
            "lastSeenByServiceDateTime": last_seen.isoformat(),
            "lastLaunch": self.last_launch.wire()
            if self.last_launch
            else {"initiated": {}},
        }
        first_byte = replication.first_byte
        if first_byte is not None:
            life_cycle["firstByteDateTime"] = first_byte.isoformat()
            life_cycle["elapsedReplicationDuration"] = format_duration(now - self.added)
        if observed.holds(replication):
            life_cycle |= observed.life_cycle
        return life_cycle

    def properties(self) -> Wire:
        """Return the properties of the machine, with wire names."""
        properties = self._source_properties()
        return {
            "identificationHints": {},
            **{
                name: value
                for name, value in properties.items()
                if name in _OF_INSTANCES
            },
            "disks": [
                {"deviceName": name, "bytes": size} for name, size in self.disks.items()
            ],
        }

    def _source_properties(self) -> Wire:
        if not self.observed.properties:
            return self._derived_properties()
        properties = self.observed.properties
        if not self.is_on_ec2:
            return properties
        # It has the ID of another instance once its replication was reversed.
        known = properties["identificationHints"]
        hints = {**known, "awsInstanceID": self.hardware_id}
        return {**properties, "identificationHints": hints}

    def _derived_properties(self) -> Wire:
        hints: Wire = {
            "fqdn": self._fqdn,
            "hostname": self.hostname,
        }
        hints["awsInstanceID" if self.is_on_ec2 else "vmWareUuid"] = self.hardware_id
        properties: Wire = {
            "lastUpdatedDateTime": self.added.isoformat(),
            "identificationHints": hints,
            "networkInterfaces": self._network_interfaces,
            "disks": [
                {"deviceName": name, "bytes": size} for name, size in self.disks.items()
            ],
            "cpus": [{"cores": 2, "modelName": "Intel(R) Xeon(R) Platinum 8259CL"}],
            "ramBytes": 4 * _GIB,
            "os": {"fullString": self.os},
            "architecture": "x86_64",
            "recommendedInstanceType": _RECOMMENDED_INSTANCE_TYPE,
            "supportsNitroInstances": True,
        }
        return only_known("SourceProperties", properties)

    @property
    def recommended_instance_type(self) -> str:
        """The instance type that right-sizing chooses."""
        properties = self._source_properties()
        chosen: str = properties.get("recommendedInstanceType", "")
        return chosen or _RECOMMENDED_INSTANCE_TYPE

    def _staging_area(self, site: SiteState) -> Wire:
        area: Wire = {
            "status": "NOT_EXTENDED",
            "stagingAccountID": self.staging_account_id,
        }
        if self.staging_arn is not None:
            area["status"] = "EXTENDED"
            area["stagingSourceServerArn"] = self.staging_arn
            if self.replicating_server(site)[1] is self:
                area["status"] = "EXTENSION_ERROR"
                area["errorMessage"] = self.observed.extension_error or (
                    f"{self.staging_arn} was not found"
                    if self._has_access(site)
                    else f"account {self.staging_account_id} has no role that"
                    f" {site.account_id} can assume"
                )
        return area

    def _has_access(self, site: SiteState) -> bool:
        return self.staging_account_id in site.staging_accounts


def new_source_server(
    site: SiteState,
    source_server_id: str,
    *,
    hostname: str,
    hardware_id: str,
    os: str,
    agent_version: str,
    disks: Mapping[str, int],
    tags: Mapping[str, str],
    origin_account_id: str,
    origin_region: str,
    ec2_launch_template_id: str | None = None,
    target: str | None = None,
) -> SourceServer:
    """
    Return a source server that does not replicate, with the settings of new servers.

    Raises:
        ValueError: See `launch_configuration`.
    """
    return SourceServer(
        number=site.shared.new_number(),
        source_server_id=source_server_id,
        added=site.now,
        hostname=hostname,
        hardware_id=hardware_id,
        os=os,
        agent_version=agent_version,
        disks=dict(disks),
        tags=dict(tags),
        staging_account_id=site.account_id,
        replication=Replication(state="STOPPED", since=site.now),
        point_in_time=Progress(state="OFF", since=site.now),
        replication_configuration=replication_configuration(
            site, source_server_id, disks
        ),
        launch_configuration=launch_configuration(
            site,
            source_server_id,
            ec2_launch_template_id=ec2_launch_template_id,
            target=target,
        ),
        launch_actions=launch_actions(site),
        origin_account_id=origin_account_id,
        origin_region=origin_region,
    )
