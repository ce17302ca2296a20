"""Outputs that fail: they never end a wait or a fleet."""

from __future__ import annotations

import io
import logging
import math
import os
import sys
import time
from contextlib import closing, suppress
from typing import IO, TYPE_CHECKING

import pytest
from rich.console import Console
from rich.live import Live

from drsclient.outcomes import Verdict
from drsclient.testing import ServiceError
from drsclient.watching import Watch
from tests.watching.terminals import (
    HIDE_CURSOR,
    Terminal,
    TerminalFile,
    WatchThen,
    replication,
    server,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

NAME = "データベース-1"
ESCAPED = NAME.encode("ascii", "backslashreplace").decode()
LINE = "2030-01-01T00:00:00Z {} (s-00000000000000001): INITIAL_SYNC\n"


class Stream(io.TextIOWrapper):
    """A stream over bytes that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return `True`, as terminals do."""
        return True


class UndeclaredAscii(TerminalFile):
    """A terminal that is limited to ASCII, but does not say so."""

    def write(self, text: str, /) -> int:
        """Write text of ASCII characters only."""
        text.encode("ascii")
        return super().write(text)


class Recorder(logging.Handler):
    """A log handler that keeps the messages."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        self.messages.append(record.getMessage())


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    """Return the warnings that the client logs."""
    recorder, logger = Recorder(), logging.getLogger("drsclient")
    logger.addHandler(recorder)
    yield recorder.messages
    logger.removeHandler(recorder)


@pytest.fixture(params=[False, True], ids=["a file", "a terminal"])
def broken_pipe(request: pytest.FixtureRequest) -> Iterator[IO[str]]:
    """Open a pipe that nobody reads from anymore."""
    reading, writing = os.pipe()
    os.close(reading)
    kind = Stream if request.param else io.TextIOWrapper
    file = kind(os.fdopen(writing, "wb"), encoding="utf-8")
    yield file
    with suppress(BrokenPipeError):
        file.close()


def watched(fake: FakeDrs, drs: DrsClient, watch: Watch) -> None:
    """Protect three servers with a fleet and a wait, which must both succeed."""
    ids = [fake.add_source_server(hostname=NAME) for _ in range(3)]
    with watch:
        assert drs.start_replication_many(ids, on_progress=watch).is_success
        assert drs.wait_for_replication(ids, on_progress=watch).is_success


def test_a_broken_pipe_does_not_end_the_work(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    broken_pipe: IO[str],
    warnings: list[str],
) -> None:
    """By default, a console of rich exits, and makes standard output useless."""
    stdout = os.fstat(sys.stdout.fileno())
    watched(fake_drs, drs_client, Watch(file=broken_pipe))
    (message,) = warnings
    assert message.startswith("Watch cannot show progress: BrokenPipe")
    assert os.path.samestat(os.fstat(sys.stdout.fileno()), stdout)


def test_a_console_of_the_user_is_left_as_it_was(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    broken_pipe: IO[str],
    warnings: list[str],
) -> None:
    """Its own way to handle broken pipes works again afterwards."""
    console = Console(file=broken_pipe, force_terminal=True)
    attributes = vars(console).keys()
    names = set(attributes)
    watched(fake_drs, drs_client, Watch(console=console))
    assert len(warnings) == 1
    assert set(attributes) == names
    assert not console.quiet
    # It can draw again, if somebody replaces its file.
    console.file = TerminalFile()
    with Live(console=console, auto_refresh=False):
        pass


@pytest.mark.parametrize("kind", [io.StringIO, TerminalFile])
def test_a_closed_file_does_not_end_the_work(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    warnings: list[str],
    kind: type[io.StringIO],
) -> None:
    """It may be closed before the work begins."""
    file = kind()
    file.close()
    watched(fake_drs, drs_client, Watch(file=file))
    (message,) = warnings
    assert "ValueError: I/O operation on closed file" in message


@pytest.mark.parametrize("kind", [io.StringIO, TerminalFile])
def test_a_file_may_be_closed_in_the_middle(
    warnings: list[str], kind: type[io.StringIO]
) -> None:
    """What is shown afterwards is lost, and one warning says so."""
    stdout, stderr = sys.stdout, sys.stderr
    with (
        Watch(file=kind()) as watch,
        closing(kind()) as file,
        Watch(file=file) as other,
    ):
        other(replication(server(1)))
        file.close()
        other(replication(server(1), server(2)))
        other.show_problem("a wait", "no route")
        other(replication(server(2)))
        watch(replication(server(1)))
    assert len(warnings) == 1
    assert (sys.stdout, sys.stderr) == (stdout, stderr)


def test_a_terminal_that_disappears_does_not_end_the_work(
    fake_drs: FakeDrs, drs_client: DrsClient, warnings: list[str]
) -> None:
    """As when a connection breaks."""
    pty = pytest.importorskip("pty")
    main, worker = pty.openpty()
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    file = os.fdopen(worker, "w", encoding="utf-8")
    still_open = [main]

    def disconnect() -> None:
        while still_open:
            assert HIDE_CURSOR.encode() in os.read(main, 1000)
            os.close(still_open.pop())

    with Watch(file=file) as watch:
        on_progress = WatchThen(watch, disconnect)
        outcome = drs_client.wait_for_replication(server_id, on_progress=on_progress)
    with suppress(OSError):
        file.close()
    assert outcome.is_success
    (message,) = warnings
    assert "OSError" in message


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_log_escapes_what_its_encoding_does_not_have(
    warnings: list[str], encoding: str
) -> None:
    """So names can be told apart."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    with Watch(file=file) as watch:
        watch(replication(server(1, name=NAME)))
    assert raw.getvalue().decode() == LINE.format(ESCAPED)
    assert not warnings


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_display_escapes_what_its_encoding_does_not_have(
    warnings: list[str], encoding: str
) -> None:
    """Long lines are cut without an ellipsis, which ASCII does not have."""
    raw = io.BytesIO()
    file = Stream(raw, encoding=encoding)
    reason = f"{NAME} is DISCONNECTED " * 9
    with Watch(file=file) as watch:
        watch(
            replication(
                server(1, name=NAME),
                server(2, name=NAME * 9, copied=1, total=9),
                server(3, "STOPPED", Verdict.FAILED, reason=reason),
            )
        )
    text = raw.getvalue().decode()
    assert text.isascii()
    assert [line.count(ESCAPED[:12]) for line in text.splitlines()[1:4]] == [1] * 3
    assert HIDE_CURSOR in text
    assert not warnings


def test_a_display_that_cannot_be_drawn_becomes_a_log(
    warnings: list[str],
) -> None:
    """It is written from the outcome on that could not be drawn."""
    file = UndeclaredAscii()
    with Watch(file=file) as watch:
        watch(replication(server(1, name=NAME)))
        watch(replication(server(1, "CONTINUOUS", Verdict.SUCCEEDED, name=NAME)))
    first, second, summary = file.getvalue().splitlines()
    assert first.endswith(LINE.format(ESCAPED).strip())
    assert second.endswith(": CONTINUOUS, done")
    assert summary.endswith("1 of 1 server done")
    (message,) = warnings
    assert "UnicodeEncodeError" in message


def test_a_console_that_is_drawing_already_gets_lines(
    terminal: Terminal, warnings: list[str]
) -> None:
    """Some versions of rich draw one display at a time."""
    with (
        Live("busy", console=terminal.console, auto_refresh=False),
        Watch(console=terminal.console) as watch,
    ):
        watch(replication(server(1)))
    assert "INITIAL_SYNC" in terminal.written
    assert len(warnings) <= 1


@pytest.mark.parametrize("is_closed", [False, True])
def test_without_standard_error_the_work_continues(
    monkeypatch: pytest.MonkeyPatch,
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    *,
    is_closed: bool,
) -> None:
    """A service may have none, or have closed it; logging would write there, too."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed if is_closed else None)
    monkeypatch.setattr(logging.getLogger("drsclient"), "propagate", False)
    watched(fake_drs, drs_client, Watch())


@pytest.mark.parametrize(
    ("width", "height"), [(0, 0), (1, 1), (2, 10**6), (11, 2), (10**6, 0)]
)
def test_a_terminal_may_have_any_size(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    warnings: list[str],
    width: int,
    height: int,
) -> None:
    """What does not fit is left out."""
    terminal = Terminal(width=width, height=height)
    watch = Watch(console=terminal.console)
    watched(fake_drs, drs_client, watch)
    with watch:
        watch(replication(*(server(number, copied=1, total=9) for number in range(99))))
        watch.show_problem("a wait", "no route")
    assert max(map(len, terminal.displays), default=0) < 10**4
    assert not warnings


class BrokenClock:
    """A clock that stops working."""

    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)

    def __init__(self) -> None:
        self._times = iter([0.0])

    def time(self) -> float:
        """Return a time once, and then none that there can be."""
        return next(self._times, math.inf)


def test_a_view_that_cannot_be_built_does_not_end_the_work(
    fake_drs: FakeDrs, drs_client: DrsClient, warnings: list[str]
) -> None:
    """The clock of the display is the caller's; outcomes with a time are shown."""
    file = io.StringIO()
    fake_drs.inject(ServiceError("InternalServerException"))
    watched(fake_drs, drs_client, Watch(file=file, clock=BrokenClock()))
    (message,) = (one for one in warnings if one.startswith("Watch"))
    assert "OverflowError" in message
    assert "3 of 3 servers done" in file.getvalue()


def test_ctrl_c_during_output_is_not_an_error_of_the_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It ends the work, as anywhere else."""

    def interrupt(_: str) -> int:
        raise KeyboardInterrupt

    file = io.StringIO()
    monkeypatch.setattr(file, "write", interrupt)
    with pytest.raises(KeyboardInterrupt), Watch(file=file) as watch:
        watch(replication(server(1)))
