"""…"""

from datetime import datetime, timedelta

import attrs

from drsclient.models._model import WIRE_NAME, Model, OpenEnum
from drsclient.models.replication import InternetProtocol


class FailbackReplicationError(OpenEnum):
    """…"""

    AGENT_NOT_SEEN = "AGENT_NOT_SEEN"
    """…"""
    FAILBACK_CLIENT_NOT_SEEN = "FAILBACK_CLIENT_NOT_SEEN"
    """…"""
    NOT_CONVERGING = "NOT_CONVERGING"
    """…"""
    UNSTABLE_NETWORK = "UNSTABLE_NETWORK"
    """…"""
    FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = (
        "FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION"
    )
    """…"""
    FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = (
        "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT"
    )
    """…"""
    FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE = (
        "FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE"
    )
    """…"""
    FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE = (
        "FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE"
    )
    """…"""
    FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = (
        "FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION"
    )
    """…"""
    FAILED_GETTING_REPLICATION_STATE = "FAILED_GETTING_REPLICATION_STATE"
    """…"""
    SNAPSHOTS_FAILURE = "SNAPSHOTS_FAILURE"
    """…"""
    FAILED_TO_CREATE_SECURITY_GROUP = "FAILED_TO_CREATE_SECURITY_GROUP"
    """…"""
    FAILED_TO_LAUNCH_REPLICATION_SERVER = "FAILED_TO_LAUNCH_REPLICATION_SERVER"
    """…"""
    FAILED_TO_BOOT_REPLICATION_SERVER = "FAILED_TO_BOOT_REPLICATION_SERVER"
    """…"""
    FAILED_TO_AUTHENTICATE_WITH_SERVICE = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    """…"""
    FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE = "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE"
    """…"""
    FAILED_TO_CREATE_STAGING_DISKS = "FAILED_TO_CREATE_STAGING_DISKS"
    """…"""
    FAILED_TO_ATTACH_STAGING_DISKS = "FAILED_TO_ATTACH_STAGING_DISKS"
    """…"""
    FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT = (
        "FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT"
    )
    """…"""
    FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER = (
        "FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER"
    )
    """…"""
    FAILED_TO_START_DATA_TRANSFER = "FAILED_TO_START_DATA_TRANSFER"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationError(Model):
    """…"""

    error: FailbackReplicationError | None = None
    """…"""
    raw_error: str | None = None
    """…"""


class RecoveryInstanceDataReplicationState(OpenEnum):
    """…"""

    STOPPED = "STOPPED"
    """…"""
    INITIATING = "INITIATING"
    """…"""
    INITIAL_SYNC = "INITIAL_SYNC"
    """…"""
    BACKLOG = "BACKLOG"
    """…"""
    CREATING_SNAPSHOT = "CREATING_SNAPSHOT"
    """…"""
    CONTINUOUS = "CONTINUOUS"
    """…"""
    PAUSED = "PAUSED"
    """…"""
    RESCAN = "RESCAN"
    """…"""
    STALLED = "STALLED"
    """…"""
    DISCONNECTED = "DISCONNECTED"
    """…"""
    REPLICATION_STATE_NOT_AVAILABLE = "REPLICATION_STATE_NOT_AVAILABLE"
    """…"""
    NOT_STARTED = "NOT_STARTED"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInfoReplicatedDisk(Model):
    """…"""

    device_name: str | None = None
    """…"""
    total_storage_bytes: int | None = None
    """…"""
    replicated_storage_bytes: int | None = None
    """…"""
    rescanned_storage_bytes: int | None = None
    """…"""
    backlogged_storage_bytes: int | None = None
    """…"""


class RecoveryInstanceDataReplicationInitiationStepName(OpenEnum):
    """…"""

    LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE = (
        "LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE"
    )
    """…"""
    COMPLETE_VOLUME_MAPPING = "COMPLETE_VOLUME_MAPPING"
    """…"""
    ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = (
        "ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION"
    )
    """…"""
    DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = (
        "DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT"
    )
    """…"""
    CONFIGURE_REPLICATION_SOFTWARE = "CONFIGURE_REPLICATION_SOFTWARE"
    """…"""
    PAIR_AGENT_WITH_REPLICATION_SOFTWARE = "PAIR_AGENT_WITH_REPLICATION_SOFTWARE"
    """…"""
    ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = (
        "ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION"
    )
    """…"""
    WAIT = "WAIT"
    """…"""
    CREATE_SECURITY_GROUP = "CREATE_SECURITY_GROUP"
    """…"""
    LAUNCH_REPLICATION_SERVER = "LAUNCH_REPLICATION_SERVER"
    """…"""
    BOOT_REPLICATION_SERVER = "BOOT_REPLICATION_SERVER"
    """…"""
    AUTHENTICATE_WITH_SERVICE = "AUTHENTICATE_WITH_SERVICE"
    """…"""
    DOWNLOAD_REPLICATION_SOFTWARE = "DOWNLOAD_REPLICATION_SOFTWARE"
    """…"""
    CREATE_STAGING_DISKS = "CREATE_STAGING_DISKS"
    """…"""
    ATTACH_STAGING_DISKS = "ATTACH_STAGING_DISKS"
    """…"""
    PAIR_REPLICATION_SERVER_WITH_AGENT = "PAIR_REPLICATION_SERVER_WITH_AGENT"
    """…"""
    CONNECT_AGENT_TO_REPLICATION_SERVER = "CONNECT_AGENT_TO_REPLICATION_SERVER"
    """…"""
    START_DATA_TRANSFER = "START_DATA_TRANSFER"
    """…"""


class RecoveryInstanceDataReplicationInitiationStepStatus(OpenEnum):
    """…"""

    NOT_STARTED = "NOT_STARTED"
    """…"""
    IN_PROGRESS = "IN_PROGRESS"
    """…"""
    SUCCEEDED = "SUCCEEDED"
    """…"""
    FAILED = "FAILED"
    """…"""
    SKIPPED = "SKIPPED"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInitiationStep(Model):
    """…"""

    name: RecoveryInstanceDataReplicationInitiationStepName | None = None
    """…"""
    status: RecoveryInstanceDataReplicationInitiationStepStatus | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInitiation(Model):
    """…"""

    start_date_time: datetime | None = None
    """…"""
    steps: tuple[RecoveryInstanceDataReplicationInitiationStep, ...] = ()
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDataReplicationInfo(Model):
    """…"""

    lag_duration: timedelta | None = None
    """…"""
    eta_date_time: datetime | None = None
    """…"""
    replicated_disks: tuple[RecoveryInstanceDataReplicationInfoReplicatedDisk, ...] = ()
    """…"""
    data_replication_state: RecoveryInstanceDataReplicationState | None = None
    """…"""
    data_replication_initiation: RecoveryInstanceDataReplicationInitiation | None = None
    """…"""
    data_replication_error: RecoveryInstanceDataReplicationError | None = None
    """…"""
    staging_availability_zone: str | None = None
    """…"""
    staging_outpost_arn: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class GetFailbackReplicationConfigurationResponse(Model):
    """…"""

    recovery_instance_id: str | None = None
    """…"""
    name: str | None = None
    """…"""
    bandwidth_throttling: int | None = None
    """…"""
    use_private_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "usePrivateIP"}
    )
    """…"""
    internet_protocol: InternetProtocol | None = None
    """…"""
