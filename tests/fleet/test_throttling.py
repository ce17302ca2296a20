from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from drsclient import (
    ConflictException,
    DrsConnectionError,
    NotAttemptedError,
    ThrottlingException,
)
from drsclient.testing import FakeDrs, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient


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


@pytest.mark.no_cover
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


def in_a_thread(call: Callable[[str], object]) -> Callable[[str], object]:
    """Return a function that makes a call in a thread of its own."""

    def run(key: str) -> object:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(call, key).result()

    return run


@pytest.mark.parametrize("max_concurrency", [1, 10])
def test_a_function_that_is_throttled_out_of_sight_is_slowed_down(
    fake_drs: FakeDrs, drs_client: DrsClient, max_concurrency: int
) -> None:
    """The rate limiter sees no call that is made in another thread."""
    ids = [fake_drs.add_source_server() for _ in range(20)]
    fake_drs.inject(ServiceError("ThrottlingException"), times=None)
    outcome = drs_client.call_many(
        in_a_thread(drs_client.start_replication),
        ids,
        max_concurrency=max_concurrency,
        timeout=60,
    )
    kinds = {type(error) for error in outcome.failed.values()}
    assert kinds == {ThrottlingException, NotAttemptedError}
    assert len(fake_drs.requests) <= 60 / 0.25 + max_concurrency
    assert fake_drs.now - fake_drs.requests[0].time <= timedelta(seconds=61)


def test_a_function_may_raise_a_throttle_of_its_own(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It is repeated after the pause that the exception asks for."""
    error = ThrottlingException(
        {
            "Error": {"Code": "ThrottlingException", "Message": ""},
            "ResponseMetadata": {"HTTPHeaders": {"retry-after": "7"}},
        },
        "GetParameter",
    )
    times = list[datetime]()

    def call(key: str) -> str:
        times.append(fake_drs.now)
        if len(times) < 4:
            raise error
        return key

    assert drs_client.call_many(call, ["a", "b"], max_concurrency=1).is_success
    assert [(one - times[0]) / timedelta(seconds=7) for one in times[:4]] == [
        pytest.approx(number, abs=0.1) for number in range(4)
    ]


def test_the_rate_of_such_a_function_adapts(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each call of the function is an attempt then."""
    server_id = fake_drs.add_source_server()
    fake_drs.throttle(10)
    get = in_a_thread(lambda _: drs_client.get_launch_configuration(server_id))
    outcome = drs_client.call_many(get, map(str, range(200)))
    assert outcome.is_success
    allowed = (200 - 10) / 10
    assert allowed / sent(fake_drs)[-1] > 0.5
    assert len(fake_drs.requests) < 200 + 40


@pytest.mark.parametrize("is_idempotent", [False, True])
def test_a_function_is_not_repeated_blindly_after_a_throttle(
    fake_drs: FakeDrs, drs_client: DrsClient, *, is_idempotent: bool
) -> None:
    """If its first call changed something, only a caller who allows it gets that."""
    server_id = fake_drs.add_source_server()
    fake_drs.fail("TagResource", "ThrottlingException")

    def start(key: str) -> None:
        server = drs_client.start_replication(key)
        drs_client.tag_resource(server, tags={"started": "yes"})

    outcome = drs_client.call_many(start, [server_id], is_idempotent=is_idempotent)
    error = outcome.failed.get(server_id)
    if is_idempotent:
        # The server replicates already, so the second run is refused.
        assert isinstance(error, ConflictException)
    else:
        assert isinstance(error, ThrottlingException)
    assert error.may_have_taken_effect
    fake_drs.assert_requested("StartReplication", times=1 + is_idempotent)


@pytest.mark.parametrize("first", ["a read", "a refusal", "a refused connection"])
def test_a_function_is_repeated_if_its_first_call_changed_nothing(
    fake_drs: FakeDrs, drs_client: DrsClient, first: str
) -> None:
    """It only read something, it was refused, or it never reached the service."""
    server_id = fake_drs.add_source_server()
    fake_drs.fail("StartReplication", "ThrottlingException", times=3)
    with FakeDrs() as closed:
        unreachable = closed.client()

    def start(key: str) -> None:
        if first == "a read":
            list(drs_client.describe_jobs())
        elif first == "a refusal":
            with suppress(ConflictException):
                drs_client.stop_replication(key)
        else:
            with suppress(DrsConnectionError):
                unreachable.stop_replication(key)
        drs_client.start_replication(key)

    assert drs_client.call_many(start, [server_id]).is_success
