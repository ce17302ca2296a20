"""Copies of source servers as real accounts answer them, which the fake never does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient._iso8601 import parse_date_time, parse_duration
from drsclient._json import is_list, is_object
from drsclient.testing import Ec2Hooks, FakeDrs, InstanceLaunch
from drsclient.testing._state_checks import load_checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_drs.type_defs import SourceServerTypeDef

NOW: Final = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
GIB: Final = 1024**3

LINUX: Final = "s-3a1d5e7f9b2c4d6e8"
WINDOWS: Final = "s-4b2e6f8a0c3d5e7f9"

STEPS: Final = (
    "WAIT",
    "CREATE_SECURITY_GROUP",
    "LAUNCH_REPLICATION_SERVER",
    "BOOT_REPLICATION_SERVER",
    "AUTHENTICATE_WITH_SERVICE",
    "DOWNLOAD_REPLICATION_SOFTWARE",
    "CREATE_STAGING_DISKS",
    "ATTACH_STAGING_DISKS",
    "PAIR_REPLICATION_SERVER_WITH_AGENT",
    "CONNECT_AGENT_TO_REPLICATION_SERVER",
    "START_DATA_TRANSFER",
)


def arn(server_id: str, account_id: str = "123456789012") -> str:
    """Return the ARN of a source server."""
    return f"arn:aws:drs:us-east-1:{account_id}:source-server/{server_id}"


def initiation(*statuses: str) -> dict[str, Any]:
    """Return an initiation whose last steps have these statuses."""
    done = ["SUCCEEDED"] * (len(STEPS) - len(statuses))
    return {
        "startDateTime": "2026-05-03T21:10:33.829738+00:00",
        "nextAttemptDateTime": "2026-05-04T03:25:00+00:00",
        "steps": [
            {"name": name, "status": status}
            for name, status in zip(STEPS, [*done, *statuses], strict=True)
        ],
    }


def disk(name: str, total: int, replicated: int, **others: object) -> dict[str, Any]:
    """Return a replicated disk."""
    return {
        "deviceName": name,
        "totalStorageBytes": total,
        "replicatedStorageBytes": replicated,
        "rescannedStorageBytes": 0,
        "backloggedStorageBytes": 0,
        **others,
    }


def linux(info: Mapping[str, object], **members: object) -> dict[str, Any]:
    """Return a server on EC2 with two disks, of which one is not replicated."""
    return {
        "sourceServerID": LINUX,
        "arn": arn(LINUX),
        "tags": {"Name": "db-1", "source:region": "eu-west-1"},
        "lastLaunchResult": "SUCCEEDED",
        "dataReplicationInfo": {"stagingAvailabilityZone": "us-east-1f", **info},
        "lifeCycle": {
            "addedToServiceDateTime": "2026-04-02T17:42:54.510190+00:00",
            "elapsedReplicationDuration": "P31DT9H19M2.136909S",
            "firstByteDateTime": "2026-04-02T17:43:52.777003+00:00",
            "lastLaunch": {
                "initiated": {
                    "apiCallDateTime": "2026-05-01T08:00:01.5+00:00",
                    "jobID": "drsjob-5f3ddf07c0eb9fe45",
                    "type": "DRILL",
                },
                "status": "LAUNCHED",
            },
            "lastSeenByServiceDateTime": "2026-05-04T03:00:14.208899+00:00",
        },
        "recoveryInstanceId": "i-0fedcba9876543210",
        "replicationDirection": "FAILOVER",
        "sourceCloudProperties": {
            "originAccountID": "123456789012",
            "originRegion": "eu-west-1",
            "originAvailabilityZone": "eu-west-1c",
            "sourceOutpostArn": (
                "arn:aws:outposts:eu-west-1:123456789012:outpost/op-0123456789abcdef0"
            ),
        },
        "sourceNetworkID": "sn-0123456789abcdef0",
        "sourceProperties": {
            "lastUpdatedDateTime": "2026-05-03T22:18:09+00:00",
            "recommendedInstanceType": "m5.2xlarge",
            "identificationHints": {
                "fqdn": "localhost.localdomain",
                "hostname": "db-1",
                "awsInstanceID": "i-0b3407219a2297268",
            },
            "networkInterfaces": [
                {"macAddress": "3206145913297", "ips": [], "isPrimary": False},
                {
                    "macAddress": "02-E5-D1-63-C4-17",
                    "ips": ["10.1.2.3", "fe80::1"],
                    "isPrimary": True,
                },
            ],
            "disks": [
                {"deviceName": "/dev/sda1", "bytes": 100 * GIB},
                {"deviceName": "/dev/sdb", "bytes": 50 * GIB},
                {"bytes": 7},
            ],
            "cpus": [{"cores": 8, "modelName": "Graviton"}],
            "ramBytes": 32 * GIB,
            "os": {"fullString": "Linux version 6.1"},
            "supportsNitroInstances": False,
        },
        "stagingArea": {"status": "NOT_EXTENDED", "stagingAccountID": "123456789012"},
        "agentVersion": "6.42.12.2025.353.1309",
        **members,
    }


# Servers on premises can lack most members.
BARE: Final = {
    "sourceServerID": WINDOWS,
    "arn": arn(WINDOWS),
    "sourceProperties": {
        "identificationHints": {
            "hostname": "WIN-1",
            "vmWareUuid": "422c1d8e-9b3a-4f5e-8d7c-6b5a49382716",
        },
        "disks": [{"deviceName": "c:0", "bytes": 60 * GIB}],
    },
}

CONTINUOUS: Final = {
    "dataReplicationState": "CONTINUOUS",
    "dataReplicationInitiation": initiation(),
    "lagDuration": "PT4.5S",
    "replicatedDisks": [
        disk(
            "/dev/sda1",
            100 * GIB,
            100 * GIB,
            rescannedStorageBytes=100 * GIB,
            backloggedStorageBytes=4096,
            volumeStatus="CONTAINS_MARKETPLACE_PRODUCT_CODES",
        )
    ],
    "stagingOutpostArn": (
        "arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef1"
    ),
}
TWO_DISKS: Final = [
    disk("/dev/sda1", 100 * GIB, 100 * GIB, rescannedStorageBytes=5),
    disk("/dev/sdb", 50 * GIB, 10 * GIB, volumeStatus="PENDING"),
]
SERVERS: Final[dict[str, dict[str, Any]]] = {
    "continuous": linux(CONTINUOUS),
    "initial sync": linux(
        {
            "dataReplicationState": "INITIAL_SYNC",
            "dataReplicationInitiation": initiation(),
            "etaDateTime": "2026-05-04T09:00:00.123456+00:00",
            "lagDuration": "P1DT5M",
            "replicatedDisks": TWO_DISKS,
        }
    ),
    "initial sync without a time": linux(
        {"dataReplicationState": "INITIAL_SYNC", "replicatedDisks": TWO_DISKS}
    ),
    "initial sync that is late": linux(
        {
            "dataReplicationState": "INITIAL_SYNC",
            "etaDateTime": "2026-05-04T02:00:00+00:00",
            "replicatedDisks": [],
        }
    ),
    "initiating for hours": linux(
        {
            "dataReplicationState": "INITIATING",
            "dataReplicationInitiation": initiation("IN_PROGRESS", "NOT_STARTED"),
            "replicatedDisks": [disk("/dev/sda1", 100 * GIB, 0)],
        }
    ),
    "initiating without steps": linux({"dataReplicationState": "INITIATING"}),
    "backlog": linux(
        {
            "dataReplicationState": "BACKLOG",
            "dataReplicationInitiation": initiation(),
            "lagDuration": "PT3H20M",
            "etaDateTime": "2026-05-04T05:00:00+00:00",
            "replicatedDisks": [
                disk("/dev/sda1", 100 * GIB, 100 * GIB, backloggedStorageBytes=2**35)
            ],
        }
    ),
    "backlog that is late": linux(
        {
            "dataReplicationState": "BACKLOG",
            "lagDuration": "-PT1S",
            "etaDateTime": "2026-05-04T00:00:00+00:00",
        }
    ),
    "rescan": linux(
        {
            "dataReplicationState": "RESCAN",
            "lagDuration": "PT20M",
            "etaDateTime": "2026-05-04T04:02:01+00:00",
            "replicatedDisks": [
                disk("/dev/sda1", 100 * GIB, 100 * GIB, rescannedStorageBytes=2**33)
            ],
        }
    ),
    "stalled": linux(
        {
            "dataReplicationState": "STALLED",
            "lagDuration": "PT6H",
            "dataReplicationError": {"error": "AGENT_NOT_SEEN", "rawError": ""},
            "replicatedDisks": TWO_DISKS,
        }
    ),
    "stalled without an error": linux({"dataReplicationState": "STALLED"}),
    "stalled in the initiation": linux(
        {
            "dataReplicationState": "STALLED",
            "dataReplicationInitiation": initiation("FAILED", *["NOT_STARTED"] * 5),
            "dataReplicationError": {
                "error": "FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE"
            },
        },
        lifeCycle={"addedToServiceDateTime": "2026-05-03T21:10:00+00:00"},
    ),
    "disconnected": linux(
        {
            "dataReplicationState": "DISCONNECTED",
            "replicatedDisks": [disk("/dev/sda1", 0, 0)],
        }
    ),
    "not extended anymore": linux(
        {"dataReplicationState": "DISCONNECTED"},
        stagingArea={
            "status": "EXTENSION_ERROR",
            "stagingAccountID": "210987654321",
            "stagingSourceServerArn": arn("s-5c3f7a9b1d4e6f8a0", "210987654321"),
            "errorMessage": "Role cannot be assumed",
        },
    ),
    "bare": BARE,
    "bare, initial sync": {
        **BARE,
        "dataReplicationInfo": {
            "dataReplicationState": "INITIAL_SYNC",
            "replicatedDisks": [{"deviceName": "c:0", "totalStorageBytes": 5}, {}],
        },
    },
}

DETAILS: Final[dict[str, dict[str, Any]]] = {
    "GetLaunchConfiguration": {
        "sourceServerID": LINUX,
        "name": "db-1",
        "ec2LaunchTemplateID": "lt-0123456789abcdef0",
        "launchDisposition": "STARTED",
        "licensing": {},
    },
    "GetReplicationConfiguration": {
        "sourceServerID": LINUX,
        "bandwidthThrottling": 100,
        "ebsEncryption": "CUSTOM",
        "ebsEncryptionKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
        "replicatedDisks": [
            {"deviceName": "/dev/sda1", "optimizedStagingDiskType": "ST1"},
            {"deviceName": "/dev/sdz", "stagingDiskType": "GP2", "iops": 0},
        ],
    },
    "ListLaunchActions": {
        "items": [
            {
                "actionId": "0a1b2c3d-0000-4000-8000-000000000001",
                "actionCode": "My-Document",
                "order": 1001,
                "type": "SSM_AUTOMATION",
            },
            {"actionId": "0a1b2c3d-0000-4000-8000-000000000002"},
        ]
    },
    "DescribeRecoverySnapshots": {
        "items": [
            {
                "snapshotID": "pit-0123456789abcdef2",
                "sourceServerID": LINUX,
                "expectedTimestamp": "2026-05-04T02:50:00+00:00",
                "timestamp": "2026-05-04T03:01:59.5+00:00",
                "ebsSnapshots": ["snap-0123456789abcdef0"],
            },
            {
                "snapshotID": "pit-0123456789abcdef1",
                "sourceServerID": LINUX,
                "expectedTimestamp": "2026-05-04T02:40:00+00:00",
            },
        ]
    },
}


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
