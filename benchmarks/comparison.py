"""Paired comparisons of two functions, for machines with other load."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import ceil, floor, sqrt
from statistics import median
from time import perf_counter

import attrs

# Runs a function once and returns its time in seconds.
Sample = Callable[[], float]


@attrs.frozen(kw_only=True)
class Comparison:
    """The samples of the candidate and of the baseline, round by round."""

    candidate: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """The candidate's samples divided by the baseline's, round by round."""
        pairs = zip(self.candidate, self.baseline, strict=True)
        return tuple(candidate / baseline for candidate, baseline in pairs)

    @property
    def ratio(self) -> float:
        """
        The median of the ratios.

        Both samples of a round are taken in sequence, so that a slow phase of the
        machine affects both, or makes one of many ratios an outlier.
        """
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """
        The 95 % confidence interval of the ratio.

        Its bounds are two of the ratios, whose ranks depend on the number of rounds, so
        that it is valid for every distribution of the ratios.
        """
        ratios, rounds = sorted(self.ratios), len(self.ratios)
        half_width = 0.98 * sqrt(rounds)
        low = max(floor(rounds / 2 - half_width), 1)
        high = min(ceil(rounds / 2 + half_width) + 1, rounds)
        return ratios[low - 1], ratios[high - 1]


def compare(candidate: Sample, baseline: Sample, *, rounds: int) -> Comparison:
    """
    Take samples of both sides, and change their order with every round.

    A warm-up round, which is not counted, compiles, connects and fills caches. The
    garbage collector runs between samples, never within one.
    """
    candidate()
    baseline()
    pairs = list[tuple[float, float]]()
    gc.collect()
    gc.freeze()  # or each of the many collections below would traverse all modules
    gc.disable()
    try:
        for number in range(rounds):
            if number % 2:
                baseline_seconds = _collected(baseline)
                candidate_seconds = _collected(candidate)
            else:
                candidate_seconds = _collected(candidate)
                baseline_seconds = _collected(baseline)
            pairs.append((candidate_seconds, baseline_seconds))
    finally:
        gc.enable()
        gc.unfreeze()
    return Comparison(
        candidate=tuple(candidate for candidate, _ in pairs),
        baseline=tuple(baseline for _, baseline in pairs),
    )


def timed(function: Callable[[], object]) -> Sample:
    """Return a sample that times a function, without the freeing of its result."""

    def sample() -> float:
        start = perf_counter()
        result = function()
        seconds = perf_counter() - start
        del result
        return seconds

    return sample


def _collected(sample: Sample) -> float:
    gc.collect()
    return sample()
