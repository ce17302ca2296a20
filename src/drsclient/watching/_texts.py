"""Figures and foreign text for people to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import timedelta

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_STEP: Final = 1024
# From here on, a decimal says nothing that people need to know.
_LARGE: Final = 100


def size_text(size: float) -> str:
    """Format a number of bytes: `1.5 GiB`."""
    return _in_unit(size, _unit_of(size))


def sizes_text(part: float, whole: float) -> str:
    """Format a number of bytes and what it is part of: `0.7/1.5 GiB`."""
    unit = _unit_of(whole)
    number, _, _ = _in_unit(part, unit).partition(" ")
    return f"{number}/{_in_unit(whole, unit)}"


def rate_text(rate: float) -> str:
    """Format a number of bytes per second: `1.5 MiB/s`."""
    return f"{size_text(rate)}/s"


def duration_text(duration: timedelta) -> str:
    """Format a duration with two units at most: `1h 05m`."""
    seconds = max(0, round(duration.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days}d {hours % 24:02}h"
    if hours:
        return f"{hours}h {minutes % 60:02}m"
    return f"{minutes}m" if minutes else f"{seconds}s"


def counts_text(noun: str, *, total: int, done: int, failed: int) -> str:
    """Say how many are done and how many have failed."""
    plural = "" if total == 1 else "s"
    text = f"{done} of {total} {noun}{plural} done"
    return f"{text}, {failed} failed" if failed else text


def _unit_of(size: float) -> int:
    unit = 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return unit


def _in_unit(size: float, unit: int) -> str:
    number = size / _STEP**unit
    digits = 1 if unit and number < _LARGE else 0
    return f"{number:.{digits}f} {_UNITS[unit]}"
