from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

UNKNOWN = "s-0123456789abcdef0"


def state(fake: FakeDrs, server_id: str) -> str | None:
    """Return the state of a server's replication."""
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    return info.get("dataReplicationState")


def copied(fake: FakeDrs, server_id: str) -> float:
    """Return the share of a server's first disk that has been copied."""
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    disk = info.get("replicatedDisks", [])[0]
    return disk.get("replicatedStorageBytes", 0) / disk.get("totalStorageBytes", 1)


def test_an_event_outside_the_service_can_be_triggered(fake: FakeDrs) -> None:
    """A test can let a server fall behind and catch up."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.trigger(server_id, "fall behind")
    assert state(fake, server_id) == "BACKLOG"
    fake.trigger(server_id, "catch up")
    assert state(fake, server_id) == "CONTINUOUS"


def test_a_scheduled_event_can_be_triggered_early(fake: FakeDrs) -> None:
    """An event that was triggered early is not triggered again when it is due."""
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    fake.trigger(server_id, "synchronized")
    assert state(fake, server_id) == "CONTINUOUS"
    fake.trigger(server_id, "fall behind")
    fake.advance(hours=1)
    assert state(fake, server_id) == "BACKLOG"


def test_an_impossible_event_is_refused(fake: FakeDrs) -> None:
    """The error lists the possible events, without operations."""
    server_id = fake.add_source_server(state="STALLED")
    for event in ("fall behind", "StopReplication"):
        with pytest.raises(ValueError, match=f"'{event}' is not possible") as caught:
            fake.trigger(server_id, event)
        assert "'recover'" in str(caught.value)
        assert "StopReplication'," not in str(caught.value)
    stopped = fake.add_source_server()
    with pytest.raises(ValueError, match="possible events: none"):
        fake.trigger(stopped, "stall")


def test_an_unknown_resource_is_a_key_error(fake: FakeDrs) -> None:
    """An unknown ID is a mistake in the test, and so a built-in exception."""
    with pytest.raises(KeyError, match=f"{UNKNOWN} is not in account 123456789012"):
        fake.trigger(UNKNOWN, "stall")
    with pytest.raises(KeyError):
        fake.stall_replication(UNKNOWN, at=0.5)


def test_replication_stalls_and_recovers(fake: FakeDrs) -> None:
    """Stall and recovery are sent to EventBridge, and the recovery clears the error."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.stall_replication(server_id, error="UNSTABLE_NETWORK", raw_error="lost")
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationError") == {
        "error": "UNSTABLE_NETWORK",
        "rawError": "lost",
    }
    fake.trigger(server_id, "recover")
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"
    assert "dataReplicationError" not in info
    sent: tuple[dict[str, Any], ...] = fake.events
    changes = [event["detail"] for event in sent if "Stalled" in event["detail-type"]]
    assert changes == [{"state": "STALLED"}, {"state": "NOT_STALLED"}]


def test_an_initial_sync_stalls_at_a_share(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """After its recovery, the sync takes the time of the data that is left."""
    server_id = fake.add_source_server()
    fake.stall_replication(server_id, at=0.4)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(minutes=16)
    assert state(fake, server_id) == "INITIAL_SYNC"
    fake.advance(hours=1)
    assert state(fake, server_id) == "STALLED"
    assert copied(fake, server_id) == pytest.approx(0.4)
    fake.trigger(server_id, "recover")
    fake.advance(minutes=9)
    assert copied(fake, server_id) == pytest.approx(0.7)
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("etaDateTime") == "2030-01-01T01:34:00+00:00"
    fake.advance(minutes=9)
    assert state(fake, server_id) == "CONTINUOUS"


def test_a_sync_in_progress_stalls_at_a_share(fake: FakeDrs) -> None:
    """A share that the current sync has passed applies to the next sync."""
    late = fake.add_source_server(state="INITIAL_SYNC")
    early = fake.add_source_server(state="INITIAL_SYNC")
    fake.advance(minutes=15)
    fake.stall_replication(late, at=0.6)
    fake.stall_replication(early, at=0.4)
    fake.advance(minutes=15)
    assert (state(fake, late), state(fake, early)) == ("STALLED", "CONTINUOUS")


def test_a_stalled_server_can_be_stopped(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Stopping clears the error, and the next stall has the default error."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.stall_replication(server_id, error="UNSTABLE_NETWORK")
    drs.stop_replication(sourceServerID=server_id)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(hours=1)
    fake.trigger(server_id, "stall")
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationError", {}).get("error") == "AGENT_NOT_SEEN"


@pytest.mark.parametrize("share", [-0.1, 1, float("nan")])
def test_a_share_is_at_least_0_and_less_than_1(fake: FakeDrs, share: float) -> None:
    """Shares outside of that range are refused."""
    server_id = fake.add_source_server()
    with pytest.raises(ValueError, match="at must be at least 0 and less than 1"):
        fake.stall_replication(server_id, at=share)
    with pytest.raises(ValueError, match="'stall' is not possible"):
        fake.stall_replication(server_id)


def test_only_events_of_the_kind_of_job_can_be_triggered(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A launch has no events of a termination, and none before the job has started."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    job = drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])["job"]
    participant = f"{job['jobID']}/{server_id}"
    with pytest.raises(ValueError, match="possible events: none"):
        fake.trigger(participant, "(begin launch)")
    fake.advance(seconds=1)
    with pytest.raises(
        ValueError, match=r"possible events: 'take snapshot', [^,]*, 'fail'$"
    ):
        fake.trigger(participant, "terminate")


def test_a_snapshot_can_be_triggered_while_replication_is_stalled(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The launch then does not wait, and uses the last one."""
    server_id = fake.add_source_server(state="PAUSED")
    job = drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])["job"]
    fake.stall_replication(server_id)
    fake.advance(seconds=1)
    fake.trigger(f"{job['jobID']}/{server_id}", "take snapshot")
    log = drs.describe_job_log_items(jobID=job["jobID"])["items"]
    assert "USING_PREVIOUS_SNAPSHOT" in {item.get("event") for item in log}
    assert len(drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]) == 1


def test_an_impossible_error_is_refused(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A value that the service model does not allow changes nothing."""
    server_id = fake.add_source_server()
    with pytest.raises(ValueError, match="error must be one of AGENT_NOT_SEEN"):
        fake.stall_replication(server_id, error="NO_LUCK", at=0.5)
    with pytest.raises(ValueError, match="'stall' is not possible"):
        fake.stall_replication(server_id, error="UNSTABLE_NETWORK")
    wrong: Any = 7
    with pytest.raises(ValueError, match="rawError must be a string, not 7"):
        fake.fail_launch(server_id, wrong)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(minutes=6)
    fake.trigger(server_id, "stall")
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationError", {}).get("error") == "AGENT_NOT_SEEN"
