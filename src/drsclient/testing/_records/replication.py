"""The replication of source servers, its settings and its templates."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._iso8601 import format_duration
from drsclient.testing._records.record import Progress, Resource, Wire
from drsclient.testing._service_model import only_known
from drsclient.testing._state.durations import DEFAULT_DURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drsclient.testing._state.site_state import SiteState

INITIATION: Final = timedelta(minutes=5)
RESCAN: Final = timedelta(minutes=10)

_GIB: Final = 1024**3
_LARGE: Final = 125 * _GIB
LARGEST: Final = 16 * 1024 * _GIB
"""The size of the largest disk whose staging disk need not be of type GP3."""

# The estimated duration of each state that ends with CONTINUOUS by itself, unless the
# replication has one.
_ESTIMATES: Final = {
    "INITIAL_SYNC": DEFAULT_DURATIONS.initial_sync,
    "BACKLOG": timedelta(minutes=10),
    "RESCAN": RESCAN,
}
_MINUTES: Final = {"MINUTE": 1, "HOUR": 60, "DAY": 24 * 60}
# Attempts start at full minutes.
_UNTIL_NEXT_ATTEMPT: Final = timedelta(minutes=31)
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
REPLICATION_SERVER_STEPS: Final = _STEPS[1:6]
"""The steps that a server skips if a replication server runs already."""
STAGING_STEPS: Final = _STEPS[1:8]
"""The steps that a server skips if its staging disks are attached already."""
_FAILED: Final = "FAILED_TO_"
_INITIATION_ERROR: Final = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
_RAW_ERRORS: Final = {
    "AGENT_NOT_SEEN": "the service has not heard from the agent",
    "SNAPSHOTS_FAILURE": "CreateSnapshot: SnapshotCreationPerVolumeRateExceeded",
    "NOT_CONVERGING": "data changes faster than it is replicated: backlog is growing",
    "UNSTABLE_NETWORK": "the connection on TCP port 1500 was reset repeatedly",
    "FAILED_TO_CREATE_SECURITY_GROUP": "DescribeSubnets: InvalidSubnetID.NotFound",
    "FAILED_TO_LAUNCH_REPLICATION_SERVER": "RunInstances: VcpuLimitExceeded",
    "FAILED_TO_BOOT_REPLICATION_SERVER": "the replication server failed its status"
    " checks",
    "FAILED_TO_AUTHENTICATE_WITH_SERVICE": "the replication server could not reach the"
    " service on TCP port 443",
    "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE": "GetObject: connection timed out",
    "FAILED_TO_CREATE_STAGING_DISKS": "CreateVolume: VolumeLimitExceeded",
    "FAILED_TO_ATTACH_STAGING_DISKS": "AttachVolume: AttachmentLimitExceeded",
    "FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT": "the agent did not confirm its"
    " replication server",
    "FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER": "connection to TCP port 1500 of"
    " the replication server timed out",
    "FAILED_TO_START_DATA_TRANSFER": "the agent closed the connection before the first"
    " block",
}
_SYNCHRONIZED: Final = frozenset(
    {"BACKLOG", "CONTINUOUS", "CREATING_SNAPSHOT", "PAUSED", "RESCAN"}
)
STOPPED: Final = frozenset({"STOPPED", "DISCONNECTED"})
"""The states in which nothing is replicated."""
LAGGING: Final = ("BACKLOG", "CREATING_SNAPSHOT", "PAUSED", "RESCAN", "STALLED")
"""The states in which the lag of a server grows."""


@attrs.frozen(kw_only=True)
class PlannedStall:
    """A stall of a replication that has not come yet."""

    at: float
    """The share of the initial sync after which it stalls."""
    error: str | None
    raw_error: str | None

    @property
    def step(self) -> str | None:
        """The step of the initiation that fails; `None` if it stalls in the sync."""
        if self.at > 0:
            return None
        return failed_step(_INITIATION_ERROR if self.error is None else self.error)


@attrs.define(kw_only=True)
class Replication(Progress):
    """The progress of a server's replication."""

    started: datetime | None = None
    """The time of its start; `None` if it is stopped or disconnected."""
    first_byte: datetime | None = None
    """The time at which the first byte was copied; `None` if none was copied."""
    lagging_since: datetime | None = None
    """The time since which it lags; `None` if it does not."""
    skipped: list[str] = attrs.field(factory=list[str])
    """The steps of its initiation that are not needed."""
    error: str | None = None
    """The error of a stalled replication; `None` for the default."""
    raw_error: str | None = None

    @property
    def is_synchronized(self) -> bool:
        """Return whether the initial sync is done, so that a launch is possible."""
        return self._copying_state in _SYNCHRONIZED

    @property
    def is_agent_seen(self) -> bool:
        """Return whether the agent reports to the service."""
        return self.state != "DISCONNECTED" and (
            self.state != "STALLED" or self.error_code != "AGENT_NOT_SEEN"
        )

    @property
    def estimate(self) -> timedelta:
        """The estimated duration of its state, which ends with `CONTINUOUS`."""
        return self.duration or _ESTIMATES[self.state]

    @property
    def _copying_state(self) -> str | None:
        return self.previous if self.state == "STALLED" else self.state

    def wire(
        self, now: datetime, disks: Mapping[str, int], availability_zone: str
    ) -> Wire:
        """Return the wire form, for disks of these sizes in bytes, by device name."""
        copied = self._copied(now)
        info: Wire = {
            "dataReplicationState": self.state,
            "replicatedDisks": [
                self._disk(name, size, copied) for name, size in disks.items()
            ],
            "stagingAvailabilityZone": availability_zone,
        }
        if self.started is not None:
            info["dataReplicationInitiation"] = self._initiation(self.started, now)
        if self.state == "CONTINUOUS":
            info["lagDuration"] = format_duration(timedelta())
        elif self.state in LAGGING:
            info["lagDuration"] = format_duration(
                now - (self.lagging_since or self.since)
            )
        if self.state in _ESTIMATES:
            eta = self.since + self.estimate * (1 - self.done)
            info["etaDateTime"] = max(eta, now).isoformat()
        if self.state == "STALLED":
            info["dataReplicationError"] = {
                "error": self.error_code,
                "rawError": self.raw_error or _RAW_ERRORS.get(self.error_code, ""),
            }
        return info

    def synchronized_since_entry(self, now: datetime) -> float:
        """Return how much of what was left of an initial sync on its entry is done."""
        return (self._copied(now) - self.done) / (1 - self.done)

    def _copied(self, now: datetime) -> float:
        if self.first_byte is None:
            return 0.0
        if self.state == "INITIAL_SYNC":
            return self.done + (now - self.since) / self.estimate
        if self.state == "STALLED" and self.previous == "INITIAL_SYNC":
            return self.previously_done
        return 1.0

    @property
    def error_code(self) -> str:
        default = _INITIATION_ERROR if self.first_byte is None else "AGENT_NOT_SEEN"
        return self.error or default

    def _initiation(self, started: datetime, now: datetime) -> Wire:
        current, status = len(_STEPS), ""
        failed = failed_step(self.error_code) if self.state == "STALLED" else None
        if failed is not None:
            current, status = _STEPS.index(failed), "FAILED"
            if self.first_byte is not None:
                # The replication server was replaced, which is an initiation again.
                started = self.since
        elif self._copying_state == "INITIATING":
            current, status = _STEPS.index(self._step_in_progress(now)), "IN_PROGRESS"
        next_attempt = (started + _UNTIL_NEXT_ATTEMPT).replace(second=0, microsecond=0)
        return {
            "startDateTime": started.isoformat(),
            "nextAttemptDateTime": next_attempt.isoformat(),
            "steps": [
                {
                    "name": name,
                    "status": status
                    if index == current
                    else "NOT_STARTED"
                    if index > current
                    else "SKIPPED"
                    if name in self.skipped
                    else "SUCCEEDED",
                }
                for index, name in enumerate(_STEPS)
            ],
        }

    @property
    def needed_steps(self) -> list[str]:
        return [name for name in _STEPS if name not in self.skipped]

    def _step_in_progress(self, now: datetime) -> str:
        steps = self.needed_steps
        done = self.previously_done
        if self.state == "INITIATING":
            done = self.done + (now - self.since) / INITIATION
        return steps[min(int(done * len(steps)), len(steps) - 1)]

    def share_of_step(self, step: str) -> float:
        """Return the share of the initiation that is done in the middle of a step."""
        steps = self.needed_steps
        return (steps.index(step) + 0.5) / len(steps)

    def _disk(self, name: str, size: int, copied: float) -> Wire:
        # A stalled server has a rescan before it.
        rescanned = size if self.state in _SYNCHRONIZED else 0
        if self.state == "RESCAN":
            rescanned = size // 2
        return {
            "deviceName": name,
            "totalStorageBytes": 0 if self.state == "DISCONNECTED" else size,
            "replicatedStorageBytes": round(size * copied),
            "rescannedStorageBytes": rescanned,
            "backloggedStorageBytes": size // 100 if self.state == "BACKLOG" else 0,
        }


