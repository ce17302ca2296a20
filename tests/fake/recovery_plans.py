"""Recovery plans for tests, with their steps and executions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import (
        RecoveryPlanExecutionModeType,
        RecoveryPlanServerImpactLevelType,
    )
    from mypy_boto3_drs.type_defs import (
        RecoveryPlanExecutionServerTypeDef,
        RecoveryPlanExecutionStepTypeDef,
        RecoveryPlanExecutionTypeDef,
        RecoveryPlanStepConfigurationTypeDef,
    )

    from drsclient.testing import FakeDrs

__all__ = [
    "WAIT",
    "arn",
    "create_plan",
    "create_step",
    "execution_steps",
    "get_execution",
    "get_step",
    "protected_server",
    "server_step",
    "servers_of",
    "start",
    "statuses",
    "wait_step",
]


def wait_step(minutes: int) -> RecoveryPlanStepConfigurationTypeDef:
    """Return the configuration of a wait step."""
    return {"waitStepConfiguration": {"waitDurationMinutes": minutes}}


WAIT = wait_step(5)


def arn(source_server_id: str) -> str:
    """Return the ARN of a source server in the fake's account and Region."""
    return f"arn:aws:drs:us-east-1:123456789012:source-server/{source_server_id}"


def protected_server(fake: FakeDrs) -> str:
    """Add a source server that can be recovered, and return its ID."""
    return fake.add_source_server(state="CONTINUOUS")


def server_step(
    *source_server_ids: str,
    impact_level: RecoveryPlanServerImpactLevelType = "CRITICAL",
) -> RecoveryPlanStepConfigurationTypeDef:
    """Return the configuration of a server step."""
    return {
        "serverStepConfiguration": {
            "servers": [
                {"serverArn": arn(server_id), "impactLevel": impact_level}
                for server_id in source_server_ids
            ]
        }
    }


def create_step(
    drs: Boto3DrsClient,
    plan: str,
    configuration: RecoveryPlanStepConfigurationTypeDef,
    name: str = "step",
) -> str:
    """Add a step at the end of a plan, and return its ARN."""
    return drs.create_recovery_plan_step(
        recoveryPlanArn=plan, stepName=name, configuration=configuration
    )["recoveryPlanStep"]["recoveryPlanStepArn"]


def create_plan(
    drs: Boto3DrsClient,
    *configurations: RecoveryPlanStepConfigurationTypeDef,
    name: str = "shop",
) -> str:
    """Create a plan with steps, and return its ARN."""
    plan = drs.create_recovery_plan(name=name)["recoveryPlan"]["recoveryPlanArn"]
    for configuration in configurations:
        create_step(drs, plan, configuration)
    return plan


def start(
    drs: Boto3DrsClient, plan: str, mode: RecoveryPlanExecutionModeType = "DRILL"
) -> str:
    """Start an execution of a plan, and return its ARN."""
    execution = drs.start_recovery_plan_execution(recoveryPlanArn=plan, mode=mode)
    return execution["recoveryPlanExecution"]["recoveryPlanExecutionArn"]


def get_execution(drs: Boto3DrsClient, execution: str) -> RecoveryPlanExecutionTypeDef:
    """Return an execution."""
    return drs.get_recovery_plan_execution(recoveryPlanExecutionArn=execution)[
        "recoveryPlanExecution"
    ]


def execution_steps(drs: Boto3DrsClient, execution: str) -> list[str]:
    """Return the ARNs of an execution's steps."""
    return [
        step["recoveryPlanExecutionStepArn"]
        for step in drs.list_recovery_plan_execution_steps(
            recoveryPlanExecutionArn=execution
        )["recoveryPlanExecutionSteps"]
    ]


def get_step(drs: Boto3DrsClient, step: str) -> RecoveryPlanExecutionStepTypeDef:
    """Return a step of an execution."""
    return drs.get_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)[
        "recoveryPlanExecutionStep"
    ]


def servers_of(
    drs: Boto3DrsClient, step: str
) -> list[RecoveryPlanExecutionServerTypeDef]:
    """Return the servers of a server step of an execution."""
    configuration = get_step(drs, step)["configuration"]
    assert "executionServerStepConfiguration" in configuration
    return list(configuration["executionServerStepConfiguration"]["servers"])


def statuses(drs: Boto3DrsClient, execution: str) -> tuple[str, list[str]]:
    """Return the status of an execution, and those of its steps."""
    steps = execution_steps(drs, execution)
    return (
        get_execution(drs, execution)["status"],
        [get_step(drs, step)["status"] for step in steps],
    )
