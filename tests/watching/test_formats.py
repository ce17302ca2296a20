from __future__ import annotations

from datetime import timedelta

import pytest

from drsclient.watching._views import format_duration, format_rate, format_sizes


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0s"),
        (0.4, "0s"),
        (59.6, "1m"),
        (3599, "59m"),
        (3600, "1h 00m"),
        (86399, "23h 59m"),
        (86400 * 2 + 3600 * 5, "2d 05h"),
    ],
)
def test_durations_have_two_units_at_most(seconds: float, text: str) -> None:
    """Smaller units are left out, and a negative duration is zero."""
    assert format_duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0, "0 B/s"),
        (1023, "1023 B/s"),
        (1536, "1.5 KiB/s"),
        (100 * 1024, "100 KiB/s"),
        (99.94 * 1024**3, "99.9 GiB/s"),
        (2 * 1024**6, "2048 PiB/s"),
    ],
)
def test_rates_have_the_largest_unit_that_fits(rate: float, text: str) -> None:
    """Numbers from 100 on, and bytes, have no decimals."""
    assert format_rate(rate) == text


def test_sizes_share_a_unit() -> None:
    """A part has the unit of the whole, for comparison."""
    assert format_sizes(200 * 1024**2, 1024**4) == "0.0/1.0 TiB"
    assert format_sizes(300 * 1024**3, 1024**4) == "0.3/1.0 TiB"
    assert format_sizes(0, 512) == "0/512 B"
