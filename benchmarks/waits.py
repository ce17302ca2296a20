"""Benchmark of a poll of many source servers."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from comparison import Comparison, compare, timed
from service import served_by

from drsclient import DrsClient
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from drsclient.models import SourceServer
    from drsclient.outcomes import ReplicationOutcome

_SERVERS: Final = 1000
_PAGE: Final = 200


def polling() -> Comparison:
    """
    Compare a poll of 1,000 source servers with the calls that it requires.

    These are 5 calls, each of which returns 200 servers as models.
    """
    with served_by(_serve) as (url, ids), closing(DrsClient(endpoint_url=url)) as drs:
        requests = list[object]()

        def record(**event: object) -> None:
            requests.append(event)

        events = drs.boto3_client.meta.events
        events.register("before-send.drs", record)

        def poll() -> ReplicationOutcome:
            return drs.check_replication(ids)

        def call() -> list[SourceServer]:
            return [
                server
                for start in range(0, _SERVERS, _PAGE)
                for server in drs.describe_source_servers(
                    source_server_ids=ids[start : start + _PAGE], page_size=_PAGE
                )
            ]

        assert len(poll().waiting) == len(call()) == _SERVERS
        assert len(requests) == 2 * _SERVERS / _PAGE
        events.unregister("before-send.drs", record)
        return compare(timed(poll), timed(call), rounds=40)


def _serve(pipe: Connection) -> None:
    with FakeDrs(page_size=_PAGE) as fake:
        add = fake.add_source_server
        ids = [add(state="INITIAL_SYNC") for _ in range(_SERVERS)]
        pipe.send((fake.endpoint_url, ids))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
