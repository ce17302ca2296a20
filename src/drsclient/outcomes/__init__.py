"""The outcomes of waits for replication, jobs and recovery plans, and of fleets."""

from drsclient.outcomes._outcome import Outcome, PartOutcome, Verdict
from drsclient.outcomes.executions import ExecutionOutcome
from drsclient.outcomes.fleets import FleetOutcome
from drsclient.outcomes.jobs import (
    JobOutcome,
    NetworkOutcome,
    ParticipantOutcome,
    PendingOutcome,
    RecoveryOutcome,
    ServerOutcome,
)
from drsclient.outcomes.regions import RegionState, RegionStatus
from drsclient.outcomes.replication import ReplicationOutcome, ServerReplication

__all__ = [
    "ExecutionOutcome",
    "FleetOutcome",
    "JobOutcome",
    "NetworkOutcome",
    "Outcome",
    "PartOutcome",
    "ParticipantOutcome",
    "PendingOutcome",
    "RecoveryOutcome",
    "RegionState",
    "RegionStatus",
    "ReplicationOutcome",
    "ServerOutcome",
    "ServerReplication",
    "Verdict",
]
