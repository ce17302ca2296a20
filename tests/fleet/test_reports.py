"""Reports of transient errors and of throttling in fleets."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from drsclient import FleetInterrupt
from drsclient.testing import Reset, ServiceError

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.fleet import FleetProgress
    from drsclient.models import SourceServer
    from drsclient.testing import FakeDrs

ERROR = ServiceError("InternalServerException")
THROTTLE = ServiceError("ThrottlingException")
AGAIN = "calls to DRS in us-east-1 succeed again, after"


class ProblemRecorder:
    """A callback that records the calls of its methods, as `Watch` has them."""

    def __init__(self, *, interrupts: bool = False) -> None:
        self.calls: list[str] = []
        self.problems: dict[object, str] = {}
        """The problems that are not over, by their sources."""
        self._interrupts = interrupts

    def __call__(self, progress: FleetProgress[SourceServer]) -> None:
        """Record the progress."""
        self.calls.append(str(progress))
        if self._interrupts:
            raise KeyboardInterrupt

    def show_problem(self, source: object, problem: str) -> None:
        """Record a problem."""
        self.problems[source] = problem
        self.calls.append(problem)

    def clear_problem(self, source: object, text: str = "") -> None:
        """Record the end of a problem."""
        del self.problems[source]
        self.calls.append(text)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Record everything that the client logs."""
    caplog.set_level(logging.ERROR, logger="drsclient.testing")
    caplog.set_level(logging.INFO, logger="drsclient")
    return caplog


def messages(log: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return the level and the beginning of each message."""
    return [
        (record.levelname, record.getMessage().partition(": ")[0])
        for record in log.records
    ]


def test_transient_errors_in_a_row_are_logged_once(
    fake_drs: FakeDrs, drs_client: DrsClient, log: pytest.LogCaptureFixture
) -> None:
    """A warning has the operation and the Region, and another line tells the end."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.inject(Reset(), resource_id=ids[0])
    fake_drs.inject(ERROR, times=3, resource_id=ids[2])
    assert drs_client.start_replication_many(ids, max_concurrency=1).is_success
    assert messages(log) == [
        ("WARNING", "cannot reach DRS in us-east-1"),
        ("INFO", f"{AGAIN} 1 failed attempt"),
        ("WARNING", "DRS cannot process calls in us-east-1"),
        ("INFO", f"{AGAIN} 3 failed attempts"),
    ]
    assert "StartReplication" in log.text
    assert "; retrying" in log.text


def test_throttling_is_logged_once(
    fake_drs: FakeDrs, drs_client: DrsClient, log: pytest.LogCaptureFixture
) -> None:
    """However often the limit is tested: it is over after half a minute without."""
    ids = [fake_drs.add_source_server() for _ in range(100)]
    fake_drs.throttle(5, burst=1)
    assert drs_client.start_replication_many(ids).is_success
    results = [request.outcome for request in fake_drs.requests]
    assert results.count("ThrottlingException") > 3
    assert [level for level, _ in messages(log)] == ["WARNING", "INFO"]


def test_a_later_throttled_attempt_is_logged_again(
    fake_drs: FakeDrs, drs_client: DrsClient, log: pytest.LogCaptureFixture
) -> None:
    """It is another one after half a minute in which no attempt was throttled."""
    ids = [fake_drs.add_source_server() for _ in range(5)]
    for server_id in (ids[0], ids[4]):
        fake_drs.inject(THROTTLE, resource_id=server_id)

    def wait(server_id: str) -> None:
        drs_client.start_replication(server_id)
        fake_drs.advance(seconds=20)

    drs_client.call_many(wait, ids, max_concurrency=1)
    first, again = "DRS is throttling calls in us-east-1", f"{AGAIN} 1 failed attempt"
    assert messages(log) == [("WARNING", first), ("INFO", again)] * 2


def test_recoveries_are_reported(
    fake_drs: FakeDrs, drs_client: DrsClient, log: pytest.LogCaptureFixture
) -> None:
    """Jobs are started by one call for many servers."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(THROTTLE, "StartRecovery")
    drs_client.start_recovery_many([server_id], is_drill=True)
    fake_drs.advance(hours=1)
    fake_drs.inject(THROTTLE, "TerminateRecoveryInstances")
    found = list(drs_client.describe_recovery_instances())
    drs_client.terminate_recovery_instances_many(found)
    first, again = "DRS is throttling calls in us-east-1", f"{AGAIN} 1 failed attempt"
    assert messages(log) == [("WARNING", first), ("INFO", again)] * 2


def test_an_outage_is_reported_although_calls_are_throttled(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """They are two problems, and neither is left when the fleet has ended."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.inject(THROTTLE, resource_id=ids[0])
    fake_drs.inject(ERROR, resource_id=ids[1])
    recorder = ProblemRecorder()
    drs_client.start_replication_many(ids, max_concurrency=1, on_progress=recorder)
    calls = [text.partition(": ")[0] for text in recorder.calls]
    assert calls.count("StartReplication") == 3
    # The worker thread reports problems, and this thread results.
    assert [text for text in calls if text != "StartReplication"] == [
        "DRS is throttling calls in us-east-1",
        "DRS cannot process calls in us-east-1",
        f"{AGAIN} 1 failed attempt",
        f"{AGAIN} 1 failed attempt",
    ]
    assert not recorder.problems


def test_no_problem_is_left_after_ctrl_c(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The display of the next fleet does not show it."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.inject(THROTTLE)
    recorder = ProblemRecorder(interrupts=True)
    with pytest.raises(FleetInterrupt):
        drs_client.start_replication_many(ids, max_concurrency=1, on_progress=recorder)
    assert len(recorder.calls) > 1
    assert not recorder.problems


class BrokenDisplay(ProblemRecorder):
    """A callback that fails to show problems, or only to remove them."""

    def __init__(self, *, fails_early: bool) -> None:
        super().__init__(interrupts=True)
        self._fails_early = fails_early

    def show_problem(self, source: object, problem: str) -> None:
        """Record a problem."""
        if self._fails_early:
            self.clear_problem(source, problem)
        super().show_problem(source, problem)

    def clear_problem(self, source: object, text: str = "") -> None:
        """Fail."""
        raise LookupError(source, text)


@pytest.mark.parametrize("fails_early", [False, True])
def test_a_display_that_fails_does_not_end_the_work(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    log: pytest.LogCaptureFixture,
    *,
    fails_early: bool,
) -> None:
    """It is logged once, and Ctrl-C has the outcome."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.inject(ERROR, times=2, resource_id=ids[0])
    fake_drs.inject(THROTTLE)
    display = BrokenDisplay(fails_early=fails_early)
    with pytest.raises(FleetInterrupt) as caught:
        drs_client.start_replication_many(ids, max_concurrency=1, on_progress=display)
    assert ids[0] in caught.value.outcome.succeeded
    shown = [text for text in log.messages if text.startswith("on_progress cannot")]
    assert len(shown) == 2  # one of errors, and one of throttling


def test_a_call_that_is_not_repeated_is_no_problem(
    fake_drs: FakeDrs, drs_client: DrsClient, log: pytest.LogCaptureFixture
) -> None:
    """Its error is the result."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(Reset())
    outcome = drs_client.call_many(drs_client.start_replication, [server_id])
    assert outcome.failed
    assert not log.records
