from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from drsclient.waiting import Clock


class RealTime:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self.seconds


def test_time_runs_by_a_factor() -> None:
    """Events that are due in the meantime are triggered at the next access."""
    real_time = RealTime()
    with FakeDrs(speed=60, monotonic=real_time) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server()
        drs.start_replication(sourceServerID=server_id)
        real_time.seconds += 35
        (server,) = drs.describe_source_servers()["items"]
        replication = server.get("dataReplicationInfo", {})
        assert replication.get("dataReplicationState") == "CONTINUOUS"
        real_time.seconds += 1
        assert fake.now.isoformat() == "2030-01-01T00:36:00+00:00"


def test_time_that_runs_can_be_advanced() -> None:
    """The steps of `advance` are added to the running time."""
    real_time = RealTime()
    fake = FakeDrs(speed=1, monotonic=real_time)
    fake.advance(minutes=1)
    real_time.seconds += 2.5
    assert fake.now.isoformat() == "2030-01-01T00:01:02.500000+00:00"


@pytest.mark.parametrize("speed", [-1, float("inf"), float("nan")])
def test_a_speed_must_be_a_finite_number(speed: float) -> None:
    """A negative speed is refused, too."""
    with pytest.raises(ValueError, match="speed must be a finite number, 0 or more"):
        FakeDrs(speed=speed)


def test_time_starts_when_the_test_says() -> None:
    """The start may be in any time zone."""
    zone = timezone(timedelta(hours=2))
    fake = FakeDrs(start=datetime(2031, 5, 1, 2, tzinfo=zone))
    assert fake.now.isoformat() == "2031-05-01T00:00:00+00:00"
    with pytest.raises(ValueError, match="start must have a time zone"):
        FakeDrs(start=datetime(2031, 5, 1))  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize("speed", [1e300, 10**400])
def test_no_speed_is_too_high(speed: float) -> None:
    """A clock that would pass the end of dates stops there."""
    real_time = RealTime()
    fake = FakeDrs(speed=speed, monotonic=real_time)
    real_time.seconds += 1
    assert fake.now == datetime(9999, 1, 1, tzinfo=UTC)


def test_sleep_is_virtual(fake: FakeDrs) -> None:
    """`sleep` can be passed to code that polls."""
    fake.sleep(1.5)
    assert fake.now.isoformat() == "2030-01-01T00:00:01.500000+00:00"


def test_a_fake_is_a_clock(fake: FakeDrs) -> None:
    """Its `time` and `monotonic` tell its virtual time, and `sleep` moves it."""
    clock: Clock = fake
    start, begin = clock.time(), clock.monotonic()
    assert datetime.fromtimestamp(start, UTC) == fake.now
    clock.sleep(90)
    assert clock.time() - start == clock.monotonic() - begin == 90
    assert datetime.fromtimestamp(clock.time(), UTC) == fake.now


@pytest.mark.parametrize("year", [1000, 1969, 9998])
def test_a_fake_is_a_clock_in_any_year(year: int) -> None:
    """Seconds are counted from 1970, backwards as well."""
    fake = FakeDrs(start=datetime(year, 6, 1, 1, 2, 3, tzinfo=UTC))
    assert datetime.fromtimestamp(fake.time(), UTC) == fake.now


def test_clients_wait_in_time_that_runs() -> None:
    """A wait moves the time, which also runs by itself."""
    real_time = RealTime()
    with FakeDrs(speed=60, monotonic=real_time) as fake:
        server_id = fake.add_source_server(state="INITIAL_SYNC")
        before = fake.now

        def wait(_: object) -> None:
            real_time.seconds += 5  # five minutes

        fake.client().wait_for_replication(server_id, on_progress=wait)
        assert timedelta(minutes=30) <= fake.now - before < timedelta(minutes=42)
        assert len(fake.requests) == 6


def test_time_that_runs_ends_quietly() -> None:
    """A running clock stops without an error at the end of Python's dates."""
    real_time = RealTime()
    end = datetime(9999, 1, 1, tzinfo=UTC)
    fake = FakeDrs(start=end - timedelta(minutes=1), speed=60, monotonic=real_time)
    real_time.seconds += 10
    assert fake.now == end
    assert fake.save()


def test_a_real_clock_that_goes_back_blocks_nobody() -> None:
    """The error reaches the caller, and the fake can still be closed."""
    real_time = RealTime()
    fake = FakeDrs(speed=1, monotonic=real_time)
    real_time.seconds -= 10
    with pytest.raises(ValueError, match="time cannot go back"):
        _ = fake.now
    with ThreadPoolExecutor(1) as pool:
        pool.submit(fake.close).result(10)


@pytest.mark.parametrize("year", [999, 9999])
def test_time_starts_in_a_year_with_a_past_and_a_future(year: int) -> None:
    """Some times in a response lie before or after it."""
    with pytest.raises(ValueError, match="start must be from year 1000 to 9998"):
        FakeDrs(start=datetime(year, 6, 1, tzinfo=UTC))
