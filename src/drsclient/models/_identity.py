"""
Base classes of entities that have an ID or ARN of their own.

A method that takes an ID also takes an entity whose class derives from the base class
for that ID. A class that has the ID next to other choices, such as the recovery
snapshot of a source server, does not derive from it: the method would drop the rest.
"""

from __future__ import annotations


class HasId:
    """The base class of everything that has an ID or an ARN of its own."""

    __slots__ = ()


class HasAccountId(HasId):
    """An `Account`, wherever a method takes the ID of a staging account."""

    __slots__ = ()


class HasActionId(HasId):
    """
    A launch action, wherever a method takes the ID of one.

    These are `LaunchAction` and its subclass `PutLaunchActionResponse`.
    """

    __slots__ = ()


class HasArn(HasId):
    """
    A resource with tags, wherever a method takes the ARN of any resource.

    These are `SourceServer`, `RecoveryInstance`, `Job`, `SourceNetwork`,
    `LaunchConfigurationTemplate`, `ReplicationConfigurationTemplate`, recovery plans
    and their executions.
    """

    __slots__ = ()


class HasJobId(HasId):
    """A `Job`, wherever a method takes the ID of a job."""

    __slots__ = ()


class HasLaunchConfigurationTemplateId(HasId):
    """A `LaunchConfigurationTemplate`, wherever a method takes the ID of one."""

    __slots__ = ()


class HasRecoveryInstanceId(HasId):
    """
    A recovery instance, wherever a method takes the ID of one.

    These are `RecoveryInstance`, `ParticipatingServer` and `ServerOutcome`. A
    participant of a job that has no recovery instance is refused.
    """

    __slots__ = ()


class HasRecoveryPlanArn(HasArn):
    """
    A recovery plan, wherever a method takes the ARN of one.

    These are `RecoveryPlan` and `RecoveryPlanSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanExecutionArn(HasArn):
    """
    An execution of a recovery plan, wherever a method takes the ARN of one.

    These are `RecoveryPlanExecution` and `RecoveryPlanExecutionSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanExecutionStepArn(HasId):
    """
    A step of an execution, wherever a method takes the ARN of one.

    These are `RecoveryPlanExecutionStep` and `RecoveryPlanExecutionStepSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanStepArn(HasId):
    """A `RecoveryPlanStep`, wherever a method takes the ARN of one."""

    __slots__ = ()


class HasRecoverySnapshotId:
    """
    The choice of a recovery snapshot, wherever a method takes servers to launch.

    These are `RecoverySnapshot` itself, `StartRecoveryRequestSourceServer` and
    `RecoveryPlanExecutionSourceServer`. No method takes them for the source server
    alone, which would launch its latest data.
    """

    __slots__ = ()


class HasRegionName(HasId):
    """A `RegionStatus`, wherever a function takes the name of a Region."""

    __slots__ = ()


class HasReplicationConfigurationTemplateId(HasId):
    """A `ReplicationConfigurationTemplate`, wherever a method takes the ID of one."""

    __slots__ = ()


class HasSourceNetworkId(HasId):
    """
    A source network, wherever a method takes the ID of one.

    These are `SourceNetwork`, `ParticipatingResource` and `NetworkOutcome`.
    """

    __slots__ = ()


class HasSourceServerArn(HasId):
    """
    A source server, wherever a method takes the ARN of one.

    These are `SourceServer` and `StagingSourceServer`.
    """

    __slots__ = ()


class HasSourceServerId(HasId):
    """
    A source server, wherever a method takes the ID of one.

    These are `SourceServer`, `ParticipatingServer`, `ServerReplication` and
    `ServerOutcome`. Parts of outcomes that have no source server are refused when the
    method is called. A `RecoverySnapshot` is not one: it also says from which point in
    time to launch the server, so only `start_recovery` and its like take it.
    """

    __slots__ = ()
