"""
Views: the progress at one time, as rows with names and formatted metrics.

The terminal and the log show the same views.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._text import printable
from drsclient.outcomes import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_UNIT_FACTOR: Final = 1024
# Numbers from here on are formatted without a decimal.
_NO_DECIMAL_FROM: Final = 100


class Urgency(IntEnum):
    """The attention that a row needs; the smallest number is the most urgent."""

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
class ReplicationMetrics:
    """The replicated bytes of a server, with the rate and the times."""

    copied: int
    total: int
    rate: float | None
    """The rate in bytes per second."""
    remaining: timedelta | None
    """The estimated time until all bytes are replicated."""
    lag: timedelta | None


@attrs.frozen(kw_only=True)
class Row:
    """The state of a server, an instance, a source network, a job, a step or a call."""

    resource_id: str
    name: str = attrs.field(default="", converter=printable)
    """The name on a terminal."""
    log_name: str = attrs.field(default="", converter=printable)
    """The name in a log, where names from tags are left out."""
    state: str = attrs.field(converter=printable)
    urgency: Urgency
    reason: str = attrs.field(default="", converter=printable)
    """The reason for the state, or the ID of the resource that resulted from it."""
    current_step: str = ""
    """The step in progress, which changes too often for a log."""
    metrics: ReplicationMetrics | None = None
    group: int = 0
    """The number of the job that the row belongs to."""
    noun: str = "server"
    """The kind of row; a row of kind "heading" is above the rows of its group."""

    @property
    def is_heading(self) -> bool:
        """Whether the row is above the other rows of its group."""
        return self.noun == "heading"

    @property
    def text(self) -> str:
        """The text that a terminal shows instead of the metrics."""
        return self.reason or self.current_step


@attrs.frozen(kw_only=True)
class View:
    """The progress of a wait or a fleet at one time."""

    date_time: datetime
    is_first: bool
    """Whether this is the first view of a wait or fleet."""
    rows: tuple[Row, ...]
    changed_rows: tuple[Row, ...]
    """The rows that may have changed since the last view."""
    summary: str
    """The progress in one line; empty before the first outcome."""
    is_finished: bool
    problems: tuple[str, ...] = ()
    """The problems because of which waits and fleets are retrying."""
    message: str | None = None
    """What to log, or an empty text, if only the problems have changed."""


class ServerNames:
    """The names and hostnames of source servers, collected from outcomes."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._hostnames: dict[str, str] = {}

    def add(self, server_id: str, *, name: str | None, hostname: str | None) -> None:
        """Add the name and the hostname of a source server, where there are any."""
        if name:
            self._names[server_id] = name
        if hostname:
            self._hostnames[server_id] = hostname

    def has(self, server_id: str) -> bool:
        """Return whether the name of a source server is known."""
        return server_id in self._names

    def add_to(self, row: Row) -> Row:
        """
        Add the names of a resource to its row: its ID if no name is known.

        A log has the hostname and the ID: names come from tags, which are sensitive.
        """
        key = row.resource_id
        hostname = self._hostnames.get(key)
        log_name = f"{hostname} ({key})" if hostname else key
        return attrs.evolve(row, name=self._names.get(key, key), log_name=log_name)


def format_sizes(part: float, whole: float) -> str:
    """Format a number of bytes and its total: `0.7/1.5 GiB`."""
    unit = _unit_of(whole)
    number, _, _ = _in_unit(part, unit).partition(" ")
    return f"{number}/{_in_unit(whole, unit)}"


def format_rate(rate: float) -> str:
    """Format a number of bytes per second: `1.5 MiB/s`."""
    return f"{_in_unit(rate, _unit_of(rate))}/s"


def format_duration(duration: timedelta) -> str:
    """Format a duration with at most two units: `1h 05m`."""
    seconds = max(0, round(duration.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days}d {hours % 24:02}h"
    if hours:
        return f"{hours}h {minutes % 60:02}m"
    return f"{minutes}m" if minutes else f"{seconds}s"


def format_counts(noun: str, *, total: int, done: int, failed: int) -> str:
    """Format the numbers of finished and failed items: `2 of 3 servers done`."""
    plural = "" if total == 1 else "s"
    text = f"{done} of {total} {noun}{plural} done"
    return f"{text}, {failed} failed" if failed else text


def count_rows(noun: str, rows: Sequence[Row]) -> str:
    """Count the finished and failed rows, and format the numbers."""
    urgencies = [row.urgency for row in rows]
    done, failed = map(urgencies.count, (Urgency.DONE, Urgency.FAILED))
    return format_counts(noun, total=len(rows), done=done, failed=failed)


def _unit_of(size: float) -> int:
    unit = 0
    while size >= _UNIT_FACTOR and unit < len(_UNITS) - 1:
        size, unit = size / _UNIT_FACTOR, unit + 1
    return unit


def _in_unit(size: float, unit: int) -> str:
    number = size / _UNIT_FACTOR**unit
    digits = 1 if unit and number < _NO_DECIMAL_FROM else 0
    return f"{number:.{digits}f} {_UNITS[unit]}"
