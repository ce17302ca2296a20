"""Uses of waits, fleets and outcomes that type checkers accept; never run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, assert_type

from rich.console import Console

from drsclient import (
    DrsClient,
    DrsError,
    FailbackFailedError,
    FleetInterrupt,
    JobNotFoundError,
    RecoveryFailedError,
    RecoveryInstanceFailedError,
    ReplicationFailedError,
    WaitTimeoutError,
    from_wire,
    to_wire,
)
from drsclient.models import (
    DataReplicationState,
    EC2InstanceState,
    FailbackState,
    Job,
    JobLog,
    JobLogEvent,
    LaunchConfiguration,
    RecoveryInstance,
    RecoveryPlanExecution,
    RecoveryPlanExecutionMode,
    RecoverySnapshot,
    SourceServer,
    StartRecoveryRequestSourceServer,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    FailbackOutcome,
    FleetOutcome,
    InstanceFailback,
    InstanceStatus,
    JobOutcome,
    ParticipantOutcome,
    PartOutcome,
    RecoveryInstanceOutcome,
    RecoveryOutcome,
    ReplicationOutcome,
    ServerOutcome,
    ServerReplication,
)
from drsclient.watching import Watch

if TYPE_CHECKING:
    from drsclient.fleet import FleetProgress
    from drsclient.testing import FakeDrs


SERVER = SourceServer(source_server_id="s-1", arn="arn:…")
INSTANCE = RecoveryInstance(recovery_instance_id="i-1", arn="arn:…")


def watching(drs: DrsClient, job: Job, execution: RecoveryPlanExecution) -> None:
    """Pass one `Watch` to waits and fleets."""
    with Watch(console=Console()) as watch:
        assert_type(watch, Watch)
        drs.start_replication_many(["s-1"], on_progress=watch)
        drs.wait_for_replication("s-1", on_progress=watch)
        drs.wait_for_job(job, on_progress=watch)
        drs.wait_for_recovery_plan_execution(execution, on_progress=watch)
        drs.wait_for_recovery_instances("i-1", on_progress=watch)
        drs.wait_for_failback("i-1", on_progress=watch)


def waiting_for_jobs(drs: DrsClient, fleet: FleetOutcome[Job]) -> None:
    """Wait for jobs in every accepted form, and read the result for each server."""
    job = drs.start_recovery(["s-1"], is_drill=True)
    assert_type(drs.wait_for_job(job, timeout=600, on_progress=print), JobOutcome)
    drs.wait_for_job("drsjob-1")
    drs.wait_for_job(fleet)
    assert_type(fleet.job_ids, tuple[str, ...])
    drs.wait_for_job(drs.describe_jobs(), raise_on_failure=False)
    outcome = drs.check_job([job, "drsjob-1"], previous=None)
    assert_type(drs.check_job(fleet, previous=outcome).jobs, tuple[Job, ...])
    assert_type(outcome.recovery_instance_ids, tuple[str, ...])
    for server in outcome.servers:
        assert_type(server.event, JobLogEvent | None)
        assert_type(server.recovery_instance_id, str | None)
    for network in outcome.networks:
        assert_type(network.target_vpc, str | None)
    for part in outcome.failed:
        assert_type(part.reason, str | None)


def waiting_for_executions(drs: DrsClient, plan_arn: str) -> None:
    """Wait for an execution, and read the result of each step and server."""
    execution = drs.start_recovery_plan_execution(
        plan_arn, mode=RecoveryPlanExecutionMode.DRILL
    )
    outcome = drs.wait_for_recovery_plan_execution(execution)
    assert_type(outcome, ExecutionOutcome)
    arn = execution.recovery_plan_execution_arn
    outcome = drs.check_recovery_plan_execution(arn, previous=outcome)
    for summary in drs.list_recovery_plan_executions():
        drs.wait_for_recovery_plan_execution(summary)
    assert_type(outcome.failed, tuple[ServerOutcome, ...])
    drs.wait_for_job(outcome.jobs)
    try:
        outcome.raise_for_failure()
    except RecoveryFailedError as error:
        assert_type(error.outcome, RecoveryOutcome[ParticipantOutcome])
        assert_type(error.outcome.failed, tuple[ParticipantOutcome, ...])
        assert_type(error.outcome.jobs, tuple[Job, ...])
        assert_type(error.outcome.recovery_instance_ids, tuple[str, ...])
    except JobNotFoundError as error:
        assert_type(error.job_ids, tuple[str, ...])


def waiting_for_replication(fake: FakeDrs, drs: DrsClient, ids: Iterator[str]) -> None:
    """Wait for servers in every accepted form, and read the result for each."""
    DrsClient(clock=time)
    DrsClient(clock=fake)
    outcome = drs.wait_for_replication("s-1")
    assert_type(outcome, ReplicationOutcome)
    drs.wait_for_replication(ids, until=DataReplicationState.INITIAL_SYNC)
    drs.wait_for_replication(
        drs.describe_source_servers(),
        until=None,
        max_lag=timedelta(minutes=15),
        timeout=3600,
        on_progress=print,
    )
    again = drs.check_replication([SERVER, "s-1"], previous=outcome)
    drs.wait_for_replication("s-1", until="RESCAN")
    for server in again.failed:
        assert_type(server, ServerReplication)
        assert_type(server.source_server_id, str)
        assert_type(server.reason, str | None)
        assert_type(server.state, DataReplicationState | None)
        assert_type(server.progress, float | None)
    assert_type(from_wire(ReplicationOutcome, to_wire(again)), ReplicationOutcome)


def waiting_for_the_way_back(drs: DrsClient, ended: JobOutcome) -> None:
    """Wait for recovery instances and their failback, in every accepted form."""
    outcome = drs.wait_for_recovery_instances(ended.recovery_instance_ids)
    assert_type(outcome, RecoveryInstanceOutcome)
    drs.wait_for_recovery_instances(ended.servers, on_progress=print)
    drs.wait_for_recovery_instances(
        INSTANCE, until="TERMINATED", timeout=60, raise_on_failure=False
    )
    outcome = drs.check_recovery_instances(
        ["i-1", INSTANCE], until=EC2InstanceState.STOPPED, previous=outcome
    )
    assert_type(outcome.failed, tuple[InstanceStatus, ...])
    assert_type(outcome.instances[0].state, EC2InstanceState | None)
    back = drs.wait_for_failback(outcome.succeeded)
    assert_type(back, FailbackOutcome)
    drs.wait_for_failback("i-1", until=FailbackState.FAILBACK_IN_PROGRESS)
    back = drs.check_failback(
        drs.describe_recovery_instances(), until="FAILBACK_COMPLETED", previous=back
    )
    assert_type(back.waiting, tuple[InstanceFailback, ...])
    assert_type(back.instances[0].progress, float | None)
    drs.start_failback_launch(back.succeeded)
    drs.wait_for_replication("s-1", after_rescan=True)
    try:
        back.raise_for_failure()
    except RecoveryInstanceFailedError as error:
        assert_type(error.outcome, RecoveryInstanceOutcome)
    except FailbackFailedError as error:
        assert_type(error.outcome, FailbackOutcome)


def calling_for_many_servers(drs: DrsClient, ids: Iterator[str]) -> None:
    """Call methods for many servers; each result has the type of the single call."""
    outcome = drs.start_replication_many(ids, max_concurrency=20, on_progress=print)
    assert_type(outcome, FleetOutcome[SourceServer])
    assert_type(outcome.results, Mapping[str, SourceServer | DrsError])
    assert_type(outcome.succeeded, Mapping[str, SourceServer])
    assert_type(outcome.failed, Mapping[str, DrsError])
    drs.stop_replication_many([SERVER, "s-1"])
    assert_type(drs.delete_source_server_many(ids), FleetOutcome[None])
    arns_of_servers = drs.reverse_replication_many([INSTANCE, "i-1"], on_progress=print)
    assert_type(arns_of_servers, FleetOutcome[str])
    configurations = drs.call_many(drs.get_launch_configuration, ids)
    assert_type(configurations, FleetOutcome[LaunchConfiguration])
    logs = drs.call_many(lambda job_id: list(drs.describe_job_log_items(job_id)), ids)
    assert_type(logs, FleetOutcome[list[JobLog]])
    arns = drs.call_many(lambda server: server.arn, drs.describe_source_servers())
    assert_type(arns, FleetOutcome[str])
    again = drs.call_many(drs.get_launch_configuration, [SERVER])
    assert_type(again, FleetOutcome[LaunchConfiguration])

    def report(progress: FleetProgress[LaunchConfiguration]) -> None:
        assert_type(progress.result, LaunchConfiguration | DrsError)
        assert_type(progress.resource_id, str)

    drs.call_many(drs.get_launch_configuration, ids, on_progress=report)
    try:
        drs.disconnect_source_server_many(ids)
    except FleetInterrupt as interrupt:
        assert_type(interrupt.outcome, FleetOutcome[object])


def passing_outcomes_on(
    drs: DrsClient,
    job: Job,
    launched: ExecutionOutcome,
    found: ReplicationOutcome,
    snapshots: list[RecoverySnapshot],
) -> None:
    """Pass the outcome of one method to the next."""
    ended = drs.wait_for_job(job, raise_on_failure=False)
    drs.start_recovery_many(ended.failed, is_drill=True)
    drs.terminate_recovery_instances_many(ended.succeeded)
    drs.wait_for_replication(ended.failed)
    participants = job.participating_servers
    drs.start_recovery_many(participants, is_drill=True)
    drs.start_recovery_many([*launched.failed, *found.succeeded, "s-1"], is_drill=True)
    drs.start_recovery_many(
        [StartRecoveryRequestSourceServer(source_server_id="s-1"), SERVER],
        is_drill=False,
    )
    drs.wait_for_replication(participants[0])
    drs.check_replication([*participants, *launched.waiting])
    again = drs.wait_for_replication(found.waiting)
    drs.retry_data_replication_many(again.failed)
    drs.stop_replication_many(launched.servers)
    drs.start_replication_many(drs.stop_replication_many(["s-1"]).failed)
    drs.terminate_recovery_instances_many(launched.succeeded)
    drs.terminate_recovery_instances_many([*participants, INSTANCE, "i-1"])
    drs.start_recovery(snapshots, is_drill=True)
    drs.start_recovery_many([*snapshots, SERVER, "s-1"], is_drill=True)


def handling_errors_of_waits(drs: DrsClient) -> None:
    """Read the outcome of a wait from its error."""
    try:
        drs.wait_for_replication("s-1", until="CONTINUOUS")
    except ReplicationFailedError as error:
        assert_type(error.outcome, ReplicationOutcome)
    except WaitTimeoutError as error:
        _timeout: TimeoutError = error
        assert_type(error.timeout, float)
        assert_type(error.outcome.waiting, tuple[PartOutcome, ...])
        assert_type(error.outcome.waiting[0].source_server_id, str | None)
        drs.wait_for_replication(error.outcome.waiting)
        if isinstance(error.outcome, ReplicationOutcome):
            assert_type(error.outcome.waiting, tuple[ServerReplication, ...])
