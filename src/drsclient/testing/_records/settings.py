"""The settings that a new source server starts with."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from drsclient.testing._records.replication import device_name
from drsclient.testing._service_model import only_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._records.launch_action import LaunchAction
    from drsclient.testing._records.record import Wire
    from drsclient.testing._world.site import Site


def replication_configuration(
    site: Site, source_server_id: str, disks: Sequence[int]
) -> Wire:
    """Return a new server's replication settings: the account's, or the usual ones."""
    template = next(iter(site.replication_templates), None)
    return {
        "sourceServerID": source_server_id,
        "name": f"Data Replication Configuration for Source Server {source_server_id}",
        **(deepcopy(template.settings) if template else _staging_area()),
        "replicatedDisks": [
            {
                "deviceName": device_name(index),
                "isBootDisk": index == 0,
                "stagingDiskType": "AUTO",
            }
            for index in range(len(disks))
        ],
    }


def launch_configuration(site: Site, source_server_id: str) -> Wire:
    """Return a new server's launch settings: the account's, or the usual ones."""
    template = next(iter(site.launch_templates), None)
    settings = deepcopy(template.settings) if template else usual_launch_settings()
    # These two are of the account alone.
    settings.pop("exportBucketArn", None)
    del settings["launchIntoSourceInstance"]
    return {
        "sourceServerID": source_server_id,
        "name": f"Launch Configuration for Source Server {source_server_id}",
        "ec2LaunchTemplateID": site.world.new_id("lt-"),
        **settings,
        "launchIntoInstanceProperties": {},
    }


def launch_actions(site: Site) -> dict[str, LaunchAction]:
    """Return a new server's launch actions: the account's, or none."""
    template = next(iter(site.launch_templates), None)
    return deepcopy(template.launch_actions) if template else {}


def usual_replication_settings() -> Wire:
    """Return the replication settings that a template need not specify."""
    return only_known(
        "ReplicationConfiguration",
        {
            "associateDefaultSecurityGroup": True,
            "autoReplicateNewDisks": True,
            "createPublicIP": True,
            "dataPlaneRouting": "PUBLIC_IP",
            "defaultLargeStagingDiskType": "AUTO",
            "internetProtocol": "IPV4",
            "replicationServerInstanceType": "t3.small",
            "useDedicatedReplicationServer": False,
        },
    )


def usual_launch_settings() -> Wire:
    """Return the launch settings that a template need not specify."""
    return only_known(
        "LaunchConfigurationTemplate",
        {
            "copyPrivateIp": False,
            "copyTags": False,
            "launchDisposition": "STARTED",
            "launchIntoSourceInstance": False,
            "licensing": {"osByol": False},
            "postLaunchEnabled": False,
            "recoveryMode": "OPTIMAL",
            "targetInstanceTypeRightSizingMethod": "NONE",
        },
    )


def pit_policy(days: int = 7) -> list[Wire]:
    """Return a PIT policy that keeps daily snapshots for some days."""
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


def _staging_area() -> Wire:
    """Return the replication settings of an account without a template."""
    return {
        **usual_replication_settings(),
        "bandwidthThrottling": 0,
        "ebsEncryption": "DEFAULT",
        "pitPolicy": pit_policy(),
        "replicationServersSecurityGroupsIDs": [],
        "stagingAreaSubnetId": "subnet-00000000000000001",
        "stagingAreaTags": {},
    }
