"""A run: a fake in bad weather, the client under test, and the truth."""

from __future__ import annotations

import re
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from drsclient import DrsClient, DrsError
from drsclient.errors import (
    RecoveryFailedError,
    ReplicationFailedError,
    WaitTimeoutError,
)
from tests.chaos.weather import storm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from random import Random

    from drsclient.outcomes import ExecutionOutcome, JobOutcome, ReplicationOutcome
    from drsclient.testing import FakeDrs, RecordedRequest

    OutcomeT = TypeVar("OutcomeT", ReplicationOutcome, JobOutcome, ExecutionOutcome)

# What clocks and virtual time may differ by, in seconds.
_NOTHING = 0.01


class Stop(Exception):  # noqa: N818 - it is no error
    """What a callback raises to end the work."""


class Run:
    """
    One run, which is also the clock that its client waits by.

    While the client sleeps, the weather changes and mischief happens.
    """

    def __init__(self, fake: FakeDrs, random: Random) -> None:
        self.fake = fake
        self.random = random
        self.drs = DrsClient(client=fake.boto3_client(), clock=self)
        self.truth = fake.client()
        """A client for good weather."""
        self.mischief: list[Callable[[], object]] = []
        """What may happen, each at any sleep and any number of times."""
        self.operations: Sequence[str] = ()
        """The operations that the weather is worst for."""
        self.touched: set[str] = set()
        """The IDs of what mischief has happened to."""
        self._lock = RLock()

    def time(self) -> float:
        """Return the virtual time of day."""
        return self.fake.time()

    def monotonic(self) -> float:
        """Return the virtual time, since another moment than that of `time`."""
        return self.fake.monotonic() - 1e9

    def sleep(self, seconds: float, /) -> None:
        """Advance the virtual time, and let something happen."""
        self.fake.sleep(seconds)
        with self._lock:
            if self.random.random() < 0.1:
                with self.calm():
                    if self.mischief and self.random.random() < 0.5:
                        self.random.choice(self.mischief)()

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let nothing go wrong for a moment; after it, the weather is another."""
        self.fake.clear_faults()
        yield
        storm(self.fake, self.random, self.operations)

    def cause(self, resource_id: str) -> None:
        """Let something happen to a resource, if it can."""
        try:
            self.fake.cause(resource_id, "(no event)")
        except KeyError:
            return
        except ValueError as refusal:
            events = re.findall("'([^']*)'", str(refusal).partition(";")[2])
        if events:
            self.touched.add(resource_id.rpartition("/")[2])
            self.fake.cause(resource_id, self.random.choice(events))

    def meddle(self, call: Callable[[str], object], resource_id: str) -> None:
        """Let somebody else call an operation, which may be refused."""
        self.touched.add(resource_id)
        try:
            call(resource_id)
        except DrsError as error:
            assert not error.retryable, error

    def wait(self, call: Callable[..., OutcomeT], *, timeout: float) -> OutcomeT | None:
        """
        Wait, and return the outcome that the result or the error has, if any.

        Check that the wait takes no more than its time, that its progress leads to its
        outcome, and that an error that does not pass ends it at once.
        """
        random, fake = self.random, self.fake
        stop_at = random.choice([0, 0, 0, 0, 3])
        raises = random.random() < 0.5
        seen: list[OutcomeT] = []

        def note(outcome: OutcomeT) -> None:
            seen.append(outcome)
            if len(seen) == stop_at:
                raise Stop

        begun = fake.monotonic()
        outcome: ReplicationOutcome | JobOutcome | ExecutionOutcome | None
        try:
            outcome = call(
                timeout=timeout,
                poll_interval=max(timeout * random.choice([0.02, 0.1, 0.5, 2]), 1),
                on_progress=note,
                raise_on_failure=raises,
            )
        except Stop:
            assert len(seen) == stop_at
            return None
        except WaitTimeoutError as error:
            outcome = error.outcome
            assert error.timeout == timeout
            assert abs(fake.monotonic() - begun - timeout) < _NOTHING
            assert outcome is None or not outcome.has_ended
            assert outcome is not None or error.__cause__ is not None
            cause = error.__cause__
            assert cause is None or (isinstance(cause, DrsError) and cause.retryable)
        except (ReplicationFailedError, RecoveryFailedError) as error:
            outcome = error.outcome
            assert raises
            assert not outcome.is_success
        except DrsError as error:
            assert not error.retryable, error
            # Nobody has slept since.
            assert self.requests[-1].time == fake.now
            return None
        else:
            assert outcome.has_ended
            assert outcome.is_success or not raises
        assert fake.monotonic() - begun <= timeout + _NOTHING
        assert outcome is (seen[-1] if seen else None)
        return seen[-1] if seen else None

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """All requests."""
        return self.fake.requests


def unique(items: Iterable[str]) -> list[str]:
    """Return each item once, in order."""
    return list(dict.fromkeys(items))
