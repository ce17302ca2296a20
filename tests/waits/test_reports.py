"""Transient errors during waits: reports of them, and the end of hopeless waits."""

from __future__ import annotations

import io
import logging
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from drsclient import (
    DrsClient,
    DrsConnectionError,
    DrsResponseError,
    DrsServiceError,
    InternalServerException,
    WaitTimeoutError,
)
from drsclient.testing import Answer, FakeDrs, Html, Reset, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.outcomes import ReplicationOutcome
    from drsclient.testing import Fault
    from tests.waits.recording_clock import RecordingClock


class ProblemRecorder:
    """A callback that records the calls of its methods, as `Watch` has them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.sources: set[int] = set()

    def __call__(self, _: ReplicationOutcome) -> None:
        """Record an outcome."""
        self.calls.append("outcome")

    def show_problem(self, source: object, problem: str) -> None:
        """Record a problem."""
        self.sources.add(id(source))
        self.calls.append(problem)

    def clear_problem(self, source: object, text: str = "") -> None:
        """Record the end of a problem."""
        self.sources.add(id(source))
        self.calls.append(text)


def logged(
    caplog: pytest.LogCaptureFixture, level: int | None = None
) -> list[logging.LogRecord]:
    """Return the records of the client, without those of the fake."""
    return [
        record
        for record in caplog.records
        if record.name == "drsclient" and level in (None, record.levelno)
    ]


def inject_after(
    fake: FakeDrs, number: int, fault: Fault, times: int | None
) -> Callable[[int], object]:
    """Return a function for `on_sleep` that injects faults after a poll."""
    return lambda count: fake.inject(fault, times=times) if count == number else None


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Reset(), "cannot reach DRS in us-east-1: DescribeSourceServers: "),
        (ServiceError("ThrottlingException"), "DRS is throttling calls in us-east-1: "),
        (
            ServiceError("InternalServerException"),
            "DRS cannot process calls in us-east-1: ",
        ),
    ],
)
def test_a_transient_error_is_logged(
    fake_drs: FakeDrs,
    drs: DrsClient,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    problem: str,
) -> None:
    """The warning has the operation and the Region."""
    fake_drs.inject(fault)
    drs.wait_for_replication(fake_drs.add_source_server(state="CONTINUOUS"))
    (record,) = logged(caplog, logging.WARNING)
    assert record.getMessage().startswith(problem)
    assert "DescribeSourceServers" in record.getMessage()
    assert record.getMessage().endswith("; retrying")


def test_consecutive_errors_are_logged_once(
    fake_drs: FakeDrs,
    drs: DrsClient,
    clock: RecordingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A warning reports the first, and an information the end."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    clock.on_sleep = inject_after(fake_drs, 2, Reset(), times=3)
    fake_drs.inject(Reset())
    with caplog.at_level(logging.INFO, logger="drsclient"):
        drs.wait_for_replication(server_id)
    first, first_end, second, second_end = logged(caplog)
    again = "calls to DRS in us-east-1 succeed again, after"
    assert first.levelno == second.levelno == logging.WARNING
    assert first_end.levelno == second_end.levelno == logging.INFO
    assert first_end.getMessage() == f"{again} 1 failed attempt"
    assert second_end.getMessage() == f"{again} 3 failed attempts"


def test_a_closed_standard_error_does_not_end_a_wait(
    fake_drs: FakeDrs, drs: DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's logging writes to it if the program does not set logging up."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    monkeypatch.setattr(logging.getLogger("drsclient"), "propagate", False)
    fake_drs.inject(Reset())
    added = fake_drs.add_source_server(state="CONTINUOUS")
    assert drs.wait_for_replication(added).is_success


def test_a_callback_that_displays_problems_gets_them(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """It gets each once, its end before the outcome, and nothing without a problem."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(Reset(), times=2)
    recorder = ProblemRecorder()
    drs.wait_for_replication(server_id, on_progress=recorder)
    problem, end, outcome = recorder.calls
    assert problem.startswith("cannot reach DRS in us-east-1: ")
    assert end == "calls to DRS in us-east-1 succeed again, after 2 failed attempts"
    assert outcome == "outcome"
    assert len(recorder.sources) == 1
    recorder.calls.clear()
    drs.wait_for_replication(server_id, on_progress=recorder)
    assert recorder.calls == ["outcome"]


