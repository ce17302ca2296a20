"""
The models: frozen attrs classes and open enums, named after the service's shapes.

Each resource has its own module, which is imported when you first use one of its names.
"""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from drsclient.models._model import Model as Model, OpenEnum as OpenEnum
    from drsclient.models._union import UnknownMember as UnknownMember
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
        LaunchIntoInstanceProperties as LaunchIntoInstanceProperties,
        Licensing as Licensing,
        RecoveryMode as RecoveryMode,
        TargetInstanceTypeRightSizingMethod as TargetInstanceTypeRightSizingMethod,
    )
    from drsclient.models.launch_actions import (
        LaunchAction as LaunchAction,
        LaunchActionCategory as LaunchActionCategory,
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
        FailbackLaunchType as FailbackLaunchType,
        FailbackState as FailbackState,
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
        RecoveryPlanExecutionServer as RecoveryPlanExecutionServer,
        RecoveryPlanExecutionSourceServer as RecoveryPlanExecutionSourceServer,
        RecoveryPlanExecutionStatus as RecoveryPlanExecutionStatus,
        RecoveryPlanExecutionStep as RecoveryPlanExecutionStep,
        RecoveryPlanExecutionStepConfiguration as RecoveryPlanExecutionStepConfiguration,
        RecoveryPlanExecutionStepStatus as RecoveryPlanExecutionStepStatus,
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
    from drsclient.models.replication import (
        InternetProtocol as InternetProtocol,
        PITPolicyRule as PITPolicyRule,
        PITPolicyRuleUnits as PITPolicyRuleUnits,
        ReplicationConfiguration as ReplicationConfiguration,
        ReplicationConfigurationDataPlaneRouting as ReplicationConfigurationDataPlaneRouting,
        ReplicationConfigurationDefaultLargeStagingDiskType as ReplicationConfigurationDefaultLargeStagingDiskType,
        ReplicationConfigurationEbsEncryption as ReplicationConfigurationEbsEncryption,
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
        ReplicationDirection as ReplicationDirection,
        SourceCloudProperties as SourceCloudProperties,
        SourceProperties as SourceProperties,
        SourceServer as SourceServer,
        SourceServerArchitecture as SourceServerArchitecture,
        StagingArea as StagingArea,
        StartRecoveryRequestSourceServer as StartRecoveryRequestSourceServer,
    )
else:  # hidden from type checkers, for which `__getattr__` would make every name valid
    _load, __dir__, __all__ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "_model": ["Model", "OpenEnum"],
            "_union": ["UnknownMember"],
            "account": ["Account", "StagingSourceServer"],
            "data_replication": [
                "DataReplicationError",
                "DataReplicationErrorString",
                "DataReplicationInfo",
                "DataReplicationInfoReplicatedDisk",
                "DataReplicationInitiation",
                "DataReplicationInitiationStep",
                "DataReplicationInitiationStepName",
                "DataReplicationInitiationStepStatus",
                "DataReplicationState",
                "VolumeStatus",
            ],
            "failback_replication": [
                "FailbackReplicationError",
                "GetFailbackReplicationConfigurationResponse",
                "RecoveryInstanceDataReplicationError",
                "RecoveryInstanceDataReplicationInfo",
                "RecoveryInstanceDataReplicationInfoReplicatedDisk",
                "RecoveryInstanceDataReplicationInitiation",
                "RecoveryInstanceDataReplicationInitiationStep",
                "RecoveryInstanceDataReplicationInitiationStepName",
                "RecoveryInstanceDataReplicationInitiationStepStatus",
                "RecoveryInstanceDataReplicationState",
            ],
            "job_logs": [
                "ConversionProperties",
                "EventResourceData",
                "JobLog",
                "JobLogEvent",
                "JobLogEventData",
                "ProductCode",
                "ProductCodeMode",
                "SourceNetworkData",
            ],
            "jobs": [
                "InitiatedBy",
                "Job",
                "JobStatus",
                "JobType",
                "ParticipatingResource",
                "ParticipatingResourceID",
                "ParticipatingServer",
            ],
            "launch": [
                "LaunchConfiguration",
                "LaunchConfigurationTemplate",
                "LaunchDisposition",
                "LaunchIntoInstanceProperties",
                "Licensing",
                "RecoveryMode",
                "TargetInstanceTypeRightSizingMethod",
            ],
            "launch_actions": [
                "LaunchAction",
                "LaunchActionCategory",
                "LaunchActionParameter",
                "LaunchActionParameterType",
                "LaunchActionRun",
                "LaunchActionRunStatus",
                "LaunchActionsStatus",
                "LaunchActionType",
                "PutLaunchActionResponse",
            ],
            "machine": ["CPU", "OS", "Disk", "IdentificationHints", "NetworkInterface"],
            "recovery_instances": [
                "EC2InstanceState",
                "FailbackLaunchType",
                "FailbackState",
                "OriginEnvironment",
                "RecoveryInstance",
                "RecoveryInstanceDisk",
                "RecoveryInstanceFailback",
                "RecoveryInstanceProperties",
            ],
            "recovery_plans.executions": [
                "ErrorDetail",
                "ExecutionServerStepConfiguration",
                "RecoveryPlanExecution",
                "RecoveryPlanExecutionMode",
                "RecoveryPlanExecutionServer",
                "RecoveryPlanExecutionSourceServer",
                "RecoveryPlanExecutionStatus",
                "RecoveryPlanExecutionStep",
                "RecoveryPlanExecutionStepConfiguration",
                "RecoveryPlanExecutionStepStatus",
                "RecoveryPlanExecutionStepSummary",
                "RecoveryPlanExecutionSummary",
            ],
            "recovery_plans.plans": [
                "RecoveryPlan",
                "RecoveryPlanStatus",
                "RecoveryPlanSummary",
            ],
            "recovery_plans.steps": [
                "RecoveryPlanServer",
                "RecoveryPlanServerImpactLevel",
                "RecoveryPlanStep",
                "RecoveryPlanStepConfiguration",
                "ServerStepConfiguration",
                "WaitStepConfiguration",
            ],
            "replication": [
                "InternetProtocol",
                "PITPolicyRule",
                "PITPolicyRuleUnits",
                "ReplicationConfiguration",
                "ReplicationConfigurationDataPlaneRouting",
                "ReplicationConfigurationDefaultLargeStagingDiskType",
                "ReplicationConfigurationEbsEncryption",
                "ReplicationConfigurationReplicatedDisk",
                "ReplicationConfigurationReplicatedDiskStagingDiskType",
                "ReplicationConfigurationTemplate",
            ],
            "source_networks": [
                "RecoveryLifeCycle",
                "RecoveryResult",
                "ReplicationStatus",
                "SourceNetwork",
                "StartSourceNetworkRecoveryRequestNetworkEntry",
            ],
            "source_servers": [
                "ExtensionStatus",
                "LastLaunchResult",
                "LastLaunchType",
                "LaunchStatus",
                "LifeCycle",
                "LifeCycleLastLaunch",
                "LifeCycleLastLaunchInitiated",
                "RecoverySnapshot",
                "RecoverySnapshotsOrder",
                "ReplicationDirection",
                "SourceCloudProperties",
                "SourceProperties",
                "SourceServer",
                "SourceServerArchitecture",
                "StagingArea",
                "StartRecoveryRequestSourceServer",
            ],
        },
    )

    def __getattr__(name: str) -> object:
        # Kept, or each call of an operation would look its model up anew.
        value = globals()[name] = _load(name)
        return value
