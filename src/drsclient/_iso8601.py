"""Times and durations in ISO 8601, as the service writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache


def parse_date_time(text: str | datetime) -> datetime:
    """
    Parse a time that has a UTC offset, unless boto3 has parsed it already.

    Raises:
        ValueError: It is not a time, or has no UTC offset.
        OverflowError: In UTC it is before the year 1 or after the year 9999.
    """
    parsed = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return parsed if parsed.tzinfo is UTC else _in_utc(parsed)


def format_date_time(moment: datetime) -> str:
    """
    Format a time in UTC, with the `Z` that the service model requires.

    Raises:
        ValueError: The time has no UTC offset.
    """
    return _in_utc(moment).isoformat().replace("+00:00", "Z")


def _in_utc(moment: datetime) -> datetime:
    # Without an offset, Python would assume the machine's own time zone.
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no UTC offset")
    return moment.astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """
    Parse a duration.

    Raises:
        ValueError: It is not a duration, or is in months or years, which have no fixed
            length.
        OverflowError: It is longer than a `timedelta` can be.
    """
    match = _plain_duration().fullmatch(text)
    if match is None:
        return _parse_any_duration(text)
    sign, days, hours, minutes, seconds, fraction = match.groups("0")
    whole_seconds = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    duration = timedelta(int(days), whole_seconds, int(fraction.ljust(6, "0")))
    return -duration if sign else duration


def format_duration(duration: timedelta) -> str:
    """Format a duration in days, hours, minutes and seconds."""
    from isodate import duration_isoformat  # noqa: PLC0415 - rarely used: import late

    return duration_isoformat(duration)


@cache
def _plain_duration() -> re.Pattern[str]:
    # The form that a Python service writes, and so nearly every duration. A general
    # parser takes ten times as long: a quarter of the conversion of a source server.
    return re.compile(
        r"(-?)P(?:([0-9]+)D)?"
        r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]{1,6}))?S)?)?(?<=[DHMS])"
    )


def _parse_any_duration(text: str) -> timedelta:
    from isodate import parse_duration  # noqa: PLC0415 - rarely used: import late

    parsed = parse_duration(text)
    if not isinstance(parsed, timedelta):
        raise ValueError(f"{text!r} has no fixed length")  # noqa: TRY004 - the text is wrong, not its type
    return parsed
