"""Waits for replication: requests, target states and failures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import ReplicationFailedError, WaitTimeoutError
from drsclient.models import (
    DataReplicationErrorString,
    DataReplicationInitiationStepName,
    DataReplicationState,
)
from drsclient.outcomes import Verdict
from drsclient.testing import FakeDrs
from tests.waits.recording_clock import RecordingClock, last_outcome

if TYPE_CHECKING:
    from mypy_boto3_drs.literals import DataReplicationStateType

    from drsclient import DrsClient
    from drsclient.outcomes import ReplicationOutcome

MINUTE = 60.0
STALL = "FAILED_TO_AUTHENTICATE_WITH_SERVICE"


def servers_per_call(fake: FakeDrs) -> list[int]:
    """Return the number of source servers in each call."""
    assert {sent.operation for sent in fake.requests} <= {"DescribeSourceServers"}
    parameters: list[Any] = [sent.parameters for sent in fake.requests]
    return [len(one["filters"]["sourceServerIDs"]) for one in parameters]


def test_a_server_is_awaited_until_it_is_protected(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """The virtual time moves by whole polls until the first that finds it protected."""
    server_id = fake_drs.add_source_server(hostname="db-1", tags={"Name": "database"})
    drs.start_replication(server_id)
    started = fake_drs.now
    outcome = drs.wait_for_replication(server_id, poll_interval=2 * MINUTE)
    assert outcome.is_success
    assert outcome.has_ended
    assert outcome.date_time == fake_drs.now
    assert fake_drs.now - started == timedelta(minutes=36)
    assert clock.sleeps == [2 * MINUTE] * 18
    (server,) = outcome.servers
    assert server.source_server_id == server_id
    assert server.verdict == Verdict.SUCCEEDED
    assert server.state == DataReplicationState.CONTINUOUS
    assert (server.hostname, server.name) == ("db-1", "database")
    assert server.progress == 1.0
    assert server.lag_duration == timedelta()
    assert (server.reason, server.stalled_since, server.current_step) == (None,) * 3
    assert outcome.succeeded == (server,)
    assert outcome.waiting == outcome.failed == ()


@pytest.mark.no_cover
def test_one_call_polls_200_servers_that_have_not_finished() -> None:
    """450 servers take three calls for each poll, and one once 100 are left."""
    with FakeDrs(page_size=200) as fake:
        done = [fake.add_source_server(state="CONTINUOUS") for _ in range(350)]
        rest = [fake.add_source_server(state="INITIAL_SYNC") for _ in range(100)]
        outcome = fake.client().wait_for_replication(
            [*done, *rest], poll_interval=10 * MINUTE
        )
        assert servers_per_call(fake) == [200, 200, 50, 100, 100, 100]
        assert {sent.parameters["maxResults"] for sent in fake.requests} == {200}
    ids = [server.source_server_id for server in outcome.servers]
    assert ids == [*done, *rest]
    assert outcome.is_success


def test_a_finished_server_stays_as_it_was(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """A server that falls back after it was found protected is not polled again."""
    first = fake_drs.add_source_server(state="CONTINUOUS")
    second = fake_drs.add_source_server(state="INITIAL_SYNC")

    def stop(outcome: ReplicationOutcome) -> None:
        if outcome.waiting and outcome.succeeded:
            fake_drs.trigger(first, "fall behind")
            stops.append(outcome)

    stops: list[ReplicationOutcome] = []
    outcome = drs.wait_for_replication(
        [first, second], poll_interval=30 * MINUTE, on_progress=stop
    )
    assert len(stops) == 1
    assert outcome.servers[0] == stops[0].servers[0]
    assert servers_per_call(fake_drs) == [2, 1]


@pytest.mark.parametrize(
    ("until", "minutes"),
    [("INITIATING", 0), ("INITIAL_SYNC", 5), ("CREATING_SNAPSHOT", 35), (None, 35)],
)
def test_a_stage_is_reached_on_the_way(
    fake_drs: FakeDrs,
    drs: DrsClient,
    until: DataReplicationStateType | None,
    minutes: int,
) -> None:
    """A later state counts, too, and `None` means the end of the initial sync."""
    server_id = fake_drs.add_source_server(state="INITIATING")
    before = fake_drs.now
    state = until and DataReplicationState(until)
    outcome = drs.wait_for_replication(server_id, until=state)
    assert outcome.is_success
    assert fake_drs.now - before == timedelta(minutes=minutes)


@pytest.mark.parametrize("state", ["BACKLOG", "RESCAN", "PAUSED", "CREATING_SNAPSHOT"])
def test_a_server_that_has_fallen_back_has_a_copy_but_is_not_protected(
    fake_drs: FakeDrs, drs: DrsClient, state: DataReplicationStateType
) -> None:
    """It has passed the initial sync, and is on its way to `CONTINUOUS` again."""
    server_id = fake_drs.add_source_server(state=state)
    assert drs.check_replication(server_id, until=None).is_success
    sync = DataReplicationState.INITIAL_SYNC
    assert drs.check_replication(server_id, until=sync).is_success
    assert drs.check_replication(
        server_id, until=DataReplicationState(state)
    ).is_success
    assert drs.check_replication(server_id).waiting


def test_any_other_state_is_awaited_exactly(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """No other state counts, not even a later one."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    clock.on_sleep = lambda number: (
        fake_drs.trigger(server_id, "pause") if number == 3 else None
    )
    outcome = drs.wait_for_replication(server_id, until=DataReplicationState.PAUSED)
    assert outcome.is_success
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize("state", ["STOPPED", "DISCONNECTED", "STALLED"])
def test_even_an_end_of_replication_can_be_awaited(
    fake_drs: FakeDrs, drs: DrsClient, state: DataReplicationStateType
) -> None:
    """A target state such as `STOPPED` is not a failure."""
    server_id = fake_drs.add_source_server(state=state)
    until = DataReplicationState(state)
    assert drs.wait_for_replication(server_id, until=until).is_success


