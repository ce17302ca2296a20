"""Looking again and again, until there is nothing to wait for or the time is up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

from drsclient._backoff import asked_pause, pause_after
from drsclient.errors import DrsError, DrsParameterError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._clock import Clock
    from drsclient.outcomes import Outcome, PartOutcome, PendingOutcome

    OutcomeT = TypeVar("OutcomeT", bound=Outcome[PartOutcome])

# What is left of the time when it is up, in seconds: clocks are not exact.
_NOTHING: Final = 0.001
# How long to sleep at most, in seconds: no operating system can sleep for centuries.
_LONGEST: Final = 30 * 86400.0


def wait(
    look: Callable[[OutcomeT | None], OutcomeT],
    *,
    pending: PendingOutcome,
    clock: Clock,
    timeout: float,
    poll_interval: float,
    on_progress: Callable[[OutcomeT], object] | None,
    raise_on_failure: bool,
    fail_early: bool = False,
) -> OutcomeT:
    """
    Look until the outcome has ended, and return it; look again after passing errors.

    Args:
        look: Finds the outcome, given the one before it.
        pending: What the wait is for, as its outcome until a poll succeeds.
        clock: The clock.
        timeout: How long to wait at most, in seconds.
        poll_interval: How long to wait between two looks, in seconds.
        on_progress: What to call with each outcome.
        raise_on_failure: Whether to raise if something in the outcome has failed.
        fail_early: Whether to raise that before everything has ended.
    """
    _check(timeout, poll_interval)
    deadline = clock.monotonic() + timeout
    outcome: OutcomeT | None = None
    failures = 0
    while True:
        error: DrsError | None = None
        try:
            outcome = look(outcome)
        except DrsError as caught:
            if not caught.retryable:
                raise
            error, failures = caught, failures + 1
            pause, least = pause_after(caught, failures), asked_pause(caught)
        else:
            pause, least, failures = poll_interval, 0.0, 0
            if on_progress is not None:
                on_progress(outcome)
            if raise_on_failure and (fail_early or outcome.has_ended):
                outcome.raise_for_failure()
            if outcome.has_ended:
                return outcome
        left = deadline - clock.monotonic()
        if left >= _NOTHING:
            clock.sleep(min(pause, left, _LONGEST))
        if left < max(least, _NOTHING):
            raise WaitTimeoutError(outcome or pending, timeout=timeout) from error


def check_previous(previous: object, kind: type[Outcome[PartOutcome]]) -> None:
    """
    Check what a caller gave as the outcome of the look before.

    Raises:
        DrsParameterError: It is no such outcome.
    """
    if not isinstance(previous, kind | None):
        expected = f"the {kind.__name__} of the look before, or None"
        raise DrsParameterError("previous", previous, expected)


def _check(timeout: float, poll_interval: float) -> None:
    if not (_is_number(timeout) and timeout >= 0):
        raise DrsParameterError("timeout", timeout, "a number of seconds, 0 or more")
    if not (_is_number(poll_interval) and 0 < poll_interval < math.inf):
        expected = "a finite number of seconds above 0"
        raise DrsParameterError("poll_interval", poll_interval, expected)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)
