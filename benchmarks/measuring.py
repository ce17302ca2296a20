"""Comparing two ways of doing something, fairly, on a machine that others use too."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter

import attrs

# Does the work once and gives the seconds, or whatever else is compared.
Sample = Callable[[], float]


@attrs.frozen(kw_only=True)
class Comparison:
    """What ours and theirs took, round by round."""

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


def compare(ours: Sample, theirs: Sample, *, rounds: int) -> Comparison:
    """
    Take turns at both, and at who goes first.

    One round before that is not counted: it compiles, connects and fills caches. The
    garbage collector runs between samples, never within one.
    """
    ours()
    theirs()
    pairs = list[tuple[float, float]]()
    gc.collect()
    gc.freeze()  # or each of the many collections below would go over all modules
    gc.disable()
    try:
        for number in range(rounds):
            if number % 2:
                second, first = _collected(theirs), _collected(ours)
            else:
                first, second = _collected(ours), _collected(theirs)
            pairs.append((first, second))
    finally:
        gc.enable()
        gc.unfreeze()
    return Comparison(
        ours=tuple(ours for ours, _ in pairs),
        theirs=tuple(theirs for _, theirs in pairs),
    )


def timed(work: Callable[[], object]) -> Sample:
    """Make a sample of work: the seconds that it takes, without freeing its result."""

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
