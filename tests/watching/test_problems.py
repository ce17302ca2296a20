"""Problems: the lines that say that a wait or a fleet retries."""

from __future__ import annotations

import io
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from drsclient import FleetInterrupt, WaitTimeoutError
from drsclient.outcomes import Verdict
from drsclient.testing import FakeDrs, Quotas, Reset, ServiceError
from drsclient.watching import Watch
from tests.watching.terminals import (
    SHOW_CURSOR,
    Terminal,
    TerminalFile,
    WatchThen,
    replication,
    server,
)

if TYPE_CHECKING:
    from drsclient import DrsClient

PROBLEM = "cannot reach DRS in us-east-1: DescribeSourceServers: Connection was closed"
SHORT = "cannot reach DRS in us-east-1: no route"
AGAIN = "calls to DRS in us-east-1 succeed again, after"
WAITING = replication(server(1))
DONE = replication(server(1, "CONTINUOUS", Verdict.SUCCEEDED))


def last_displays(terminal: Terminal) -> list[str]:
    """Return what each wait or fleet has left on a terminal."""
    texts = terminal.written.split(SHOW_CURSOR)
    return [text.rpartition("\x1b[2K")[2].strip() for text in texts if text]


def test_a_wait_shows_its_problem_until_it_is_over(
    terminal: Terminal, fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The line is below the table, or alone before the first poll that succeeds."""
    server_id = fake_drs.add_source_server(hostname="db-1", state="INITIAL_SYNC")
    fake_drs.inject(Reset(), times=2)
    faults = [Reset()]

    def fail_once() -> None:
        while faults:
            fake_drs.inject(faults.pop())

    with Watch(console=terminal.console) as watch:
        on_progress = WatchThen(watch, fail_once)
        drs_client.wait_for_replication(server_id, on_progress=on_progress)
    first, second, third, *others = terminal.displays
    assert first.startswith(f"! {PROBLEM[:40]}")
    assert first.endswith("…; retrying")
    assert "retrying" not in second
    assert third.startswith(second)
    assert third.splitlines()[-1] == first
    assert not any("retrying" in display for display in others)


def test_a_log_has_a_line_for_a_problem_and_its_end(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """They have the time by the clock of the `Watch`."""
    server_id = fake_drs.add_source_server(hostname="db-1", state="CONTINUOUS")
    fake_drs.inject(Reset(), times=2)
    file = io.StringIO()
    watch = Watch(file=file, clock=fake_drs)
    drs_client.wait_for_replication(server_id, on_progress=watch)
    problem, end, *others = file.getvalue().splitlines()
    assert problem.startswith(f"2030-01-01T00:00:00Z {PROBLEM}")
    assert problem.endswith("; retrying")
    assert end.startswith("2030-01-01T00:00:0")
    assert end.endswith(f"Z {AGAIN} 2 failed attempts")
    assert len(others) == 2


def test_a_fleet_shows_that_it_is_throttled(
    fake_drs: FakeDrs, drs_client: DrsClient, terminal: Terminal
) -> None:
    """What it leaves on the terminal does not say so anymore."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.inject(ServiceError("ThrottlingException"))
    with Watch(console=terminal.console) as watch:
        drs_client.start_replication_many(ids, max_concurrency=1, on_progress=watch)
        drs_client.stop_replication_many(ids, max_concurrency=1, on_progress=watch)
    problem, first, *_ = terminal.displays
    assert problem.startswith("! DRS is throttling calls in us-east-1: ")
    assert first.startswith("✓")
    assert first.splitlines()[-1] == problem
    started, stopped = last_displays(terminal)
    assert started.endswith("3 of 3 calls done")
    assert stopped.endswith("3 of 3 calls done")


def test_a_fleet_shows_that_it_waits_for_running_jobs(terminal: Terminal) -> None:
    """The quota of jobs may be used up for as long as a launch takes."""
    with FakeDrs(quotas=Quotas(concurrent_jobs=1)) as fake:
        ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(2)]
        with Watch(console=terminal.console, clock=fake) as watch:
            fake.client().start_recovery_many(
                ids, is_drill=True, servers_per_job=1, on_progress=watch
            )
    waiting = "! waiting for running jobs to end in us-east-1: "
    assert any(waiting in text for text in terminal.displays)
    (last,) = last_displays(terminal)
    assert waiting not in last
    assert last.endswith("2 of 2 calls done")


