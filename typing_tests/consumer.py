"""
A typical user program, which passes the results of methods on to others unchanged.

Type checkers accept it with either package of stubs for boto3, and with none. It has no
cast, and no code that only a type checker needs. A test runs it on a `FakeDrs`.
"""

# `boto3.client` is partially typed: its stubs name services without installed stubs.
# pyright: strict, reportUnknownMemberType=false

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import boto3

from drsclient import (
    CallCancelled,
    DrsClient,
    DrsNotFoundError,
    FleetOutcome,
    Job,
    JobOutcome,
    RecoveryFailedError,
    RecoveryInstance,
    RecoverySnapshot,
    ReplicationFailedError,
    SourceServer,
    WaitTimeoutError,
)
from drsclient.aio import AsyncDrsClient
from drsclient.events import SourceServerLaunchResult, from_event
from drsclient.models import (
    HasSourceServerId,
    RecoveryPlanServer,
    RecoveryPlanServerImpactLevel,
    RecoveryPlanStep,
    RecoveryPlanStepConfiguration,
    ServerStepConfiguration,
    WaitStepConfiguration,
)


def connect(region_name: str) -> list[DrsClient]:
    """Create clients from a boto3 client and from a boto3 session."""
    return [
        DrsClient(client=boto3.client("drs", region_name=region_name)),
        DrsClient(session=boto3.Session(region_name=region_name)),
    ]


def connect_async(region_name: str) -> list[AsyncDrsClient]:
    """Create async clients from a boto3 client and from a sync client."""
    return [
        AsyncDrsClient(client=boto3.client("drs", region_name=region_name)),
        AsyncDrsClient(client=DrsClient(region_name=region_name)),
    ]


def protect(drs: DrsClient) -> list[SourceServer]:
    """Start the servers that are stopped, and wait for all of them."""
    servers = list(drs.describe_source_servers())
    stopped = [s for s in servers if s.replication_state == "STOPPED"]
    for server in stopped[:1]:
        drs.start_replication(server)
    drs.start_replication_many(stopped[1:]).raise_for_failure()
    try:
        drs.wait_for_replication(servers, until="CONTINUOUS")
    except ReplicationFailedError as error:
        drs.retry_data_replication_many(error.outcome.failed)
    except WaitTimeoutError as error:
        late = [part.source_server_id for part in error.outcome.waiting]
        print(late, error.outcome.is_success, error.outcome.has_ended)
    return [drs.get_source_server(server) for server in servers]


def describe(server: SourceServer) -> str:
    """Read the attributes of a server that most programs use."""
    lag = server.lag_duration or timedelta()
    progress = server.progress or 0.0
    return (
        f"{server} {lag} {progress:.0%} {server.aws_instance_id} {server.arn.upper()}"
    )


def snapshots_before(
    drs: DrsClient, servers: list[SourceServer], time: datetime
) -> list[RecoverySnapshot]:
    """Find the last recovery snapshot of each server before a time."""
    found: list[RecoverySnapshot] = []
    for server in servers:
        snapshots = drs.describe_recovery_snapshots(
            server, to_date_time=time, order="DESC"
        )
        found.extend(list(snapshots)[:1])
    return found


def drill(drs: DrsClient, snapshots: list[RecoverySnapshot]) -> JobOutcome:
    """Launch recovery snapshots, and clean up after a failure."""
    started: FleetOutcome[Job] = drs.start_recovery_many(snapshots, is_drill=True)
    print(started.job_ids, [job.job_id.upper() for job in started.succeeded.values()])
    try:
        return drs.wait_for_job(started)
    except RecoveryFailedError as error:
        for part in error.outcome.failed:
            print(part.hostname, part.source_server_id, part.reason, part.job_id)
        for job in error.outcome.jobs:
            for item in drs.describe_job_log_items(job):
                print(item.event, item.event_data)
        drs.terminate_recovery_instances_many(error.outcome.succeeded)
        raise


def launch_one(drs: DrsClient, snapshot: RecoverySnapshot) -> Job:
    """Launch a recovery snapshot, and get its job."""
    job = drs.start_recovery([snapshot], is_drill=True)
    drs.wait_for_job(job.job_id)
    drs.tag_resource(job, tags={"purpose": "drill"})
    return drs.get_job(job)


