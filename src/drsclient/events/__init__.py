"""
What EventBridge delivers from DRS, as typed objects.

`from_event` turns the dict that a Lambda function gets into a frozen object, whose
class says what happened. It sends nothing.
"""

from drsclient.events._kinds import (
    DrsEvent,
    Event,
    LaunchResultState,
    PITSnapshotTaken,
    RecoveryInstanceFailbackStateChange,
    ResourceType,
    SourceNetworkProtectionStatusChange,
    SourceNetworkRecoveryResult,
    SourceServerDataReplicationStalledChange,
    SourceServerLaunchResult,
    StalledState,
    UnknownEvent,
)
from drsclient.events._reading import from_event

__all__ = [
    "DrsEvent",
    "Event",
    "LaunchResultState",
    "PITSnapshotTaken",
    "RecoveryInstanceFailbackStateChange",
    "ResourceType",
    "SourceNetworkProtectionStatusChange",
    "SourceNetworkRecoveryResult",
    "SourceServerDataReplicationStalledChange",
    "SourceServerLaunchResult",
    "StalledState",
    "UnknownEvent",
    "from_event",
]
