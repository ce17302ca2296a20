from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings, strategies as st

from drsclient._iso8601 import (
    format_date_time,
    format_duration,
    parse_date_time,
    parse_duration,
)

repeatable = settings(derandomize=True, database=None, deadline=None)

# Every offset that a time can have, in whole minutes.
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2031-04-05T06:07:08Z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC)),
        ("2031-04-05T06:07:08+00:00", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC)),
        ("2031-04-05T06:07:08-00:00", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC)),
        (
            "2031-04-05T06:07:08.091011+00:00",
            datetime(2031, 4, 5, 6, 7, 8, 91011, tzinfo=UTC),
        ),
        ("2031-04-05T06:07:08.5Z", datetime(2031, 4, 5, 6, 7, 8, 500000, tzinfo=UTC)),
        ("2031-04-05T06:07:08,5Z", datetime(2031, 4, 5, 6, 7, 8, 500000, tzinfo=UTC)),
        ("2031-04-05T06:07:08+05:30", datetime(2031, 4, 5, 0, 37, 8, tzinfo=UTC)),
        ("2031-04-05T22:07:08-03:00", datetime(2031, 4, 6, 1, 7, 8, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_utc(text: str, time: datetime) -> None:
    """A time with any offset is converted to the same time in UTC."""
    parsed = parse_date_time(text)
    assert parsed == time
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2031-04-05",
        "2031-04-05T06:07:08",
        "2031-02-29T06:07:08Z",
        "2031-04-05T06:07:61Z",
    ],
)
def test_text_that_is_not_a_time_is_refused(text: str) -> None:
    """Text that is not a time, or a time without an offset, is an error."""
    with pytest.raises(ValueError, match=r".+"):
        parse_date_time(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"]
)
def test_a_time_outside_the_calendar_is_refused(text: str) -> None:
    """A time that falls outside the calendar in UTC is an overflow."""
    with pytest.raises(OverflowError):
        parse_date_time(text)


def test_a_time_is_written_in_utc_with_a_z() -> None:
    """A time is written in UTC and ends in Z, with microseconds if it has any."""
    rome = timezone(timedelta(hours=2))
    assert (
        format_date_time(datetime(2031, 4, 5, 6, 7, 8, tzinfo=rome))
        == "2031-04-05T04:07:08Z"
    )
    assert (
        format_date_time(datetime(2031, 4, 5, 6, 7, 8, 9, tzinfo=UTC))
        == "2031-04-05T06:07:08.000009Z"
    )


@repeatable
@given(st.datetimes(timezones=st.just(UTC)))
def test_every_time_survives_a_round_trip(time: datetime) -> None:
    """Any time is the same after it has been written and read."""
    assert parse_date_time(format_date_time(time)) == time


@repeatable
@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=offsets)  # noqa: DTZ001 - bounds have no zone
)
def test_every_offset_is_read(time: datetime) -> None:
    """A time is read as the same time, whatever offset it is written with."""
    assert parse_date_time(time.isoformat()) == time


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P0D", timedelta()),
        ("PT5S", timedelta(seconds=5)),
        ("P1DT1H", timedelta(days=1, hours=1)),
        ("PT0.5S", timedelta(milliseconds=500)),
        (
            "P2DT1H32M12.136909S",
            timedelta(days=2, hours=1, minutes=32, seconds=12, microseconds=136909),
        ),
        ("-P1DT2M", -timedelta(days=1, minutes=2)),
        ("PT100M", timedelta(minutes=100)),
        # Forms that the service does not write today.
        ("P1W", timedelta(weeks=1)),
        ("-P2W", -timedelta(weeks=2)),
        ("P1.5D", timedelta(hours=36)),
        ("PT1,5S", timedelta(seconds=1.5)),
        ("PT0.1234567S", timedelta(microseconds=123457)),
        ("+P1D", timedelta(days=1)),
        ("P1W2DT3S", timedelta(weeks=1, days=2, seconds=3)),
        ("P0,5W", timedelta(days=3.5)),
        ("-PT1.5H", -timedelta(minutes=90)),
        ("PT0.25M", timedelta(seconds=15)),
        ("P1.5DT1.5H1.5M1.5S", timedelta(1.5, 1.5, 0, 0, 1.5, 1.5)),
        ("P0Y0M3DT0H0M0S", timedelta(days=3)),
        ("P00Y", timedelta()),
    ],
)
def test_a_duration_is_read(text: str, duration: timedelta) -> None:
    """Durations are read in every form that has a fixed length."""
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "-P", "+", "5", "p1d", " P1D", "P1D ", "P1D\n", "P1", "PT1X"),
        *("P1D2H", "P1DT-5S", "P-1D", "--P1D", "+-P1D", "PT\u0661S", "PT1H1H"),
        *("PT1S1M", "P1D1W", "P.5D", "P1.D", "P1.5.5D", "P1,5.5D", "P1e5D", "PT1_0S"),
    ],
)
def test_text_that_is_not_a_duration_is_refused(text: str) -> None:
    """Text that is not a duration is an error."""
    with pytest.raises(ValueError, match=r".+"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text", ["P1M", "P1Y", "+P1,5Y", "P0Y1M", "-P1Y2M3DT4S", "P0001-01-01T00:00:00"]
)
def test_a_duration_without_a_fixed_length_is_refused(text: str) -> None:
    """Months and years have no fixed length, so they are an error."""
    with pytest.raises(ValueError, match="has no fixed length"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text", ["P1000000000D", "P9999999999D", "P999999999W", "P1999999999.5D"]
)
def test_a_duration_that_is_too_long_is_refused(text: str) -> None:
    """A duration that a timedelta cannot hold is an overflow."""
    with pytest.raises(OverflowError):
        parse_duration(text)


def test_a_number_that_python_cannot_read_is_refused() -> None:
    """A duration with thousands of digits is an error like any other."""
    with pytest.raises(ValueError, match=r".+"):
        parse_duration(f"P{'9' * 5000}D")


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(), "P0D"),
        (timedelta(days=2, hours=1, minutes=32), "P2DT1H32M"),
        (timedelta(milliseconds=500), "PT0.5S"),
        (timedelta(hours=10), "PT10H"),
        (timedelta(minutes=-20), "-PT20M"),
        (timedelta(seconds=20), "PT20S"),
        (timedelta(hours=1, seconds=1), "PT1H1S"),
        (timedelta(microseconds=10), "PT0.00001S"),
        (timedelta(days=10, microseconds=1), "P10DT0.000001S"),
        (-timedelta(days=1, seconds=5), "-P1DT5S"),
        (timedelta.max, "P999999999DT23H59M59.999999S"),
        (timedelta.min, "-P999999999D"),
    ],
    ids=str,
)
def test_a_duration_is_written(duration: timedelta, text: str) -> None:
    """A duration is written in days, hours, minutes and seconds, with its sign."""
    assert format_duration(duration) == text


@repeatable
@given(st.timedeltas())
def test_every_duration_survives_a_round_trip(duration: timedelta) -> None:
    """Any duration is the same after it has been written and read."""
    assert parse_duration(format_duration(duration)) == duration


def test_a_naive_time_is_not_written() -> None:
    """A time without an offset is refused, not written as this machine's local time."""
    with pytest.raises(ValueError, match="has no UTC offset"):
        format_date_time(datetime(2031, 4, 5, 6, 7))  # noqa: DTZ001 - that is the point
