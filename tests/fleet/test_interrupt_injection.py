"""
Ctrl-C at each line of a fleet or a wait: no outcome is lost, and nothing hangs.

The tests raise a `KeyboardInterrupt` as the handler of the signal does: in the main
thread, at one line of the library after the other, but for those of `FakeDrs`.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from dis import get_instructions
from functools import cache
from itertools import count
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import pytest

import drsclient
from drsclient import DrsClient, DrsError, FleetInterrupt
from drsclient.testing import FakeDrs, Quotas, ServiceError
from drsclient.watching import Watch
from tests.fleet.jobs import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

SOURCES: Final = str(Path(drsclient.__file__).parent)
FAKE: Final = str(Path(SOURCES, "testing"))
ORIGIN: Final = "us-west-2"
# Only one of so many lines is tried. They are prime numbers, so that each line of a
# loop has its turn.
STRIDE: Final = 7
WAIT_STRIDE: Final = 97
# What a scenario has at least.
MIN_LINES: Final = 100

FAILURE: Final = ServiceError("InternalServerException")


class Tracer(Protocol):
    """A trace function of Python."""

    def __call__(self, frame: FrameType, event: str, arg: object, /) -> Tracer | None:
        """Trace an event."""


@cache
def exits(code: CodeType) -> frozenset[int]:
    """
    Return the offsets at which the `with` blocks of some code end.

    There, Python handles no signal before it calls `__exit__`, with `None` three times.
    """
    found = [one for one in get_instructions(code) if one.opname != "PRECALL"]
    return frozenset(
        one.offset
        for i, one in enumerate(found[:-3])
        if [(n.opname, n.argval) for n in found[i : i + 3]]
        == [("LOAD_CONST", None)] * 3
        and found[i + 3].opname == "CALL"
    )


def interrupt_at(number: int, function: Callable[[], object]) -> bool:
    """
    Call a function, and interrupt it at a line of the client, counted from 1.

    Returns:
        Whether it was interrupted. If so, its exception was raised.
    """
    left = number

    def trace(frame: FrameType, event: str, _: object, /) -> Tracer | None:
        nonlocal left
        path = frame.f_code.co_filename
        if not path.startswith(SOURCES) or path.startswith(FAKE):
            return None
        if frame.f_code.co_name == "<genexpr>":  # as good as the line that has it
            return None
        if event == "line" and frame.f_lasti not in exits(frame.f_code):
            left -= 1
            if not left:
                raise KeyboardInterrupt
        return trace

    previous = sys.gettrace()  # such as that of a measurement of coverage
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(previous)
    return not left


class Scenario(NamedTuple):
    """A fleet, and what its calls have done."""

    ids: list[str]
    run: Callable[[], object]
    changed: Callable[[], set[str]]
    """Returns the IDs for which a call took effect."""


def replication(fake: FakeDrs, drs: DrsClient) -> Scenario:
    """Start replication, display the progress, and repeat a call."""
    ids = [fake.add_source_server() for _ in range(3)]
    fake.inject(FAILURE, "StartReplication", resource_id=ids[0])
    watch = Watch(file=io.StringIO(), clock=fake)
    return Scenario(
        ids,
        lambda: drs.start_replication_many(ids, on_progress=watch),
        lambda: started(fake, ids),
    )


def own_function(fake: FakeDrs, drs: DrsClient) -> Scenario:
    """Start replication in a function of the caller, with fewer threads."""
    ids = [fake.add_source_server() for _ in range(3)]
    return Scenario(
        ids,
        lambda: drs.call_many(drs.start_replication, ids),
        lambda: started(fake, ids),
    )


def started(fake: FakeDrs, ids: list[str]) -> set[str]:
    """Return the IDs of the servers that are not stopped anymore."""
    return {key for key in ids if state_of(fake, key) != "STOPPED"}


def state_of(fake: FakeDrs, server_id: str) -> str | None:
    """Return the state of a server's replication."""
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    return info.get("dataReplicationState")


