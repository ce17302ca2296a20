"""Text for people: names, times and durations, each on one line, and clean."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from textwrap import shorten
from types import NoneType
from typing import Any, Final
from zoneinfo import ZoneInfo

# The maximum length of one fact, in characters.
_MAX_LENGTH: Final = 200
# Python refuses to turn integers of some thousand digits into text.
_MAX_BITS: Final = 1000

# The user name and password in a URL, its host and path, and its query. A password may
# have any character unescaped, such as slashes or spaces.
_URL: Final = re.compile(
    r"""(?<=://)(?:\S{0,4000}@)?(?:[^/"']*@)?([^\s"'?]*)(?:\?[^\s"']*)?"""
)
# A longer text is cut off before it is cleaned.
_MAX_CLEANED: Final = 20_000

_ID: Final = (
    r"(?:ami|drsjob|eni|i|lct|lt|pit|rct|s|sg|sn|snap|subnet|vol|vpc)-[0-9a-zA-Z]{1,20}"
)
_PLAIN: Final = re.compile(
    rf"(?:{_ID})?"
    r"|arn:aws[a-z-]{0,10}:drs:[a-z0-9-]{0,20}:[0-9]{0,12}:[a-z-]{1,30}"
    r"(?:/(?:[a-z]{1,10}-[0-9a-zA-Z]{1,17}|[a-z]{1,10}|[0-9]{1,9}))*"
    r"|[a-z]{2,3}(?:-[a-z]{2,10}){1,2}-[0-9]"  # a Region
    r"|[A-Z]{1,30}(?:_[A-Z]{1,30}){0,5}"  # an enum
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{1,15}(?:Z|[+-][0-9:]{4,5})?)?"
)
_PLAIN_TYPES: Final = (NoneType, bool, float, Decimal, date, timedelta)
_ZONES: Final = (NoneType, timezone, ZoneInfo)
_UNITS: Final = {
    **dict.fromkeys((dict, frozenset, list, set, tuple), "item"),
    **dict.fromkeys((bytearray, bytes), "byte"),
}


def printable(text: str, max_length: int = 1000) -> str:
    """
    Clean a text that has something from outside.

    Characters that move the cursor, begin a line or change colors are replaced, the
    user information and the queries of URLs are removed, and the rest is cut off after
    `max_length` characters.
    """
    clean = _URL.sub(r"\1", text[:_MAX_CLEANED])
    clean = "".join(char if char.isprintable() else " " for char in clean)
    return clean if len(clean) <= max_length else f"{clean[:max_length]}…"


def plain(identifier: str) -> str:
    """Return an ID, ARN or Region; the length alone of a text that is none of them."""
    if _PLAIN.fullmatch(identifier):
        return identifier
    return f"<str of {_count(len(identifier), 'character')}>"


def describe_value(value: object) -> str:
    """
    Describe a value that was refused, and that may be a secret.

    IDs, enums, numbers and times are shown; of anything else, the type and the size.
    """
    kind: Any = type(value)
    given: Any = value
    name = printable(kind.__name__, _MAX_LENGTH)
    if isinstance(value, str):
        text = str.__str__(value)
        is_enum = isinstance(value, Enum)
        shown = repr(value) if is_enum else repr(text)
        size = _count(len(text), "character")
        is_shown = _PLAIN.fullmatch(text) is not None
    elif kind in _UNITS:
        shown, size, is_shown = "", _count(len(given), _UNITS[kind]), False
    elif kind is int:
        bits = given.bit_length()
        is_shown = bits < _MAX_BITS
        shown, size = repr(given) if is_shown else "", _count(bits, "bit")
    else:
        is_time = kind in {datetime, time} and type(given.tzinfo) in _ZONES
        return repr(given) if is_time or kind in _PLAIN_TYPES else f"<{name}>"
    return shown if is_shown else f"<{name} of {size}>"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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
