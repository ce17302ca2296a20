"""
The polling loop of the waits, and the cache that lets an interrupted poll resume.

The loop does no I/O. A driver does: the one here blocks the thread, and the one in
`drsclient.aio` suspends the task.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, cast

import attrs

from drsclient._backoff import backoff, requested_pause
from drsclient._open_enum import OpenEnum
from drsclient._options import (
    check_bool,
    check_interval,
    check_not_async,
    check_on_progress,
    check_timeout,
)
from drsclient._retry_reports import RetryReports, is_from_service
from drsclient._text import with_article
from drsclient.errors import DrsError, DrsParameterError, WaitTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from drsclient._clock import Clock
    from drsclient.outcomes import Outcome, PartOutcome, PendingOutcome

    # Only the type: `_waits` imports this module.
    from drsclient.waiting._waits import Waits

T = TypeVar("T")
OutcomeT = TypeVar("OutcomeT", bound="Outcome[PartOutcome]")
StateT = TypeVar("StateT", bound=OpenEnum)

# Clocks are not exact: less time than this counts as none, in seconds.
_CLOCK_TOLERANCE: Final = 0.001
# The maximum time to sleep at once, in seconds; operating systems have limits.
_MAX_SLEEP: Final = 30 * 86400.0
# A wait that has not reached the service gives up after this number of polls and this
# time, in seconds, whichever is later.
_MIN_POLLS: Final = 5
_MIN_TIME: Final = 120.0


class Poller(Protocol[OutcomeT]):
    """Polls the resources that a wait is for."""

    @property
    def cache(self) -> PollCache:
        """The client, with the responses of the current poll."""
        ...

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
        self.has_reached_service = False
        """Whether the service has responded, in this poll or in an earlier one."""
        self.has_progressed = False
        """Whether a call has succeeded since the last error."""

    @property
    def region_name(self) -> str:
        """The AWS Region that is called."""
        return self._drs.boto3_client.meta.region_name

    def get_or_call(self, key: Hashable, call: Callable[[Waits], T]) -> T:
        """Return the result that is cached under a key; make the call if none is."""
        if key not in self._results:
            self._results[key] = call(self._drs)
            self.has_reached_service = self.has_progressed = True
        return cast("T", self._results[key])  # the result of a call of this type

    def get_or_list(
        self, key: Hashable, call: Callable[[Waits], Iterator[T]]
    ) -> list[T]:
        """Return all items of a list; after an error, read only the pages left."""
        if key not in self._results:
            self._results[key] = (call(self._drs), list[T]())
        # After an error, the iterator continues with the same page.
        result = self._results[key]
        pages, items = cast("tuple[Iterator[T], list[T]]", result)  # of such a call
        count = len(items)
        try:
            items.extend(pages)
        finally:
            if len(items) > count:
                self.has_reached_service = self.has_progressed = True
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
        check_bool("raise_on_failure", self.raise_on_failure)


class Driver(Protocol[OutcomeT]):
    """
    The operations of a wait that block a thread or suspend a task.

    The methods of a blocking driver never suspend.
    """

    async def poll(
        self, poller: Poller[OutcomeT], previous: OutcomeT | None
    ) -> OutcomeT:
        """Poll once."""
        ...

    async def report(
        self, on_progress: Callable[[OutcomeT], object], outcome: OutcomeT
    ) -> None:
        """Call the callback for progress."""

    async def sleep(self, seconds: float) -> None:
        """Sleep."""


@attrs.frozen
class BlockingDriver(Driver[OutcomeT]):
    """Blocks the caller's thread."""

    clock: Clock

    async def poll(
        self, poller: Poller[OutcomeT], previous: OutcomeT | None
    ) -> OutcomeT:
        """Poll once."""
        return poller.poll(previous)

    async def report(
        self, on_progress: Callable[[OutcomeT], object], outcome: OutcomeT
    ) -> None:
        """Call the callback for progress."""
        on_progress(outcome)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        self.clock.sleep(seconds)


