"""A scenario of a recovery plan, and the conditions at its end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from drsclient.outcomes import ExecutionOutcome, Verdict
from tests.fake.recovery_plans import create_plan, server_step, start, wait_step

if TYPE_CHECKING:
    from tests.chaos.run import Run


def execute_a_plan(run: Run) -> None:
    """Execute a recovery plan, perhaps until another user cancels the execution."""
    random, drs = run.random, run.drs
    ids = run.add_servers(random.choice([1, 2, 5]), "CONTINUOUS", "STOPPED")
    for server_id in ids:
        if random.random() < 0.15:
            run.fake.fail_launch(server_id)
    arn = _start(run, ids)

    def fail_a_launch() -> None:
        jobs = [
            f"{job.job_id}/{one.source_server_id}"
            for job in run.faultless.describe_jobs()
            for one in job.participating_servers
        ]
        if jobs:
            run.trigger(random.choice(jobs))

    run.disturbances += [
        fail_a_launch,
        fail_a_launch,
        lambda: run.trigger(random.choice(ids)),
        lambda: run.interfere(run.faultless.cancel_recovery_plan_execution, arn),
    ]
    run.operations = [
        "GetRecoveryPlanExecution",
        "ListRecoveryPlanExecutionSteps",
        "DescribeJobs",
        "DescribeJobLogItems",
        "DescribeRecoveryInstances",
    ]
    run.inject_faults()
    outcome = run.wait_or_check(
        ExecutionOutcome,
        partial(drs.wait_for_recovery_plan_execution, arn),
        lambda previous: drs.check_recovery_plan_execution(arn, previous=previous),
    )
    if outcome is not None:
        assert [server.source_server_id for server in outcome.servers] == ids
        _verify(run, arn, outcome)


def _start(run: Run, ids: list[str]) -> str:
    """Start the execution of a plan with one or two steps and pauses after them."""
    random, boto3_client = run.random, run.faultless.boto3_client
    middle = random.randrange(len(ids))
    plan = create_plan(
        boto3_client,
        *[
            configuration
            for step in (ids[:middle], ids[middle:])
            for configuration in (
                server_step(
                    *step, impact_level=random.choice(["CRITICAL", "OPTIONAL"])
                ),
                wait_step(random.choice([1, 60])),
            )
            if step
        ],
    )
    return start(boto3_client, plan)


def _verify(run: Run, arn: str, outcome: ExecutionOutcome) -> None:
    """Verify each verdict against the true state of the execution."""
    with run.without_faults():
        now = run.faultless.check_recovery_plan_execution(arn)
    if outcome.has_ended:
        assert outcome.execution == now.execution
        assert outcome.steps == now.steps
        assert outcome.jobs == now.jobs
        assert not outcome.waiting
    for server, true in zip(outcome.servers, now.servers, strict=True):
        if server.verdict != Verdict.WAITING:
            assert server.verdict == true.verdict
            assert server.job_id == true.job_id
            assert server.launch_status == true.launch_status
            known = {None, true.recovery_instance_id}
            assert server.recovery_instance_id in known
