"""Drill a recovery plan: to completion, with a retry, with a skip, and with a cancellation."""

# A script relies on members that the service always sends.
# pyright: reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.scripts.common import (
    Clock,
    ensure,
    instance_ids,
    recovery_instances,
    source_servers,
    terminate,
    with_retries,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mypy_boto3_drs import DrsClient as Drs
    from mypy_boto3_drs.literals import RecoveryPlanExecutionStatusType
    from mypy_boto3_drs.type_defs import (
        RecoveryPlanExecutionStepSummaryTypeDef,
        RecoveryPlanServerTypeDef,
    )

DATABASES, WAIT, WEB = 0, 1, 2
ENDED = ("COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT")


def create_plan(drs: Drs, databases: Sequence[str], web: Sequence[str]) -> str:
    """
    Create a plan of three steps from source server ARNs, and return its ARN.

    The last web server is OPTIONAL; all other servers are CRITICAL.
    """
    plan = drs.create_recovery_plan(
        name="shop", description="Databases, then web", clientToken="shop-1"
    )
    arn = plan["recoveryPlan"]["recoveryPlanArn"]
    repeated = drs.create_recovery_plan(
        name="shop", description="Databases, then web", clientToken="shop-1"
    )
    ensure(
        repeated["recoveryPlan"]["recoveryPlanArn"] == arn,
        "the client token did not make it idempotent",
    )
    web_servers: list[RecoveryPlanServerTypeDef] = [
        {"serverArn": server, "impactLevel": "CRITICAL"} for server in web
    ]
    web_servers[-1]["impactLevel"] = "OPTIONAL"
    drs.create_recovery_plan_step(
        recoveryPlanArn=arn,
        stepName="databases",
        stepOrder=1,
        configuration={
            "serverStepConfiguration": {
                "servers": [{"serverArn": server} for server in databases]
            }
        },
    )
    drs.create_recovery_plan_step(
        recoveryPlanArn=arn,
        stepName="settle",
        stepOrder=2,
        configuration={"waitStepConfiguration": {"waitDurationMinutes": 5}},
    )
    drs.create_recovery_plan_step(
        recoveryPlanArn=arn,
        stepName="web",
        stepOrder=3,
        configuration={"serverStepConfiguration": {"servers": web_servers}},
    )
    pages = drs.get_paginator("list_recovery_plan_steps").paginate(recoveryPlanArn=arn)
    listed = [step for page in pages for step in page["recoveryPlanSteps"]]
    ensure(
        [step["stepName"] for step in listed] == ["databases", "settle", "web"],
        f"wrong steps: {listed}",
    )
    configured = listed[DATABASES]["configuration"]["serverStepConfiguration"][
        "servers"
    ]
    ensure(
        all(server.get("impactLevel") == "CRITICAL" for server in configured),
        "CRITICAL is not the default",
    )
    ensure(
        drs.get_recovery_plan(recoveryPlanArn=arn)["recoveryPlan"]["status"]
        == "ACTIVE",
        "the plan is not ACTIVE",
    )
    print("created", arn)
    return arn


def start(drs: Drs, plan: str) -> str:
    """Start a drill of the plan, and return the execution's ARN."""
    execution = drs.start_recovery_plan_execution(recoveryPlanArn=plan, mode="DRILL")[
        "recoveryPlanExecution"
    ]
    print("started", execution["recoveryPlanExecutionArn"], execution["status"])
    return execution["recoveryPlanExecutionArn"]


def steps(drs: Drs, execution: str) -> list[RecoveryPlanExecutionStepSummaryTypeDef]:
    """Return the execution's steps in order."""
    pages = drs.get_paginator("list_recovery_plan_execution_steps").paginate(
        recoveryPlanExecutionArn=execution
    )
    found = [step for page in pages for step in page["recoveryPlanExecutionSteps"]]
    return sorted(found, key=lambda step: step["stepIndex"])


def step_arn(drs: Drs, execution: str, position: int) -> str:
    """Return the ARN of the execution's step at the position, counted from 0."""
    return steps(drs, execution)[position]["recoveryPlanExecutionStepArn"]


