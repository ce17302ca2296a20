"""How long calls take over a connection that is open, and clients until they can."""

from __future__ import annotations

from contextlib import ExitStack, closing
from itertools import chain
from time import perf_counter
from typing import TYPE_CHECKING, Final

from conversion import check_same
from measuring import Comparison, Sample, compare, timed
from service import SERVERS
from sides import THEIRS, Side

if TYPE_CHECKING:
    from service import Service

_REGIONS: Final = (
    *("af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2"),
    *("ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1"),
    *("eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2"),
    *("eu-west-3", "me-south-1", "sa-east-1", "us-east-1", "us-east-2"),
    *("us-west-1", "us-west-2"),
)


def start_replication(ours: Side, service: Service) -> Comparison:
    """
    Compare single calls, with several pairs of clients.

    Of two equal clients in a process, one can be slower by half a percent for as long
    as it lives. So there are twenty pairs, and the sides take turns at being made
    first.
    """
    parts = [
        _start_replication(ours, service, ours_first=number % 2 == 0)
        for number in range(20)
    ]
    return Comparison(
        ours=tuple(chain.from_iterable(part.ours for part in parts)),
        theirs=tuple(chain.from_iterable(part.theirs for part in parts)),
    )


def _start_replication(ours: Side, service: Service, *, ours_first: bool) -> Comparison:
    sides = (ours, THEIRS) if ours_first else (THEIRS, ours)
    with ExitStack() as stack:
        calls = [
            stack.enter_context(closing(side.connect(service.endpoint_url)))
            for side in sides
        ]
        our, their = calls if ours_first else reversed(calls)
        return compare(
            timed(lambda: our.start_replication(service.server_id)),
            timed(lambda: their.start_replication(service.server_id)),
            rounds=150,
        )


def describe_source_servers(ours: Side, service: Service) -> Comparison:
    """Compare calls that return a full page, once both returned the same."""
    url = service.endpoint_url
    with closing(ours.connect(url)) as our, closing(THEIRS.connect(url)) as their:
        servers = our.describe_source_servers()
        wires = their.describe_source_servers()
        assert len(servers) == len(wires) == SERVERS
        check_same(servers, wires)
        del servers, wires
        return compare(
            timed(our.describe_source_servers),
            timed(their.describe_source_servers),
            rounds=60,
        )


def making_clients(ours: Side) -> Comparison:
    """Compare the making of clients for 20 Regions, boto3 being imported."""
    return compare(_making_clients(ours), _making_clients(THEIRS), rounds=40)


def _making_clients(side: Side) -> Sample:
    def sample() -> float:
        start = perf_counter()
        clients = [side.make_client(region) for region in _REGIONS]
        seconds = perf_counter() - start
        for client in clients:
            client.close()
        return seconds

    return sample
