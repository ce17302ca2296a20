"""
The models: frozen attrs classes and open enums, named after the service's shapes.

Each resource has its own module, which is imported when you first use one of its names.

`python -m tools.model_index` writes the two lists below.
"""

from typing import TYPE_CHECKING

from drsclient._lazy import lazy_names as _lazy_names

if TYPE_CHECKING:
    from drsclient.models._identity import (
        HasAccountId as HasAccountId,
        HasActionId as HasActionId,
        HasArn as HasArn,
        HasId as HasId,
        HasJobId as HasJobId,
        HasLaunchConfigurationTemplateId as HasLaunchConfigurationTemplateId,
        HasRecoveryInstanceId as HasRecoveryInstanceId,
        HasRecoveryPlanArn as HasRecoveryPlanArn,
        HasRecoveryPlanExecutionArn as HasRecoveryPlanExecutionArn,
        HasRecoveryPlanExecutionStepArn as HasRecoveryPlanExecutionStepArn,
        HasRecoveryPlanStepArn as HasRecoveryPlanStepArn,
        HasRecoverySnapshotId as HasRecoverySnapshotId,
        HasRegionName as HasRegionName,
        HasReplicationConfigurationTemplateId as HasReplicationConfigurationTemplateId,
        HasSourceNetworkId as HasSourceNetworkId,
        HasSourceServerArn as HasSourceServerArn,
        HasSourceServerId as HasSourceServerId,
    )
    from drsclient.models._model import (
        Model as Model,
        OpenEnum as OpenEnum,
        UnknownMember as UnknownMember,
    )
    from drsclient.models.account import (
        Account as Account,
        StagingSourceServer as StagingSourceServer,
    )
    from drsclient.models.data_replication import (
        DataReplicationError as DataReplicationError,
        DataReplicationErrorString as DataReplicationErrorString,
        DataReplicationInfo as DataReplicationInfo,
        DataReplicationInfoReplicatedDisk as DataReplicationInfoReplicatedDisk,
        DataReplicationInitiation as DataReplicationInitiation,
        DataReplicationInitiationStep as DataReplicationInitiationStep,
        DataReplicationInitiationStepName as DataReplicationInitiationStepName,
        DataReplicationInitiationStepStatus as DataReplicationInitiationStepStatus,
        DataReplicationState as DataReplicationState,
        DataReplicationStateLiteral as DataReplicationStateLiteral,
        VolumeStatus as VolumeStatus,
    )
    from drsclient.models.failback_replication import (
        FailbackReplicationError as FailbackReplicationError,
        GetFailbackReplicationConfigurationResponse as GetFailbackReplicationConfigurationResponse,
        RecoveryInstanceDataReplicationError as RecoveryInstanceDataReplicationError,
        RecoveryInstanceDataReplicationInfo as RecoveryInstanceDataReplicationInfo,
        RecoveryInstanceDataReplicationInfoReplicatedDisk as RecoveryInstanceDataReplicationInfoReplicatedDisk,
        RecoveryInstanceDataReplicationInitiation as RecoveryInstanceDataReplicationInitiation,
        RecoveryInstanceDataReplicationInitiationStep as RecoveryInstanceDataReplicationInitiationStep,
        RecoveryInstanceDataReplicationInitiationStepName as RecoveryInstanceDataReplicationInitiationStepName,
        RecoveryInstanceDataReplicationInitiationStepStatus as RecoveryInstanceDataReplicationInitiationStepStatus,
        RecoveryInstanceDataReplicationState as RecoveryInstanceDataReplicationState,
    )
    from drsclient.models.job_logs import (
        ConversionProperties as ConversionProperties,
        EventResourceData as EventResourceData,
        JobLog as JobLog,
        JobLogEvent as JobLogEvent,
        JobLogEventData as JobLogEventData,
        ProductCode as ProductCode,
        ProductCodeMode as ProductCodeMode,
        SourceNetworkData as SourceNetworkData,
    )
    from drsclient.models.jobs import (
        InitiatedBy as InitiatedBy,
        Job as Job,
        JobStatus as JobStatus,
        JobType as JobType,
        ParticipatingResource as ParticipatingResource,
        ParticipatingResourceID as ParticipatingResourceID,
        ParticipatingServer as ParticipatingServer,
    )
    from drsclient.models.launch import (
        LaunchConfiguration as LaunchConfiguration,
        LaunchConfigurationTemplate as LaunchConfigurationTemplate,
        LaunchDisposition as LaunchDisposition,
        LaunchDispositionLiteral as LaunchDispositionLiteral,
        LaunchIntoInstanceProperties as LaunchIntoInstanceProperties,
        Licensing as Licensing,
        RecoveryMode as RecoveryMode,
        RecoveryModeLiteral as RecoveryModeLiteral,
        TargetInstanceTypeRightSizingMethod as TargetInstanceTypeRightSizingMethod,
        TargetInstanceTypeRightSizingMethodLiteral as TargetInstanceTypeRightSizingMethodLiteral,
    )
    from drsclient.models.launch_actions import (
        LaunchAction as LaunchAction,
        LaunchActionCategory as LaunchActionCategory,
        LaunchActionCategoryLiteral as LaunchActionCategoryLiteral,
        LaunchActionParameter as LaunchActionParameter,
        LaunchActionParameterType as LaunchActionParameterType,
        LaunchActionRun as LaunchActionRun,
        LaunchActionRunStatus as LaunchActionRunStatus,
        LaunchActionsStatus as LaunchActionsStatus,
        LaunchActionType as LaunchActionType,
        PutLaunchActionResponse as PutLaunchActionResponse,
    )
    from drsclient.models.machine import (
        CPU as CPU,
        OS as OS,
        Disk as Disk,
        IdentificationHints as IdentificationHints,
        NetworkInterface as NetworkInterface,
    )
    from drsclient.models.recovery_instances import (
        EC2InstanceState as EC2InstanceState,
        EC2InstanceStateLiteral as EC2InstanceStateLiteral,
        FailbackLaunchType as FailbackLaunchType,
        FailbackState as FailbackState,
        FailbackStateLiteral as FailbackStateLiteral,
        OriginEnvironment as OriginEnvironment,
        RecoveryInstance as RecoveryInstance,
        RecoveryInstanceDisk as RecoveryInstanceDisk,
        RecoveryInstanceFailback as RecoveryInstanceFailback,
        RecoveryInstanceProperties as RecoveryInstanceProperties,
    )
    from drsclient.models.recovery_plans.executions import (
        ErrorDetail as ErrorDetail,
        ExecutionServerStepConfiguration as ExecutionServerStepConfiguration,
        RecoveryPlanExecution as RecoveryPlanExecution,
        RecoveryPlanExecutionMode as RecoveryPlanExecutionMode,
        RecoveryPlanExecutionModeLiteral as RecoveryPlanExecutionModeLiteral,
        RecoveryPlanExecutionServer as RecoveryPlanExecutionServer,
        RecoveryPlanExecutionSourceServer as RecoveryPlanExecutionSourceServer,
        RecoveryPlanExecutionStatus as RecoveryPlanExecutionStatus,
        RecoveryPlanExecutionStatusLiteral as RecoveryPlanExecutionStatusLiteral,
        RecoveryPlanExecutionStep as RecoveryPlanExecutionStep,
        RecoveryPlanExecutionStepConfiguration as RecoveryPlanExecutionStepConfiguration,
        RecoveryPlanExecutionStepStatus as RecoveryPlanExecutionStepStatus,
        RecoveryPlanExecutionStepStatusLiteral as RecoveryPlanExecutionStepStatusLiteral,
        RecoveryPlanExecutionStepSummary as RecoveryPlanExecutionStepSummary,
        RecoveryPlanExecutionSummary as RecoveryPlanExecutionSummary,
    )
    from drsclient.models.recovery_plans.plans import (
        RecoveryPlan as RecoveryPlan,
        RecoveryPlanStatus as RecoveryPlanStatus,
        RecoveryPlanSummary as RecoveryPlanSummary,
    )
    from drsclient.models.recovery_plans.steps import (
        RecoveryPlanServer as RecoveryPlanServer,
        RecoveryPlanServerImpactLevel as RecoveryPlanServerImpactLevel,
        RecoveryPlanStep as RecoveryPlanStep,
        RecoveryPlanStepConfiguration as RecoveryPlanStepConfiguration,
        ServerStepConfiguration as ServerStepConfiguration,
        WaitStepConfiguration as WaitStepConfiguration,
    )
    from drsclient.models.replication_settings import (
        InternetProtocol as InternetProtocol,
        InternetProtocolLiteral as InternetProtocolLiteral,
        PITPolicyRule as PITPolicyRule,
        PITPolicyRuleUnits as PITPolicyRuleUnits,
        ReplicationConfiguration as ReplicationConfiguration,
        ReplicationConfigurationDataPlaneRouting as ReplicationConfigurationDataPlaneRouting,
        ReplicationConfigurationDataPlaneRoutingLiteral as ReplicationConfigurationDataPlaneRoutingLiteral,
        ReplicationConfigurationDefaultLargeStagingDiskType as ReplicationConfigurationDefaultLargeStagingDiskType,
        ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral as ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral,
        ReplicationConfigurationEbsEncryption as ReplicationConfigurationEbsEncryption,
        ReplicationConfigurationEbsEncryptionLiteral as ReplicationConfigurationEbsEncryptionLiteral,
        ReplicationConfigurationReplicatedDisk as ReplicationConfigurationReplicatedDisk,
        ReplicationConfigurationReplicatedDiskStagingDiskType as ReplicationConfigurationReplicatedDiskStagingDiskType,
        ReplicationConfigurationTemplate as ReplicationConfigurationTemplate,
    )
    from drsclient.models.source_networks import (
        RecoveryLifeCycle as RecoveryLifeCycle,
        RecoveryResult as RecoveryResult,
        ReplicationStatus as ReplicationStatus,
        SourceNetwork as SourceNetwork,
        StartSourceNetworkRecoveryRequestNetworkEntry as StartSourceNetworkRecoveryRequestNetworkEntry,
    )
    from drsclient.models.source_servers import (
        ExtensionStatus as ExtensionStatus,
        LastLaunchResult as LastLaunchResult,
        LastLaunchType as LastLaunchType,
        LaunchStatus as LaunchStatus,
        LifeCycle as LifeCycle,
        LifeCycleLastLaunch as LifeCycleLastLaunch,
        LifeCycleLastLaunchInitiated as LifeCycleLastLaunchInitiated,
        RecoverySnapshot as RecoverySnapshot,
        RecoverySnapshotsOrder as RecoverySnapshotsOrder,
        RecoverySnapshotsOrderLiteral as RecoverySnapshotsOrderLiteral,
        ReplicationDirection as ReplicationDirection,
        SourceCloudProperties as SourceCloudProperties,
        SourceProperties as SourceProperties,
        SourceServer as SourceServer,
        SourceServerArchitecture as SourceServerArchitecture,
        StagingArea as StagingArea,
        StartRecoveryRequestSourceServer as StartRecoveryRequestSourceServer,
    )
