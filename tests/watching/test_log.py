from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from drsclient.models import DataReplicationErrorString as ErrorString
from drsclient.outcomes import Verdict
from drsclient.watching import Watch
from tests.watching.terminals import (
    HIDE_CURSOR,
    SHOW_CURSOR,
    Terminal,
    TerminalFile,
    replication,
    server,
)

if TYPE_CHECKING:
    from pathlib import Path

    from drsclient.outcomes import ReplicationOutcome
    from drsclient.testing import FakeDrs

HINT = 'For progress bars: pip install "aws-drsclient[rich]"\n'
LINE = "2030-01-01T00:00:00Z db-1 (s-00000000000000001): INITIAL_SYNC\n"

LOG = """\
2030-01-01T00:00:00Z db-1 (s-00000000000000001): INITIATING
2030-01-01T00:00:00Z web-1 (s-00000000000000002): INITIATING
2030-01-01T00:05:00Z db-1 (s-00000000000000001): INITIAL_SYNC
2030-01-01T00:05:00Z web-1 (s-00000000000000002): INITIAL_SYNC
2030-01-01T00:15:00Z 0 of 2 servers done, 5.3/16.0 GiB copied, 9.1 MiB/s, 20m left
2030-01-01T00:30:00Z 0 of 2 servers done, 13.3/16.0 GiB copied, 9.1 MiB/s, 5m left
2030-01-01T00:35:00Z db-1 (s-00000000000000001): CONTINUOUS, done
2030-01-01T00:35:00Z web-1 (s-00000000000000002): CONTINUOUS, done
2030-01-01T00:35:00Z 2 of 2 servers done, 16.0/16.0 GiB copied
"""


def logged(*outcomes: ReplicationOutcome) -> list[str]:
    """Return the log lines of these outcomes, without the date and the ID."""
    file = io.StringIO()
    with Watch(file=file) as watch:
        for outcome in outcomes:
            watch(outcome)
    lines = file.getvalue().replace(" (s-00000000000000001)", "").splitlines()
    return [line.removeprefix("2030-01-01T") for line in lines]


def test_a_log_has_a_line_for_each_change(fake_drs: FakeDrs) -> None:
    """Lines have the time in UTC; a long synchronization has regular summaries."""
    file = io.StringIO()
    drs = fake_drs.client()
    added = [fake_drs.add_source_server(hostname=name) for name in ("db-1", "web-1")]
    for source_server_id in added:
        drs.start_replication(source_server_id)
    with Watch(file=file, summary_interval=900) as watch:
        drs.wait_for_replication(added, poll_interval=60, on_progress=watch)
    assert file.getvalue() == LOG


def test_a_log_has_the_reasons_of_stalls_and_failures() -> None:
    """The line of a stalled or failed server ends with the reason."""
    error = ErrorString.NOT_CONVERGING
    outcomes = [
        replication(server(1, "STALLED", error=error)),
        replication(server(1, "STALLED", Verdict.FAILED, error=error), minutes=10),
        replication(server(1, "PAUSED", Verdict.FAILED, reason="it takes too long")),
        replication(server(1, None, Verdict.FAILED, reason="there is no such server")),
    ]
    lines = [line for line in logged(*outcomes) if "servers" not in line]
    assert [line for line in lines if "done" not in line] == [
        "00:00:00Z db-1: STALLED: NOT_CONVERGING",
        "00:10:00Z db-1: STALLED, failed: NOT_CONVERGING",
        "00:00:00Z db-1: PAUSED, failed: it takes too long",
        "00:00:00Z db-1: failed: there is no such server",
    ]


def test_a_log_repeats_only_the_summary() -> None:
    """While nothing changes, a summary is written every five minutes."""
    steady = [replication(server(1, copied=1, total=2), minutes=n) for n in range(12)]
    assert logged(*steady) == [
        "00:00:00Z db-1: INITIAL_SYNC",
        "00:05:00Z 0 of 1 server done, 1.0/2.0 GiB copied, 0 B/s",
        "00:10:00Z 0 of 1 server done, 1.0/2.0 GiB copied, 0 B/s",
    ]


def test_a_line_stays_one_line() -> None:
    """Line breaks in names and error messages cannot forge log lines."""
    forged = server(1, "STALLED", name="db\n2030", raw_error="no\r\n2030 all is well")
    assert [line.partition(" (")[0] for line in logged(replication(forged))] == [
        "00:00:00Z db 2030: STALLED: no  2030 all is well"
    ]


def test_a_log_has_no_tags(terminal: Terminal) -> None:
    """Tags are sensitive: a terminal shows the name, a log the hostname."""
    outcome = replication(server(1, tag="secret"), server(2, name="", tag="secret too"))
    with Watch(console=terminal.console) as watch:
        watch(outcome)
    watch(outcome)
    display, _, log = terminal.written.partition(SHOW_CURSOR)
    assert "  secret      INITIAL_SYNC" in display
    assert "  secret too  INITIAL_SYNC" in display
    assert "secret" not in log


def test_every_wait_is_logged_in_full() -> None:
    """A second wait for the same servers logs their states again."""
    done = replication(server(1, "CONTINUOUS", Verdict.SUCCEEDED))
    assert logged(done, done) == 2 * [
        "00:00:00Z db-1: CONTINUOUS, done",
        "00:00:00Z 1 of 1 server done",
    ]


def test_a_wait_does_not_start_with_a_summary() -> None:
    """The time since the summary of the last wait does not count."""
    done = replication(server(1, "CONTINUOUS", Verdict.SUCCEEDED))
    assert logged(done, replication(server(1), minutes=30))[-1] == (
        "00:30:00Z db-1: INITIAL_SYNC"
    )


def test_lines_are_flushed(tmp_path: Path) -> None:
    """A log can be followed while the wait is running."""
    path = tmp_path / "log"
    with path.open("w") as file:
        Watch(file=file)(replication(server(1)))
        assert path.read_text() == LINE


def test_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is left to the results of the program."""
    Watch()(replication(server(1)))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == LINE


def test_a_terminal_file_gets_a_display() -> None:
    """A file that is a terminal needs no console of rich."""
    file = TerminalFile()
    with Watch(file=file) as watch:
        watch(replication(server(1)))
    assert HIDE_CURSOR in file.getvalue()
    assert "db-1    INITIAL_SYNC" in file.getvalue()


def test_outside_of_a_with_statement_there_are_lines(terminal: Terminal) -> None:
    """Nothing would restore the terminal after a display."""
    watch = Watch(console=terminal.console)
    with watch:
        pass
    watch(replication(server(1)))
    assert terminal.written == LINE


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of type "dumb" cannot move its cursor."""
    monkeypatch.setenv("TERM", "dumb")
    file = TerminalFile()
    with Watch(file=file) as watch:
        watch(replication(server(1)))
    assert file.getvalue() == LINE


def test_forced_colors_do_not_make_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """CI systems that show colors cannot redraw a table."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    file = io.StringIO()
    with Watch(file=file) as watch:
        watch(replication(server(1)))
    assert file.getvalue() == LINE


@pytest.mark.parametrize(
    ("file", "expected"), [(TerminalFile(), HINT + LINE), (io.StringIO(), LINE)]
)
def test_without_rich_there_are_lines(
    monkeypatch: pytest.MonkeyPatch, file: io.StringIO, expected: str
) -> None:
    """On a terminal, a hint about the extra comes first."""
    monkeypatch.setitem(sys.modules, "rich", None)
    with Watch(file=file) as watch:
        watch(replication(server(1)))
    assert file.getvalue() == expected
