"""
Mistakes that type checkers find; checked, and never run.

Both checkers complain of an `ignore` that hides nothing, so each line here is proof
that they object to it.
"""

# What does not exist has no known type, either.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import DrsClient, from_wire, to_wire
from drsclient.models import DataReplicationState, SourceServer

if TYPE_CHECKING:
    from drsclient import DrsServiceError


def use(_: object) -> None:
    """Do something with a value."""


def of_arguments(drs: DrsClient) -> None:
    """Give arguments of the wrong type, of the wrong name, or in the wrong place."""
    # An ID is text.
    drs.start_replication(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.stop_replication(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    # It is required.
    drs.start_replication()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    # Names are Python's here, not the wire's.
    drs.start_replication(sourceServerID="s-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    # Options go by name.
    drs.describe_source_servers(["s-1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    drs.describe_source_servers(page_size="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    drs.describe_source_servers(source_server_ids=[5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    drs.describe_source_servers(filters={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    DrsClient("eu-west-3")  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]


def of_names(drs: DrsClient, server: SourceServer) -> None:
    """Use names that do not exist, which plain boto3 lets through."""
    drs.start_replications("s-1")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    use(server.sourceServerID)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    use(DataReplicationState.CONTINUOUS_REPLICATION)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def of_what_may_be_absent(server: SourceServer) -> None:
    """Look into a part that may be absent without a thought."""
    use(server.data_replication_info.progress)  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    use(server.source_server_id.upper())  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]


def of_change(server: SourceServer) -> None:
    """Change a model, or make one by the order of its fields."""
    server.arn = "arn:…"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    server.tags["Name"] = "db-1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    SourceServer("s-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def of_conversion(server: SourceServer) -> None:
    """Convert what is not a model, or no dict."""
    from_wire(dict, {})  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    from_wire(SourceServer, "{}")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    to_wire({"arn": server.arn})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def of_errors(error: DrsServiceError) -> None:
    """Ask an error for what only some errors have."""
    use(error.resource_id)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
