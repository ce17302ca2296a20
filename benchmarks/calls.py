"""Benchmarks of calls on an open connection, and of the creation of clients."""

from __future__ import annotations

from contextlib import ExitStack, closing
from itertools import chain
from time import perf_counter
from typing import TYPE_CHECKING, Final

from comparison import Comparison, Sample, compare, timed
from conversion import check_same
from libraries import BOTO3, Library
from service import SERVERS

if TYPE_CHECKING:
    from service import Service

_REGIONS: Final = (
    *("af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2"),
    *("ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1"),
    *("eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2"),
    *("eu-west-3", "me-south-1", "sa-east-1", "us-east-1", "us-east-2"),
    *("us-west-1", "us-west-2"),
)


def start_replication(candidate: Library, service: Service) -> Comparison:
    """
    Compare single calls, with several pairs of clients.

    One of two equal clients in a process can be slower by 0.5 % for its whole life.
    Therefore there are 20 pairs, and each library is first in every other pair.
    """
    pairs = [
        _start_replication(candidate, service, candidate_first=number % 2 == 0)
        for number in range(20)
    ]
    return Comparison(
        candidate=tuple(chain.from_iterable(pair.candidate for pair in pairs)),
        baseline=tuple(chain.from_iterable(pair.baseline for pair in pairs)),
    )


def _start_replication(
    candidate: Library, service: Service, *, candidate_first: bool
) -> Comparison:
    libraries = (candidate, BOTO3) if candidate_first else (BOTO3, candidate)
    with ExitStack() as stack:
        connected = [
            stack.enter_context(closing(library.connect(service.endpoint_url)))
            for library in libraries
        ]
        calls, boto3_calls = connected if candidate_first else reversed(connected)
        return compare(
            timed(lambda: calls.start_replication(service.server_id)),
            timed(lambda: boto3_calls.start_replication(service.server_id)),
            rounds=150,
        )


def describe_source_servers(candidate: Library, service: Service) -> Comparison:
    """Compare calls that return a full page, after a check of the results."""
    url = service.endpoint_url
    with (
        closing(candidate.connect(url)) as calls,
        closing(BOTO3.connect(url)) as boto3_calls,
    ):
        servers = calls.describe_source_servers()
        wires = boto3_calls.describe_source_servers()
        assert len(servers) == len(wires) == SERVERS
        check_same(servers, wires)
        del servers, wires
        return compare(
            timed(calls.describe_source_servers),
            timed(boto3_calls.describe_source_servers),
            rounds=60,
        )


def creating_clients(candidate: Library) -> Comparison:
    """Compare the creation of clients for 20 Regions, with boto3 imported."""
    return compare(_creating_clients(candidate), _creating_clients(BOTO3), rounds=40)


def _creating_clients(library: Library) -> Sample:
    def sample() -> float:
        start = perf_counter()
        clients = [library.create_client(region) for region in _REGIONS]
        seconds = perf_counter() - start
        for client in clients:
            client.close()
        return seconds

    return sample
