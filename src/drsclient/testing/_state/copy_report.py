"""The report of a copy of an account."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import attrs

# The number of subjects with the same reason that the text of a report lists.
_LISTED: Final = 3


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
class CopyReport:
    """The report of `FakeDrs.copy_of`."""

    time: datetime
    """The time of the copy, at which the clock of the fake started, in UTC."""
    calls: int
    """The number of API calls that were made, without retries."""
    not_copied: list[NotCopied]
    """What the copy does not have, with the reasons."""

    def __str__(self) -> str:
        lines = [f"Copied with {self.calls:,} calls at {self.time:%Y-%m-%dT%H:%M:%SZ}."]
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
