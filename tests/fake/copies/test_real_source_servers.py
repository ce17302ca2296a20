"""Copies of source servers as real accounts answer them, which the fake never does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient._iso8601 import parse_date_time, parse_duration
from drsclient._json import is_list, is_object
from drsclient.testing import Ec2Hooks, FakeDrs, InstanceLaunch
from drsclient.testing._state_checks import load_checked
from tests.fake.copies.real_servers import (
    BARE,
    CONTINUOUS,
    DETAILS,
    GIB,
    LINUX,
    NOW,
    SERVERS,
    WINDOWS,
    arn,
    initiation,
    linux,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_drs.type_defs import SourceServerTypeDef


@pytest.fixture
def account() -> Iterator[FakeDrs]:
    """Run a fake that answers nothing of its own about source servers."""
    with FakeDrs(start=NOW) as fake:
        for operation, response in DETAILS.items():
            fake.answer(operation, json=response, times=None)
        yield fake


def lost(answer: object, found: object, path: str = "") -> Iterator[str]:
    """Return the paths of members that a copy lacks, or answers with other values."""
    if is_object(answer) and answer:
        members: Mapping[str, object] = found if is_object(found) else {}
        for name, member in answer.items():
            yield from lost(member, members.get(name), f"{path}.{name}")
    elif is_list(answer) and is_list(found):
        if len(answer) != len(found):
            yield path
        for number, items in enumerate(zip(answer, found, strict=False)):
            yield from lost(*items, f"{path}[{number}]")
    elif meaning(answer) != meaning(found) and answer != {}:
        yield path


def meaning(value: object) -> object:
    """Return the meaning of a time or a duration, which have several forms."""
    text = str(value)
    try:
        return parse_duration(text) if text[:1] in "P-" else parse_date_time(text)
    except ValueError:
        return value


def copy_of(account: FakeDrs, *servers: Mapping[str, object]) -> FakeDrs:
    """Copy an account with some servers."""
    account.answer("DescribeSourceServers", json={"items": servers}, times=None)
    copy = FakeDrs.copy_of(account.client())
    load_checked(copy.save())
    return copy


def described(copy: FakeDrs) -> SourceServerTypeDef:
    """Return the only source server, with wire names."""
    (server,) = copy.boto3_client().describe_source_servers()["items"]
    return server


def replication(copy: FakeDrs) -> Any:  # noqa: ANN401 - all members are optional
    """Return the replication of the only source server."""
    return described(copy).get("dataReplicationInfo")


@pytest.mark.parametrize("name", SERVERS)
def test_real_servers_are_copied(account: FakeDrs, name: str) -> None:
    """A copy answers with all that a real account does, and lives on."""
    server = SERVERS[name]
    server_id = server["sourceServerID"]
    copy = copy_of(account, server)
    assert copy.copy_report is not None
    assert [one.subject for one in copy.copy_report.not_copied] == [
        f"launch action 0a1b2c3d-0000-4000-8000-000000000002 of {server_id}"
    ]
    with copy, FakeDrs.copy_of(copy.client()) as second:
        found = described(copy)
        # It grows, and the service answered before the time of the copy.
        assert {*lost(server, found)} <= {".lifeCycle.elapsedReplicationDuration"}
        for minutes in (0, 3, 60, 720, 6000):
            for one in (copy, second):
                one.advance(minutes=minutes)
                load_checked(one.save())
            assert described(second) == described(copy)


def test_real_settings_are_copied(account: FakeDrs) -> None:
    """What the account left out has the defaults."""
    with copy_of(account, linux(CONTINUOUS)) as copy:
        drs = copy.boto3_client()
        for operation, found in {
            "GetLaunchConfiguration": drs.get_launch_configuration(
                sourceServerID=LINUX
            ),
            "GetReplicationConfiguration": drs.get_replication_configuration(
                sourceServerID=LINUX
            ),
            "DescribeRecoverySnapshots": drs.describe_recovery_snapshots(
                sourceServerID=LINUX
            ),
        }.items():
            assert [*lost(DETAILS[operation], found)] == []
        (action,) = drs.list_launch_actions(resourceId=LINUX)["items"]
        assert action.get("type") == "SSM_AUTOMATION"
        assert action.get("category") == "OTHER"
        # The next snapshot follows the rules of the fake.
        copy.advance(minutes=10)
        snapshots = drs.describe_recovery_snapshots(sourceServerID=LINUX)["items"]
        assert [one.get("expectedTimestamp") for one in snapshots] == [
            "2026-05-04T03:00:00+00:00",
            "2026-05-04T02:50:00+00:00",
            "2026-05-04T02:40:00+00:00",
        ]


def test_real_servers_are_found_by_their_hardware(account: FakeDrs) -> None:
    """Each MAC address of a copy finds it, as its instance ID does."""
    with copy_of(account, linux(CONTINUOUS)) as copy:
        for hardware_id in (
            "i-0b3407219a2297268",
            "3206145913297",
            "02-E5-D1-63-C4-17",
        ):
            page = copy.boto3_client().describe_source_servers(
                filters={"hardwareId": hardware_id}
            )
            assert len(page["items"]) == 1


def test_an_initial_sync_ends_at_the_answered_time(account: FakeDrs) -> None:
    """Each disk is copied evenly until then, from what was copied before."""
    with copy_of(account, SERVERS["initial sync"]) as copy:
        left = parse_date_time("2026-05-04T09:00:00.123456+00:00") - copy.now
        copy.advance(seconds=left.total_seconds() / 2)
        info = replication(copy)
        assert info["dataReplicationState"] == "INITIAL_SYNC"
        assert info["etaDateTime"] == "2026-05-04T09:00:00.123456+00:00"
        assert [disk["replicatedStorageBytes"] for disk in info["replicatedDisks"]] == [
            100 * GIB,
            pytest.approx(30 * GIB, rel=1e-6),
        ]
        copy.advance(seconds=left.total_seconds() / 2 + 1)
        info = replication(copy)
        assert info["dataReplicationState"] == "CONTINUOUS"
        assert info["lagDuration"] == "P0D"
        assert [disk["volumeStatus"] for disk in info["replicatedDisks"]] == [
            "REGULAR",
            "PENDING",
        ]


def test_lags_of_copies_grow(account: FakeDrs) -> None:
    """What an account answers about a state holds as long as the state."""
    with copy_of(account, SERVERS["rescan"]) as copy:
        copy.advance(minutes=59)
        info = replication(copy)
        assert info["lagDuration"] == "PT1H19M"
        assert info["replicatedDisks"][0]["rescannedStorageBytes"] == 2**33
        copy.advance(minutes=2)
        info = replication(copy)
        assert info["dataReplicationState"] == "CONTINUOUS"
        assert info["stagingAvailabilityZone"] == "us-east-1f"


def test_agents_of_copies_report_again(account: FakeDrs) -> None:
    """The last report before the copy is the last until the next one is due."""
    with copy_of(account, linux(CONTINUOUS)) as copy:
        seen = [described(copy).get("lifeCycle", {}).get("lastSeenByServiceDateTime")]
        for _ in range(6):
            copy.advance(seconds=10)
            life_cycle = described(copy).get("lifeCycle", {})
            seen.append(life_cycle.get("lastSeenByServiceDateTime"))
        assert seen == sorted(seen, key=str)
        assert seen[0] == "2026-05-04T03:00:14.208899+00:00"
        assert len(set(seen)) == 3


def test_a_copy_is_launched_with_its_own_instance_type(account: FakeDrs) -> None:
    """Right-sizing chooses what the account recommends."""
    launched = list[InstanceLaunch]()

    def run_instance(launch: InstanceLaunch) -> str:
        launched.append(launch)
        return f"i-{len(launched):017x}"

    ec2 = Ec2Hooks(run_instance=run_instance)
    with copy_of(account, linux(CONTINUOUS)) as copy, FakeDrs(ec2=ec2) as fake:
        fake.load(copy.save())
        drs = fake.client()
        assert drs.wait_for_job(drs.start_recovery([LINUX], is_drill=True)).is_success
        (instance,) = fake.boto3_client().describe_recovery_instances()["items"]
        properties = instance.get("recoveryInstanceProperties", {})
        assert [
            one.get("internalDeviceName") for one in properties.get("disks", [])
        ] == ["/dev/sda1"]
    assert [one.instance_type for one in launched] == ["m5.2xlarge"]


def test_replication_servers_are_shared_with_copies(account: FakeDrs) -> None:
    """A server that waits skips the steps of a replication server that is there."""
    waiting = linux(
        {
            "dataReplicationState": "INITIATING",
            "dataReplicationInitiation": {
                **initiation("IN_PROGRESS", *["NOT_STARTED"] * 10),
                "startDateTime": "2026-05-04T03:01:59+00:00",
            },
        },
        sourceServerID=WINDOWS,
        arn=arn(WINDOWS),
    )
    with copy_of(account, waiting, linux(CONTINUOUS)) as copy:
        copy.advance(minutes=4)
        first, _ = copy.boto3_client().describe_source_servers()["items"]
        info: Any = first.get("dataReplicationInfo")
        statuses = [one["status"] for one in info["dataReplicationInitiation"]["steps"]]
        assert statuses[1:6] == ["SKIPPED"] * 5


def test_members_that_contradict_each_other_are_noted(account: FakeDrs) -> None:
    """The report names what a source server of the fake cannot have."""
    server = linux(
        {"dataReplicationState": "CONTINUOUS"},
        arn=arn(LINUX, "210987654321"),
        stagingArea={"status": "EXTENDED", "errorMessage": "none"},
        lifeCycle={"lastLaunch": {"status": "FAILED", "initiated": {"type": "DRILL"}}},
    )
    copy = copy_of(account, BARE, server)
    assert copy.copy_report is not None
    subjects = {one.subject for one in copy.copy_report.not_copied}
    assert subjects >= {
        f"{LINUX}.arn",
        f"{LINUX}.stagingArea.status",
        f"{LINUX}.lifeCycle.lastLaunch.status",
    }


def test_launch_results_tell_the_status_of_launches(account: FakeDrs) -> None:
    """Old answers have no status of the last launch."""
    last_launch = {
        "initiated": {
            "apiCallDateTime": "2026-05-01T08:00:01+00:00",
            "jobID": "drsjob-5f3ddf07c0eb9fe45",
        }
    }
    server = linux(CONTINUOUS, lifeCycle={"lastLaunch": last_launch})
    with copy_of(account, server) as copy:
        found = described(copy).get("lifeCycle", {}).get("lastLaunch", {})
        assert found.get("status") == "LAUNCHED"


def test_templates_without_settings_are_copied(account: FakeDrs) -> None:
    """They have the defaults."""
    account.answer(
        "DescribeLaunchConfigurationTemplates",
        json={"items": [{"launchConfigurationTemplateID": "lct-0123456789abcdef0"}]},
        times=None,
    )
    account.answer(
        "DescribeReplicationConfigurationTemplates",
        json={
            "items": [{"replicationConfigurationTemplateID": "rct-0123456789abcdef0"}]
        },
        times=None,
    )
    with copy_of(account) as copy:
        server_id = copy.add_source_server()
        drs = copy.boto3_client()
        (launch,) = drs.describe_launch_configuration_templates()["items"]
        assert launch.get("launchDisposition") == "STARTED"
        actions = drs.list_launch_actions(resourceId=server_id)["items"]
        assert [one.get("order") for one in actions] == [1001]
        (staging,) = drs.describe_replication_configuration_templates()["items"]
        assert staging.get("ebsEncryption") == "DEFAULT"


def test_settings_without_a_launch_template_get_one(fake: FakeDrs) -> None:
    """Its ID is counted."""
    fake.add_source_server(source_server_id=LINUX)
    fake.answer("GetLaunchConfiguration", json={"sourceServerID": LINUX})
    with FakeDrs.copy_of(fake.client()) as copy:
        launch = copy.boto3_client().get_launch_configuration(sourceServerID=LINUX)
        assert launch.get("ec2LaunchTemplateID") == "lt-00000000000000001"


def test_staging_accounts_get_stand_ins(account: FakeDrs) -> None:
    """They have what is known of their servers, and only the accounts with servers."""
    extended = linux(
        CONTINUOUS,
        stagingArea={
            "status": "EXTENDED",
            "stagingAccountID": "210987654321",
            "stagingSourceServerArn": arn("s-5c3f7a9b1d4e6f8a0", "210987654321"),
        },
    )
    account.answer(
        "ListStagingAccounts",
        json={
            "accounts": [{"accountID": "210987654321"}, {"accountID": "321098765432"}]
        },
        times=None,
    )
    account.answer(
        "ListExtensibleSourceServers",
        json={"items": [{"arn": arn("s-6d4a8b0c2e5f7a9b1", "210987654321")}]},
        times=None,
    )
    with copy_of(account, extended) as copy:
        assert copy.copy_report is not None
        subjects = [one.subject for one in copy.copy_report.not_copied]
        assert "staging account 321098765432" in subjects
        assert [*lost(extended, described(copy))] == [
            ".lifeCycle.elapsedReplicationDuration"
        ]
        page = copy.boto3_client().list_extensible_source_servers(
            stagingAccountID="210987654321"
        )
        assert [one.get("arn") for one in page["items"]] == [
            arn("s-6d4a8b0c2e5f7a9b1", "210987654321")
        ]
        copy.advance(hours=1)
        load_checked(copy.save())
