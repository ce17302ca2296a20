"""Launches of recovery instances, and failback."""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Scenario, Site, call, earlier, on_fake, refused

_ID: Final = "s-00000000000000001"
_ONE_SERVER: Final = [{"sourceServerID": _ID}]
_ORIGIN: Final = Site(region_name="us-west-2")
_INSTANCE: Final = earlier(
    "DescribeRecoveryInstances", "items", 0, "recoveryInstanceID"
)
_REVERSED: Final = earlier("DescribeSourceServers", "items", 0, "sourceServerID")
_INSTANCE_ID: Final = "i-d0000000000000001"

SCENARIOS: Final = (
    Scenario(
        name="drill",
        steps=[
            on_fake("add_source_server", hostname="db-1", state="CONTINUOUS"),
            on_fake("advance", hours=1),
            call("DescribeRecoverySnapshots", sourceServerID=_ID, order="DESC"),
            call(
                "StartRecovery",
                isDrill=True,
                sourceServers=[
                    {
                        "sourceServerID": _ID,
                        "recoverySnapshotID": earlier(
                            "DescribeRecoverySnapshots", "items", 0, "snapshotID"
                        ),
                    }
                ],
                tags={"drill": "monthly"},
            ),
            refused(
                "ConflictException",
                "StartRecovery",
                isDrill=True,
                sourceServers=_ONE_SERVER,
            ),
            on_fake("advance", hours=1),
            call(
                "DescribeJobs",
                filters={"jobIDs": [earlier("StartRecovery", "job", "jobID")]},
            ),
            call("DescribeJobLogItems", jobID=earlier("StartRecovery", "job", "jobID")),
            call("DescribeRecoveryInstances", filters={"sourceServerIDs": [_ID]}),
            refused(
                "ConflictException",
                "DeleteRecoveryInstance",
                recoveryInstanceID=_INSTANCE,
            ),
            call("TerminateRecoveryInstances", recoveryInstanceIDs=[_INSTANCE]),
            on_fake("advance", hours=1),
            call("DescribeJobs"),
            call("DescribeRecoveryInstances"),
            call("DeleteJob", jobID=earlier("StartRecovery", "job", "jobID")),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="failed-launch",
        steps=[
            on_fake("add_source_server", state="CONTINUOUS"),
            on_fake("fail_launch", _ID, "InsufficientInstanceCapacity"),
            call("StartRecovery", sourceServers=_ONE_SERVER),
            on_fake("advance", hours=1),
            call("DescribeJobs"),
            call("DescribeJobLogItems", jobID=earlier("StartRecovery", "job", "jobID")),
            call("DescribeSourceServers"),
            call("DescribeRecoveryInstances"),
        ],
    ),
    Scenario(
        name="failover-and-back",
        steps=[
            on_fake(
                "add_source_server",
                state="CONTINUOUS",
                origin_region=_ORIGIN.region_name,
            ),
            call("StartRecovery", sourceServers=_ONE_SERVER),
            on_fake("advance", hours=1),
            call("DescribeRecoveryInstances"),
            call("ReverseReplication", recoveryInstanceID=_INSTANCE),
            call("DescribeSourceServers").at(_ORIGIN),
            refused(
                "ConflictException",
                "StartRecovery",
                sourceServers=[{"sourceServerID": _REVERSED}],
            ).at(_ORIGIN),
            on_fake("advance", hours=1),
            call("DescribeSourceServers").at(_ORIGIN),
            call("StartRecovery", sourceServers=[{"sourceServerID": _REVERSED}]).at(
                _ORIGIN
            ),
            on_fake("advance", hours=1),
            call("DescribeRecoveryInstances").at(_ORIGIN),
            call("DescribeRecoveryInstances"),
            call("DeleteRecoveryInstance", recoveryInstanceID=_INSTANCE),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="failback-to-a-machine",
        steps=[
            on_fake(
                "add_source_server",
                state="CONTINUOUS",
                hardware_id="420f7d5a-6b4c-4f5e-9d0a-1b2c3d4e5f60",
            ),
            on_fake("add_recovery_instance", _ID),
            call("DescribeRecoveryInstances"),
            refused(
                "ValidationException",
                "ReverseReplication",
                recoveryInstanceID=_INSTANCE,
            ),
            call("GetFailbackReplicationConfiguration", recoveryInstanceID=_INSTANCE),
            call(
                "UpdateFailbackReplicationConfiguration",
                recoveryInstanceID=_INSTANCE,
                bandwidthThrottling=2**40,
                usePrivateIP=True,
            ),
            call("GetFailbackReplicationConfiguration", recoveryInstanceID=_INSTANCE),
            on_fake("trigger", _INSTANCE_ID, "connect failback client"),
            call("StopFailback", recoveryInstanceID=_INSTANCE),
            refused(
                "ConflictException",
                "StartFailbackLaunch",
                recoveryInstanceIDs=[_INSTANCE],
            ),
            on_fake("trigger", _INSTANCE_ID, "connect failback client"),
            on_fake("advance", hours=1),
            call(
                "StartFailbackLaunch",
                recoveryInstanceIDs=[_INSTANCE],
                tags={"back": "home"},
            ),
            on_fake("advance", hours=1),
            call("DescribeJobs"),
            call("DescribeRecoveryInstances"),
            call("DisconnectRecoveryInstance", recoveryInstanceID=_INSTANCE),
            call("DescribeRecoveryInstances"),
            call("DeleteRecoveryInstance", recoveryInstanceID=_INSTANCE),
        ],
    ),
)
