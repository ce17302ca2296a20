from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from mypy_boto3_drs.literals import DataReplicationStateType

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import DataReplicationInfoTypeDef, LifeCycleTypeDef

    from drsclient.testing import FakeDrs

STATES: tuple[DataReplicationStateType, ...] = get_args(DataReplicationStateType)
GIB = 1024**3


def info(fake: FakeDrs, server_id: str) -> DataReplicationInfoTypeDef:
    """Return the state of a server's replication."""
    return fake.source_server(server_id).get("dataReplicationInfo", {})


def life_cycle(fake: FakeDrs, server_id: str) -> LifeCycleTypeDef:
    """Return a server's life cycle."""
    return fake.source_server(server_id).get("lifeCycle", {})


def statuses(fake: FakeDrs, server_id: str) -> list[str | None]:
    """Return the status of each step of a server's initiation."""
    initiation = info(fake, server_id).get("dataReplicationInitiation", {})
    return [step.get("status") for step in initiation.get("steps", [])]


def test_replication_progresses_with_time(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Initiation takes 5 minutes and the initial sync 30, to the second."""
    server_id = fake.add_source_server()
    drs.start_replication(sourceServerID=server_id)
    seen: list[tuple[float, str | None]] = []
    for minutes in (0, 4.99, 0.01, 29.99, 0.01, 10000):
        fake.advance(minutes=minutes)
        seen.append((minutes, info(fake, server_id).get("dataReplicationState")))
    assert seen == [
        (0, "INITIATING"),
        (4.99, "INITIATING"),
        (0.01, "INITIAL_SYNC"),
        (29.99, "INITIAL_SYNC"),
        (0.01, "CONTINUOUS"),
        (10000, "CONTINUOUS"),
    ]


def test_the_steps_of_initiation_run_one_by_one(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """One step is in progress; those before it are done, those after it wait."""
    server_id = fake.add_source_server()
    assert statuses(fake, server_id) == []
    drs.start_replication(sourceServerID=server_id)
    assert statuses(fake, server_id) == ["IN_PROGRESS"] + ["NOT_STARTED"] * 10
    fake.advance(minutes=2.5)
    assert statuses(fake, server_id) == (
        ["SUCCEEDED"] * 5 + ["IN_PROGRESS"] + ["NOT_STARTED"] * 5
    )
    fake.advance(minutes=2.5)
    assert statuses(fake, server_id) == ["SUCCEEDED"] * 11


def test_data_is_copied_evenly(fake: FakeDrs) -> None:
    """Halfway through the initial sync, half of each disk has been copied."""
    server_id = fake.add_source_server(state="INITIAL_SYNC", disks=[8 * GIB, 4 * GIB])

    def copied() -> list[int | None]:
        disks = info(fake, server_id).get("replicatedDisks", [])
        return [disk.get("replicatedStorageBytes") for disk in disks]

    assert copied() == [0, 0]
    assert info(fake, server_id).get("etaDateTime") == "2030-01-01T00:30:00+00:00"
    fake.advance(minutes=15)
    assert copied() == [4 * GIB, 2 * GIB]
    fake.advance(minutes=15)
    assert copied() == [8 * GIB, 4 * GIB]
    assert "etaDateTime" not in info(fake, server_id)
    fake.advance(days=15)
    assert copied() == [8 * GIB, 4 * GIB]


def test_a_protected_server_looks_like_one(fake: FakeDrs) -> None:
    """A protected server has no lag, and the duration of its replication."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(days=2, hours=1, seconds=2.136909)
    assert info(fake, server_id).get("lagDuration") == "P0D"
    assert life_cycle(fake, server_id) == {
        "addedToServiceDateTime": "2029-12-31T23:25:00+00:00",
        "firstByteDateTime": "2029-12-31T23:30:00+00:00",
        "elapsedReplicationDuration": "P2DT1H30M2.136909S",
        "lastSeenByServiceDateTime": "2030-01-03T01:00:02.136909+00:00",
        "lastLaunch": {"initiated": {}},
    }


@pytest.mark.parametrize("state", STATES)
def test_a_server_can_be_in_any_state(
    fake: FakeDrs, drs: Boto3DrsClient, state: DataReplicationStateType
) -> None:
    """In each state, the server that a client receives is consistent."""
    server_id = fake.add_source_server(state=state)
    for _ in range(2):
        (server,) = drs.describe_source_servers()["items"]
        assert server == fake.source_server(server_id)
        for disk in info(fake, server_id).get("replicatedDisks", []):
            total = disk.get("totalStorageBytes", -1)
            assert 0 <= disk.get("replicatedStorageBytes", -1) <= total
        has_first_byte = "firstByteDateTime" in life_cycle(fake, server_id)
        assert has_first_byte == (
            info(fake, server_id).get("dataReplicationState")
            not in {"STOPPED", "INITIATING", "STALLED", "DISCONNECTED"}
        )
        fake.advance(minutes=1)


@pytest.mark.parametrize(
    "state", sorted(set(STATES) - {"INITIATING", "INITIAL_SYNC", "CONTINUOUS"})
)
def test_other_states_stay(fake: FakeDrs, state: DataReplicationStateType) -> None:
    """The other states do not end by themselves."""
    server_id = fake.add_source_server(state=state)
    fake.advance(days=1)
    assert info(fake, server_id).get("dataReplicationState") == state


@pytest.mark.parametrize(
    "state", ["BACKLOG", "CREATING_SNAPSHOT", "PAUSED", "RESCAN", "STALLED"]
)
def test_the_lag_grows_while_replication_is_held_up(
    fake: FakeDrs, state: DataReplicationStateType
) -> None:
    """The lag is as long as the state has lasted."""
    server_id = fake.add_source_server(state=state)
    fake.advance(hours=1, seconds=5)
    assert info(fake, server_id).get("lagDuration") == "PT1H5S"


def test_backlog_and_rescan_have_their_bytes(fake: FakeDrs) -> None:
    """The disks have the numbers of bytes that fit the state."""
    backlog = fake.add_source_server(state="BACKLOG", disks=[1000])
    rescan = fake.add_source_server(state="RESCAN", disks=[1000])
    (backlogged,) = info(fake, backlog).get("replicatedDisks", [])
    (rescanned,) = info(fake, rescan).get("replicatedDisks", [])
    assert backlogged.get("backloggedStorageBytes") == 10
    assert backlogged.get("rescannedStorageBytes") == 0
    assert rescanned.get("backloggedStorageBytes") == 0
    assert rescanned.get("rescannedStorageBytes") == 500
    fake.trigger(rescan, "finish rescan")
    (done,) = info(fake, rescan).get("replicatedDisks", [])
    assert done.get("rescannedStorageBytes") == 1000


def test_a_stalled_server_says_why(fake: FakeDrs) -> None:
    """The error matches the step that failed."""
    server_id = fake.add_source_server(state="STALLED")
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    assert statuses(fake, server_id) == (
        ["SUCCEEDED"] * 4 + ["FAILED"] + ["NOT_STARTED"] * 6
    )


def test_a_retry_restarts_the_initiation(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The response is the server itself, without an envelope."""
    server_id = fake.add_source_server(state="STALLED")
    fake.advance(hours=1)
    response = drs.retry_data_replication(sourceServerID=server_id)
    replication = response["dataReplicationInfo"]
    assert replication.get("dataReplicationState") == "INITIATING"
    assert "dataReplicationError" not in replication
    assert replication.get("dataReplicationInitiation", {}).get("startDateTime") == (
        "2030-01-01T01:00:00+00:00"
    )
    fake.advance(minutes=40)
    assert info(fake, server_id).get("dataReplicationState") == "CONTINUOUS"


def test_stopping_loses_what_was_copied(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Replication that is started again starts from nothing."""
    server_id = fake.add_source_server(state="CONTINUOUS", disks=[1000])
    drs.stop_replication(sourceServerID=server_id)
    stopped = info(fake, server_id)
    (disk,) = stopped.get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 0
    assert disk.get("totalStorageBytes") == 1000
    assert not {"lagDuration", "etaDateTime"} & stopped.keys()
    assert "firstByteDateTime" not in life_cycle(fake, server_id)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(minutes=20)
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 500


def test_disconnecting_empties_the_disks(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Sizes are zero, lag and estimate are gone, and the server is not seen again."""
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    drs.disconnect_source_server(sourceServerID=server_id)
    fake.advance(days=1)
    gone = info(fake, server_id)
    (disk,) = gone.get("replicatedDisks", [])
    assert disk.get("totalStorageBytes") == 0
    assert not {"lagDuration", "etaDateTime"} & gone.keys()
    assert life_cycle(fake, server_id).get("lastSeenByServiceDateTime") == (
        "2030-01-01T00:00:00+00:00"
    )


def test_a_deleted_server_leaves_nothing_behind(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Events scheduled for a deleted server do not apply to a new one with its ID."""
    server_id = fake.add_source_server(state="INITIATING")
    fake.advance(minutes=4)
    drs.disconnect_source_server(sourceServerID=server_id)
    drs.delete_source_server(sourceServerID=server_id)
    fake.add_source_server(source_server_id=server_id, state="INITIATING")
    fake.advance(minutes=4)
    assert info(fake, server_id).get("dataReplicationState") == "INITIATING"
    fake.advance(minutes=1)
    assert info(fake, server_id).get("dataReplicationState") == "INITIAL_SYNC"
