from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs, Quotas
from drsclient.testing._service_model import service_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import (
        ReplicationConfigurationReplicatedDiskStagingDiskTypeType,
    )
    from mypy_boto3_drs.type_defs import (
        PITPolicyRuleTypeDef,
        ReplicationConfigurationReplicatedDiskTypeDef,
        ReplicationConfigurationTemplateResponseTypeDef,
    )

GIB = 1024**3
TIB = 1024**4
OTHER_ID = "s-0123456789abcdef0"
REQUIRED = (
    service_model()
    .shape_for("CreateReplicationConfigurationTemplateRequest")
    .metadata["required"]
)
# botocore 1.40 requires these, too.
DEFAULTS = {
    "associateDefaultSecurityGroup": True,
    "createPublicIP": True,
    "dataPlaneRouting": "PUBLIC_IP",
    "defaultLargeStagingDiskType": "AUTO",
    "replicationServerInstanceType": "t3.small",
    "useDedicatedReplicationServer": False,
}
OTHER_TEMPLATE_ID = "rct-0123456789abcdef0"


def policy(*, days: int = 7, **changed: int) -> Sequence[PITPolicyRuleTypeDef]:
    """Return a PIT policy in the form in which a caller writes it."""
    return [
        {
            "units": "MINUTE",
            "interval": changed.get("minutes", 10),
            "retentionDuration": 60,
        },
        {"units": "HOUR", "interval": 1, "retentionDuration": changed.get("hours", 24)},
        {
            "units": "DAY",
            "interval": changed.get("every", 1),
            "retentionDuration": days,
        },
    ]


def create_template(
    drs: Boto3DrsClient, **settings: object
) -> ReplicationConfigurationTemplateResponseTypeDef:
    """Create a template with the settings that every template must have."""
    parameters: Any = {
        "bandwidthThrottling": 0,
        "ebsEncryption": "DEFAULT",
        "pitPolicy": policy(),
        "replicationServersSecurityGroupsIDs": [],
        "stagingAreaSubnetId": "subnet-12345678",
        "stagingAreaTags": {},
        **{name: DEFAULTS[name] for name in REQUIRED if name in DEFAULTS},
        **settings,
    }
    return drs.create_replication_configuration_template(**parameters)


