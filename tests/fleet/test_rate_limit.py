from __future__ import annotations

import math

import pytest

from drsclient.fleet._rate_limit import Deadline, RateLimiter
from drsclient.testing import FakeDrs


@pytest.fixture
def clock() -> FakeDrs:
    """Return a clock whose time passes only during sleeps."""
    return FakeDrs()


@pytest.fixture
def limiter(clock: FakeDrs) -> RateLimiter:
    """Return a rate limiter that has admitted no attempt."""
    return RateLimiter(Deadline(clock, math.inf))


def attempt(limiter: RateLimiter, clock: FakeDrs, seconds: float = 0) -> None:
    """Make an attempt that succeeds after some time."""
    limiter.acquire()
    clock.sleep(seconds)
    limiter.record_admitted()


def gap(limiter: RateLimiter, clock: FakeDrs) -> float:
    """Return the time between two attempts, once attempts may be sent again."""
    attempt(limiter, clock)
    before = clock.monotonic()
    attempt(limiter, clock)
    return clock.monotonic() - before


def test_an_exception_of_the_clock_is_raised(
    clock: FakeDrs, limiter: RateLimiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rate limiter continues to work afterwards."""
    attempt(limiter, clock)
    limiter.record_throttled(limiter.acquire(), 60)

    def sleep(_: float) -> None:
        raise RuntimeError("the clock has stopped")

    with monkeypatch.context() as patch:
        patch.setattr(clock, "sleep", sleep)
        with pytest.raises(RuntimeError, match="the clock has stopped"):
            limiter.acquire()
    attempt(limiter, clock)


def test_the_first_throttle_sets_the_rate_that_was_reached(
    limiter: RateLimiter, clock: FakeDrs
) -> None:
    """Ten attempts were admitted in a second, so that is the rate."""
    for _ in range(10):
        attempt(limiter, clock, seconds=0.1)
    limiter.record_throttled(limiter.acquire(), 5)
    assert gap(limiter, clock) == pytest.approx(0.1)


def test_attempts_that_are_throttled_together_count_as_one(
    limiter: RateLimiter, clock: FakeDrs
) -> None:
    """Attempts in flight change only the pause."""
    for _ in range(10):
        attempt(limiter, clock, seconds=0.1)
    before = clock.monotonic()
    generations = [limiter.acquire() for _ in range(3)]
    for generation, pause in zip(generations, (5, 8, 3), strict=True):
        limiter.record_throttled(generation, pause)
    assert gap(limiter, clock) == pytest.approx(0.1)
    assert clock.monotonic() - before >= 8


def test_a_throttle_soon_after_a_long_pause_slows_down_only_somewhat(
    limiter: RateLimiter, clock: FakeDrs
) -> None:
    """The pause does not count as time in which the service would have allowed more."""
    for _ in range(10):
        attempt(limiter, clock, seconds=0.1)
    limiter.record_throttled(limiter.acquire(), 60)
    for _ in range(11):  # the first follows the pause, the others take a second
        attempt(limiter, clock)
    limiter.record_throttled(limiter.acquire(), 1)
    assert gap(limiter, clock) == pytest.approx(0.1 / 0.7, rel=0.1)


def test_the_rate_rises_slowly_until_the_next_throttle(
    limiter: RateLimiter, clock: FakeDrs
) -> None:
    """After twenty seconds it has doubled."""
    for _ in range(10):
        attempt(limiter, clock, seconds=0.1)
    limiter.record_throttled(limiter.acquire(), 1)
    assert gap(limiter, clock) == pytest.approx(0.1)
    clock.sleep(20)
    assert gap(limiter, clock) == pytest.approx(0.05, rel=0.05)
