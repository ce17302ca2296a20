from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import ReplicationConfigurationEbsEncryptionType
    from mypy_boto3_drs.type_defs import StartRecoveryRequestSourceServerTypeDef

    from drsclient.testing import FakeSite

ACCOUNT = "999999999999"
KEY_ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


def share_key(staging: FakeSite, server_id: str) -> str:
    """Encrypt a server's disks with a key of the account; return the server's ARN."""
    staging.boto3_client().update_replication_configuration(
        sourceServerID=server_id, ebsEncryption="CUSTOM", ebsEncryptionKeyArn=KEY_ARN
    )
    return staging.source_server(server_id).get("arn", "")


def staging_arn(fake: FakeSite, server_id: str) -> str:
    """Return the ARN of the server that an extended server is extended from."""
    area = fake.source_server(server_id).get("stagingArea", {})
    return area.get("stagingSourceServerArn", "")


def test_an_account_has_to_be_initialized_once() -> None:
    """All other calls are refused until the account is initialized."""
    with FakeDrs(initialized=False) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server()
        with pytest.raises(drs.exceptions.UninitializedAccountException):
            drs.describe_source_servers()
        with pytest.raises(drs.exceptions.UninitializedAccountException):
            drs.start_replication(sourceServerID=server_id)
        for _ in range(2):
            response = drs.initialize_service()
            assert response["ResponseMetadata"]["HTTPStatusCode"] == 204
            assert len(drs.describe_source_servers()["items"]) == 1


