"""Copies of accounts whose answers contradict each other, or lack something."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient.testing import FakeDrs, ServiceError
from drsclient.testing._state_checks import load_checked
from tests.fake.copies.accounts import answers

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW: Final = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
SERVER: Final = "s-3a1d5e7f9b2c4d6e8"
JOB: Final = "drsjob-5f3ddf07c0eb9fe45"


@pytest.fixture
def account() -> Iterator[FakeDrs]:
    """Run a fake that answers little about source servers."""
    with FakeDrs(start=NOW) as fake:
        for operation in ("GetLaunchConfiguration", "GetReplicationConfiguration"):
            fake.answer(operation, json={"sourceServerID": SERVER}, times=None)
        for operation in ("DescribeRecoverySnapshots", "ListLaunchActions"):
            fake.answer(operation, json={"items": []}, times=None)
        yield fake


def source_server(**members: object) -> dict[str, Any]:
    """Return a source server that has been protected for a year."""
    return {
        "sourceServerID": SERVER,
        "arn": f"arn:aws:drs:us-east-1:123456789012:source-server/{SERVER}",
        "dataReplicationInfo": {"dataReplicationState": "CONTINUOUS"},
        "lifeCycle": {"firstByteDateTime": "2026-05-04T02:00:00Z"},
        **members,
    }


def copy_of(account: FakeDrs, **lists: list[Any]) -> FakeDrs:
    """Copy an account with what it lists, and check that the copy lives on."""
    for operation, items in lists.items():
        account.answer(operation, json={"items": items}, times=None)
    copy = FakeDrs.copy_of(account.client())
    with FakeDrs() as living:
        living.load(copy.save())
        for _ in range(2):
            load_checked(living.save())
            answers(living.site(account_id=copy.account_id))
            living.advance(days=1)
    return copy


def not_copied(copy: FakeDrs) -> list[str]:
    """Return the notes on what was not copied."""
    assert copy.copy_report is not None
    return [str(one) for one in copy.copy_report.not_copied]


def test_snapshots_without_times_are_not_measured(account: FakeDrs) -> None:
    """A snapshot that has no time yet tells nothing about the initial sync."""
    expected = {"snapshotID": "pit-0123456789abcdef2", "sourceServerID": SERVER}
    expected["expectedTimestamp"] = "2026-05-04T02:40:00Z"
    copy = copy_of(
        account,
        DescribeSourceServers=[source_server()],
        DescribeRecoverySnapshots=[expected],
    )
    assert not_copied(copy) == []
    assert copy.copy_report is not None
    assert copy.copy_report.durations[0].measurements == 0


def test_retentions_may_be_longer_than_any_time(account: FakeDrs) -> None:
    """The first snapshot is there if it is kept for ever."""
    rules = [
        {"ruleID": number, "units": "DAY", "interval": 1, "retentionDuration": 2**30}
        for number in (1, 2, 3)
    ]
    settings = {"sourceServerID": SERVER, "pitPolicy": rules}
    account.answer("GetReplicationConfiguration", json=settings, times=None)
    copy = copy_of(account, DescribeSourceServers=[source_server()])
    assert not_copied(copy) == []


def test_times_that_no_clock_shows_are_not_those_of_the_copy(account: FakeDrs) -> None:
    """A time after the end of the virtual clock does not set the clock."""
    job = {"jobID": JOB, "creationDateTime": "9999-12-31T23:59:59Z"}
    arn = f"arn:aws:drs:us-east-1:123456789012:job/{JOB}"
    copy = copy_of(account, DescribeJobs=[{**job, "arn": arn}])
    assert copy.now == NOW


@pytest.mark.parametrize("lag", ["P9999999D", "-P9999999D", "P1Y", "for ever"])
def test_lags_may_be_longer_than_any_time(account: FakeDrs, lag: str) -> None:
    """A lag that began before all times is answered, but bounded otherwise."""
    info = {"dataReplicationState": "BACKLOG", "lagDuration": lag}
    failback = {"state": "FAILBACK_NOT_READY_FOR_LAUNCH", "failbackClientID": "fc-1"}
    instance_id = "i-0fedcba9876543210"
    copy = copy_of(
        account,
        DescribeSourceServers=[source_server(dataReplicationInfo=info)],
        DescribeRecoveryInstances=[
            {
                "recoveryInstanceID": instance_id,
                "arn": "arn:aws:drs:us-east-1:123456789012:recovery-instance/"
                + instance_id,
                "sourceServerID": SERVER,
                "failback": failback,
                "dataReplicationInfo": info,
            }
        ],
    )
    with copy:
        (server,) = copy.boto3_client().describe_source_servers()["items"]
        assert server.get("dataReplicationInfo", {}).get("lagDuration") == lag


def test_servers_without_an_agent_version_are_launched(account: FakeDrs) -> None:
    """Their recovery instances have none either."""
    with copy_of(account, DescribeSourceServers=[source_server()]) as copy:
        drs = copy.boto3_client()
        drs.start_recovery(sourceServers=[{"sourceServerID": SERVER}])
        copy.advance(hours=1)
        (instance,) = drs.describe_recovery_instances()["items"]
        assert "agentVersion" not in instance
        load_checked(copy.save())


def test_servers_are_launched_without_their_details(fake: FakeDrs) -> None:
    """A copy without snapshots takes them."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    copy = FakeDrs.copy_of(fake.client(), source_server_details=False)
    with copy:
        drs = copy.boto3_client()
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
        copy.advance(hours=1)
        (server,) = drs.describe_source_servers()["items"]
        assert server.get("lastLaunchResult") == "SUCCEEDED"


