"""An entity of every class, and the classes accepted for each kind of ID or ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient import from_wire, models
from drsclient.models import Model, SourceServer
from drsclient.outcomes import (
    NetworkOutcome,
    ParticipantOutcome,
    PartOutcome,
    RegionState,
    RegionStatus,
    ServerOutcome,
    ServerReplication,
    Verdict,
)
from tests.contract.calls import SERVICE
from tests.contract.strategies import example, identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def made_up(shape_name: str) -> str:
    """Make up an ID or ARN that the service model allows."""
    return identifier(SERVICE.shape_for(shape_name), 0)


SERVER_ID: Final = made_up("SourceServerID")
SERVER_ARN: Final = made_up("SourceServerARN")
INSTANCE_ID: Final = made_up("RecoveryInstanceID")
NETWORK_ID: Final = made_up("SourceNetworkID")
SNAPSHOT_ID: Final = made_up("RecoverySnapshotID")

_SERVER: Final[dict[str, Any]] = {
    "verdict": Verdict.SUCCEEDED,
    "source_server_id": SERVER_ID,
}
_PARTICIPANT: Final[dict[str, Any]] = {**_SERVER, "recovery_instance_id": INSTANCE_ID}


def _entities() -> Iterator[Model]:
    exports: list[object] = [getattr(models, name) for name in dir(models)]
    known = set(SERVICE.shape_names)
    for kind in exports:
        if not isinstance(kind, type) or not issubclass(kind, Model):
            continue
        if kind.__name__ in known:
            entity = from_wire(kind, example(SERVICE.shape_for(kind.__name__)))
            if isinstance(entity, SourceServer):
                entity = attrs.evolve(entity, arn=SERVER_ARN)
            yield entity
    yield PartOutcome(**_SERVER)
    yield ServerReplication(**_SERVER)
    yield ParticipantOutcome(**_PARTICIPANT)
    yield ServerOutcome(**_PARTICIPANT)
    yield NetworkOutcome(verdict=Verdict.FAILED, source_network_id=NETWORK_ID)
    yield RegionStatus(region_name="us-east-1", state=RegionState.INITIALIZED)


EXAMPLES: Final[Mapping[str, Model]] = {type(e).__name__: e for e in _entities()}
"""An entity of each class that the installed botocore knows, with all its members."""


def _with_attribute(attribute: str, *names: str) -> Mapping[str, str]:
    return dict.fromkeys(names, attribute)


_SERVERS: Final = _with_attribute(
    "source_server_id",
    "ParticipantOutcome",
    "ParticipatingServer",
    "PartOutcome",
    "ServerOutcome",
    "ServerReplication",
    "SourceServer",
)
_SERVER_ARNS: Final = _with_attribute("arn", "SourceServer", "StagingSourceServer")
_LAUNCH_TEMPLATES: Final = _with_attribute(
    "launch_configuration_template_id", "LaunchConfigurationTemplate"
)
_PLANS: Final = _with_attribute(
    "recovery_plan_arn", "RecoveryPlan", "RecoveryPlanSummary"
)
_STEPS: Final = _with_attribute("recovery_plan_step_arn", "RecoveryPlanStep")
_EXECUTIONS: Final = _with_attribute(
    "recovery_plan_execution_arn",
    "RecoveryPlanExecution",
    "RecoveryPlanExecutionSummary",
)
_RESOURCES: Final = _with_attribute(
    "arn",
    "Job",
    "LaunchConfigurationTemplate",
    "RecoveryInstance",
    "ReplicationConfigurationTemplate",
    "SourceNetwork",
    "SourceServer",
)

ACCEPTED: Final[Mapping[str, Mapping[str, str]]] = {
    "action_id": _with_attribute(
        "action_id", "LaunchAction", "PutLaunchActionResponse"
    ),
    "job_id": _with_attribute("job_id", "Job"),
    "launch_configuration_template_id": _LAUNCH_TEMPLATES,
    "ordered_step_arn": _STEPS,
    "recovery_instance_id": _with_attribute(
        "recovery_instance_id",
        "ParticipantOutcome",
        "ParticipatingServer",
        "RecoveryInstance",
        "ServerOutcome",
    ),
    "recovery_plan_arn": _PLANS,
    "recovery_plan_execution_arn": _EXECUTIONS,
    "recovery_plan_execution_step_arn": _with_attribute(
        "recovery_plan_execution_step_arn",
        "RecoveryPlanExecutionStep",
        "RecoveryPlanExecutionStepSummary",
    ),
    "recovery_plan_step_arn": _STEPS,
    "region_name": _with_attribute("region_name", "RegionStatus"),
    "replication_configuration_template_id": _with_attribute(
        "replication_configuration_template_id", "ReplicationConfigurationTemplate"
    ),
    "resource_arn": {**_RESOURCES, **_PLANS, **_EXECUTIONS},
    "resource_id": {**_SERVERS, **_LAUNCH_TEMPLATES},
    "server_arn": _SERVER_ARNS,
    "source_network_id": _with_attribute(
        "source_network_id", "NetworkOutcome", "ParticipatingResource", "SourceNetwork"
    ),
    "source_server_arn": _SERVER_ARNS,
    "source_server_id": _SERVERS,
    "staging_account_id": _with_attribute("account_id", "Account"),
}
"""The classes accepted for each kind of ID or ARN, and their attribute with it."""

SNAPSHOTS: Final = (
    "RecoveryPlanExecutionSourceServer",
    "RecoverySnapshot",
    "StartRecoveryRequestSourceServer",
)
"""The classes that select a recovery snapshot to launch a source server from."""

NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "action_id": ("an action ID", "an action"),
    "job_id": ("a job ID", "a job"),
    "launch_configuration_template_id": (
        "a launch configuration template ID",
        "a launch configuration template",
    ),
    "ordered_step_arn": ("an ordered step ARN", "an ordered step"),
    "recovery_instance_id": ("a recovery instance ID", "a recovery instance"),
    "recovery_plan_arn": ("a recovery plan ARN", "a recovery plan"),
    "recovery_plan_execution_arn": (
        "a recovery plan execution ARN",
        "a recovery plan execution",
    ),
    "recovery_plan_execution_step_arn": (
        "a recovery plan execution step ARN",
        "a recovery plan execution step",
    ),
    "recovery_plan_step_arn": ("a recovery plan step ARN", "a recovery plan step"),
    "region_name": ("a region name", "a region"),
    "replication_configuration_template_id": (
        "a replication configuration template ID",
        "a replication configuration template",
    ),
    "resource_arn": ("a resource ARN", "a resource"),
    "resource_id": ("a resource ID", "a resource"),
    "server_arn": ("a server ARN", "a server"),
    "source_network_id": ("a source network ID", "a source network"),
    "source_server_arn": ("a source server ARN", "a source server"),
    "source_server_id": ("a source server ID", "a source server"),
    "staging_account_id": ("a staging account ID", "a staging account"),
}
"""The words in errors for each kind of ID or ARN, and for its resource."""
