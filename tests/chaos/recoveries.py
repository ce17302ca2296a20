"""Stories of jobs, and what must be true in the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from drsclient import from_wire, to_wire
from drsclient.errors import DrsError, DrsParameterError, NotAttemptedError
from drsclient.models import JobStatus, LaunchStatus
from drsclient.outcomes import ExecutionOutcome, JobOutcome, Verdict
from tests.chaos.run import unique
from tests.chaos.servers import is_certain, is_lost
from tests.fake.planning import create_plan, server_step, start, wait_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.models import Job
    from drsclient.outcomes import FleetOutcome
    from tests.chaos.run import Run

_UNKNOWN = "s-ffffffffffffffff0"
_INVALID = "s-1"


def drill(run: Run) -> None:
    """Launch many servers, wait for their jobs, and terminate what was launched."""
    random, fake = run.random, run.fake
    ids = [
        fake.add_source_server(
            state=random.choice(["CONTINUOUS"] * 6 + ["INITIAL_SYNC", "DISCONNECTED"])
        )
        for _ in range(random.choice([1, 3, 6] * 5 + [203]))
    ]
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
    run.mischief.append(lambda: run.cause(random.choice(ids)))
    with run.calm():
        pass
    is_drill = random.random() < 0.5
    begun, timeout = fake.monotonic(), random.choice([0, 3, 60, 3600])
    started = run.drs.start_recovery_many(ids, is_drill=is_drill, timeout=timeout)
    assert fake.monotonic() - begun <= timeout + 1
    _judge_fleet(run, ids, started, "StartRecovery")
    launched = _follow(run, started)
    instances = list(launched.recovery_instance_ids) if launched else []
    if launched is not None and launched.has_ended:
        # A recovery instance that nobody knows of would cost money for ever.
        nameless = {
            one.source_server_id
            for one in launched.servers
            if one.recovery_instance_id is None
        }
        with run.calm():
            for one in run.truth.describe_recovery_instances():
                assert (
                    one.recovery_instance_id in instances
                    or one.source_server_id in nameless
                    or one.source_server_id in started.failed
                )
    # Somebody may give an instance that is gone.
    instances += ["i-fffffffff"] * random.choice([0, 0, 1])
    begun, timeout = fake.monotonic(), random.choice([0, 3, 60, 3600])
    stopped = run.drs.terminate_recovery_instances_many(instances, timeout=timeout)
    assert fake.monotonic() - begun <= timeout + 1
    _judge_fleet(run, instances, stopped, "TerminateRecoveryInstances")
    _follow(run, stopped)


def _judge_fleet(
    run: Run, ids: list[str], outcome: FleetOutcome[Job], operation: str
) -> None:
    """Check that each server has one job at most, which the outcome knows."""
    assert list(outcome.results) == unique(ids)
    with run.calm():
        jobs = list(run.truth.describe_jobs())
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
                key in (one.source_server_id, one.recovery_instance_id)
                for one in job.participating_servers
            )
        ]
        made = [request.outcome for request, text in attempts if f'"{key}"' in text]
        assert len(mine) <= 1, (key, mine, made)
        if isinstance(result, NotAttemptedError):
            # It may have been in a batch that was refused because of another.
            assert not (is_lost(made) or mine), (key, made)
        elif key == _INVALID:
            assert isinstance(result, DrsParameterError)
            assert not made
        elif not isinstance(result, DrsError):
            assert [result.job_id] == mine
        elif mine:
            # It was started, and nobody can know.
            assert is_lost(made), (key, result, made)
            assert not is_certain(result, operation), (key, result, made)
            assert result.retryable or getattr(result, "operation_name", "") in {
                "DescribeJobs"
            }, (key, result, made)


def _follow(run: Run, started: FleetOutcome[Job]) -> JobOutcome | None:
    """Wait for jobs while things happen to them, and judge what is found."""
    random = run.random
    jobs = list(started.succeeded.values())
    places = [
        f"{job.job_id}/{one.recovery_instance_id or one.source_server_id}"
        for job in jobs
        for one in job.participating_servers
    ]
    if places:
        run.mischief += [lambda: run.cause(random.choice(places))] * 3
    if jobs and random.random() < 0.2:
        doomed = str(random.choice(jobs).job_id)
        run.mischief.append(lambda: run.meddle(run.truth.delete_job, doomed))
    if random.random() < 0.3:
        outcome = _check_again_and_again(
            run, lambda previous: run.drs.check_job(started, previous=previous)
        )
    else:
        outcome = run.wait(
            lambda **how: run.drs.wait_for_job(started, **how),
            timeout=random.choice([0, 45, 900, 7200, 30000]),
        )
    run.mischief.clear()
    if outcome is not None:
        found = [
            next(
                key
                for key in (one.source_server_id, one.recovery_instance_id)
                if key in started.results
            )
            for one in outcome.servers
        ]
        assert found == list(started.results)
        _judge(run, outcome)
    return outcome


def _check_again_and_again(
    run: Run, check: Callable[[JobOutcome | None], JobOutcome]
) -> JobOutcome | None:
    """Look as an engine does, which keeps the outcome as JSON between two looks."""
    kept: JobOutcome | None = None
    for _ in range(60):
        try:
            outcome = check(kept)
        except DrsError as error:
            if not error.retryable:
                return None
        else:
            kept = from_wire(JobOutcome, json.loads(json.dumps(to_wire(outcome))))
            assert kept == outcome
            if outcome.has_ended:
                return outcome
        run.sleep(120)
    return kept


def _judge(run: Run, outcome: JobOutcome) -> None:
    """Check each verdict against the job as it really is."""
    with run.calm():
        jobs = {job.job_id: job for job in run.truth.describe_jobs()}
        instances = {
            (one.job_id, one.source_server_id): one.recovery_instance_id
            for one in run.truth.describe_recovery_instances()
        }
    for server in outcome.servers:
        # The reason is in the log, which is read when a job has ended.
        if outcome.has_ended or server.reason is not None:
            is_failure = server.verdict == Verdict.FAILED
            assert (server.reason is not None) == is_failure
        if server.job_id not in jobs:
            assert server.job_id is None or server.job_id in run.touched
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
    """Fail back machines to where they came from."""
    random, fake = run.random, run.fake
    instances = list[str]()
    for _ in range(random.choice([1, 3])):
        server_id = fake.add_source_server(
            state="CONTINUOUS", hardware_id="421d-vmware"
        )
        instances.append(fake.add_recovery_instance(server_id))
        fake.cause(instances[-1], "connect failback client")
    fake.advance(hours=1)
    job = run.truth.start_failback_launch(instances)
    _wait_for(run, job, [f"{job.job_id}/{key}" for key in instances])


def recover_networks(run: Run) -> None:
    """Recover source networks."""
    random, fake = run.random, run.fake
    run.truth.create_launch_configuration_template(
        export_bucket_arn="arn:aws:s3:::drs-templates"
    )
    networks = [
        fake.add_source_network(state="PROTECTED") for _ in range(random.choice([1, 3]))
    ]
    job = run.truth.start_source_network_recovery(networks)
    _wait_for(run, job, [f"{job.job_id}/{key}" for key in networks])


def _wait_for(run: Run, job: Job, places: list[str]) -> None:
    run.operations = ["DescribeJobs", "DescribeJobLogItems"]
    run.mischief += [lambda: run.cause(run.random.choice(places))]
    with run.calm():
        pass
    if run.random.random() < 0.3:
        outcome = _check_again_and_again(
            run, lambda previous: run.drs.check_job(job, previous=previous)
        )
    else:
        outcome = run.wait(
            lambda **how: run.drs.wait_for_job(job, **how),
            timeout=run.random.choice([0, 45, 900, 7200]),
        )
    if outcome is not None:
        assert len(outcome.servers) + len(outcome.networks) == len(places)
        _judge(run, outcome)


def execute_a_plan(run: Run) -> None:
    """Execute a recovery plan, perhaps until somebody cancels that."""
    random, fake = run.random, run.fake
    steps = [
        [
            fake.add_source_server(
                state=random.choice(["CONTINUOUS"] * 9 + ["STOPPED"])
            )
            for _ in range(random.choice([1, 2, 3]))
        ]
        for _ in range(random.choice([1, 2]))
    ]
    ids = [key for step in steps for key in step]
    for server_id in ids:
        if random.random() < 0.15:
            fake.fail_launch(server_id)
    boto3_client = run.truth.boto3_client
    plan = create_plan(
        boto3_client,
        *[
            configuration
            for step in steps
            for configuration in (
                server_step(
                    *step, impact_level=random.choice(["CRITICAL", "OPTIONAL"])
                ),
                wait_step(random.choice([1, 60])),
            )
        ],
    )
    arn = start(boto3_client, plan)
    run.operations = [
        "GetRecoveryPlanExecution",
        "ListRecoveryPlanExecutionSteps",
        "DescribeJobs",
        "DescribeJobLogItems",
        "DescribeRecoveryInstances",
    ]

    def fail_a_launch() -> None:
        jobs = [
            f"{job.job_id}/{one.source_server_id}"
            for job in run.truth.describe_jobs()
            for one in job.participating_servers
        ]
        if jobs:
            run.cause(random.choice(jobs))

    run.mischief += [
        fail_a_launch,
        fail_a_launch,
        lambda: run.meddle(run.truth.cancel_recovery_plan_execution, arn),
        lambda: run.cause(random.choice(ids)),
    ]
    with run.calm():
        pass
    outcome: ExecutionOutcome | None = None
    if random.random() < 0.3:
        for _ in range(40):
            try:
                outcome = run.drs.check_recovery_plan_execution(arn, previous=outcome)
            except DrsError as error:
                if not error.retryable:
                    return
            else:
                wire = json.loads(json.dumps(to_wire(outcome)))
                assert from_wire(ExecutionOutcome, wire) == outcome
                if outcome.has_ended:
                    break
            run.sleep(300)
    else:
        outcome = run.wait(
            lambda **how: run.drs.wait_for_recovery_plan_execution(arn, **how),
            timeout=random.choice([0, 45, 900, 7200, 90000]),
        )
    if outcome is None:
        return
    assert [server.source_server_id for server in outcome.servers] == ids
    with run.calm():
        now = run.truth.check_recovery_plan_execution(arn)
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
