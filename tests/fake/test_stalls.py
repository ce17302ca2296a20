from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs
from tests.contract.calls import SERVICE

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import DataReplicationInfoTypeDef

ERRORS: list[str] = SERVICE.shape_for("DataReplicationErrorString").metadata["enum"]
# The errors that belong to a step of the initiation.
STEPS = {
    error: error.removeprefix("FAILED_TO_")
    for error in ERRORS
    if error.startswith("FAILED_TO_")
}


def info(fake: FakeDrs, server_id: str) -> DataReplicationInfoTypeDef:
    """Return the state of a server's replication."""
    return fake.source_server(server_id).get("dataReplicationInfo", {})


def state(fake: FakeDrs, server_id: str) -> str | None:
    """Return the state of a server's replication."""
    return info(fake, server_id).get("dataReplicationState")


def steps(fake: FakeDrs, server_id: str) -> dict[str, str]:
    """Return the status of each step of a server's initiation."""
    initiation = info(fake, server_id).get("dataReplicationInitiation", {})
    return {
        step.get("name", ""): step.get("status", "")
        for step in initiation.get("steps", [])
    }


def failed(fake: FakeDrs, server_id: str) -> list[str]:
    """Return the failed steps, after checking that none after them has started."""
    statuses = steps(fake, server_id)
    names = [name for name, status in statuses.items() if status == "FAILED"]
    for name in names:
        before, _, after = "".join(
            {"FAILED": "|", "NOT_STARTED": "-"}.get(status, "+")
            for status in statuses.values()
        ).partition("|")
        assert not before.strip("+"), name
        assert not after.strip("-"), name
    return names


def test_a_stalled_server_says_why(fake: FakeDrs) -> None:
    """The error is that of the step that failed."""
    server_id = fake.add_source_server(state="STALLED")
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    assert failed(fake, server_id) == ["AUTHENTICATE_WITH_SERVICE"]


@pytest.mark.parametrize("error", ERRORS)
def test_each_error_of_the_initiation_fails_its_own_step(
    fake: FakeDrs, error: str
) -> None:
    """Other errors leave the step that was in progress as it was."""
    server_id = fake.add_source_server(state="INITIATING")
    fake.advance(minutes=2)
    before = steps(fake, server_id)
    fake.stall_replication(server_id, error=error)
    if error in STEPS:
        assert failed(fake, server_id) == [STEPS[error]]
    else:
        assert steps(fake, server_id) == before
        assert "IN_PROGRESS" in before.values()
    assert info(fake, server_id).get("dataReplicationError", {}).get("error") == error


def test_each_error_has_a_text_of_its_own(fake: FakeDrs) -> None:
    """A test can choose another text."""
    texts = set[str | None]()
    for error in ERRORS:
        server_id = fake.add_source_server(state="CONTINUOUS")
        fake.stall_replication(server_id, error=error)
        texts.add(info(fake, server_id).get("dataReplicationError", {}).get("rawError"))
    assert len(texts - {None, ""}) == len(ERRORS)
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.stall_replication(server_id, error=ERRORS[0], raw_error="no luck")
    found = info(fake, server_id).get("dataReplicationError", {})
    assert found == {"error": ERRORS[0], "rawError": "no luck"}


@pytest.mark.parametrize("error", ERRORS)
def test_a_protected_server_can_stall_with_each_error(
    fake: FakeDrs, error: str
) -> None:
    """A failed step means that its replication server was being replaced."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    started = info(fake, server_id).get("dataReplicationInitiation", {})
    fake.advance(days=14)
    fake.stall_replication(server_id, error=error)
    initiation = info(fake, server_id).get("dataReplicationInitiation", {})
    if error in STEPS:
        assert failed(fake, server_id) == [STEPS[error]]
        assert initiation.get("startDateTime") == "2030-01-15T00:00:00+00:00"
    else:
        assert set(steps(fake, server_id).values()) == {"SUCCEEDED"}
        assert initiation.get("startDateTime") == started.get("startDateTime")
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == disk.get("totalStorageBytes")


@pytest.mark.parametrize("error", [None, *ERRORS])
def test_a_stall_at_0_comes_before_the_first_byte(
    fake: FakeDrs, drs: Boto3DrsClient, error: str | None
) -> None:
    """It comes at the error's own step, or at the start of the initial sync."""
    server_id = fake.add_source_server()
    fake.stall_replication(server_id, at=0, error=error, raw_error="no luck")
    drs.start_replication(sourceServerID=server_id)
    assert state(fake, server_id) == "INITIATING"
    assert "FAILED" not in steps(fake, server_id).values()
    fake.advance(minutes=5)
    assert state(fake, server_id) == "STALLED"
    server = fake.source_server(server_id)
    found = info(fake, server_id).get("dataReplicationError", {})
    chosen = error or "FAILED_TO_AUTHENTICATE_WITH_SERVICE"
    assert found == {"error": chosen, "rawError": "no luck"}
    if chosen in STEPS:
        assert failed(fake, server_id) == [STEPS[chosen]]
        assert "firstByteDateTime" not in server.get("lifeCycle", {})
    else:
        assert set(steps(fake, server_id).values()) == {"SUCCEEDED"}
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 0
    fake.trigger(server_id, "recover")
    fake.advance(hours=1)
    assert state(fake, server_id) == "CONTINUOUS"


