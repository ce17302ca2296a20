"""Uses of the async client that type checkers accept; checked, but never run."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, assert_type

from drsclient import CallCancelled, DrsClient, DrsError, FleetCancelled
from drsclient.aio import AsyncDrsClient
from drsclient.models import (
    DataReplicationState,
    Job,
    JobLog,
    LaunchConfiguration,
    RecoveryInstance,
    RecoverySnapshot,
    SourceServer,
    StartRecoveryRequestSourceServer,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    FailbackOutcome,
    FleetOutcome,
    JobOutcome,
    RecoveryInstanceOutcome,
    ReplicationOutcome,
)

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.fleet import FleetProgress
    from drsclient.testing import FakeDrs
    from drsclient.watching import Watch

SERVER = SourceServer(source_server_id="s-1", arn="arn:…")
INSTANCE = RecoveryInstance(recovery_instance_id="i-1", arn="arn:…")


async def creating_clients(
    session: boto3.Session, client: Boto3DrsClient, drs: DrsClient, fake: FakeDrs
) -> None:
    """Create a client from boto3 objects, a sync client or a fake."""
    assert_type(AsyncDrsClient(), AsyncDrsClient)
    assert_type(AsyncDrsClient(client=client, clock=fake), AsyncDrsClient)
    assert_type(AsyncDrsClient(client=drs), AsyncDrsClient)
    AsyncDrsClient(session=session, region_name="eu-west-3", clock=time)
    assert_type(fake.async_client(), AsyncDrsClient)
    assert_type(fake.site(region_name="eu-west-3").async_client(), AsyncDrsClient)
    async with AsyncDrsClient() as entered:
        assert_type(entered, AsyncDrsClient)
        assert_type(entered.boto3_client.meta.region_name, str)
        assert_type(await entered.close(), None)


async def calling(drs: AsyncDrsClient) -> None:
    """Await methods that return an entity or nothing, and iterate over lists."""
    assert_type(await drs.initialize_service(), None)
    assert_type(await drs.start_replication("s-1"), SourceServer)
    assert_type(await drs.start_replication(source_server_id="s-1"), SourceServer)
    assert_type(await drs.delete_source_server("s-1"), None)
    assert_type(await drs.list_tags_for_resource("arn:…"), Mapping[str, str])
    assert_type(await drs.reverse_replication("i-1"), str)
    assert_type(drs.describe_source_servers(), AsyncIterator[SourceServer])
    drs.describe_source_servers(source_server_ids={"s-1"}, page_size=5)
    assert_type(drs.describe_jobs(from_date=datetime.now(UTC)), AsyncIterator[Job])
    async for server in drs.describe_source_servers():
        assert_type(server, SourceServer)
    arns = [server.arn async for server in drs.describe_source_servers()]
    assert_type(arns, list[str])


async def passing_entities(
    drs: AsyncDrsClient,
    configuration: LaunchConfiguration,
    snapshots: list[RecoverySnapshot],
    job: Job,
) -> None:
    """Pass entities, models, enums and outcomes as to the sync client."""
    assert_type(await drs.start_replication(SERVER), SourceServer)
    assert_type(await drs.get_source_server(job.participating_servers[0]), SourceServer)
    chosen = StartRecoveryRequestSourceServer(source_server_id="s-1")
    assert_type(
        await drs.start_recovery(["s-1", chosen, *snapshots], is_drill=True), Job
    )
    assert_type(
        await drs.update_launch_configuration(
            SERVER,
            launch_disposition="STOPPED",
            licensing=configuration.licensing,
        ),
        LaunchConfiguration,
    )
    ended = await drs.wait_for_job(job, raise_on_failure=False)
    await drs.start_recovery_many(ended.failed, is_drill=True)
    await drs.terminate_recovery_instances_many(ended.succeeded)
    await drs.wait_for_replication(job.participating_servers)


async def waiting(drs: AsyncDrsClient, watch: Watch) -> None:
    """Wait in every form, with callbacks that may be coroutine functions."""

    async def report(outcome: ReplicationOutcome) -> None:
        assert_type(outcome.succeeded[0].source_server_id, str)

    outcome = await drs.wait_for_replication(
        [SERVER, "s-1"],
        until=DataReplicationState.INITIAL_SYNC,
        max_lag=timedelta(minutes=15),
        timeout=3600,
        on_progress=report,
    )
    assert_type(outcome, ReplicationOutcome)
    await drs.wait_for_replication("s-1", on_progress=print)
    await drs.wait_for_replication("s-1", on_progress=watch)
    again = await drs.check_replication(outcome.waiting, previous=outcome)
    assert_type(again, ReplicationOutcome)
    started = await drs.start_recovery_many(again.succeeded, is_drill=True)
    assert_type(await drs.wait_for_job(started), JobOutcome)
    execution = await drs.start_recovery_plan_execution("arn:…", mode="DRILL")
    ended = await drs.wait_for_recovery_plan_execution(execution, on_progress=watch)
    assert_type(ended, ExecutionOutcome)
    running = await drs.wait_for_recovery_instances(INSTANCE, until="RUNNING")
    assert_type(running, RecoveryInstanceOutcome)
    assert_type(await drs.wait_for_failback(running.succeeded), FailbackOutcome)


async def calling_for_many_servers(drs: AsyncDrsClient, ids: list[str]) -> None:
    """Run fleets; `call_many` takes coroutine functions."""

    async def report(progress: FleetProgress[SourceServer]) -> None:
        assert_type(progress.result, SourceServer | DrsError)

    outcome = await drs.start_replication_many(
        [SERVER, "s-1"], max_concurrency=20, on_progress=report
    )
    assert_type(outcome, FleetOutcome[SourceServer])
    assert_type(outcome.results, Mapping[str, SourceServer | DrsError])
    assert_type(await drs.delete_source_server_many(ids), FleetOutcome[None])
    started = await drs.start_recovery_many(ids, is_drill=True, on_progress=print)
    assert_type(started, FleetOutcome[Job])

    async def read_log(job_id: str) -> list[JobLog]:
        return [item async for item in drs.describe_job_log_items(job_id)]

    configurations = await drs.call_many(drs.get_launch_configuration, [SERVER])
    assert_type(configurations, FleetOutcome[LaunchConfiguration])
    assert_type(await drs.call_many(read_log, ids), FleetOutcome[list[JobLog]])


async def handling_cancellation(drs: AsyncDrsClient, ids: list[str]) -> None:
    """Read the outcome of what was done before a cancellation."""
    try:
        await drs.start_replication("s-1")
        await drs.start_replication_many(ids)
    except CallCancelled as cancelled:
        assert_type(cancelled.operation_name, str)
        assert_type(cancelled.result, object)
        raise
    except FleetCancelled as cancelled:
        assert_type(cancelled.outcome, FleetOutcome[object])
        raise
