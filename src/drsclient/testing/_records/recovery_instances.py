"""Recovery instances."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from drsclient.testing._records.failback import (
    Failback,
    disconnected_replication,
    failback_configuration,
    replicated_since,
)
from drsclient.testing._records.record import Progress, Resource, Wire

if TYPE_CHECKING:
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState


@attrs.define(kw_only=True)
class RecoveryInstance(Resource):
    """A recovery instance."""

    recovery_instance_id: str
    source_server_id: str
    job_id: str | None
    is_drill: bool
    point_in_time: datetime
    """The time of the snapshot that it was launched from."""
    tags: dict[str, str] = attrs.field(factory=dict[str, str])
    ec2: Progress
    agent: Progress
    failback: Failback
    failback_configuration: Wire = attrs.field(factory=failback_configuration)
    availability_zone: str
    """The zone of its EC2 instance."""
    origin_environment: str
    origin_availability_zone: str | None
    agent_version: str
    disks: dict[str, int]
    """The size of each of its disks in bytes, by device name."""
    properties: Wire
    """The properties of the machine, with wire names."""
    disconnected: datetime | None = None
    """The time at which it was disconnected."""
    observed: Wire = attrs.field(factory=dict[str, Any])
    """The constant members that differ in the account that it was copied from."""

    @property
    def key(self) -> str:
        """Its ID, which is that of its EC2 instance."""
        return self.recovery_instance_id

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"recovery-instance/{self.recovery_instance_id}")

    def reversed_server(self, site: SiteState) -> SourceServer | None:
        """Return the source server that replicates its data, if there is one."""
        if self.failback.reversed_site is None:
            return None
        servers = site.shared.sites[self.failback.reversed_site].source_servers
        return servers.records.get(self.failback.reversed_server_id)

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form, as it is now."""
        failback, replication = self._failback(site), self._data_replication(site)
        if self.failback.observed is not None:
            self.failback.observed.apply(site.now, failback, replication)
        instance: Wire = {
            "recoveryInstanceID": self.recovery_instance_id,
            "ec2InstanceID": self.recovery_instance_id,
            "ec2InstanceState": self.ec2.state,
            "arn": self.arn(site),
            "sourceServerID": self.source_server_id,
            "isDrill": self.is_drill,
            "originEnvironment": self.origin_environment,
            "pointInTimeSnapshotDateTime": self.point_in_time.isoformat(),
            "tags": dict(self.tags),
            "failback": failback,
            "dataReplicationInfo": replication,
            "recoveryInstanceProperties": self.properties,
        }
        for name, value in {
            "agentVersion": self.agent_version or None,
            "jobID": self.job_id,
            "originAvailabilityZone": self.origin_availability_zone,
        }.items():
            if value is not None:
                instance[name] = value
        return {**instance, **self.observed}

    def _failback(self, site: SiteState) -> Wire:
        failback = self.failback.wire(site.now)
        if self.origin_environment == "AWS" and not self.failback.entry:
            failback["state"] = site.shared.assumptions.first_failback_state
        if self.ec2.state not in {"PENDING", "RUNNING"}:
            last_seen = self.ec2.since
        else:
            last_seen = self.disconnected or site.now
        if self.agent.state == "INITIALIZED":
            failback["agentLastSeenByServiceDateTime"] = last_seen.isoformat()
        server = self.reversed_server(site)
        first_byte = server.replication.first_byte if server else None
        if first_byte is not None:
            failback |= replicated_since(first_byte, site.now)
        return failback

    def _data_replication(self, site: SiteState) -> Wire:
        server = self.reversed_server(site)
        if self.disconnected is not None:
            return disconnected_replication(self.disks)
        if server is None:
            return self.failback.data_replication(site.now, self.disks)
        zone = server.recovery_zone(site.shared.sites[str(self.failback.reversed_site)])
        info = server.replication.wire(site.now, server.disks, zone)
        info.get("dataReplicationInitiation", {}).pop("nextAttemptDateTime", None)
        return info


def instance_properties(
    properties: Wire, instance_id: str, number: int, launched: datetime
) -> Wire:
    """
    Return the properties of a new recovery instance.

    Args:
        properties: Those of its source server.
        instance_id: Its ID.
        number: Its number.
        launched: The time of its launch.
    """
    hints: Wire = {
        **properties["identificationHints"],
        "awsInstanceID": instance_id,
    }
    hints.pop("vmWareUuid", None)
    return {
        **properties,
        "lastUpdatedDateTime": launched.isoformat(),
        "identificationHints": hints,
        "disks": [
            {
                "internalDeviceName": disk["deviceName"],
                "bytes": disk["bytes"],
                "ebsVolumeID": f"vol-{number:06x}{index:02x}",
            }
            for index, disk in enumerate(properties["disks"])
        ],
    }
