"""A run of a scenario: a fake with faults, a client under test, one without faults."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import pytest
from botocore.config import Config

from drsclient import DrsClient, DrsError, from_wire, to_wire
from drsclient.errors import (
    ConflictException,
    RecoveryFailedError,
    ReplicationFailedError,
    ResourceNotFoundException,
    WaitTimeoutError,
)
from drsclient.outcomes import PendingOutcome
from tests.chaos.faults import inject_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from random import Random

    from mypy_boto3_drs.literals import DataReplicationStateType as State

    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ReplicationOutcome
    from drsclient.testing import FakeDrs

    OutcomeT = TypeVar("OutcomeT", ReplicationOutcome, JobOutcome, ExecutionOutcome)

# The tolerance between clocks and virtual time, in seconds.
_TIME_TOLERANCE = 0.01


class Stop(Exception):  # noqa: N818 - not an error
    """An exception that a callback raises to end the work."""


class Run:
    """
    A run of a scenario, which is also the clock of the client under test.

    While the client sleeps, the faults change, and disturbances are triggered.
    """

    def __init__(self, fake: FakeDrs, random: Random) -> None:
        self.fake = fake
        self.random = random
        attempts = random.choice([1, 1, 3])
        config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
        self.overrun = _TIME_TOLERANCE if attempts == 1 else 60.0
        """How long botocore's own retries may exceed a timeout, in seconds."""
        self._clock_error = random.choice([0, 0, -600, 600])
        self.drs = DrsClient(client=fake.boto3_client(config=config), clock=self)
        self.faultless = fake.client()
        """A client for calls without faults."""
        self.disturbances: list[Callable[[], object]] = []
        """The disturbances, each of which any sleep may trigger."""
        self.operations: Sequence[str] = ()
        """The operations that most faults apply to."""
        self.disturbed_ids: set[str] = set()
        """The IDs of the resources that were disturbed."""
        self._lock = RLock()

    def time(self) -> float:
        """Return the virtual time of day, perhaps some minutes off."""
        return self.fake.time() + self._clock_error

    def monotonic(self) -> float:
        """Return the virtual time, counted from another origin than `time`."""
        return self.fake.monotonic() - 1e9

    def sleep(self, seconds: float, /) -> None:
        """Advance the virtual time, and perhaps trigger a disturbance."""
        self.fake.sleep(seconds)
        with self._lock:
            if self.random.random() < 0.1:
                with self.without_faults():
                    if self.disturbances and self.random.random() < 0.5:
                        self.random.choice(self.disturbances)()

    @contextmanager
    def without_faults(self) -> Generator[None]:
        """Remove all faults within the context, and inject other ones after it."""
        self.fake.clear_faults()
        yield
        self.inject_faults()

    def inject_faults(self) -> None:
        """Inject faults, chosen at random."""
        inject_faults(self.fake, self.random, self.operations)

    def add_servers(self, count: int, usual: State, *unusual: State) -> list[str]:
        """Add source servers, most of them in the usual state."""
        states: list[State] = [*unusual, usual, usual, usual, usual, usual]
        return [
            self.fake.add_source_server(state=self.random.choice(states))
            for _ in range(count)
        ]

    def trigger(self, resource_id: str) -> None:
        """Trigger an event of a resource, if there is one in its state."""
        with pytest.raises((KeyError, ValueError)) as refusal:
            self.fake.trigger(resource_id, "(no event)")
        # The error lists the events of the current state.
        events = re.findall("'([^']*)'", str(refusal.value).partition(";")[2])
        if events:
            self.disturbed_ids.add(resource_id.rpartition("/")[2])
            self.fake.trigger(resource_id, self.random.choice(events))

    def interfere(self, call: Callable[[str], object], resource_id: str) -> None:
        """Call an operation as another user would; the service may refuse it."""
        self.disturbed_ids.add(resource_id)
        with suppress(ConflictException, ResourceNotFoundException):
            call(resource_id)

    def wait_or_check(
        self,
        kind: type[OutcomeT],
        wait: Callable[..., OutcomeT],
        check: Callable[[OutcomeT | None], OutcomeT],
    ) -> OutcomeT | None:
        """Wait, or check as an engine does; return the last outcome, if any."""
        if self.random.random() < 0.3:
            return self._check(kind, check)
        return self._wait(wait)

    def _check(
        self, kind: type[OutcomeT], check: Callable[[OutcomeT | None], OutcomeT]
    ) -> OutcomeT | None:
        """Poll with checks, and keep the outcome as JSON between two checks."""
        kept: OutcomeT | None = None
        for _ in range(60):
            try:
                outcome = check(kept)
            except DrsError as error:
                if not error.retryable:
                    break
            else:
                kept = from_wire(kind, json.loads(json.dumps(to_wire(outcome))))
                assert kept == outcome
                if outcome.has_ended:
                    break
            self.sleep(120)
        return kept

    def _wait(self, call: Callable[..., OutcomeT]) -> OutcomeT | None:
        """
        Wait, and return the outcome that the result or the error has, if any.

        Check that the wait ends within its timeout, that its last progress is its
        outcome, and that an error that is not retryable ends it at once.
        """
        random, fake = self.random, self.fake
        timeout = random.choice([0, 45, 900, 7200, 30000])
        stop_at = random.choice([0, 0, 0, 0, 3])
        raises = random.random() < 0.5
        seen: list[OutcomeT] = []

        def note(outcome: OutcomeT) -> None:
            seen.append(outcome)
            if len(seen) == stop_at:
                raise Stop

        begun = fake.monotonic()
        error: DrsError | None = None
        try:
            result = call(
                timeout=timeout,
                poll_interval=max(timeout * random.choice([0.02, 0.1, 0.5, 2]), 1),
                on_progress=note,
                raise_on_failure=raises,
            )
        except Stop:
            return None
        except DrsError as caught:
            error = caught
        else:
            assert result is seen[-1]
            assert result.has_ended
            assert result.is_success or not raises
        elapsed = fake.monotonic() - begun
        assert elapsed <= timeout + self.overrun
        outcome = seen[-1] if seen else None
        if isinstance(error, WaitTimeoutError):
            if outcome is None:
                assert isinstance(error.outcome, PendingOutcome)
                # Only the failures of the fleet are known.
                assert not error.outcome.succeeded
            else:
                assert error.outcome is outcome
            assert not error.outcome.has_ended
            assert elapsed >= timeout - _TIME_TOLERANCE
            cause = error.__cause__
            assert isinstance(cause, DrsError | None)
            assert cause.retryable if cause else outcome
        elif isinstance(error, ReplicationFailedError | RecoveryFailedError):
            assert error.outcome is outcome
            assert raises
            assert not error.outcome.is_success
        elif error is not None:
            # A wait gives up if it has not reached the service for two minutes.
            is_unreached = outcome is None and elapsed >= 120 - _TIME_TOLERANCE
            assert not error.retryable or is_unreached, error
            # The wait has not slept since the last request.
            assert fake.requests[-1].time == fake.now
            return None
        return outcome


def unique(items: Iterable[str]) -> list[str]:
    """Return each item once, in order."""
    return list(dict.fromkeys(items))