def test_a_server_is_extended(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """An extended server is a new resource with the staging server's replication."""
    fake.add_staging_account(ACCOUNT)
    staging = fake.site(account_id=ACCOUNT)
    staging_id = staging.add_source_server(
        hostname="db", state="INITIAL_SYNC", disks=[7], tags={"old": ""}
    )
    response = drs.create_extended_source_server(
        sourceServerArn=share_key(staging, staging_id), tags={"new": ""}
    )
    origin = staging.source_server(staging_id)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 201
    server = response["sourceServer"]
    server_id = server.get("sourceServerID", "")
    assert server_id != staging_id
    assert server.get("tags") == {"new": ""}
    assert server.get("stagingArea") == {
        "status": "EXTENDED",
        "stagingAccountID": ACCOUNT,
        "stagingSourceServerArn": origin.get("arn"),
    }
    for _ in range(2):
        server, origin = (
            fake.source_server(server_id),
            staging.source_server(staging_id),
        )
        assert server.get("dataReplicationInfo") == origin.get("dataReplicationInfo")
        assert server.get("sourceProperties") == {
            **origin.get("sourceProperties", {}),
            "lastUpdatedDateTime": "2030-01-01T00:00:00+00:00",
        }
        fake.advance(hours=1)
    snapshots = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    assert len(snapshots) == 8
    assert {one["sourceServerID"] for one in snapshots} == {server_id}


def test_only_some_servers_are_extensible(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Extended servers, and servers of a third account, cannot be extended."""
    fake.add_staging_account(ACCOUNT)
    staging = fake.site(account_id=ACCOUNT)
    good = staging.add_source_server(hostname="good", tags={"a": "b"})
    other = staging.add_source_server(staging_account_id="111122223333")
    fake.add_staging_account(ACCOUNT)

    def extensible() -> list[str | None]:
        response = drs.list_extensible_source_servers(stagingAccountID=ACCOUNT)
        return [item.get("hostname") for item in response["items"]]

    assert extensible() == ["good"]
    (item,) = drs.list_extensible_source_servers(stagingAccountID=ACCOUNT)["items"]
    arn = share_key(staging, good)
    assert item == {"hostname": "good", "arn": arn, "tags": {"a": "b"}}
    server = drs.create_extended_source_server(sourceServerArn=arn)["sourceServer"]
    assert extensible() == []
    for server_id in (good, other):
        arn = staging.source_server(server_id).get("arn", "")
        with pytest.raises(drs.exceptions.ValidationException, match="extended"):
            drs.create_extended_source_server(sourceServerArn=arn)
    drs.delete_source_server(sourceServerID=server.get("sourceServerID", ""))
    assert extensible() == ["good"]


def test_staging_accounts_are_those_of_extended_servers(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """An account without extended servers is not a staging account."""
    fake.add_staging_account("111122223333")
    fake.add_source_server()
    assert drs.list_staging_accounts()["accounts"] == []
    for _ in range(2):
        fake.add_source_server(staging_account_id=ACCOUNT)
        fake.add_source_server(staging_account_id="444455556666")
    pages = drs.get_paginator("list_staging_accounts").paginate(
        PaginationConfig={"PageSize": 1}
    )
    assert [page["accounts"] for page in pages] == [
        [{"accountID": ACCOUNT}],
        [{"accountID": "444455556666"}],
    ]


def test_other_accounts_are_closed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """An account without the role for staging accounts denies access."""
    arn = f"arn:aws:drs:us-east-1:{ACCOUNT}:source-server/s-00000000000000001"
    denied = pytest.raises(
        drs.exceptions.AccessDeniedException, match="Access is denied"
    )
    with denied:
        drs.list_extensible_source_servers(stagingAccountID=ACCOUNT)
    with denied:
        drs.create_extended_source_server(sourceServerArn=arn)
    fake.add_staging_account(ACCOUNT)
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match=arn):
        drs.create_extended_source_server(sourceServerArn=arn)
    with pytest.raises(drs.exceptions.ValidationException, match="eu-west-1"):
        drs.create_extended_source_server(
            sourceServerArn=arn.replace("us-east-1", "eu-west-1")
        )
    with pytest.raises(ValueError, match="accountID must"):
        fake.add_staging_account("1")


def test_source_servers_are_limited() -> None:
    """The quota of source servers includes extended ones."""
    with FakeDrs(quotas=Quotas(source_servers=2)) as fake:
        drs = fake.boto3_client()
        fake.add_staging_account(ACCOUNT)
        staging = fake.site(account_id=ACCOUNT)
        arn = share_key(staging, staging.add_source_server())
        fake.add_source_server()
        fake.add_source_server(staging_account_id=ACCOUNT)
        with pytest.raises(
            drs.exceptions.ServiceQuotaExceededException, match="at most 2"
        ):
            drs.create_extended_source_server(sourceServerArn=arn)


def test_an_extended_server_replicates_elsewhere(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Only the staging account can change the replication of an extended server."""
    server_id = fake.add_source_server(staging_account_id=ACCOUNT, state="STALLED")
    extended = pytest.raises(drs.exceptions.ConflictException, match="is extended")
    with extended:
        drs.start_replication(sourceServerID=server_id)
    with extended:
        drs.stop_replication(sourceServerID=server_id)
    with extended:
        drs.disconnect_source_server(sourceServerID=server_id)
    with extended:
        drs.update_replication_configuration(sourceServerID=server_id)
    with pytest.raises(drs.exceptions.ValidationException, match="extended"):
        drs.retry_data_replication(sourceServerID=server_id)
    settings = drs.get_replication_configuration(sourceServerID=server_id)
    assert settings["sourceServerID"] == server_id
    drs.update_launch_configuration(sourceServerID=server_id, copyTags=True)


def test_an_extended_server_can_be_launched(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The recovery uses the snapshots and the data of the staging server."""
    server_id = fake.add_source_server(
        staging_account_id=ACCOUNT, state="CONTINUOUS", disks=[7]
    )
    (snapshot, *_) = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    wanted: list[StartRecoveryRequestSourceServerTypeDef] = [
        {"sourceServerID": server_id},
        {"sourceServerID": server_id, "recoverySnapshotID": snapshot["snapshotID"]},
    ]
    for one in wanted:
        drs.start_recovery(sourceServers=[one])
        fake.advance(hours=1)
        assert fake.source_server(server_id).get("lastLaunchResult") == "SUCCEEDED"


def test_a_staging_server_can_disappear(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """An extended server stays when its staging server is deleted, with an error."""
    server_id = fake.add_source_server(staging_account_id=ACCOUNT, state="DISCONNECTED")
    assert fake.source_server(server_id).get("stagingArea", {}).get("status") == (
        "EXTENDED"
    )
    staging = fake.site(account_id=ACCOUNT).boto3_client()
    staging.delete_source_server(
        sourceServerID=staging_arn(fake, server_id).rpartition("/")[2]
    )
    server = fake.source_server(server_id)
    area = server.get("stagingArea", {})
    assert area.get("status") == "EXTENSION_ERROR"
    assert "was not found" in area.get("errorMessage", "")
    info = server.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "DISCONNECTED"
    drs.delete_source_server(sourceServerID=server_id)
    assert drs.describe_source_servers()["items"] == []


@pytest.mark.parametrize("encryption", ["DEFAULT", "NONE"])
def test_a_server_with_the_default_key_is_not_extended(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    encryption: ReplicationConfigurationEbsEncryptionType,
) -> None:
    """The other account cannot use the default EBS key; without a key, it need not."""
    fake.add_staging_account(ACCOUNT)
    staging = fake.site(account_id=ACCOUNT)
    staging_id = staging.add_source_server()
    staging.boto3_client().update_replication_configuration(
        sourceServerID=staging_id, ebsEncryption=encryption
    )
    arn = staging.source_server(staging_id).get("arn", "")
    if encryption == "DEFAULT":
        with pytest.raises(
            drs.exceptions.ValidationException, match="uses the default EBS key"
        ):
            drs.create_extended_source_server(sourceServerArn=arn)
    else:
        drs.create_extended_source_server(sourceServerArn=arn)


def test_a_seeded_extended_server_has_an_id_of_its_own(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The server in the staging account is another resource, and has a key."""
    chosen = "s-" + "a" * 17
    for source_server_id in (None, chosen):
        server_id = fake.add_source_server(
            source_server_id=source_server_id, staging_account_id=ACCOUNT
        )
        staging_id = staging_arn(fake, server_id).rpartition("/")[2]
        assert server_id != staging_id
        assert source_server_id in {None, server_id}
        staging = fake.site(account_id=ACCOUNT)
        assert staging.source_server(staging_id).get("stagingArea") == {
            "status": "NOT_EXTENDED",
            "stagingAccountID": ACCOUNT,
        }
        settings = drs.get_replication_configuration(sourceServerID=server_id)
        assert settings.get("ebsEncryption") == "CUSTOM"
        assert settings.get("ebsEncryptionKeyArn") == (
            f"arn:aws:kms:us-east-1:{ACCOUNT}:key/staging"
        )
    with pytest.raises(ValueError, match=f"{chosen} already"):
        fake.add_source_server(source_server_id=chosen, staging_account_id=ACCOUNT)


def test_an_extension_breaks_with_the_role(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Without the role, the extended server remains, and nothing can be extended."""
    server_id = fake.add_source_server(staging_account_id=ACCOUNT, state="CONTINUOUS")
    fake.remove_staging_account(ACCOUNT)
    server = fake.source_server(server_id)
    area = server.get("stagingArea", {})
    assert area.get("status") == "EXTENSION_ERROR"
    assert f"account {ACCOUNT} has no role" in area.get("errorMessage", "")
    info = server.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "DISCONNECTED"
    assert drs.describe_recovery_snapshots(sourceServerID=server_id)["items"] == []
    with pytest.raises(drs.exceptions.ConflictException):
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    with pytest.raises(drs.exceptions.AccessDeniedException, match="Access is denied"):
        drs.list_extensible_source_servers(stagingAccountID=ACCOUNT)
    with pytest.raises(ValueError, match=f"'{ACCOUNT}' is not a staging account"):
        fake.remove_staging_account(ACCOUNT)
    fake.add_staging_account(ACCOUNT)
    area = fake.source_server(server_id).get("stagingArea", {})
    assert area.get("status") == "EXTENDED"
    assert drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]


def test_an_extended_server_with_an_instance_can_be_deleted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The instance remains, and can be terminated, but not replicated back."""
    server_id = fake.add_source_server(staging_account_id=ACCOUNT, state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    drs.delete_source_server(sourceServerID=server_id)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("sourceServerID") == server_id
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match=server_id):
        drs.reverse_replication(recoveryInstanceID=instance_id)
    drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
    fake.advance(minutes=5)
    assert drs.describe_recovery_instances()["items"] == []


def test_tags_need_no_initialized_account() -> None:
    """The operations on tags do not declare the error."""
    with FakeDrs(initialized=False) as fake:
        drs = fake.boto3_client()
        arn = fake.source_server(fake.add_source_server()).get("arn", "")
        drs.tag_resource(resourceArn=arn, tags={"a": "b", "c": "d"})
        drs.untag_resource(resourceArn=arn, tagKeys=["c"])
        assert drs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "b"}