def test_a_state_that_this_version_does_not_know_can_be_awaited(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """It has to be an object of the enum, which no misspelled text is."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    until = DataReplicationState("RESTING")
    assert drs.check_replication(server_id, until=until).waiting


@pytest.mark.parametrize("until", ["CONTINUOUS", None])
def test_the_lag_is_awaited_too(
    fake_drs: FakeDrs, drs: DrsClient, until: DataReplicationStateType | None
) -> None:
    """A server that lags too far behind is waiting, whatever its state."""
    server_id = fake_drs.add_source_server(state="BACKLOG")
    state = until and DataReplicationState(until)

    def check(max_lag: timedelta) -> ReplicationOutcome:
        return drs.check_replication(server_id, until=state, max_lag=max_lag)

    fake_drs.advance(minutes=5)
    assert check(timedelta(minutes=4)).waiting
    assert check(timedelta(minutes=5)).is_success is (until is None)
    fake_drs.trigger(server_id, "catch up")
    assert check(timedelta()).is_success


def test_an_unknown_lag_is_not_small_enough(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """The service does not send it during the initial sync."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    sync = DataReplicationState.INITIAL_SYNC
    assert drs.check_replication(server_id, until=sync).is_success
    assert drs.check_replication(server_id, until=sync, max_lag=timedelta.max).waiting


def test_the_end_of_a_rescan_is_awaited_too(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """A rescan ends when all bytes were scanned again, not with the state alone."""
    server_id = fake_drs.add_source_server(state="RESCAN", disks=[1000, 2000])
    (waiting,) = drs.check_replication(server_id, until=None, after_rescan=True).waiting
    assert waiting.rescanned_storage_bytes == 1500
    clock.on_sleep = lambda number: (
        fake_drs.trigger(server_id, "finish rescan") if number == 3 else None
    )
    outcome = drs.wait_for_replication(server_id, after_rescan=True)
    assert outcome.is_success
    assert outcome.servers[0].rescanned_storage_bytes == 3000
    assert len(clock.sleeps) == 3
    # The state of the time before, when the rescan has not begun yet.
    disk = {"totalStorageBytes": 1000}
    for rescanned in ({"rescannedStorageBytes": 0}, {}):
        info = {
            "dataReplicationState": "CONTINUOUS",
            "replicatedDisks": [disk | rescanned],
        }
        server = {
            "sourceServerID": server_id,
            "arn": f"arn:aws:drs:…/{server_id}",
            "dataReplicationInfo": info,
        }
        for after_rescan in (True, False):
            fake_drs.answer("DescribeSourceServers", json={"items": [server]})
            outcome = drs.check_replication(server_id, after_rescan=after_rescan)
            assert outcome.is_success is not after_rescan


def test_a_server_without_replication_info_is_waiting(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """A response without its replication is no reason to call it protected."""
    server_id = fake_drs.add_source_server()
    server = {"sourceServerID": server_id, "arn": f"arn:aws:drs:…/{server_id}"}
    for until in (None, DataReplicationState.INITIATING):
        fake_drs.answer("DescribeSourceServers", json={"items": [server]})
        (found,) = drs.check_replication(server_id, until=until).waiting
        assert (found.state, found.progress) == (None, None)
        assert found.total_storage_bytes is None
        fake_drs.answer("DescribeSourceServers", json={"items": [server]})
        assert drs.check_replication(server_id, after_rescan=True).waiting
        assert str(found) == f"{server_id}: in an unknown state"


@pytest.mark.parametrize("event", ["stop", "disconnect", "delete"])
def test_a_server_that_is_deleted_ends_the_wait(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock, event: str
) -> None:
    """The error is raised at the next poll, though another server is on its way."""
    gone = fake_drs.add_source_server(state="INITIAL_SYNC")
    other = fake_drs.add_source_server(state="INITIAL_SYNC")
    boto3_client = fake_drs.boto3_client()

    def leave(_: int) -> None:
        if event == "stop":
            boto3_client.stop_replication(sourceServerID=gone)
        else:
            boto3_client.disconnect_source_server(sourceServerID=gone)
        if event == "delete":
            boto3_client.delete_source_server(sourceServerID=gone)

    clock.on_sleep = leave
    with pytest.raises(ReplicationFailedError) as caught:
        drs.wait_for_replication([gone, other])
    assert clock.sleeps == [MINUTE]
    (server,) = caught.value.outcome.failed
    assert server.source_server_id == gone
    assert (
        server.reason
        == {
            "stop": "its replication is STOPPED",
            "disconnect": "its replication is DISCONNECTED",
            "delete": "there is no such source server",
        }[event]
    )
    (waiting,) = caught.value.outcome.waiting
    assert waiting.source_server_id == other


def test_a_server_that_has_stalled_has_some_time_to_recover(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """The time counts from the first poll that found it stalled, for each stall."""
    server_id = fake_drs.add_source_server(state="INITIATING")

    def disturb(number: int) -> None:
        if number in {1, 11, 21}:
            fake_drs.stall_replication(server_id)
        elif number in {10, 20}:  # seen stalled for nine minutes
            fake_drs.trigger(server_id, "recover")

    clock.on_sleep = disturb
    seen: list[ReplicationOutcome] = []
    with pytest.raises(ReplicationFailedError) as caught:
        drs.wait_for_replication(server_id, on_progress=seen.append)
    assert len(clock.sleeps) == 31
    (server,) = caught.value.outcome.failed
    assert server.stalled_since == fake_drs.now - timedelta(minutes=10)
    assert seen[10].servers[0].stalled_since is None
    assert [outcome.failed for outcome in seen[:-1]] == [()] * 31
    assert seen[-1] == caught.value.outcome


def test_a_stall_during_initiation_names_the_step_that_failed(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """With the error, and the message of the component that failed."""
    server_id = fake_drs.add_source_server(hostname="db-1", state="INITIATING")
    fake_drs.stall_replication(server_id, error=STALL, raw_error="no route to host")
    with pytest.raises(ReplicationFailedError) as caught:
        drs.wait_for_replication(server_id, max_stall=timedelta())
    (server,) = caught.value.outcome.failed
    step = DataReplicationInitiationStepName.AUTHENTICATE_WITH_SERVICE
    assert server.failed_step == step
    assert server.current_step is None
    assert server.error == DataReplicationErrorString(STALL)
    assert server.raw_error == "no route to host"
    assert str(server) == (
        f"db-1 ({server_id}): its replication is STALLED at the step {step}: {STALL}:"
        " no route to host"
    )


def test_a_stall_does_not_end_a_patient_wait(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """`timedelta.max` means forever, until the timeout."""
    server_id = fake_drs.add_source_server(state="STALLED")
    with pytest.raises(WaitTimeoutError) as caught:
        drs.wait_for_replication(
            server_id, max_stall=timedelta.max, poll_interval=60 * MINUTE
        )
    (server,) = last_outcome(caught.value).waiting
    assert server.stalled_since == fake_drs.now - timedelta(days=1)


def test_failures_can_be_left_to_the_end(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """With `raise_on_failure=False`, the wait continues until each has finished."""
    states: list[DataReplicationStateType] = ["STOPPED", "STALLED", "INITIAL_SYNC"]
    ids = [fake_drs.add_source_server(state=state) for state in states]
    missing = "s-eeeeeeeeeeeeeeeee"
    outcome = drs.wait_for_replication([*ids, missing], raise_on_failure=False)
    verdicts = [server.verdict for server in outcome.servers]
    failed = Verdict.FAILED
    assert verdicts == [failed, failed, Verdict.SUCCEEDED, failed]
    assert outcome.has_ended
    assert not outcome.is_success
    assert len(clock.sleeps) == 30
    with pytest.raises(ReplicationFailedError) as caught:
        outcome.raise_for_failure()
    assert caught.value.outcome is outcome


def test_no_servers_need_no_wait(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Nothing is sent: an empty list is not all servers."""
    seen: list[ReplicationOutcome] = []
    outcome = drs.wait_for_replication([], on_progress=seen.append)
    assert outcome.servers == ()
    assert outcome.is_success
    assert seen == [outcome]
    outcome.raise_for_failure()
    assert fake_drs.requests == ()


def test_servers_can_be_given_as_they_are(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Models and IDs, each once, in the order in which they come."""
    first, second = (fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2))
    outcome = drs.wait_for_replication(drs.describe_source_servers())
    ids = [server.source_server_id for server in outcome.servers]
    assert ids == [first, second]
    models = list(drs.describe_source_servers())
    again = drs.wait_for_replication([second, *models, first])
    assert again.servers == outcome.servers[::-1]
