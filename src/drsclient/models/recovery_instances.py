"""…"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map
from drsclient.models.failback_replication import RecoveryInstanceDataReplicationInfo
from drsclient.models.machine import CPU, OS, IdentificationHints, NetworkInterface


class EC2InstanceState(OpenEnum):
    """…"""

    PENDING = "PENDING"
    """…"""
    RUNNING = "RUNNING"
    """…"""
    STOPPING = "STOPPING"
    """…"""
    STOPPED = "STOPPED"
    """…"""
    SHUTTING_DOWN = "SHUTTING-DOWN"
    """…"""
    TERMINATED = "TERMINATED"
    """…"""
    NOT_FOUND = "NOT_FOUND"
    """…"""


class OriginEnvironment(OpenEnum):
    """…"""

    ON_PREMISES = "ON_PREMISES"
    """…"""
    AWS = "AWS"
    """…"""


class FailbackState(OpenEnum):
    """…"""

    FAILBACK_NOT_STARTED = "FAILBACK_NOT_STARTED"
    """…"""
    FAILBACK_IN_PROGRESS = "FAILBACK_IN_PROGRESS"
    """…"""
    FAILBACK_READY_FOR_LAUNCH = "FAILBACK_READY_FOR_LAUNCH"
    """…"""
    FAILBACK_COMPLETED = "FAILBACK_COMPLETED"
    """…"""
    FAILBACK_ERROR = "FAILBACK_ERROR"
    """…"""
    FAILBACK_NOT_READY_FOR_LAUNCH = "FAILBACK_NOT_READY_FOR_LAUNCH"
    """…"""
    FAILBACK_LAUNCH_STATE_NOT_AVAILABLE = "FAILBACK_LAUNCH_STATE_NOT_AVAILABLE"
    """…"""


class FailbackLaunchType(OpenEnum):
    """…"""

    RECOVERY = "RECOVERY"
    """…"""
    DRILL = "DRILL"
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceFailback(Model):
    """…"""

    failback_client_id: str | None = None
    """…"""
    failback_job_id: str | None = None
    """…"""
    failback_initiation_time: datetime | None = None
    """…"""
    state: FailbackState | None = None
    """…"""
    agent_last_seen_by_service_date_time: datetime | None = None
    """…"""
    failback_client_last_seen_by_service_date_time: datetime | None = None
    """…"""
    failback_to_original_server: bool | None = None
    """…"""
    first_byte_date_time: datetime | None = None
    """…"""
    elapsed_replication_duration: timedelta | None = None
    """…"""
    failback_launch_type: FailbackLaunchType | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceDisk(Model):
    """…"""

    internal_device_name: str | None = None
    """…"""
    bytes: int | None = None
    """…"""
    ebs_volume_id: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstanceProperties(Model):
    """…"""

    last_updated_date_time: datetime | None = None
    """…"""
    identification_hints: IdentificationHints | None = None
    """…"""
    network_interfaces: tuple[NetworkInterface, ...] = ()
    """…"""
    disks: tuple[RecoveryInstanceDisk, ...] = ()
    """…"""
    cpus: tuple[CPU, ...] = ()
    """…"""
    ram_bytes: int | None = None
    """…"""
    os: OS | None = None
    """…"""


@attrs.frozen(kw_only=True)
class RecoveryInstance(Model):
    """…"""

    ec2_instance_id: str | None = None
    """…"""
    ec2_instance_state: EC2InstanceState | None = None
    """…"""
    job_id: str | None = None
    """…"""
    recovery_instance_id: str | None = None
    """…"""
    source_server_id: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    failback: RecoveryInstanceFailback | None = None
    """…"""
    data_replication_info: RecoveryInstanceDataReplicationInfo | None = None
    """…"""
    recovery_instance_properties: RecoveryInstanceProperties | None = None
    """…"""
    point_in_time_snapshot_date_time: datetime | None = None
    """…"""
    is_drill: bool | None = None
    """…"""
    origin_environment: OriginEnvironment | None = None
    """…"""
    origin_availability_zone: str | None = None
    """…"""
    agent_version: str | None = None
    """…"""
    source_outpost_arn: str | None = None
    """…"""
