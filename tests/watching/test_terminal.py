from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from drsclient import ReplicationFailedError
from drsclient.models import (
    DataReplicationErrorString as ErrorString,
    DataReplicationInitiationStepName as StepName,
)
from drsclient.outcomes import Verdict
from drsclient.watching import Watch
from tests.watching.terminals import (
    HIDE_CURSOR,
    SHOW_CURSOR,
    Terminal,
    TerminalFile,
    replication,
    server,
    server_id,
)

if TYPE_CHECKING:
    from drsclient.outcomes import ReplicationOutcome
    from drsclient.testing import FakeDrs

SUCCEEDED, FAILED = Verdict.SUCCEEDED, Verdict.FAILED

DISPLAY = """
  SERVER  STATE                               COPIED        RATE     ETA     LAG
✓ db-1    CONTINUOUS    ━━━━━━━━━━━━━    8.0/8.0 GiB                          0s
  db-2    INITIAL_SYNC  ━━━──────────  24.0/96.0 GiB   6.8 MiB/s  1h 30m
  db-3    INITIATING    LAUNCH_REPLICATION_SERVER
! db-4    STALLED       AUTHENTICATE_WITH_SERVICE: AGENT_NOT_SEEN: there is no …
  db-5    BACKLOG       ━━━━━━━━━━━━━  50.0/50.0 GiB                      1h 15m
✗ db-6    STOPPED
✗ gone                  there is no such source server
1 of 7 servers done, 2 failed, 82.0/154 GiB copied, 6.8 MiB/s, 1h 30m left
"""


def shown(terminal: Terminal, *outcomes: ReplicationOutcome) -> str:
    """Return the display after these outcomes."""
    with Watch(console=terminal.console) as watch:
        for outcome in outcomes:
            watch(outcome)
    return terminal.display


def fleet(minutes: float = 0, copied: float = 0) -> ReplicationOutcome:
    """Make an outcome with servers in seven states."""
    soon, late = timedelta(0), timedelta(minutes=75)
    return replication(
        server(1, "CONTINUOUS", SUCCEEDED, copied=8, total=8, lag_duration=soon),
        server(2, copied=copied, total=96, eta=100),
        server(3, "INITIATING", current_step=StepName.LAUNCH_REPLICATION_SERVER),
        server(
            4,
            "STALLED",
            failed_step=StepName.AUTHENTICATE_WITH_SERVICE,
            error=ErrorString.AGENT_NOT_SEEN,
            raw_error="there is no route to the host",
        ),
        server(5, "BACKLOG", copied=50, total=50, lag_duration=late),
        server(6, "STOPPED", FAILED, reason="its replication is STOPPED"),
        server(7, None, FAILED, name="gone", reason="there is no such source server"),
        minutes=minutes,
    )


def test_each_server_has_a_line(terminal: Terminal) -> None:
    """A line has the state of a server, and its metrics or the reason or step."""
    assert shown(terminal, fleet(0, 20), fleet(10, 24)) == DISPLAY.strip("\n")


def test_a_wait_in_virtual_time_shows_its_own_rate(
    terminal: Terminal, fake_drs: FakeDrs
) -> None:
    """Rates are measured by the times of the outcomes, not by the wall clock."""
    disks = [30 * 1024**3]
    added = fake_drs.add_source_server(
        hostname="db-1", state="INITIAL_SYNC", disks=disks
    )
    with Watch(console=terminal.console) as watch:
        fake_drs.client().wait_for_replication(
            added, poll_interval=60, on_progress=watch
        )
    # 30 GiB in the 30 minutes of an initial synchronization.
    (early,) = [display for display in terminal.displays if " 5.0/30.0 GiB" in display]
    assert "17.1 MiB/s     25m" in early
    assert "CONTINUOUS" in terminal.display


def test_without_an_eta_of_the_service_the_rate_gives_it(terminal: Terminal) -> None:
    """The remaining bytes are divided by the rate."""
    polls = [replication(server(1, copied=n, total=10), minutes=n) for n in range(5)]
    assert "17.1 MiB/s      6m" in shown(terminal, *polls)


@pytest.mark.parametrize(
    "polls",
    [
        [(0, 1.0)],
        [(0, 1.0), (0, 1.0)],
        [(0, 5.0), (1, 1.0)],
        [(0, 5.0), (1, None), (2, 5.0)],
    ],
    ids=["first poll", "same time", "starts again", "a gap"],
)
def test_an_unknown_rate_is_left_out(
    terminal: Terminal, polls: list[tuple[int, float | None]]
) -> None:
    """A rate needs two polls, with no restart between them."""
    outcomes = [
        replication(server(1, copied=copied, total=10), minutes=minutes)
        for minutes, copied in polls
    ]
    assert "/s" not in shown(terminal, *outcomes)


