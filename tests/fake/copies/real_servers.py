"""Source servers and their settings as real accounts answer with them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

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
