"""How a source server's disks are being copied into the staging area."""

from datetime import datetime, timedelta

import attrs

from drsclient.models._model import Model, OpenEnum


class DataReplicationState(OpenEnum):
    """Where the replication of a source server stands."""

    STOPPED = "STOPPED"
    """Nothing is copied until somebody starts replication; nothing is billed."""
    INITIATING = "INITIATING"
    """The staging area is being set up; no data has moved yet."""
    INITIAL_SYNC = "INITIAL_SYNC"
    """The whole content of the disks is being copied for the first time."""
    BACKLOG = "BACKLOG"
    """The server writes faster than the link copies: changes are queueing up."""
    CREATING_SNAPSHOT = "CREATING_SNAPSHOT"
    """The first snapshot after the initial copy is being taken."""
    CONTINUOUS = "CONTINUOUS"
    """Every change is copied as it happens: the server is protected."""
    PAUSED = "PAUSED"
    """Replication is on hold and resumes where it was."""
    RESCAN = "RESCAN"
    """The disks are being compared block by block, after the agent lost track."""
    STALLED = "STALLED"
    """Replication cannot go on; `data_replication_error` says why."""
    DISCONNECTED = "DISCONNECTED"
    """The server was disconnected from the service and is no longer replicated."""


class DataReplicationErrorString(OpenEnum):
    """What keeps replication from going on."""

    AGENT_NOT_SEEN = "AGENT_NOT_SEEN"
    """The agent on the source server has not been in touch with the service."""
    SNAPSHOTS_FAILURE = "SNAPSHOTS_FAILURE"
    """Snapshots of the replicated disks could not be taken."""
    NOT_CONVERGING = "NOT_CONVERGING"
    """Changes come faster than they can be copied, so the lag only grows."""
    UNSTABLE_NETWORK = "UNSTABLE_NETWORK"
    """The connection to the replication server keeps breaking."""
    FAILED_TO_CREATE_SECURITY_GROUP = "FAILED_TO_CREATE_SECURITY_GROUP"
    """The staging area's security group could not be made."""
    FAILED_TO_LAUNCH_REPLICATION_SERVER = "FAILED_TO_LAUNCH_REPLICATION_SERVER"
    """The replication server's instance could not be launched."""
    FAILED_TO_BOOT_REPLICATION_SERVER = "FAILED_TO_BOOT_REPLICATION_SERVER"
    """The replication server was launched but did not come up."""
    FAILED_TO_AUTHENTICATE_WITH_SERVICE = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    """The replication server could not sign in to the service."""
    FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE = "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE"
    """The replication server could not fetch its software."""
    FAILED_TO_CREATE_STAGING_DISKS = "FAILED_TO_CREATE_STAGING_DISKS"
    """The volumes that receive the data could not be made."""
    FAILED_TO_ATTACH_STAGING_DISKS = "FAILED_TO_ATTACH_STAGING_DISKS"
    """The volumes could not be attached to the replication server."""
    FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT = (
        "FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT"
    )
    """The agent and the replication server could not be introduced to each other."""
    FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER = (
        "FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER"
    )
    """The agent could not reach the replication server."""
    FAILED_TO_START_DATA_TRANSFER = "FAILED_TO_START_DATA_TRANSFER"
    """All was in place, but no data began to flow."""


class DataReplicationInitiationStepName(OpenEnum):
    """The steps that set up replication, in the order in which they are taken."""

    WAIT = "WAIT"
    """Wait for the attempt's turn."""
    CREATE_SECURITY_GROUP = "CREATE_SECURITY_GROUP"
    """Make the staging area's security group."""
    LAUNCH_REPLICATION_SERVER = "LAUNCH_REPLICATION_SERVER"
    """Launch the instance that receives the data."""
    BOOT_REPLICATION_SERVER = "BOOT_REPLICATION_SERVER"
    """Wait for that instance to come up."""
    AUTHENTICATE_WITH_SERVICE = "AUTHENTICATE_WITH_SERVICE"
    """Sign the replication server in to the service."""
    DOWNLOAD_REPLICATION_SOFTWARE = "DOWNLOAD_REPLICATION_SOFTWARE"
    """Fetch the software that receives the data."""
    CREATE_STAGING_DISKS = "CREATE_STAGING_DISKS"
    """Make a volume for each disk to be replicated."""
    ATTACH_STAGING_DISKS = "ATTACH_STAGING_DISKS"
    """Attach the volumes to the replication server."""
    PAIR_REPLICATION_SERVER_WITH_AGENT = "PAIR_REPLICATION_SERVER_WITH_AGENT"
    """Tell the agent and the replication server of each other."""
    CONNECT_AGENT_TO_REPLICATION_SERVER = "CONNECT_AGENT_TO_REPLICATION_SERVER"
    """Open the agent's connection to the replication server."""
    START_DATA_TRANSFER = "START_DATA_TRANSFER"
    """Begin to copy data."""


