"""Benchmark of the status of many Regions."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import boto3
from comparison import Comparison, compare, timed
from service import served_by

from drsclient import DrsClient
from drsclient.fleet import region_statuses
from drsclient.outcomes import RegionState
from drsclient.testing import FakeDrs, Latency

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_REGIONS: Final = 30
_LATENCY: Final = 0.4
"""The latency of each Region, in seconds."""


def status() -> Comparison:
    """
    Compare the status of many Regions with the minimum time.

    This is the time to create a client for each, in sequence, and to get one response.
    """
    names = boto3.Session().get_available_regions("drs")[:_REGIONS]
    assert len(names) == _REGIONS
    with served_by(_serve) as endpoint_url:
        get_statuses = partial(region_statuses, names, endpoint_url=endpoint_url)
        assert {status.state for status in get_statuses()} == {RegionState.INITIALIZED}
        return compare(
            timed(get_statuses), timed(lambda: _minimum(names, endpoint_url)), rounds=20
        )


def _minimum(names: list[str], endpoint_url: str) -> object:
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
