from __future__ import annotations

import math

import pytest

from drsclient.fleet._pacing import Gate, Term
from drsclient.testing import FakeDrs


@pytest.fixture
def clock() -> FakeDrs:
    """Return a clock whose time passes only where somebody sleeps."""
    return FakeDrs()


@pytest.fixture
def gate(clock: FakeDrs) -> Gate:
    """Return a gate that nobody has passed."""
    return Gate(Term(clock, math.inf))


def attempt(gate: Gate, clock: FakeDrs, seconds: float = 0) -> None:
    """Make an attempt that succeeds after some time."""
    gate.wait()
    clock.sleep(seconds)
    gate.admit()


def gap(gate: Gate, clock: FakeDrs) -> float:
    """Return the time between two attempts, once everybody may go on."""
    attempt(gate, clock)
    before = clock.monotonic()
    attempt(gate, clock)
    return clock.monotonic() - before


def test_what_a_clock_raises_while_somebody_waits_is_raised(
    clock: FakeDrs, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the gate works on afterwards."""
    attempt(gate, clock)
    gate.throttle(gate.wait(), 60)

    def sleep(_: float) -> None:
        raise RuntimeError("the clock has stopped")

    with monkeypatch.context() as patch:
        patch.setattr(clock, "sleep", sleep)
        with pytest.raises(RuntimeError, match="the clock has stopped"):
            gate.wait()
    attempt(gate, clock)


def test_the_first_throttle_sets_the_rate_that_was_reached(
    gate: Gate, clock: FakeDrs
) -> None:
    """Ten attempts were admitted in a second, so that is the rate."""
    for _ in range(10):
        attempt(gate, clock, seconds=0.1)
    gate.throttle(gate.wait(), 5)
    assert gap(gate, clock) == pytest.approx(0.1)


def test_attempts_that_are_throttled_together_count_as_one(
    gate: Gate, clock: FakeDrs
) -> None:
    """What was in flight tells nothing new, but how long to wait."""
    for _ in range(10):
        attempt(gate, clock, seconds=0.1)
    before = clock.monotonic()
    eras = [gate.wait() for _ in range(3)]
    for era, pause in zip(eras, (5, 8, 3), strict=True):
        gate.throttle(era, pause)
    assert gap(gate, clock) == pytest.approx(0.1)
    assert clock.monotonic() - before >= 8


def test_a_throttle_soon_after_a_long_pause_slows_down_only_somewhat(
    gate: Gate, clock: FakeDrs
) -> None:
    """The pause was no time in which the service would have allowed more."""
    for _ in range(10):
        attempt(gate, clock, seconds=0.1)
    gate.throttle(gate.wait(), 60)
    for _ in range(11):  # the first follows the pause, the others take a second
        attempt(gate, clock)
    gate.throttle(gate.wait(), 1)
    assert gap(gate, clock) == pytest.approx(0.1 / 0.7, rel=0.1)


def test_the_rate_rises_slowly_until_the_next_throttle(
    gate: Gate, clock: FakeDrs
) -> None:
    """After twenty seconds it has doubled."""
    for _ in range(10):
        attempt(gate, clock, seconds=0.1)
    gate.throttle(gate.wait(), 1)
    assert gap(gate, clock) == pytest.approx(0.1)
    clock.sleep(20)
    assert gap(gate, clock) == pytest.approx(0.05, rel=0.05)