else:  # hidden from type checkers, for which `__getattr__` would make every name valid
    __getattr__, __dir__, __all__ = _lazy_names(
        __name__,
        {
            "_identity": "HasAccountId HasActionId HasArn HasId HasJobId HasLaunchConfigurationTemplateId HasRecoveryInstanceId HasRecoveryPlanArn HasRecoveryPlanExecutionArn HasRecoveryPlanExecutionStepArn HasRecoveryPlanStepArn HasRecoverySnapshotId HasRegionName HasReplicationConfigurationTemplateId HasSourceNetworkId HasSourceServerArn HasSourceServerId",
            "_model": "Model OpenEnum UnknownMember",
            "account": "Account StagingSourceServer",
            "data_replication": "DataReplicationError DataReplicationErrorString DataReplicationInfo DataReplicationInfoReplicatedDisk DataReplicationInitiation DataReplicationInitiationStep DataReplicationInitiationStepName DataReplicationInitiationStepStatus DataReplicationState DataReplicationStateLiteral VolumeStatus",
            "failback_replication": "FailbackReplicationError GetFailbackReplicationConfigurationResponse RecoveryInstanceDataReplicationError RecoveryInstanceDataReplicationInfo RecoveryInstanceDataReplicationInfoReplicatedDisk RecoveryInstanceDataReplicationInitiation RecoveryInstanceDataReplicationInitiationStep RecoveryInstanceDataReplicationInitiationStepName RecoveryInstanceDataReplicationInitiationStepStatus RecoveryInstanceDataReplicationState",
            "job_logs": "ConversionProperties EventResourceData JobLog JobLogEvent JobLogEventData ProductCode ProductCodeMode SourceNetworkData",
            "jobs": "InitiatedBy Job JobStatus JobType ParticipatingResource ParticipatingResourceID ParticipatingServer",
            "launch": "LaunchConfiguration LaunchConfigurationTemplate LaunchDisposition LaunchDispositionLiteral LaunchIntoInstanceProperties Licensing RecoveryMode RecoveryModeLiteral TargetInstanceTypeRightSizingMethod TargetInstanceTypeRightSizingMethodLiteral",
            "launch_actions": "LaunchAction LaunchActionCategory LaunchActionCategoryLiteral LaunchActionParameter LaunchActionParameterType LaunchActionRun LaunchActionRunStatus LaunchActionsStatus LaunchActionType PutLaunchActionResponse",
            "machine": "CPU OS Disk IdentificationHints NetworkInterface",
            "recovery_instances": "EC2InstanceState EC2InstanceStateLiteral FailbackLaunchType FailbackState FailbackStateLiteral OriginEnvironment RecoveryInstance RecoveryInstanceDisk RecoveryInstanceFailback RecoveryInstanceProperties",
            "recovery_plans.executions": "ErrorDetail ExecutionServerStepConfiguration RecoveryPlanExecution RecoveryPlanExecutionMode RecoveryPlanExecutionModeLiteral RecoveryPlanExecutionServer RecoveryPlanExecutionSourceServer RecoveryPlanExecutionStatus RecoveryPlanExecutionStatusLiteral RecoveryPlanExecutionStep RecoveryPlanExecutionStepConfiguration RecoveryPlanExecutionStepStatus RecoveryPlanExecutionStepStatusLiteral RecoveryPlanExecutionStepSummary RecoveryPlanExecutionSummary",
            "recovery_plans.plans": "RecoveryPlan RecoveryPlanStatus RecoveryPlanSummary",
            "recovery_plans.steps": "RecoveryPlanServer RecoveryPlanServerImpactLevel RecoveryPlanStep RecoveryPlanStepConfiguration ServerStepConfiguration WaitStepConfiguration",
            "replication_settings": "InternetProtocol InternetProtocolLiteral PITPolicyRule PITPolicyRuleUnits ReplicationConfiguration ReplicationConfigurationDataPlaneRouting ReplicationConfigurationDataPlaneRoutingLiteral ReplicationConfigurationDefaultLargeStagingDiskType ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral ReplicationConfigurationEbsEncryption ReplicationConfigurationEbsEncryptionLiteral ReplicationConfigurationReplicatedDisk ReplicationConfigurationReplicatedDiskStagingDiskType ReplicationConfigurationTemplate",
            "source_networks": "RecoveryLifeCycle RecoveryResult ReplicationStatus SourceNetwork StartSourceNetworkRecoveryRequestNetworkEntry",
            "source_servers": "ExtensionStatus LastLaunchResult LastLaunchType LaunchStatus LifeCycle LifeCycleLastLaunch LifeCycleLastLaunchInitiated RecoverySnapshot RecoverySnapshotsOrder RecoverySnapshotsOrderLiteral ReplicationDirection SourceCloudProperties SourceProperties SourceServer SourceServerArchitecture StagingArea StartRecoveryRequestSourceServer",
        },
    )
