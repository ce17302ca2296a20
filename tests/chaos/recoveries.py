"""Scenarios of jobs, and the conditions at their ends."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from drsclient.errors import DrsError, DrsParameterError, NotAttemptedError
from drsclient.models import JobStatus, LaunchStatus
from drsclient.outcomes import JobOutcome, Verdict
from tests.chaos.run import unique
from tests.chaos.servers import is_lost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.models import Job
    from drsclient.outcomes import FleetOutcome
    from tests.chaos.run import Run

_UNKNOWN = "s-ffffffffffffffff0"
_INVALID = "s-1"


def drill(run: Run) -> None:
    """Launch many servers, wait for their jobs, and terminate the instances."""
    random, fake = run.random, run.fake
    count = random.choice([1, 3, 6] * 5 + [203])
    ids = run.add_servers(count, "CONTINUOUS", "INITIAL_SYNC", "DISCONNECTED")
    for server_id in ids:
        if random.random() < 0.1:
            fake.fail_launch(
                server_id, at=random.choice(["SNAPSHOT", "CONVERSION", "LAUNCH"])
            )
    ids += random.sample([_UNKNOWN, _INVALID, ids[0]], k=random.randint(0, 3))
    random.shuffle(ids)
    run.operations = [
        "StartRecovery",
        "DescribeJobs",
        "DescribeJobLogItems",
        "DescribeRecoveryInstances",
        "TerminateRecoveryInstances",
    ]
    run.disturbances.append(lambda: run.trigger(random.choice(ids)))
    run.inject_faults()
    is_drill = random.random() < 0.5
    begun, timeout = fake.monotonic(), random.choice([0, 3, 60, 20000])
    started = run.drs.start_recovery_many(ids, is_drill=is_drill, timeout=timeout)
    assert fake.monotonic() - begun <= timeout + 1 + run.overrun
    verify_fleet(run, ids, started, "StartRecovery", {})
    launched = _follow(run, started, {})
    instances = list(launched.recovery_instance_ids) if launched else []
    if launched is not None and launched.has_ended:
        # An instance that no outcome names would cost money forever.
        nameless = {
            one.source_server_id
            for one in launched.servers
            if one.recovery_instance_id is None and one.verdict == Verdict.SUCCEEDED
        }
        polls = [
            request.outcome
            for request in fake.requests
            if request.operation == "DescribeRecoveryInstances"
        ]
        assert not nameless or set(polls) > {"OK"}
        with run.without_faults():
            for one in run.faultless.describe_recovery_instances():
                assert (
                    one.recovery_instance_id in instances
                    or one.source_server_id in nameless
                    or one.source_server_id in started.failed
                )
    # An ID may be that of an instance that no longer exists.
    instances += ["i-fffffffff"] * random.choice([0, 0, 1])
    servers = {
        str(one.recovery_instance_id): str(one.source_server_id)
        for one in (launched.servers if launched else ())
    }
    begun, timeout = fake.monotonic(), random.choice([0, 3, 60, 20000])
    stopped = run.drs.terminate_recovery_instances_many(instances, timeout=timeout)
    assert fake.monotonic() - begun <= timeout + 1 + run.overrun
    verify_fleet(run, instances, stopped, "TerminateRecoveryInstances", servers)
    _follow(run, stopped, {server: key for key, server in servers.items()})


def verify_fleet(
    run: Run,
    ids: list[str],
    outcome: FleetOutcome[Job],
    operation: str,
    servers: Mapping[str, str],
) -> None:
    """
    Verify that each server has at most one job, and that the outcome names it.

    Termination jobs may name only the source servers, given by recovery instance.
    """
    assert list(outcome.results) == unique(ids)
    with run.without_faults():
        jobs = list(run.faultless.describe_jobs())
    is_start = operation == "StartRecovery"
    attempts = [
        (request, json.dumps(request.parameters))
        for request in run.fake.requests
        if request.operation == operation
    ]
    for key, result in outcome.results.items():
        mine = [
            job.job_id
            for job in jobs
            if (str(job.initiated_by) == "TERMINATE_RECOVERY_INSTANCES") != is_start
            and any(
                key == one.recovery_instance_id
                or servers.get(key, key) == one.source_server_id
                for one in job.participating_servers
            )
        ]
        made = [request.outcome for request, text in attempts if f'"{key}"' in text]
        assert len(mine) <= 1, (key, mine, made)
        if isinstance(result, NotAttemptedError):
            # The server may have been in a batch that was refused for another server,
            # which also resolved an attempt before it whose response was lost.
            assert not is_lost(made[-1:]), (key, made)
            assert not mine
        elif key == _INVALID:
            assert isinstance(result, DrsParameterError)
            assert not made
        elif not isinstance(result, DrsError):
            assert [result.job_id] == mine
        elif mine:
            # The job was started, but the response was lost.
            assert is_lost(made), (key, result, made)
            assert result.may_have_taken_effect, (key, result, made)
            # The request that searches for the job may be refused, too.
            asked = getattr(result, "operation_name", operation)
            assert result.retryable or asked == "DescribeJobs", (key, result, made)


def _follow(
    run: Run,
    started: FleetOutcome[Job],
    instances: Mapping[str, str],
) -> JobOutcome | None:
    """Wait for jobs while they are disturbed, and verify the outcome."""
    random = run.random
    jobs = list(started.succeeded.values())
    places = [
        f"{job.job_id}/{one.recovery_instance_id or instances.get(key, key)}"
        for job in jobs
        for one in job.participating_servers
        if (key := str(one.source_server_id))
    ]
    if places:
        run.disturbances += [lambda: run.trigger(random.choice(places))] * 3
    if jobs and random.random() < 0.2:
        doomed = str(random.choice(jobs).job_id)
        run.disturbances.append(lambda: run.interfere(run.faultless.delete_job, doomed))
    outcome = run.wait_or_check(
        JobOutcome,
        partial(run.drs.wait_for_job, started),
        lambda previous: run.drs.check_job(started, previous=previous),
    )
    run.disturbances.clear()
    if outcome is not None:
        found = [
            next(
                key
                for key in (
                    one.source_server_id,
                    one.recovery_instance_id,
                    instances.get(str(one.source_server_id)),
                )
                if key in started.results
            )
            for one in outcome.servers
        ]
        assert set(found) == set(started.results)
        if all(one.recovery_instance_id for one in outcome.servers) or not instances:
            assert found == list(started.results)
        _verify(run, outcome)
    return outcome


def _verify(run: Run, outcome: JobOutcome) -> None:
    """Verify each verdict against the true state of the job."""
    with run.without_faults():
        jobs: dict[str | None, Job] = {
            job.job_id: job for job in run.faultless.describe_jobs()
        }
        instances = {
            (one.job_id, one.source_server_id): one.recovery_instance_id
            for one in run.faultless.describe_recovery_instances()
        }
    for server in outcome.servers:
        # The reason comes from the job log, which is read when a job has ended.
        if outcome.has_ended or server.reason is not None:
            is_failure = server.verdict == Verdict.FAILED
            assert (server.reason is not None) == is_failure
        if server.job_id not in jobs:
            assert server.job_id is None or server.job_id in run.disturbed_ids
            continue
        job = jobs[server.job_id]
        statuses = {
            one.launch_status
            for one in job.participating_servers
            if one.source_server_id == server.source_server_id
            and server.recovery_instance_id
            in (None, one.recovery_instance_id, server.recovery_instance_id)
        }
        ended = {LaunchStatus.LAUNCHED, LaunchStatus.TERMINATED}
        if server.verdict == Verdict.SUCCEEDED:
            assert statuses & ended, (server, job)
        elif server.verdict == Verdict.FAILED:
            assert LaunchStatus.FAILED in statuses, (server, job)
        place = (server.job_id, server.source_server_id)
        if place in instances and server.recovery_instance_id is not None:
            assert server.recovery_instance_id == instances[place]
    for network in outcome.networks:
        (status,) = [
            one.launch_status
            for one in jobs[network.job_id].participating_resources
            if one.source_network_id == network.source_network_id
        ]
        assert network.verdict == Verdict.WAITING or network.launch_status == status
    for found in outcome.jobs:
        if found.status == JobStatus.COMPLETED and found.job_id in jobs:
            assert found == jobs[found.job_id]


def fail_back(run: Run) -> None:
    """Fail back machines to their origin."""
    random, fake = run.random, run.fake
    instances = list[str]()
    for _ in range(random.choice([1, 3])):
        server_id = fake.add_source_server(
            state="CONTINUOUS", hardware_id="421d-vmware"
        )
        instances.append(fake.add_recovery_instance(server_id))
        fake.trigger(instances[-1], "connect failback client")
    fake.advance(hours=1)
    job = run.faultless.start_failback_launch(instances)
    _wait_for(run, job, [f"{job.job_id}/{key}" for key in instances])


def recover_networks(run: Run) -> None:
    """Recover source networks."""
    random, fake = run.random, run.fake
    run.faultless.create_launch_configuration_template(
        export_bucket_arn="arn:aws:s3:::drs-templates"
    )
    networks = [
        fake.add_source_network(state="PROTECTED") for _ in range(random.choice([1, 3]))
    ]
    job = run.faultless.start_source_network_recovery(networks)
    _wait_for(run, job, [f"{job.job_id}/{key}" for key in networks])


def _wait_for(run: Run, job: Job, places: list[str]) -> None:
    run.operations = ["DescribeJobs", "DescribeJobLogItems"]
    run.disturbances += [lambda: run.trigger(run.random.choice(places))]
    run.inject_faults()
    outcome = run.wait_or_check(
        JobOutcome,
        partial(run.drs.wait_for_job, job),
        lambda previous: run.drs.check_job(job, previous=previous),
    )
    if outcome is not None:
        assert len(outcome.servers) + len(outcome.networks) == len(places)
        _verify(run, outcome)
