"""The deadline, the callback and the clock of all waits."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from drsclient import (
    DrsClient,
    DrsConnectionError,
    ThrottlingException,
    WaitTimeoutError,
)
from drsclient.testing import (
    FakeDrs,
    Reset,
)
from tests.waits.recording_clock import RecordingClock, last_outcome

if TYPE_CHECKING:
    from drsclient.outcomes import ReplicationOutcome

MINUTE = 60.0


def test_a_wait_ends_at_the_deadline(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """The last pause is shorter, and the last poll decides."""
    server_id = fake_drs.add_source_server(hostname="db-1", state="INITIAL_SYNC")
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=150)
    assert clock.sleeps == [MINUTE, MINUTE, 30]
    assert len(fake_drs.requests) == 4
    assert caught.value.__cause__ is None
    assert caught.value.timeout == 150
    assert last_outcome(caught.value).date_time == fake_drs.now
    assert str(caught.value) == (
        f"timed out after 150 s: 1 of 1 source server is not done: db-1 ({server_id}):"
        " INITIAL_SYNC, 8% copied, ETA 2030-01-01 00:30 UTC"
    )
    outcome = drs.wait_for_replication(server_id, timeout=1650)
    assert outcome.is_success


def test_the_last_outcome_survives_an_error_at_the_deadline(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """The error has both, if only the last polls failed."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    clock.on_sleep = lambda number: fake_drs.inject(Reset()) if number == 2 else None
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=120)
    assert isinstance(caught.value.__cause__, DrsConnectionError)
    assert fake_drs.now - last_outcome(caught.value).date_time == timedelta(minutes=1)


def test_without_time_a_wait_polls_once(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """It returns the outcome if that has ended, and raises otherwise."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    with pytest.raises(WaitTimeoutError):
        drs.wait_for_replication(server_id, timeout=0)
    assert len(fake_drs.requests) == 1
    fake_drs.advance(hours=1)
    assert drs.wait_for_replication(server_id, timeout=0).is_success
    assert clock.sleeps == []


def test_a_wait_may_have_no_deadline(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """An infinite timeout never passes."""
    server_id = fake_drs.add_source_server(state="PAUSED")
    clock.on_sleep = lambda number: (
        fake_drs.trigger(server_id, "resume") if number == 52 else None
    )
    week = 7 * 24 * 60 * MINUTE
    drs.wait_for_replication(server_id, timeout=math.inf, poll_interval=week)
    assert clock.sleeps == [week] * 52


def test_no_sleep_is_longer_than_computers_can(fake_drs: FakeDrs) -> None:
    """Not even if that is what the service asks for."""

    class Sleepless(RecordingClock):
        def sleep(self, seconds: float) -> None:
            self.sleeps.append(seconds)

    clock = Sleepless(fake_drs)
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("DescribeSourceServers", "ThrottlingException", retry_after=10**12)
    drs = DrsClient(client=fake_drs.boto3_client(), clock=clock)
    assert drs.wait_for_replication(server_id, timeout=math.inf).is_success
    assert clock.sleeps == [30 * 24 * 60 * MINUTE]


def test_a_callback_gets_each_outcome(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Once per poll, the last one included."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    seen: list[ReplicationOutcome] = []
    outcome = drs.wait_for_replication(
        server_id, poll_interval=15 * MINUTE, on_progress=seen.append
    )
    assert [one.servers[0].progress for one in seen] == [0.0, 0.5, 1.0]
    assert seen[-1] is outcome


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("enough"),
        DrsConnectionError("of another client"),  # which is transient
        ThrottlingException({"Error": {"Code": "ThrottlingException"}}, "ListTags"),
        KeyboardInterrupt(),
    ],
    ids=repr,
)
def test_an_exception_of_a_callback_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock, error: BaseException
) -> None:
    """It reaches the caller unchanged, whatever its type is."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")

    def stop(outcome: ReplicationOutcome) -> None:
        if len(clock.sleeps) == 2:
            raise error
        assert outcome.waiting

    with pytest.raises(type(error)) as caught:
        drs.wait_for_replication(server_id, on_progress=stop)
    assert caught.value is error
    assert len(fake_drs.requests) == 3


def test_an_interrupted_sleep_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """Ctrl-C leaves at once, without another poll."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    clock.on_sleep = interrupt
    with pytest.raises(KeyboardInterrupt):
        drs.wait_for_replication(server_id)
    assert len(fake_drs.requests) == 1


def test_waits_of_a_fake_take_no_time(
    fake_drs: FakeDrs, drs_client: DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clients use its virtual time, and so do those of its sites."""

    def no_sleep(seconds: float) -> None:
        raise AssertionError(f"a sleep of {seconds} s")

    monkeypatch.setattr(time, "sleep", no_sleep)
    site = fake_drs.site(region_name="eu-west-1")
    before = fake_drs.now
    for place, drs in ((fake_drs, drs_client), (site, site.client())):
        server_id = place.add_source_server(state="INITIAL_SYNC")
        outcome = drs.wait_for_replication(server_id)
        assert outcome.date_time == fake_drs.now
    assert fake_drs.now - before == timedelta(hours=1)


def test_other_clients_use_real_time(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client has the clock that it was given, and Python's own without one."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    sleeps: list[float] = []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        fake_drs.advance(seconds=seconds)

    monkeypatch.setattr(time, "sleep", sleep)
    before = time.time()
    drs = DrsClient(client=fake_drs.boto3_client())
    outcome = drs.wait_for_replication(server_id, poll_interval=31 * MINUTE)
    assert sleeps == [31 * MINUTE]
    assert before - 1 <= outcome.date_time.timestamp() <= time.time() + 1


def test_the_time_of_day_may_jump(fake_drs: FakeDrs) -> None:
    """The deadline uses the monotonic time, and outcomes have the time of day."""

    class Adjusted(RecordingClock):
        def time(self) -> float:
            return super().time() - 3600 * len(self.sleeps)

    clock = Adjusted(fake_drs)
    drs = DrsClient(client=fake_drs.boto3_client(), clock=clock)
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=120)
    assert clock.sleeps == [MINUTE, MINUTE]
    assert (
        last_outcome(caught.value).date_time.isoformat() == "2029-12-31T22:02:00+00:00"
    )
