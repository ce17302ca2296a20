from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from drsclient.testing import Durations, FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient import DrsClient
    from drsclient.testing import LaunchFailureReason

DURATIONS = Durations(
    initial_sync=timedelta(hours=2),
    snapshot=timedelta(seconds=30),
    preparation=timedelta(minutes=2),
    conversion=timedelta(minutes=20),
    launch=timedelta(minutes=10),
)


@pytest.fixture
def slow() -> Iterator[FakeDrs]:
    """Run a fake with durations of its own during the test."""
    with FakeDrs(durations=DURATIONS) as fake:
        yield fake


def launch(fake: FakeDrs, server_id: str) -> dict[str, timedelta]:
    """Launch a server, and return the time of each item in the log of the job."""
    start = fake.now
    drs = fake.boto3_client()
    job = drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])["job"]
    fake.advance(hours=3)
    return log(fake, job["jobID"], start)


def log(fake: FakeDrs, job_id: str, start: datetime) -> dict[str, timedelta]:
    """Return the time of each item in the log of a job."""
    items = fake.boto3_client().describe_job_log_items(jobID=job_id)["items"]
    return {
        item.get("event", ""): datetime.fromisoformat(item.get("logDateTime", ""))
        - start
        for item in items
    }


def info(fake: FakeDrs, server_id: str) -> Any:  # noqa: ANN401 - a part of a response
    """Return the state of a server's replication."""
    return fake.source_server(server_id).get("dataReplicationInfo", {})


def copied(fake: FakeDrs, server_id: str) -> float:
    """Return the share of a server's disk that is copied."""
    (disk,) = info(fake, server_id)["replicatedDisks"]
    share: float = disk["replicatedStorageBytes"] / disk["totalStorageBytes"]
    return share


def test_the_phases_of_a_launch_take_their_durations(slow: FakeDrs) -> None:
    """The log of the job has them, and half a second before the launch."""
    times = launch(slow, slow.add_source_server(state="CONTINUOUS"))
    assert times["SNAPSHOT_END"] - times["SNAPSHOT_START"] == DURATIONS.snapshot
    assert times["CONVERSION_START"] - times["SNAPSHOT_END"] == DURATIONS.preparation
    assert times["CONVERSION_END"] - times["CONVERSION_START"] == DURATIONS.conversion
    assert times["LAUNCH_END"] - times["LAUNCH_START"] == DURATIONS.launch
    assert times["LAUNCH_START"] - times["CONVERSION_END"] == timedelta(seconds=0.5)


@pytest.mark.parametrize(
    ("reason", "event", "after"),
    [
        ("SNAPSHOT_FAILED", "SNAPSHOT_FAIL", ("SNAPSHOT_START", DURATIONS.snapshot)),
        (
            "CONVERSION_FAILED",
            "CONVERSION_FAIL",
            ("CONVERSION_START", DURATIONS.conversion),
        ),
        ("NO_DEDICATED_HOST", "LAUNCH_FAILED", ("LAUNCH_START", DURATIONS.launch / 2)),
    ],
)
def test_a_phase_that_fails_takes_as_long(
    slow: FakeDrs, reason: LaunchFailureReason, event: str, after: tuple[str, timedelta]
) -> None:
    """The launch itself fails in the middle."""
    server_id = slow.add_source_server(state="CONTINUOUS")
    slow.fail_launch(server_id, reason=reason)
    times = launch(slow, server_id)
    start, duration = after
    assert times[event] - times[start] == duration


def test_an_initial_sync_takes_its_duration(slow: FakeDrs) -> None:
    """The ETA and the copied share fit."""
    server_id = slow.add_source_server()
    slow.client().start_replication(server_id)
    slow.advance(minutes=5 + 30)
    eta = datetime.fromisoformat(info(slow, server_id)["etaDateTime"])
    assert eta - slow.now == timedelta(minutes=90)
    assert copied(slow, server_id) == 0.25
    slow.advance(minutes=89, seconds=59)
    assert info(slow, server_id)["dataReplicationState"] == "INITIAL_SYNC"
    slow.advance(seconds=1)
    assert info(slow, server_id)["dataReplicationState"] == "CONTINUOUS"


