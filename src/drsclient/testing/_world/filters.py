"""What the filters of several operations have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from drsclient.testing._errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def among(value: str, wanted: Collection[str] | None) -> bool:
    """Return whether a value is wanted; an empty list means all, as in the service."""
    return not wanted or value in wanted


def between(start: str | None, end: str | None) -> Callable[[datetime], bool]:
    """
    Return whether a time is in a range, as a function.

    Args:
        start: The start in ISO 8601, included; `None` if there is none.
        end: The end, likewise.

    Raises:
        FakeError: A text is no time in UTC.
    """
    first = None if start is None else _time(start)
    last = None if end is None else _time(end)
    return lambda time: (
        (first is None or first <= time) and (last is None or time <= last)
    )


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise invalid({"filters": f"has a time that is not in UTC: {text}"})
    return time