def wait_until(
    drs: Drs,
    clock: Clock,
    execution: str,
    expected: RecoveryPlanExecutionStatusType,
    step_statuses: Sequence[str],
) -> None:
    """Poll until the execution has ended, and check its status and its steps' statuses."""

    def check() -> RecoveryPlanExecutionStatusType | None:
        status = drs.get_recovery_plan_execution(recoveryPlanExecutionArn=execution)[
            "recoveryPlanExecution"
        ]["status"]
        print(
            status,
            [(step["stepName"], step["status"]) for step in steps(drs, execution)],
        )
        return status if status in ENDED else None

    ended = clock.until(execution, check, interval=30, timeout=timedelta(hours=12))
    found = [step["status"] for step in steps(drs, execution)]
    ensure(
        (ended, found) == (expected, list(step_statuses)),
        f"{ended} {found}, not {expected} {step_statuses}",
    )


def terminate_drill(drs: Drs, clock: Clock) -> None:
    """Terminate the instances of the drill, because the plan never does."""
    ids = [server["sourceServerID"] for server in source_servers(drs)]
    launched = recovery_instances(drs, ids)
    ensure(
        all(instance["isDrill"] for instance in launched),
        "the drill launched something else",
    )
    if launched:
        terminate(drs, clock, instance_ids(launched))


def drill_to_completion(drs: Drs, clock: Clock, plan: str) -> None:
    """Run a drill from start to end."""
    execution = start(drs, plan)
    wait_until(drs, clock, execution, "COMPLETED", ["COMPLETED"] * 3)
    ended = drs.get_recovery_plan_execution(recoveryPlanExecutionArn=execution)[
        "recoveryPlanExecution"
    ]
    ensure(
        "completedAt" in ended and ended["mode"] == "DRILL", f"wrong execution: {ended}"
    )
    for position in (DATABASES, WEB):
        servers = steps(drs, execution)[position]["configuration"][
            "executionServerStepConfiguration"
        ]["servers"]
        job_ids = [server["jobID"] for server in servers]
        jobs = drs.describe_jobs(filters={"jobIDs": job_ids})["items"]
        ensure(
            {job.get("initiatedBy") for job in jobs} == {"START_DRILL"},
            f"not drill jobs: {jobs}",
        )
    terminate_drill(drs, clock)


def drill_with_retry(
    drs: Drs,
    clock: Clock,
    plan: str,
    break_database: Callable[[], None],
    repair_database: Callable[[], None],
) -> None:
    """Let the critical database step fail, repair the server, and retry the step."""
    break_database()
    execution = start(drs, plan)
    wait_until(
        drs, clock, execution, "FAILED", ["FAILED", "NOT_STARTED", "NOT_STARTED"]
    )
    arn = step_arn(drs, execution, DATABASES)
    failed = drs.get_recovery_plan_execution_step(recoveryPlanExecutionStepArn=arn)[
        "recoveryPlanExecutionStep"
    ]
    ensure(
        failed["attempt"] == 1 and "errorDetail" in failed,
        f"wrong failed step: {failed}",
    )
    print("failed:", failed["errorDetail"]["code"], failed["errorDetail"]["message"])
    repair_database()
    retried = drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=arn)[
        "recoveryPlanExecutionStep"
    ]
    ensure(retried["attempt"] == 2, f"attempt is {retried['attempt']}, not 2")
    wait_until(drs, clock, execution, "COMPLETED", ["COMPLETED"] * 3)
    terminate_drill(drs, clock)


def drill_with_optional_failure(
    drs: Drs,
    clock: Clock,
    plan: str,
    break_web: Callable[[], None],
    repair_web: Callable[[], None],
) -> None:
    """Let the optional web server fail; the plan continues."""
    break_web()
    execution = start(drs, plan)
    wait_until(drs, clock, execution, "COMPLETED", ["COMPLETED"] * 3)
    repair_web()
    terminate_drill(drs, clock)


