"""The settings that a new source server starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drsclient.testing._records.record import Wire


def replication_configuration() -> Wire:
    """Return a new server's replication settings, with wire names."""
    return {
        "associateDefaultSecurityGroup": True,
        "bandwidthThrottling": 0,
        "createPublicIP": False,
        "dataPlaneRouting": "PRIVATE_IP",
        "defaultLargeStagingDiskType": "GP3",
        "ebsEncryption": "DEFAULT",
        "pitPolicy": pit_policy(),
        "replicationServerInstanceType": "t3.small",
        "replicationServersSecurityGroupsIDs": [],
        "stagingAreaSubnetId": "subnet-00000000000000001",
        "stagingAreaTags": {},
        "useDedicatedReplicationServer": False,
    }


def pit_policy(days: int = 7) -> list[Wire]:
    """Return the default PIT policy, which keeps daily snapshots for some days."""
    rules = [("MINUTE", 10, 60), ("HOUR", 1, 24), ("DAY", 1, days)]
    return [
        {
            "ruleID": number,
            "units": units,
            "interval": interval,
            "retentionDuration": retention,
            "enabled": True,
        }
        for number, (units, interval, retention) in enumerate(rules, start=1)
    ]


def launch_configuration() -> Wire:
    """Return a new server's launch settings, with wire names."""
    return {
        "copyPrivateIp": False,
        "copyTags": False,
        "launchDisposition": "STARTED",
        "licensing": {"osByol": False},
        "postLaunchEnabled": False,
        "targetInstanceTypeRightSizingMethod": "BASIC",
    }
