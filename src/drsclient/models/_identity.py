"""
Marker classes for entities: models that have their own ID or ARN.

Where a method takes an ID, it also takes an entity of the same resource: an instance of
a class that derives from the marker class. A class that contains more than the ID, such
as the recovery snapshot of a source server, does not derive from it: passing it as the
ID would drop the rest.
"""

from __future__ import annotations


class HasId:
    """An entity: a model with its own ID or ARN. The base class of the markers."""

    __slots__ = ()


class HasAccountId(HasId):
    """An `Account`, accepted instead of the ID of a staging account."""

    __slots__ = ()


class HasActionId(HasId):
    """
    A launch action, accepted instead of its ID.

    These are `LaunchAction` and its subclass `PutLaunchActionResponse`.
    """

    __slots__ = ()


class HasArn(HasId):
    """
    A resource with tags, accepted instead of its ARN.

    These are `SourceServer`, `RecoveryInstance`, `Job`, `SourceNetwork`,
    `LaunchConfigurationTemplate`, `ReplicationConfigurationTemplate`, recovery plans
    and their executions.
    """

    __slots__ = ()


class HasJobId(HasId):
    """A `Job`, accepted instead of its ID."""

    __slots__ = ()


class HasLaunchConfigurationTemplateId(HasId):
    """A `LaunchConfigurationTemplate`, accepted instead of its ID."""

    __slots__ = ()


class HasRecoveryInstanceId(HasId):
    """
    A recovery instance, accepted instead of its ID.

    These are `RecoveryInstance`, `ParticipatingServer`, `ServerOutcome`,
    `InstanceStatus` and `InstanceFailback`. A participant of a job that has no recovery
    instance is rejected.
    """

    __slots__ = ()


class HasRecoveryPlanArn(HasArn):
    """
    A recovery plan, accepted instead of its ARN.

    These are `RecoveryPlan` and `RecoveryPlanSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanExecutionArn(HasArn):
    """
    An execution of a recovery plan, accepted instead of its ARN.

    These are `RecoveryPlanExecution` and `RecoveryPlanExecutionSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanExecutionStepArn(HasId):
    """
    A step of an execution, accepted instead of its ARN.

    These are `RecoveryPlanExecutionStep` and `RecoveryPlanExecutionStepSummary`.
    """

    __slots__ = ()


class HasRecoveryPlanStepArn(HasId):
    """A `RecoveryPlanStep`, accepted instead of its ARN."""

    __slots__ = ()


class HasRecoverySnapshotId:
    """
    The choice of a recovery snapshot, accepted instead of a server to launch.

    These are `RecoverySnapshot` itself, `StartRecoveryRequestSourceServer` and
    `RecoveryPlanExecutionSourceServer`. No method accepts them as a plain source
    server, because it would then launch the latest data.
    """

    __slots__ = ()


class HasRegionName(HasId):
    """A `RegionStatus`, accepted instead of the name of its Region."""

    __slots__ = ()


class HasReplicationConfigurationTemplateId(HasId):
    """A `ReplicationConfigurationTemplate`, accepted instead of its ID."""

    __slots__ = ()


class HasSourceNetworkId(HasId):
    """
    A source network, accepted instead of its ID.

    These are `SourceNetwork`, `ParticipatingResource` and `NetworkOutcome`.
    """

    __slots__ = ()


class HasSourceServerArn(HasId):
    """
    A source server, accepted instead of its ARN.

    These are `SourceServer` and `StagingSourceServer`.
    """

    __slots__ = ()


class HasSourceServerId(HasId):
    """
    A source server, accepted instead of its ID.

    These are `SourceServer`, `ParticipatingServer`, `ServerReplication`,
    `ServerOutcome`, `InstanceStatus` and `InstanceFailback`. Parts of outcomes that
    have no source server are rejected when the method is called. A `RecoverySnapshot`
    is not one: it also selects the point in time to launch the server from, so only
    `start_recovery` and similar methods take it.
    """

    __slots__ = ()