def test_a_rate_of_zero_gives_no_eta(terminal: Terminal) -> None:
    """A rate of zero is shown, but not divided by."""
    polls = [replication(server(1, copied=1, total=10), minutes=n) for n in range(2)]
    display = shown(terminal, *polls)
    assert "0 B/s" in display
    assert "ETA" not in display


def test_a_low_rate_gives_the_maximum_eta(terminal: Terminal) -> None:
    """An ETA beyond the range of `timedelta` is capped at 999 days."""
    polls = [
        replication(server(1, copied=1 + n / 1024**3, total=2**40), minutes=n)
        for n in range(2)
    ]
    assert "999d 00h" in shown(terminal, *polls)


def test_the_rate_is_averaged_over_the_last_polls(terminal: Terminal) -> None:
    """Older polls do not count."""
    slow = [replication(server(1, copied=0, total=9), minutes=n) for n in range(9)]
    fast = [replication(server(1, copied=n, total=9), minutes=9 + n) for n in range(5)]
    assert "17.1 MiB/s" in shown(terminal, *slow, *fast)


def test_the_time_to_set_replication_up_does_not_count(terminal: Terminal) -> None:
    """The rate is measured from the first poll of the copy on."""
    setting_up = replication(server(1, "INITIATING", copied=0, total=9))
    polls = [replication(server(1, copied=n, total=9), minutes=9 + n) for n in (1, 2)]
    assert "17.1 MiB/s" in shown(terminal, setting_up, *polls)


def test_the_eta_of_a_fleet_is_that_of_its_slowest_server(terminal: Terminal) -> None:
    """ETAs are not added up, and a finished server has none."""
    servers = [
        server(1, copied=1, total=9, eta=5),
        server(2, copied=1, total=9, eta=45),
        server(3, "CONTINUOUS", SUCCEEDED, copied=9, total=9, eta=90),
    ]
    assert shown(terminal, replication(*servers)).endswith(
        "1 of 3 servers done, 11.0/27.0 GiB copied, 45m left"
    )


@pytest.mark.parametrize("width", range(20, 140, 7))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Long names, and names of wide characters, are shortened."""
    terminal = Terminal(width=width)
    long = replication(
        *fleet().servers,
        server(8, name="データベース" * 9, copied=1, total=9),
        server(9, copied=1, total=9, name="", eta=5000, lag_duration=timedelta(days=9)),
    )
    display = shown(terminal, long)
    assert max(map(cell_len, display.splitlines())) <= width
    assert len(display.splitlines()) == 11
    assert "db-1" in display


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (80, ["COPIED", "RATE", "ETA", "LAG"]),
        (70, ["COPIED", "RATE", "ETA"]),
        (62, ["COPIED", "ETA"]),
        (50, ["COPIED"]),
    ],
)
def test_a_narrow_terminal_shows_fewer_figures(width: int, titles: list[str]) -> None:
    """A figure is shown in full or not at all."""
    polls = [
        replication(
            server(1, name="", copied=n, total=9, lag_duration=timedelta(0)), minutes=n
        )
        for n in range(2)
    ]
    header, row, *_ = shown(Terminal(width=width), *polls).splitlines()
    assert header.split()[2:] == titles
    assert server_id(1) in row
    assert "…" not in row


def test_a_wide_terminal_has_long_bars() -> None:
    """A bar gets wider with the terminal, up to a limit."""
    display = shown(Terminal(width=200), replication(server(1, copied=1, total=2)))
    assert f"  {'━' * 12}{'─' * 12}  " in display


def test_the_most_urgent_rows_come_first_if_not_all_fit() -> None:
    """A line counts the rows that do not fit on the terminal."""
    terminal = Terminal(height=10)
    servers = [server(n, copied=1, total=8, eta=9) for n in range(200)]
    servers[7] = server(7, "CONTINUOUS", SUCCEEDED, copied=8, total=8)
    servers[150] = server(150, "STALLED", error=ErrorString.NOT_CONVERGING)
    servers[151] = server(151, "DISCONNECTED", FAILED, reason="it is DISCONNECTED")
    lines = shown(terminal, replication(*servers)).splitlines()
    assert len(lines) == 9
    assert lines[1].split() == ["✗", "db-151", "DISCONNECTED"]
    assert lines[2].split() == ["!", "db-150", "STALLED", "NOT_CONVERGING"]
    assert [line.split()[0] for line in lines[3:7]] == ["db-0", "db-1", "db-2", "db-3"]
    assert lines[7:] == [
        "  and 194 more: 193 waiting, 1 done",
        "1 of 200 servers done, 1 failed, 0.2/1.5 TiB copied, 9m left",
    ]


def test_servers_stay_in_order_if_all_fit(terminal: Terminal) -> None:
    """Lines keep their places from view to view."""
    lines = shown(terminal, fleet()).splitlines()[1:-1]
    names = [line[2:8].strip() for line in lines]
    assert names == [f"db-{number}" for number in range(1, 7)] + ["gone"]


def test_servers_of_the_same_name_are_shown_with_their_ids(terminal: Terminal) -> None:
    """The IDs tell two clones apart."""
    display = shown(terminal, replication(server(1, name="db"), server(2, name="db")))
    assert f"db {server_id(1)}" in display
    assert f"db {server_id(2)}" in display


def test_names_are_shown_as_they_are(terminal: Terminal) -> None:
    """Names are neither read as markup, nor move the cursor, nor break lines."""
    name = "[red]db[/red] :smile: \x1b[2J\n\u202e1"
    display = shown(terminal, replication(server(1, name=name)))
    assert "  [red]db[/red] :smile:  [2J  1  INITIAL_SYNC" in display


def test_it_can_be_read_without_colors(terminal: Terminal) -> None:
    """Each color has a mark as well."""
    marks = [line[0] for line in shown(terminal, fleet()).splitlines()[1:-1]]
    assert marks == ["✓", " ", " ", "!", " ", "✗", "✗"]


def test_failed_stalled_and_finished_rows_have_colors() -> None:
    """Only the mark and the state of these rows have a color."""
    terminal = Terminal(color_system="standard")
    shown(terminal, fleet())
    assert "\x1b[32m✓\x1b[0m db-1    \x1b[32mCONTINUOUS  \x1b[0m" in terminal.written
    assert "\x1b[31m✗\x1b[0m db-6    \x1b[31mSTOPPED" in terminal.written
    assert "\x1b[33m!\x1b[0m db-4    \x1b[33mSTALLED" in terminal.written
    assert "  db-2    INITIAL_SYNC  " in terminal.written


def test_ascii_is_enough(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is limited to ASCII gets bars and marks of ASCII."""
    monkeypatch.setattr(TerminalFile, "encoding", "ascii")
    display = shown(terminal, replication(*fleet(copied=48).servers[:2]))
    assert display.isascii()
    assert "+ db-1" in display
    assert "########----" in display


