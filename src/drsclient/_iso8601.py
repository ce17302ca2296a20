"""Times and durations as the service writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final


def parse_date_time(text: str) -> datetime:
    """
    Read a time that says how far it is from UTC.

    Raises:
        ValueError: It is not a time, or it leaves open which moment it means.
        OverflowError: In UTC it is before the year 1 or after the year 9999.
    """
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo is UTC else _in_utc(parsed)


def format_date_time(moment: datetime) -> str:
    """
    Write a time in UTC, with `Z` as the service's model asks.

    Raises:
        ValueError: It does not say how far it is from UTC.
    """
    return _in_utc(moment).isoformat().replace("+00:00", "Z")


def _in_utc(moment: datetime) -> datetime:
    # Without an offset Python would take the machine's own, which means nothing here.
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} does not say how far it is from UTC")
    return moment.astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """
    Read a duration.

    Raises:
        ValueError: It is not a duration, or one in months or years, which have no
            fixed length.
        OverflowError: It is longer than a `timedelta` can be.
    """
    match = _PLAIN_DURATION.fullmatch(text)
    if match is None:
        return _parse_any_duration(text)
    sign, days, hours, minutes, seconds, fraction = match.groups("0")
    whole_seconds = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    duration = timedelta(int(days), whole_seconds, int(fraction.ljust(6, "0")))
    return -duration if sign else duration


def format_duration(duration: timedelta) -> str:
    """Write a duration in days, hours, minutes and seconds."""
    from isodate import duration_isoformat  # noqa: PLC0415 - seldom used: import late

    return duration_isoformat(duration)


# What a Python service writes: nearly every duration there is. A general parser takes
# ten times as long, which would be a quarter of the conversion of a source server.
_PLAIN_DURATION: Final = re.compile(
    r"(-?)P(?:([0-9]+)D)?"
    r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]{1,6}))?S)?)?(?<=[DHMS])"
)


def _parse_any_duration(text: str) -> timedelta:
    from isodate import parse_duration  # noqa: PLC0415 - seldom used: import late

    parsed = parse_duration(text)
    if not isinstance(parsed, timedelta):
        raise ValueError(f"{text!r} has no fixed length")  # noqa: TRY004 - the text is wrong, not its type
    return parsed
