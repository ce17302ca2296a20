"""The report of a copy of an account."""

from __future__ import annotations

from datetime import datetime

import attrs


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
