"""The two libraries of a comparison: drsclient, and plain boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import attrs
import boto3

from drsclient import DrsClient

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Client(Protocol):
    """A client of either library."""

    def close(self) -> None:
        """Close the connections."""


@attrs.frozen(kw_only=True)
class Calls:
    """The calls of one client, which keeps its connection open."""

    start_replication: Callable[[str], object]
    describe_source_servers: Callable[[], Sequence[object]]
    close: Callable[[], None]


@attrs.frozen(kw_only=True)
class Library:
    """The use of a library by a program."""

    module: str
    first_call: str
    """A program that prints the state that its first `start_replication` returned."""
    connect: Callable[[str], Calls]
    """Creates a client for an endpoint URL."""
    create_client: Callable[[str], Client]
    """Creates a client for a Region."""


def _connect_drsclient(endpoint_url: str) -> Calls:
    drs = DrsClient(endpoint_url=endpoint_url)
    return Calls(
        start_replication=lambda server_id: drs.start_replication(server_id),  # noqa: PLW0108 - as many frames as below
        describe_source_servers=lambda: list(drs.describe_source_servers()),
        close=drs.close,
    )


def _connect_boto3(endpoint_url: str) -> Calls:
    # The stubs also name the services whose own stubs are not installed.
    drs = boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "drs", endpoint_url=endpoint_url
    )
    return Calls(
        start_replication=lambda server_id: drs.start_replication(
            sourceServerID=server_id
        ),
        describe_source_servers=lambda: drs.describe_source_servers()["items"],
        close=drs.close,
    )


DRSCLIENT: Final = Library(
    module="drsclient",
    first_call="""
import sys
from drsclient import DrsClient
drs = DrsClient(endpoint_url=sys.argv[1])
print(drs.start_replication(sys.argv[2]).replication_state, flush=True)
""",
    connect=_connect_drsclient,
    create_client=lambda region: DrsClient(region_name=region),
)

BOTO3: Final = Library(
    module="boto3",
    first_call="""
import sys
import boto3
drs = boto3.client("drs", endpoint_url=sys.argv[1])
server = drs.start_replication(sourceServerID=sys.argv[2])["sourceServer"]
print(server["dataReplicationInfo"]["dataReplicationState"], flush=True)
""",
    connect=_connect_boto3,
    create_client=lambda region: boto3.client(  # pyright: ignore[reportUnknownMemberType]
        "drs", region_name=region
    ),
)
