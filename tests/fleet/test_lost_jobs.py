from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from drsclient import (
    AccessDeniedException,
    ConflictException,
    DrsClient,
    DrsConnectionError,
)
from drsclient.models import InitiatedBy
from drsclient.testing import FakeDrs, Html, Reset, ServiceError, Truncated
from tests.fleet.jobs import jobs_of, participants, sent, servers

if TYPE_CHECKING:
    from drsclient.testing import Fault


def inject_before_the_job(
    fake: FakeDrs, drs: DrsClient, fault: Fault, *, times: int = 1
) -> None:
    """Let the search for the first job fail, but not the look-up before it."""

    def inject(**_: object) -> None:
        if sent(fake, "StartRecovery") == 0:
            fake.inject(fault, "DescribeJobs", times=times)

    drs.boto3_client.meta.events.register("before-call.drs.StartRecovery", inject)


@pytest.mark.parametrize("fault", [Reset(after_processing=True), Truncated()], ids=str)
def test_a_job_whose_response_was_lost_is_found(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """The job is the result, and nothing is started twice."""
    ids = servers(fake_drs, 201)
    fake_drs.inject(fault, "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    assert sent(fake_drs, "StartRecovery") == 3
    jobs = {job.job_id: participants(job) for job in drs_client.describe_jobs()}
    assert jobs == {
        outcome.succeeded[ids[0]].job_id: ids[:100],
        outcome.succeeded[ids[100]].job_id: ids[100:200],
        outcome.succeeded[ids[200]].job_id: ids[200:],
    }


def test_a_termination_whose_response_was_lost_is_found(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It is found although there is the job that launched the same servers."""
    ids = servers(fake_drs, 2)
    drs_client.start_recovery_many(ids, is_drill=True).raise_for_failure()
    fake_drs.advance(hours=1)
    instances = list(drs_client.describe_recovery_instances())
    fake_drs.inject(Reset(after_processing=True), "TerminateRecoveryInstances")
    outcome = drs_client.terminate_recovery_instances_many(instances)
    outcome.raise_for_failure()
    (job,) = jobs_of(outcome)
    assert job.initiated_by == InitiatedBy.TERMINATE_RECOVERY_INSTANCES
    assert sent(fake_drs, "TerminateRecoveryInstances") == 1


def test_a_job_is_found_although_the_first_list_of_jobs_failed(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The jobs that existed before are listed again, so that the new one is known."""
    ids = servers(fake_drs, 2)
    fake_drs.inject(ServiceError("ThrottlingException"), "DescribeJobs", times=3)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    assert sent(fake_drs, "StartRecovery") == 1


@pytest.mark.parametrize("timeout", [14400, 5])
def test_without_the_list_of_jobs_a_lost_response_is_the_result(
    fake_drs: FakeDrs, drs_client: DrsClient, timeout: float
) -> None:
    """Nothing is repeated, and recovery does not wait for long."""
    ids = servers(fake_drs, 2)
    fake_drs.inject(
        ServiceError("ThrottlingException", retry_after=7), "DescribeJobs", times=None
    )
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    before = fake_drs.now
    outcome = drs_client.start_recovery_many(
        ids, is_drill=True, servers_per_job=1, timeout=timeout
    )
    if timeout > 60:
        assert isinstance(outcome.failed[ids[0]], DrsConnectionError)
        assert outcome.failed[ids[0]].may_have_taken_effect
        assert list(outcome.succeeded) == ids[1:]
        assert sent(fake_drs, "StartRecovery") == 2
        assert sent(fake_drs, "DescribeJobs") == 5
    assert (fake_drs.now - before).total_seconds() < min(timeout + 1, 60)


@pytest.mark.parametrize(
    "fault",
    [
        Reset(),
        Html(status_code=502),
        Html(status_code=200),
        ServiceError("InternalServerException"),
    ],
    ids=str,
)
def test_a_job_that_was_not_started_is_started_again(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """A job of other servers, or an earlier job of these, is not taken for it."""
    ids = servers(fake_drs, 2)
    earlier = drs_client.start_recovery(ids, is_drill=True)
    fake_drs.advance(minutes=30)
    other = drs_client.start_recovery(servers(fake_drs, 1), is_drill=True)
    fake_drs.inject(fault, "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    (job,) = jobs_of(outcome)
    assert job.job_id not in {earlier.job_id, other.job_id}
    assert [job.job_id for job in drs_client.describe_jobs()] == [
        job.job_id,
        other.job_id,
        earlier.job_id,
    ]


def test_a_job_that_has_ended_meanwhile_is_found(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A job that failed within the pause before the next attempt is the result."""
    ids = servers(fake_drs, 1)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    throttle = ServiceError("ThrottlingException", retry_after=3600)
    inject_before_the_job(fake_drs, drs_client, throttle)
    outcome = drs_client.start_recovery_many(ids, is_drill=True, timeout=10000)
    (job,) = outcome.succeeded.values()
    assert job.status == "COMPLETED"
    assert sent(fake_drs, "StartRecovery") == 1


def test_botocore_does_not_retry_before_the_job_is_searched_for(
    fake_drs: FakeDrs,
) -> None:
    """The job that the lost response was for is found, and nothing is sent again."""
    ids = servers(fake_drs, 2)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    twice = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    outcome = fake_drs.client(config=twice).start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    assert sent(fake_drs, "StartRecovery") == 1
    assert len(jobs_of(outcome)) == 1


def test_a_refusal_is_a_refusal(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """After a lost response, the refusal is the result if there is no such job."""
    ids = servers(fake_drs, 1)
    fake_drs.inject(Reset(), "StartRecovery")
    fake_drs.fail("StartRecovery", "AccessDeniedException")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    assert isinstance(outcome.failed[ids[0]], AccessDeniedException)


def test_a_drill_is_not_taken_for_a_recovery(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The same servers are in a job, but of another kind."""
    ids = servers(fake_drs, 1)
    drs_client.start_recovery(ids, is_drill=True)
    fake_drs.inject(Reset(), "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=False)
    assert isinstance(outcome.failed[ids[0]], ConflictException)


def test_a_job_that_has_ended_before_is_not_taken_for_it(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """However recent it is, an earlier job of the same servers is another one."""
    ids = servers(fake_drs, 1)
    fake_drs.fail_launch(ids[0], at="SNAPSHOT")
    earlier = drs_client.start_recovery(ids, is_drill=True)
    fake_drs.advance(minutes=1)
    assert next(drs_client.describe_jobs()).status == "COMPLETED"
    fake_drs.inject(Reset(), "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    assert outcome.succeeded[ids[0]].job_id != earlier.job_id


def test_a_job_that_is_older_is_not_taken_for_it(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """If another job has kept the servers busy for some time, the refusal stands."""
    ids = servers(fake_drs, 1)
    drs_client.start_recovery(ids, is_drill=True)
    fake_drs.advance(minutes=6)
    fake_drs.inject(Reset(), "StartRecovery")
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    assert isinstance(outcome.failed[ids[0]], ConflictException)


def test_a_failed_search_is_repeated_before_another_start(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """While it is unknown whether there is a job, none is started."""
    ids = servers(fake_drs, 1)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    inject_before_the_job(fake_drs, drs_client, Reset(), times=2)
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    assert sent(fake_drs, "StartRecovery") == 1
    assert sent(fake_drs, "DescribeJobs") == 4


class WrongClock:
    """The clock of a fake, with a time of day that is wrong."""

    def __init__(self, fake: FakeDrs, seconds: float) -> None:
        self._fake = fake
        self._seconds = seconds

    def time(self) -> float:
        """Return the wrong time."""
        return self._fake.time() + self._seconds

    def monotonic(self) -> float:
        """Return the virtual time, which only has to be monotonic."""
        return self._fake.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass."""
        self._fake.sleep(seconds)


@pytest.mark.parametrize("minutes", [-14, 0, 14])
def test_a_job_is_found_by_a_machine_whose_clock_is_wrong(
    fake_drs: FakeDrs, minutes: int
) -> None:
    """The job has ended already, and an earlier one of the same server is not it."""
    ids = servers(fake_drs, 1)
    fake_drs.fail_launch(ids[0], at="SNAPSHOT", times=2)
    drs = DrsClient(
        client=fake_drs.boto3_client(), clock=WrongClock(fake_drs, minutes * 60)
    )
    earlier = drs.start_recovery(ids, is_drill=True)
    fake_drs.advance(minutes=1)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    throttle = ServiceError("ThrottlingException", retry_after=60)

    def inject_throttle(**_: object) -> None:
        fake_drs.inject(throttle, "DescribeJobs")

    drs.boto3_client.meta.events.register(
        "after-call-error.drs.StartRecovery", inject_throttle
    )
    outcome = drs.start_recovery_many(ids, is_drill=True)
    (job,) = outcome.succeeded.values()
    assert job.status == "COMPLETED"
    assert job.job_id != earlier.job_id
    assert sent(fake_drs, "StartRecovery") == 2


def test_a_throttled_search_does_not_hide_the_lost_response(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The result says that servers may have been launched."""
    ids = servers(fake_drs, 1)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    throttle = ServiceError("ThrottlingException", retry_after=30)
    inject_before_the_job(fake_drs, drs_client, throttle, times=1000)
    outcome = drs_client.start_recovery_many(ids, is_drill=True, timeout=600)
    error = outcome.failed[ids[0]]
    assert isinstance(error, DrsConnectionError)
    assert error.may_have_taken_effect
    assert sent(fake_drs, "StartRecovery") == 1


def test_a_lost_job_is_found_although_the_next_call_left_a_server_out(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The list of jobs lags behind: the job of all is the result of the others."""
    ids = servers(fake_drs, 3)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    fake_drs.answer("DescribeJobs", json={"items": []}, times=4)
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    (job,) = jobs_of(outcome)
    assert participants(job) == ids
    assert list(outcome.succeeded) == ids[1:]
    assert outcome.failed[ids[0]].may_have_taken_effect
    assert sent(fake_drs, "StartRecovery") == 2


def test_what_was_lost_is_no_call_that_was_not_attempted(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The deadline passes after a lost response and a refusal of one server."""
    ids = servers(fake_drs, 3)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    fake_drs.answer("DescribeJobs", json={"items": []}, times=None)

    def pass_time(**_: object) -> None:
        fake_drs.advance(hours=1)

    drs_client.boto3_client.meta.events.register(
        "after-call.drs.StartRecovery", pass_time
    )
    outcome = drs_client.start_recovery_many(ids, is_drill=True, timeout=600)
    assert list(outcome.failed) == ids
    assert all(error.may_have_taken_effect for error in outcome.failed.values())


def test_a_call_with_a_token_of_its_own_is_not_repeated(fake_drs: FakeDrs) -> None:
    """A call after a lost attempt and a throttle would have another client token."""
    fake_drs.inject(Reset(after_processing=True), "CreateRecoveryPlan")
    throttle = ServiceError("ThrottlingException")
    fake_drs.inject(throttle, "CreateRecoveryPlan", times=1)
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    drs = fake_drs.client(config=config)
    outcome = drs.call_many(lambda name: drs.create_recovery_plan(name=name), ["a"])
    assert outcome.failed["a"].may_have_taken_effect
    assert sent(fake_drs, "CreateRecoveryPlan") == 2


def test_a_lost_job_is_found_after_a_refusal(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The list of jobs lags behind: the second call is refused because of the job."""
    ids = servers(fake_drs, 3)
    fake_drs.inject(Reset(after_processing=True), "StartRecovery")
    fake_drs.answer("DescribeJobs", json={"items": []}, times=3)
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    outcome.raise_for_failure()
    (job,) = jobs_of(outcome)
    assert participants(job) == ids
    assert sent(fake_drs, "StartRecovery") == 2