def test_the_end_of_a_wait_ends_its_problem(
    fake_drs: FakeDrs, drs: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not displayed anymore, but it is not said to be over either."""
    fake_drs.inject(Reset(), times=None)
    recorder = ProblemRecorder()
    with (
        caplog.at_level(logging.INFO, logger="drsclient"),
        pytest.raises(WaitTimeoutError),
    ):
        drs.wait_for_replication(
            fake_drs.add_source_server(), timeout=60, on_progress=recorder
        )
    problem, end = recorder.calls
    assert problem.startswith("cannot reach DRS in us-east-1: ")
    assert end == ""
    assert len(logged(caplog)) == 1


@pytest.mark.usefixtures("credentials")
def test_a_wait_that_never_reaches_the_service_gives_up(clock: RecordingClock) -> None:
    """After two minutes, it raises the error, which names the endpoint."""
    with FakeDrs() as closed:
        url = closed.endpoint_url
    once = Config(retries={"total_max_attempts": 1})
    before = clock.monotonic()
    with (
        DrsClient(
            endpoint_url=url, region_name="us-east-1", config=once, clock=clock
        ) as drs,
        pytest.raises(DrsConnectionError, match=url),
    ):
        drs.wait_for_replication("s-0123456789abcdef0")
    assert clock.monotonic() - before == pytest.approx(120)
    assert 5 < len(clock.sleeps) < 10


def test_a_page_of_a_proxy_is_not_the_service(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """It has no request ID, so the wait gives up."""
    fake_drs.inject(Html(), times=None)
    before = clock.monotonic()
    with pytest.raises(DrsServiceError, match="502"):
        drs.wait_for_replication(fake_drs.add_source_server())
    assert clock.monotonic() - before == pytest.approx(120)


def test_it_gives_up_only_after_five_polls(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """Each poll may take minutes."""
    clock.on_sleep = lambda _: fake_drs.advance(minutes=3)
    fake_drs.inject(Reset(), times=None)
    with pytest.raises(DrsConnectionError):
        drs.wait_for_replication(fake_drs.add_source_server())
    assert len(fake_drs.requests) == 5


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (ServiceError("ThrottlingException"), DrsServiceError),
        (ServiceError("InternalServerException"), InternalServerException),
        (Answer(body=b"[]"), DrsResponseError),
    ],
)
def test_an_error_of_the_service_shows_that_it_was_reached(
    fake_drs: FakeDrs, drs: DrsClient, fault: Fault, kind: type[Exception]
) -> None:
    """The wait continues until its deadline."""
    fake_drs.inject(fault, times=None)
    before = fake_drs.now
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(fake_drs.add_source_server(), timeout=3600)
    assert isinstance(caught.value.__cause__, kind)
    assert fake_drs.now - before == timedelta(hours=1)


@pytest.mark.parametrize("servers", [1, 0], ids=["a server", "no server"])
def test_a_wait_continues_if_a_poll_has_succeeded(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock, servers: int
) -> None:
    """However long the service cannot be reached afterwards."""
    added = [fake_drs.add_source_server() for _ in range(servers)]
    drs.start_replication_many(added)
    fake_drs.advance(minutes=1)
    clock.on_sleep = inject_after(fake_drs, 1, Reset(), times=50)
    unknown = "s-0123456789abcdef0"
    outcome = drs.wait_for_replication(added or unknown, raise_on_failure=False)
    assert len(outcome.succeeded) == servers


def test_a_wait_continues_if_a_part_of_a_poll_has_succeeded(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """A call or a page shows that the service can be reached."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail_launch(server_id)
    job = drs.start_recovery([server_id], is_drill=True)
    fake_drs.advance(hours=1)
    fake_drs.inject(Reset(), "DescribeJobLogItems", times=15)
    outcome = drs.wait_for_job(job, raise_on_failure=False)
    assert len(outcome.failed) == 1