class DataReplicationInitiationStepStatus(OpenEnum):
    """How far one step of setting up replication has come."""

    NOT_STARTED = "NOT_STARTED"
    """Its turn has not come."""
    IN_PROGRESS = "IN_PROGRESS"
    """It is being taken now."""
    SUCCEEDED = "SUCCEEDED"
    """It is done."""
    FAILED = "FAILED"
    """It went wrong; the attempt ends here."""
    SKIPPED = "SKIPPED"
    """It was not needed, as what it makes was already there."""


class VolumeStatus(OpenEnum):
    """What the service found out about a replicated volume."""

    REGULAR = "REGULAR"
    """An ordinary volume."""
    CONTAINS_MARKETPLACE_PRODUCT_CODES = "CONTAINS_MARKETPLACE_PRODUCT_CODES"
    """The volume bears AWS Marketplace product codes, which bind its use."""
    MISSING_VOLUME_ATTRIBUTES = "MISSING_VOLUME_ATTRIBUTES"
    """The volume's attributes could not be read."""
    MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE = (
        "MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE"
    )
    """The attributes could not be read, and neither could the check be made."""
    PENDING = "PENDING"
    """The volume has not been looked at yet."""


@attrs.frozen(kw_only=True)
class DataReplicationError(Model):
    """Why replication has stalled."""

    error: DataReplicationErrorString | None = None
    """The kind of error."""
    raw_error: str | None = None
    """The error as the failing part put it, for a person to read."""


@attrs.frozen(kw_only=True)
class DataReplicationInitiationStep(Model):
    """One step of an attempt to set up replication."""

    name: DataReplicationInitiationStepName | None = None
    """Which step this is."""
    status: DataReplicationInitiationStepStatus | None = None
    """How far it has come."""


@attrs.frozen(kw_only=True)
class DataReplicationInitiation(Model):
    """The attempt to set up replication, step by step."""

    start_date_time: datetime | None = None
    """When the current attempt began (UTC)."""
    next_attempt_date_time: datetime | None = None
    """When the next attempt will be made, should this one fail (UTC)."""
    steps: tuple[DataReplicationInitiationStep, ...] = ()
    """The steps of the current attempt, in order."""


@attrs.frozen(kw_only=True)
class DataReplicationInfoReplicatedDisk(Model):
    """One disk of the source server, and how much of it has been copied."""

    device_name: str | None = None
    """The disk's name on the source server, such as `/dev/sda`."""
    total_storage_bytes: int | None = None
    """The disk's size, in bytes."""
    replicated_storage_bytes: int | None = None
    """How much of it has been copied so far, in bytes."""
    rescanned_storage_bytes: int | None = None
    """How much of it has been read again to find changes, in bytes."""
    backlogged_storage_bytes: int | None = None
    """How much is changed and waiting to be copied, in bytes."""
    volume_status: VolumeStatus | None = None
    """What the service found out about the volume."""


@attrs.frozen(kw_only=True)
class DataReplicationInfo(Model):
    """The state of a source server's replication."""

    data_replication_state: DataReplicationState | None = None
    """Where replication stands."""
    lag_duration: timedelta | None = None
    """How far the copy is behind the source server."""
    eta_date_time: datetime | None = None
    """When the service expects the copy to be complete (UTC)."""
    replicated_disks: tuple[DataReplicationInfoReplicatedDisk, ...] = ()
    """The disks that are replicated."""
    data_replication_initiation: DataReplicationInitiation | None = None
    """The attempt to set up replication."""
    data_replication_error: DataReplicationError | None = None
    """Why replication has stalled, if it has."""
    staging_availability_zone: str | None = None
    """The Availability Zone that the data is copied into."""
    staging_outpost_arn: str | None = None
    """The ARN of the AWS Outpost that the data is copied into, if it is one."""

    @property
    def progress(self) -> float | None:
        """
        How much of all disks together has been copied, from 0.0 to 1.0.

        `None` when the service gave no disks, or none with a size.
        """
        total = sum(disk.total_storage_bytes or 0 for disk in self.replicated_disks)
        if not total:
            return None
        done = sum(disk.replicated_storage_bytes or 0 for disk in self.replicated_disks)
        return max(0.0, min(done / total, 1.0))
