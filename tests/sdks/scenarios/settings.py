"""Settings of the account and of source servers, and their templates."""

from __future__ import annotations

from typing import Final

from tests.sdks.scenario import Scenario, call, earlier, on_fake, refused

_ID: Final = "s-00000000000000001"
_REPLICATION_TEMPLATE: Final = earlier(
    "CreateReplicationConfigurationTemplate", "replicationConfigurationTemplateID"
)
_LAUNCH_TEMPLATE: Final = earlier(
    "CreateLaunchConfigurationTemplate",
    "launchConfigurationTemplate",
    "launchConfigurationTemplateID",
)
_POLICY: Final = [
    {
        "ruleID": 1,
        "units": "MINUTE",
        "interval": 10,
        "retentionDuration": 60,
        "enabled": True,
    },
    {
        "ruleID": 2,
        "units": "HOUR",
        "interval": 1,
        "retentionDuration": 24,
        "enabled": True,
    },
    {
        "ruleID": 3,
        "units": "DAY",
        "interval": 1,
        "retentionDuration": 7,
        "enabled": False,
    },
]
_ACTION: Final = {
    "actionId": "10000000-0000-0000-0000-000000000001",
    "actionCode": "AWS-RunShellScript",
    "actionVersion": "1",
    "name": "Check the disks",
    "description": "Runs when the instance has started",
    "category": "VALIDATION",
    "order": 1001,
    "optional": True,
    "active": True,
    "parameters": {
        "commands": {"type": "SSM_STORE", "value": "drs.commands"},
        "instance": {"type": "DYNAMIC", "value": "instance-id"},
    },
}

SCENARIOS: Final = (
    Scenario(
        name="account",
        fake={"initialized": False},
        steps=[
            refused("UninitializedAccountException", "DescribeSourceServers"),
            call("InitializeService"),
            call("DescribeSourceServers"),
        ],
    ),
    Scenario(
        name="replication-settings",
        steps=[
            call(
                "CreateReplicationConfigurationTemplate",
                associateDefaultSecurityGroup=True,
                bandwidthThrottling=0,
                createPublicIP=False,
                dataPlaneRouting="PRIVATE_IP",
                defaultLargeStagingDiskType="GP3",
                ebsEncryption="DEFAULT",
                pitPolicy=_POLICY,
                replicationServerInstanceType="t3.small",
                replicationServersSecurityGroupsIDs=["sg-00000000000000001"],
                stagingAreaSubnetId="subnet-00000000000000001",
                stagingAreaTags={"area": "staging"},
                tags={"team": "dr"},
                useDedicatedReplicationServer=False,
            ),
            call(
                "UpdateReplicationConfigurationTemplate",
                replicationConfigurationTemplateID=_REPLICATION_TEMPLATE,
                ebsEncryption="CUSTOM",
                ebsEncryptionKeyArn="arn:aws:kms:us-east-1:123456789012:key/"
                "00000000-0000-0000-0000-000000000001",
            ),
            call(
                "DescribeReplicationConfigurationTemplates",
                replicationConfigurationTemplateIDs=[_REPLICATION_TEMPLATE],
            ),
            on_fake("add_source_server"),
            call("GetReplicationConfiguration", sourceServerID=_ID),
            refused(
                "ValidationException",
                "UpdateReplicationConfiguration",
                sourceServerID=_ID,
                replicatedDisks=[{"deviceName": "/dev/none"}],
            ),
            call(
                "UpdateReplicationConfiguration",
                sourceServerID=_ID,
                bandwidthThrottling=500,
                name="db-1",
            ),
            call(
                "DeleteReplicationConfigurationTemplate",
                replicationConfigurationTemplateID=_REPLICATION_TEMPLATE,
            ),
            refused(
                "ResourceNotFoundException",
                "DescribeReplicationConfigurationTemplates",
                replicationConfigurationTemplateIDs=[_REPLICATION_TEMPLATE],
            ),
        ],
    ),
    Scenario(
        name="launch-settings",
        steps=[
            call(
                "CreateLaunchConfigurationTemplate",
                copyPrivateIp=False,
                launchDisposition="STARTED",
                licensing={"osByol": True},
                recoveryMode="FAST",
                tags={"team": "dr"},
            ),
            refused(
                "ServiceQuotaExceededException", "CreateLaunchConfigurationTemplate"
            ),
            call(
                "UpdateLaunchConfigurationTemplate",
                launchConfigurationTemplateID=_LAUNCH_TEMPLATE,
                copyTags=True,
                exportBucketArn="arn:aws:s3:::templates",
            ),
            call("DescribeLaunchConfigurationTemplates"),
            on_fake("add_source_server"),
            call("GetLaunchConfiguration", sourceServerID=_ID),
            call(
                "UpdateLaunchConfiguration",
                sourceServerID=_ID,
                launchDisposition="STOPPED",
                targetInstanceTypeRightSizingMethod="NONE",
            ),
            call(
                "DeleteLaunchConfigurationTemplate",
                launchConfigurationTemplateID=_LAUNCH_TEMPLATE,
            ),
        ],
    ),
    Scenario(
        name="launch-actions",
        steps=[
            call("CreateLaunchConfigurationTemplate", postLaunchEnabled=True),
            call("PutLaunchAction", resourceId=_LAUNCH_TEMPLATE, **_ACTION),
            on_fake("add_source_server"),
            call("ListLaunchActions", resourceId=_ID),
            refused(
                "ConflictException",
                "PutLaunchAction",
                resourceId=_ID,
                **{**_ACTION, "actionId": "10000000-0000-0000-0000-000000000002"},
            ),
            call(
                "ListLaunchActions",
                resourceId=_ID,
                filters={"actionIds": [_ACTION["actionId"]]},
            ),
            call("DeleteLaunchAction", resourceId=_ID, actionId=_ACTION["actionId"]),
            refused(
                "ResourceNotFoundException",
                "DeleteLaunchAction",
                resourceId=_ID,
                actionId=_ACTION["actionId"],
            ),
        ],
    ),
)
