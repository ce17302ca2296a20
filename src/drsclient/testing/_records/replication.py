"""The replication of source servers, its settings and its templates."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._iso8601 import format_duration
from drsclient.testing._records.record import Progress, Resource, Wire
from drsclient.testing._service_model import only_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._state.site_state import SiteState

INITIATION: Final = timedelta(minutes=5)
INITIAL_SYNC: Final = timedelta(minutes=30)

_UNTIL_NEXT_ATTEMPT: Final = timedelta(minutes=30)
_STEPS: Final = (
    "WAIT",
    "CREATE_SECURITY_GROUP",
    "LAUNCH_REPLICATION_SERVER",
    "BOOT_REPLICATION_SERVER",
    "AUTHENTICATE_WITH_SERVICE",
    "DOWNLOAD_REPLICATION_SOFTWARE",
    "CREATE_STAGING_DISKS",
    "ATTACH_STAGING_DISKS",
    "PAIR_REPLICATION_SERVER_WITH_AGENT",
    "CONNECT_AGENT_TO_REPLICATION_SERVER",
    "START_DATA_TRANSFER",
)
_STALLED_AT: Final = _STEPS.index("AUTHENTICATE_WITH_SERVICE")
_SYNCHRONIZED: Final = frozenset(
    {"BACKLOG", "CONTINUOUS", "CREATING_SNAPSHOT", "PAUSED", "RESCAN"}
)
_LAGGING: Final = frozenset(
    {"BACKLOG", "CREATING_SNAPSHOT", "PAUSED", "RESCAN", "STALLED"}
)


@attrs.define(kw_only=True)
class Replication(Progress):
    """The progress of a server's replication."""

    started: datetime | None = None
    """The time of its start; `None` if it is stopped or disconnected."""
    first_byte: datetime | None = None
    """The time at which the first byte was copied; `None` if none was copied."""
    error: str | None = None
    """The error of a stalled replication; `None` for the default."""
    raw_error: str | None = None

    @property
    def is_synchronized(self) -> bool:
        """Return whether the initial sync is done, so that a launch is possible."""
        state = self.previous if self.state == "STALLED" else self.state
        return state in _SYNCHRONIZED

    def wire(self, now: datetime, disks: Sequence[int], availability_zone: str) -> Wire:
        """Return the wire form, for disks of these sizes in bytes."""
        copied = self._copied(now)
        info: Wire = {
            "dataReplicationState": self.state,
            "replicatedDisks": [
                self._disk(device_name(index), size, copied)
                for index, size in enumerate(disks)
            ],
            "stagingAvailabilityZone": availability_zone,
        }
        if self.started is not None:
            info["dataReplicationInitiation"] = self._initiation(self.started, now)
        if self.state == "CONTINUOUS":
            info["lagDuration"] = format_duration(timedelta())
        elif self.state in _LAGGING:
            info["lagDuration"] = format_duration(now - self.since)
        if self.state == "INITIAL_SYNC":
            eta = self.since + INITIAL_SYNC * (1 - self.done)
            info["etaDateTime"] = eta.isoformat()
        if self.state == "STALLED":
            info["dataReplicationError"] = self._error()
        return info

    def _copied(self, now: datetime) -> float:
        if self.first_byte is None:
            return 0.0
        if self.state == "INITIAL_SYNC":
            return self.done + (now - self.since) / INITIAL_SYNC
        if self.state == "STALLED" and self.previous == "INITIAL_SYNC":
            return self.previously_done
        return 1.0

    def _initiation(self, started: datetime, now: datetime) -> Wire:
        current, status = len(_STEPS), ""
        if self.state == "INITIATING":
            share = self.done + (now - self.since) / INITIATION
            current, status = int(share * len(_STEPS)), "IN_PROGRESS"
        elif self.state == "STALLED" and self.first_byte is None:
            current, status = _STALLED_AT, "FAILED"
        return {
            "startDateTime": started.isoformat(),
            "nextAttemptDateTime": (started + _UNTIL_NEXT_ATTEMPT).isoformat(),
            "steps": [
                {
                    "name": name,
                    "status": "SUCCEEDED"
                    if index < current
                    else status
                    if index == current
                    else "NOT_STARTED",
                }
                for index, name in enumerate(_STEPS)
            ],
        }

    def _error(self) -> Wire:
        if self.first_byte is None:
            error = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
            raw_error = "the replication server could not reach the service"
        else:
            error = "AGENT_NOT_SEEN"
            raw_error = "the agent has not reported for a while"
        return {
            "error": self.error or error,
            "rawError": self.raw_error or raw_error,
        }

    def _disk(self, name: str, size: int, copied: float) -> Wire:
        rescanned = {"CONTINUOUS": size, "RESCAN": size // 2}
        return {
            "deviceName": name,
            "totalStorageBytes": 0 if self.state == "DISCONNECTED" else size,
            "replicatedStorageBytes": int(size * copied),
            "rescannedStorageBytes": rescanned.get(self.state, 0),
            "backloggedStorageBytes": size // 100 if self.state == "BACKLOG" else 0,
            "volumeStatus": "REGULAR",
        }


def device_name(index: int) -> str:
    """Return the device name of a server's disk."""
    return f"/dev/nvme{index}n1"


@attrs.define(kw_only=True)
class ReplicationTemplate(Resource):
    """A replication configuration template."""

    template_id: str
    settings: Wire

    @property
    def key(self) -> str:
        """Its ID."""
        return self.template_id

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"replication-configuration-template/{self.template_id}")

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form."""
        return {
            "replicationConfigurationTemplateID": self.template_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            **deepcopy(self.settings),
        }


def replication_configuration(
    site: SiteState, source_server_id: str, disks: Sequence[int]
) -> Wire:
    """Return a new server's replication settings: the template's, or the defaults."""
    template = next(iter(site.replication_templates), None)
    return {
        "sourceServerID": source_server_id,
        "name": f"Data Replication Configuration for Source Server {source_server_id}",
        **(deepcopy(template.settings) if template else _default_staging_settings()),
        "replicatedDisks": [
            {
                "deviceName": device_name(index),
                "isBootDisk": index == 0,
                "stagingDiskType": "AUTO",
            }
            for index in range(len(disks))
        ],
    }


def default_replication_settings() -> Wire:
    """Return the default replication settings of a template."""
    return only_known(
        "ReplicationConfiguration",
        {
            "associateDefaultSecurityGroup": True,
            "autoReplicateNewDisks": True,
            "createPublicIP": True,
            "dataPlaneRouting": "PUBLIC_IP",
            "defaultLargeStagingDiskType": "AUTO",
            "internetProtocol": "IPV4",
            "replicationServerInstanceType": "t3.small",
            "useDedicatedReplicationServer": False,
        },
    )


def pit_policy(days: int = 7) -> list[Wire]:
    """Return a PIT policy that keeps daily snapshots for some days."""
    rules = [("MINUTE", 10, 60), ("HOUR", 1, 24), ("DAY", 1, days)]
    return [
        {
            "ruleID": number,
            "units": units,
            "interval": interval,
            "retentionDuration": retention,
            "enabled": True,
        }
        for number, (units, interval, retention) in enumerate(rules, start=1)
    ]


def _default_staging_settings() -> Wire:
    """Return the replication settings of an account without a template."""
    return {
        **default_replication_settings(),
        "bandwidthThrottling": 0,
        "ebsEncryption": "DEFAULT",
        "pitPolicy": pit_policy(),
        "replicationServersSecurityGroupsIDs": [],
        "stagingAreaSubnetId": "subnet-00000000000000001",
        "stagingAreaTags": {},
    }
