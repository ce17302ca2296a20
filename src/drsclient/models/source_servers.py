"""Source servers: the servers that the service protects."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from drsclient._text import duration, in_utc, one_line
from drsclient.models._identity import (
    HasArn,
    HasRecoverySnapshotId,
    HasSourceServerArn,
    HasSourceServerId,
)
from drsclient.models._model import EMPTY_MAP, WIRE_NAME, Model, OpenEnum, frozen_map
from drsclient.models.data_replication import DataReplicationInfo, DataReplicationState
from drsclient.models.machine import (
    CPU,
    OS,
    Disk,
    IdentificationHints,
    NetworkInterface,
)


class LastLaunchResult(OpenEnum):
    """The result of a source server's last launch."""

    NOT_STARTED = "NOT_STARTED"
    """The server has never been launched."""
    PENDING = "PENDING"
    """A launch is in progress."""
    SUCCEEDED = "SUCCEEDED"
    """The server was launched."""
    FAILED = "FAILED"
    """The server could not be launched."""


class ReplicationDirection(OpenEnum):
    """The direction in which data is replicated."""

    FAILOVER = "FAILOVER"
    """From the source to the recovery site."""
    FAILBACK = "FAILBACK"
    """From the recovery site back to the source."""


class ExtensionStatus(OpenEnum):
    """Whether a staging account shares a source server with this account."""

    EXTENDED = "EXTENDED"
    """It is shared."""
    EXTENSION_ERROR = "EXTENSION_ERROR"
    """The service failed to access it in the staging account."""
    NOT_EXTENDED = "NOT_EXTENDED"
    """It is not shared."""


class LastLaunchType(OpenEnum):
    """The purpose of a source server's last launch."""

    RECOVERY = "RECOVERY"
    """A real recovery."""
    DRILL = "DRILL"
    """A drill: a launch that tests whether recovery would work."""


class LaunchStatus(OpenEnum):
    """The status of a server's launch."""

    PENDING = "PENDING"
    """The launch was requested but has not started yet."""
    IN_PROGRESS = "IN_PROGRESS"
    """The server is being launched."""
    LAUNCHED = "LAUNCHED"
    """The server is running in AWS."""
    FAILED = "FAILED"
    """The server could not be launched."""
    TERMINATED = "TERMINATED"
    """The server was launched, but its instance has since been terminated."""


class SourceServerArchitecture(OpenEnum):
    """The instruction set of a source server's processors."""

    X86_64 = "x86_64"
    """64-bit x86, as made by Intel and AMD."""
    ARM64 = "arm64"
    """64-bit Arm, as in AWS Graviton."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunchInitiated(Model):
    """The request for a source server's last launch."""

    api_call_date_time: datetime | None = None
    """When the launch was requested."""
    job_id: str | None = None
    """The ID of the job that launched it: `drsjob-` and 17 letters and digits."""
    type: LastLaunchType | None = None
    """The purpose of the launch."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunch(Model):
    """The last launch of a source server."""

    initiated: LifeCycleLastLaunchInitiated | None = None
    """The request for it; empty if the server has never been launched."""
    status: LaunchStatus | None = None
    """The status of the launch."""


@attrs.frozen(kw_only=True)
class LifeCycle(Model):
    """The milestones of a source server's life cycle in the service."""

    added_to_service_date_time: datetime | None = None
    """When the server was added."""
    first_byte_date_time: datetime | None = None
    """When the first byte was copied."""
    elapsed_replication_duration: timedelta | None = None
    """The duration of replication so far."""
    last_seen_by_service_date_time: datetime | None = None
    """When its agent last contacted the service."""
    last_launch: LifeCycleLastLaunch | None = None
    """Its last launch."""


@attrs.frozen(kw_only=True)
class SourceProperties(Model):
    """The properties of the machine that is replicated."""

    last_updated_date_time: datetime | None = None
    """When these properties were last updated."""
    recommended_instance_type: str | None = None
    """The EC2 instance type that the service recommends, such as `c5.large`."""
    identification_hints: IdentificationHints | None = None
    """Names and IDs that identify the machine."""
    network_interfaces: tuple[NetworkInterface, ...] = ()
    """The network interfaces."""
    disks: tuple[Disk, ...] = ()
    """The disks, replicated or not."""
    cpus: tuple[CPU, ...] = ()
    """The processors."""
    ram_bytes: int | None = None
    """The memory, in bytes."""
    os: OS | None = None
    """The operating system."""
    supports_nitro_instances: bool | None = None
    """Whether it can run on EC2 instances built on the Nitro System."""
    architecture: SourceServerArchitecture | None = None
    """The instruction set of the processors."""


@attrs.frozen(kw_only=True)
class StagingArea(Model):
    """The staging account that holds a source server's copy, if not this account."""

    status: ExtensionStatus | None = None
    """Whether the server is shared with this account."""
    staging_account_id: str | None = None
    """The ID of the staging account: 12 digits."""
    staging_source_server_arn: str | None = None
    """The ARN of the source server in the staging account."""
    error_message: str | None = None
    """The reason why the server could not be accessed in that account, if any."""


