"""Text for people: names, times and durations, each on one line."""

from __future__ import annotations

from datetime import UTC, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

# The maximum length of one fact, in characters.
_MAX_LENGTH: Final = 200


def printable(text: str) -> str:
    """Replace characters that move the cursor, begin a line or change colors."""
    return "".join(char if char.isprintable() else " " for char in text)


def subject(name: object, *ids: object) -> str:
    """Join a name and IDs, as far as they are known."""
    known = " as ".join(str(one) for one in ids if one)
    return f"{name} ({known})" if name and known else str(name or known)


def one_line(name: object, identifier: object, *facts: object) -> str:
    """Describe an entity by its name and ID, and by the facts that are known."""
    known = ", ".join(_short(fact) for fact in facts if fact)
    who = subject(name and _short(name), identifier)
    return printable(": ".join(filter(None, (who, known))))


def _short(text: object) -> str:
    return shorten(str(text), _MAX_LENGTH, placeholder=" …")


def in_utc(time: datetime) -> str:
    """Format a time for people, to the second."""
    # A time without an offset was made by the caller, who knows its time zone.
    is_aware = time.utcoffset() is not None
    text = f"{time.astimezone(UTC) if is_aware else time:%Y-%m-%d %H:%M:%S}"
    return f"{text} UTC" if is_aware else text


def duration(value: timedelta) -> str:
    """Format a duration for people, in whole seconds."""
    if value < timedelta():
        # Python would write minus a day and almost 24 hours.
        return f"-{duration(-value)}"
    is_round = value.microseconds == 0 or value > timedelta.max - timedelta(days=1)
    return str(value if is_round else timedelta(seconds=round(value.total_seconds())))


def with_article(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[0] in 'aeioAEIO' else 'a'} {noun}"
