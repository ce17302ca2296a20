"""The source server, the service's central entity."""

from collections.abc import Mapping

import attrs

from drsclient.models._model import EMPTY_MAP, WIRE_NAME, Model, OpenEnum, frozen_map
from drsclient.models.source_servers._data_replication import (
    DataReplicationInfo,
    DataReplicationState,
)
from drsclient.models.source_servers._life_cycle import LifeCycle
from drsclient.models.source_servers._source_properties import SourceProperties


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