@attrs.frozen(kw_only=True)
class SourceCloudProperties(Model):
    """The location of a source server in AWS, if it is an EC2 instance."""

    origin_account_id: str | None = None
    """The ID of its account: 12 digits."""
    origin_region: str | None = None
    """Its Region, such as `eu-central-1`."""
    origin_availability_zone: str | None = None
    """Its Availability Zone, such as `eu-central-1a`."""
    source_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that it runs on, if any."""


@attrs.frozen(kw_only=True)
class SourceServer(Model, HasSourceServerId, HasSourceServerArn, HasArn):
    """
    A server that the service protects, or used to protect.

    Returned by StartReplication, StopReplication, RetryDataReplication,
    DescribeSourceServers, DisconnectSourceServer and CreateExtendedSourceServer.
    """

    source_server_id: str
    """The ID: `s-` and 17 letters and digits."""
    arn: str
    """The ARN."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    recovery_instance_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "recoveryInstanceId"}
    )
    """The ID of the recovery instance that was launched from it, if any."""
    last_launch_result: LastLaunchResult | None = None
    """The result of its last launch."""
    data_replication_info: DataReplicationInfo | None = None
    """The state and progress of its replication."""
    life_cycle: LifeCycle | None = None
    """The milestones of its life cycle in the service."""
    source_properties: SourceProperties | None = None
    """The properties of the machine itself."""
    staging_area: StagingArea | None = None
    """The staging account that holds its copy, if not this account."""
    source_cloud_properties: SourceCloudProperties | None = None
    """The location in AWS, if it is an EC2 instance."""
    replication_direction: ReplicationDirection | None = None
    """The direction in which its data is replicated."""
    reversed_direction_source_server_arn: str | None = None
    """The ARN of the source server that replicates in the other direction, if any."""
    source_network_id: str | None = None
    """The ID of the source network that protects its network, if any."""
    agent_version: str | None = None
    """The version of its replication agent."""

    @property
    def name(self) -> str | None:
        """The value of its `Name` tag."""
        return self.tags.get("Name")

    @property
    def hostname(self) -> str | None:
        """The host name that the agent reported."""
        hints = self._hints
        return hints.hostname if hints else None

    @property
    def aws_instance_id(self) -> str | None:
        """The ID of its EC2 instance, if it runs in EC2."""
        hints = self._hints
        return hints.aws_instance_id if hints else None

    @property
    def replication_state(self) -> DataReplicationState | None:
        """The state of its replication."""
        info = self.data_replication_info
        return info.data_replication_state if info else None

    @property
    def lag_duration(self) -> timedelta | None:
        """The lag of its copy behind it, if known."""
        info = self.data_replication_info
        return info.lag_duration if info else None

    @property
    def progress(self) -> float | None:
        """The share of its data that has been copied, from 0.0 to 1.0, if known."""
        info = self.data_replication_info
        return info.progress if info else None

    @property
    def _hints(self) -> IdentificationHints | None:
        properties = self.source_properties
        return properties.identification_hints if properties else None

    def __str__(self) -> str:
        lag = self.lag_duration
        return one_line(
            self.hostname,
            self.source_server_id,
            self.replication_state,
            f"lag {duration(lag)}" if lag else None,
        )


class RecoverySnapshotsOrder(OpenEnum):
    """The order of recovery snapshots."""

    ASC = "ASC"
    """Oldest first."""
    DESC = "DESC"
    """Newest first."""


RecoverySnapshotsOrderLiteral: TypeAlias = Literal["ASC", "DESC"]
"""The values of `RecoverySnapshotsOrder` as text, for arguments."""


@attrs.frozen(kw_only=True)
class RecoverySnapshot(Model, HasRecoverySnapshotId):
    """
    A recovery snapshot: the disks of a source server at one point in time.

    Returned by DescribeRecoverySnapshots.
    """

    snapshot_id: str
    """The ID: `pit-` and 17 letters and digits."""
    source_server_id: str
    """The ID of the source server: `s-` and 17 letters and digits."""
    expected_timestamp: datetime
    """When it was due to be taken."""
    timestamp: datetime | None = None
    """When it was actually taken; the service may omit it."""
    ebs_snapshots: tuple[str, ...] = ()
    """The IDs of its EBS snapshots: `snap-` and 17 letters and digits."""

    def __str__(self) -> str:
        when = in_utc(self.timestamp or self.expected_timestamp)
        return one_line(self.source_server_id, self.snapshot_id, when)


@attrs.frozen(kw_only=True)
class StartRecoveryRequestSourceServer(Model, HasRecoverySnapshotId):
    """A source server to launch, and the recovery snapshot to launch it from."""

    source_server_id: str
    """The ID of the source server: `s-` and 17 letters and digits."""
    recovery_snapshot_id: str | None = None
    """
    The ID of the recovery snapshot: `pit-` and 17 letters and digits.

    Without one, the service takes a new snapshot of the server's latest data and
    launches the server from that.
    """
