from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient.testing import FakeDrs
from drsclient.testing._copies.answers import Answers
from drsclient.testing._copies.recovery_plans import (
    copy_recovery_plans,
    link_recovery_plans,
)
from drsclient.testing._copies.site_copy import SiteCopy
from drsclient.testing._state.serialization import save
from drsclient.testing._state_checks import load_checked
from tests.fake.recovery_plans import (
    WAIT,
    create_plan,
    create_step,
    execution_steps,
    get_execution,
    get_step,
    protected_server,
    server_step,
    start,
    statuses,
    wait_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import RecoveryPlanServerImpactLevelType

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.shared_state import SharedState
    from drsclient.testing._state.site_state import SiteState

ACCOUNT: Final = "123456789012"
PLAN: Final = f"arn:aws:drs:us-east-1:{ACCOUNT}:recovery-plan/plan-00000000000000001"
EXECUTION: Final = PLAN.replace("recovery-plan/plan", "recovery-plan-execution/exec")
SERVER: Final = f"arn:aws:drs:us-east-1:{ACCOUNT}:source-server/s-00000000000000001"
JOB: Final = "drsjob-00000000000000001"
TIME: Final = "2030-01-01T00:00:00Z"


def site_of(state: SharedState) -> SiteState:
    """Return the account and Region in a state."""
    return state.site(ACCOUNT, "us-east-1")


def read_plans(fake: FakeDrs) -> list[Any]:
    """Return what a fake answers about plans and executions."""
    drs = fake.boto3_client()
    found: list[Any] = []
    for plan in drs.list_recovery_plans()["recoveryPlans"]:
        arn = plan["recoveryPlanArn"]
        found += [plan, drs.get_recovery_plan(recoveryPlanArn=arn)["recoveryPlan"]]
        found += drs.list_recovery_plan_steps(recoveryPlanArn=arn)["recoveryPlanSteps"]
    for execution in drs.list_recovery_plan_executions()["recoveryPlanExecutions"]:
        arn = execution["recoveryPlanExecutionArn"]
        found += [execution, get_execution(drs, arn)]
        found += drs.list_recovery_plan_execution_steps(recoveryPlanExecutionArn=arn)[
            "recoveryPlanExecutionSteps"
        ]
        found += [get_step(drs, step) for step in execution_steps(drs, arn)]
    return found


def started(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    *,
    impact: RecoveryPlanServerImpactLevelType = "CRITICAL",
) -> tuple[str, list[str]]:
    """Start a plan; return the ARN of the execution, and the IDs of its servers."""
    servers = [protected_server(fake) for _ in range(4)]
    plan = create_plan(
        drs,
        server_step(*servers[:2], impact_level=impact),
        WAIT,
        server_step(servers[2]),
        server_step(servers[3]),
    )
    return start(drs, plan), servers


def created(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Start an execution, whose validation is not over yet."""
    started(fake, drs)
    fake.advance(seconds=3)


def invalid(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Start an execution that will not pass its validation."""
    server = fake.add_source_server()
    start(drs, create_plan(drs, server_step(server)))
    fake.advance(seconds=7)


def validation_failed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let an execution fail at once."""
    invalid(fake, drs)
    fake.advance(hours=1)


def executing(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let the first step recover its servers."""
    started(fake, drs)
    fake.advance(minutes=2)


def waiting(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let the second step wait."""
    started(fake, drs)
    fake.advance(minutes=11)


def changed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Change steps that have not started, and skip one."""
    execution, servers = started(fake, drs)
    fake.advance(minutes=1)
    _, wait, third, last = execution_steps(drs, execution)
    drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=wait, waitDurationMinutes=7
    )
    fake.advance(minutes=1)
    added = fake.add_source_server(state="CONTINUOUS")
    configuration = server_step(servers[3], added, impact_level="OPTIONAL")
    assert "serverStepConfiguration" in configuration
    drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=last,
        servers=configuration["serverStepConfiguration"]["servers"],
    )
    drs.update_recovery_plan_execution_step(
        recoveryPlanExecutionStepArn=third, status="SKIPPED"
    )
    fake.advance(minutes=1)


def skipped(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let an execution end with a skipped step."""
    changed(fake, drs)
    fake.advance(hours=1)


def completed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let an execution succeed, and delete its plan."""
    started(fake, drs)
    fake.advance(hours=1)
    (plan,) = drs.list_recovery_plans()["recoveryPlans"]
    drs.delete_recovery_plan(recoveryPlanArn=plan["recoveryPlanArn"])


def failed(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Let one of two critical servers fail, and return the ARN of the step."""
    execution, servers = started(fake, drs)
    fake.fail_launch(servers[0])
    fake.advance(hours=1)
    return execution_steps(drs, execution)[0]


def retried(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let the server that failed be recovered again."""
    step = failed(fake, drs)
    drs.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
    fake.advance(minutes=2)


def partly_failed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let one of two optional servers fail."""
    _, servers = started(fake, drs, impact="OPTIONAL")
    fake.fail_launch(servers[1], None)
    fake.advance(minutes=12)


def cancelling(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Cancel an execution while a job is in progress."""
    execution, _ = started(fake, drs)
    fake.advance(minutes=2)
    drs.cancel_recovery_plan_execution(recoveryPlanExecutionArn=execution)
    fake.advance(minutes=1)


def cancelled(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let a cancelled execution end."""
    cancelling(fake, drs)
    fake.advance(hours=1)


def long(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Start an execution whose waits take more than 24 hours."""
    waits = [wait_step(120)] * 13
    start(drs, create_plan(drs, server_step(protected_server(fake)), *waits))
    fake.advance(hours=23, minutes=30)


def timed_out(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Let an execution run out of its time."""
    long(fake, drs)
    fake.advance(hours=1)


each = pytest.mark.parametrize(
    "fill",
    [
        created,
        invalid,
        validation_failed,
        executing,
        waiting,
        changed,
        skipped,
        completed,
        failed,
        retried,
        partly_failed,
        cancelling,
        cancelled,
        long,
        timed_out,
    ],
)


@pytest.mark.no_cover
@each
def test_a_copy_answers_and_lives_on_as_the_original(
    fake: FakeDrs, drs: Boto3DrsClient, fill: Callable[[FakeDrs, Any], object]
) -> None:
    """All members are equal now, and after each step of time."""
    fill(fake, drs)
    with FakeDrs.copy_of(fake.client()) as copy:
        again = FakeDrs.copy_of(copy.client())
        assert again.save() == copy.save()
        for minutes in (0, 0.1, 1, 10, 30, 60):
            fake.advance(minutes=minutes)
            copy.advance(minutes=minutes)
            assert read_plans(copy) == read_plans(fake)
        again.load(again.save())
        again.advance(minutes=101.1)
        assert again.save() == copy.save()


def test_plans_are_copied(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Those with steps and without, and those that were changed."""
    drs.create_recovery_plan(name="new", description="", tags={"team": "shop"})
    drs.create_recovery_plan(name="empty")
    fake.advance(minutes=3.14)
    first = server_step(protected_server(fake), impact_level="OPTIONAL")
    plan = create_plan(drs, first, name="old")
    steps = [create_step(drs, plan, wait_step(n), name=f"wait-{n}") for n in (1, 2)]
    fake.advance(minutes=1)
    drs.update_recovery_plan_step(recoveryPlanStepArn=steps[0], stepName="later")
    (step, *_) = drs.list_recovery_plan_steps(recoveryPlanArn=plan)["recoveryPlanSteps"]
    drs.reorder_recovery_plan_steps(
        recoveryPlanArn=plan,
        orderedStepArns=[step["recoveryPlanStepArn"], *reversed(steps)],
    )
    with FakeDrs.copy_of(fake.client()) as copy:
        assert read_plans(copy) == read_plans(fake)
        start(copy.boto3_client(), plan)
        copy.advance(hours=1)
        (execution,) = copy.boto3_client().list_recovery_plan_executions()[
            "recoveryPlanExecutions"
        ]
        assert execution["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("fill", "noted"),
    [(created, True), (executing, True), (long, False), (completed, False)],
)
def test_hidden_snapshots_are_noted(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    fill: Callable[[FakeDrs, Any], object],
    *,
    noted: bool,
) -> None:
    """They matter only as long as there are steps to come that recover servers."""
    fill(fake, drs)
    report = FakeDrs.copy_of(fake.client()).copy_report
    assert report is not None
    hidden = "no API call returns the snapshots that were chosen"
    assert sum(hidden in one.reason for one in report.not_copied) == noted


def test_recovered_servers_are_not_recovered_again(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A retry in the copy starts a job for the other server only."""
    step = failed(fake, drs)
    with FakeDrs.copy_of(fake.client()) as copy:
        client = copy.boto3_client()
        client.retry_recovery_plan_execution_step(recoveryPlanExecutionStepArn=step)
        job = client.describe_jobs()["items"][0]
        assert len(job.get("participatingServers", [])) == 1


class Account:
    """Hand-made answers about plans."""

    def __init__(self) -> None:
        self.answers = Answers(account_id=ACCOUNT, region_name="us-east-1")
        self.answers.responses = {
            "ListRecoveryPlans": {"": {"recoveryPlans": []}},
            "ListRecoveryPlanSteps": {},
            "ListRecoveryPlanExecutions": {"": {"recoveryPlanExecutions": []}},
            "ListRecoveryPlanExecutionSteps": {},
            "DescribeJobs": {"": {"items": []}},
        }

    def add_plan(self, *steps: Wire, status: str = "ACTIVE") -> None:
        """Add a plan with steps."""
        times = {"createdAt": TIME, "updatedAt": TIME}
        plan = {"recoveryPlanArn": PLAN, "name": "shop", "status": status, **times}
        self.answers.items("ListRecoveryPlans").append(plan)
        self.answers.responses["ListRecoveryPlanSteps"][PLAN] = {
            "recoveryPlanSteps": [
                {
                    "recoveryPlanStepArn": f"{PLAN}/step/st-{number:017x}",
                    "stepName": "one",
                    "stepOrder": number,
                    **times,
                    **step,
                }
                for number, step in enumerate(steps, start=1)
            ]
        }

    def add_execution(self, *steps: Wire, **members: object) -> None:
        """Add an execution with steps."""
        execution = {
            "recoveryPlanExecutionArn": EXECUTION,
            "recoveryPlanArn": PLAN,
            "mode": "DRILL",
            "startedAt": TIME,
            **members,
        }
        self.answers.items("ListRecoveryPlanExecutions").append(execution)
        self.answers.responses["ListRecoveryPlanExecutionSteps"][EXECUTION] = {
            "recoveryPlanExecutionSteps": [
                {
                    "recoveryPlanExecutionStepArn": f"{EXECUTION}/step/{number}",
                    "stepName": "one",
                    "stepIndex": number,
                    **step,
                }
                for number, step in enumerate(steps, start=1)
            ]
        }

    def copy(self) -> tuple[FakeDrs, list[str]]:
        """Return a copy with a server, followed by notes on what it does not have."""
        copy = FakeDrs()
        copy.add_source_server(state="CONTINUOUS")
        state = load_checked(copy.save())
        site_copy = SiteCopy(site=site_of(state), answers=self.answers)
        copy_recovery_plans(site_copy)
        link_recovery_plans(site_copy)
        copy.load(save(state))
        return copy, [str(one) for one in site_copy.not_copied]


def step_of(status: str, **server: str) -> Wire:
    """Return a step that recovers a server."""
    servers = [{"serverArn": SERVER, **server}]
    return {
        "status": status,
        "configuration": {"executionServerStepConfiguration": {"servers": servers}},
    }


def wait_of(status: str) -> Wire:
    """Return a step that waits for a minute."""
    return {"status": status, "configuration": wait_step(1)}


def test_the_status_of_a_plan_stays_until_its_steps_change() -> None:
    """The fake knows only one reason why a plan is invalid."""
    account = Account()
    account.add_plan({"configuration": server_step()}, status="INVALID")
    with account.copy()[0] as copy:
        drs = copy.boto3_client()
        (plan,) = drs.list_recovery_plans()["recoveryPlans"]
        assert plan["status"] == "INVALID"
        with pytest.raises(drs.exceptions.ConflictException, match="INVALID"):
            start(drs, PLAN)
        drs.update_recovery_plan(recoveryPlanArn=PLAN, description="still")
        assert drs.list_recovery_plans()["recoveryPlans"][0]["status"] == "INVALID"
        create_step(drs, PLAN, WAIT)
        assert drs.list_recovery_plans()["recoveryPlans"][0]["status"] == "ACTIVE"


def test_steps_of_unknown_kinds_are_left_out() -> None:
    """They are noted, and so are unknown statuses and errors of what goes on."""
    account = Account()
    account.add_plan({"configuration": {}}, {"configuration": WAIT})
    error = {"code": "BUSY", "message": "wait"}
    account.add_execution(
        {"configuration": {}, "status": "COMPLETED"},
        step_of("PAUSED"),
        wait_of("WAITING"),
        status="PAUSED",
        errorDetail=error,
    )
    copy, notes = account.copy()
    with copy:
        drs = copy.boto3_client()
        (step,) = drs.list_recovery_plan_steps(recoveryPlanArn=PLAN)[
            "recoveryPlanSteps"
        ]
        assert step["stepOrder"] == 2
        assert statuses(drs, EXECUTION) == ("IN_PROGRESS", ["SKIPPED", "WAITING"])
    kind = "the installed botocore does not know the kind of this step"
    assert notes == [
        f"{PLAN}/step/st-00000000000000001: {kind}",
        f"{EXECUTION}: FakeDrs does not know the status PAUSED",
        f"{EXECUTION}: FakeDrs has an errorDetail only of an execution that has ended",
        f"{EXECUTION}/step/1: {kind}",
        f"{EXECUTION}/step/2: FakeDrs does not know the status PAUSED",
    ]


def test_an_execution_with_an_unknown_status_may_have_ended() -> None:
    """Its end tells."""
    account = Account()
    account.add_execution(status="ABANDONED", completedAt=TIME)
    with account.copy()[0] as copy:
        assert statuses(copy.boto3_client(), EXECUTION) == ("COMPLETED", [])


@pytest.mark.parametrize(
    ("steps", "status", "after"),
    [
        # No job is in progress that would end the step.
        ([step_of("EXECUTING", jobID=JOB)], "IN_PROGRESS", ("FAILED", ["FAILED"])),
        (
            [step_of("EXECUTING", jobID=JOB, impactLevel="OPTIONAL")],
            "IN_PROGRESS",
            ("COMPLETED", ["COMPLETED"]),
        ),
        # No step is in progress after which the next one would start.
        ([wait_of("NOT_STARTED")], "IN_PROGRESS", ("IN_PROGRESS", ["WAITING"])),
        ([step_of("NOT_STARTED")], "IN_PROGRESS", ("IN_PROGRESS", ["EXECUTING"])),
        ([step_of("COMPLETED")], "IN_PROGRESS", ("COMPLETED", ["COMPLETED"])),
        ([step_of("FAILED")], "IN_PROGRESS", ("FAILED", ["FAILED"])),
        ([step_of("SKIPPED")], "CANCELLING", ("CANCELLED", ["SKIPPED"])),
        # It would have been over long ago.
        ([wait_of("WAITING")], "IN_PROGRESS", ("COMPLETED", ["COMPLETED"])),
    ],
)
def test_an_execution_that_was_read_between_two_states_continues(
    steps: list[Wire], status: str, after: tuple[str, list[str]]
) -> None:
    """Its steps may be older than it, and jobs may be newer, or deleted."""
    account = Account()
    account.add_execution(*steps, status=status)
    with account.copy()[0] as copy:
        drs = copy.boto3_client()
        assert statuses(drs, EXECUTION) == (status, [one["status"] for one in steps])
        copy.advance(minutes=0 if after[1] != ["COMPLETED"] else 1)
        assert statuses(drs, EXECUTION) == after


@pytest.mark.parametrize(
    ("status", "recovered"), [("COMPLETED", True), ("FAILED", False)]
)
def test_the_state_of_a_step_tells_what_a_deleted_job_did(
    status: str, *, recovered: bool
) -> None:
    """The servers of a step that has completed count as recovered."""
    account = Account()
    account.add_execution(step_of(status, jobID=JOB), status="FAILED")
    copy, _ = account.copy()
    (step,) = site_of(load_checked(copy.save())).recovery_plan_execution_steps
    (server,) = step.servers
    assert server.is_recovered is recovered