def drill_with_skip(drs: Drs, clock: Clock, plan: str) -> None:
    """Skip the web step while the databases launch, and shorten the wait."""
    execution = start(drs, plan)
    drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=step_arn(drs, execution, WAIT),
        waitDurationMinutes=1,
    )
    skipped = drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=step_arn(drs, execution, WEB), status="SKIPPED"
    )["recoveryPlanExecutionStep"]
    ensure(skipped["status"] == "SKIPPED", "the skip is not recorded at once")
    wait_until(
        drs, clock, execution, "COMPLETED", ["COMPLETED", "COMPLETED", "SKIPPED"]
    )
    try:
        drs.update_recovery_plan_execution_step(
            recoveryPlanExecutionStepArn=step_arn(drs, execution, DATABASES),
            status="SKIPPED",
        )
    except (
        drs.exceptions.ConflictException,
        drs.exceptions.ValidationException,
    ) as error:
        print("a COMPLETED step can't be skipped:", error)
    else:
        raise RuntimeError("a COMPLETED step was skipped")
    terminate_drill(drs, clock)


def drill_and_cancel(drs: Drs, clock: Clock, plan: str) -> None:
    """Cancel an execution while its wait step runs."""
    execution = start(drs, plan)
    for call in (
        lambda: start(drs, plan),
        lambda: drs.delete_recovery_plan(recoveryPlanArn=plan),
    ):
        try:
            call()
        except drs.exceptions.ConflictException as error:
            print("refused while the execution is in progress:", error)
        else:
            raise RuntimeError("allowed while an execution is in progress")

    def waiting() -> bool | None:
        return True if steps(drs, execution)[WAIT]["status"] == "WAITING" else None

    clock.until("the wait step", waiting, interval=30, timeout=timedelta(hours=4))
    cancelled = drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)[
        "recoveryPlanExecution"
    ]
    ensure(
        cancelled["status"] in ("CANCELLING", "CANCELLED"),
        f"not cancelled: {cancelled}",
    )
    wait_until(drs, clock, execution, "CANCELLED", ["COMPLETED", "SKIPPED", "SKIPPED"])
    terminate_drill(drs, clock)


def clean_up(drs: Drs, clock: Clock, plan: str) -> None:
    """Delete the plan's executions, steps, and the plan."""
    for page in drs.get_paginator("list_recovery_plan_executions").paginate(
        recoveryPlanArn=plan
    ):
        for execution in page["recoveryPlanExecutions"]:
            drs.delete_recovery_plan_execution(
                recoveryPlanExecutionArn=execution["recoveryPlanExecutionArn"]
            )
    for step in drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"]:
        drs.delete_recovery_plan_step(recoveryPlanStepArn=step["recoveryPlanStepArn"])
    with_retries(drs, clock, lambda: drs.delete_recovery_plan(recoveryPlanArn=plan))
    try:
        drs.get_recovery_plan(recoveryPlanArn=plan)
    except drs.exceptions.ResourceNotFoundException:
        print("clean")
    else:
        raise RuntimeError("the plan outlived its deletion")


def run(
    drs: Drs,
    databases: Sequence[str],
    web: Sequence[str],
    *,
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    break_server: Callable[[str], None],
    repair_server: Callable[[str], None],
) -> None:
    """
    Run the whole scenario with the given source servers (ARNs).

    The service must be initialized and the servers CONTINUOUS.

    Args:
        break_server: Make the next launches of the source server with this ARN fail.
        repair_server: Undo `break_server`.
    """
    clock = Clock(sleep, now)
    plan = create_plan(drs, databases, web)
    drill_to_completion(drs, clock, plan)
    drill_with_retry(
        drs,
        clock,
        plan,
        lambda: break_server(databases[0]),
        lambda: repair_server(databases[0]),
    )
    drill_with_optional_failure(
        drs, clock, plan, lambda: break_server(web[-1]), lambda: repair_server(web[-1])
    )
    drill_with_skip(drs, clock, plan)
    drill_and_cancel(drs, clock, plan)
    clean_up(drs, clock, plan)
