"""Recovery instances: the EC2 instances launched from source servers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasArn, HasRecoveryInstanceId
from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map
from drsclient.models.failback_replication import RecoveryInstanceDataReplicationInfo
from drsclient.models.machine import CPU, OS, IdentificationHints, NetworkInterface


class EC2InstanceState(OpenEnum):
    """The state of a recovery instance's EC2 instance."""

    PENDING = "PENDING"
    """EC2 is starting it."""
    RUNNING = "RUNNING"
    """It is running."""
    STOPPING = "STOPPING"
    """It is being stopped."""
    STOPPED = "STOPPED"
    """It is stopped; its volumes are kept."""
    SHUTTING_DOWN = "SHUTTING-DOWN"
    """EC2 is terminating it."""
    TERMINATED = "TERMINATED"
    """It has been terminated and cannot be started again."""
    NOT_FOUND = "NOT_FOUND"
    """The instance does not exist in EC2."""


EC2InstanceStateLiteral: TypeAlias = Literal[
    "PENDING",
    "RUNNING",
    "STOPPING",
    "STOPPED",
    "SHUTTING-DOWN",
    "TERMINATED",
    "NOT_FOUND",
]
"""The values of `EC2InstanceState` as text, for arguments."""


class OriginEnvironment(OpenEnum):
    """The current or former environment of a recovery instance's source server."""

    ON_PREMISES = "ON_PREMISES"
    """Outside AWS."""
    AWS = "AWS"
    """In AWS, on EC2."""


class FailbackState(OpenEnum):
    """The progress of a recovery instance's failback."""

    FAILBACK_NOT_STARTED = "FAILBACK_NOT_STARTED"
    """No failback is in progress; this is also the state after `stop_failback`."""
    FAILBACK_IN_PROGRESS = "FAILBACK_IN_PROGRESS"
    """Failback has started."""
    FAILBACK_READY_FOR_LAUNCH = "FAILBACK_READY_FOR_LAUNCH"
    """The machine that receives the data can be launched."""
    FAILBACK_COMPLETED = "FAILBACK_COMPLETED"
    """The machine that receives the data has been launched: failback is over."""
    FAILBACK_ERROR = "FAILBACK_ERROR"
    """Failback failed."""
    FAILBACK_NOT_READY_FOR_LAUNCH = "FAILBACK_NOT_READY_FOR_LAUNCH"
    """The machine that receives the data cannot be launched yet."""
    FAILBACK_LAUNCH_STATE_NOT_AVAILABLE = "FAILBACK_LAUNCH_STATE_NOT_AVAILABLE"
    """The service could not determine whether a launch is possible."""


FailbackStateLiteral: TypeAlias = Literal[
    "FAILBACK_NOT_STARTED",
    "FAILBACK_IN_PROGRESS",
    "FAILBACK_READY_FOR_LAUNCH",
    "FAILBACK_COMPLETED",
    "FAILBACK_ERROR",
    "FAILBACK_NOT_READY_FOR_LAUNCH",
    "FAILBACK_LAUNCH_STATE_NOT_AVAILABLE",
]
"""The values of `FailbackState` as text, for arguments."""


class FailbackLaunchType(OpenEnum):
    """The purpose of a launch in a failback."""

    RECOVERY = "RECOVERY"
    """A real failback."""
    DRILL = "DRILL"
    """A drill: a launch that tests whether failback would work."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceFailback(Model):
    """The failback of a recovery instance: its return to its origin."""

    failback_client_id: str | None = None
    """The ID of the Failback Client that receives its data, if any."""
    failback_job_id: str | None = None
    """The ID of the last failback job: `drsjob-` and 17 letters and digits."""
    failback_initiation_time: datetime | None = None
    """When failback was initiated."""
    state: FailbackState | None = None
    """The progress of failback."""
    agent_last_seen_by_service_date_time: datetime | None = None
    """When the agent on the recovery instance last contacted the service."""
    failback_client_last_seen_by_service_date_time: datetime | None = None
    """When the Failback Client last contacted the service."""
    failback_to_original_server: bool | None = None
    """Whether it fails back to the original source server, not to another machine."""
    first_byte_date_time: datetime | None = None
    """When the first byte was copied from the recovery instance."""
    elapsed_replication_duration: timedelta | None = None
    """The duration of replication so far."""
    failback_launch_type: FailbackLaunchType | None = None
    """The purpose of the last launch."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDisk(Model):
    """One disk of a recovery instance."""

    internal_device_name: str | None = None
    """The disk's name on the machine itself, which can differ from its name in EC2."""
    bytes: int | None = None
    """Its size, in bytes."""
    ebs_volume_id: str | None = None
    """The ID of its EBS volume: `vol-` and hexadecimal digits."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceProperties(Model):
    """The properties of the machine that runs as a recovery instance."""

    last_updated_date_time: datetime | None = None
    """When these properties were last updated."""
    identification_hints: IdentificationHints | None = None
    """Names and IDs that identify the machine."""
    network_interfaces: tuple[NetworkInterface, ...] = ()
    """The network interfaces."""
    disks: tuple[RecoveryInstanceDisk, ...] = ()
    """The disks."""
    cpus: tuple[CPU, ...] = ()
    """The processors."""
    ram_bytes: int | None = None
    """The memory, in bytes."""
    os: OS | None = None
    """The operating system."""


@attrs.frozen(kw_only=True)
class RecoveryInstance(Model, HasRecoveryInstanceId, HasArn):
    """
    An EC2 instance that the service launched from a source server.

    Returned by DescribeRecoveryInstances.
    """

    ec2_instance_id: str | None = None
    """The ID of its EC2 instance: `i-` and 8 to 17 hexadecimal digits."""
    ec2_instance_state: EC2InstanceState | None = None
    """The state of its EC2 instance."""
    job_id: str | None = None
    """The ID of the job that launched it: `drsjob-` and 17 letters and digits."""
    recovery_instance_id: str
    """The ID: `i-` and 8 to 17 hexadecimal digits."""
    source_server_id: str | None = None
    """The ID of its source server: `s-` and 17 letters and digits."""
    arn: str
    """The ARN."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    failback: RecoveryInstanceFailback | None = None
    """Its failback."""
    data_replication_info: RecoveryInstanceDataReplicationInfo | None = None
    """The state and progress of its replication."""
    recovery_instance_properties: RecoveryInstanceProperties | None = None
    """The properties of the machine itself."""
    point_in_time_snapshot_date_time: datetime | None = None
    """The time of the recovery snapshot that it was launched from."""
    is_drill: bool | None = None
    """Whether it was launched for a drill rather than a real recovery."""
    origin_environment: OriginEnvironment | None = None
    """The current or former environment of its source server."""
    origin_availability_zone: str | None = None
    """The Availability Zone that it originates from, such as `eu-central-1a`."""
    agent_version: str | None = None
    """The version of its replication agent."""
    source_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that it originates from, if any."""

    @property
    def hostname(self) -> str | None:
        """The host name that the agent reported."""
        properties = self.recovery_instance_properties
        hints = properties.identification_hints if properties else None
        return hints.hostname if hints else None

    def __str__(self) -> str:
        return one_line(
            self.hostname,
            self.recovery_instance_id,
            self.ec2_instance_state,
            "drill" if self.is_drill else None,
            self.failback and self.failback.state,
        )