@pytest.mark.parametrize("is_retried", [False, True])
def test_a_stall_comes_at_its_share(slow: FakeDrs, *, is_retried: bool) -> None:
    """The rest of the initial sync takes the rest of the duration."""
    server_id = slow.add_source_server()
    slow.stall_replication(server_id, at=0.75)
    slow.client().start_replication(server_id)
    slow.advance(minutes=5 + 90)
    assert info(slow, server_id)["dataReplicationState"] == "STALLED"
    assert copied(slow, server_id) == 0.75
    if is_retried:
        slow.client().retry_data_replication(server_id)
    else:
        slow.trigger(server_id, "recover")
    eta = datetime.fromisoformat(info(slow, server_id)["etaDateTime"])
    assert eta - slow.now == timedelta(minutes=30)
    slow.advance(minutes=30)
    assert info(slow, server_id)["dataReplicationState"] == "CONTINUOUS"


def test_a_server_is_added_with_a_past_that_fits(slow: FakeDrs) -> None:
    """One that is in its initial sync has the rest before it."""
    protected = slow.add_source_server(state="CONTINUOUS")
    (snapshot,) = slow.client().describe_recovery_snapshots(protected)
    life_cycle = slow.source_server(protected).get("lifeCycle", {})
    first_byte = datetime.fromisoformat(life_cycle.get("firstByteDateTime", ""))
    assert snapshot.timestamp == first_byte + DURATIONS.initial_sync
    server_id = slow.add_source_server(state="INITIAL_SYNC")
    slow.advance(minutes=60)
    assert copied(slow, server_id) == 0.5


