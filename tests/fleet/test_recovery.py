from __future__ import annotations

import signal
import threading
from typing import Any

import pytest

from drsclient import (
    ConflictException,
    DrsClient,
    DrsParameterError,
    FleetInterrupt,
    InternalServerException,
    NotAttemptedError,
    ThrottlingException,
)
from drsclient.models import InitiatedBy, Job, StartRecoveryRequestSourceServer
from drsclient.testing import FakeDrs, ServiceError
from tests.fleet.jobs import jobs_of, participants, sent, servers


def test_a_drill_of_many_servers_has_few_jobs(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """250 servers need three jobs, and each server's result is its own job."""
    ids = servers(fake_drs, 250)
    outcome = drs_client.start_recovery_many(ids, is_drill=True, tags={"why": "drill"})
    outcome.raise_for_failure()
    assert outcome.operation_name == "StartRecovery"
    assert list(outcome.results) == ids
    assert sent(fake_drs, "StartRecovery") == 3
    jobs = jobs_of(outcome)
    assert [len(job.participating_servers) for job in jobs] == [100, 100, 50]
    for source_server_id, job in outcome.succeeded.items():
        assert source_server_id in participants(job)
        assert job.initiated_by == InitiatedBy.START_DRILL
        assert job.tags == {"why": "drill"}


@pytest.mark.no_cover
def test_each_job_is_listed_once(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """In the order of the first server of each; a server without a job has none."""
    ids = servers(fake_drs, 201)
    unknown = "s-ffffffffffffffff0"
    outcome = drs_client.start_recovery_many([unknown, *reversed(ids)], is_drill=True)
    assert list(outcome.failed) == [unknown]
    jobs = list(drs_client.describe_jobs())
    assert sorted(outcome.job_ids) == sorted(job.job_id for job in jobs)
    assert outcome.job_ids == tuple(job.job_id for job in jobs_of(outcome))
    waited = drs_client.wait_for_job(outcome.job_ids)
    assert len(waited.recovery_instance_ids) == 201
    terminated = drs_client.terminate_recovery_instances_many(waited.servers)
    assert len(terminated.job_ids) == 3
    assert not set(terminated.job_ids) & set(outcome.job_ids)
    nobody = drs_client.start_recovery_many([unknown], is_drill=True)
    assert nobody.job_ids == ()
    assert drs_client.start_recovery_many([], is_drill=True).job_ids == ()


def test_a_drill_goes_through_to_its_end(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """All jobs of a fleet can be waited for together."""
    ids = servers(fake_drs, 250)
    launches = drs_client.start_recovery_many(ids, is_drill=True)
    launched = drs_client.wait_for_job(launches)
    assert launched.is_success
    assert [server.source_server_id for server in launched.servers] == ids
    terminations = drs_client.terminate_recovery_instances_many(
        launched.recovery_instance_ids
    )
    assert drs_client.wait_for_job(terminations).is_success
    assert len(list(drs_client.describe_jobs())) == 6
    assert list(drs_client.describe_recovery_instances()) == []


@pytest.mark.no_cover
def test_instances_are_terminated_with_few_jobs(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The instances may be given as they were described."""
    ids = servers(fake_drs, 201)
    for source_server_id in ids:
        fake_drs.add_recovery_instance(source_server_id, is_drill=True)
    instances = list(drs_client.describe_recovery_instances())
    outcome = drs_client.terminate_recovery_instances_many(instances)
    outcome.raise_for_failure()
    assert outcome.operation_name == "TerminateRecoveryInstances"
    assert list(outcome.results) == [one.recovery_instance_id for one in instances]
    assert len(jobs_of(outcome)) == 3
    fake_drs.advance(hours=1)
    assert list(drs_client.describe_recovery_instances()) == []


def test_servers_are_given_in_any_form(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """IDs, servers and requests with a snapshot go into one job, each once."""
    first, second, third = servers(fake_drs, 3)
    fake_drs.advance(hours=1)
    snapshot = next(iter(drs_client.describe_recovery_snapshots(third)))
    chosen = StartRecoveryRequestSourceServer(
        source_server_id=third, recovery_snapshot_id=snapshot.snapshot_id
    )
    (server,) = drs_client.describe_source_servers(source_server_ids=[second])
    outcome = drs_client.start_recovery_many(
        [first, server, chosen, first, second, chosen], is_drill=False
    )
    assert list(outcome.succeeded) == [first, second, third]
    (request,) = fake_drs.assert_requested("StartRecovery")
    assert request.parameters == {
        "isDrill": False,
        "sourceServers": [
            {"sourceServerID": first},
            {"sourceServerID": second},
            {
                "sourceServerID": third,
                "recoverySnapshotID": snapshot.snapshot_id,
            },
        ],
    }
    assert drs_client.start_recovery_many([], is_drill=True).results == {}


def test_outcomes_lead_from_one_step_to_the_next(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Servers in outcomes and jobs can be passed on unchanged."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    started = drs_client.start_replication_many(ids)
    protected = drs_client.wait_for_replication(started.succeeded.values())
    launches = drs_client.start_recovery_many(protected.succeeded, is_drill=True)
    launched = drs_client.wait_for_job(launches)
    terminations = drs_client.terminate_recovery_instances_many(launched.servers)
    assert drs_client.wait_for_job(terminations).is_success
    job = next(iter(launches.succeeded.values()))
    stopped = drs_client.stop_replication_many(job.participating_servers)
    assert list(stopped.succeeded) == ids
    again = drs_client.check_replication(job.participating_servers[0])
    assert [server.source_server_id for server in again.failed] == ids[:1]


def test_a_server_has_one_snapshot(drs_client: DrsClient) -> None:
    """Two snapshots of one server cannot both be launched."""
    chosen = StartRecoveryRequestSourceServer(
        source_server_id="s-1", recovery_snapshot_id="pit-1"
    )
    with pytest.raises(DrsParameterError, match=r"source_servers\[1\].*same snapshot"):
        drs_client.start_recovery_many(["s-1", chosen], is_drill=True)


def test_a_persistent_error_is_the_result_of_each_server(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The error is the result of each server, after a few attempts."""
    ids = servers(fake_drs, 2)
    fake_drs.fail("StartRecovery", "InternalServerException", times=None)
    outcome = drs_client.start_recovery_many(ids, is_drill=True)
    assert list(outcome.failed) == ids
    assert {type(error) for error in outcome.failed.values()} == {
        InternalServerException
    }
    assert sent(fake_drs, "StartRecovery") == 5


def test_throttled_calls_are_retried(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """They take virtual time, and no search for a job, because nothing was started."""
    ids = servers(fake_drs, 1)
    fake_drs.fail("StartRecovery", "ThrottlingException", times=8, retry_after=30)
    before = fake_drs.now
    drs_client.start_recovery_many(ids, is_drill=True).raise_for_failure()
    assert (fake_drs.now - before).total_seconds() >= 240
    assert sent(fake_drs, "DescribeJobs") == 1  # before the first call


def test_after_the_timeout_the_rest_is_not_attempted(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each server without an attempt says so."""
    ids = servers(fake_drs, 201)
    fake_drs.fail("StartRecovery", "ThrottlingException", times=None, retry_after=30)
    outcome = drs_client.start_recovery_many(ids, is_drill=True, timeout=60)
    last = outcome.failed[ids[-1]]
    assert isinstance(last, NotAttemptedError)
    assert (
        str(last)
        == "StartRecovery was not called before the timeout, Ctrl-C or cancellation"
    )
    assert len(outcome.failed) == 201
    with pytest.raises(DrsParameterError, match="timeout=-1"):
        drs_client.start_recovery_many(ids, is_drill=True, timeout=-1)


def test_the_timeout_is_for_all_attempts(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It does not restart when a server is left out."""
    ids = servers(fake_drs, 2)
    throttle = ServiceError("ThrottlingException", retry_after=40)
    conflict = ServiceError("ConflictException", members={"resourceId": ids[0]})
    fake_drs.inject(throttle, "StartRecovery")
    fake_drs.inject(conflict, "StartRecovery")
    fake_drs.inject(throttle, "StartRecovery", times=None)
    before = fake_drs.now
    outcome = drs_client.start_recovery_many(ids, is_drill=True, timeout=60)
    assert (fake_drs.now - before).total_seconds() == pytest.approx(60)
    assert [type(error) for error in outcome.failed.values()] == [
        ConflictException,
        ThrottlingException,
    ]


def test_a_server_that_cannot_be_launched_is_left_out(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The error names it, and the others are launched nevertheless."""
    ids = servers(fake_drs, 4)
    drs_client.start_recovery([ids[1]], is_drill=True)
    unknown, invalid = "s-ffffffffffffffff0", "i-1"
    bad_snapshot = StartRecoveryRequestSourceServer(
        source_server_id=ids[3], recovery_snapshot_id="pit-00000000000000000"
    )
    outcome = drs_client.start_recovery_many(
        [*ids[:3], unknown, bad_snapshot, invalid], is_drill=True
    )
    assert list(outcome.results) == [*ids[:3], unknown, ids[3], invalid]
    assert {key: type(error) for key, error in outcome.failed.items()} == {
        ids[1]: ConflictException,
        unknown: ConflictException,
        ids[3]: ConflictException,
        invalid: DrsParameterError,
    }
    (job,) = jobs_of(outcome)
    assert participants(job) == [ids[0], ids[2]]


def test_an_instance_that_cannot_be_terminated_is_left_out(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An error that names the source server is about its instance."""
    ids = servers(fake_drs, 2)
    for source_server_id in ids:
        fake_drs.add_recovery_instance(source_server_id)
    good, busy = drs_client.describe_recovery_instances()
    drs_client.terminate_recovery_instances([busy])
    outcome = drs_client.terminate_recovery_instances_many([busy, good, "i-00000000"])
    assert list(outcome.succeeded) == [good.recovery_instance_id]
    assert list(outcome.failed) == [busy.recovery_instance_id, "i-00000000"]


def test_nothing_is_left_of_a_batch_of_bad_servers(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """After the last one is left out, there is nothing more to start."""
    unknown = ["s-ffffffffffffffff0", "s-ffffffffffffffff1"]
    outcome = drs_client.start_recovery_many(unknown, is_drill=True)
    assert list(outcome.failed) == unknown
    assert sent(fake_drs, "StartRecovery") == 2


def test_any_error_that_names_a_server_is_its_result(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """DRS may find servers missing, although it documents no such error."""
    first, second = servers(fake_drs, 2)
    fake_drs.fail("StartRecovery", "ResourceNotFoundException", resourceId=second)
    outcome = drs_client.start_recovery_many([first, second], is_drill=True)
    assert list(outcome.succeeded) == [first]


def test_a_conflict_without_a_name_is_the_result_of_each_server(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It does not say which server to leave out."""
    ids = servers(fake_drs, 2)
    fake_drs.fail("StartRecovery", "ConflictException")
    fake_drs.fail(
        "StartRecovery", "ConflictException", resourceId="s-1", resourceType="other"
    )
    for _ in range(2):
        outcome = drs_client.start_recovery_many(ids, is_drill=True)
        assert list(outcome.failed) == ids
    assert sent(fake_drs, "StartRecovery") == 2


def test_an_argument_for_all_jobs_is_raised(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It is not about a server, and no job is started."""
    tags: Any = {"a": 1}
    with pytest.raises(DrsParameterError, match="tags"):
        drs_client.start_recovery_many(servers(fake_drs, 1), is_drill=True, tags=tags)
    with pytest.raises(DrsParameterError, match="recovery_instances"):
        drs_client.terminate_recovery_instances_many([None])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - a wrong argument
    assert {request.operation for request in fake_drs.requests} == {"DescribeJobs"}


class Interrupted:
    """A clock that raises `KeyboardInterrupt` at the first sleep."""

    def __init__(self, fake: FakeDrs) -> None:
        self.time = fake.time
        self.monotonic = fake.monotonic
        self._is_pressed = False

    def sleep(self, _: float, /) -> None:
        """Let no virtual time pass: only the interrupt ends the wait."""
        if not self._is_pressed:
            self._is_pressed = True
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        threading.Event().wait(0.001)


def test_an_interrupt_tells_which_jobs_were_started(fake_drs: FakeDrs) -> None:
    """The outcome has the servers that were not attempted as well."""
    ids = servers(fake_drs, 401)
    boto3_client = fake_drs.boto3_client()
    drs = DrsClient(client=boto3_client, clock=Interrupted(fake_drs))
    fake_drs.fail(
        "StartRecovery", "ThrottlingException", resource_id=ids[200], times=None
    )
    with pytest.raises(FleetInterrupt) as caught:
        drs.start_recovery_many(ids, is_drill=True)
    results = caught.value.outcome.results
    assert list(results) == ids
    assert [type(results[ids[index]]) for index in (0, 199, 200, 400)] == [
        *(Job, Job),
        *(ThrottlingException, NotAttemptedError),
    ]
