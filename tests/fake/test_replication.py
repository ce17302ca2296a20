from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from mypy_boto3_drs.literals import DataReplicationStateType

from drsclient._iso8601 import parse_duration

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
    """It has no lag, and the duration counts from when it was added."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    added = life_cycle(fake, server_id).get("addedToServiceDateTime", "")
    past = fake.now - datetime.fromisoformat(added)
    fake.advance(days=2, hours=1, seconds=2.136909)
    assert info(fake, server_id).get("lagDuration") == "P0D"
    found = life_cycle(fake, server_id)
    first_byte = datetime.fromisoformat(found.get("firstByteDateTime", ""))
    assert first_byte == datetime.fromisoformat(added) + timedelta(minutes=5)
    elapsed = timedelta(days=2, hours=1, seconds=2.136909) + past
    assert parse_duration(found.get("elapsedReplicationDuration", "")) == elapsed
    last_seen = datetime.fromisoformat(found.get("lastSeenByServiceDateTime", ""))
    assert fake.now - timedelta(seconds=30) <= last_seen <= fake.now
    assert found.get("lastLaunch") == {"initiated": {}}


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


def test_the_lag_counts_from_the_last_time_without_one(fake: FakeDrs) -> None:
    """A stall in the backlog does not make the lag start again; catching up ends it."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(hours=1)
    for event in ("fall behind", "stall", "recover"):
        fake.trigger(server_id, event)
        fake.advance(minutes=10)
    assert info(fake, server_id).get("lagDuration") == "PT30M"
    fake.trigger(server_id, "catch up")
    fake.advance(hours=1)
    fake.trigger(server_id, "pause")
    fake.advance(minutes=5)
    assert info(fake, server_id).get("lagDuration") == "PT5M"


def rescanned(fake: FakeDrs, server_id: str) -> int:
    """Return the number of bytes of a server's disk that were rescanned."""
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    return disk.get("rescannedStorageBytes", -1)


def test_backlog_and_rescan_have_their_bytes(fake: FakeDrs) -> None:
    """The disks have the numbers of bytes that fit the state."""
    backlog = fake.add_source_server(state="BACKLOG", disks=[1000])
    rescan = fake.add_source_server(state="RESCAN", disks=[1000])
    disks = [info(fake, one).get("replicatedDisks", [])[0] for one in (backlog, rescan)]
    assert [disk.get("backloggedStorageBytes") for disk in disks] == [10, 0]
    assert [disk.get("rescannedStorageBytes") for disk in disks] == [1000, 500]
    fake.trigger(rescan, "finish rescan")
    assert rescanned(fake, rescan) == 1000


def test_rescanned_bytes_stay_rescanned(fake: FakeDrs) -> None:
    """Once a server was CONTINUOUS, only a rescan and a stall take them away."""
    server_id = fake.add_source_server(disks=[1000])
    seen: dict[str, int] = {}
    fake.client().start_replication(server_id)
    for state in ("INITIATING", "INITIAL_SYNC", "CONTINUOUS"):
        seen[state] = rescanned(fake, server_id)
        fake.advance(minutes=30)
    for event in (
        *("fall behind", "catch up"),
        *("start snapshot", "finish snapshot"),
        *("pause", "resume", "stall", "recover"),
        *("rescan", "finish rescan"),
    ):
        fake.trigger(server_id, event)
        seen[event] = rescanned(fake, server_id)
    assert {name for name, count in seen.items() if count == 0} == {
        "INITIATING",
        "INITIAL_SYNC",
        "stall",
    }
    assert {name for name, count in seen.items() if 0 < count < 1000} == {"rescan"}
    assert seen["finish rescan"] == 1000


@pytest.mark.parametrize(
    ("state", "minutes"), [("INITIAL_SYNC", 30), ("BACKLOG", 10), ("RESCAN", 10)]
)
def test_states_that_end_with_continuous_have_an_eta(
    fake: FakeDrs, state: DataReplicationStateType, minutes: int
) -> None:
    """If the server takes longer than estimated, it is never in the past."""
    server_id = fake.add_source_server(state=state)
    eta = info(fake, server_id).get("etaDateTime", "")
    assert datetime.fromisoformat(eta) == fake.now + timedelta(minutes=minutes)
    fake.advance(minutes=29)
    eta = info(fake, server_id).get("etaDateTime", "")
    assert datetime.fromisoformat(eta) >= fake.now


def test_another_server_uses_the_replication_server(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The steps that set it up are skipped, unless the server has one of its own."""
    first, second, third = (fake.add_source_server() for _ in range(3))
    drs.update_replication_configuration(
        sourceServerID=third, useDedicatedReplicationServer=True
    )
    drs.start_replication(sourceServerID=first)
    fake.advance(minutes=10)
    for server_id in (second, third):
        drs.start_replication(sourceServerID=server_id)
    fake.advance(minutes=2.5)
    assert statuses(fake, second) == (
        ["SUCCEEDED"]
        + ["SKIPPED"] * 5
        + ["SUCCEEDED"] * 2
        + ["IN_PROGRESS"]
        + ["NOT_STARTED"] * 2
    )
    fake.advance(minutes=10)
    assert statuses(fake, first) == statuses(fake, third) == ["SUCCEEDED"] * 11
    assert statuses(fake, second) == (
        ["SUCCEEDED"] + ["SKIPPED"] * 5 + ["SUCCEEDED"] * 5
    )


def test_attempts_are_made_at_full_minutes(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The next attempt comes about half an hour after this one."""
    server_id = fake.add_source_server()
    fake.advance(seconds=33.829738)
    drs.start_replication(sourceServerID=server_id)
    initiation = info(fake, server_id).get("dataReplicationInitiation", {})
    assert initiation.get("startDateTime") == "2030-01-01T00:00:33.829738+00:00"
    assert initiation.get("nextAttemptDateTime") == "2030-01-01T00:31:00+00:00"


def test_the_agent_reports_every_30_seconds(fake: FakeDrs) -> None:
    """Reports are never in the future, nor before the server was added."""
    server_id = fake.add_source_server()
    seen: list[str] = []
    for _ in range(60):
        last = life_cycle(fake, server_id).get("lastSeenByServiceDateTime", "")
        age = fake.now - datetime.fromisoformat(last)
        assert timedelta() <= age < timedelta(seconds=30)
        seen.append(last)
        fake.advance(seconds=10)
    assert seen == sorted(seen)
    # The first is the installation of the agent.
    assert len(set(seen)) == 1 + 20


def test_an_agent_that_is_not_seen_has_no_new_reports(fake: FakeDrs) -> None:
    """Other stalls do not keep the agent from reporting."""
    silent = fake.add_source_server(state="CONTINUOUS")
    stalled = fake.add_source_server(state="CONTINUOUS")
    fake.stall_replication(silent, error="AGENT_NOT_SEEN")
    fake.stall_replication(stalled, error="NOT_CONVERGING")
    fake.advance(hours=1)
    last = [
        datetime.fromisoformat(
            life_cycle(fake, one).get("lastSeenByServiceDateTime", "")
        )
        for one in (silent, stalled)
    ]
    assert fake.now - last[0] == timedelta(hours=1)
    assert fake.now - last[1] < timedelta(seconds=30)


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
