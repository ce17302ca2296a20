"""The replication of a recovery instance's disks back to its origin."""

from datetime import datetime, timedelta

import attrs

from drsclient._text import one_line
from drsclient.models._model import WIRE_NAME, Model, OpenEnum
from drsclient.models.replication_settings import InternetProtocol


class FailbackReplicationError(OpenEnum):
    """The reason why a recovery instance's replication cannot continue."""

    AGENT_NOT_SEEN = "AGENT_NOT_SEEN"
    """The service has not heard from the agent on the recovery instance."""
    FAILBACK_CLIENT_NOT_SEEN = "FAILBACK_CLIENT_NOT_SEEN"
    """The service has not heard from the Failback Client."""
    NOT_CONVERGING = "NOT_CONVERGING"
    """Data changes faster than it can be copied, so the lag keeps growing."""
    UNSTABLE_NETWORK = "UNSTABLE_NETWORK"
    """The connection between the two machines is unstable."""
    FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = (
        "FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION"
    )
    """The Failback Client could not reach the recovery instance, on TCP port 1500."""
    FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = (
        "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT"
    )
    """The Failback Client could not download the replication software."""
    FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE = (
        "FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE"
    )
    """The replication software could not be configured."""
    FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE = (
        "FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE"
    )
    """The agent and the replication software could not be paired."""
    FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = (
        "FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION"
    )
    """The agent and the replication software could not reach each other."""
    FAILED_GETTING_REPLICATION_STATE = "FAILED_GETTING_REPLICATION_STATE"
    """The service could not determine the state of replication."""
    SNAPSHOTS_FAILURE = "SNAPSHOTS_FAILURE"
    """Snapshots of the replicated disks could not be taken."""
    FAILED_TO_CREATE_SECURITY_GROUP = "FAILED_TO_CREATE_SECURITY_GROUP"
    """The staging area's security group could not be created."""
    FAILED_TO_LAUNCH_REPLICATION_SERVER = "FAILED_TO_LAUNCH_REPLICATION_SERVER"
    """The replication server's instance could not be launched."""
    FAILED_TO_BOOT_REPLICATION_SERVER = "FAILED_TO_BOOT_REPLICATION_SERVER"
    """The replication server was launched but did not boot."""
    FAILED_TO_AUTHENTICATE_WITH_SERVICE = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    """The replication server could not authenticate with the service."""
    FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE = "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE"
    """The replication server could not download its software."""
    FAILED_TO_CREATE_STAGING_DISKS = "FAILED_TO_CREATE_STAGING_DISKS"
    """The volumes that receive the data could not be created."""
    FAILED_TO_ATTACH_STAGING_DISKS = "FAILED_TO_ATTACH_STAGING_DISKS"
    """The volumes could not be attached to the replication server."""
    FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT = (
        "FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT"
    )
    """The agent and the replication server could not be paired."""
    FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER = (
        "FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER"
    )
    """The agent could not connect to the replication server."""
    FAILED_TO_START_DATA_TRANSFER = "FAILED_TO_START_DATA_TRANSFER"
    """Everything was set up, but the data transfer did not start."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationError(Model):
    """The error that stalled a recovery instance's replication."""

    error: FailbackReplicationError | None = None
    """The type of error."""
    raw_error: str | None = None
    """The error message of the component that failed, in human-readable form."""


class RecoveryInstanceDataReplicationState(OpenEnum):
    """The state of a recovery instance's replication."""

    STOPPED = "STOPPED"
    """Nothing is copied until replication is started again."""
    INITIATING = "INITIATING"
    """Replication is being set up; no data has moved yet."""
    INITIAL_SYNC = "INITIAL_SYNC"
    """The disks are being copied in full for the first time."""
    BACKLOG = "BACKLOG"
    """Data changes faster than it can be copied, so changes are queueing up."""
    CREATING_SNAPSHOT = "CREATING_SNAPSHOT"
    """The first snapshot after the initial sync is being taken."""
    CONTINUOUS = "CONTINUOUS"
    """Every change is copied as it happens."""
    PAUSED = "PAUSED"
    """Replication is on hold and will resume where it left off."""
    RESCAN = "RESCAN"
    """The agent lost track of changes, so the disks are compared block by block."""
    STALLED = "STALLED"
    """Replication cannot continue; `data_replication_error` gives the reason."""
    DISCONNECTED = "DISCONNECTED"
    """The recovery instance was disconnected and is no longer replicated."""
    REPLICATION_STATE_NOT_AVAILABLE = "REPLICATION_STATE_NOT_AVAILABLE"
    """The service could not determine the state."""
    NOT_STARTED = "NOT_STARTED"
    """Replication has not been started."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInfoReplicatedDisk(Model):
    """One disk of a recovery instance, and its replication progress."""

    device_name: str | None = None
    """The disk's name on the recovery instance, such as `/dev/sda`."""
    total_storage_bytes: int | None = None
    """The disk's size, in bytes; 0 once the recovery instance is disconnected."""
    replicated_storage_bytes: int | None = None
    """The amount of data copied so far, in bytes."""
    rescanned_storage_bytes: int | None = None
    """The amount of data to be read again to find changes, in bytes."""
    backlogged_storage_bytes: int | None = None
    """The amount of changed data waiting to be copied, in bytes."""


