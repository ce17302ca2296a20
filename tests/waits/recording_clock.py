"""A clock that records the sleeps of waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.outcomes import ReplicationOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import WaitTimeoutError
    from drsclient.testing import FakeDrs


class RecordingClock:
    """The virtual time of a fake, with a record of all sleeps."""

    def __init__(self, fake: FakeDrs) -> None:
        self.sleeps: list[float] = []
        """The duration of each sleep, in seconds."""
        self.on_sleep: Callable[[int], object] = lambda _: None
        """The function to call after each sleep, with the number of sleeps so far."""
        self._fake = fake

    def time(self) -> float:
        """Return the virtual time of day."""
        return self._fake.time()

    def monotonic(self) -> float:
        """Return the virtual time, counted from another origin than `time`."""
        return self._fake.monotonic() - 1e9

    def sleep(self, seconds: float) -> None:
        """Advance the virtual time."""
        self.sleeps.append(seconds)
        self._fake.sleep(seconds)
        self.on_sleep(len(self.sleeps))


def last_outcome(error: WaitTimeoutError) -> ReplicationOutcome:
    """Return the outcome of the last poll of a wait for replication."""
    assert isinstance(error.outcome, ReplicationOutcome)
    return error.outcome
