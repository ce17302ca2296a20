"""Jobs: work that the service does in the background, such as launching servers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from drsclient._text import one_line, subject
from drsclient.models._identity import (
    HasArn,
    HasJobId,
    HasRecoveryInstanceId,
    HasSourceNetworkId,
    HasSourceServerId,
)
from drsclient.models._model import (
    EMPTY_MAP,
    Model,
    OpenEnum,
    UnionMember,
    UnknownMember,
    frozen_map,
)
from drsclient.models.launch_actions import LaunchActionsStatus
from drsclient.models.source_servers import LaunchStatus


class JobType(OpenEnum):
    """The type of a job."""

    LAUNCH = "LAUNCH"
    """It launches servers or source networks; `initiated_by` gives the reason."""
    TERMINATE = "TERMINATE"
    """It terminates recovery instances."""
    CREATE_CONVERTED_SNAPSHOT = "CREATE_CONVERTED_SNAPSHOT"
    """It converts a snapshot so that an instance can boot from it."""


class InitiatedBy(OpenEnum):
    """The initiator of a job."""

    START_RECOVERY = "START_RECOVERY"
    """A call of `start_recovery` for a real recovery."""
    START_DRILL = "START_DRILL"
    """A call of `start_recovery` for a drill."""
    FAILBACK = "FAILBACK"
    """A call of `start_failback_launch`."""
    DIAGNOSTIC = "DIAGNOSTIC"
    """AWS Support, while it works on a support case."""
    TERMINATE_RECOVERY_INSTANCES = "TERMINATE_RECOVERY_INSTANCES"
    """A call of `terminate_recovery_instances`."""
    TARGET_ACCOUNT = "TARGET_ACCOUNT"
    """The target account, which a staging account shares its servers with."""
    CREATE_NETWORK_RECOVERY = "CREATE_NETWORK_RECOVERY"
    """A recovery of a source network in a new CloudFormation stack."""
    UPDATE_NETWORK_RECOVERY = "UPDATE_NETWORK_RECOVERY"
    """A recovery of a source network that updates its existing stack."""
    ASSOCIATE_NETWORK_RECOVERY = "ASSOCIATE_NETWORK_RECOVERY"
    """A call of `associate_source_network_stack`."""


class JobStatus(OpenEnum):
    """The progress of a job; `COMPLETED` does not mean that the job succeeded."""

    PENDING = "PENDING"
    """It has not started yet."""
    STARTED = "STARTED"
    """It is running."""
    COMPLETED = "COMPLETED"
    """It has ended, even if no server could be launched."""


@attrs.frozen(kw_only=True)
class ParticipatingServer(Model, HasSourceServerId, HasRecoveryInstanceId):
    """A server that takes part in a job, and its result."""

    source_server_id: str
    """The ID of the source server: `s-` and 17 letters and digits."""
    recovery_instance_id: str | None = None
    """
    The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits.

    The service may omit it even if the server was launched. The job's log contains it
    as `target_instance_id`.
    """
    launch_status: LaunchStatus | None = None
    """The status of its launch, which shows whether the job succeeded for it."""
    launch_actions_status: LaunchActionsStatus | None = None
    """The status of its launch actions."""

    def __str__(self) -> str:
        ids = (self.source_server_id, self.recovery_instance_id)
        return one_line(None, subject(None, *ids), self.launch_status)


ParticipatingResourceID: TypeAlias = (
    Annotated[str, UnionMember("sourceNetworkID")] | UnknownMember
)
"""
The ID of a resource: text if the resource is a source network.

A type that this version of the library does not know is an `UnknownMember`.
"""


@attrs.frozen(kw_only=True)
class ParticipatingResource(Model, HasSourceNetworkId):
    """A resource other than a server that takes part in a job."""

    participating_resource_id: ParticipatingResourceID | None = None
    """The ID of the resource; `source_network_id` is simpler to use."""
    launch_status: LaunchStatus | None = None
    """The status of its launch, which shows whether the job succeeded for it."""

    @property
    def source_network_id(self) -> str | None:
        """The ID of the source network, if the resource is one."""
        resource_id = self.participating_resource_id
        return resource_id if isinstance(resource_id, str) else None

    def __str__(self) -> str:
        resource_id = self.source_network_id or "resource"
        return one_line(None, resource_id, self.launch_status)


@attrs.frozen(kw_only=True)
class Job(Model, HasJobId, HasArn):
    """
    A job: work that the service does in the background for servers or source networks.

    Returned by StartRecovery, TerminateRecoveryInstances, StartFailbackLaunch,
    StartSourceNetworkRecovery, AssociateSourceNetworkStack and DescribeJobs.
    """

    job_id: str
    """The ID: `drsjob-` and 17 letters and digits."""
    arn: str | None = None
    """The ARN."""
    type: JobType | None = None
    """The type."""
    initiated_by: InitiatedBy | None = None
    """The initiator."""
    creation_date_time: datetime | None = None
    """When it was created."""
    end_date_time: datetime | None = None
    """When it ended, if it has."""
    status: JobStatus | None = None
    """Its progress; the `launch_status` of each server shows whether it succeeded."""
    participating_servers: tuple[ParticipatingServer, ...] = ()
    """The servers that take part in it, and the result for each."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    participating_resources: tuple[ParticipatingResource, ...] = ()
    """The source networks and other resources that take part in it."""

    def __str__(self) -> str:
        count = len(self.participating_servers)
        servers = f"{count} server{'' if count == 1 else 's'}" if count else ""
        return one_line(None, self.job_id, self.initiated_by, self.status, servers)
