"""Copies of templates, settings, launch actions and snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing import FakeDrs
from tests.fake.copies.accounts import answers

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

_GIB = 1024**3


def put_action(drs: Boto3DrsClient, resource_id: str, number: int, code: str) -> None:
    """Put a launch action."""
    drs.put_launch_action(
        resourceId=resource_id,
        actionId=f"00000000-0000-4000-8000-{number:012}",
        actionCode=code,
        actionVersion="3",
        active=number % 2 == 0,
        category="OTHER",
        description="why",
        name=f"action {number}",
        optional=True,
        order=number,
        parameters={"key": {"value": "text", "type": "SSM_STORE"}},
    )


def fill(fake: FakeDrs) -> None:
    """Add templates, and servers with settings of their own."""
    drs = fake.boto3_client()
    launch = drs.create_launch_configuration_template(
        exportBucketArn="arn:aws:s3:::templates",
        launchDisposition="STOPPED",
        tags={"team": "dr"},
    )["launchConfigurationTemplate"]
    template_id = launch.get("launchConfigurationTemplateID", "")
    put_action(drs, template_id, 7, "AWS-CreateImage")
    put_action(drs, template_id, 4, "AWS-RunShellScript")
    drs.create_replication_configuration_template(
        associateDefaultSecurityGroup=False,
        bandwidthThrottling=17,
        createPublicIP=False,
        dataPlaneRouting="PRIVATE_IP",
        defaultLargeStagingDiskType="ST1",
        ebsEncryption="DEFAULT",
        pitPolicy=[
            {"units": "MINUTE", "interval": 10, "retentionDuration": 60},
            {"units": "HOUR", "interval": 1, "retentionDuration": 24},
            {"units": "DAY", "interval": 1, "retentionDuration": 3},
        ],
        replicationServerInstanceType="m5.large",
        replicationServersSecurityGroupsIDs=["sg-0123456789abcdef0"],
        stagingAreaSubnetId="subnet-0123456789abcdef0",
        stagingAreaTags={"a": "b"},
        useDedicatedReplicationServer=True,
        tags={"team": "dr"},
    )
    server_id = fake.add_source_server(
        state="CONTINUOUS",
        disks=[8 * _GIB, 500 * _GIB, 20_000 * _GIB],
        ec2_launch_template_id="lt-0123456789abcdef0",
    )
    fake.add_source_server()
    put_action(drs, server_id, 2, "AWSSupport-TroubleshootEC2")
    drs.update_launch_configuration(
        sourceServerID=server_id,
        copyTags=True,
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": "i-0123456789abcdef0"},
    )
    drs.update_replication_configuration(
        sourceServerID=server_id,
        ebsEncryption="CUSTOM",
        ebsEncryptionKeyArn="arn:aws:kms:us-east-1:123456789012:key/k",
        replicatedDisks=[
            {
                "deviceName": "/dev/nvme0n1",
                "isBootDisk": True,
                "stagingDiskType": "GP3",
                "iops": 4000,
                "throughput": 300,
            }
        ],
    )


def test_settings_are_copied(fake: FakeDrs) -> None:
    """Templates and servers keep their settings and actions, and servers their own."""
    fill(fake)
    fake.advance(hours=3)
    with FakeDrs.copy_of(fake.client()) as copy:
        assert copy.copy_report is not None
        assert copy.copy_report.not_copied == []
        with FakeDrs.copy_of(copy.client()) as second:
            assert second.save() == copy.save()
        for one in (fake, copy):
            one.add_source_server()
            put_action(one.boto3_client(), "s-00000000000000003", 12, "AWS-CreateImage")
            one.advance(hours=1)
        assert answers(copy) == answers(fake)


def test_settings_of_copies_can_be_changed(fake: FakeDrs) -> None:
    """They have all members that a change may need."""
    fill(fake)
    with FakeDrs.copy_of(fake.client()) as copy:
        for one in (fake, copy):
            drs = one.boto3_client()
            drs.update_replication_configuration(
                sourceServerID="s-00000000000000001",
                defaultLargeStagingDiskType="GP2",
                replicatedDisks=[
                    {"deviceName": "/dev/nvme1n1", "stagingDiskType": "IO1"}
                ],
            )
            drs.update_launch_configuration_template(
                launchConfigurationTemplateID="lct-00000000000000001", copyTags=True
            )
        assert answers(copy) == answers(fake)


def test_settings_that_were_not_read_are_those_of_new_servers(fake: FakeDrs) -> None:
    """The templates of the account decide; snapshots are not copied either."""
    fill(fake)
    copy = FakeDrs.copy_of(fake.client(), source_server_details=False)
    second = FakeDrs.copy_of(fake.client(), source_server_details=False)
    assert second.save() == copy.save()
    assert copy.copy_report is not None
    (not_copied,) = copy.copy_report.not_copied
    assert not_copied.subject == (
        "the settings, launch actions and snapshots of source servers"
    )
    with copy:
        drs = copy.boto3_client()
        server_id = "s-00000000000000001"
        launch = drs.get_launch_configuration(sourceServerID=server_id)
        assert launch["launchDisposition"] == "STOPPED"
        assert launch.get("ec2LaunchTemplateID") == "lt-00000000000000001"
        settings = drs.get_replication_configuration(sourceServerID=server_id)
        assert settings["bandwidthThrottling"] == 17
        assert len(drs.list_launch_actions(resourceId=server_id)["items"]) == 2
        page = drs.describe_recovery_snapshots(sourceServerID=server_id)
        assert page["items"] == []
        copy.advance(hours=1)
        page = drs.describe_recovery_snapshots(sourceServerID=server_id)
        assert len(page["items"]) == 6
