"""The report of a copy of an account."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from drsclient._text import duration as duration_text


@attrs.frozen(kw_only=True)
class NotCopied:
    """Something of an account that a copy does not have."""

    subject: str
    """What it is, such as `the idempotency tokens`."""
    reason: str
    """Why it is not copied."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"


@attrs.frozen(kw_only=True)
class MeasuredDuration:
    """A duration of the fake that `FakeDrs.copy_of` measured in the accounts."""

    phase: str
    """The phase: a field of `Durations`."""
    duration: timedelta
    """The duration in the fake: the median of the measurements, or the default."""
    measurements: int
    """The number of measurements in all accounts."""
    is_default: bool
    """True if it is the default, because there are too few measurements."""

    def __str__(self) -> str:
        origin = (
            f"the default, because there are too few measurements: {self.measurements}"
            if self.is_default
            else f"the median of {self.measurements} measurements"
        )
        return f"{self.phase}: {duration_text(self.duration)}, {origin}"


@attrs.frozen(kw_only=True)
class CopyReport:
    """The report of `FakeDrs.copy_of`."""

    time: datetime
    """The time of the copy, at which the clock of the fake started, in UTC."""
    calls: int
    """The number of API calls that were made, without retries."""
    durations: list[MeasuredDuration]
    """The durations of the fake, and from how many measurements they are."""
    not_copied: list[NotCopied]
    """What the copy does not have, with the reasons."""
