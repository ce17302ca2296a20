"""Reports of the errors that waits and fleets retry after."""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from drsclient._text import printable
from drsclient.errors import (
    ConflictException,
    DrsResponseError,
    DrsServiceError,
    ServiceQuotaExceededException,
    ThrottlingException,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._clock import Clock
    from drsclient.errors import DrsError

_logger: Final = logging.getLogger("drsclient")


@runtime_checkable
class ProblemDisplay(Protocol):
    """A callback for progress that displays problems, too, as `Watch` does."""

    def show_problem(self, source: object, problem: str, /) -> None:
        """Show that a wait or a fleet, the source, retries because of a problem."""

    def clear_problem(self, source: object, text: str = "", /) -> None:
        """Show that the problem of a source is over; the text says so, if any."""


class RetryReports:
    """
    Report the first of consecutive errors, and when they are over.

    The reports go to the logger and, if `on_progress` displays problems, to it. They
    can come from several threads.

    Args:
        region_name: The AWS Region that is called.
        clock: The clock of the wait or fleet.
        on_progress: The callback of the wait or fleet, if there is one.
        quiet_period: The time without an error after which a success shows that the
            errors are over, in seconds.
    """

    def __init__(
        self,
        region_name: str,
        clock: Clock,
        on_progress: object,
        *,
        quiet_period: float = 0.0,
    ) -> None:
        self._region_name = region_name
        self._clock = clock
        self._display = on_progress if isinstance(on_progress, ProblemDisplay) else None
        self._quiet_period = quiet_period
        # Held during a report, so that reports come in the order of the errors. If one
        # is interrupted in this thread, `close` must never wait for itself.
        self._lock = RLock()
        self._errors = 0
        self._last_error_at = 0.0
        self._has_succeeded = False

    def record_error(self, error: DrsError) -> None:
        """Record an error before a retry, and report it if it is the first in a row."""
        with self._lock:
            self._errors += 1
            self._last_error_at = self._clock.monotonic()
            self._has_succeeded = False
            if self._errors > 1:
                return
            problem = _describe(error, self._region_name)
            _log(logging.WARNING, f"{problem}; retrying")
            self._show(lambda display: display.show_problem(self, problem))

    def record_success(self) -> None:
        """Record that a call has succeeded, and report it if errors are over."""
        with self._lock:
            self._has_succeeded = True
            elapsed = self._clock.monotonic() - self._last_error_at
            if self._errors and elapsed >= self._quiet_period:
                text = self._log_end()
                self._show(lambda display: display.clear_problem(self, text))

    def close(self) -> None:
        """End the reports, as nothing is retried anymore."""
        with self._lock:
            if self._errors:
                text = self._log_end() if self._has_succeeded else ""
                self._show(lambda display: display.clear_problem(self, text))
            self._errors = 0

    def _show(self, action: Callable[[ProblemDisplay], None]) -> None:
        """Use the display, if there is one, until it fails."""
        if self._display is None:
            return
        try:
            action(self._display)
        except Exception as error:  # noqa: BLE001 - it would end a call that succeeded
            self._display = None
            problem = printable(f"{type(error).__name__}: {error}")
            _log(logging.WARNING, f"on_progress cannot show problems: {problem}")

    def _log_end(self) -> str:
        plural = "" if self._errors == 1 else "s"
        text = (
            f"calls to DRS in {self._region_name} succeed again, after"
            f" {self._errors} failed attempt{plural}"
        )
        _log(logging.INFO, text)
        self._errors = 0
        return text


def _log(level: int, text: str) -> None:
    # A program that does not set up logging may have closed standard error.
    with suppress(ValueError):
        _logger.log(level, "%s", text)


def is_from_service(error: DrsError) -> bool:
    """Return whether the service sent an error: proxies send no request IDs."""
    if not isinstance(error, DrsServiceError | DrsResponseError):
        return False
    return error.request_id is not None


def _describe(error: DrsError, region_name: str) -> str:
    if isinstance(error, ThrottlingException):
        problem = "DRS is throttling calls"
    elif isinstance(error, ServiceQuotaExceededException):
        problem = "waiting for running jobs to end"
    elif isinstance(error, ConflictException):
        problem = "waiting for agents to initialize"
    elif is_from_service(error):
        problem = "DRS cannot process calls"
    else:
        problem = "cannot reach DRS"
    # The text of an error names the API operation.
    return printable(f"{problem} in {region_name}: {error}".rstrip("."))
