from __future__ import annotations

import logging
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, ServiceError
from tests.fake.recovery_plans import (
    create_plan,
    protected_server,
    server_step,
    start,
)

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.models import Job
    from drsclient.outcomes import ExecutionOutcome, JobOutcome

LOG = "DescribeJobLogItems"
PHASES = ["PENDING", "SNAPSHOT_END", "CONVERSION_START", "LAUNCH_START", "LAUNCHED"]


@pytest.fixture
def job(fake_drs: FakeDrs, drs_client: DrsClient) -> Job:
    """Start a drill of one server."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    return drs_client.start_recovery([server_id], is_drill=True)


def texts(outcomes: list[JobOutcome]) -> list[str]:
    """Return the different texts of the first participants, in order."""
    found = (str(outcome.parts[0]).rpartition(": ")[2] for outcome in outcomes)
    return [text for text, _ in groupby(found)]


def reads(fake: FakeDrs) -> int:
    """Count the requests for logs."""
    return sum(request.operation == LOG for request in fake.requests)


def test_a_callback_sees_the_phases(
    fake_drs: FakeDrs, drs_client: DrsClient, job: Job
) -> None:
    """The launch status is pending all the time; the log is read once per poll."""
    seen: list[JobOutcome] = []
    drs_client.wait_for_job(job, poll_interval=10, on_progress=seen.append)
    assert texts(seen) == PHASES
    assert reads(fake_drs) == len(seen) - 1
    statuses = {one.servers[0].launch_status for one in seen}
    assert statuses == {"PENDING", "IN_PROGRESS", "LAUNCHED"}
    assert seen[-1].servers[0].phase is None


def test_nobody_needs_the_phases_of_other_waits(
    fake_drs: FakeDrs, drs_client: DrsClient, job: Job
) -> None:
    """Without a callback, the log of a job that succeeds is never read."""
    assert drs_client.check_job(job).servers[0].phase is None
    assert drs_client.wait_for_job(job).is_success
    assert reads(fake_drs) == 0


def test_the_log_of_each_running_job_is_read(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """One that has ended is not read anymore, unless it has failed."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2)]
    jobs = [drs_client.start_recovery([ids[0]], is_drill=True)]
    fake_drs.advance(minutes=5)
    jobs.append(drs_client.start_recovery([ids[1]], is_drill=True))
    seen: list[JobOutcome] = []
    drs_client.wait_for_job(jobs, on_progress=seen.append)
    running = [job for one in seen for job in one.jobs if job.status != "COMPLETED"]
    assert reads(fake_drs) == len(running)


def test_the_phases_need_a_permission(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    job: Job,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Without it, there is one call and one warning, and the wait goes on."""
    fake_drs.fail(LOG, "AccessDeniedException", message="not you", times=None)
    seen: list[JobOutcome] = []
    with caplog.at_level(logging.WARNING, "drsclient"):
        drs_client.wait_for_job(job, poll_interval=10, on_progress=seen.append)
    assert texts(seen) == ["PENDING", "IN_PROGRESS", "LAUNCHED"]
    assert reads(fake_drs) == 1
    (message,) = caplog.messages
    assert message.startswith(f"The log of {job.job_id} cannot be read: ")


def test_a_log_that_cannot_be_read_is_not_read_for_the_reason(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason says that the log cannot be read."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail_launch(server_id)
    job = drs_client.start_recovery([server_id], is_drill=True)
    fake_drs.fail(LOG, "AccessDeniedException", message="not you", times=None)
    seen: list[JobOutcome] = []
    outcome = drs_client.wait_for_job(
        job, on_progress=seen.append, raise_on_failure=False
    )
    reason = outcome.servers[0].reason or ""
    assert reason.startswith("unknown: the log of its job cannot be read: ")
    assert reads(fake_drs) == len(caplog.messages) == 1


def test_transient_errors_of_the_log_delay_nothing(
    fake_drs: FakeDrs, drs_client: DrsClient, job: Job
) -> None:
    """The phases of the last poll stay, and the next poll reads the log again."""
    fake_drs.advance(minutes=2)
    before = fake_drs.now
    seen: list[JobOutcome] = []

    def record(outcome: JobOutcome) -> None:
        seen.append(outcome)
        if len(seen) == 1:
            fault = ServiceError("ThrottlingException", retry_after=3600)
            fake_drs.inject(fault, LOG, times=None)

    drs_client.wait_for_job(job, on_progress=record)
    assert texts(seen) == ["CONVERSION_START", "LAUNCHED"]
    assert reads(fake_drs) == len(seen) - 1
    assert (fake_drs.now - before).total_seconds() < 600


def test_networks_have_phases(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Their stacks and VPCs are known only in the end nevertheless."""
    drs_client.create_launch_configuration_template(
        export_bucket_arn="arn:aws:s3:::drs-templates"
    )
    network_id = fake_drs.add_source_network(state="PROTECTED")
    job = drs_client.start_source_network_recovery([network_id])
    seen: list[JobOutcome] = []
    drs_client.wait_for_job(job, poll_interval=10, on_progress=seen.append)
    assert "DEPLOY_NETWORK_CONFIGURATION_START" in texts(seen)
    assert {one.networks[0].stack_name for one in seen[:-1]} == {None}
    assert seen[-1].networks[0].stack_name


def test_executions_have_phases(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The servers of an execution are in jobs, and the logs of these are read."""
    plan = create_plan(drs_client.boto3_client, server_step(protected_server(fake_drs)))
    execution = start(drs_client.boto3_client, plan)
    seen: list[ExecutionOutcome] = []
    drs_client.wait_for_recovery_plan_execution(execution, on_progress=seen.append)
    phases = {server.phase for outcome in seen for server in outcome.servers}
    assert phases >= {"CONVERSION_START", "LAUNCH_START"}
    before = reads(fake_drs)
    execution = start(drs_client.boto3_client, plan)
    drs_client.wait_for_recovery_plan_execution(execution)
    assert reads(fake_drs) == before
