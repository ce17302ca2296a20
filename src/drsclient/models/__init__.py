"""
The models: frozen attrs classes and open enums, named after the service's shapes.

Each resource has its own module, which is imported when you first use one of its names.
"""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from drsclient.models._model import Model as Model, OpenEnum as OpenEnum
    from drsclient.models._union import UnknownMember as UnknownMember
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
    from drsclient.models.machine import (
        CPU as CPU,
        OS as OS,
        Disk as Disk,
        IdentificationHints as IdentificationHints,
        NetworkInterface as NetworkInterface,
    )
    from drsclient.models.source_servers import (
        ExtensionStatus as ExtensionStatus,
        LastLaunchResult as LastLaunchResult,
        LastLaunchType as LastLaunchType,
        LaunchStatus as LaunchStatus,
        LifeCycle as LifeCycle,
        LifeCycleLastLaunch as LifeCycleLastLaunch,
        LifeCycleLastLaunchInitiated as LifeCycleLastLaunchInitiated,
        ReplicationDirection as ReplicationDirection,
        SourceCloudProperties as SourceCloudProperties,
        SourceProperties as SourceProperties,
        SourceServer as SourceServer,
        SourceServerArchitecture as SourceServerArchitecture,
        StagingArea as StagingArea,
    )
else:  # hidden from type checkers, for which `__getattr__` would make every name valid
    _load, __dir__, __all__ = lazy_loader.attach(
        __name__,
        submod_attrs={
            "_model": ["Model", "OpenEnum"],
            "_union": ["UnknownMember"],
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
            "machine": ["CPU", "OS", "Disk", "IdentificationHints", "NetworkInterface"],
            "source_servers": [
                "ExtensionStatus",
                "LastLaunchResult",
                "LastLaunchType",
                "LaunchStatus",
                "LifeCycle",
                "LifeCycleLastLaunch",
                "LifeCycleLastLaunchInitiated",
                "ReplicationDirection",
                "SourceCloudProperties",
                "SourceProperties",
                "SourceServer",
                "SourceServerArchitecture",
                "StagingArea",
            ],
        },
    )

    def __getattr__(name: str) -> object:
        # Kept, or each call of an operation would look its model up anew.
        value = globals()[name] = _load(name)
        return value
