"""Errors during waits: transient ones, permanent ones, and the pauses after them."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from botocore.config import Config

from drsclient import (
    AccessDeniedException,
    DrsClient,
    DrsConnectionError,
    DrsCredentialsError,
    DrsError,
    DrsResponseError,
    DrsServiceError,
    DrsTimeoutError,
    InternalServerException,
    ThrottlingException,
    WaitTimeoutError,
)
from drsclient._backoff import backoff
from drsclient.outcomes import PendingOutcome
from drsclient.testing import (
    Answer,
    FakeDrs,
    Html,
    Reset,
    ServiceError,
    Stall,
    Truncated,
)
from tests.waits.recording_clock import RecordingClock

if TYPE_CHECKING:
    from drsclient.outcomes import ReplicationOutcome
    from drsclient.testing import Fault

MINUTE = 60.0


Kind: TypeAlias = type[DrsError] | tuple[type[DrsError], ...]

TRANSIENT: list[tuple[Fault, Kind]] = [
    (ServiceError("ThrottlingException"), ThrottlingException),
    (ServiceError("TooManyRequestsException", status_code=429), ThrottlingException),
    (ServiceError("InternalServerException"), InternalServerException),
    (ServiceError("ServiceUnavailable", status_code=503), InternalServerException),
    (ServiceError("NewException", status_code=500), DrsServiceError),
    (Html(status_code=502), DrsServiceError),
    (Html(status_code=504), DrsServiceError),
    (Html(status_code=200), DrsResponseError),
    (Answer(body=b'{"items": "none"}'), DrsResponseError),
    # It depends on urllib3 which of these it is.
    (Truncated(), (DrsConnectionError, DrsResponseError)),
    (Reset(), DrsConnectionError),
]
PERMANENT = [
    "AccessDeniedException",
    "ConflictException",
    "ExpiredTokenException",
    "NewException",
    "ResourceNotFoundException",
    "UninitializedAccountException",
    "UnrecognizedClientException",
    "ValidationException",
]


def jitter(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """Let each random number lie at a share of its range."""

    def uniform(low: float, high: float) -> float:
        return low + (high - low) * share

    monkeypatch.setattr(random, "uniform", uniform)


@pytest.mark.parametrize("fault", [fault for fault, _ in TRANSIENT], ids=str)
def test_a_transient_error_is_retried(
    fake_drs: FakeDrs,
    drs: DrsClient,
    clock: RecordingClock,
    fault: Fault,
) -> None:
    """At the start and in the middle of a wait."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    fake_drs.inject(fault, times=2)
    clock.on_sleep = lambda number: fake_drs.inject(fault) if number == 5 else None
    seen: list[ReplicationOutcome] = []
    assert drs.wait_for_replication(server_id, on_progress=seen.append).is_success
    assert len(clock.sleeps) == 33
    assert len(fake_drs.requests) == 34
    assert len(seen) == 31
    assert [seconds for seconds in clock.sleeps if seconds != MINUTE] == [
        clock.sleeps[index] for index in (0, 1, 5)
    ]


@pytest.mark.parametrize(
    ("fault", "kind"), TRANSIENT, ids=[str(fault) for fault, _ in TRANSIENT]
)
def test_a_persistent_error_ends_with_the_deadline(
    fake_drs: FakeDrs, drs: DrsClient, fault: Fault, kind: Kind
) -> None:
    """The last one is the cause, and if no poll succeeded, everything is waiting."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    fake_drs.inject(fault, times=None)
    before = fake_drs.now
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=100)
    cause = caught.value.__cause__
    assert isinstance(cause, kind)
    outcome = caught.value.outcome
    assert isinstance(outcome, PendingOutcome)
    assert [part.source_server_id for part in outcome.waiting] == [server_id]
    text = f"timed out after 100 s: no poll succeeded; the last error: {cause}"
    assert str(caught.value) == text
    assert fake_drs.now - before == timedelta(seconds=100)


def test_response_timeouts_are_retried(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """Each is a timeout of boto3, set in its config."""
    config = Config(read_timeout=0.2)
    drs = DrsClient(client=fake_drs.boto3_client(config=config), clock=clock)
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(Stall())
    assert drs.wait_for_replication(server_id).is_success
    fake_drs.inject(Stall())
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=0)
    assert isinstance(caught.value.__cause__, DrsTimeoutError)


@pytest.mark.usefixtures("credentials")
def test_an_unreachable_service_is_retried() -> None:
    """Until it is back."""
    with FakeDrs() as fake:
        url = fake.endpoint_url
    server_id = fake.add_source_server(state="CONTINUOUS")
    clock = RecordingClock(fake)
    port = int(url.rpartition(":")[2])
    clock.on_sleep = lambda number: fake.start(port=port) if number == 3 else None
    once = Config(retries={"total_max_attempts": 1})
    region = "us-east-1"
    with DrsClient(
        endpoint_url=url, region_name=region, config=once, clock=clock
    ) as drs:
        assert drs.wait_for_replication(server_id).is_success
    fake.close()
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize("code", PERMANENT)
def test_a_permanent_error_ends_a_wait_at_once(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock, code: str
) -> None:
    """It is raised as it is, after one request."""
    server_id = fake_drs.add_source_server()
    fake_drs.fail("DescribeSourceServers", code, status_code=403, times=None)
    with pytest.raises(DrsServiceError) as caught:
        drs.wait_for_replication(server_id)
    assert caught.value.code == code
    assert len(fake_drs.requests) == 1
    assert clock.sleeps == []


def test_a_permanent_error_ends_a_wait_in_the_middle(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """Such as a session that expires, or a policy that is changed."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    clock.on_sleep = lambda number: (
        fake_drs.fail("DescribeSourceServers", "AccessDeniedException")
        if number == 3
        else None
    )
    with pytest.raises(AccessDeniedException):
        drs.wait_for_replication(server_id)
    assert len(fake_drs.requests) == 4


