"""`Watch`: the callback that shows the progress of waits and fleets."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from threading import RLock
from typing import IO, TYPE_CHECKING, Final, Protocol, Self, TypeVar

from drsclient._options import check_clock, check_interval
from drsclient._text import printable
from drsclient.watching._log import ProgressLog
from drsclient.watching._view_builder import ViewBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.console import Console

    from drsclient._clock import Clock
    from drsclient.fleet import FleetProgress
    from drsclient.outcomes import (
        ExecutionOutcome,
        FailbackOutcome,
        JobOutcome,
        RecoveryInstanceOutcome,
        ReplicationOutcome,
    )
    from drsclient.watching._views import View

T = TypeVar("T")

_logger: Final = logging.getLogger("drsclient")

_HINT: Final = 'For progress bars: pip install "aws-drsclient[rich]"\n'


class _Output(Protocol):
    """A terminal or a log."""

    def show(self, view: View) -> None: ...
    def finish(self) -> None: ...


class Watch:
    """
    Shows the progress of waits and fleets, as a live table or as log lines.

    Pass it as `on_progress` to any method that has this option. You can use one `Watch`
    for several methods in sequence. In a `with` statement, on a terminal and with the
    extra `rich` installed, it draws a table with a line for each server and job.
    Anywhere else, it writes a line for each change, and a summary every
    `summary_interval` seconds. Each of these lines begins with the time in UTC.

    Replication rates are averaged over the last polls, by the times of the outcomes.

    A line tells you when a wait or a fleet retries after transient errors, is
    throttled, or has to wait for running jobs to end. Errors of the output never end a
    wait or a fleet: if the table cannot be drawn, lines are written instead, and if
    they cannot be written either, nothing is shown. Progress that cannot be read is
    left out. The logger `drsclient` reports the first such error.

    Args:
        file: The file to write to; standard error by default.
        console: A `rich` console to use instead of `file`.
        summary_interval: The time between two summaries, in seconds.
        clock: The clock for outcomes that have no time of their own, such as those of
            jobs.
    """

    def __init__(
        self,
        *,
        file: IO[str] | None = None,
        console: Console | None = None,
        summary_interval: float = 300.0,
        clock: Clock = time,
    ) -> None:
        check_interval("summary_interval", summary_interval)
        check_clock(clock)
        self._console = console
        self._file = console.file if console else file or sys.stderr
        self._view_builder = ViewBuilder(clock)
        self._log: _Output | None = ProgressLog(
            self._file, summary_interval=summary_interval
        )
        self._display: _Output | None = None
        self._has_failed = False
        # Worker threads report problems. A signal handler may do so in this thread.
        self._lock = RLock()

    def __call__(
        self,
        progress: (
            ReplicationOutcome
            | JobOutcome
            | ExecutionOutcome
            | RecoveryInstanceOutcome
            | FailbackOutcome
            | FleetProgress[object]
        ),
        /,
    ) -> None:
        """
        Show the progress of a wait or a fleet.

        Args:
            progress: The outcome of a wait so far, or the progress of a fleet.
        """
        self._show(lambda: self._view_builder.build(progress))

    def show_problem(self, source: object, problem: str, /) -> None:
        """
        Show that a wait or a fleet retries. Waits and fleets call this method.

        Args:
            source: An object that identifies the wait or fleet.
            problem: The problem, in one line.
        """
        self._show(lambda: self._view_builder.add_problem(source, problem))

    def clear_problem(self, source: object, text: str = "", /) -> None:
        """
        Remove a problem. Waits and fleets call this method.

        Args:
            source: See `show_problem`.
            text: A line for the log, if the problem is over.
        """
        self._show(lambda: self._view_builder.remove_problem(source, text))

    def __enter__(self) -> Self:
        with self._lock:
            self._display = self._try(self._terminal_display)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._use_output(lambda output: output.finish())
            self._display = None

    def _show(self, build: Callable[[], View]) -> None:
        """Build a view, and show it."""
        with self._lock:
            view = self._try(build)
            if view is not None:
                self._use_output(lambda output: output.show(view))

    def _try(self, function: Callable[[], T]) -> T | None:
        """Call a function, and log its exception, such as that of a broken clock."""
        try:
            return function()
        except Exception as error:  # noqa: BLE001 - no output must end the work
            self._log_failure(error)
            return None

    def _use_output(self, action: Callable[[_Output], None]) -> None:
        """Do something with the display or, if it fails, with the log."""
        while output := self._display or self._log:
            try:
                action(output)
            except Exception as error:  # noqa: BLE001 - no output must end the work
                if self._display is not None:
                    self._display = None
                else:
                    self._log = None
                with suppress(Exception):
                    output.finish()
                self._log_failure(error)
            else:
                return

    def _log_failure(self, error: Exception) -> None:
        if self._has_failed:
            return
        self._has_failed = True
        problem = printable(f"{type(error).__name__}: {error}")
        # A program that does not set up logging may have closed standard error.
        with suppress(ValueError):
            _logger.warning(
                "Watch cannot show progress: %s; the work continues", problem
            )

    def _terminal_display(self) -> _Output | None:
        """Return a display if the output is a terminal and rich is installed."""
        console = self._console
        if console is None:
            if not self._file.isatty():
                return None
            if find_spec("rich") is None:
                self._file.write(_HINT)
                return None
            from rich.console import Console  # noqa: PLC0415 - an extra

            console = Console(file=self._file)
        if not console.is_interactive:
            return None
        from drsclient.watching._terminal import (  # noqa: PLC0415 - needs an extra
            TerminalDisplay,
        )

        return TerminalDisplay(console)
