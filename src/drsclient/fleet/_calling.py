"""Making one call for one resource: once, or again if it may succeed then."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs

from drsclient._backoff import pause_after
from drsclient._botocore import observe_attempts
from drsclient.errors import (
    DrsError,
    DrsServiceError,
    NotAttemptedError,
    ThrottlingException,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.fleet._pacing import Gate, Term

T = TypeVar("T")

# How often a call may fail, not counting those that were throttled.
_MOST_FAILURES: Final = 5


def not_attempted(operation_name: str) -> NotAttemptedError:
    """Make the error of an ID for which no call was made."""
    return NotAttemptedError(f"{operation_name} was not called: the work ended first")


@attrs.frozen(kw_only=True)
class Calls(Generic[T]):
    """How the calls of a run are made."""

    call: Callable[[str], T]
    operation_name: str
    is_idempotent: bool
    settle: Callable[[str, DrsServiceError], T] | None
    term: Term
    gate: Gate

    def result(self, key: str) -> T | DrsError:
        """Return what the call for an ID returns, or the error that it ends with."""
        last: DrsError = not_attempted(self.operation_name)
        failures = 0
        in_doubt = False
        while not self.term.is_over:
            attempts = _Attempts(term=self.term, gate=self.gate)
            try:
                with observe_attempts(attempts):
                    return self._attempt(key, attempts, in_doubt=in_doubt)
            except NotAttemptedError:
                break
            except ThrottlingException as error:
                # It says nothing about an attempt before, whose fate is unknown.
                last = last if in_doubt else error
            except DrsError as error:
                failures += 1
                may_repeat = error.retryable and self.is_idempotent
                if not may_repeat or failures == _MOST_FAILURES:
                    return error
                last = error
                self.term.sleep(pause_after(error, failures))
            in_doubt = in_doubt or attempts.unknown > 0
        return last

    def _attempt(self, key: str, attempts: _Attempts, *, in_doubt: bool) -> T:
        try:
            return self.call(key)
        except DrsServiceError as error:
            in_doubt = in_doubt or attempts.unknown > 0
            if error.retryable or not in_doubt or self.settle is None:
                raise
            return self.settle(key, error)


@attrs.define(kw_only=True, eq=False)
class _Attempts:
    """The attempts of a call, each of which passes the gate."""

    term: Term
    gate: Gate
    unknown: int = 0
    """How many of them may have taken effect, for all that is known."""
    _era: int | None = None

    def before_attempt(self) -> None:
        """Wait for permission."""
        is_first = self._era is None
        self._era = self.gate.wait()
        # Whether the others are made is up to botocore, or the call had no result.
        if is_first and self.term.is_over:
            raise NotAttemptedError("the work has ended")
        self.unknown += 1

    def after_attempt(self, error: DrsServiceError | None) -> None:
        """Tell the gate, and learn whether the attempt may have taken effect."""
        if isinstance(error, ThrottlingException):
            self.gate.throttle(self._era or 0, error.retry_after)
            self.unknown -= 1
            return
        self.gate.admit()
        status = (error and error.status_code) or HTTPStatus.INTERNAL_SERVER_ERROR
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.unknown -= 1
