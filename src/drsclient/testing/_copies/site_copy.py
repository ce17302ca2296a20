"""The copy of an account in a Region: its answers, and the site that they become."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from drsclient._iso8601 import parse_date_time, parse_duration
from drsclient.testing._records.observed import parsed
from drsclient.testing._state.clock import FIRST_START
from drsclient.testing._state.copy_report import NotCopied

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._state.durations import Durations
    from drsclient.testing._state.site_state import SiteState


@attrs.define(kw_only=True)
class SiteCopy:
    """The copy of an account in a Region, while it is made."""

    site: SiteState
    answers: Answers
    durations: dict[str, Durations] = attrs.field(factory=dict[str, "Durations"])
    """The durations of source servers with enough measurements, by ID."""
    not_copied: list[NotCopied] = attrs.field(factory=list[NotCopied])

    @property
    def now(self) -> datetime:
        """The time of the copy, in UTC."""
        return self.site.now

    def skip(self, subject: str, reason: str) -> None:
        """Note that something was not copied, and why."""
        self.not_copied.append(NotCopied(subject=subject, reason=reason))

    def past(self, text: str) -> datetime:
        """Parse a time in the past: the clock of the account may be ahead."""
        return min(parse_date_time(text), self.now)

    def lag(self, text: str | None) -> timedelta | None:
        """Return a lag that the clock allows; `None` if it has no fixed length."""
        lag = parsed(parse_duration, text)
        return lag and min(max(timedelta(), lag), self.now - FIRST_START)
