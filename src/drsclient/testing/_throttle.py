"""A token bucket that refills in virtual time."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final, Self

import attrs

from drsclient.testing._argument_checks import check_integer, check_number, check_text
from drsclient.testing._service_model import check_operation_name

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_PER_SECOND: Final = 10**6


@attrs.define(kw_only=True)
class Throttle:
    """
    A limit on calls per second.

    It stores only the time at which the bucket will be full, in whole microseconds, so
    many small steps of the clock refill it exactly as one big step does.
    """

    operation: str | None
    """The operation that it limits; `None` for all of them together."""
    interval: int
    """The microseconds until one more token is in the bucket."""
    burst: int
    """The number of tokens in a full bucket: the calls that it allows at once."""
    full_at: int = 0
    """The time at which the bucket will be full, in microseconds since 1970."""

    @classmethod
    def of_rate(cls, rate: float, *, burst: int | None, operation: str | None) -> Self:
        """
        Create a full bucket.

        Args:
            rate: The calls per second, above 0.
            burst: The number of calls allowed at once; by default those of one second,
                and at least one.
            operation: The operation that it limits.

        Raises:
            ValueError: There is no such operation, or an argument is invalid.
        """
        check_number("rate", rate)
        if rate <= 0:
            raise ValueError(f"rate must be above 0, not {rate}")
        if burst is not None:
            check_integer("burst", burst, at_least=1)
        if operation is not None:
            check_text("the operation", operation)
            check_operation_name(operation)
        return cls(
            operation=operation,
            interval=max(round(_PER_SECOND / Fraction(rate)), 1),
            burst=burst or math.ceil(rate),
        )

    def wait(self, now: datetime) -> int:
        """Return the microseconds until the next call is allowed; 0 if that is now."""
        return max(self._full_after(now) - self.interval * (self.burst - 1), 0)

    def take(self, now: datetime) -> None:
        """Take a token for a call."""
        self.full_at = _microseconds(now) + self._full_after(now) + self.interval

    def _full_after(self, now: datetime) -> int:
        return max(self.full_at - _microseconds(now), 0)


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