def wait(
    poller: Poller[OutcomeT], clock: Clock, options: WaitOptions[OutcomeT]
) -> OutcomeT:
    """Poll until the outcome has ended, as `poll_until_end`, in this thread."""
    check_not_async("on_progress", options.on_progress)
    polling = poll_until_end(poller, clock, options, BlockingDriver(clock))
    try:
        while True:  # once, because nothing suspends it
            polling.send(None)
    except StopIteration as end:
        outcome: OutcomeT = end.value
        return outcome


async def poll_until_end(
    poller: Poller[OutcomeT],
    clock: Clock,
    options: WaitOptions[OutcomeT],
    driver: Driver[OutcomeT],
) -> OutcomeT:
    """Poll until the outcome has ended, and return it; retry after transient errors."""
    region_name = poller.cache.region_name
    with closing(RetryReports(region_name, clock, options.on_progress)) as reports:
        return await _poll_until_end(poller, clock, options, driver, reports)


async def _poll_until_end(
    poller: Poller[OutcomeT],
    clock: Clock,
    options: WaitOptions[OutcomeT],
    driver: Driver[OutcomeT],
    reports: RetryReports,
) -> OutcomeT:
    timeout, poll_interval = options.timeout, options.poll_interval
    start = clock.monotonic()
    deadline = start + timeout
    outcome: OutcomeT | None = None
    failures = 0
    while True:
        error: DrsError | None = None
        try:
            outcome = await driver.poll(poller, outcome)
        except DrsError as caught:
            if not caught.retryable:
                raise
            # A poll of many calls would slow down more and more as it gets on.
            failures = 1 if poller.cache.has_progressed else failures + 1
            error, poller.cache.has_progressed = caught, False
            reports.record_error(caught)
            pause, min_pause = backoff(caught, failures), requested_pause(caught)
            poller.cache.has_reached_service |= is_from_service(caught)
            if not poller.cache.has_reached_service and failures >= _MIN_POLLS:
                pause = min(pause, start + _MIN_TIME - clock.monotonic())
                if pause < _CLOCK_TOLERANCE:
                    raise
        else:
            reports.record_success()
            poller.cache.has_reached_service = True
            pause, min_pause, failures = poll_interval, 0.0, 0
            await _handle(outcome, options, driver)
            if outcome.has_ended:
                return outcome
        remaining = deadline - clock.monotonic()
        if remaining >= _CLOCK_TOLERANCE:
            await driver.sleep(min(pause, remaining, _MAX_SLEEP))
        # The last poll is at the deadline, unless the service asks to wait beyond it.
        if remaining < max(min_pause, _CLOCK_TOLERANCE):
            last = outcome or poller.pending
            raise WaitTimeoutError(last, timeout=timeout, cause=error) from error


async def _handle(
    outcome: OutcomeT, options: WaitOptions[OutcomeT], driver: Driver[OutcomeT]
) -> None:
    """Call the callback, and raise an error if a part has failed."""
    if options.on_progress is not None:
        await driver.report(options.on_progress, outcome)
    if options.raise_on_failure and (options.fail_early or outcome.has_ended):
        outcome.raise_for_failure()


def check_previous(previous: object, kind: type[Outcome[PartOutcome]]) -> None:
    """
    Check the outcome of the previous poll that a caller passed.

    Raises:
        DrsParameterError: It is an outcome of another kind, or no outcome.
    """
    if not isinstance(previous, kind | None):
        expected = f"the {kind.__name__} of the previous poll, or None"
        raise DrsParameterError("previous", previous, expected)


def target_state(until: object, kind: type[StateT], more: str = "") -> StateT:
    """
    Return the target state of a wait, given as a member of its enum or as text.

    Args:
        until: The caller's argument.
        kind: The enum.
        more: Anything else that can be passed, as text for the error.

    Raises:
        DrsParameterError: It is neither.
    """
    if isinstance(until, kind):
        return until
    # No resource would ever reach a misspelled state, or a state of another enum.
    if isinstance(until, str) and not isinstance(until, OpenEnum):
        state = kind(until)
        if state.is_known:
            return state
    expected = f"{with_article(kind.__name__)} ({', '.join(kind)}){more}"
    raise DrsParameterError("until", until, expected)