def test_a_step_that_would_be_skipped_can_fail(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The server then needs a replication server after all."""
    fake.add_source_server(state="CONTINUOUS")
    server_id = fake.add_source_server()
    fake.stall_replication(server_id, at=0, error="FAILED_TO_LAUNCH_REPLICATION_SERVER")
    drs.start_replication(sourceServerID=server_id)
    assert steps(fake, server_id)["WAIT"] == "IN_PROGRESS"
    fake.advance(minutes=5)
    assert failed(fake, server_id) == ["LAUNCH_REPLICATION_SERVER"]


def test_a_step_that_is_done_fails_in_the_next_initiation(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Until then, the replication goes on."""
    server_id = fake.add_source_server(state="INITIATING")
    fake.advance(minutes=4)
    fake.stall_replication(server_id, at=0, error="FAILED_TO_CREATE_SECURITY_GROUP")
    fake.advance(hours=1)
    assert state(fake, server_id) == "CONTINUOUS"
    drs.stop_replication(sourceServerID=server_id)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(hours=1)
    assert failed(fake, server_id) == ["CREATE_SECURITY_GROUP"]


def test_a_planned_stall_keeps_its_error_until_it_comes(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The current stall keeps its own error."""
    server_id = fake.add_source_server(state="INITIATING")
    fake.stall_replication(server_id, error="FAILED_TO_CREATE_STAGING_DISKS")
    fake.stall_replication(server_id, at=0.5, error="UNSTABLE_NETWORK")
    assert failed(fake, server_id) == ["CREATE_STAGING_DISKS"]
    drs.retry_data_replication(sourceServerID=server_id)
    fake.advance(hours=1)
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "UNSTABLE_NETWORK"


def test_a_retry_keeps_the_error_of_a_planned_stall(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The end of the current stall does not change the next one."""
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    fake.stall_replication(server_id, error="AGENT_NOT_SEEN")
    fake.stall_replication(server_id, at=0.5, error="NOT_CONVERGING")
    drs.retry_data_replication(sourceServerID=server_id)
    fake.advance(hours=1)
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "NOT_CONVERGING"


def test_a_planned_stall_that_does_not_come_leaves_no_error(fake: FakeDrs) -> None:
    """A stall after the initial sync has its own error."""
    server_id = fake.add_source_server(state="INITIAL_SYNC")
    fake.stall_replication(server_id, at=0.5, error="NOT_CONVERGING")
    fake.trigger(server_id, "synchronized")
    fake.trigger(server_id, "stall")
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "AGENT_NOT_SEEN"


@pytest.mark.parametrize(
    "event", ["start snapshot", "fall behind", "rescan", "pause", None]
)
def test_each_stall_has_an_end(fake: FakeDrs, event: str | None) -> None:
    """When it ends in any state, there is an event, and its error is forgotten."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    if event:
        fake.trigger(server_id, event)
    before = state(fake, server_id)
    fake.stall_replication(server_id, error="SNAPSHOTS_FAILURE")
    fake.trigger(server_id, "recover")
    assert state(fake, server_id) == before
    sent: tuple[dict[str, Any], ...] = fake.events
    states = [one["detail"]["state"] for one in sent[-2:]]
    assert states == ["STALLED", "NOT_STALLED"]
    fake.trigger(server_id, "stall")
    error = info(fake, server_id).get("dataReplicationError", {})
    assert error.get("error") == "AGENT_NOT_SEEN"


def test_a_rescan_after_a_retry_goes_on_after_a_stall(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It stalls again, recovers, and ends by itself."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.trigger(server_id, "stall")
    drs.retry_data_replication(sourceServerID=server_id)
    fake.trigger(server_id, "stall")
    fake.advance(hours=1)
    fake.trigger(server_id, "recover")
    assert state(fake, server_id) == "RESCAN"
    fake.advance(minutes=10)
    assert state(fake, server_id) == "CONTINUOUS"


def test_a_planned_stall_is_saved(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """It comes in a fake that loaded the state."""
    server_id = fake.add_source_server()
    fake.stall_replication(server_id, at=0, error="FAILED_TO_CREATE_SECURITY_GROUP")
    drs.start_replication(sourceServerID=server_id)
    with FakeDrs() as other:
        other.load(fake.save())
        other.advance(minutes=5)
        assert failed(other, server_id) == ["CREATE_SECURITY_GROUP"]


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
    assert state(fake, server_id) == "CONTINUOUS"


def test_a_retry_in_the_initial_sync_goes_on_with_it(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """What was copied is not copied again."""
    server_id = fake.add_source_server(state="INITIAL_SYNC", disks=[1000])
    fake.stall_replication(server_id, at=0.6)
    fake.advance(hours=1)
    before = fake.source_server(server_id).get("lifeCycle", {}).get("firstByteDateTime")
    response = drs.retry_data_replication(sourceServerID=server_id)
    assert response["lifeCycle"].get("firstByteDateTime") == before
    assert state(fake, server_id) == "INITIAL_SYNC"
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 600
    fake.advance(minutes=12)
    assert state(fake, server_id) == "CONTINUOUS"


@pytest.mark.parametrize("event", [None, "fall behind", "pause", "rescan"])
def test_a_retry_of_a_protected_server_rescans(
    fake: FakeDrs, drs: Boto3DrsClient, event: str | None
) -> None:
    """It keeps its first byte and its snapshots, and can be launched from them."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(hours=3)
    if event is not None:
        fake.trigger(server_id, event)
    fake.stall_replication(server_id)
    fake.advance(minutes=20)
    snapshots = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    before = fake.source_server(server_id).get("lifeCycle", {})
    response = drs.retry_data_replication(sourceServerID=server_id)
    replication = response["dataReplicationInfo"]
    assert replication.get("dataReplicationState") == "RESCAN"
    assert replication.get("lagDuration") == "PT20M"
    assert replication.get("dataReplicationInitiation", {}).get("startDateTime") == (
        "2030-01-01T03:20:00+00:00"
    )
    assert list(steps(fake, server_id).values()) == (
        ["SUCCEEDED"] + ["SKIPPED"] * 7 + ["SUCCEEDED"] * 3
    )
    first_byte = before.get("firstByteDateTime")
    assert response["lifeCycle"].get("firstByteDateTime") == first_byte is not None
    left = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    assert left == snapshots
    assert len(snapshots) > 6
    drs.start_recovery(
        sourceServers=[
            {
                "sourceServerID": server_id,
                "recoverySnapshotID": snapshots[-1]["snapshotID"],
            }
        ],
        isDrill=True,
    )
    fake.advance(minutes=10)
    assert state(fake, server_id) == "CONTINUOUS"
    fake.advance(hours=1)
    assert len(drs.describe_recovery_instances()["items"]) == 1
    newest, *_ = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    assert newest["expectedTimestamp"] == "2030-01-01T04:20:00+00:00"


@pytest.mark.parametrize("end", ["stop_replication", "disconnect_source_server"])
def test_a_retry_after_the_end_of_replication_copies_everything(
    fake: FakeDrs, drs: Boto3DrsClient, end: str
) -> None:
    """Nothing is left of the copy nor of the snapshots."""
    server_id = fake.add_source_server(state="CONTINUOUS", disks=[1000])
    getattr(drs, end)(sourceServerID=server_id)
    drs.retry_data_replication(sourceServerID=server_id)
    assert state(fake, server_id) == "INITIATING"
    assert not drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    fake.advance(minutes=20)
    (disk,) = info(fake, server_id).get("replicatedDisks", [])
    assert disk.get("replicatedStorageBytes") == 500
