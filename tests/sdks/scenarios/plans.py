"""Recovery plans, their steps, and their executions."""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Earlier, Json, Scenario, call, earlier, on_fake, refused

_PLAN: Final = earlier("CreateRecoveryPlan", "recoveryPlan", "recoveryPlanArn")
_EXECUTION: Final = earlier(
    "StartRecoveryPlanExecution", "recoveryPlanExecution", "recoveryPlanExecutionArn"
)


def _step(index: int) -> Earlier:
    return earlier(
        "ListRecoveryPlanSteps", "recoveryPlanSteps", index, "recoveryPlanStepArn"
    )


def _execution_step(index: int) -> Earlier:
    return earlier(
        "ListRecoveryPlanExecutionSteps",
        "recoveryPlanExecutionSteps",
        index,
        "recoveryPlanExecutionStepArn",
    )


def _servers(*numbers: int) -> Json:
    servers = [
        {
            "serverArn": f"arn:aws:drs:us-east-1:123456789012:source-server/s-{n:017}",
            "impactLevel": "CRITICAL",
        }
        for n in numbers
    ]
    return {"serverStepConfiguration": {"servers": servers}}


_WAIT: Final = {"waitStepConfiguration": {"waitDurationMinutes": 5}}
_NEW_PLAN: Final = call(
    "CreateRecoveryPlan",
    name="shop",
    description="The database, then the web servers",
    clientToken="create-shop",
    tags={"stage": "test"},
)

SCENARIOS: Final = (
    Scenario(
        name="recovery-plan",
        steps=[
            *[on_fake("add_source_server", state="CONTINUOUS")] * 2,
            _NEW_PLAN,
            # The token identifies the repeated request.
            _NEW_PLAN,
            refused(
                "ConflictException",
                "CreateRecoveryPlan",
                name="another shop",
                clientToken="create-shop",
            ),
            call("ListRecoveryPlans", maxResults=7),
            call("UpdateRecoveryPlan", recoveryPlanArn=_PLAN, name="web shop"),
            call(
                "CreateRecoveryPlanStep",
                recoveryPlanArn=_PLAN,
                stepName="database",
                configuration=_servers(1),
            ),
            call(
                "CreateRecoveryPlanStep",
                recoveryPlanArn=_PLAN,
                stepName="web",
                stepOrder=1,
                configuration=_servers(2),
            ),
            call(
                "CreateRecoveryPlanStep",
                recoveryPlanArn=_PLAN,
                stepName="wait",
                configuration=_WAIT,
            ),
            call("ListRecoveryPlanSteps", recoveryPlanArn=_PLAN, maxResults=2),
            call("ListRecoveryPlanSteps", recoveryPlanArn=_PLAN),
            call(
                "ReorderRecoveryPlanSteps",
                recoveryPlanArn=_PLAN,
                orderedStepArns=[_step(1), _step(2), _step(0)],
            ),
            call(
                "UpdateRecoveryPlanStep",
                recoveryPlanStepArn=_step(2),
                configuration={"waitStepConfiguration": {"waitDurationMinutes": 10}},
            ),
            call("GetRecoveryPlanStep", recoveryPlanStepArn=_step(2)),
            call("DeleteRecoveryPlanStep", recoveryPlanStepArn=_step(2)),
            call("GetRecoveryPlan", recoveryPlanArn=_PLAN),
            call("DeleteRecoveryPlan", recoveryPlanArn=_PLAN),
            refused(
                "ResourceNotFoundException", "GetRecoveryPlan", recoveryPlanArn=_PLAN
            ),
        ],
    ),
    Scenario(
        name="recovery-plan-execution",
        steps=[
            *[on_fake("add_source_server", state="CONTINUOUS")] * 2,
            _NEW_PLAN,
            *[
                call(
                    "CreateRecoveryPlanStep",
                    recoveryPlanArn=_PLAN,
                    stepName=name,
                    configuration=configuration,
                )
                for name, configuration in {
                    "database": _servers(1),
                    "wait": _WAIT,
                    "web": _servers(2),
                }.items()
            ],
            on_fake("fail_launch", "s-00000000000000001"),
            call(
                "StartRecoveryPlanExecution",
                recoveryPlanArn=_PLAN,
                mode="DRILL",
                clientToken="drill-shop",
                tags={"drill": "monthly"},
            ),
            refused(
                "ConflictException",
                "StartRecoveryPlanExecution",
                recoveryPlanArn=_PLAN,
                mode="RECOVERY",
            ),
            on_fake("advance", hours=1),
            call("GetRecoveryPlanExecution", recoveryPlanExecutionArn=_EXECUTION),
            call("ListRecoveryPlanExecutionSteps", recoveryPlanExecutionArn=_EXECUTION),
            call(
                "GetRecoveryPlanExecutionStep",
                recoveryPlanExecutionStepArn=_execution_step(0),
            ),
            call(
                "UpdateRecoveryPlanExecutionStep",
                recoveryPlanExecutionStepArn=_execution_step(1),
                waitDurationMinutes=60,
            ),
            call(
                "RetryRecoveryPlanExecutionStep",
                recoveryPlanExecutionStepArn=_execution_step(0),
            ),
            on_fake("advance", minutes=30),
            call(
                "ListRecoveryPlanExecutions",
                recoveryPlanArn=_PLAN,
                status="IN_PROGRESS",
            ),
            call(
                "ListRecoveryPlanExecutionSteps",
                recoveryPlanExecutionArn=_EXECUTION,
                filter={"status": "WAITING"},
            ),
            call("CancelRecoveryPlanExecution", recoveryPlanExecutionArn=_EXECUTION),
            call("ListRecoveryPlanExecutionSteps", recoveryPlanExecutionArn=_EXECUTION),
            call("DeleteRecoveryPlanExecution", recoveryPlanExecutionArn=_EXECUTION),
            call("ListRecoveryPlanExecutions"),
        ],
    ),
)
