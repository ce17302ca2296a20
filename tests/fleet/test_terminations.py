"""Terminations, whether or not their jobs name the recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient import ConflictException, from_wire, to_wire
from drsclient.outcomes import JobOutcome
from drsclient.testing import Assumptions, FakeDrs, Reset, ServiceError
from tests.fleet.jobs import jobs_of, sent, servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient import DrsClient

TERMINATE = "TerminateRecoveryInstances"
LOOK_UP = "DescribeRecoveryInstances"


@pytest.fixture(params=[True, False], ids=["instances", "servers"])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeDrs]:
    """Run a fake whose termination jobs name instances, or only source servers."""
    assumptions = Assumptions(termination_jobs_name_instances=request.param)
    with FakeDrs(assumptions=assumptions) as fake:
        yield fake


@pytest.fixture
def drs(fake: FakeDrs) -> DrsClient:
    """Create a client of the fake."""
    return fake.client()


@pytest.fixture
def nameless() -> Iterator[FakeDrs]:
    """Run a fake whose termination jobs name only source servers."""
    assumptions = Assumptions(termination_jobs_name_instances=False)
    with FakeDrs(assumptions=assumptions) as fake:
        yield fake


def launched(fake: FakeDrs, count: int) -> list[str]:
    """Add recovery instances of as many source servers."""
    return [fake.add_recovery_instance(key) for key in servers(fake, count)]


@pytest.mark.parametrize("are_entities", [True, False], ids=["entities", "IDs"])
def test_instances_are_terminated_and_named(
    fake: FakeDrs, drs: DrsClient, *, are_entities: bool
) -> None:
    """The outcome has the instances in the order given, and those that failed."""
    ids = launched(fake, 3)[::-1]
    given: list[Any] = list(ids)
    if are_entities:
        given = [drs.get_recovery_instance(key) for key in ids]
    started = drs.terminate_recovery_instances_many(given)
    assert list(started.succeeded) == ids
    (job,) = jobs_of(started)
    fake.advance(seconds=10)
    fake.trigger(f"{job.job_id}/{ids[1]}", "fail")
    outcome = drs.wait_for_job(started, raise_on_failure=False)
    assert [one.recovery_instance_id for one in outcome.servers] == ids
    (failed,) = outcome.failed
    assert failed.recovery_instance_id == ids[1]
    assert failed.reason == "CLEANUP_FAIL: the EC2 instance could not be terminated"
    again = drs.wait_for_job(drs.terminate_recovery_instances_many(outcome.failed))
    assert again.recovery_instance_ids == (ids[1],)


def test_a_later_check_knows_the_instances(fake: FakeDrs, drs: DrsClient) -> None:
    """The first check gets the outcome of the fleet, later ones the job alone."""
    ids = launched(fake, 2)
    started = drs.terminate_recovery_instances_many(ids)
    (job,) = jobs_of(started)
    first = drs.check_job(started)
    assert [one.recovery_instance_id for one in first.waiting] == ids
    fake.advance(minutes=30)
    previous = from_wire(JobOutcome, to_wire(first))
    last = drs.check_job(job.job_id, previous=previous)
    assert last.recovery_instance_ids == tuple(ids)


def test_a_job_by_its_id_has_at_least_the_source_servers(
    nameless: FakeDrs,
) -> None:
    """The outcome names the source servers, with the reason of a failure."""
    drs = nameless.client()
    ids = launched(nameless, 2)
    job = drs.terminate_recovery_instances(ids)
    nameless.advance(seconds=10)
    nameless.trigger(f"{job.job_id}/{ids[1]}", "fail")
    seen: list[JobOutcome] = []
    outcome = drs.wait_for_job(
        job.job_id, on_progress=seen.append, raise_on_failure=False
    )
    phases = {server.phase for each in seen for server in each.servers}
    assert phases == {"CLEANUP_START", None}
    first, second = outcome.servers
    assert (first.recovery_instance_id, second.recovery_instance_id) == (None, None)
    assert str(first) == f"{first.source_server_id}: TERMINATED"
    assert second.reason == "CLEANUP_FAIL: the EC2 instance could not be terminated"
    (left,) = drs.describe_recovery_instances()
    assert left.source_server_id == second.source_server_id


def test_two_instances_of_a_server_are_not_confused(
    nameless: FakeDrs,
) -> None:
    """Nothing tells which of them is meant, so neither is named."""
    drs = nameless.client()
    (server_id,) = servers(nameless, 1)
    ids = [nameless.add_recovery_instance(server_id) for _ in range(2)]
    started = drs.terminate_recovery_instances_many(ids)
    outcome = drs.wait_for_job(started)
    assert [one.source_server_id for one in outcome.servers] == [server_id] * 2
    assert outcome.recovery_instance_ids == ()


@pytest.mark.parametrize("pause", [0, 3600])
def test_a_lost_termination_of_ids_is_found(
    fake: FakeDrs, drs: DrsClient, pause: float
) -> None:
    """It is found even if the instances are gone when the job is searched for."""
    ids = launched(fake, 2)
    fake.inject(Reset(after_processing=True), TERMINATE)

    def wait(**_: object) -> None:
        fake.advance(seconds=pause)

    drs.boto3_client.meta.events.register(f"after-call-error.drs.{TERMINATE}", wait)
    started = drs.terminate_recovery_instances_many(ids)
    started.raise_for_failure()
    assert len(jobs_of(started)) == 1
    assert sent(fake, TERMINATE) == 1


def test_instances_are_looked_up_once_and_only_for_their_ids(
    fake: FakeDrs, drs: DrsClient
) -> None:
    """Entities have their source servers, and unknown IDs are not looked up again."""
    ids = launched(fake, 3)
    found = list(drs.describe_recovery_instances())
    before = sent(fake, LOOK_UP)
    drs.terminate_recovery_instances_many(found[:1])
    assert sent(fake, LOOK_UP) == before
    fake.fail(TERMINATE, "ThrottlingException", times=2)
    started = drs.terminate_recovery_instances_many([*ids[1:], "i-00000000"])
    assert list(started.succeeded) == ids[1:]
    assert sent(fake, LOOK_UP) == before + 1


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_a_failed_look_up_is_no_reason_not_to_terminate(
    fake: FakeDrs, drs: DrsClient, code: str
) -> None:
    """It is not even repeated for the next job if it is not permitted."""
    ids = launched(fake, 2)
    fake.fail(LOOK_UP, code, times=None)
    started = drs.terminate_recovery_instances_many(ids, servers_per_job=1)
    assert list(started.succeeded) == ids
    assert sent(fake, LOOK_UP) == (1 if code == "AccessDeniedException" else 2)


def test_an_id_that_is_not_valid_spoils_no_look_up(
    fake: FakeDrs, drs: DrsClient
) -> None:
    """It is left out, and the source servers of the others are known."""
    ids = launched(fake, 2)
    fake.inject(Reset(after_processing=True), TERMINATE)
    started = drs.terminate_recovery_instances_many([ids[0], "i-1", ids[1]])
    assert list(started.succeeded) == ids
    assert len(started.source_server_ids) == 2
    assert sent(fake, TERMINATE) == 1


def test_the_job_of_another_instance_is_not_taken_for_it(
    nameless: FakeDrs,
) -> None:
    """It has the same source server, but this fleet has started it for another."""
    drs = nameless.client()
    (server_id,) = servers(nameless, 1)
    ids = [nameless.add_recovery_instance(server_id) for _ in range(2)]
    nameless.inject(Reset(), TERMINATE, resource_id=ids[1])
    started = drs.terminate_recovery_instances_many(ids, servers_per_job=1)
    assert list(started.succeeded) == ids[:1]
    # The server is still in the first job, which is not that of the second instance.
    assert isinstance(started.failed[ids[1]], ConflictException)


def test_without_a_look_up_a_lost_termination_is_not_guessed(
    nameless: FakeDrs,
) -> None:
    """The errors say that the instances may have been terminated."""
    drs = nameless.client()
    ids = launched(nameless, 2)
    nameless.inject(Reset(after_processing=True), TERMINATE)
    nameless.inject(ServiceError("AccessDeniedException"), LOOK_UP, times=None)
    started = drs.terminate_recovery_instances_many(ids)
    assert {error.may_have_taken_effect for error in started.failed.values()} == {True}
    assert len(list(drs.describe_jobs())) == 1
