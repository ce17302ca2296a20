"""The object that waits and fleets call with what they find."""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final, Protocol, Self

from drsclient.watching._log import Log
from drsclient.watching._reading import Reader

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console

    from drsclient._clock import Clock
    from drsclient.fleet import FleetProgress
    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ReplicationOutcome
    from drsclient.watching._views import View

_HINT: Final = 'For progress bars: pip install "aws-drsclient[rich]"\n'


class _Output(Protocol):
    def show(self, view: View) -> None: ...
    def finish(self) -> None: ...


class Watch:
    """
    Shows how waits and work on many servers are getting on.

    Pass it as `on_progress` to any method that takes that, to several of them in turn
    if you like. In a `with` statement on a terminal, it draws a line for each server
    and job; this needs the extra `rich`. Anywhere else, it writes a line for each
    change, and now and then one that sums up. These begin with the time in UTC.

    Rates are measured from look to look, by the times of the outcomes.

    Args:
        file: Where to write; standard error by default.
        console: A console of rich to use instead of `file`.
        summary_interval: How long to wait between two lines that sum up, in seconds.
        clock: Where lines get their times from if outcomes have none, as those of jobs.
    """

    def __init__(
        self,
        *,
        file: IO[str] | None = None,
        console: Console | None = None,
        summary_interval: float = 300.0,
        clock: Clock = time,
    ) -> None:
        self._console = console
        self._file = console.file if console else file or sys.stderr
        self._reader = Reader(clock)
        self._log = Log(self._file, summary_interval=summary_interval)
        self._output: _Output = self._log

    def __call__(
        self,
        progress: (
            ReplicationOutcome | JobOutcome | ExecutionOutcome | FleetProgress[object]
        ),
        /,
    ) -> None:
        """
        Show how a wait or a fleet is getting on.

        Args:
            progress: What the wait or the fleet has found.
        """
        view = self._reader.read(progress)
        if view.is_first:
            self._output.finish()
        self._output.show(view)
        if view.has_ended:
            self._output.finish()

    def __enter__(self) -> Self:
        self._output = self._screen() or self._log
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._output.finish()
        self._output = self._log

    def _screen(self) -> _Output | None:
        """Return what draws on the terminal, if there is one, and if rich is there."""
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
        from drsclient.watching._screen import Screen  # noqa: PLC0415 - needs an extra

        return Screen(console)
