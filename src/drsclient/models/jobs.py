"""…"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map
from drsclient.models._union import UnionMember, UnknownMember
from drsclient.models.launch_actions import LaunchActionsStatus
from drsclient.models.source_servers import LaunchStatus


class JobType(OpenEnum):
    """…"""

    LAUNCH = "LAUNCH"
    """…"""
    TERMINATE = "TERMINATE"
    """…"""
    CREATE_CONVERTED_SNAPSHOT = "CREATE_CONVERTED_SNAPSHOT"
    """…"""


class InitiatedBy(OpenEnum):
    """…"""

    START_RECOVERY = "START_RECOVERY"
    """…"""
    START_DRILL = "START_DRILL"
    """…"""
    FAILBACK = "FAILBACK"
    """…"""
    DIAGNOSTIC = "DIAGNOSTIC"
    """…"""
    TERMINATE_RECOVERY_INSTANCES = "TERMINATE_RECOVERY_INSTANCES"
    """…"""
    TARGET_ACCOUNT = "TARGET_ACCOUNT"
    """…"""
    CREATE_NETWORK_RECOVERY = "CREATE_NETWORK_RECOVERY"
    """…"""
    UPDATE_NETWORK_RECOVERY = "UPDATE_NETWORK_RECOVERY"
    """…"""
    ASSOCIATE_NETWORK_RECOVERY = "ASSOCIATE_NETWORK_RECOVERY"
    """…"""


class JobStatus(OpenEnum):
    """…"""

    PENDING = "PENDING"
    """…"""
    STARTED = "STARTED"
    """…"""
    COMPLETED = "COMPLETED"
    """…"""


@attrs.frozen(kw_only=True)
class ParticipatingServer(Model):
    """…"""

    source_server_id: str | None = None
    """…"""
    recovery_instance_id: str | None = None
    """…"""
    launch_status: LaunchStatus | None = None
    """…"""
    launch_actions_status: LaunchActionsStatus | None = None
    """…"""


ParticipatingResourceID: TypeAlias = (
    Annotated[str, UnionMember("sourceNetworkID")] | UnknownMember
)
"""…"""


@attrs.frozen(kw_only=True)
class ParticipatingResource(Model):
    """…"""

    participating_resource_id: ParticipatingResourceID | None = None
    """…"""
    launch_status: LaunchStatus | None = None
    """…"""

    @property
    def source_network_id(self) -> str | None:
        """The ID of the source network, if the resource is one."""
        resource_id = self.participating_resource_id
        return resource_id if isinstance(resource_id, str) else None


@attrs.frozen(kw_only=True)
class Job(Model):
    """…"""

    job_id: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    type: JobType | None = None
    """…"""
    initiated_by: InitiatedBy | None = None
    """…"""
    creation_date_time: datetime | None = None
    """…"""
    end_date_time: datetime | None = None
    """…"""
    status: JobStatus | None = None
    """…"""
    participating_servers: tuple[ParticipatingServer, ...] = ()
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    participating_resources: tuple[ParticipatingResource, ...] = ()
    """…"""