def recovery(fake: FakeDrs, drs: DrsClient) -> Scenario:
    """Start two jobs."""
    ids = servers(fake, 4)

    def changed() -> set[str]:
        jobs = drs.describe_jobs()
        found = {
            one.source_server_id for job in jobs for one in job.participating_servers
        }
        return {key for key in ids if key in found}

    return Scenario(
        ids,
        lambda: drs.start_recovery_many(ids, is_drill=True, servers_per_job=2),
        changed,
    )


def reversal(fake: FakeDrs, drs: DrsClient) -> Scenario:
    """Reverse replication in two rounds, as an agent is not initialized at first."""
    sources = dict[str, str]()
    for _ in range(3):
        key = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
        sources[fake.add_recovery_instance(key)] = key
    ids = list(sources)
    fake.fail("ReverseReplication", "ConflictException", resource_id=ids[1])

    def changed() -> set[str]:
        name = "reversedDirectionSourceServerArn"
        return {key for key in ids if name in fake.source_server(sources[key])}

    return Scenario(ids, lambda: drs.reverse_replication_many(ids), changed)


@pytest.fixture
def fake() -> Iterator[FakeDrs]:
    """Return a fake with quotas for any number of jobs."""
    quotas = Quotas(concurrent_jobs=10**6, servers_in_all_jobs=10**6)
    with FakeDrs(quotas=quotas) as fake:
        fake.site(region_name=ORIGIN)
        yield fake


def is_lost(scenario: Scenario, fake: FakeDrs, number: int) -> bool | None:
    """
    Interrupt a fleet, and return whether its outcome is lost.

    `None` means that the fleet has fewer lines.
    """
    sent = len(fake.requests)
    try:
        if not interrupt_at(number, scenario.run):
            return None
    except FleetInterrupt as interrupt:
        results = interrupt.outcome.results
        values = {key for key, one in results.items() if not isinstance(one, DrsError)}
        return list(results) != scenario.ids or values != scenario.changed()
    except KeyboardInterrupt:
        return len(fake.requests) > sent
    return True  # the interrupt was swallowed


@pytest.mark.parametrize("make", [replication, own_function, recovery, reversal])
def test_no_outcome_is_lost(
    fake: FakeDrs, make: Callable[[FakeDrs, DrsClient], Scenario]
) -> None:
    """Once a call was sent, Ctrl-C is a `FleetInterrupt` with each result."""
    drs = fake.client()
    make(fake, drs).run()  # imports are no part of this
    lost: dict[int, bool | None] = {}
    for number in count(1, STRIDE):
        lost[number] = is_lost(make(fake, drs), fake, number)
        if lost[number] is None:
            break
    assert max(lost) > MIN_LINES
    assert not [number for number, one in lost.items() if one]


def replication_wait(fake: FakeDrs, drs: DrsClient, watch: Watch) -> None:
    """Wait for a server, after a transient error."""
    fake.inject(FAILURE, "DescribeSourceServers")
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    drs.wait_for_replication(server_id, poll_interval=3600, on_progress=watch)


def job_wait(fake: FakeDrs, drs: DrsClient, watch: Watch) -> None:
    """Wait for a job."""
    job = drs.start_recovery(servers(fake, 1), is_drill=True)
    drs.wait_for_job(job, poll_interval=3600, on_progress=watch)


@pytest.mark.parametrize("wait", [replication_wait, job_wait])
def test_a_wait_ends_at_once(
    fake: FakeDrs, wait: Callable[[FakeDrs, DrsClient, Watch], None]
) -> None:
    """It leaves no lock behind, and the client and the display can be used again."""
    drs, watch = fake.client(), Watch(file=io.StringIO(), clock=fake)
    wait(fake, drs, watch)  # imports are no part of this
    tried = list[int]()
    for number in count(1, WAIT_STRIDE):
        tried.append(number)
        with suppress(KeyboardInterrupt):
            if not interrupt_at(number, lambda: wait(fake, drs, watch)):
                break
            pytest.fail("the interrupt was swallowed")
        fake.clear_faults()
        thread = Thread(target=watch.clear_problem, args=("a wait",), daemon=True)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
    assert tried[-1] > MIN_LINES