def test_staging_servers_may_be_no_source_servers(account: FakeDrs) -> None:
    """Of the ARN of something else, the copy makes no staging account."""
    area = {
        "status": "EXTENDED",
        "stagingAccountID": "210987654321",
        "stagingSourceServerArn": "arn:aws:drs:us-east-1",
    }
    copy = copy_of(account, DescribeSourceServers=[source_server(stagingArea=area)])
    reason = "a source server of FakeDrs cannot have it"
    assert not_copied(copy) == [
        f"{SERVER}.stagingArea.{member}: {reason}"
        for member in ("status", "stagingSourceServerArn")
    ]


def test_participants_may_have_ended_in_an_impossible_state(account: FakeDrs) -> None:
    """A copied network recovery that was terminated counts as failed."""
    network_id = "sn-0123456789abcdef0"
    job = {
        "jobID": JOB,
        "arn": f"arn:aws:drs:us-east-1:123456789012:job/{JOB}",
        "type": "LAUNCH",
        "status": "STARTED",
        "initiatedBy": "CREATE_NETWORK_RECOVERY",
        "participatingResources": [
            {
                "participatingResourceID": {"sourceNetworkID": network_id},
                "launchStatus": "TERMINATED",
            }
        ],
    }
    with copy_of(account, DescribeJobs=[job]) as copy:
        (found,) = copy.boto3_client().describe_jobs()["items"]
        (participant,) = found.get("participatingResources", [])
        assert participant.get("launchStatus") == "TERMINATED"


def test_deleted_resources_are_noted(fake: FakeDrs) -> None:
    """A server that the account does not find anymore is not copied silently."""
    server_id = fake.add_source_server()
    fake.inject(ServiceError("ResourceNotFoundException"), "GetLaunchConfiguration")
    copy = copy_of(fake)
    assert not_copied(copy) == [
        f"GetLaunchConfiguration {server_id}: it was deleted after it was listed"
    ]


@pytest.mark.parametrize("code", ["ConflictException", "ValidationException"])
def test_refused_details_are_noted(fake: FakeDrs, code: str) -> None:
    """What the account refuses to tell of one server does not end the copy."""
    fake.add_source_server()
    server_id = fake.add_source_server()
    fake.inject(ServiceError(code), "ListLaunchActions", resource_id=server_id)
    copy = copy_of(fake)
    (note,) = not_copied(copy)
    assert note.startswith(f"ListLaunchActions {server_id}: {code}: ")
