"""The runner of fleets: one call for each of many keys, concurrently, with retries."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs

from drsclient._backoff import backoff
from drsclient._botocore import observe_attempts
from drsclient.errors import (
    DrsError,
    DrsParameterError,
    DrsServiceError,
    FleetInterrupt,
    NotAttemptedError,
    ThrottlingException,
)
from drsclient.fleet._rate_limit import Deadline, RateLimiter
from drsclient.fleet._workers import WorkerPool
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from drsclient._clock import Clock

KeyT = TypeVar("KeyT", bound="Hashable")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# The maximum number of failed attempts of a call, not counting throttled ones.
_MAX_FAILURES: Final = 5


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


def not_attempted(operation_name: str) -> NotAttemptedError:
    """Return the error of a resource for which no call was made."""
    return NotAttemptedError(f"{operation_name} was not called: the work ended first")


def run_for_ids(
    call: Callable[[str], T],
    ids: Sequence[str],
    *,
    operation_name: str,
    is_idempotent: bool,
    resolve: Callable[[str, DrsServiceError], T] | None,
    clock: Clock,
    pool_size: int,
    max_concurrency: int,
    timeout: float,
    on_progress: Callable[[FleetProgress[T]], object] | None,
) -> FleetOutcome[T]:
    """
    Make a call for each ID, and return the result for each of them.

    Args:
        call: Makes the call for an ID.
        ids: The IDs, each once.
        operation_name: The API operation, for the outcome.
        is_idempotent: As for `run`.
        resolve: As for `run`.
        clock: The clock.
        pool_size: The number of connections that the client keeps open.
        max_concurrency: The maximum number of concurrent calls.
        timeout: For how long to start and repeat calls, in seconds.
        on_progress: A callback for each result, called in this thread.
    """
    if max_concurrency not in range(1, pool_size + 1):
        expected = (
            f"from 1 to {pool_size}, the connections that this client keeps open:"
            " for more, make it with config=Config(max_pool_connections=...)"
        )
        raise DrsParameterError("max_concurrency", max_concurrency, expected)
    succeeded = failed = 0

    def report(key: str, result: T | DrsError) -> None:
        nonlocal succeeded, failed
        if isinstance(result, DrsError):
            failed += 1
        else:
            succeeded += 1
        if on_progress is not None:
            progress = FleetProgress(
                operation_name=operation_name,
                total=len(ids),
                succeeded=succeeded,
                failed=failed,
                resource_id=key,
                result=result,
            )
            on_progress(progress)

    def outcome(results: Mapping[str, T | DrsError]) -> FleetOutcome[T]:
        return FleetOutcome(operation_name=operation_name, results=results)

    results = run(
        call,
        ids,
        operation_name=operation_name,
        is_idempotent=is_idempotent,
        resolve=resolve,
        clock=clock,
        max_concurrency=max_concurrency,
        timeout=timeout,
        on_result=report,
        outcome=outcome,
    )
    return outcome(results)


def run(
    call: Callable[[KeyT], T],
    keys: Sequence[KeyT],
    *,
    operation_name: str,
    is_idempotent: bool,
    resolve: Callable[[KeyT, DrsServiceError], T] | None,
    clock: Clock,
    max_concurrency: int,
    timeout: float,
    on_result: Callable[[KeyT, T | DrsError], object] | None = None,
    outcome: Callable[[Mapping[KeyT, T | DrsError]], FleetOutcome[object]],
) -> dict[KeyT, T | DrsError]:
    """
    Make a call for each key, and return the result for each: a value or an error.

    Args:
        call: Makes the call for a key.
        keys: The keys, each once.
        operation_name: The API operation, for errors.
        is_idempotent: Whether a call may be repeated although the attempt before may
            have taken effect.
        resolve: Resolves an unknown outcome. It is called if an attempt without a
            response is followed by a refusal. It returns what the call would have
            returned if it took effect after all, or raises the refusal.
        clock: The clock.
        max_concurrency: The maximum number of concurrent calls.
        timeout: For how long to start and repeat calls, in seconds.
        on_result: A callback for each result, called in this thread.
        outcome: Makes the outcome of a `FleetInterrupt` from the results so far.
    """
    if not timeout >= 0:
        raise DrsParameterError("timeout", timeout, "0 or more seconds")
    deadline = Deadline(clock, clock.monotonic() + timeout)
    calls = _Calls(
        call=call,
        operation_name=operation_name,
        is_idempotent=is_idempotent,
        resolve=resolve,
        deadline=deadline,
        rate_limiter=RateLimiter(deadline),
    )
    pool = WorkerPool(calls.result, keys, max_concurrency)
    try:
        pool.start()
        for _ in keys:
            key, result = pool.next_result()
            if on_result is not None:
                on_result(key, result)
    except BaseException as error:
        deadline.cancel()
        pool.cancel_pending()
        pool.join()
        if isinstance(error, KeyboardInterrupt):
            raise FleetInterrupt(outcome(_all(keys, pool, operation_name))) from error
        raise
    return _all(keys, pool, operation_name)


def _all(
    keys: Sequence[KeyT], pool: WorkerPool[KeyT, T | DrsError], operation_name: str
) -> dict[KeyT, T | DrsError]:
    """Return the result for each key, in the order of the keys."""
    return {
        key: pool.results[key] if key in pool.results else not_attempted(operation_name)
        for key in keys
    }


@attrs.frozen(kw_only=True)
class _Calls(Generic[KeyT, T]):
    """The calls of a run, each of which is retried while that may help."""

    call: Callable[[KeyT], T]
    operation_name: str
    is_idempotent: bool
    resolve: Callable[[KeyT, DrsServiceError], T] | None
    deadline: Deadline
    rate_limiter: RateLimiter

    def result(self, key: KeyT) -> T | DrsError:
        """Return the value that the call for a key returns, or its last error."""
        last: DrsError = not_attempted(self.operation_name)
        failures = 0
        has_unknown_outcome = False
        while not self.deadline.has_passed:
            attempts = _Attempts(deadline=self.deadline, rate_limiter=self.rate_limiter)
            try:
                with observe_attempts(attempts):
                    return self._call_once(
                        key, attempts, has_unknown_outcome=has_unknown_outcome
                    )
            except NotAttemptedError:
                break
            except ThrottlingException as error:
                # It says nothing about an earlier attempt without a response.
                last = last if has_unknown_outcome else error
            except DrsError as error:
                failures += 1
                may_repeat = error.retryable and self.is_idempotent
                if not may_repeat or failures == _MAX_FAILURES:
                    return error
                last = error
                self.deadline.sleep(backoff(error, failures))
            has_unknown_outcome = has_unknown_outcome or attempts.unanswered > 0
        return last

    def _call_once(
        self, key: KeyT, attempts: _Attempts, *, has_unknown_outcome: bool
    ) -> T:
        try:
            return self.call(key)
        except DrsServiceError as error:
            is_unknown = has_unknown_outcome or attempts.unanswered > 0
            if error.retryable or not is_unknown or self.resolve is None:
                raise
            return self.resolve(key, error)


@attrs.define(kw_only=True, eq=False)
class _Attempts:
    """The attempts of one call, botocore's own retries included."""

    deadline: Deadline
    rate_limiter: RateLimiter
    unanswered: int = 0
    """The number of attempts without a response, which may have taken effect."""
    _generation: int | None = None

    def before_attempt(self) -> None:
        """Wait for the rate limiter."""
        is_first = self._generation is None
        self._generation = self.rate_limiter.acquire()
        # botocore decides on the other attempts; stopping them would lose the result.
        if is_first and self.deadline.has_passed:
            raise NotAttemptedError("the deadline has passed")
        self.unanswered += 1

    def after_attempt(self, error: DrsServiceError | None) -> None:
        """Tell the rate limiter, and note whether the attempt may have taken effect."""
        if isinstance(error, ThrottlingException):
            self.rate_limiter.record_throttled(self._generation or 0, error.retry_after)
            self.unanswered -= 1
            return
        self.rate_limiter.record_admitted()
        status = (error and error.status_code) or HTTPStatus.INTERNAL_SERVER_ERROR
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.unanswered -= 1
