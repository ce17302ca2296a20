from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import StartRecoveryRequestSourceServerTypeDef

ACCOUNT = "999999999999"


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
    origin = staging.source_server(staging_id)
    response = drs.create_extended_source_server(
        sourceServerArn=origin.get("arn", ""), tags={"new": ""}
    )
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
    arn = item.get("arn", "")
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
    denied = pytest.raises(drs.exceptions.AccessDeniedException, match=ACCOUNT)
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
        arn = staging.source_server(staging.add_source_server()).get("arn", "")
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
    server_id = fake.add_source_server(
        staging_account_id=ACCOUNT,
        state="DISCONNECTED",
        source_server_id="s-" + "a" * 17,
    )
    assert fake.source_server(server_id).get("stagingArea", {}).get("status") == (
        "EXTENDED"
    )
    staging = fake.site(account_id=ACCOUNT).boto3_client()
    staging.delete_source_server(sourceServerID=server_id)
    server = fake.source_server(server_id)
    area = server.get("stagingArea", {})
    assert area.get("status") == "EXTENSION_ERROR"
    assert "was not found" in area.get("errorMessage", "")
    info = server.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "DISCONNECTED"
    drs.delete_source_server(sourceServerID=server_id)
    assert drs.describe_source_servers()["items"] == []


def test_tags_need_no_initialized_account() -> None:
    """The operations on tags do not declare the error."""
    with FakeDrs(initialized=False) as fake:
        drs = fake.boto3_client()
        arn = fake.source_server(fake.add_source_server()).get("arn", "")
        drs.tag_resource(resourceArn=arn, tags={"a": "b", "c": "d"})
        drs.untag_resource(resourceArn=arn, tagKeys=["c"])
        assert drs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "b"}
