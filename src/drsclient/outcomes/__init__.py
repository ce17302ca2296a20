"""The outcomes of waits, and of calls for many resources."""

from drsclient.outcomes._outcome import Outcome, PartOutcome, Verdict
from drsclient.outcomes.executions import ExecutionOutcome
from drsclient.outcomes.failback import FailbackOutcome, InstanceFailback
from drsclient.outcomes.fleets import FleetOutcome
from drsclient.outcomes.jobs import (
    JobOutcome,
    NetworkOutcome,
    ParticipantOutcome,
    PendingOutcome,
    RecoveryOutcome,
    ServerOutcome,
)
from drsclient.outcomes.recovery_instances import (
    InstanceStatus,
    RecoveryInstanceOutcome,
)
from drsclient.outcomes.regions import RegionState, RegionStatus
from drsclient.outcomes.replication import ReplicationOutcome, ServerReplication

__all__ = [
    "ExecutionOutcome",
    "FailbackOutcome",
    "FleetOutcome",
    "InstanceFailback",
    "InstanceStatus",
    "JobOutcome",
    "NetworkOutcome",
    "Outcome",
    "PartOutcome",
    "ParticipantOutcome",
    "PendingOutcome",
    "RecoveryInstanceOutcome",
    "RecoveryOutcome",
    "RegionState",
    "RegionStatus",
    "ReplicationOutcome",
    "ServerOutcome",
    "ServerReplication",
    "Verdict",
]