def test_each_wait_leaves_its_last_display(terminal: Terminal) -> None:
    """The last display of a wait stays above those of the next one."""
    done = replication(server(1, "CONTINUOUS", SUCCEEDED, copied=8, total=8))
    with Watch(console=terminal.console) as watch:
        watch(replication(server(1, copied=1, total=8)))
        watch(done)
        assert terminal.written.endswith(SHOW_CURSOR)
        watch(done)
        watch(replication(server(2, copied=1, total=8)))
    last = [text for text in terminal.written.split(SHOW_CURSOR) if text]
    assert len(last) == 3
    assert "db-2" in last[2]
    assert "db-1" not in last[2]


def test_a_wait_that_timed_out_is_not_mixed_with_the_next_one(
    terminal: Terminal,
) -> None:
    """The next wait begins a new display."""
    with Watch(console=terminal.console) as watch:
        watch(replication(server(1)))
        watch(replication(server(2)))
    assert terminal.written.count(HIDE_CURSOR) == 2


@pytest.mark.parametrize("error", [ReplicationFailedError, KeyboardInterrupt])
def test_the_terminal_is_restored(
    terminal: Terminal, fake_drs: FakeDrs, error: type[BaseException]
) -> None:
    """An error or Ctrl-C leaves the last display, and the cursor below it."""
    stopped = fake_drs.add_source_server(hostname="db-1")

    def show(outcome: ReplicationOutcome) -> None:
        watch(outcome)
        if error is KeyboardInterrupt:
            raise error

    stdout, stderr = sys.stdout, sys.stderr
    with pytest.raises(error), Watch(console=terminal.console) as watch:
        fake_drs.client().wait_for_replication(stopped, on_progress=show)
    assert "db-1" in terminal.display
    assert terminal.written.endswith("\n" + SHOW_CURSOR)
    assert (sys.stdout, sys.stderr) == (stdout, stderr)


def test_printed_lines_go_above_the_display(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that the program prints meanwhile do not break the display."""
    monkeypatch.setattr(sys, "stdout", terminal.file)
    with Watch(console=terminal.console) as watch:
        watch(replication(server(1)))
        print("hello")  # noqa: T201 - it is what is tested
    assert "\x1b[2Khello\n" in terminal.written


def test_output_redirected_to_a_file_stays_there(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only output to a terminal is drawn above the display."""
    with Watch(console=terminal.console) as watch:
        watch(replication(server(1)))
        print("hello")  # noqa: T201 - it is what is tested
        print("hello", file=sys.stderr)  # noqa: T201 - it is what is tested
    assert capsys.readouterr() == ("hello\n", "hello\n")
    assert "hello" not in terminal.written
