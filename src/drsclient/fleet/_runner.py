"""The runner of fleets: calls for many resources, concurrently, with retries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs

from drsclient._backoff import backoff
from drsclient._botocore import observe_attempts
from drsclient._options import (
    check_not_async,
    check_on_progress,
    check_servers_per_job,
    check_timeout,
)
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
ResultT = TypeVar("ResultT")
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
    """The progress of calls for many resources, after each result."""

    operation_name: str
    """The API operation that is called, such as `StartReplication`."""
    total: int
    """The number of resources."""
    succeeded: int
    """The number of calls that have succeeded so far."""
    failed: int
    """The number of calls so far that failed, or that were not attempted in time."""
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
    servers_per_job: int = 1

    def __attrs_post_init__(self) -> None:
        check_timeout(self.timeout)
        check_servers_per_job(self.servers_per_job)
        check_on_progress(self.on_progress)
        check_not_async("on_progress", self.on_progress)


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
    source_server_ids: Mapping[str, str | None] = EMPTY_MAP
    """The IDs of the source servers of recovery instances, for the outcome."""
    is_idempotent: bool = True
    """Whether to repeat a call although the attempt before may have taken effect."""
    region_name: str = attrs.field(kw_only=True)
    """The AWS Region that is called, for reports of retries."""
    results: dict[str, T | DrsError] = attrs.field(init=False)
    """The result for each resource: a value or an error."""
    _rate_limiter: RateLimiter = attrs.field(init=False)
    refusal_reports: RetryReports = attrs.field(init=False)
    """Reports that calls are refused which may be accepted later."""
    _error_reports: RetryReports = attrs.field(init=False)
    _throttle_reports: RetryReports = attrs.field(init=False)
    _limits_functions: bool = attrs.field(init=False, default=False)
    """Whether a function was throttled out of the rate limiter's sight."""
    _has_failed: Counter[bool] = attrs.field(init=False, factory=Counter[bool])
    """The number of reported results, by whether they are errors."""

    def __attrs_post_init__(self) -> None:
        end = self.clock.monotonic() + self.options.timeout
        deadline = Deadline(self.clock, end)
        self._rate_limiter = RateLimiter(deadline)
        reports = self.region_name, self.clock, self.options.on_progress
        self.refusal_reports = RetryReports(*reports)
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
            source_server_ids={
                key: server_id
                for key, server_id in self.source_server_ids.items()
                if server_id
            },
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
            resolve: See `result_of`.

        Raises:
            FleetInterrupt: Ctrl-C was pressed.
        """

        def work(key: str) -> None:
            self.results[key] = self.result_of(call, key, resolve)

        return self.run(lambda pool: pool.call_each(work, self.ids, self.report))

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
        self, work: Callable[[WorkerPool], object], *, threads: int | None = None
    ) -> FleetOutcome[T]:
        """
        Do the work of the fleet, and return the outcome.

        Ctrl-C is handled here and nowhere else, whatever line it interrupts.

        Args:
            work: Does the work in this thread, which makes no calls but has them made
                by a worker pool. They add their results.
            threads: The number of threads of the pool; by default `max_concurrency`, or
                one for each resource if there are fewer.

        Raises:
            FleetInterrupt: Ctrl-C was pressed.
        """
        pool = WorkerPool(threads or min(self.options.max_concurrency, len(self.ids)))
        try:
            try:
                pool.start()
                work(pool)
                self._end(pool)
            except KeyboardInterrupt:
                raise
            except BaseException:
                self._end(pool)
                raise
            else:
                return self.outcome
        except KeyboardInterrupt as error:
            self._end(pool)
            raise FleetInterrupt(self.outcome) from error

    def _end(self, pool: WorkerPool) -> None:
        """Start no more calls, wait for those in flight, and end the reports."""
        self.deadline.cancel()
        pool.end()
        pool.join()
        for reports in (
            self.refusal_reports,
            self._error_reports,
            self._throttle_reports,
        ):
            reports.close()

    def result_of(
        self,
        call: Callable[[KeyT], ResultT],
        key: KeyT,
        resolve: Callable[[KeyT, DrsServiceError], ResultT] | None = None,
    ) -> ResultT | DrsError:
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
        last: DrsError = self._not_attempted()
        failures = 0
        is_unknown = False
        while not deadline.has_passed:
            attempts = _Attempts(self._rate_limiter, self._throttle_reports)
            try:
                with observe_attempts(attempts):
                    try:
                        value = self._run_limited(call, key, attempts)
                    except DrsServiceError as error:
                        is_resolvable = is_unknown or error.may_have_taken_effect
                        if resolve is None or error.retryable or not is_resolvable:
                            raise
                        # A look-up that is throttled must not hide the lost response.
                        last, is_unknown = (last if is_unknown else error), True
                        value = resolve(key, error)
            except NotAttemptedError:
                break
            except ThrottlingException as error:
                # The rate limiter pauses before the next attempt. A throttled one says
                # nothing about an earlier attempt without a response. But a repeated
                # function repeats all its calls, those that were admitted, too.
                error.may_have_taken_effect |= attempts.may_have_taken_effect
                if error.may_have_taken_effect and not self.is_idempotent:
                    return error
                last = last if is_unknown else error
                is_unknown = is_unknown or error.may_have_taken_effect
            except DrsError as error:
                failures += 1
                error.may_have_taken_effect |= is_unknown
                error.may_have_taken_effect |= attempts.may_have_taken_effect
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

    def _run_limited(
        self, call: Callable[[KeyT], ResultT], key: KeyT, attempts: _Attempts
    ) -> ResultT:
        """
        Call a function, and limit the rate of these calls if nothing else does.

        The attempts of a function may be out of sight: it may make them in threads of
        its own, or raise a `ThrottlingException` of its own. From the first such
        exception on, each call of the function is an attempt to the rate limiter.
        """
        function = _Attempts(self._rate_limiter, self._throttle_reports)
        if is_limited := self._limits_functions:
            function.before_attempt()
        throttle: ThrottlingException | None = None
        try:
            return call(key)
        except ThrottlingException as error:
            if not attempts.were_throttled:
                throttle = error
                if not is_limited:
                    self._limits_functions = is_limited = True
                    function.is_first = False  # it has been made
                    function.before_attempt()
            raise
        finally:
            if is_limited:
                function.after_attempt(throttle, changed=False)

    @property
    def deadline(self) -> Deadline:
        """The deadline of all calls."""
        return self._rate_limiter.deadline

    def _not_attempted(self) -> NotAttemptedError:
        return NotAttemptedError(
            f"{self.operation_name} was not called"
            " before the timeout, Ctrl-C or cancellation"
        )


@attrs.define(eq=False)
class _Attempts:
    """The attempts that a function makes, botocore's own retries included."""

    rate_limiter: RateLimiter
    throttle_reports: RetryReports
    may_have_taken_effect: bool = False
    """Whether any of them may have changed something."""
    were_throttled: bool = False
    """Whether any of them was throttled."""
    is_first: bool = True
    """Whether the next attempt is the first one."""
    _generation: int = 0

    def before_attempt(self) -> None:
        """Wait for the rate limiter."""
        self._generation = self.rate_limiter.acquire()
        # botocore decides on the other attempts; stopping them would lose the result.
        if self.is_first and self.rate_limiter.deadline.has_passed:
            raise NotAttemptedError("the deadline has passed")
        self.is_first = False

    def after_attempt(self, error: DrsServiceError | None, *, changed: bool) -> None:
        """Tell the rate limiter whether the attempt was throttled."""
        if isinstance(error, ThrottlingException):
            self.were_throttled = True
            self.rate_limiter.record_throttled(self._generation, error.retry_after)
            self.throttle_reports.record_error(error)
        else:
            self.may_have_taken_effect |= changed
            self.rate_limiter.record_admitted()
            self.throttle_reports.record_success()