def test_a_new_server_has_the_default_settings(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Without a template, the settings are the service's defaults."""
    server_id = fake.add_source_server(disks=[8 * GIB, 500 * GIB])
    settings: Any = drs.get_replication_configuration(sourceServerID=server_id)
    assert settings["sourceServerID"] == server_id
    assert (
        settings["name"]
        == f"Data Replication Configuration for Source Server {server_id}"
    )
    assert settings["dataPlaneRouting"] == "PUBLIC_IP"
    assert settings["replicationServerInstanceType"] == "t3.small"
    assert settings["replicatedDisks"] == [
        {
            "deviceName": "/dev/nvme0n1",
            "isBootDisk": True,
            "stagingDiskType": "AUTO",
            "optimizedStagingDiskType": "STANDARD",
        },
        {
            "deviceName": "/dev/nvme1n1",
            "isBootDisk": False,
            "stagingDiskType": "AUTO",
            "optimizedStagingDiskType": "GP3",
        },
    ]
    assert [
        (rule["units"], rule["interval"], rule["retentionDuration"])
        for rule in settings["pitPolicy"]
    ] == [("MINUTE", 10, 60), ("HOUR", 1, 24), ("DAY", 1, 7)]


def test_an_update_keeps_what_it_does_not_specify(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The response and later calls show all settings."""
    server_id = fake.add_source_server()
    before: Any = drs.get_replication_configuration(sourceServerID=server_id)
    after: Any = drs.update_replication_configuration(
        sourceServerID=server_id, name="new", bandwidthThrottling=50
    )
    assert (after["name"], after["bandwidthThrottling"]) == ("new", 50)
    again: Any = drs.get_replication_configuration(sourceServerID=server_id)
    for settings in (before, after, again):
        del settings["ResponseMetadata"]
    assert again == after == {**before, "name": "new", "bandwidthThrottling": 50}


def test_disks_are_updated_one_by_one(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The others keep their settings, and the service chooses the best type itself."""
    server_id = fake.add_source_server(disks=[500 * GIB, 500 * GIB, 500 * GIB])
    response = drs.update_replication_configuration(
        sourceServerID=server_id,
        defaultLargeStagingDiskType="ST1",
        replicatedDisks=[
            {
                "deviceName": "/dev/nvme1n1",
                "stagingDiskType": "GP3",
                "iops": 4000,
                "throughput": 200,
            },
            {"deviceName": "/dev/nvme2n1", "optimizedStagingDiskType": "IO1"},
        ],
    )
    assert response["replicatedDisks"] == [
        {
            "deviceName": "/dev/nvme0n1",
            "isBootDisk": True,
            "stagingDiskType": "AUTO",
            "optimizedStagingDiskType": "ST1",
        },
        {
            "deviceName": "/dev/nvme1n1",
            "isBootDisk": False,
            "stagingDiskType": "GP3",
            "iops": 4000,
            "throughput": 200,
        },
        {
            "deviceName": "/dev/nvme2n1",
            "isBootDisk": False,
            "stagingDiskType": "AUTO",
            "optimizedStagingDiskType": "ST1",
        },
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"replicatedDisks": [{"deviceName": "/dev/sdz"}]}, "/dev/sdz"),
        (
            {"replicatedDisks": [{"deviceName": "/dev/nvme0n1", "throughput": 200}]},
            "not GP3",
        ),
        (
            {
                "replicatedDisks": [
                    {
                        "deviceName": "/dev/nvme0n1",
                        "stagingDiskType": "GP3",
                        "iops": 80_001,
                    }
                ]
            },
            "at most 80000 iops",
        ),
        (
            {
                "replicatedDisks": [
                    {
                        "deviceName": "/dev/nvme0n1",
                        "stagingDiskType": "GP3",
                        "throughput": 2_001,
                    }
                ]
            },
            "at most 2000 throughput",
        ),
        ({"ebsEncryption": "CUSTOM"}, "ebsEncryptionKeyArn is required"),
        ({"pitPolicy": policy(minutes=5)}, "MINUTE"),
        ({"pitPolicy": policy(hours=48)}, "every HOUR"),
        ({"pitPolicy": policy(every=2)}, "every DAY"),
        ({"pitPolicy": [*policy()[:2], policy()[1]]}, "every DAY"),
        ({"pitPolicy": [*policy()[:2]] * 2}, "at most 3|every DAY"),
        ({"pitPolicy": policy(days=366)}, "not 366"),
    ],
)
def test_impossible_settings_are_refused(
    fake: FakeDrs, drs: Boto3DrsClient, settings: dict[str, Any], message: str
) -> None:
    """A refused update changes nothing."""
    server_id = fake.add_source_server()
    before = drs.get_replication_configuration(sourceServerID=server_id)
    with pytest.raises(drs.exceptions.ValidationException, match=message):
        drs.update_replication_configuration(sourceServerID=server_id, **settings)
    after = drs.get_replication_configuration(sourceServerID=server_id)
    assert after["pitPolicy"] == before["pitPolicy"]
    assert after["replicatedDisks"] == before["replicatedDisks"]
    assert after["ebsEncryption"] == before["ebsEncryption"]


@pytest.mark.parametrize("disk_type", ["GP2", "IO1", "SC1", "ST1", "STANDARD"])
def test_disks_above_16_tib_need_gp3(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    disk_type: ReplicationConfigurationReplicatedDiskStagingDiskTypeType,
) -> None:
    """Other types are refused for them; GP3 disks can be as fast as EBS allows."""
    server_id = fake.add_source_server(disks=[16 * TIB, 64 * TIB])
    small, large = "/dev/nvme0n1", "/dev/nvme1n1"

    def update(disk: ReplicationConfigurationReplicatedDiskTypeDef) -> None:
        drs.update_replication_configuration(
            sourceServerID=server_id, replicatedDisks=[disk]
        )

    update({"deviceName": small, "stagingDiskType": disk_type})
    with pytest.raises(drs.exceptions.ValidationException, match="than 16 TiB"):
        update({"deviceName": large, "stagingDiskType": disk_type})
    fast: ReplicationConfigurationReplicatedDiskTypeDef = {
        "deviceName": large,
        "stagingDiskType": "GP3",
        "iops": 80_000,
        "throughput": 2_000,
    }
    update(fast)
    settings = drs.get_replication_configuration(sourceServerID=server_id)
    assert settings["replicatedDisks"][1] == {**fast, "isBootDisk": False}


