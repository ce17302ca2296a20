"""The outcome of a wait that times out before any of its polls succeeds."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest

from drsclient import WaitTimeoutError, from_wire, to_wire
from drsclient.errors import NotAttemptedError
from drsclient.models import Job
from drsclient.outcomes import (
    FleetOutcome,
    ParticipantOutcome,
    PendingOutcome,
    Verdict,
)
from drsclient.testing import Reset
from tests.fake.recovery_plans import (
    create_plan,
    protected_server,
    server_step,
    start,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

WAITING = Verdict.WAITING
JOB_IDS = ("drsjob-0123456789abcdef0", "drsjob-0123456789abcdef1")
JOBS = [Job(job_id=key, arn=f"arn:aws:drs:…:job/{key}") for key in JOB_IDS]
FLEET: FleetOutcome[Job] = FleetOutcome(
    operation_name="StartRecovery",
    results={
        "s-0123456789abcdef0": JOBS[0],
        "s-0123456789abcdef1": NotAttemptedError("not attempted"),
        "s-0123456789abcdef2": JOBS[1],
        "s-0123456789abcdef3": JOBS[0],
    },
)


def timed_out(call: Callable[[], object]) -> WaitTimeoutError:
    """Wait until the timeout, and return the error."""
    with pytest.raises(WaitTimeoutError) as caught:
        call()
    return caught.value


@pytest.fixture(params=["replication", "job", "plan"])
def error(
    request: pytest.FixtureRequest, fake_drs: FakeDrs, drs: DrsClient
) -> WaitTimeoutError:
    """Return the error of each kind of wait for a service that cannot be reached."""
    server_id = protected_server(fake_drs)
    if request.param == "plan":
        boto3_client = drs.boto3_client
        arn = start(boto3_client, create_plan(boto3_client, server_step(server_id)))
        fake_drs.inject(Reset(), times=None)
        return timed_out(lambda: drs.wait_for_recovery_plan_execution(arn, timeout=9))
    job = drs.start_recovery([server_id], is_drill=True)
    fake_drs.inject(Reset(), times=None)
    if request.param == "job":
        return timed_out(lambda: drs.wait_for_job(job, timeout=9))
    return timed_out(lambda: drs.wait_for_replication(server_id, timeout=9))


def test_everything_is_waiting(error: WaitTimeoutError) -> None:
    """Nothing else is known, for any kind of wait."""
    outcome = error.outcome
    assert len(outcome.waiting) == 1
    assert outcome.parts == outcome.waiting
    assert (outcome.succeeded, outcome.failed) == ((), ())
    assert not outcome.has_ended
    assert not outcome.is_success
    outcome.raise_for_failure()
    text = "timed out after 9 s: no poll succeeded; the last error: "
    assert str(error) == f"{text}{error.__cause__}"


def test_it_goes_to_json_and_back(error: WaitTimeoutError) -> None:
    """An engine can store it as any other outcome, and nothing is lost."""
    outcome = error.outcome
    wire = json.loads(json.dumps(to_wire(outcome)))
    again = from_wire(PendingOutcome, wire)
    assert again == outcome
    assert str(again) == str(outcome) == "no poll succeeded"


def test_it_can_be_pickled(error: WaitTimeoutError) -> None:
    """The error has it in another process, too."""
    again: WaitTimeoutError = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert again.outcome == error.outcome
    assert again.timeout == 9
    assert str(again) == str(error)


def test_servers_are_listed_in_the_order_given(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """Each source server once, whether it was given by its ID or as an entity."""
    one, two = fake_drs.add_source_server(), fake_drs.add_source_server()
    server = drs.get_source_server(one)
    fake_drs.inject(Reset(), times=None)
    error = timed_out(lambda: drs.wait_for_replication([two, server, one], timeout=0))
    assert error.outcome == PendingOutcome(
        pending=tuple(
            ParticipantOutcome(verdict=WAITING, source_server_id=key)
            for key in (two, one)
        )
    )
    assert [str(part) for part in error.outcome.waiting] == [
        f"{two}: WAITING",
        f"{one}: WAITING",
    ]


@pytest.mark.parametrize("jobs", [JOB_IDS, JOBS, [JOBS[0], *JOB_IDS]])
def test_jobs_are_listed_by_their_ids(
    fake_drs: FakeDrs, drs: DrsClient, jobs: list[str] | list[Job]
) -> None:
    """Each job once: their servers are not known yet."""
    fake_drs.inject(Reset(), times=None)
    error = timed_out(lambda: drs.wait_for_job(jobs, timeout=60))
    assert error.outcome.waiting == tuple(
        ParticipantOutcome(verdict=WAITING, job_id=key) for key in JOB_IDS
    )


def test_a_fleet_is_listed_by_its_servers(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """It has the job of each, and the refused ones."""
    fake_drs.inject(Reset(), times=None)
    error = timed_out(lambda: drs.wait_for_job(FLEET, timeout=60))
    parts = {part.source_server_id: part for part in error.outcome.parts}
    assert list(parts) == list(FLEET.results)
    assert [part.source_server_id for part in error.outcome.failed] == [*FLEET.failed]
    for key, job in FLEET.succeeded.items():
        part = ParticipantOutcome(
            verdict=WAITING, source_server_id=key, job_id=job.job_id
        )
        assert parts[key] == part
    for key, refusal in FLEET.failed.items():
        assert parts[key].reason == str(refusal)


def test_an_execution_is_listed_without_its_servers(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """Only a response has the servers of its steps."""
    boto3_client = drs.boto3_client
    step = server_step(protected_server(fake_drs), protected_server(fake_drs))
    arn = start(boto3_client, create_plan(boto3_client, step))
    fake_drs.inject(Reset(), times=None)
    error = timed_out(lambda: drs.wait_for_recovery_plan_execution(arn, timeout=60))
    assert error.outcome.waiting == (ParticipantOutcome(verdict=WAITING),)


@pytest.mark.parametrize("operation", ["DescribeJobs", "DescribeJobLogItems"])
def test_an_incomplete_poll_does_not_count(
    fake_drs: FakeDrs, drs: DrsClient, operation: str
) -> None:
    """A job that was found, but whose log could not be read, is still waiting."""
    server_id = protected_server(fake_drs)
    fake_drs.fail_launch(server_id)
    job = drs.start_recovery([server_id], is_drill=True)
    fake_drs.advance(hours=1)
    fake_drs.inject(Reset(), operation, times=None)
    error = timed_out(lambda: drs.wait_for_job(job, timeout=60))
    assert isinstance(error.outcome, PendingOutcome)
    assert not error.outcome.has_ended


def test_nothing_is_pending_once_a_poll_has_succeeded(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """The error has the outcome of that poll, however many have failed since."""
    job = drs.start_recovery([protected_server(fake_drs)], is_drill=True)

    def fail_from_now_on(_: object) -> None:
        fake_drs.inject(Reset(), times=None)

    error = timed_out(
        lambda: drs.wait_for_job(job, timeout=60, on_progress=fail_from_now_on)
    )
    assert not isinstance(error.outcome, PendingOutcome)
    assert str(error.outcome).startswith(f"START_DRILL {job.job_id}: 1 of 1 server")


def test_a_wait_for_nothing_needs_no_poll(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """So it cannot time out before."""
    fake_drs.inject(Reset(), times=None)
    assert drs.wait_for_replication([], timeout=0).is_success
    assert drs.wait_for_job([], timeout=0).is_success
    assert fake_drs.requests == ()
