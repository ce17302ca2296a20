from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsResponseError, from_wire, to_wire
from drsclient.errors import RecoveryFailedError, WaitTimeoutError
from drsclient.models import (
    RecoveryPlanExecution,
    RecoveryPlanExecutionStatus,
    RecoveryPlanExecutionStepStatus,
    RecoveryPlanExecutionSummary,
)
from drsclient.outcomes import ExecutionOutcome
from tests.fake.recovery_plans import (
    WAIT,
    create_plan,
    protected_server,
    server_step,
    start,
    wait_step,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import RecoveryPlanStepConfigurationTypeDef

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

NO_ADDRESS = "The subnet has no free address."


def execute(drs: DrsClient, *steps: RecoveryPlanStepConfigurationTypeDef) -> str:
    """Start an execution of a new plan, and return its ARN."""
    return start(drs.boto3_client, create_plan(drs.boto3_client, *steps))


def operations(fake: FakeDrs) -> list[str]:
    """Return the operations that were requested."""
    return [request.operation for request in fake.requests]


def verdicts(outcome: ExecutionOutcome) -> list[str]:
    """Return the verdicts of an execution's servers."""
    return [server.verdict.value for server in outcome.servers]


def skip(drs: DrsClient, outcome: ExecutionOutcome, index: int) -> None:
    """Skip a step of an execution."""
    drs.update_recovery_plan_execution_step(
        outcome.steps[index],
        status=RecoveryPlanExecutionStepStatus.SKIPPED,
    )


def test_an_execution_that_works(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Servers wait for their steps, and end with their recovery instances."""
    one, two, three = (protected_server(fake_drs) for _ in range(3))
    arn = execute(drs_client, server_step(one, two), WAIT, server_step(three))
    seen: list[ExecutionOutcome] = []
    outcome = drs_client.wait_for_recovery_plan_execution(
        drs_client.get_recovery_plan_execution(arn), on_progress=seen.append
    )
    assert seen[-1] is outcome
    assert outcome.has_ended
    assert outcome.is_success
    assert [server.source_server_id for server in outcome.servers] == [one, two, three]
    first, second = (job.job_id for job in outcome.jobs)
    assert [server.job_id for server in outcome.servers] == [first, first, second]
    assert len(set(outcome.recovery_instance_ids)) == 3
    assert outcome.succeeded == outcome.servers
    assert str(outcome) == f"{arn}: COMPLETED; 3 servers are done"
    assert str(seen[0]) == (
        f"{arn}: CREATED; 3 of 3 servers are not done: {one}: not started;"
        f" {two}: not started; {three}: not started"
    )
    assert any("; step 1 (step) is EXECUTING; " in str(each) for each in seen)
    assert any("; step 2 (step) is WAITING; " in str(each) for each in seen)
    middle = next(each for each in seen if "SUCCEEDED" in verdicts(each))
    assert verdicts(middle)[2] == "WAITING"
    assert middle.waiting[-1].source_server_id == three


def test_an_execution_can_be_given_as_it_was_listed(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A summary has its ARN as well, and the outcome has the execution itself."""
    server_id = protected_server(fake_drs)
    arn = execute(drs_client, server_step(server_id))
    (plan,) = drs_client.list_recovery_plans()
    (summary,) = drs_client.list_recovery_plan_executions()
    assert isinstance(summary, RecoveryPlanExecutionSummary)
    first = drs_client.check_recovery_plan_execution(summary)
    assert verdicts(first) == ["WAITING"]
    outcome = drs_client.wait_for_recovery_plan_execution(summary)
    assert outcome.is_success
    assert isinstance(outcome.execution, RecoveryPlanExecution)
    assert outcome.execution.recovery_plan_execution_arn == arn
    assert outcome.execution.recovery_plan_arn == plan.recovery_plan_arn


def test_a_launched_server_has_its_host_name(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """As in the outcome of a job."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS", hostname="db-1")
    arn = execute(drs_client, server_step(server_id))
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    (instance_id,) = outcome.recovery_instance_ids
    assert str(outcome.servers[0]) == f"db-1 ({server_id} as {instance_id}): LAUNCHED"


def test_ended_jobs_are_not_polled_again(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each call polls the job that the current step has started."""
    first, second, third = (protected_server(fake_drs) for _ in range(3))
    arn = execute(drs_client, server_step(first, second), WAIT, server_step(third))
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    requests = fake_drs.assert_requested("DescribeJobs")
    filters: list[Any] = [request.parameters["filters"] for request in requests]
    polled: list[list[str]] = [each["jobIDs"] for each in filters]
    assert polled == sorted(polled)
    job_ids = [[job.job_id] for job in outcome.jobs]
    assert len(job_ids) == 2
    assert all(each in job_ids for each in polled)
    # While the execution waits, there is no job to ask for.
    assert len(polled) < operations(fake_drs).count("GetRecoveryPlanExecution")
    assert operations(fake_drs).count("DescribeRecoveryInstances") == 2


def test_a_critical_failure(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The error says which step failed, and why, from the log of the job."""
    good, bad, late = (protected_server(fake_drs) for _ in range(3))
    fake_drs.fail_launch(bad, NO_ADDRESS)
    arn = execute(drs_client, server_step(good, bad), server_step(late))
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_recovery_plan_execution(arn)
    assert str(caught.value) == (
        f"{arn}: FAILED (a step failed; see the execution's steps for details);"
        " step 1 (step) is FAILED (not recovered, see"
        f" {caught.value.outcome.failed[0].job_id}: {bad});"
        f" 2 of 3 servers failed: {bad}: LAUNCH_FAILED: {NO_ADDRESS};"
        f" {late}: no job was started for it, and its step is NOT_STARTED"
    )
    outcome = caught.value.outcome
    assert isinstance(outcome, ExecutionOutcome)
    assert not outcome.is_success
    assert verdicts(outcome) == ["SUCCEEDED", "FAILED", "FAILED"]
    assert len(outcome.recovery_instance_ids) == 1
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert again.outcome == outcome
    assert (
        drs_client.wait_for_recovery_plan_execution(arn, raise_on_failure=False)
        == outcome
    )


def test_a_retry_continues_from_the_outcome(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A server that failed waits again for its new job, and another one is kept."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad)
    arn = execute(drs_client, server_step(good, bad))
    failed = drs_client.wait_for_recovery_plan_execution(arn, raise_on_failure=False)
    drs_client.retry_recovery_plan_execution_step(failed.steps[0])
    retried = drs_client.check_recovery_plan_execution(arn, previous=failed)
    assert verdicts(retried) == ["SUCCEEDED", "WAITING"]
    assert retried.servers[0] == failed.servers[0]
    fake_drs.advance(hours=1)
    outcome = drs_client.check_recovery_plan_execution(arn, previous=retried)
    assert outcome.is_success
    assert verdicts(outcome) == ["SUCCEEDED", "SUCCEEDED"]


def test_an_optional_failure(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Its server and its step are in the outcome, which is a success all the same."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    step = server_step(good, bad, impact_level="OPTIONAL")
    arn = execute(drs_client, step)
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    assert outcome.is_success
    outcome.raise_for_failure()
    reason = f"LAUNCH_FAILED: {NO_ADDRESS}"
    assert [server.reason for server in outcome.failed] == [reason]
    detail = f"not recovered, see {outcome.jobs[0].job_id}: {bad}"
    assert outcome.steps[0].error_detail is not None
    assert outcome.steps[0].error_detail.message == detail
    assert str(outcome) == (
        f"{arn}: COMPLETED; step 1 (step) is COMPLETED ({detail});"
        f" 1 of 2 servers failed: {bad}: {reason}"
    )


def test_the_detail_of_a_step_is_cut_off(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A step can name 100 servers, but the text of an outcome stays readable."""
    ids = [protected_server(fake_drs) for _ in range(100)]
    for server_id in ids:
        fake_drs.fail_launch(server_id)
    arn = execute(drs_client, server_step(*ids, impact_level="OPTIONAL"))
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    assert "…); 100 of 100 servers failed: " in str(outcome)
    assert len(str(outcome)) < 2500


def test_a_step_whose_job_is_refused(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Its servers have no job, and the reason of the step."""
    for _ in range(20):
        drs_client.start_recovery([protected_server(fake_drs)], is_drill=True)
    server_id = protected_server(fake_drs)
    arn = execute(drs_client, server_step(server_id), WAIT)
    outcome = drs_client.wait_for_recovery_plan_execution(arn, raise_on_failure=False)
    assert verdicts(outcome) == ["FAILED"]
    assert (outcome.failed[0].reason or "").startswith(
        "no job was started for it, and its step is FAILED: at most 20 jobs"
    )


def test_a_server_without_a_job(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Once its step is COMPLETED, it has failed; the step need not be the last."""
    server_id = protected_server(fake_drs)
    arn = execute(drs_client, server_step(server_id, impact_level="OPTIONAL"), WAIT)
    fake_drs.advance(minutes=10)
    steps: list[Any] = list(
        map(to_wire, drs_client.list_recovery_plan_execution_steps(arn))
    )
    (server,) = steps[0]["configuration"]["executionServerStepConfiguration"]["servers"]
    del server["jobID"]
    fake_drs.answer(
        "ListRecoveryPlanExecutionSteps", json={"recoveryPlanExecutionSteps": steps}
    )
    outcome = drs_client.check_recovery_plan_execution(arn)
    assert [server.reason for server in outcome.servers] == [
        "no job was started for it, and its step is COMPLETED"
    ]


def test_a_skipped_step(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Its servers are not launched, as soon as it is skipped; the rest is a success."""
    one, two = protected_server(fake_drs), protected_server(fake_drs)
    arn = execute(drs_client, server_step(one), server_step(two))
    skip(drs_client, drs_client.check_recovery_plan_execution(arn), 1)
    first = drs_client.check_recovery_plan_execution(arn)
    assert verdicts(first) == ["WAITING", "FAILED"]
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    assert outcome.is_success
    assert verdicts(outcome) == ["SUCCEEDED", "FAILED"]
    assert str(outcome) == (
        f"{arn}: COMPLETED (Completed with skipped steps. View execution details for"
        f" more information.); 1 of 2 servers failed: {two}: its step was skipped"
    )


def test_a_failed_check(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The execution has the server that failed the check."""
    arn = execute(drs_client, server_step(fake_drs.add_source_server()))
    with pytest.raises(
        RecoveryFailedError, match=r"FAILED \(SourceServer s-.* finished initial sync\)"
    ):
        drs_client.wait_for_recovery_plan_execution(arn)


def test_a_cancelled_execution(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Running launches go on; the wait continues until they have ended."""
    one, two = protected_server(fake_drs), protected_server(fake_drs)
    arn = execute(drs_client, server_step(one), server_step(two))
    fake_drs.advance(minutes=1)
    drs_client.cancel_recovery_plan_execution(arn)
    assert not drs_client.check_recovery_plan_execution(arn).has_ended
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_recovery_plan_execution(arn)
    assert str(caught.value) == (
        f"{arn}: CANCELLED; 1 of 2 servers failed: {two}: its step was skipped"
    )


def test_an_execution_that_times_out(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """It has ended and failed, with a status that the service model lacks."""
    steps = [server_step(protected_server(fake_drs)), *[wait_step(120)] * 13]
    arn = execute(drs_client, *steps)
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_recovery_plan_execution(arn, poll_interval=3600)
    assert str(caught.value) == (
        f"{arn}: TIMED_OUT (the execution did not end within 24 hours);"
        " step 13 (step) is TIMED_OUT; 1 server is done"
    )
    outcome = drs_client.check_recovery_plan_execution(arn)
    assert caught.value.outcome == outcome
    assert outcome.execution.status is RecoveryPlanExecutionStatus.TIMED_OUT
    assert outcome.has_ended
    assert not outcome.is_success
    wire = json.loads(json.dumps(to_wire(outcome)))
    assert from_wire(ExecutionOutcome, wire) == outcome


def test_servers_of_a_step_that_times_out(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The job goes on when the wait has ended, and a server after it has no job."""
    first, second, third = (protected_server(fake_drs) for _ in range(3))
    waits = [wait_step(119)] * 12
    arn = execute(drs_client, server_step(first), *waits, server_step(second, third))
    fake_drs.advance(hours=24)
    outcome = drs_client.check_recovery_plan_execution(arn)
    assert outcome.has_ended
    assert verdicts(outcome) == ["SUCCEEDED", "WAITING", "WAITING"]
    assert "step 14 (step) is TIMED_OUT; 2 of 3 servers are not done" in str(outcome)
    (job_id,) = {server.job_id for server in outcome.waiting}
    assert drs_client.wait_for_job(job_id or "").is_success


def test_an_execution_of_unknown_status_continues(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A status that this version does not know is not the end."""
    arn = execute(drs_client, server_step(protected_server(fake_drs)))
    execution = drs_client.get_recovery_plan_execution(arn)
    wire = {**to_wire(execution), "status": "THINKING"}
    fake_drs.answer("GetRecoveryPlanExecution", json={"recoveryPlanExecution": wire})
    assert drs_client.wait_for_recovery_plan_execution(arn).is_success


def test_a_wait_can_time_out(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The error has the status of the execution."""
    server_id = protected_server(fake_drs)
    arn = execute(drs_client, server_step(server_id))
    with pytest.raises(WaitTimeoutError) as caught:
        drs_client.wait_for_recovery_plan_execution(arn, timeout=60)
    assert str(caught.value).endswith(
        f"after 60 s: {arn}: IN_PROGRESS; step 1 (step) is EXECUTING;"
        f" 1 of 1 server is not done: {server_id}: PENDING"
    )


def test_a_job_that_was_deleted(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The result for its server is unknown, unless an earlier poll found it."""
    one, two = protected_server(fake_drs), protected_server(fake_drs)
    arn = execute(drs_client, server_step(one), server_step(two), WAIT)
    fake_drs.advance(minutes=20)
    early = drs_client.check_recovery_plan_execution(arn)
    assert verdicts(early) == ["SUCCEEDED", "SUCCEEDED"]
    job_id = early.servers[0].job_id or ""
    drs_client.delete_job(job_id)
    fake_drs.advance(minutes=10)
    outcome = drs_client.wait_for_recovery_plan_execution(arn)
    assert outcome.is_success
    assert outcome.servers[1].recovery_instance_id
    (failed,) = outcome.failed
    assert failed.job_id == job_id
    reason = f"unknown: {job_id} was deleted, or does not include the server"
    assert failed.reason == reason
    known = drs_client.check_recovery_plan_execution(arn, previous=early)
    assert not known.failed


def answer_with_server(fake: FakeDrs, drs: DrsClient, server: dict[str, str]) -> str:
    """Let the next list of an execution's steps have an odd server; return its ARN."""
    arn = execute(drs, server_step(protected_server(fake)), WAIT)
    (step, _) = drs.list_recovery_plan_execution_steps(arn)
    wire: dict[str, object] = {
        **to_wire(step),
        "configuration": {"executionServerStepConfiguration": {"servers": [server]}},
    }
    fake.answer(
        "ListRecoveryPlanExecutionSteps", json={"recoveryPlanExecutionSteps": [wire]}
    )
    return arn


def test_a_server_without_a_name(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An execution with an odd server is polled all the same."""
    arn = answer_with_server(fake_drs, drs_client, {"serverArn": ""})
    outcome = drs_client.check_recovery_plan_execution(arn)
    assert [str(server) for server in outcome.servers] == ["a server: not started"]


def test_a_server_without_an_arn(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The service always sends it, so a response without it is damaged."""
    arn = answer_with_server(fake_drs, drs_client, {})
    with pytest.raises(DrsResponseError) as caught:
        drs_client.check_recovery_plan_execution(arn)
    assert caught.value.path == (
        "recoveryPlanExecutionSteps[0].configuration"
        ".executionServerStepConfiguration.servers[0].serverArn"
    )
    assert drs_client.check_recovery_plan_execution(arn).servers


def test_each_stage_goes_to_json_and_back(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An engine can keep the outcome between polls, and in the end it has the same."""
    good, bad = protected_server(fake_drs), protected_server(fake_drs)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    arn = execute(drs_client, server_step(good), WAIT, server_step(bad))
    previous: ExecutionOutcome | None = None
    while previous is None or not previous.has_ended:
        outcome = drs_client.check_recovery_plan_execution(arn, previous=previous)
        wire = json.loads(json.dumps(to_wire(outcome)))
        previous = from_wire(ExecutionOutcome, wire)
        assert previous == outcome
        again: object = pickle.loads(pickle.dumps(outcome))  # noqa: S301 - our own
        assert again == outcome
        fake_drs.advance(minutes=1)
    assert verdicts(previous) == ["SUCCEEDED", "FAILED"]
    assert drs_client.check_recovery_plan_execution(arn) == previous
    before = len(fake_drs.requests)
    assert drs_client.check_recovery_plan_execution(arn, previous=previous) == previous
    assert operations(fake_drs)[before:] == [
        "GetRecoveryPlanExecution",
        "ListRecoveryPlanExecutionSteps",
    ]
