from __future__ import annotations

import json
import pickle
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from drsclient import DrsParameterError, ThrottlingException, from_wire, to_wire
from drsclient.errors import (
    JobNotFoundError,
    NotAttemptedError,
    RecoveryFailedError,
    WaitTimeoutError,
)
from drsclient.models import Job, JobLogEvent, JobStatus, LaunchStatus, SourceServer
from drsclient.outcomes import FleetOutcome, JobOutcome, ServerOutcome, Verdict

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs, LaunchPhase

T = TypeVar("T")

UNKNOWN = "drsjob-0123456789abcdef0"
NO_ADDRESS = "The subnet has no free address."


def servers(fake: FakeDrs, count: int) -> list[str]:
    """Add source servers that can be launched."""
    return [fake.add_source_server(state="CONTINUOUS") for _ in range(count)]


def requests_by_operation(fake: FakeDrs) -> Counter[str]:
    """Count the requests so far by operation."""
    return Counter(request.operation for request in fake.requests)


def pickled(value: T) -> T:
    """Send something through a pickle."""
    again: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own
    return again


def test_a_drill_that_works(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The outcome has each server with its recovery instance, found by one call."""
    one, two = servers(fake_drs, 2)
    job = drs_client.start_recovery([one, two], is_drill=True)
    outcome = drs_client.wait_for_job(job)
    assert outcome.has_ended
    assert outcome.is_success
    assert [server.source_server_id for server in outcome.servers] == [one, two]
    assert {server.job_id for server in outcome.servers} == {job.job_id}
    instances = drs_client.describe_recovery_instances()
    launched = {i.source_server_id: i.recovery_instance_id for i in instances}
    assert outcome.recovery_instance_ids == (launched[one], launched[two])
    assert str(outcome) == f"START_DRILL {job.job_id}: 2 servers are done"
    assert str(outcome.servers[0]) == f"server ({one} as {launched[one]}): LAUNCHED"
    assert requests_by_operation(fake_drs)["DescribeRecoveryInstances"] == 2
    assert requests_by_operation(fake_drs)["DescribeJobLogItems"] == 0


def test_an_instance_of_an_earlier_job_is_not_taken_for_that_of_a_later(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The job that launched it tells them apart, even if its instance is gone."""
    (server_id,) = servers(fake_drs, 1)
    first = drs_client.start_recovery([server_id], is_drill=False)
    fake_drs.advance(hours=1)
    second = drs_client.wait_for_job(
        drs_client.start_recovery([server_id], is_drill=False)
    )
    assert len(second.recovery_instance_ids) == 1
    outcome = drs_client.wait_for_job(first)
    assert outcome.is_success
    assert outcome.recovery_instance_ids == ()


def test_a_launched_server_has_its_host_name(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """As soon as its recovery instance is described, and from then on."""
    hosts = ("db-1", "web-1")
    ids = [fake_drs.add_source_server(state="CONTINUOUS", hostname=h) for h in hosts]
    seen: list[JobOutcome] = []
    job = drs_client.start_recovery(ids, is_drill=True)
    outcome = drs_client.wait_for_job(job, on_progress=seen.append)
    assert [server.hostname for server in outcome.servers] == ["db-1", "web-1"]
    instance_ids = outcome.recovery_instance_ids
    assert [str(server) for server in outcome.servers] == [
        f"db-1 ({ids[0]} as {instance_ids[0]}): LAUNCHED",
        f"web-1 ({ids[1]} as {instance_ids[1]}): LAUNCHED",
    ]
    assert {server.hostname for server in seen[0].servers} == {None}
    assert str(seen[0].servers[0]) in {f"{ids[0]}: PENDING", f"{ids[0]}: IN_PROGRESS"}
    assert from_wire(JobOutcome, to_wire(outcome)) == outcome
    assert drs_client.check_job(job, previous=outcome) == outcome


def test_a_server_without_an_instance_has_no_host_name(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """No call of the wait has it: only its recovery instance would."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS", hostname="db-1")
    fake_drs.fail_launch(server_id, NO_ADDRESS)
    job = drs_client.start_recovery([server_id], is_drill=True)
    outcome = drs_client.wait_for_job(job, raise_on_failure=False)
    assert outcome.failed[0].hostname is None
    assert str(outcome.failed[0]) == f"{server_id}: LAUNCH_FAILED: {NO_ADDRESS}"


PHASES: list[tuple[LaunchPhase, str]] = [
    ("SNAPSHOT", "SNAPSHOT_FAIL"),
    ("CONVERSION", "CONVERSION_FAIL"),
    ("LAUNCH", "LAUNCH_FAILED"),
]


@pytest.mark.parametrize(("phase", "event"), PHASES)
def test_a_launch_can_fail_for_one_server(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    phase: LaunchPhase,
    event: str,
) -> None:
    """The reason is from the log items of this server; the other one was launched."""
    good, bad = servers(fake_drs, 2)
    fake_drs.fail_launch(bad, NO_ADDRESS, at=phase)
    job = drs_client.start_recovery([good, bad], is_drill=False)
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_job(job)
    assert str(caught.value) == (
        f"START_RECOVERY {job.job_id}: 1 of 2 servers failed:"
        f" {bad}: {event}: {NO_ADDRESS}"
    )
    outcome = caught.value.outcome
    assert isinstance(outcome, JobOutcome)
    assert not outcome.is_success
    (failed,) = outcome.failed
    assert failed.reason == f"{event}: {NO_ADDRESS}"
    assert failed.event == JobLogEvent(event)
    assert failed.launch_status == LaunchStatus.FAILED
    # The log has it, so that no other call is needed.
    (instance,) = drs_client.describe_recovery_instances()
    assert outcome.recovery_instance_ids == (instance.recovery_instance_id,)
    assert requests_by_operation(fake_drs)["DescribeRecoveryInstances"] == 1
    assert pickled(caught.value).outcome == outcome


def test_a_launch_can_fail_without_a_reason(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The text says how far the launch got, because that is all there is."""
    (server_id,) = servers(fake_drs, 1)
    fake_drs.fail_launch(server_id, None)
    job = drs_client.start_recovery([server_id], is_drill=True)
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_job(job)
    assert str(caught.value) == (
        f"START_DRILL {job.job_id}: 1 of 1 server failed: {server_id}: its status is"
        " FAILED, its last event is SNAPSHOT_END, and the log of its job gives no"
        " reason"
    )
    assert caught.value.outcome.failed[0].launch_status == LaunchStatus.FAILED


def test_a_failure_can_be_an_outcome(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Nothing is raised on request, not even if every server has failed."""
    ids = servers(fake_drs, 2)
    for server_id in ids:
        fake_drs.fail_launch(server_id)
    job = drs_client.start_recovery(ids, is_drill=False)
    outcome = drs_client.wait_for_job(job, raise_on_failure=False)
    assert outcome.has_ended
    assert len(outcome.failed) == 2
    with pytest.raises(RecoveryFailedError):
        outcome.raise_for_failure()


def test_a_failure_is_raised_only_when_the_job_has_ended(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Until then it is in the outcome, without a reason; the others continue."""
    good, bad = servers(fake_drs, 2)
    fake_drs.fail_launch(bad, NO_ADDRESS, at="SNAPSHOT")
    seen: list[JobOutcome] = []
    job = drs_client.start_recovery([good, bad], is_drill=False)
    with pytest.raises(RecoveryFailedError):
        drs_client.wait_for_job(job, on_progress=seen.append)
    middle = seen[len(seen) // 2]
    assert not middle.has_ended
    assert [str(part) for part in middle.failed] == [f"{bad}: FAILED"]
    assert [str(part) for part in middle.waiting] == [f"{good}: LAUNCH_START"]
    assert str(middle) == (
        f"START_RECOVERY {job.job_id}: 1 of 2 servers failed: {bad}: FAILED;"
        " 1 is not done"
    )
    # Each poll reads the log once for its callback, and the last one for the reason.
    assert requests_by_operation(fake_drs)["DescribeJobLogItems"] == len(seen)


def test_a_launched_server_need_not_wait_for_the_others(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It has succeeded before its job has ended."""
    first, second = servers(fake_drs, 2)
    fake_drs.add_recovery_instance(second)
    job = drs_client.start_recovery([first, second], is_drill=False)
    seen: list[JobOutcome] = []
    drs_client.wait_for_job(job, on_progress=seen.append, poll_interval=10)
    half = next(outcome for outcome in seen if outcome.succeeded)
    assert [server.verdict for server in half.servers] == ["SUCCEEDED", "WAITING"]
    assert half.recovery_instance_ids == ()
    assert len(seen[-1].recovery_instance_ids) == 2


def test_a_job_that_takes_too_long(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The error has the servers in progress."""
    (server_id,) = servers(fake_drs, 1)
    job = drs_client.start_recovery([server_id], is_drill=False)
    with pytest.raises(WaitTimeoutError) as caught:
        drs_client.wait_for_job(job, timeout=60)
    assert str(caught.value).endswith(
        f"after 60 s: START_RECOVERY {job.job_id}: 1 of 1 server is not done:"
        f" {server_id}: PENDING"
    )


def test_several_jobs_in_one_poll(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """One call polls all that have not ended, given as jobs or IDs, in order."""
    ids = servers(fake_drs, 5)
    jobs: list[Job] = []
    for server_id in ids:
        jobs.append(drs_client.start_recovery([server_id], is_drill=False))
        fake_drs.advance(minutes=1)
    job_ids = [job.job_id for job in jobs]
    before = requests_by_operation(fake_drs)
    polls: list[JobOutcome] = []
    outcome = drs_client.wait_for_job(
        [jobs[1], *job_ids, jobs[0]], on_progress=polls.append
    )
    order = [job_ids[1], job_ids[0], *job_ids[2:]]
    assert [job.job_id for job in outcome.jobs] == order
    assert [server.job_id for server in outcome.servers] == order
    assert len(outcome.recovery_instance_ids) == 5
    assert str(outcome) == "5 jobs: 5 servers are done"
    sent = requests_by_operation(fake_drs) - before
    assert sent["DescribeJobs"] == len(polls)
    # Those that ended in the same poll are found together.
    assert sent["DescribeRecoveryInstances"] <= len(polls)
    last = fake_drs.assert_requested("DescribeJobs")[-1].parameters["filters"]
    assert last == {"jobIDs": [job_ids[4]]}


def test_jobs_are_given_in_any_form(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """As they were listed, by an iterator, or as a collection that cannot be sliced."""
    ids = servers(fake_drs, 2)
    for server_id in ids:
        drs_client.start_recovery([server_id], is_drill=True)
    outcome = drs_client.wait_for_job(drs_client.describe_jobs())
    assert {server.source_server_id for server in outcome.servers} == set(ids)
    assert len(outcome.jobs) == 2
    by_id = {job.job_id: job for job in outcome.jobs}
    assert drs_client.wait_for_job(by_id.values()).jobs == outcome.jobs
    assert drs_client.check_job(frozenset(by_id)).is_success
    assert drs_client.check_job(outcome.jobs[0]).jobs == outcome.jobs[:1]


@pytest.mark.no_cover
def test_two_hundred_servers_need_one_call_for_their_instances(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Four jobs of 100 servers need two, each for 200."""
    jobs = [
        drs_client.start_recovery(servers(fake_drs, 100), is_drill=False)
        for _ in range(4)
    ]
    fake_drs.advance(hours=1)
    outcome = drs_client.check_job(jobs)
    assert len(set(outcome.recovery_instance_ids)) == 400
    found = fake_drs.assert_requested("DescribeRecoveryInstances")
    filters: list[Any] = [request.parameters["filters"] for request in found]
    # The fake's pages are shorter.
    assert {len(each["sourceServerIDs"]) for each in filters} == {200}


def test_the_jobs_of_a_fleet(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Refused servers have failed, and keep their place among the others."""
    one, two, three, four = servers(fake_drs, 4)
    first = drs_client.start_recovery([four, two], is_drill=False)
    second = drs_client.start_recovery([one], is_drill=False)
    fleet: FleetOutcome[Job] = FleetOutcome(
        operation_name="StartRecovery",
        results={
            one: second,
            two: first,
            three: NotAttemptedError("not attempted"),
            four: first,
        },
    )
    outcome = drs_client.wait_for_job(fleet, raise_on_failure=False)
    ids = [server.source_server_id for server in outcome.servers]
    assert ids == [one, two, three, four]
    assert outcome.jobs[0].job_id == second.job_id
    assert len(outcome.recovery_instance_ids) == 3
    (failed,) = outcome.failed
    assert str(failed) == f"{three}: not attempted"
    assert failed.job_id is None
    assert not outcome.is_success


def test_refused_servers_stay_in_the_outcome(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A later poll takes them from the previous outcome, if it gets only the jobs."""
    one, two = servers(fake_drs, 2)
    job = drs_client.start_recovery([one], is_drill=False)
    refused = ThrottlingException(
        {"Error": {"Code": "ThrottlingException", "Message": "slow down"}},
        "StartRecovery",
    )
    fleet: FleetOutcome[Job] = FleetOutcome(
        operation_name="StartRecovery", results={one: job, two: refused}
    )
    first = drs_client.check_job(fleet)
    fake_drs.advance(hours=1)
    last = drs_client.check_job(job, previous=first)
    assert [server.source_server_id for server in last.servers] == [one, two]
    assert "slow down" in str(last.failed[0])
    assert drs_client.check_job(fleet, previous=first) == last


@pytest.mark.parametrize(
    ("operation_name", "source_server_id", "recovery_instance_id"),
    [
        ("StartRecovery", "s-0123456789abcdef0", None),
        ("TerminateRecoveryInstances", None, "i-0123456789abcdef0"),
        ("StartFailbackLaunch", None, "i-0123456789abcdef0"),
    ],
)
def test_a_fleet_without_a_job_has_ended(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation_name: str,
    source_server_id: str | None,
    recovery_instance_id: str | None,
) -> None:
    """Nothing is sent; each server or recovery instance has failed."""
    key = source_server_id or recovery_instance_id or ""
    fleet: FleetOutcome[Job] = FleetOutcome(
        operation_name=operation_name,
        results={key: NotAttemptedError("not attempted")},
    )
    with pytest.raises(RecoveryFailedError) as caught:
        drs_client.wait_for_job(fleet)
    assert str(caught.value) == f"no job: 1 of 1 server failed: {key}: not attempted"
    (server,) = caught.value.outcome.servers
    assert server.source_server_id == source_server_id
    assert server.recovery_instance_id == recovery_instance_id
    assert not fake_drs.requests


def test_no_jobs_are_done(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An empty list is not taken for all jobs."""
    assert drs_client.wait_for_job([]) == JobOutcome()
    assert not fake_drs.requests


def test_an_unknown_job(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The error names all jobs that do not exist."""
    job = drs_client.start_recovery(servers(fake_drs, 1), is_drill=False)
    other = UNKNOWN.replace("0", "1")
    with pytest.raises(JobNotFoundError) as caught:
        drs_client.wait_for_job([UNKNOWN, job, other])
    assert caught.value.job_ids == (UNKNOWN, other)
    assert str(caught.value) == f"there is no such job: {UNKNOWN}, {other}"
    assert pickled(caught.value).job_ids == (UNKNOWN, other)


@pytest.mark.parametrize(
    "jobs",
    [
        "s-0123456789abcdef0",
        SourceServer(source_server_id="s-0123456789abcdef0", arn="arn:aws:drs:…"),
        [ServerOutcome(verdict=Verdict.FAILED, job_id=UNKNOWN)],
        7,
    ],
    ids=repr,
)
def test_anything_but_a_job_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, jobs: str
) -> None:
    """Nothing is sent."""
    with pytest.raises(DrsParameterError):
        drs_client.wait_for_job(jobs)
    with pytest.raises(DrsParameterError):
        drs_client.check_job(jobs)
    assert not fake_drs.requests


def test_each_stage_goes_to_json_and_back(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An engine can keep the outcome between polls, and in the end it has the same."""
    good, bad = servers(fake_drs, 2)
    fake_drs.fail_launch(bad, NO_ADDRESS)
    job = drs_client.start_recovery([good, bad], is_drill=False)
    previous: JobOutcome | None = None
    verdicts: list[list[Verdict]] = []
    while previous is None or not previous.has_ended:
        outcome = drs_client.check_job(job.job_id, previous=previous)
        wire = json.loads(json.dumps(to_wire(outcome)))
        previous = from_wire(JobOutcome, wire)
        assert previous == outcome
        assert pickled(outcome) == outcome
        verdicts.append([server.verdict for server in outcome.servers])
        fake_drs.advance(minutes=1)
    assert verdicts[0] == ["WAITING", "WAITING"]
    assert verdicts[-1] == ["SUCCEEDED", "FAILED"]
    assert previous.failed[0].reason == f"LAUNCH_FAILED: {NO_ADDRESS}"
    before = len(fake_drs.requests)
    assert drs_client.check_job(job, previous=previous) == previous
    assert len(fake_drs.requests) == before


def test_a_new_status_is_not_the_end(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A wait continues for a job whose status this version does not know."""
    job = drs_client.start_recovery(servers(fake_drs, 1), is_drill=False)
    unknown = {**to_wire(job), "status": "THINKING"}
    fake_drs.answer("DescribeJobs", json={"items": [unknown]})
    seen: list[JobOutcome] = []
    outcome = drs_client.wait_for_job(job, on_progress=seen.append)
    assert seen[0].jobs[0].status == JobStatus("THINKING")
    assert not seen[0].has_ended
    assert outcome.is_success
