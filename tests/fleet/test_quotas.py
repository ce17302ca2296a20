"""Jobs for more servers than the quotas allow at once."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

import pytest

from drsclient import (
    DrsClient,
    DrsParameterError,
    FleetOutcome,
    Job,
    ServiceQuotaExceededException,
)
from drsclient.testing import FakeDrs, Quotas
from tests.fleet.jobs import jobs_of, participants, sent, servers

# A launch on the fake takes about 9 minutes.
MIN_LAUNCH_SECONDS = 7 * 60


def check_all_launched(
    drs: DrsClient, outcome: FleetOutcome[Job], ids: list[str]
) -> None:
    """Check that each server is in one job, and that all of them were launched."""
    outcome.raise_for_failure()
    assert list(outcome.results) == ids
    jobs = list(drs.describe_jobs())
    assert Counter(key for job in jobs for key in participants(job)) == dict.fromkeys(
        ids, 1
    )
    assert drs.wait_for_job(outcome).is_success
    instances = drs.describe_recovery_instances()
    assert {one.source_server_id for one in instances} == set(ids)


@pytest.mark.no_cover
@pytest.mark.parametrize(("count", "jobs"), [(100, 1), (150, 2), (250, 3)])
def test_batches_are_as_large_as_the_quota(count: int, jobs: int) -> None:
    """By default, a job is for up to 100 servers, and no call is refused."""
    with FakeDrs() as fake:
        ids, drs = servers(fake, count), fake.client()
        outcome = drs.start_recovery_many(ids, is_drill=True)
        assert sent(fake, "StartRecovery") == len(outcome.job_ids) == jobs
        check_all_launched(drs, outcome, ids)


@pytest.mark.no_cover
def test_600_servers_are_launched_within_the_default_quotas() -> None:
    """The sixth job waits until one of the five jobs before has ended."""
    with FakeDrs() as fake:
        ids, drs = servers(fake, 600), fake.client()
        before = fake.now
        outcome = drs.start_recovery_many(ids, is_drill=False)
        assert len(outcome.job_ids) == 6
        drs.wait_for_job(outcome, poll_interval=15)
        # Two launches follow one another; waiting adds less than a tenth.
        first = outcome.succeeded[ids[0]]
        (job,) = drs.describe_jobs(job_ids=[first])
        assert job.end_date_time is not None
        launch = job.end_date_time - before
        assert launch.total_seconds() >= MIN_LAUNCH_SECONDS
        assert fake.now - before <= 2 * launch * 1.1
        check_all_launched(drs, outcome, ids)


def test_a_job_waits_for_the_jobs_of_others(caplog: pytest.LogCaptureFixture) -> None:
    """20 jobs are in progress that this fleet has not started; it is logged once."""
    with FakeDrs() as fake:
        drs = fake.client()
        for server_id in servers(fake, 20):
            drs.start_recovery([server_id], is_drill=True)
        ids = servers(fake, 2)
        with caplog.at_level(logging.WARNING, "drsclient"):
            outcome = drs.start_recovery_many(ids, is_drill=True, servers_per_job=1)
        outcome.raise_for_failure()
        assert len(outcome.job_ids) == 2
        waiting = [r for r in caplog.messages if r.startswith("waiting for running")]
        assert len(waiting) == 1


def test_a_job_that_is_refused_for_its_size_is_halved() -> None:
    """The account has a lower quota than the caller says."""
    with FakeDrs(quotas=Quotas(servers_in_a_job=60)) as fake:
        ids, drs = servers(fake, 100), fake.client()
        outcome = drs.start_recovery_many(ids, is_drill=True)
        assert [len(participants(job)) for job in jobs_of(outcome)] == [50, 50]
        check_all_launched(drs, outcome, ids)


def test_a_batch_that_never_fits_is_halved() -> None:
    """No job is running that could end and free the quota."""
    with FakeDrs(quotas=Quotas(servers_in_all_jobs=3)) as fake:
        ids, drs = servers(fake, 7), fake.client()
        outcome = drs.start_recovery_many(ids, is_drill=True)
        check_all_launched(drs, outcome, ids)


def test_it_waits_if_it_cannot_know_whether_jobs_are_running() -> None:
    """Without the permission to describe jobs, the quota may be freed by waiting."""
    with FakeDrs(quotas=Quotas(servers_in_all_jobs=3)) as fake:
        ids, drs = servers(fake, 4), fake.client()
        fake.fail("DescribeJobs", "AccessDeniedException", times=None)
        outcome = drs.start_recovery_many(ids, is_drill=True, timeout=60)
        assert list(outcome.failed) == ids


def test_a_quota_is_the_result_if_the_timeout_passes() -> None:
    """The error of the service says which quota it is."""
    with FakeDrs(quotas=Quotas(concurrent_jobs=1)) as fake:
        ids, drs = servers(fake, 2), fake.client()
        outcome = drs.start_recovery_many(
            ids, is_drill=True, servers_per_job=1, timeout=60
        )
        assert list(outcome.succeeded) == ids[:1]
        error = outcome.failed[ids[1]]
        assert isinstance(error, ServiceQuotaExceededException)
        assert error.quota_code == "L-D88FAC3A"


def test_instances_are_terminated_within_the_quotas() -> None:
    """As launches, terminations wait for one another."""
    with FakeDrs(quotas=Quotas(concurrent_jobs=1)) as fake:
        drs = fake.client()
        ids = servers(fake, 3)
        instances = [fake.add_recovery_instance(key) for key in ids]
        reports: list[str] = []
        outcome = drs.terminate_recovery_instances_many(
            instances,
            servers_per_job=2,
            on_progress=lambda progress: reports.append(str(progress)),
        )
        assert len(outcome.job_ids) == 2
        assert drs.wait_for_job(outcome).is_success
        assert reports[-1] == "TerminateRecoveryInstances: 3 of 3 done"


def test_failbacks_are_launched_in_batches() -> None:
    """Each job is for up to `servers_per_job` recovery instances."""
    with FakeDrs() as fake:
        drs = fake.client()
        instances = list[str]()
        for server_id in servers(fake, 3):
            instance_id = fake.add_recovery_instance(server_id)
            fake.trigger(instance_id, "connect failback client")
            instances.append(instance_id)
        fake.advance(hours=2)
        outcome = drs.start_failback_launch_many(
            instances, tags={"why": "failback"}, servers_per_job=2
        )
        assert len(outcome.job_ids) == 2
        assert {job.tags["why"] for job in jobs_of(outcome)} == {"failback"}
        assert drs.wait_for_job(outcome).is_success


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "100", None])
def test_the_size_of_a_job_is_checked(fake_drs: FakeDrs, value: object) -> None:
    """Nothing is sent."""
    servers_per_job: Any = value
    with pytest.raises(DrsParameterError, match="servers_per_job"):
        fake_drs.client().start_recovery_many(
            ["s-00000000000000001"], is_drill=True, servers_per_job=servers_per_job
        )
    assert fake_drs.requests == ()
