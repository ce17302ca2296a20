"""
Typed events of DRS, as EventBridge delivers them.

`from_event` turns the dict that a Lambda function receives into a frozen object, whose
class identifies what happened. It sends no requests.
"""

from drsclient.events._event_types import (
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
from drsclient.events._parser import from_event

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
