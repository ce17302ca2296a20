"""Source servers: what they are, and how their replication goes."""

from drsclient.models.source_servers._data_replication import (
    DataReplicationError,
    DataReplicationErrorString,
    DataReplicationInfo,
    DataReplicationInfoReplicatedDisk,
    DataReplicationInitiation,
    DataReplicationInitiationStep,
    DataReplicationInitiationStepName,
    DataReplicationInitiationStepStatus,
    DataReplicationState,
    VolumeStatus,
)
from drsclient.models.source_servers._life_cycle import (
    LastLaunchType,
    LaunchStatus,
    LifeCycle,
    LifeCycleLastLaunch,
    LifeCycleLastLaunchInitiated,
)
from drsclient.models.source_servers._source_properties import (
    CPU,
    OS,
    Disk,
    IdentificationHints,
    NetworkInterface,
    SourceProperties,
    SourceServerArchitecture,
)
from drsclient.models.source_servers._source_server import (
    ExtensionStatus,
    LastLaunchResult,
    ReplicationDirection,
    SourceCloudProperties,
    SourceServer,
    StagingArea,
)

__all__ = [
    "CPU",
    "OS",
    "DataReplicationError",
    "DataReplicationErrorString",
    "DataReplicationInfo",
    "DataReplicationInfoReplicatedDisk",
    "DataReplicationInitiation",
    "DataReplicationInitiationStep",
    "DataReplicationInitiationStepName",
    "DataReplicationInitiationStepStatus",
    "DataReplicationState",
    "Disk",
    "ExtensionStatus",
    "IdentificationHints",
    "LastLaunchResult",
    "LastLaunchType",
    "LaunchStatus",
    "LifeCycle",
    "LifeCycleLastLaunch",
    "LifeCycleLastLaunchInitiated",
    "NetworkInterface",
    "ReplicationDirection",
    "SourceCloudProperties",
    "SourceProperties",
    "SourceServer",
    "SourceServerArchitecture",
    "StagingArea",
    "VolumeStatus",
]
