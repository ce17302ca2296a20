"""What the filters of several operations have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from drsclient.testing._errors import invalid

if TYPE_CHECKING:
    from collections.abc import Collection


def among(value: str, wanted: Collection[str] | None) -> bool:
    """Return whether a value is wanted; an empty list means all, as in the service."""
    return not wanted or value in wanted


def within(time: datetime, start: str | None, end: str | None) -> bool:
    """
    Return whether a time is in a range of ISO 8601 texts, both ends included.

    Raises:
        FakeError: A text is no time in UTC.
    """
    return (start is None or _time(start) <= time) and (
        end is None or time <= _time(end)
    )


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise invalid({"filters": f"has a time that is not in UTC: {text}"})
    return time
