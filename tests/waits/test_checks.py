"""Checks, for engines that wait by themselves and keep outcomes as JSON."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from drsclient import ReplicationFailedError, ThrottlingException, from_wire, to_wire
from drsclient.models import DataReplicationInitiationStepName
from drsclient.outcomes import ReplicationOutcome

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs
    from tests.waits.recording_clock import RecordingClock


def stored(outcome: ReplicationOutcome) -> ReplicationOutcome:
    """Return an outcome after a round trip through JSON."""
    text = json.dumps(to_wire(outcome))
    again = from_wire(ReplicationOutcome, json.loads(text))
    assert again == outcome
    assert str(again) == str(outcome)
    assert json.dumps(to_wire(again)) == text
    assert pickle.loads(pickle.dumps(outcome)) == outcome  # noqa: S301 - our own
    return again


def test_each_state_is_an_outcome(
    fake_drs: FakeDrs, drs: DrsClient, clock: RecordingClock
) -> None:
    """From the start to protection, and each survives a round trip through JSON."""
    server_id = fake_drs.add_source_server(hostname="db-1")
    drs.start_replication(server_id)
    outcome: ReplicationOutcome | None = None
    texts: list[str] = []
    for minutes in (0, 2, 4, 10, 20):
        fake_drs.advance(minutes=minutes)
        outcome = stored(drs.check_replication(server_id, previous=outcome))
        assert outcome.date_time == fake_drs.now
        texts.append(str(outcome.servers[0]).removeprefix(f"db-1 ({server_id}): "))
    assert texts == [
        "INITIATING, WAIT",
        "INITIATING, AUTHENTICATE_WITH_SERVICE",
        "INITIAL_SYNC, 3% copied, ETA 2030-01-01 00:35 UTC",
        "INITIAL_SYNC, 36% copied, ETA 2030-01-01 00:35 UTC",
        "CONTINUOUS",
    ]
    assert outcome
    assert outcome.is_success
    requests = len(fake_drs.requests)
    assert drs.check_replication(server_id, previous=outcome).servers == outcome.servers
    assert len(fake_drs.requests) == requests
    assert clock.sleeps == []


def test_a_stall_is_remembered_between_polls(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """Even where each outcome has been stored as JSON in between."""
    server_id = fake_drs.add_source_server(state="INITIATING")

    def check(previous: ReplicationOutcome | None, minutes: int) -> ReplicationOutcome:
        fake_drs.advance(minutes=minutes)
        outcome = drs.check_replication(
            server_id, max_stall=timedelta(minutes=10), previous=previous
        )
        return stored(outcome)

    fake_drs.stall_replication(server_id)
    first = check(None, minutes=3)
    since = fake_drs.now
    assert first.waiting[0].stalled_since == since
    step = DataReplicationInitiationStepName.AUTHENTICATE_WITH_SERVICE
    assert first.waiting[0].failed_step == step
    assert str(first.waiting[0]) == (
        f"server ({server_id}): STALLED, FAILED_TO_AUTHENTICATE_WITH_SERVICE,"
        " lag 0:03:00"
    )
    second = check(first, minutes=9)
    assert second.waiting[0].stalled_since == since
    assert check(None, minutes=0).waiting[0].stalled_since == fake_drs.now
    third = check(second, minutes=1)
    assert third.failed[0].stalled_since == since
    with pytest.raises(ReplicationFailedError, match="STALLED at the step"):
        third.raise_for_failure()


def test_the_time_of_a_stall_restarts_after_a_recovery(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """A poll in between that finds the server replicating resets the time."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.stall_replication(server_id)
    lag = timedelta(minutes=1)
    first = drs.check_replication(server_id, max_lag=lag)
    fake_drs.trigger(server_id, "recover")
    fake_drs.trigger(server_id, "fall behind")
    fake_drs.advance(minutes=9)
    second = drs.check_replication(server_id, max_lag=lag, previous=stored(first))
    assert second.waiting[0].stalled_since is None
    assert str(second.waiting[0]).endswith(
        ": BACKLOG, ETA 2030-01-01 00:10 UTC, lag 0:09:00"
    )
    fake_drs.stall_replication(server_id)
    fake_drs.advance(minutes=9)
    third = drs.check_replication(server_id, max_lag=lag, previous=stored(second))
    assert third.waiting[0].stalled_since == fake_drs.now


def test_failures_are_stored_with_their_reasons(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """Those of the service, and those of a server that does not exist."""
    stopped, stalled = (
        fake_drs.add_source_server(state="STOPPED"),
        fake_drs.add_source_server(state="STALLED"),
    )
    missing = "s-eeeeeeeeeeeeeeeee"
    outcome = stored(
        drs.check_replication([stopped, stalled, missing], max_stall=timedelta())
    )
    assert [server.source_server_id for server in outcome.failed] == [
        stopped,
        stalled,
        missing,
    ]
    assert outcome.servers[2].state is None
    assert str(outcome.servers[2]) == f"{missing}: there is no such source server"


def test_only_waiting_servers_are_polled_again(
    fake_drs: FakeDrs, drs: DrsClient
) -> None:
    """So are servers that the previous outcome does not have; others are left out."""
    done, waiting, new = (
        fake_drs.add_source_server(state="CONTINUOUS"),
        fake_drs.add_source_server(state="INITIAL_SYNC"),
        fake_drs.add_source_server(state="STOPPED"),
    )
    previous = drs.check_replication([done, waiting])
    outcome = drs.check_replication([new, waiting], previous=previous)
    assert [one.source_server_id for one in outcome.servers] == [new, waiting]
    outcome = drs.check_replication([new, done, waiting], previous=previous)
    assert [one.source_server_id for one in outcome.servers] == [new, done, waiting]
    assert [request.parameters["filters"] for request in fake_drs.requests] == [
        {"sourceServerIDs": [done, waiting]},
        {"sourceServerIDs": [new, waiting]},
        {"sourceServerIDs": [new, waiting]},
    ]


def test_a_check_does_not_retry(fake_drs: FakeDrs, drs: DrsClient) -> None:
    """An engine has retries of its own, and `retryable` says when to use them."""
    fake_drs.fail("DescribeSourceServers", "ThrottlingException")
    with pytest.raises(ThrottlingException) as caught:
        drs.check_replication(fake_drs.add_source_server())
    assert caught.value.retryable
