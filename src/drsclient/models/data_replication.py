"""The replication of a source server's disks into the staging area."""

from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from drsclient.models._model import Model, OpenEnum


class DataReplicationState(OpenEnum):
    """The state of a source server's replication."""

    STOPPED = "STOPPED"
    """Nothing is copied, and nothing is billed, until replication is started again."""
    INITIATING = "INITIATING"
    """The staging area is being set up; no data has moved yet."""
    INITIAL_SYNC = "INITIAL_SYNC"
    """The disks are being copied in full for the first time."""
    BACKLOG = "BACKLOG"
    """Data changes faster than it can be copied, so changes are queueing up."""
    CREATING_SNAPSHOT = "CREATING_SNAPSHOT"
    """The first snapshot after the initial sync is being taken."""
    CONTINUOUS = "CONTINUOUS"
    """Every change is copied as it happens: the server is protected."""
    PAUSED = "PAUSED"
    """Replication is on hold and will resume where it left off."""
    RESCAN = "RESCAN"
    """The agent lost track of changes, so the disks are compared block by block."""
    STALLED = "STALLED"
    """Replication cannot continue; `data_replication_error` gives the reason."""
    DISCONNECTED = "DISCONNECTED"
    """The server was disconnected from the service and is no longer replicated."""


DataReplicationStateLiteral: TypeAlias = Literal[
    "STOPPED",
    "INITIATING",
    "INITIAL_SYNC",
    "BACKLOG",
    "CREATING_SNAPSHOT",
    "CONTINUOUS",
    "PAUSED",
    "RESCAN",
    "STALLED",
    "DISCONNECTED",
]
"""The values of `DataReplicationState` as text, for arguments."""


class DataReplicationErrorString(OpenEnum):
    """The reason why replication cannot continue."""

    AGENT_NOT_SEEN = "AGENT_NOT_SEEN"
    """The service has not heard from the agent on the source server."""
    SNAPSHOTS_FAILURE = "SNAPSHOTS_FAILURE"
    """Snapshots of the replicated disks could not be taken."""
    NOT_CONVERGING = "NOT_CONVERGING"
    """Data changes faster than it can be copied, so the lag keeps growing."""
    UNSTABLE_NETWORK = "UNSTABLE_NETWORK"
    """The connection to the replication server is unstable."""
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


class DataReplicationInitiationStepName(OpenEnum):
    """The steps that set up replication, in the order in which they run."""

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


class DataReplicationInitiationStepStatus(OpenEnum):
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


class VolumeStatus(OpenEnum):
    """The status of a replicated volume."""

    REGULAR = "REGULAR"
    """An ordinary volume."""
    CONTAINS_MARKETPLACE_PRODUCT_CODES = "CONTAINS_MARKETPLACE_PRODUCT_CODES"
    """The volume has AWS Marketplace product codes, which restrict its use."""
    MISSING_VOLUME_ATTRIBUTES = "MISSING_VOLUME_ATTRIBUTES"
    """The volume's attributes could not be read."""
    MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE = (
        "MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE"
    )
    """The volume's attributes could not be read, and the precheck could not be run."""
    PENDING = "PENDING"
    """The volume has not been checked yet."""


@attrs.frozen(kw_only=True)
class DataReplicationError(Model):
    """The error that stalled replication."""

    error: DataReplicationErrorString | None = None
    """The type of error."""
    raw_error: str | None = None
    """The error message of the component that failed, in human-readable form."""


@attrs.frozen(kw_only=True)
class DataReplicationInitiationStep(Model):
    """One step of an attempt to set up replication."""

    name: DataReplicationInitiationStepName | None = None
    """The step's name."""
    status: DataReplicationInitiationStepStatus | None = None
    """The step's status."""


@attrs.frozen(kw_only=True)
class DataReplicationInitiation(Model):
    """The current attempt to set up replication, step by step."""

    start_date_time: datetime | None = None
    """When it started."""
    next_attempt_date_time: datetime | None = None
    """When the next attempt will start if this one fails."""
    steps: tuple[DataReplicationInitiationStep, ...] = ()
    """The steps, in order."""


@attrs.frozen(kw_only=True)
class DataReplicationInfoReplicatedDisk(Model):
    """One disk of the source server, and its replication progress."""

    device_name: str | None = None
    """The disk's name on the source server, such as `/dev/sda`."""
    total_storage_bytes: int | None = None
    """The disk's size, in bytes."""
    replicated_storage_bytes: int | None = None
    """The amount of data copied so far, in bytes."""
    rescanned_storage_bytes: int | None = None
    """The amount of data to be read again to find changes, in bytes."""
    backlogged_storage_bytes: int | None = None
    """The amount of changed data waiting to be copied, in bytes."""
    volume_status: VolumeStatus | None = None
    """The status of the volume."""


@attrs.frozen(kw_only=True)
class DataReplicationInfo(Model):
    """The state and progress of a source server's replication."""

    data_replication_state: DataReplicationState | None = None
    """The state of replication."""
    lag_duration: timedelta | None = None
    """The lag of the copy behind the source server."""
    eta_date_time: datetime | None = None
    """When the service expects the copy to be complete."""
    replicated_disks: tuple[DataReplicationInfoReplicatedDisk, ...] = ()
    """The disks that are replicated."""
    data_replication_initiation: DataReplicationInitiation | None = None
    """The current attempt to set up replication."""
    data_replication_error: DataReplicationError | None = None
    """The error that stalled replication, if any."""
    staging_availability_zone: str | None = None
    """The Availability Zone that the data is copied into."""
    staging_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that the data is copied into, if any."""

    @property
    def progress(self) -> float | None:
        """
        The share of the data on all disks that has been copied, from 0.0 to 1.0.

        It is `None` if the service sent no disks, or none with a size.
        """
        total = sum(disk.total_storage_bytes or 0 for disk in self.replicated_disks)
        if total <= 0:
            return None
        done = sum(disk.replicated_storage_bytes or 0 for disk in self.replicated_disks)
        return share_of(done, total)


def share_of(part: int, whole: int) -> float:
    """Return a share from 0.0 to 1.0, also of sizes that are too large for floats."""
    return 1.0 if part >= whole else max(0, part) / whole