def test_only_phases_that_begin_later_are_affected(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A phase in progress ends at its time, and a restart begins a new one."""
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    launched = fake.add_source_server(state="CONTINUOUS")
    start = fake.now
    job = drs.start_recovery(sourceServers=[{"sourceServerID": launched}])["job"]
    fake.advance(minutes=2)
    fake.durations = DURATIONS
    assert fake.durations == DURATIONS
    fake.advance(minutes=13)
    assert copied(fake, server_id) == 0.5
    fake.advance(hours=3)
    times = log(fake, job["jobID"], start)
    assert times["CONVERSION_END"] - times["CONVERSION_START"] == (
        Durations().conversion
    )
    assert times["LAUNCH_END"] - times["LAUNCH_START"] == DURATIONS.launch
    drs.stop_replication(sourceServerID=server_id)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(minutes=5 + 60)
    assert copied(fake, server_id) == 0.5


def test_a_server_has_durations_of_its_own(slow: FakeDrs) -> None:
    """The others keep those of the fake, and it has them again in the end."""
    own, other = (slow.add_source_server(state="CONTINUOUS") for _ in range(2))
    slow.set_durations(own, attrs.evolve(DURATIONS, launch=timedelta(minutes=1)))
    for server_id, minutes in ((own, 1), (other, 10)):
        times = launch(slow, server_id)
        assert times["CONVERSION_END"] - times["CONVERSION_START"] == (
            DURATIONS.conversion
        )
        assert times["LAUNCH_END"] - times["LAUNCH_START"] == timedelta(minutes=minutes)
    slow.set_durations(own, None)
    times = launch(slow, own)
    assert times["LAUNCH_END"] - times["LAUNCH_START"] == timedelta(minutes=10)
    with pytest.raises(KeyError, match="s-00000000000000009 is not in account"):
        slow.set_durations("s-00000000000000009", None)


def test_a_failback_client_copies_for_the_duration(slow: FakeDrs) -> None:
    """The duration is that of the server, also after the failback has stalled."""
    server_id = slow.add_source_server(
        state="CONTINUOUS", hardware_id="4219e5a5-0f94-4b4a-9d1e-5a3e8f5c2d11"
    )
    instance_id = slow.add_recovery_instance(server_id)
    slow.trigger(instance_id, "connect failback client")
    slow.durations = Durations()
    slow.advance(minutes=5 + 60)
    drs = slow.boto3_client()
    (instance,) = drs.describe_recovery_instances()["items"]
    found: Any = instance.get("dataReplicationInfo", {})
    (disk,) = found["replicatedDisks"]
    assert disk["replicatedStorageBytes"] * 2 == disk["totalStorageBytes"]
    eta = datetime.fromisoformat(found["etaDateTime"])
    assert eta - slow.now == timedelta(minutes=60)
    slow.advance(minutes=60)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("failback", {}).get("state") == "FAILBACK_READY_FOR_LAUNCH"


def test_a_reversed_replication_takes_the_duration(slow: FakeDrs) -> None:
    """The server in the Region of origin copies the recovery instance."""
    server_id = slow.add_source_server(state="CONTINUOUS", origin_region="eu-central-1")
    instance_id = slow.add_recovery_instance(server_id)
    arn = slow.client().reverse_replication(instance_id)
    home = slow.site(region_name="eu-central-1")
    slow.advance(minutes=5 + 60)
    reversed_server = home.source_server(arn.rpartition("/")[2])
    found: Any = reversed_server.get("dataReplicationInfo", {})
    (disk,) = found["replicatedDisks"]
    assert disk["replicatedStorageBytes"] * 2 == disk["totalStorageBytes"]


def test_durations_are_saved_and_loaded(slow: FakeDrs) -> None:
    """Those of the fake, of a server, and of phases that have begun."""
    own = slow.add_source_server(state="INITIAL_SYNC")
    slow.set_durations(own, attrs.evolve(DURATIONS, launch=timedelta(microseconds=1)))
    slow.durations = Durations()
    state = slow.save()
    with FakeDrs() as other:
        other.load(state)
        assert other.save() == state
        assert other.durations == Durations()
        other.advance(minutes=60)
        assert copied(other, own) == 0.5
        other.reset()
        assert other.durations == Durations()
    slow.reset()
    assert slow.durations == DURATIONS


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"conversion": "PT3M18S"', '"conversion": "PT0S"', "must be positive"),
        ('"conversion": "PT3M18S"', '"conversion": "fast"', "fast"),
        ('"duration": "PT30M"', '"duration": "-PT30M"', "must have positive durations"),
        (
            '"initial_sync": "PT30M",\n"job_id"',
            '"initial_sync": "-PT1S", "job_id"',
            "must have positive durations",
        ),
    ],
)
def test_an_impossible_duration_is_not_loaded(old: str, new: str, message: str) -> None:
    """The message has the path."""
    with FakeDrs() as fake:
        fake.add_source_server(state="INITIAL_SYNC")
        fake.add_recovery_instance(fake.add_source_server(state="CONTINUOUS"))
        state = "\n".join(line.strip() for line in fake.save().splitlines())
        wrong = state.replace(old, new)
        assert wrong != state
        with pytest.raises(ValueError, match=f"{message}.* @ "):
            fake.load(wrong)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (60, "launch must be a timedelta, not 60"),
        (timedelta(), "launch must be positive and at most 180 days, not 0:00:00"),
        (timedelta(-1), "launch must be positive and at most 180 days, not -1 day"),
        (timedelta.max, "launch must be positive and at most 180 days, not 9999999"),
    ],
)
def test_a_duration_is_a_positive_timedelta(value: object, message: str) -> None:
    """An integer could be seconds or minutes."""
    arguments: dict[str, Any] = {"launch": value}
    with pytest.raises(ValueError, match=message):
        Durations(**arguments)


def test_waits_take_the_durations(slow: FakeDrs) -> None:
    """A rehearsal tells how long a script takes."""
    server_id = slow.add_source_server()
    drs: DrsClient = slow.client()
    drs.start_replication(server_id)
    before = slow.now
    assert drs.wait_for_replication(server_id, timeout=86400).is_success
    assert slow.now - before >= timedelta(hours=2)