class RecoveryInstanceDataReplicationInitiationStepName(OpenEnum):
    """
    The steps that set up a recovery instance's replication.

    The steps before `WAIT` are for the Failback Client, which receives the data outside
    AWS. `WAIT` and the steps after it are for replication into AWS.
    """

    LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE = (
        "LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE"
    )
    """Link the Failback Client with the recovery instance."""
    COMPLETE_VOLUME_MAPPING = "COMPLETE_VOLUME_MAPPING"
    """Map the volumes of the recovery instance to those of the target machine."""
    ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = (
        "ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION"
    )
    """Connect the Failback Client to the recovery instance, on TCP port 1500."""
    DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = (
        "DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT"
    )
    """Download the replication software to the Failback Client."""
    CONFIGURE_REPLICATION_SOFTWARE = "CONFIGURE_REPLICATION_SOFTWARE"
    """Configure the replication software."""
    PAIR_AGENT_WITH_REPLICATION_SOFTWARE = "PAIR_AGENT_WITH_REPLICATION_SOFTWARE"
    """Pair the agent with the replication software."""
    ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = (
        "ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION"
    )
    """Connect the agent and the replication software."""
    WAIT = "WAIT"
    """Wait until the attempt can start."""
    CREATE_SECURITY_GROUP = "CREATE_SECURITY_GROUP"
    """Create the staging area's security group."""
    LAUNCH_REPLICATION_SERVER = "LAUNCH_REPLICATION_SERVER"
    """Launch the replication server, which receives the data."""
    BOOT_REPLICATION_SERVER = "BOOT_REPLICATION_SERVER"
    """Wait for the replication server to boot."""
    AUTHENTICATE_WITH_SERVICE = "AUTHENTICATE_WITH_SERVICE"
    """Authenticate the replication server with the service."""
    DOWNLOAD_REPLICATION_SOFTWARE = "DOWNLOAD_REPLICATION_SOFTWARE"
    """Download the software that receives the data."""
    CREATE_STAGING_DISKS = "CREATE_STAGING_DISKS"
    """Create a volume for each disk to be replicated."""
    ATTACH_STAGING_DISKS = "ATTACH_STAGING_DISKS"
    """Attach the volumes to the replication server."""
    PAIR_REPLICATION_SERVER_WITH_AGENT = "PAIR_REPLICATION_SERVER_WITH_AGENT"
    """Pair the agent with the replication server."""
    CONNECT_AGENT_TO_REPLICATION_SERVER = "CONNECT_AGENT_TO_REPLICATION_SERVER"
    """Connect the agent to the replication server."""
    START_DATA_TRANSFER = "START_DATA_TRANSFER"
    """Start copying data."""


class RecoveryInstanceDataReplicationInitiationStepStatus(OpenEnum):
    """The status of one step of setting up replication."""

    NOT_STARTED = "NOT_STARTED"
    """It has not started yet."""
    IN_PROGRESS = "IN_PROGRESS"
    """It is running."""
    SUCCEEDED = "SUCCEEDED"
    """It is done."""
    FAILED = "FAILED"
    """It failed, which ends the attempt."""
    SKIPPED = "SKIPPED"
    """It was not needed."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInitiationStep(Model):
    """One step of an attempt to set up replication."""

    name: RecoveryInstanceDataReplicationInitiationStepName | None = None
    """The step's name."""
    status: RecoveryInstanceDataReplicationInitiationStepStatus | None = None
    """The step's status."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInitiation(Model):
    """The current attempt to set up replication, step by step."""

    start_date_time: datetime | None = None
    """When it started."""
    steps: tuple[RecoveryInstanceDataReplicationInitiationStep, ...] = ()
    """The steps, in order."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInfo(Model):
    """The state and progress of a recovery instance's replication."""

    lag_duration: timedelta | None = None
    """The lag of the copy behind the recovery instance; `None` once disconnected."""
    eta_date_time: datetime | None = None
    """When the service expects the copy to be complete."""
    replicated_disks: tuple[RecoveryInstanceDataReplicationInfoReplicatedDisk, ...] = ()
    """The disks that are replicated."""
    data_replication_state: RecoveryInstanceDataReplicationState | None = None
    """The state of replication."""
    data_replication_initiation: RecoveryInstanceDataReplicationInitiation | None = None
    """The current attempt to set up replication."""
    data_replication_error: RecoveryInstanceDataReplicationError | None = None
    """The error that stalled replication, if any."""
    staging_availability_zone: str | None = None
    """The Availability Zone that the data is copied into, if that is in AWS."""
    staging_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that the data is copied into, if any."""


@attrs.frozen(kw_only=True)
class GetFailbackReplicationConfigurationResponse(Model):
    """
    The replication settings of a recovery instance's failback.

    Returned by GetFailbackReplicationConfiguration.
    """

    recovery_instance_id: str
    """The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits."""
    name: str | None = None
    """The name of the configuration."""
    bandwidth_throttling: int | None = None
    """The bandwidth limit for data that the recovery instance sends, in Mbps."""
    use_private_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "usePrivateIP"}
    )
    """Whether data is sent over private IP addresses instead of public ones."""
    internet_protocol: InternetProtocol | None = None
    """Whether data is sent over IPv4 or IPv6."""

    def __str__(self) -> str:
        return one_line(self.name, self.recovery_instance_id)
