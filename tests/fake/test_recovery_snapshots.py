from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import DataReplicationStateType
    from mypy_boto3_drs.type_defs import RecoverySnapshotTypeDef

INTERVAL = timedelta(minutes=10)


def snapshots(drs: Boto3DrsClient, server_id: str) -> list[RecoverySnapshotTypeDef]:
    """Return a server's snapshots as they come without an order."""
    return drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]


def expected(snapshot: RecoverySnapshotTypeDef) -> datetime:
    """Return the time at which a snapshot was expected."""
    return datetime.fromisoformat(snapshot["expectedTimestamp"])


def taken(snapshot: RecoverySnapshotTypeDef) -> datetime:
    """Return the time at which a snapshot was taken."""
    return datetime.fromisoformat(snapshot.get("timestamp", ""))


def test_the_newest_snapshot_comes_first(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """`DESC` is the same as no order, and `ASC` the reverse."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(hours=1)
    found = snapshots(drs, server_id)
    assert found == sorted(found, key=taken, reverse=True)
    assert len(found) > 5
    for order, items in (("DESC", found), ("ASC", found[::-1])):
        response = drs.describe_recovery_snapshots(
            sourceServerID=server_id, order="DESC" if order == "DESC" else "ASC"
        )
        assert response["items"] == items


def test_snapshots_are_taken_minutes_after_the_expected_time(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """They are expected at each ten minutes of the clock, whatever the server's age."""
    server_id = fake.add_source_server()
    fake.advance(minutes=3.3)
    drs.start_replication(sourceServerID=server_id)
    fake.advance(hours=2)
    *regular, first = snapshots(drs, server_id)
    assert taken(first) == datetime(2030, 1, 1, 0, 38, 18, tzinfo=UTC)
    assert expected(first) == datetime(2030, 1, 1, 0, 30, tzinfo=UTC)
    for snapshot in regular:
        delay = taken(snapshot) - expected(snapshot)
        assert timedelta(minutes=7) <= delay < timedelta(minutes=8)
        assert taken(snapshot).microsecond
        assert expected(snapshot).isoformat() == snapshot["expectedTimestamp"]
        assert expected(snapshot).minute % 10 == 0
    assert all(
        expected(later) - expected(earlier) == INTERVAL
        for later, earlier in pairwise(regular)
    )
    times = {taken(snapshot) - expected(snapshot) for snapshot in regular}
    assert len(times) == len(regular)


def test_a_snapshot_is_taken_at_its_timestamp(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The event has the same time and the same EBS snapshots."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(minutes=20)
    newest, *_ = snapshots(drs, server_id)
    sent = [
        one for one in fake.events if one["detail-type"] == "DRS PIT Snapshot Taken"
    ]
    assert [one["detail"] for one in sent[-1:]] == [
        {
            "DrsSnapshotID": newest["snapshotID"],
            "EbsSnapshotIDs": ",".join(newest.get("ebsSnapshots", [])),
        }
    ]
    age = abs(datetime.fromisoformat(str(sent[-1]["time"])) - taken(newest))
    assert age < timedelta(seconds=1)
    before = fake.save()
    assert taken(newest).isoformat() in before


def test_a_snapshot_can_be_triggered_early(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """It is the one of its ten minutes, so the next one is that of the next."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(minutes=2)
    fake.trigger(server_id, "take snapshot")
    fake.advance(minutes=16)
    times = [expected(snapshot).minute for snapshot in snapshots(drs, server_id)]
    assert times == [10, 0, 50]


@pytest.mark.parametrize(
    "state", ["BACKLOG", "CONTINUOUS", "CREATING_SNAPSHOT", "PAUSED", "RESCAN"]
)
def test_a_server_that_is_added_as_synchronized_has_a_snapshot(
    fake: FakeDrs, drs: Boto3DrsClient, state: DataReplicationStateType
) -> None:
    """It was taken minutes ago, when the initial sync ended, and can be launched."""
    server_id = fake.add_source_server(state=state)
    (snapshot,) = snapshots(drs, server_id)
    assert fake.now - timedelta(minutes=3) <= taken(snapshot) < fake.now
    life_cycle = fake.source_server(server_id).get("lifeCycle", {})
    first_byte = datetime.fromisoformat(life_cycle.get("firstByteDateTime", ""))
    assert first_byte + timedelta(minutes=30) == taken(snapshot)
    assert not fake.events
    drs.start_recovery(
        sourceServers=[
            {"sourceServerID": server_id, "recoverySnapshotID": snapshot["snapshotID"]}
        ]
    )


def test_the_same_calls_take_the_same_snapshots() -> None:
    """A saved state goes on as the original would have."""

    def run(*, through_save: bool) -> str:
        with FakeDrs() as fake:
            for _ in range(3):
                fake.add_source_server(state="CONTINUOUS")
            fake.advance(hours=3)
            if not through_save:
                fake.advance(days=2)
                return fake.save()
            with FakeDrs() as other:
                other.load(fake.save())
                other.advance(days=2)
                return other.save()

    assert run(through_save=False) == run(through_save=False) == run(through_save=True)


def test_the_policy_retains_what_was_expected_in_its_time(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Ten-minute, hourly and daily snapshots are those of the full hour and day."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    fake.advance(days=3, minutes=5)
    pages = drs.get_paginator("describe_recovery_snapshots").paginate(
        sourceServerID=server_id
    )
    times = [expected(one) for page in pages for one in page["items"]]
    newest = times[0]
    recent = [time for time in times if newest - time <= timedelta(hours=1)]
    assert recent == [newest - INTERVAL * index for index in range(7)]
    hourly = [
        time
        for time in times
        if timedelta(hours=1) < newest - time <= timedelta(hours=24)
    ]
    assert {time.minute for time in hourly} == {0}
    assert len(hourly) == 23
    daily = [time for time in times if newest - time > timedelta(hours=24)]
    assert {time.hour for time in daily[:-1]} == {0}