def test_missing_credentials_end_a_wait_at_once(
    fake_drs: FakeDrs, clock: RecordingClock
) -> None:
    """They will not appear later."""
    url = fake_drs.endpoint_url
    server_id = fake_drs.add_source_server()
    with (
        DrsClient(region_name="eu-west-1", endpoint_url=url, clock=clock) as drs,
        pytest.raises(DrsCredentialsError),
    ):
        drs.wait_for_replication(server_id)
    assert clock.sleeps == []
    assert fake_drs.requests == ()


@pytest.mark.no_cover
def test_pauses_grow_up_to_a_minute(
    fake_drs: FakeDrs,
    drs: DrsClient,
    clock: RecordingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They do not depend on the poll interval, and restart after a success."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    clock.on_sleep = lambda number: (
        fake_drs.inject(Reset(), times={1: 9, 11: 2}[number])
        if number in (1, 11)
        else None
    )
    jitter(monkeypatch, share=1)
    drs.wait_for_replication(server_id, poll_interval=5)
    assert clock.sleeps[:10] == [5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert clock.sleeps[10:15] == [5, 1, 2, 5, 5]


def test_pauses_are_random(
    fake_drs: FakeDrs,
    drs: DrsClient,
    clock: RecordingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is between half of its upper limit and all of it."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    for share in (0.0, 0.5):
        fake_drs.inject(Reset(), times=3)
        jitter(monkeypatch, share)
        drs.wait_for_replication(server_id)
    assert clock.sleeps == [0.5, 1, 2, 0.75, 1.5, 3]
    monkeypatch.undo()
    clock.sleeps.clear()
    for _ in range(20):
        fake_drs.inject(Reset())
        drs.wait_for_replication(server_id)
    assert len(set(clock.sleeps)) == 20
    assert all(0.5 <= seconds <= 1 for seconds in clock.sleeps)


@pytest.mark.parametrize("failures", [7, 1100, 10**6])
def test_pauses_stay_short(failures: int) -> None:
    """However long the service has been unreachable."""
    assert 30 <= backoff(DrsConnectionError("unreachable"), failures) <= MINUTE


@pytest.mark.parametrize("retry_after", [0, 7, 300])
def test_a_pause_is_at_least_the_retry_after(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock, retry_after: int
) -> None:
    """Even if the poll interval is shorter."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail(
        "DescribeSourceServers", "ThrottlingException", retry_after=retry_after
    )
    drs.wait_for_replication(server_id, poll_interval=0.1)
    (seconds,) = clock.sleeps
    assert seconds == retry_after or (retry_after == 0 and 0.5 <= seconds <= 1)


def test_no_poll_is_made_before_the_retry_after(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """If that is after the deadline, no poll is made at the deadline either."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("DescribeSourceServers", "ThrottlingException", retry_after=90)
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(server_id, timeout=60)
    assert isinstance(caught.value.__cause__, ThrottlingException)
    assert clock.sleeps == [60]
    assert len(fake_drs.requests) == 1
    fake_drs.fail("DescribeSourceServers", "ThrottlingException", retry_after=60)
    assert drs.wait_for_replication(server_id, timeout=60).is_success


def test_a_wait_continues_however_often_it_is_throttled(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """A wait that shares a limit with others succeeds in the end."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    fake_drs.throttle(1 / 120, burst=1)
    outcome = drs.wait_for_replication(server_id, poll_interval=10)
    assert outcome.is_success
    results = [sent.outcome for sent in fake_drs.requests]
    assert results == ["OK", *["ThrottlingException", "OK"] * 15]


def test_a_poll_of_many_calls_does_not_slow_down(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """Pauses grow only while no call succeeds."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(301)]
    fake_drs.throttle(1)
    assert drs.wait_for_replication(ids).is_success
    assert clock.sleeps == [1] * 6  # the fake puts 50 on a page


def test_a_poll_resumes_after_a_throttled_call(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """Otherwise, a poll of two calls would never end."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(201)]
    fake_drs.throttle(1)
    outcome = drs.wait_for_replication(ids, timeout=600)
    assert outcome.is_success
    sent = [one.parameters for one in fake_drs.requests if one.outcome == "OK"]
    assert len(sent) == 5  # the fake puts 50 on a page
    assert all(sent.count(one) == 1 for one in sent)
