"""The polling loop of the waits, and the cache that lets an interrupted poll resume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, cast

import attrs

from drsclient._backoff import backoff, requested_pause
from drsclient._options import check_interval, check_on_progress, check_timeout
from drsclient.errors import DrsError, DrsParameterError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from drsclient._clock import Clock
    from drsclient.outcomes import Outcome, PartOutcome, PendingOutcome

    # Only the type: `_waits` imports this module.
    from drsclient.waiting._waits import Waits

T = TypeVar("T")
OutcomeT = TypeVar("OutcomeT", bound="Outcome[PartOutcome]")

# Clocks are not exact: less time than this counts as none, in seconds.
_CLOCK_TOLERANCE: Final = 0.001
# The maximum time to sleep at once, in seconds; operating systems have limits.
_MAX_SLEEP: Final = 30 * 86400.0


class Poller(Protocol[OutcomeT]):
    """Polls the resources that a wait is for."""

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        ...

    def poll(self, previous: OutcomeT | None) -> OutcomeT:
        """
        Poll once, given the outcome of the previous poll, and return the outcome.

        A poll that succeeds clears its cache, so that the next one makes all calls.
        """
        ...


class PollCache:
    """
    The client of a poller, with the responses that the current poll has received.

    After a transient error, a poll resumes where it was. If it started over, a service
    that throttles all but a few calls would never let a poll of many calls finish.
    """

    def __init__(self, drs: Waits, clock: Clock) -> None:
        self.clock = clock
        self._drs = drs
        self._results: dict[Hashable, object] = {}

    def get_or_call(self, key: Hashable, call: Callable[[Waits], T]) -> T:
        """Return the result that is cached under a key; make the call if none is."""
        if key not in self._results:
            self._results[key] = call(self._drs)
        return cast("T", self._results[key])  # the result of a call of this type

    def get_or_list(
        self, key: Hashable, call: Callable[[Waits], Iterator[T]]
    ) -> list[T]:
        """Return all items of a list; after an error, read only the pages left."""
        # After an error, the iterator continues with the same page.
        pages, items = self.get_or_call(key, lambda drs: (call(drs), list[T]()))
        items.extend(pages)
        return items

    def clear(self) -> None:
        """End the poll: the next one makes all calls again."""
        self._results.clear()


@attrs.frozen
class WaitOptions(Generic[OutcomeT]):
    """The options of a wait; the methods document them."""

    timeout: float
    poll_interval: float
    on_progress: Callable[[OutcomeT], object] | None
    raise_on_failure: bool
    fail_early: bool = False
    """Whether to raise before all parts have ended."""

    def __attrs_post_init__(self) -> None:
        check_timeout(self.timeout)
        check_interval("poll_interval", self.poll_interval)
        check_on_progress(self.on_progress)


def wait(
    poller: Poller[OutcomeT], clock: Clock, options: WaitOptions[OutcomeT]
) -> OutcomeT:
    """Poll until the outcome has ended, and return it; retry after transient errors."""
    timeout, poll_interval = options.timeout, options.poll_interval
    deadline = clock.monotonic() + timeout
    outcome: OutcomeT | None = None
    failures = 0
    while True:
        error: DrsError | None = None
        try:
            outcome = poller.poll(outcome)
        except DrsError as caught:
            if not caught.retryable:
                raise
            error, failures = caught, failures + 1
            pause, min_pause = backoff(caught, failures), requested_pause(caught)
        else:
            pause, min_pause, failures = poll_interval, 0.0, 0
            if options.on_progress is not None:
                options.on_progress(outcome)
            if options.raise_on_failure and (options.fail_early or outcome.has_ended):
                outcome.raise_for_failure()
            if outcome.has_ended:
                return outcome
        remaining = deadline - clock.monotonic()
        if remaining >= _CLOCK_TOLERANCE:
            clock.sleep(min(pause, remaining, _MAX_SLEEP))
        # The last poll is at the deadline, unless the service asks to wait beyond it.
        if remaining < max(min_pause, _CLOCK_TOLERANCE):
            last = outcome or poller.pending
            raise WaitTimeoutError(last, timeout=timeout) from error


def check_previous(previous: object, kind: type[Outcome[PartOutcome]]) -> None:
    """
    Check the outcome of the previous poll that a caller passed.

    Raises:
        DrsParameterError: It is an outcome of another kind, or no outcome.
    """
    if not isinstance(previous, kind | None):
        expected = f"the {kind.__name__} of the previous poll, or None"
        raise DrsParameterError("previous", previous, expected)
