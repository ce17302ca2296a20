"""`Watch`: the callback that shows the progress of waits and fleets."""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final, Protocol, Self

from drsclient._options import check_clock, check_interval
from drsclient.watching._log import ProgressLog
from drsclient.watching._view_builder import ViewBuilder

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console

    from drsclient._clock import Clock
    from drsclient.fleet import FleetProgress
    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ReplicationOutcome
    from drsclient.watching._views import View

_HINT: Final = 'For progress bars: pip install "aws-drsclient[rich]"\n'


class _Output(Protocol):
    """A terminal or a log."""

    def show(self, view: View) -> None: ...
    def finish(self) -> None: ...


class Watch:
    """
    Shows the progress of waits and fleets, as a live table or as log lines.

    Pass it as `on_progress` to any method that has this option, also to several methods
    one after another. In a `with` statement on a terminal, it draws a table with a line
    for each server and job, which needs the extra `rich`. Anywhere else, it writes a
    line for each change, and a summary every `summary_interval` seconds. Each line
    begins with the time in UTC.

    Replication rates are averaged over the last polls, by the times of the outcomes.

    Args:
        file: The file to write to; standard error by default.
        console: A console of rich to use instead of `file`.
        summary_interval: The time between two summaries, in seconds.
        clock: The clock for lines about outcomes without a time, as those of jobs.
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
        self._log = ProgressLog(self._file, summary_interval=summary_interval)
        self._output: _Output = self._log

    def __call__(
        self,
        progress: (
            ReplicationOutcome | JobOutcome | ExecutionOutcome | FleetProgress[object]
        ),
        /,
    ) -> None:
        """
        Show the progress of a wait or a fleet.

        Args:
            progress: The outcome of a wait so far, or the progress of a fleet.
        """
        view = self._view_builder.build(progress)
        if view.is_first:
            self._output.finish()
        self._output.show(view)
        if view.is_finished:
            self._output.finish()

    def __enter__(self) -> Self:
        self._output = self._terminal_display() or self._log
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._output.finish()
        self._output = self._log

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
