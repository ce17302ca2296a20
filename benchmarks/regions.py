"""How long it takes to look at many Regions at once."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import boto3
from measuring import Comparison, compare, timed
from service import served_by

from drsclient import DrsClient
from drsclient.fleet import region_statuses
from drsclient.outcomes import RegionState
from drsclient.testing import FakeDrs, Latency

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_REGIONS: Final = 30
_LATENCY: Final = 0.4
"""How long each Region takes to respond, in seconds."""


def status() -> Comparison:
    """
    Compare the statuses of many Regions with the least that they can take.

    That is the making of a client for each, one after the other, and one response.
    """
    names = boto3.Session().get_available_regions("drs")[:_REGIONS]
    assert len(names) == _REGIONS
    with served_by(_serve) as endpoint_url:
        look = partial(region_statuses, names, endpoint_url=endpoint_url)
        assert {status.state for status in look()} == {RegionState.INITIALIZED}
        return compare(
            timed(look), timed(lambda: _least(names, endpoint_url)), rounds=20
        )


def _least(names: list[str], endpoint_url: str) -> object:
    clients = [DrsClient(region_name=name, endpoint_url=endpoint_url) for name in names]
    status = clients[-1].region_status()
    for client in clients:
        client.close()
    return status


def _serve(pipe: Connection) -> None:
    with FakeDrs() as fake:
        fake.inject(Latency(_LATENCY), times=None)
        pipe.send(fake.endpoint_url)
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