def test_an_interrupted_fleet_leaves_no_problem(
    fake_drs: FakeDrs, drs_client: DrsClient, terminal: Terminal
) -> None:
    """The next wait of the same `Watch` does not show it."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2)]
    fake_drs.inject(ServiceError("ThrottlingException"))

    def press_ctrl_c() -> None:
        raise KeyboardInterrupt

    with Watch(console=terminal.console) as watch:
        with pytest.raises(FleetInterrupt):
            drs_client.stop_replication_many(
                ids, max_concurrency=1, on_progress=WatchThen(watch, press_ctrl_c)
            )
        drs_client.start_replication_many(ids)
        drs_client.wait_for_replication(ids, until="INITIATING", on_progress=watch)
    assert "retrying" in terminal.displays[0]
    assert not any("retrying" in text for text in last_displays(terminal))


def test_a_wait_that_ends_leaves_no_problem(
    fake_drs: FakeDrs, drs_client: DrsClient, terminal: Terminal
) -> None:
    """The exception has it."""
    fake_drs.inject(Reset(), times=None)
    server_id = fake_drs.add_source_server()
    with Watch(console=terminal.console) as watch, pytest.raises(WaitTimeoutError):
        drs_client.wait_for_replication(server_id, timeout=60, on_progress=watch)
    assert "retrying" in terminal.displays[0]
    assert last_displays(terminal) == [""]


def test_a_problem_at_the_end_of_the_with_statement_is_removed(
    terminal: Terminal,
) -> None:
    """Nothing is retried anymore."""
    with Watch(console=terminal.console) as watch:
        watch(WAITING)
        watch.show_problem("a wait", SHORT)
        assert terminal.display.endswith(f"\n! {SHORT}; retrying")
    assert last_displays(terminal)[0].endswith("0 of 1 server done")


def test_problems_of_several_waits_have_a_line_each(terminal: Terminal) -> None:
    """A line disappears when the problem of its wait is over."""
    with Watch(console=terminal.console) as watch:
        watch(WAITING)
        watch.show_problem("one", "no route")
        watch.show_problem("two", "throttled")
        assert terminal.display.endswith(
            "\n! no route; retrying\n! throttled; retrying"
        )
        watch.clear_problem("one", "over")
        assert terminal.display.endswith("done\n! throttled; retrying")
        watch.clear_problem("one", "over")
        watch.clear_problem("two", "over")
        assert terminal.display.endswith("0 of 1 server done")
        watch(DONE)
        watch.clear_problem("two")
    assert len(last_displays(terminal)) == 1


def test_a_table_leaves_room_for_problems() -> None:
    """The terminal does not scroll."""
    terminal = Terminal(height=10)
    with Watch(console=terminal.console) as watch:
        watch(replication(*map(server, range(20))))
        watch.show_problem("a wait", SHORT)
        assert len(terminal.display.splitlines()) == 8
        assert "and 15 more" in terminal.display


def test_a_log_has_no_summary_of_a_problem() -> None:
    """Problems say nothing about the progress, however long they last."""
    file = io.StringIO()
    watch = Watch(file=file, summary_interval=1e-9)
    watch(WAITING)
    watch.show_problem("a wait", SHORT)
    watch.clear_problem("a wait")
    *_, last = file.getvalue().splitlines()
    assert last.endswith(f"Z {SHORT}; retrying")


def test_problems_of_other_threads_are_shown(terminal: Terminal) -> None:
    """The threads of a fleet report problems while their results are shown."""

    def report(number: int) -> None:
        for _ in range(20):
            watch.show_problem(number, SHORT)
            watch(WAITING)
            watch.clear_problem(number)

    with Watch(console=terminal.console) as watch:
        threads = [Thread(target=report, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert last_displays(terminal)[-1].endswith("0 of 1 server done")


def test_a_problem_is_shown_in_ascii(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that is limited to ASCII gets escapes, and no ellipsis."""
    monkeypatch.setattr(TerminalFile, "encoding", "ascii")
    with Watch(console=terminal.console) as watch:
        watch(WAITING)
        watch.show_problem("a wait", "nö route " * 20)
        last = terminal.display.splitlines()[-1]
    assert last.startswith("! n\\xf6 route ")
    assert last.endswith("; retrying")
    assert terminal.written.isascii()
