from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from drsclient import NotAttemptedError, ThrottlingException
from drsclient.testing import ServiceError

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.no_cover


def sent(fake: FakeDrs) -> list[float]:
    """Return the time of each request, in seconds after the first."""
    start = fake.requests[0].time
    return [(request.time - start).total_seconds() for request in fake.requests]


def test_a_fleet_that_is_not_throttled_has_no_limit(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """There is no limit before the first throttled call."""
    ids = [fake_drs.add_source_server() for _ in range(50)]
    drs_client.start_replication_many(ids)
    assert set(sent(fake_drs)) == {0}


def test_a_throttled_call_pauses_all_calls_for_the_retry_after(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """No other call is throttled meanwhile, and the call is retried."""
    ids = [fake_drs.add_source_server() for _ in range(10)]
    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=7)
    outcome = drs_client.start_replication_many(ids, max_concurrency=1)
    assert outcome.is_success
    first, *others = sent(fake_drs)
    assert first == 0
    assert min(others) >= 7
    fake_drs.assert_requested("StartReplication", times=11)


def test_a_throttled_call_slows_down_all_calls(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Afterwards, calls are spread over time."""
    ids = [fake_drs.add_source_server() for _ in range(30)]
    fake_drs.fail(
        "StartReplication", "ThrottlingException", retry_after=1, resource_id=ids[10]
    )
    outcome = drs_client.start_replication_many(ids, max_concurrency=1)
    assert outcome.is_success
    times = sent(fake_drs)[11:]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert min(gaps) > 0


@pytest.mark.parametrize(
    "throttle",
    [
        ServiceError("ThrottlingException"),
        ServiceError("SlowDown", status_code=503),
        ServiceError("Teapot", status_code=429),
    ],
    ids=lambda throttle: throttle.code,
)
def test_a_throttle_without_retry_after_causes_a_short_pause(
    fake_drs: FakeDrs, drs_client: DrsClient, throttle: ServiceError
) -> None:
    """Any error code of throttling counts, and none as a failure."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(throttle, times=10)
    assert drs_client.start_replication_many([server_id]).is_success
    pauses = sent(fake_drs)
    assert len(pauses) == 11
    assert 0.25 <= pauses[1] <= 0.5


@pytest.mark.parametrize(("rate", "burst"), [(10, None), (5, 10), (20, 50)])
def test_the_rate_converges_to_the_limit_of_the_service(
    fake_drs: FakeDrs, drs_client: DrsClient, rate: int, burst: int | None
) -> None:
    """At least 95% of what a token bucket allows is used, with few throttles."""
    server_id = fake_drs.add_source_server()
    fake_drs.throttle(rate, burst=burst)
    count = 40 * rate
    outcome = drs_client.call_many(
        lambda _: drs_client.get_launch_configuration(server_id),
        map(str, range(count)),
    )
    assert outcome.is_success
    allowed = (count - (burst or rate)) / rate
    assert allowed / sent(fake_drs)[-1] > 0.95
    assert len(fake_drs.requests) < count + 40


def test_a_throttle_ends_with_the_timeout(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A throttled call has that error; the others were not attempted."""
    ids = [fake_drs.add_source_server() for _ in range(4)]
    fake_drs.fail("StartReplication", "ThrottlingException", times=None, retry_after=60)
    outcome = drs_client.start_replication_many(ids, max_concurrency=1, timeout=150)
    kinds = [type(error) for error in outcome.failed.values()]
    assert kinds == [ThrottlingException, *[NotAttemptedError] * 3]
    assert sent(fake_drs) == [0, 60, 120]
    start, *_ = fake_drs.requests
    assert (fake_drs.now - start.time).total_seconds() == pytest.approx(150)


def test_a_throttle_counts_before_botocore_retries(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own retries wait for the rate limiter, and count like calls."""
    monkeypatch.setattr(time, "sleep", fake_drs.sleep)
    drs = fake_drs.client(config=Config(retries={"total_max_attempts": 3}))
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.fail("StartReplication", "ThrottlingException", times=2, retry_after=9)
    calls = list[str]()

    def call(server_id: str) -> None:
        calls.append(server_id)
        drs.start_replication(server_id)

    outcome = drs.call_many(call, ids, max_concurrency=1)
    assert outcome.is_success
    assert calls == ids
    first, second, third, *_ = sent(fake_drs)
    assert first == 0
    assert second == pytest.approx(9)
    assert third == pytest.approx(18)


def test_botocore_may_finish_its_retries_after_the_timeout(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call in flight is waited for, and has its own result."""
    monkeypatch.setattr(time, "sleep", fake_drs.sleep)
    drs = fake_drs.client(config=Config(retries={"total_max_attempts": 2}))
    server_id = fake_drs.add_source_server()
    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=9)
    assert drs.start_replication_many([server_id], timeout=5).is_success


def test_calls_outside_of_a_fleet_are_not_limited(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The rate is limited for one fleet, not for the client."""
    ids = [fake_drs.add_source_server() for _ in range(2)]
    fake_drs.fail("StartReplication", "ThrottlingException", retry_after=7)
    drs_client.start_replication_many(ids[:1])
    before = fake_drs.now
    drs_client.start_replication_many(ids[1:])
    assert fake_drs.now == before
