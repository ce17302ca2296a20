from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from drsclient import AccessDeniedException, DrsError, ThrottlingException
from drsclient.errors import AuthenticationException, WaitTimeoutError
from drsclient.testing import FakeDrs, Html, Reset, ServiceError, Truncated

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.models import Job
    from drsclient.outcomes import JobOutcome
    from drsclient.testing import Fault

OPERATIONS = ["DescribeJobs", "DescribeJobLogItems", "DescribeRecoveryInstances"]
TRANSIENT: list[Fault] = [
    ServiceError("ThrottlingException", retry_after=120),
    ServiceError("InternalServerException"),
    Html(status_code=200),
    Html(status_code=503),
    Reset(),
    Truncated(),
]
NO_ADDRESS = "The subnet has no free address."


@pytest.fixture
def jobs(fake_drs: FakeDrs, drs_client: DrsClient) -> list[Job]:
    """Start a job that fails, and one that does not name what it launches."""
    good, bad = (fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2))
    fake_drs.fail_launch(bad, NO_ADDRESS)
    return [
        drs_client.start_recovery([good], is_drill=False),
        drs_client.start_recovery([bad], is_drill=False),
    ]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("fault", TRANSIENT, ids=repr)
def test_transient_errors_do_not_end_a_wait(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    jobs: list[Job],
    operation: str,
    fault: Fault,
) -> None:
    """Nothing is missing in the outcome, however often a call failed before."""
    fake_drs.inject(fault, operation, times=3)
    outcome = drs_client.wait_for_job(jobs, raise_on_failure=False)
    assert len(outcome.recovery_instance_ids) == 1
    assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"
    failed = fake_drs.assert_requested(operation)
    assert len(failed) > 3


def test_a_throttled_poll_repeats_no_call(
    fake_drs: FakeDrs, drs_client: DrsClient, jobs: list[Job]
) -> None:
    """Each poll resumes where a throttle interrupted it, or it would never end."""
    fake_drs.throttle(1)
    outcome = drs_client.wait_for_job(jobs, raise_on_failure=False)
    assert len(outcome.recovery_instance_ids) == 1
    assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"


def test_a_throttled_poll_reads_each_page_of_a_log_once() -> None:
    """Otherwise, a log of two pages would never be read."""
    with FakeDrs(page_size=3) as fake:
        server_id = fake.add_source_server(state="CONTINUOUS")
        fake.fail_launch(server_id, NO_ADDRESS)
        drs = fake.client()
        job = drs.start_recovery([server_id], is_drill=True)
        fake.throttle(1)
        outcome = drs.wait_for_job(job, raise_on_failure=False)
        assert outcome.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"
        requests = fake.assert_requested("DescribeJobLogItems")
        pages = [
            request.parameters.get("nextToken")
            for request in requests
            if request.outcome == "OK"
        ]
        assert len(pages) == len(set(pages)) > 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_check_fails_with_a_transient_error(
    fake_drs: FakeDrs, drs_client: DrsClient, jobs: list[Job], operation: str
) -> None:
    """A job is not reported as ended before its log has been read."""
    first = drs_client.check_job(jobs)
    fake_drs.advance(hours=1)
    fake_drs.fail(operation, "ThrottlingException", retry_after=9)
    with pytest.raises(ThrottlingException) as caught:
        drs_client.check_job(jobs, previous=first)
    assert caught.value.retry_after == 9
    last = drs_client.check_job(jobs, previous=first)
    assert len(last.recovery_instance_ids) == len(last.failed) == 1


def test_a_wait_times_out_during_a_transient_error(
    fake_drs: FakeDrs, drs_client: DrsClient, jobs: list[Job]
) -> None:
    """The outcome is that of the last poll that succeeded."""
    fake_drs.fail("DescribeJobLogItems", "ThrottlingException", times=None)
    seen: list[JobOutcome] = []
    with pytest.raises(WaitTimeoutError) as caught:
        drs_client.wait_for_job(jobs, timeout=1800, on_progress=seen.append)
    assert caught.value.outcome is seen[-1]
    assert not seen[-1].has_ended
    assert isinstance(caught.value.__cause__, ThrottlingException)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", AccessDeniedException),
        ("ExpiredTokenException", AuthenticationException),
    ],
)
def test_other_errors_end_a_wait(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    jobs: list[Job],
    code: str,
    kind: type[DrsError],
) -> None:
    """Without the jobs, there is nothing to wait for."""
    fake_drs.fail("DescribeJobs", code, times=None)
    with pytest.raises(kind):
        drs_client.wait_for_job(jobs)
    fake_drs.assert_requested("DescribeJobs", times=1)


def test_a_log_that_may_not_be_read(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    jobs: list[Job],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The outcome is not lost; the reason says why it is unknown."""
    fake_drs.fail("DescribeJobLogItems", "AccessDeniedException", message="not you")
    outcome = drs_client.wait_for_job(jobs, raise_on_failure=False)
    assert len(outcome.recovery_instance_ids) == 1
    reason = outcome.failed[0].reason or ""
    assert reason.startswith("unknown: the log of its job cannot be read: ")
    assert "not you" in reason
    assert outcome.failed[0].event is None
    assert [(r.name, r.levelno) for r in caplog.records] == [
        ("drsclient", logging.WARNING)
    ]
    assert f"The log of {jobs[1].job_id} cannot be read: " in caplog.text


def test_instances_that_may_not_be_described(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    jobs: list[Job],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The servers are launched nevertheless, and a warning says what is missing."""
    fake_drs.fail("DescribeRecoveryInstances", "AccessDeniedException", message="no")
    outcome = drs_client.wait_for_job(jobs, raise_on_failure=False)
    assert len(outcome.succeeded) == 1
    assert outcome.recovery_instance_ids == ()
    assert [(r.name, r.levelno) for r in caplog.records] == [
        ("drsclient", logging.WARNING)
    ]
    assert "recovery instances that were launched cannot be found: " in caplog.text
    # It is not tried again.
    assert drs_client.check_job(jobs, previous=outcome) == outcome