def fail_back(drs: DrsClient, instances: list[RecoveryInstance]) -> None:
    """Reverse the replication of instances, and stop it again."""
    for instance in instances:
        print(instance, instance.recovery_instance_id.upper())
        drs.update_failback_replication_configuration(
            instance, bandwidth_throttling=100
        )
        arn = drs.reverse_replication(instance)
        print(arn.rpartition("/")[2])
        drs.disconnect_recovery_instance(instance)


def plan(drs: DrsClient, servers: list[SourceServer]) -> None:
    """Build a recovery plan, change it, run it, and delete it."""
    made = drs.create_recovery_plan(name="shop", tags={"team": "a"})
    optional = RecoveryPlanServer(
        server_arn=servers[0].arn, impact_level=RecoveryPlanServerImpactLevel.OPTIONAL
    )
    configurations: list[RecoveryPlanStepConfiguration] = [
        ServerStepConfiguration(servers=[optional]),
        WaitStepConfiguration(wait_duration_minutes=1),
        ServerStepConfiguration(servers=servers[1:]),
    ]
    steps: list[RecoveryPlanStep] = [
        drs.create_recovery_plan_step(
            made, step_name=f"step {number}", configuration=configuration
        )
        for number, configuration in enumerate(configurations)
    ]
    drs.update_recovery_plan_step(steps[0], step_name="databases")
    drs.reorder_recovery_plan_steps(made, ordered_step_arns=steps)
    execution = drs.start_recovery_plan_execution(made, mode="DRILL")
    outcome = drs.wait_for_recovery_plan_execution(execution, raise_on_failure=False)
    print(outcome.is_success, [step.step_index + 1 for step in outcome.steps])
    for summary in drs.list_recovery_plans():
        for step in drs.list_recovery_plan_steps(summary):
            print(step.step_order + 1, step.configuration)
    drs.terminate_recovery_instances_many(outcome.succeeded)
    drs.delete_recovery_plan(made)


def clean_up(drs: DrsClient, servers: list[SourceServer]) -> None:
    """Terminate the recovery instances, and delete the servers."""
    instances = list(drs.describe_recovery_instances(source_server_ids=servers))
    if instances:
        drs.wait_for_job(drs.terminate_recovery_instances(instances))
    drs.call_many(drs.get_launch_configuration, servers).raise_for_failure()
    drs.disconnect_source_server_many(servers).raise_for_failure()
    for server in servers:
        drs.delete_source_server(server)
    try:
        drs.get_source_server(servers[0])
    except DrsNotFoundError as error:
        print(error.resource_type, error.resource_id)


async def drill_concurrently(drs: AsyncDrsClient) -> list[JobOutcome]:
    """Launch each server in a job of its own, and wait for all jobs at a time."""
    servers = [server async for server in drs.describe_source_servers()]
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        tasks = [group.create_task(drill_one(drs, server)) for server in servers]
    outcomes = [task.result() for task in tasks]
    instances = [instance for outcome in outcomes for instance in outcome.succeeded]
    ended = await drs.terminate_recovery_instances_many(instances)
    await drs.wait_for_job(ended)
    found = await drs.call_many(drs.get_launch_configuration, servers)
    found.raise_for_failure()
    return outcomes


async def drill_one(drs: AsyncDrsClient, server: SourceServer) -> JobOutcome:
    """Launch a server, and report its progress."""

    async def report(outcome: JobOutcome) -> None:
        print([part.hostname for part in outcome.waiting])
        await asyncio.sleep(0)

    try:
        job = await drs.start_recovery([server], is_drill=True)
    except CallCancelled as cancelled:
        print(cancelled.operation_name, cancelled.result)
        raise
    return await drs.wait_for_job(job, on_progress=report, raise_on_failure=False)


def name(server: str | HasSourceServerId, drs: DrsClient) -> str | None:
    """Accept the same arguments as the library's own methods."""
    return drs.get_source_server(server).hostname


def handler(event: dict[str, Any], _context: object) -> str | None:
    """Handle an event as a Lambda function does."""
    match from_event(event):
        case SourceServerLaunchResult(job_id=job_id):
            return job_id
        case other:
            return other.detail_type
