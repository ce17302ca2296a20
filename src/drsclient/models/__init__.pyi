from ._model import (
    Model as Model,
)
from ._model import (
    OpenEnum as OpenEnum,
)
from .source_servers import (
    CPU as CPU,
)
from .source_servers import (
    OS as OS,
)
from .source_servers import (
    DataReplicationError as DataReplicationError,
)
from .source_servers import (
    DataReplicationErrorString as DataReplicationErrorString,
)
from .source_servers import (
    DataReplicationInfo as DataReplicationInfo,
)
from .source_servers import (
    DataReplicationInfoReplicatedDisk as DataReplicationInfoReplicatedDisk,
)
from .source_servers import (
    DataReplicationInitiation as DataReplicationInitiation,
)
from .source_servers import (
    DataReplicationInitiationStep as DataReplicationInitiationStep,
)
from .source_servers import (
    DataReplicationInitiationStepName as DataReplicationInitiationStepName,
)
from .source_servers import (
    DataReplicationInitiationStepStatus as DataReplicationInitiationStepStatus,
)
from .source_servers import (
    DataReplicationState as DataReplicationState,
)
from .source_servers import (
    Disk as Disk,
)
from .source_servers import (
    ExtensionStatus as ExtensionStatus,
)
from .source_servers import (
    IdentificationHints as IdentificationHints,
)
from .source_servers import (
    LastLaunchResult as LastLaunchResult,
)
from .source_servers import (
    LastLaunchType as LastLaunchType,
)
from .source_servers import (
    LaunchStatus as LaunchStatus,
)
from .source_servers import (
    LifeCycle as LifeCycle,
)
from .source_servers import (
    LifeCycleLastLaunch as LifeCycleLastLaunch,
)
from .source_servers import (
    LifeCycleLastLaunchInitiated as LifeCycleLastLaunchInitiated,
)
from .source_servers import (
    NetworkInterface as NetworkInterface,
)
from .source_servers import (
    ReplicationDirection as ReplicationDirection,
)
from .source_servers import (
    SourceCloudProperties as SourceCloudProperties,
)
from .source_servers import (
    SourceProperties as SourceProperties,
)
from .source_servers import (
    SourceServer as SourceServer,
)
from .source_servers import (
    SourceServerArchitecture as SourceServerArchitecture,
)
from .source_servers import (
    StagingArea as StagingArea,
)
from .source_servers import (
    VolumeStatus as VolumeStatus,
)
