"""The report of a copy of an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import attrs

from drsclient._text import duration as duration_text

# The number of subjects with the same reason that the text of a report lists.
_LISTED: Final = 3


@attrs.frozen(kw_only=True)
class NotCopied:
    """A part of an account that was not copied."""

    subject: str
    """The part, such as `staging account 111122223333`."""
    reason: str
    """The reason why it was not copied."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"


@attrs.frozen(kw_only=True)
class MeasuredDuration:
    """A duration that `FakeDrs.copy_of` measured in the accounts."""

    phase: str
    """The phase: a field of `Durations`."""
    duration: timedelta
    """The duration in the fake: the median of the measurements, or the default."""
    measurements: int
    """The number of measurements in all accounts."""
    is_default: bool
    """Whether it is the default because there are too few measurements."""

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
    """The time of the copy in UTC, at which the clock of the fake starts."""
    calls: int
    """The number of API calls that were made, without retries."""
    durations: list[MeasuredDuration]
    """The durations of the fake, with the numbers of measurements."""
    not_copied: list[NotCopied]
    """The parts of the accounts that were not copied, with the reasons."""

    def __str__(self) -> str:
        lines = [f"Copied with {self.calls:,} calls at {self.time:%Y-%m-%dT%H:%M:%SZ}."]
        lines += ["Durations:", *(f"  {one}" for one in self.durations)]
        subjects = dict[str, list[str]]()
        for one in self.not_copied:
            subjects.setdefault(one.reason, []).append(one.subject)
        lines += ["Not copied:"] if subjects else []
        for reason, found in subjects.items():
            lines += [f"  {subject}" for subject in found[:_LISTED]]
            more = len(found) - _LISTED
            lines += [f"  and {more:,} more"] if more > 0 else []
            lines += [f"    {reason}"]
        return "\n".join(lines)