def test_a_disk_of_another_type_has_other_limits(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Its throughput goes with the type GP3, and its IOPS must fit that type."""
    server_id = fake.add_source_server()

    def update(
        disk_type: ReplicationConfigurationReplicatedDiskStagingDiskTypeType,
        **limits: int,
    ) -> ReplicationConfigurationReplicatedDiskTypeDef:
        change: Any = {"deviceName": "/dev/nvme0n1", "stagingDiskType": disk_type}
        (disk,) = drs.update_replication_configuration(
            sourceServerID=server_id, replicatedDisks=[change | limits]
        )["replicatedDisks"]
        return disk

    assert update("GP3", throughput=500).get("throughput") == 500
    assert "throughput" not in update("IO1", iops=90_000)
    with pytest.raises(drs.exceptions.ValidationException, match="at most 80000 iops"):
        update("GP3")
    assert update("GP3", iops=80_000).get("stagingDiskType") == "GP3"


def test_the_service_chooses_gp3_for_disks_above_16_tib(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The type for large disks does not matter, since no other type would do."""
    server_id = fake.add_source_server(disks=[16 * TIB, 64 * TIB])
    settings = drs.update_replication_configuration(
        sourceServerID=server_id, defaultLargeStagingDiskType="ST1"
    )
    assert [
        disk.get("optimizedStagingDiskType") for disk in settings["replicatedDisks"]
    ] == ["ST1", "GP3"]


def test_a_key_is_for_custom_encryption_only(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The service deletes the key when the encryption changes."""
    server_id = fake.add_source_server()
    key = "arn:aws:kms:us-east-1:123456789012:key/1"
    custom = drs.update_replication_configuration(
        sourceServerID=server_id, ebsEncryption="CUSTOM", ebsEncryptionKeyArn=key
    )
    assert custom["ebsEncryptionKeyArn"] == key
    none = drs.update_replication_configuration(
        sourceServerID=server_id, ebsEncryption="NONE"
    )
    assert "ebsEncryptionKeyArn" not in none


def test_the_pit_policy_says_how_long_snapshots_are_kept(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Daily snapshots are kept for the days of the policy."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs.update_replication_configuration(
        sourceServerID=server_id, pitPolicy=policy(days=2)
    )
    fake.advance(days=6)
    pages = drs.get_paginator("describe_recovery_snapshots").paginate(
        sourceServerID=server_id
    )
    times = {item["expectedTimestamp"] for page in pages for item in page["items"]}
    assert min(times) == "2030-01-05T00:00:00+00:00"


def test_a_new_server_takes_the_settings_of_the_template(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Existing servers keep their settings when the template changes."""
    old = fake.add_source_server()
    template_id = create_template(drs, useDedicatedReplicationServer=True)[
        "replicationConfigurationTemplateID"
    ]
    new = fake.add_source_server()
    drs.update_replication_configuration_template(
        replicationConfigurationTemplateID=template_id,
        useDedicatedReplicationServer=False,
    )
    drs.delete_replication_configuration_template(
        replicationConfigurationTemplateID=template_id
    )
    for server_id, is_dedicated in ((old, False), (new, True)):
        settings: Any = drs.get_replication_configuration(sourceServerID=server_id)
        assert settings["useDedicatedReplicationServer"] is is_dedicated
        assert "arn" not in settings
        assert settings["name"].endswith(server_id)


def test_a_template_has_all_settings(drs: Boto3DrsClient) -> None:
    """Settings that are not specified have their defaults; the rules get IDs."""
    template = create_template(drs, tags={"a": "b"}, createPublicIP=False)
    template_id = template["replicationConfigurationTemplateID"]
    assert template["arn"] == (
        "arn:aws:drs:us-east-1:123456789012"
        f":replication-configuration-template/{template_id}"
    )
    assert template["tags"] == {"a": "b"}
    assert template["createPublicIP"] is False
    assert template["defaultLargeStagingDiskType"] == "AUTO"
    assert [
        (rule.get("ruleID"), rule.get("enabled")) for rule in template["pitPolicy"]
    ] == [
        (1, True),
        (2, True),
        (3, True),
    ]


def test_a_second_template_is_refused(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """There is one for each account and Region; it makes room when it is deleted."""
    template_id = create_template(drs)["replicationConfigurationTemplateID"]
    exceeded = pytest.raises(
        drs.exceptions.ServiceQuotaExceededException, match="templates is 1"
    )
    with exceeded as caught:
        create_template(drs)
    assert "quotaCode" not in caught.value.response
    elsewhere = fake.site(region_name="eu-central-1").boto3_client()
    create_template(elsewhere)
    drs.delete_replication_configuration_template(
        replicationConfigurationTemplateID=template_id
    )
    create_template(drs)


def test_new_servers_take_the_oldest_template() -> None:
    """A test can allow more templates than the service does."""
    with FakeDrs(quotas=Quotas(replication_templates=2)) as fake:
        drs = fake.boto3_client()
        for is_dedicated in (True, False):
            create_template(drs, useDedicatedReplicationServer=is_dedicated)
        settings = drs.get_replication_configuration(
            sourceServerID=fake.add_source_server()
        )
    assert settings["useDedicatedReplicationServer"] is True


@pytest.fixture
def two_templates() -> Iterator[Boto3DrsClient]:
    """Provide a client of an account that can have two templates."""
    with FakeDrs(quotas=Quotas(replication_templates=2)) as fake:
        yield fake.boto3_client()


def test_templates_are_changed_listed_and_deleted(
    two_templates: Boto3DrsClient,
) -> None:
    """An update of a template keeps absent settings."""
    drs = two_templates
    one, two = (
        create_template(drs)["replicationConfigurationTemplateID"] for _ in range(2)
    )
    updated = drs.update_replication_configuration_template(
        replicationConfigurationTemplateID=one,
        arn="arn:aws:drs:us-east-1:123456789012:whatever",
        bandwidthThrottling=7,
    )
    assert updated["bandwidthThrottling"] == 7
    assert updated["arn"].endswith(one)
    assert updated["stagingAreaSubnetId"] == "subnet-12345678"

    def found(*ids: str) -> list[str]:
        response = drs.describe_replication_configuration_templates(
            replicationConfigurationTemplateIDs=ids
        )
        return [one["replicationConfigurationTemplateID"] for one in response["items"]]

    assert found() == [one, two]
    assert found(two, one) == [one, two]
    assert found(two) == [two]
    deleted = drs.delete_replication_configuration_template(
        replicationConfigurationTemplateID=one
    )
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert found() == [two]


def test_impossible_templates_are_refused(drs: Boto3DrsClient) -> None:
    """Templates have the same rules as servers."""
    with pytest.raises(drs.exceptions.ValidationException, match="not 366"):
        create_template(drs, pitPolicy=policy(days=366))
    template_id = create_template(drs)["replicationConfigurationTemplateID"]
    with pytest.raises(drs.exceptions.ValidationException, match="KeyArn"):
        drs.update_replication_configuration_template(
            replicationConfigurationTemplateID=template_id, ebsEncryption="CUSTOM"
        )


def test_unknown_ids_are_not_found(drs: Boto3DrsClient) -> None:
    """Unknown IDs are errors in the list of templates, too."""
    missing = pytest.raises(drs.exceptions.ResourceNotFoundException, match="f0 was")
    with missing:
        drs.get_replication_configuration(sourceServerID=OTHER_ID)
    with missing:
        drs.update_replication_configuration(sourceServerID=OTHER_ID)
    with missing:
        drs.describe_replication_configuration_templates(
            replicationConfigurationTemplateIDs=[OTHER_TEMPLATE_ID]
        )
    with missing:
        drs.update_replication_configuration_template(
            replicationConfigurationTemplateID=OTHER_TEMPLATE_ID
        )
    with missing:
        drs.delete_replication_configuration_template(
            replicationConfigurationTemplateID=OTHER_TEMPLATE_ID
        )
