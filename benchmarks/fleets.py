"""Benchmarks of fleets against the minimum time of their calls."""

from __future__ import annotations

from contextlib import closing, suppress
from functools import partial
from multiprocessing import get_context
from time import perf_counter
from typing import TYPE_CHECKING, Final

from comparison import Comparison, Sample, compare
from service import served_by

from drsclient import DrsClient
from drsclient.testing import FakeDrs, Latency, Quotas, Reset, ServiceError, Truncated

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SERVERS: Final = 500
CONCURRENCY: Final = 10
"""The maximum number of concurrent calls."""
_LATENCY: Final = 0.05
"""The latency of each response, in seconds."""

# Half of the faults apply before the service processes the call.
_FAULTS: Final = (
    *(Reset(), ServiceError("InternalServerException")),
    *(Reset(after_processing=True), Truncated()),
)


def starting() -> Comparison:
    """
    Compare starting all servers, 10 concurrently, with starting a tenth in sequence.

    Without any overhead, both would take the same time.
    """
    with (
        served_by(serve_slowly) as (endpoint_url, ids),
        closing(DrsClient(endpoint_url=endpoint_url)) as drs,
    ):
        return compare(starting_many(drs, ids), _in_sequence(drs, ids), rounds=2)


def starting_many(drs: DrsClient, ids: list[str]) -> Sample:
    """Return a sample that times a fleet that starts all servers, and stops them."""

    def sample() -> float:
        start = perf_counter()
        outcome = drs.start_replication_many(ids, max_concurrency=CONCURRENCY)
        seconds = perf_counter() - start
        outcome.raise_for_failure()
        drs.stop_replication_many(ids).raise_for_failure()
        return seconds

    return sample


def _in_sequence(drs: DrsClient, ids: list[str]) -> Sample:
    some = ids[: len(ids) // CONCURRENCY]

    def sample() -> float:
        start = perf_counter()
        for server_id in some:
            drs.start_replication(server_id)
        seconds = perf_counter() - start
        drs.stop_replication_many(some).raise_for_failure()
        return seconds

    return sample


def throttled(rate: float) -> Comparison:
    """
    Compare starting all servers with the minimum time at the rate of the service.

    One call in 10 fails in other ways. Each server must have a result, and none may be
    started again after a confirmed start.

    Args:
        rate: The rate that the service allows, in calls per second.
    """
    parent_end, child_end = get_context("spawn").Pipe()
    with (
        served_by(partial(_serve_at, rate, child_end)) as (endpoint_url, ids),
        closing(DrsClient(endpoint_url=endpoint_url)) as drs,
    ):
        start = perf_counter()
        outcome = drs.start_replication_many(ids, max_concurrency=CONCURRENCY)
        seconds = perf_counter() - start
        parent_end.send(None)
        admitted, running, restarted = parent_end.recv()
    assert list(outcome.results) == ids
    assert outcome.succeeded.keys() == running, str(outcome)
    assert not restarted
    return Comparison(candidate=(seconds,), baseline=((admitted - rate) / rate,))


def serve_slowly(pipe: Connection) -> None:
    """Run a FakeDrs that takes its time for each start, and send its URL and IDs."""
    with FakeDrs(quotas=Quotas(replicating_servers=_SERVERS)) as fake:
        fake.inject(Latency(_LATENCY), "StartReplication", times=None)
        pipe.send((fake.endpoint_url, _add_servers(fake)))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()


def _serve_at(rate: float, reports: Connection, pipe: Connection) -> None:
    # The clock of the fake runs in real time.
    with FakeDrs(quotas=Quotas(replicating_servers=_SERVERS), speed=1) as fake:
        fake.throttle(rate)
        share = 0.1 / len(_FAULTS)
        for fault in _FAULTS:
            fake.inject(fault, times=None, probability=share)
        ids = _add_servers(fake)
        pipe.send((fake.endpoint_url, ids))
        reports.recv()
        reports.send(_report(fake, ids))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()


def _report(fake: FakeDrs, ids: list[str]) -> tuple[int, set[str], set[str]]:
    """Return the number of admitted calls, the running and the restarted servers."""
    admitted = sum(
        request.outcome != "ThrottlingException" for request in fake.requests
    )
    running = {
        server_id
        for server_id in ids
        if fake.source_server(server_id)
        .get("dataReplicationInfo", {})
        .get("dataReplicationState")
        == "INITIATING"
    }
    started, restarted = set[str](), set[str]()
    for request in fake.requests:
        if request.operation == "StartReplication":
            server_id = str(request.parameters["sourceServerID"])
            if server_id in started:
                restarted.add(server_id)
            if request.outcome == "OK":
                started.add(server_id)
    return admitted, running, restarted


def _add_servers(fake: FakeDrs) -> list[str]:
    return [fake.add_source_server() for _ in range(_SERVERS)]
