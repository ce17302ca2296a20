"""What there is to see at one moment, however it is shown."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._text import printable
from drsclient.outcomes import Verdict
from drsclient.watching._texts import counts_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta


class Urgency(IntEnum):
    """How much something needs attention: the smaller, the more."""

    FAILED = 0
    STALLED = 1
    WAITING = 2
    DONE = 3


URGENCIES: Final = {
    Verdict.FAILED: Urgency.FAILED,
    Verdict.WAITING: Urgency.WAITING,
    Verdict.SUCCEEDED: Urgency.DONE,
}


@attrs.frozen(kw_only=True)
class Figures:
    """How far a server has been copied: bytes, bytes per second, and how long."""

    copied: int
    total: int
    rate: float | None
    left: timedelta | None
    lag: timedelta | None


@attrs.frozen(kw_only=True)
class Row:
    """A server, a source network, a job, a step or a call."""

    resource_id: str
    name: str = attrs.field(converter=printable)
    """What a terminal calls it."""
    state: str = attrs.field(converter=printable)
    urgency: Urgency
    why: str = attrs.field(default="", converter=printable)
    """The reason of its state, or what came of it."""
    step: str = ""
    """What it does at the moment, which changes too often for a log."""
    figures: Figures | None = None
    group: int = 0
    """The number of the job that it is in."""
    label: str = attrs.field(
        default=attrs.Factory(lambda row: row.name, takes_self=True),
        converter=printable,
    )
    """What a log calls it."""
    noun: str = "server"
    """What it is a row of; a heading is above the rows of its group."""

    @property
    def is_heading(self) -> bool:
        """Whether it is above the other rows of its group."""
        return self.noun == "heading"

    @property
    def text(self) -> str:
        """What people need to know more than any figures."""
        return self.why or self.step


@attrs.frozen(kw_only=True)
class View:
    """All that there is to see at one moment."""

    moment: datetime
    is_first: bool
    """Whether it is the first one of a wait or of a fleet."""
    rows: tuple[Row, ...]
    news: tuple[Row, ...]
    """Those of the rows that may have changed since the view before."""
    summary: str
    has_ended: bool


def counted(noun: str, rows: Sequence[Row]) -> str:
    """Say how many of some rows are done and how many have failed."""
    urgencies = [row.urgency for row in rows]
    done, failed = map(urgencies.count, (Urgency.DONE, Urgency.FAILED))
    return counts_text(noun, total=len(rows), done=done, failed=failed)
