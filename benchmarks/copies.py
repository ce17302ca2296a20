"""Benchmarks of copies of an account against the calls that they require."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from comparison import Comparison, compare, timed
from service import served_by

from drsclient import DrsClient
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from botocore.awsrequest import AWSPreparedRequest

    from drsclient.models import SourceServer

_SERVERS: Final = 1000
_PAGE: Final = 200
_CONCURRENCY: Final = 10


def copying(*, source_server_details: bool, rounds: int) -> Comparison:
    """
    Compare a copy of 1,000 source servers with the calls that it requires.

    Both sides make the same calls, 10 concurrently; the other one returns models.

    Args:
        source_server_details: Whether to copy what takes four calls for each server.
        rounds: The number of rounds.
    """
    with served_by(_serve) as url, closing(DrsClient(endpoint_url=url)) as drs:

        def copy() -> FakeDrs:
            return FakeDrs.copy_of(
                drs,
                max_concurrency=_CONCURRENCY,
                source_server_details=source_server_details,
            )

        def read() -> None:
            _read(drs, source_server_details=source_server_details)

        assert _requests(drs, copy) == _requests(drs, read)
        return compare(timed(copy), timed(read), rounds=rounds)


def _read(drs: DrsClient, *, source_server_details: bool) -> None:
    """Make the calls of a copy with the methods of the client."""
    lists: tuple[Callable[..., Iterator[object]], ...] = (
        drs.describe_jobs,
        drs.describe_launch_configuration_templates,
        drs.describe_recovery_instances,
        drs.describe_replication_configuration_templates,
        drs.describe_source_networks,
        drs.list_recovery_plan_executions,
        drs.list_recovery_plans,
    )
    pages: dict[str, Callable[[], Iterator[object]]] = {
        one.__name__: partial(one, page_size=_PAGE) for one in lists
    }
    # The service model does not allow more.
    pages["accounts"] = partial(drs.list_staging_accounts, page_size=50)
    many = partial(drs.call_many, max_concurrency=_CONCURRENCY)
    many(lambda name: list(pages[name]()), pages).raise_for_failure()
    servers = list(drs.describe_source_servers(page_size=_PAGE))
    assert len(servers) == _SERVERS
    if source_server_details:
        reads: tuple[Callable[[SourceServer], object], ...] = (
            drs.get_launch_configuration,
            drs.get_replication_configuration,
            lambda one: list(drs.list_launch_actions(one, page_size=_PAGE)),
            lambda one: list(drs.describe_recovery_snapshots(one, page_size=_PAGE)),
        )
        for read in reads:
            many(read, servers).raise_for_failure()


def _requests(drs: DrsClient, read: Callable[[], object]) -> list[str]:
    """Return the requests of a function."""
    sent = list[str]()

    def record(request: AWSPreparedRequest, **_: object) -> None:
        assert isinstance(request.body, bytes | None)
        parameters = json.loads(request.body or b"{}")
        sent.append(f"{request.url} {sorted(parameters.items())}")

    events = drs.boto3_client.meta.events
    events.register("before-send.drs", record)
    read()
    events.unregister("before-send.drs", record)
    return sorted(sent)


def _serve(pipe: Connection) -> None:
    with FakeDrs(page_size=_PAGE) as fake:
        for _ in range(_SERVERS):
            fake.add_source_server(state="CONTINUOUS")
        fake.advance(hours=1)
        pipe.send(fake.endpoint_url)
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
