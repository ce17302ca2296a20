"""The runner of fleets: calls for many resources, concurrently, with retries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs

from drsclient._backoff import backoff
from drsclient._botocore import observe_attempts
from drsclient._options import check_on_progress, check_timeout
from drsclient._retry_reports import RetryReports
from drsclient.errors import (
    DrsError,
    DrsServiceError,
    FleetInterrupt,
    NotAttemptedError,
    ThrottlingException,
)
from drsclient.fleet._rate_limit import Deadline, RateLimiter
from drsclient.fleet._workers import WorkerPool
from drsclient.models._model import EMPTY_MAP
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from drsclient._clock import Clock

KeyT = TypeVar("KeyT")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MAX_FAILURES: Final = 5
"""
The maximum number of failed calls for a key, not counting throttled ones.

botocore may make several attempts in each.
"""
# The rate limiter tests a higher rate again and again. Throttling is over after this
# time without a throttled attempt, in seconds.
_QUIET_PERIOD: Final = 30.0


@attrs.frozen(kw_only=True)
class FleetProgress(Generic[T_co]):
    """The progress of calls for many resources, after one more result."""

    operation_name: str
    """The API operation that is called, such as `StartReplication`."""
    total: int
    """The number of resources."""
    succeeded: int
    """The number of calls that have succeeded so far."""
    failed: int
    """The number of calls that have failed so far, or were not attempted in time."""
    resource_id: str
    """The ID of the resource that the last result is for."""
    result: T_co | DrsError
    """The result of its call: the value that it returned, or the error."""

    def __str__(self) -> str:
        done = self.succeeded + self.failed
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.operation_name}: {done} of {self.total} done{failed}"


@attrs.frozen
class FleetOptions(Generic[T]):
    """The options of a method for many resources; the method documents them."""

    timeout: float
    max_concurrency: int = 1
    on_progress: Callable[[FleetProgress[T]], object] | None = None

    def __attrs_post_init__(self) -> None:
        check_timeout(self.timeout)
        check_on_progress(self.on_progress)


@attrs.define(eq=False)
class FleetRunner(Generic[T]):
    """The calls of an API operation for many resources, and the results so far."""

    operation_name: str
    ids: Collection[str]
    """The IDs of the resources, each once."""
    options: FleetOptions[T]
    clock: Clock
    recovery_snapshot_ids: Mapping[str, str] = EMPTY_MAP
    """The IDs of the recovery snapshots that were chosen, for the outcome."""
    is_idempotent: bool = True
    """Whether to repeat a call although the attempt before may have taken effect."""
    region_name: str = attrs.field(kw_only=True)
    """The AWS Region that is called, for reports of retries."""
    results: dict[str, T | DrsError] = attrs.field(init=False)
    """The result for each resource: a value or an error."""
    _rate_limiter: RateLimiter = attrs.field(init=False)
    quota_reports: RetryReports = attrs.field(init=False)
    """Reports that a call is refused until running jobs end."""
    _error_reports: RetryReports = attrs.field(init=False)
    _throttle_reports: RetryReports = attrs.field(init=False)
    _has_failed: Counter[bool] = attrs.field(init=False, factory=Counter[bool])
    """The number of reported results, by whether they are errors."""

    def __attrs_post_init__(self) -> None:
        end = self.clock.monotonic() + self.options.timeout
        deadline = Deadline(self.clock, end)
        self._rate_limiter = RateLimiter(deadline)
        reports = self.region_name, self.clock, self.options.on_progress
        self.quota_reports = RetryReports(*reports)
        self._error_reports = RetryReports(*reports)
        self._throttle_reports = RetryReports(*reports, quiet_period=_QUIET_PERIOD)
        self.results = {key: self._not_attempted() for key in self.ids}

    @property
    def outcome(self) -> FleetOutcome[T]:
        """The outcome so far."""
        return FleetOutcome(
            operation_name=self.operation_name,
            results=self.results,
            recovery_snapshot_ids=self.recovery_snapshot_ids,
        )

    def call_each(
        self,
        call: Callable[[str], T],
        resolve: Callable[[str, DrsServiceError], T] | None = None,
    ) -> FleetOutcome[T]:
        """
        Make a call for each resource, and return the outcome.

        Args:
            call: Makes the call for the resource with an ID.
            resolve: As for `result_of`.
        """

        def work(key: str) -> None:
            self.results[key] = self.result_of(call, key, resolve)

        self.run(work, self.ids, self.report)
        return self.outcome

    def report(self, key: str) -> None:
        """Report the result for a resource to the caller."""
        result = self.results[key]
        self._has_failed[isinstance(result, DrsError)] += 1
        if self.options.on_progress is not None:
            progress = FleetProgress(
                operation_name=self.operation_name,
                total=len(self.ids),
                succeeded=self._has_failed[False],
                failed=self._has_failed[True],
                resource_id=key,
                result=result,
            )
            self.options.on_progress(progress)

    def run(
        self,
        work: Callable[[KeyT], object],
        keys: Collection[KeyT],
        report: Callable[[KeyT], object] = lambda _: None,
    ) -> None:
        """
        Call a function for each key in worker threads.

        Args:
            work: The function, which makes calls and adds their results.
            keys: The keys, each once.
            report: A function to call in this thread after each call of the first.

        Raises:
            FleetInterrupt: Ctrl-C was pressed.
        """
        pool = WorkerPool(work, keys, self.options.max_concurrency)
        try:
            for key in pool.run():
                report(key)
            self._close_reports()
        except BaseException as error:
            self.deadline.cancel()
            pool.cancel_pending()
            pool.join()
            self._close_reports()
            if isinstance(error, KeyboardInterrupt):
                raise FleetInterrupt(self.outcome) from error
            raise

    def result_of(
        self,
        call: Callable[[KeyT], T],
        key: KeyT,
        resolve: Callable[[KeyT, DrsServiceError], T] | None = None,
    ) -> T | DrsError:
        """
        Make a call with retries, and return its value or its last error.

        Args:
            call: Makes the call for a key.
            key: The key.
            resolve: Resolves an unknown outcome. It is called if an attempt without a
                response is followed by a refusal. It returns what the call would have
                returned if it took effect after all, or raises the refusal.
        """
        deadline = self.deadline
        attempts = _Attempts(self._rate_limiter, self._throttle_reports)
        last: DrsError = self._not_attempted()
        failures = 0
        is_unknown = False
        while not deadline.has_passed:
            attempts.is_first = True
            try:
                with observe_attempts(attempts):
                    try:
                        value = call(key)
                    except DrsServiceError as error:
                        is_resolvable = is_unknown or error.may_have_taken_effect
                        if resolve is None or error.retryable or not is_resolvable:
                            raise
                        value = resolve(key, error)
            except NotAttemptedError:
                break
            except ThrottlingException as error:
                # The rate limiter pauses before the next attempt. A throttled one says
                # nothing about an earlier attempt without a response.
                if error.may_have_taken_effect and not self.is_idempotent:
                    return error
                last = last if is_unknown else error
                is_unknown = is_unknown or error.may_have_taken_effect
            except DrsError as error:
                failures += 1
                error.may_have_taken_effect |= is_unknown
                may_repeat = error.retryable and self.is_idempotent
                if not may_repeat or failures == MAX_FAILURES:
                    return error
                last = error
                is_unknown = error.may_have_taken_effect
                self._error_reports.record_error(error)
                deadline.sleep(backoff(error, failures))
            else:
                self._error_reports.record_success()
                return value
        return last

    @property
    def deadline(self) -> Deadline:
        """The deadline of all calls."""
        return self._rate_limiter.deadline

    def _close_reports(self) -> None:
        self.quota_reports.close()
        self._error_reports.close()
        self._throttle_reports.close()

    def _not_attempted(self) -> NotAttemptedError:
        return NotAttemptedError(
            f"{self.operation_name} was not called before the timeout or Ctrl-C"
        )


@attrs.define(eq=False)
class _Attempts:
    """The attempts of a call and its retries, botocore's own included."""

    rate_limiter: RateLimiter
    throttle_reports: RetryReports
    is_first: bool = True
    """Whether no attempt was made yet since the function was called."""
    _generation: int = 0

    def before_attempt(self) -> None:
        """Wait for the rate limiter."""
        self._generation = self.rate_limiter.acquire()
        # botocore decides on the other attempts; stopping them would lose the result.
        if self.is_first and self.rate_limiter.deadline.has_passed:
            raise NotAttemptedError("the deadline has passed")
        self.is_first = False

    def after_attempt(self, error: DrsServiceError | None) -> None:
        """Tell the rate limiter whether the attempt was throttled."""
        if isinstance(error, ThrottlingException):
            self.rate_limiter.record_throttled(self._generation, error.retry_after)
            self.throttle_reports.record_error(error)
        else:
            self.rate_limiter.record_admitted()
            self.throttle_reports.record_success()
