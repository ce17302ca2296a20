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


def format_date_time(time: datetime) -> str:
    """
    Format a time in UTC, with the `Z` that the service model requires.

    Raises:
        ValueError: The time has no UTC offset.
    """
    return _in_utc(time).isoformat().replace("+00:00", "Z")


def _in_utc(time: datetime) -> datetime:
    # Without an offset, Python would assume the machine's own time zone.
    if time.utcoffset() is None:
        raise ValueError(f"{time.isoformat()} has no UTC offset")
    return time.astimezone(UTC)


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
    if duration < timedelta():
        return f"-{format_duration(-duration)}"
    minutes, seconds = divmod(duration.seconds, 60)
    fraction = f".{duration.microseconds:06}".rstrip("0.")
    parts = (f"{minutes // 60}H", f"{minutes % 60}M", f"{seconds}{fraction}S")
    clock = "".join(part for part in parts if part[:2] not in {"0H", "0M", "0S"})
    days = f"{duration.days}D" if duration.days or not clock else ""
    return f"P{days}T{clock}" if clock else f"P{days}"


@cache
def _plain_duration() -> re.Pattern[str]:
    # The form that a Python service writes, and so nearly every duration. A pattern
    # for every form takes half as long again.
    return re.compile(
        r"(-?)P(?:([0-9]+)D)?"
        r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]{1,6}))?S)?)?(?<=[DHMS])"
    )


def _parse_any_duration(text: str) -> timedelta:
    """Parse the rarer forms: weeks, fractions of any unit, and explicit plus signs."""
    number = r"([0-9]+(?:\.[0-9]+)?)"
    time = rf"(?:T(?:{number}H)?(?:{number}M)?(?:{number}S)?)?"
    pattern = rf"([+-]?)P(?:0+Y)?(?:0+M)?(?:{number}W)?(?:{number}D)?{time}(?<!P)"
    match = re.fullmatch(pattern, text.replace(",", "."))
    if match is None:
        has_calendar = re.match(r"[+-]?P[0-9.,]+[YM-]", text)
        problem = "has no fixed length" if has_calendar else "is not a duration"
        raise ValueError(f"{text!r} {problem}")
    sign, *numbers = match.groups("0")
    weeks, days, hours, minutes, seconds = map(float, numbers)
    duration = timedelta(days, seconds, 0, 0, minutes, hours, weeks)
    return -duration if sign == "-" else duration
