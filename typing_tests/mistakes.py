"""
Mistakes that type checkers report; checked, but never run.

Both checkers complain about an `ignore` that suppresses nothing, so each line with one
proves that they report the mistake.
"""

# Names that do not exist have no known type either.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from drsclient import DrsClient, fleet, from_wire, to_wire
from drsclient.aio import AsyncDrsClient
from drsclient.models import DataReplicationState, SourceServer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from botocore.client import ClientMeta

    from drsclient import DrsServiceError, Job, RecoveryInstance, RecoverySnapshot

    class S3Client(Protocol):
        """A boto3 client for another service."""

        @property
        def meta(self) -> ClientMeta:
            """The metadata of the client."""
            ...

        def close(self) -> None:
            """Close its connections."""

        def list_buckets(self) -> Mapping[str, object]:
            """List the buckets."""
            ...


def use(_: object) -> None:
    """Use a value."""


def of_arguments(drs: DrsClient) -> None:
    """Pass arguments of the wrong type, by the wrong name or in the wrong position."""
    # An ID is text.
    drs.start_replication(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.stop_replication(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # It is required.
    drs.start_replication()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    # Parameters have Python names, not wire names.
    drs.start_replication(sourceServerID="s-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    # Options are keyword-only.
    drs.describe_source_servers(["s-1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    drs.describe_source_servers(page_size="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.describe_source_servers(source_server_ids=[5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.describe_source_servers(filters={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    drs.describe_jobs(from_date="2031-04-05")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # Structures are models, and enums are members, not boto3's dicts and literals.
    drs.start_recovery([{"sourceServerID": "s-1"}], is_drill=True)  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    # `is_drill` is required, and must be a bool.
    drs.start_recovery(["s-1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    drs.start_recovery(["s-1"], is_drill=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.start_recovery_many(["s-1"], is_drill=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # Enum values are those that the service knows; timeouts are seconds.
    drs.start_recovery_plan_execution("arn:…", mode="drill")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.update_launch_configuration("s-1", launch_disposition="ON")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.wait_for_replication("s-1", until="CONTINOUS")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.wait_for_replication("s-1", max_lag=900)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.wait_for_replication("s-1", timeout=timedelta(hours=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    DrsClient("eu-west-3")  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]


def of_entities(
    drs: DrsClient,
    server: SourceServer,
    instance: RecoveryInstance,
    snapshot: RecoverySnapshot,
    job: Job,
) -> None:
    """Pass an entity of the wrong type, or one that has more than the ID."""
    # An entity of another type is not accepted.
    drs.start_replication(job)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.stop_replication(instance)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.terminate_recovery_instances([server])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.terminate_recovery_instances_many([server])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.describe_job_log_items(server)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.get_source_network(server)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.delete_recovery_plan(server)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.wait_for_job(server)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.wait_for_replication(instance)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # The point in time would be lost.
    drs.start_replication(snapshot)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.stop_replication_many([snapshot])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.wait_for_replication([snapshot])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.describe_source_servers(source_server_ids=[snapshot])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.call_many(drs.get_launch_configuration, [snapshot])  # type: ignore[arg-type, type-var]  # pyright: ignore[reportArgumentType]
    # So would the settings.
    drs.update_launch_configuration(drs.get_launch_configuration(server))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # A fleet that started no jobs has no job IDs.
    use(drs.start_replication_many([server]).job_ids)  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


async def of_the_async_client(
    drs: AsyncDrsClient, sync: DrsClient, server: SourceServer, job: Job
) -> None:
    """Forget that methods are async, or pass arguments that the sync client refuses."""
    # Nobody awaits the call.
    drs.start_replication(server)  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    use(drs.get_source_server(server).arn)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    # Lists are for `async for`.
    use(list(drs.describe_source_servers()))  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    await drs.describe_source_servers()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    await drs.wait_for_replication(drs.describe_source_servers())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with drs:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    # The functions of a fleet are coroutine functions.
    await drs.call_many(sync.get_launch_configuration, [server])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # The arguments are those of the sync client.
    await drs.start_replication(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await drs.start_replication()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await drs.start_replication(sourceServerID="s-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await drs.start_replication(job)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await drs.start_recovery([server])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await drs.start_recovery_many([server], is_drill=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await drs.wait_for_replication(server, until="CONTINOUS")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await drs.wait_for_replication(server, timeout=timedelta(hours=1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await drs.start_replications(server)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    drs.describe_source_servers(["s-1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    AsyncDrsClient("eu-west-3")  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]


def of_boto3(client: S3Client) -> None:
    """Use a boto3 client for another service."""
    AsyncDrsClient(client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    DrsClient(client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def of_names(drs: DrsClient, server: SourceServer) -> None:
    """Use names that do not exist, which plain boto3 does not report."""
    drs.start_replications("s-1")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    use(fleet.region_states)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    use(server.sourceServerID)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    use(DataReplicationState.CONTINUOUS_REPLICATION)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def of_optional_members(server: SourceServer) -> None:
    """Use a member that may be absent without checking for None."""
    use(server.data_replication_info.progress)  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    use(server.recovery_instance_id.upper())  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]


def of_mutation(server: SourceServer) -> None:
    """Change a model, or create one from positional arguments."""
    server.arn = "arn:…"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    server.tags["Name"] = "db-1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    SourceServer("s-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def of_conversion(server: SourceServer) -> None:
    """Convert something other than a model or a dict."""
    from_wire(dict, {})  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    from_wire(SourceServer, "{}")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    to_wire({"arn": server.arn})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def of_errors(error: DrsServiceError) -> None:
    """Read an attribute that only some errors have."""
    use(error.resource_id)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