def failed_step(error: str) -> str | None:
    """Return the step of the initiation that an error belongs to, if it does."""
    step = error.removeprefix(_FAILED)
    return step if step in _STEPS else None


def named_disks(sizes: Sequence[int]) -> dict[str, int]:
    """Return the sizes of a server's disks by device name."""
    return {f"/dev/nvme{index}n1": size for index, size in enumerate(sizes)}


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
    site: SiteState, source_server_id: str, disks: Iterable[str]
) -> Wire:
    """
    Return a new server's replication settings: the template's, or the defaults.

    Args:
        site: The server's site.
        source_server_id: The server's ID.
        disks: The device names of its disks, of which the first is the boot disk.
    """
    template = next(iter(site.replication_templates), None)
    known: Wire = {
        **(deepcopy(template.settings) if template else {}),
        "replicatedDisks": [
            {"deviceName": name, "isBootDisk": index == 0}
            for index, name in enumerate(disks)
        ],
    }
    return known_replication_configuration(source_server_id, known)


def known_replication_configuration(source_server_id: str, known: Wire) -> Wire:
    """Return the replication settings of a server, of which some are known."""
    return {
        "sourceServerID": source_server_id,
        "name": f"Data Replication Configuration for Source Server {source_server_id}",
        **default_staging_settings(),
        **known,
        "replicatedDisks": [
            {"stagingDiskType": "AUTO", **disk}
            for disk in known.get("replicatedDisks", [])
        ],
    }


def optimized_staging_disk_type(configuration: Wire, size: int) -> str:
    """Return the type that the service chooses for the staging disk of a disk."""
    large: str = configuration["defaultLargeStagingDiskType"]
    if large == "AUTO" or size > LARGEST:
        large = "GP3"
    return "STANDARD" if size < _LARGE else large


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


def pit_rules(settings: Wire) -> list[tuple[int, int]]:
    """Return the interval and the retention of each rule in use, in minutes."""
    return [
        (
            rule["interval"] * _MINUTES[rule["units"]],
            rule["retentionDuration"] * _MINUTES[rule["units"]],
        )
        for rule in settings.get("pitPolicy", [])
        if rule.get("enabled", True)
    ]


def default_staging_settings() -> Wire:
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
