"""Making one call for each of many resources, several at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from drsclient.errors import DrsError, DrsParameterError, FleetInterrupt
from drsclient.fleet._calling import Calls, not_attempted
from drsclient.fleet._crew import Crew
from drsclient.fleet._pacing import Gate, Term
from drsclient.fleet._progress import FleetProgress
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError

T = TypeVar("T")


def run(
    call: Callable[[str], T],
    ids: Sequence[str],
    *,
    operation_name: str,
    is_idempotent: bool,
    settle: Callable[[str, DrsServiceError], T] | None,
    clock: Clock,
    pool: int,
    max_concurrency: int,
    timeout: float,
    on_progress: Callable[[FleetProgress[T]], object] | None,
) -> FleetOutcome[T]:
    """
    Make a call for each ID, and return what each of them returned or raised.

    Args:
        call: Makes the call.
        ids: The IDs, each once.
        operation_name: The API operation, for the outcome.
        is_idempotent: Whether a call may be repeated although the attempt before may
            have taken effect.
        settle: What to do if an attempt whose fate is unknown is followed by a refusal:
            return what the call would have returned if it took effect after all, or
            raise the refusal.
        clock: The clock.
        pool: How many connections the client keeps open.
        max_concurrency: How many calls to make at a time.
        timeout: For how long to start and repeat calls, in seconds.
        on_progress: What to call after each result, in this thread.
    """
    if max_concurrency not in range(1, pool + 1):
        expected = (
            f"from 1 to {pool}, the connections that this client keeps open:"
            " for more, make it with config=Config(max_pool_connections=...)"
        )
        raise DrsParameterError("max_concurrency", max_concurrency, expected)
    if not timeout >= 0:
        raise DrsParameterError("timeout", timeout, "0 or more seconds")
    term = Term(clock, clock.monotonic() + timeout)
    calls = Calls(
        call=call,
        operation_name=operation_name,
        is_idempotent=is_idempotent,
        settle=settle,
        term=term,
        gate=Gate(term),
    )
    crew = Crew(calls.result, ids, max_concurrency)

    def outcome() -> FleetOutcome[T]:
        results = crew.results
        return FleetOutcome(
            operation_name=operation_name,
            results={
                key: results[key] if key in results else not_attempted(operation_name)
                for key in ids
            },
        )

    succeeded = 0
    try:
        crew.start()
        for done in range(1, len(ids) + 1):
            key, result = crew.next_result()
            succeeded += not isinstance(result, DrsError)
            if on_progress is not None:
                progress = FleetProgress(
                    operation_name=operation_name,
                    total=len(ids),
                    succeeded=succeeded,
                    failed=done - succeeded,
                    resource_id=key,
                    result=result,
                )
                on_progress(progress)
    except BaseException as error:
        term.end()
        crew.end()
        crew.join()
        if isinstance(error, KeyboardInterrupt):
            raise FleetInterrupt(outcome()) from error
        raise
    return outcome()
