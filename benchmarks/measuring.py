"""Comparing two ways to do the same, fairly, on a machine that is not quiet."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import ceil, floor, sqrt
from statistics import median
from time import perf_counter

import attrs

# Does the work once and returns the seconds it took.
Sample = Callable[[], float]


@attrs.frozen(kw_only=True)
class Comparison:
    """The samples of ours and theirs, round by round."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours divided by theirs, round by round."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return tuple(ours / theirs for ours, theirs in pairs)

    @property
    def ratio(self) -> float:
        """
        The median of the ratios.

        The two halves of a round are neighbours in time, so that a slow spell of the
        machine hits both or makes one ratio of many an outlier.
        """
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """
        The 95 % confidence interval of the ratio.

        Its ends are two of the ratios, whose ranks follow from the number of rounds, so
        that it holds however the ratios are distributed.
        """
        ratios, rounds = sorted(self.ratios), len(self.ratios)
        reach = 0.98 * sqrt(rounds)
        low = max(floor(rounds / 2 - reach), 1)
        high = min(ceil(rounds / 2 + reach) + 1, rounds)
        return ratios[low - 1], ratios[high - 1]


def compare(ours: Sample, theirs: Sample, *, rounds: int) -> Comparison:
    """
    Take samples of both in turn, and change which goes first with every round.

    A round before that is not counted: it compiles, connects and fills caches. The
    garbage collector runs between samples, never within one.
    """
    ours()
    theirs()
    pairs = list[tuple[float, float]]()
    gc.collect()
    gc.freeze()  # or each of the many collections below would traverse all modules
    gc.disable()
    try:
        for number in range(rounds):
            if number % 2:
                their_seconds, our_seconds = _collected(theirs), _collected(ours)
            else:
                our_seconds, their_seconds = _collected(ours), _collected(theirs)
            pairs.append((our_seconds, their_seconds))
    finally:
        gc.enable()
        gc.unfreeze()
    return Comparison(
        ours=tuple(ours for ours, _ in pairs),
        theirs=tuple(theirs for _, theirs in pairs),
    )


def timed(work: Callable[[], object]) -> Sample:
    """Make a sample of some work: how long it takes, less the freeing of its result."""

    def sample() -> float:
        start = perf_counter()
        result = work()
        seconds = perf_counter() - start
        del result
        return seconds

    return sample


def _collected(sample: Sample) -> float:
    gc.collect()
    return sample()
