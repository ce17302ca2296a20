"""Source servers: the servers that the service protects."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

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
    """How the last launch of a source server ended."""

    NOT_STARTED = "NOT_STARTED"
    """The server has never been launched."""
    PENDING = "PENDING"
    """A launch is under way."""
    SUCCEEDED = "SUCCEEDED"
    """The server was launched."""
    FAILED = "FAILED"
    """The server could not be launched."""


class ReplicationDirection(OpenEnum):
    """Which way the data goes."""

    FAILOVER = "FAILOVER"
    """From the source to the recovery site."""
    FAILBACK = "FAILBACK"
    """From the recovery site back to the source."""


class ExtensionStatus(OpenEnum):
    """Whether a source server of another staging account is shared with this one."""

    EXTENDED = "EXTENDED"
    """It is shared."""
    EXTENSION_ERROR = "EXTENSION_ERROR"
    """It was to be shared, but that failed."""
    NOT_EXTENDED = "NOT_EXTENDED"
    """It is not shared."""


class LastLaunchType(OpenEnum):
    """What a source server was last launched for."""

    RECOVERY = "RECOVERY"
    """A real recovery."""
    DRILL = "DRILL"
    """A drill: a launch to see that recovery would work."""


class LaunchStatus(OpenEnum):
    """How far the launch of a server has come."""

    PENDING = "PENDING"
    """It has been asked for and waits for its turn."""
    IN_PROGRESS = "IN_PROGRESS"
    """It is being launched."""
    LAUNCHED = "LAUNCHED"
    """It runs in AWS."""
    FAILED = "FAILED"
    """It could not be launched."""
    TERMINATED = "TERMINATED"
    """It was launched, and its instance has been terminated since."""


class SourceServerArchitecture(OpenEnum):
    """The instruction set of a source server's processors."""

    X86_64 = "x86_64"
    """64-bit x86, as made by Intel and AMD."""
    ARM64 = "arm64"
    """64-bit Arm, as in AWS Graviton."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunchInitiated(Model):
    """Who asked for the last launch, and when."""

    api_call_date_time: datetime | None = None
    """When the launch was asked for (UTC)."""
    job_id: str | None = None
    """The ID of the job that launched the server, such as `drsjob-…`."""
    type: LastLaunchType | None = None
    """What the server was launched for."""


@attrs.frozen(kw_only=True)
class LifeCycleLastLaunch(Model):
    """The last launch of a source server."""

    initiated: LifeCycleLastLaunchInitiated | None = None
    """Who asked for it, and when; empty for a server that was never launched."""
    status: LaunchStatus | None = None
    """How far it came."""


@attrs.frozen(kw_only=True)
class LifeCycle(Model):
    """The times that mark a source server's life in the service."""

    added_to_service_date_time: datetime | None = None
    """When the server was added (UTC)."""
    first_byte_date_time: datetime | None = None
    """When its first byte was copied (UTC)."""
    elapsed_replication_duration: timedelta | None = None
    """How long it has been replicated."""
    last_seen_by_service_date_time: datetime | None = None
    """When its agent was last in touch with the service (UTC)."""
    last_launch: LifeCycleLastLaunch | None = None
    """Its last launch."""


@attrs.frozen(kw_only=True)
class SourceProperties(Model):
    """The machine that is replicated."""

    last_updated_date_time: datetime | None = None
    """When the agent last reported these properties (UTC)."""
    recommended_instance_type: str | None = None
    """The EC2 instance type that fits the machine, such as `c5.large`."""
    identification_hints: IdentificationHints | None = None
    """Names by which people know the machine."""
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
    """Whether it can run on EC2 instances of the Nitro system."""
    architecture: SourceServerArchitecture | None = None
    """The instruction set of the processors."""


@attrs.frozen(kw_only=True)
class StagingArea(Model):
    """The staging account that holds a source server's copy, if it is another one."""

    status: ExtensionStatus | None = None
    """Whether the server is shared with this account."""
    staging_account_id: str | None = None
    """The ID of the staging account, twelve digits."""
    staging_source_server_arn: str | None = None
    """The ARN of the source server in the staging account."""
    error_message: str | None = None
    """Why sharing failed, if it did."""


@attrs.frozen(kw_only=True)
class SourceCloudProperties(Model):
    """Where in AWS a source server runs, if it is an EC2 instance."""

    origin_account_id: str | None = None
    """The ID of its account, twelve digits."""
    origin_region: str | None = None
    """Its Region, such as `eu-central-1`."""
    origin_availability_zone: str | None = None
    """Its Availability Zone, such as `eu-central-1a`."""
    source_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that it runs on, if it does."""


@attrs.frozen(kw_only=True)
class SourceServer(Model):
    """
    A server that the service protects, or did until it was stopped or disconnected.

    Source: StartReplication, StopReplication, RetryDataReplication,
    DescribeSourceServers and DisconnectSourceServer return it.
    """

    source_server_id: str | None = None
    """The ID, `s-` and 17 letters and digits."""
    arn: str | None = None
    """The ARN."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. Left out of `repr`, as the service marks them sensitive."""
    recovery_instance_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "recoveryInstanceId"}
    )
    """The ID of the recovery instance that was launched from it, if there is one."""
    last_launch_result: LastLaunchResult | None = None
    """How its last launch ended."""
    data_replication_info: DataReplicationInfo | None = None
    """The state of its replication."""
    life_cycle: LifeCycle | None = None
    """The times that mark its life in the service."""
    source_properties: SourceProperties | None = None
    """The machine itself."""
    staging_area: StagingArea | None = None
    """The staging account that holds its copy, if it is another one."""
    source_cloud_properties: SourceCloudProperties | None = None
    """Where in AWS it runs, if it is an EC2 instance."""
    replication_direction: ReplicationDirection | None = None
    """Which way its data goes."""
    reversed_direction_source_server_arn: str | None = None
    """The ARN of the source server that replicates the other way, if there is one."""
    source_network_id: str | None = None
    """The ID of the source network that protects its network, if there is one."""
    agent_version: str | None = None
    """The version of the replication agent on it."""

    @property
    def name(self) -> str | None:
        """The value of its `Name` tag."""
        return self.tags.get("Name")

    @property
    def hostname(self) -> str | None:
        """The host name that the agent reported."""
        properties = self.source_properties
        hints = properties.identification_hints if properties else None
        return hints.hostname if hints else None

    @property
    def replication_state(self) -> DataReplicationState | None:
        """Where its replication stands."""
        info = self.data_replication_info
        return info.data_replication_state if info else None
