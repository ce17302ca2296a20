"""The service that both sides call: a FakeDrs in a process of its own."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import attrs
from servers import page

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from multiprocessing.connection import Connection

SERVERS: Final = 500
"""The number of source servers on a page."""

_JSON: Final = {"Content-Type": "application/json"}


@attrs.frozen
class Service:
    """A FakeDrs that returns the same bytes for every call of an operation."""

    endpoint_url: str
    server_id: str
    """The ID of the source server that `StartReplication` returns."""


@contextmanager
def service() -> Generator[Service]:
    """Run a FakeDrs that does not share the interpreter lock of this process."""
    with served_by(_serve) as (endpoint_url, server_id):
        yield Service(endpoint_url, server_id)


@contextmanager
def served_by(serve: Callable[[Connection], None]) -> Generator[Any]:
    """
    Run a function in its own process, and yield the object that it sends.

    Args:
        serve: Sends one object, and ends when the other end of its pipe is closed.
    """
    spawn = get_context("spawn")
    parent_end, child_end = spawn.Pipe()
    process = spawn.Process(target=serve, args=(child_end,))
    process.start()
    child_end.close()  # or we would wait forever if that process fails
    try:
        yield parent_end.recv()
    finally:
        parent_end.close()
        process.join()


def _serve(pipe: Connection) -> None:
    with FakeDrs() as fake:
        server_id = fake.add_source_server(state="INITIATING")
        server = {"sourceServer": fake.source_server(server_id)}
        for operation, body in {
            "StartReplication": json.dumps(server).encode(),
            "DescribeSourceServers": page(SERVERS),
        }.items():
            fake.answer(operation, body=body, headers=_JSON, times=None)
        pipe.send((fake.endpoint_url, server_id))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
