from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, get_args

import pytest
from mypy_boto3_drs.literals import DataReplicationStateType

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.exceptions import ClientError
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import DescribeSourceServersRequestFiltersTypeDef

STATES: list[DataReplicationStateType] = list(get_args(DataReplicationStateType))
OTHER_ID = "s-0123456789abcdef0"


def state(fake: FakeDrs, server_id: str) -> str | None:
    """Return the state of a server's replication."""
    return (
        fake.source_server(server_id)
        .get("dataReplicationInfo", {})
        .get("dataReplicationState")
    )


def members(error: ClientError) -> dict[str, Any]:
    """Return an error response, with members that only some errors have."""
    return dict(error.response)


def test_ids_are_counted(fake: FakeDrs) -> None:
    """IDs are the same in every run, and any ID can be chosen."""
    assert fake.add_source_server() == "s-00000000000000001"
    assert fake.add_source_server(source_server_id=OTHER_ID) == OTHER_ID
    assert fake.add_source_server() == "s-00000000000000003"


def test_impossible_servers_are_refused(fake: FakeDrs) -> None:
    """The fake rejects servers that DRS could not have."""
    fake.add_source_server(source_server_id=OTHER_ID)
    with pytest.raises(ValueError, match=f"{OTHER_ID} already"):
        fake.add_source_server(source_server_id=OTHER_ID)
    with pytest.raises(ValueError, match="sourceServerID must"):
        fake.add_source_server(source_server_id="s-1")
    wrong: Any = 7
    with pytest.raises(ValueError, match="state must be a string, not 7"):
        fake.add_source_server(state=wrong)
    with pytest.raises(ValueError, match=r"tags\['a'\] must be a string"):
        fake.add_source_server(tags={"a": wrong})


def test_a_server_is_as_it_was_added(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A client receives everything that a test specified for a server."""
    server_id = fake.add_source_server(
        hostname="db-1",
        disks=[10, 20],
        tags={"Name": "database"},
        hardware_id="i-0123456789abcdef0",
        os="Plan 9",
    )
    (server,) = drs.describe_source_servers()["items"]
    assert server == fake.source_server(server_id)
    assert server.get("arn") == (
        f"arn:aws:drs:us-east-1:123456789012:source-server/{server_id}"
    )
    assert server.get("tags") == {"Name": "database"}
    properties = server.get("sourceProperties", {})
    assert properties.get("identificationHints") == {
        "fqdn": "ip-10-0-0-2.ec2.internal",
        "hostname": "db-1",
        "awsInstanceID": "i-0123456789abcdef0",
    }
    assert properties.get("os") == {"fullString": "Plan 9"}
    assert [disk.get("bytes") for disk in properties.get("disks", [])] == [10, 20]
    assert server.get("sourceCloudProperties", {}).get("originRegion") == "us-east-1"
    assert server.get("stagingArea") == {
        "status": "NOT_EXTENDED",
        "stagingAccountID": "123456789012",
    }


def test_a_server_need_not_come_from_ec2(fake: FakeDrs) -> None:
    """A VMware machine has no cloud properties."""
    server = fake.source_server(fake.add_source_server(hardware_id="4230-abcd"))
    hints = server.get("sourceProperties", {}).get("identificationHints", {})
    assert hints.get("vmWareUuid") == "4230-abcd"
    assert "awsInstanceID" not in hints
    assert "sourceCloudProperties" not in server


def properties(fake: FakeDrs, server_id: str) -> dict[str, Any]:
    """Return the properties of a server's machine."""
    return dict(fake.source_server(server_id).get("sourceProperties", {}))


@pytest.mark.parametrize("state", ["STOPPED", "CONTINUOUS"])
def test_ec2_instances_have_a_network_interface_without_addresses(
    fake: FakeDrs, state: DataReplicationStateType
) -> None:
    """Its MAC address is a decimal number, and it may come first, in any fleet."""
    for primary, secondary in ((0, 1), (1, 0)):
        server_id = fake.add_source_server(state=state)
        interfaces = properties(fake, server_id)["networkInterfaces"]
        assert len(interfaces[primary]["ips"]) == 1
        assert interfaces[primary]["isPrimary"] is True
        assert "-" in interfaces[primary]["macAddress"]
        assert interfaces[secondary]["ips"] == []
        assert interfaces[secondary]["isPrimary"] is False
        assert interfaces[secondary]["macAddress"].isdecimal()
    on_premises = fake.add_source_server(hardware_id="4230-abcd")
    (only,) = properties(fake, on_premises)["networkInterfaces"]
    assert only["isPrimary"] is True


def test_ec2_instances_have_the_domain_names_of_ec2(fake: FakeDrs) -> None:
    """They derive from the address, and from the Region of the instance."""
    for region, domain in (
        ("us-east-1", "ec2.internal"),
        ("eu-west-1", "eu-west-1.compute.internal"),
    ):
        server_id = fake.add_source_server(hostname="db-1", origin_region=region)
        found = properties(fake, server_id)
        hints = found["identificationHints"]
        (address,) = (one for one in found["networkInterfaces"] if one["isPrimary"])
        name = address["ips"][0].replace(".", "-")
        assert hints["fqdn"] == f"ip-{name}.{domain}"
        assert hints["hostname"] == "db-1"


@pytest.mark.parametrize("state", ["STOPPED", "CONTINUOUS"])
def test_some_machines_do_not_know_their_own_name(
    fake: FakeDrs, state: DataReplicationStateType
) -> None:
    """The host name is right nevertheless."""
    ids = [
        fake.add_source_server(hostname="db-1", hardware_id="4230-abcd", state=state)
        for _ in range(2)
    ]
    hints = [properties(fake, one)["identificationHints"] for one in ids]
    assert [one["hostname"] for one in hints] == ["db-1"] * 2
    assert [one["fqdn"] for one in hints] == ["db-1.internal", "localhost.localdomain"]


def test_the_version_of_the_agent_can_be_chosen(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It stays the same on recovery instances; the default is a recent one."""
    recent = fake.source_server(fake.add_source_server()).get("agentVersion", "")
    assert recent.startswith("6.42.")
    server_id = fake.add_source_server(state="CONTINUOUS", agent_version="6.42.19")
    assert fake.source_server(server_id).get("agentVersion") == "6.42.19"
    fake.add_recovery_instance(server_id)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("agentVersion") == "6.42.19"
    with pytest.raises(ValueError, match="agentVersion must match"):
        fake.add_source_server(agent_version="latest")


def test_a_server_can_be_extended_from_another_account(fake: FakeDrs) -> None:
    """The staging area names the server in the other account."""
    server_id = fake.add_source_server(staging_account_id="999999999999")
    staging = fake.site(account_id="999999999999").boto3_client()
    (server,) = staging.describe_source_servers()["items"]
    assert fake.source_server(server_id).get("stagingArea") == {
        "status": "EXTENDED",
        "stagingAccountID": "999999999999",
        "stagingSourceServerArn": server.get("arn"),
    }


def test_region_and_account_are_those_of_the_fake() -> None:
    """The Region may be one that the service model does not know."""
    with FakeDrs(region_name="xx-nowhere-9", account_id="111122223333") as fake:
        fake.add_source_server()
        drs = fake.boto3_client()
        (server,) = drs.describe_source_servers()["items"]
    assert server.get("arn", "").startswith("arn:aws:drs:xx-nowhere-9:111122223333:")
    assert drs.meta.region_name == "xx-nowhere-9"


def test_a_returned_server_is_a_copy(fake: FakeDrs) -> None:
    """Changing the returned dict changes nothing in the fake."""
    server_id = fake.add_source_server(tags={"a": "b"})
    fake.source_server(server_id).get("tags", {}).clear()
    assert fake.source_server(server_id).get("tags") == {"a": "b"}


def test_a_server_that_does_not_exist_is_a_key_error(fake: FakeDrs) -> None:
    """The helper for tests raises a Python error, not one of the service."""
    with pytest.raises(KeyError):
        fake.source_server(OTHER_ID)


def test_servers_are_filtered(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """All filters must match; unknown IDs match nothing; empty lists mean all."""
    one = fake.add_source_server(hardware_id="i-00000001")
    two = fake.add_source_server(staging_account_id="999999999999")
    hardware = fake.source_server(two).get("sourceProperties", {})
    (mac,) = (
        interface.get("macAddress", "")
        for interface in hardware.get("networkInterfaces", [])
        if interface.get("isPrimary")
    )

    def found(
        **filters: Unpack[DescribeSourceServersRequestFiltersTypeDef],
    ) -> list[str | None]:
        items = drs.describe_source_servers(filters=filters)["items"]
        return [item.get("sourceServerID") for item in items]

    assert found() == [one, two]
    assert found(sourceServerIDs=[], stagingAccountIDs=[]) == [one, two]
    assert found(sourceServerIDs=[two, one]) == [one, two]
    assert found(sourceServerIDs=[OTHER_ID]) == []
    assert found(hardwareId="i-00000001") == [one]
    assert found(hardwareId=mac) == [two]
    assert found(stagingAccountIDs=["999999999999"]) == [two]
    assert found(stagingAccountIDs=["123456789012"], sourceServerIDs=[two]) == []


def test_a_server_goes_through_its_life_cycle(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Start, stop, disconnect and delete each have their own form of response."""
    server_id = fake.add_source_server()
    started = drs.start_replication(sourceServerID=server_id)["sourceServer"]
    assert started == fake.source_server(server_id)
    assert state(fake, server_id) == "INITIATING"
    stopped = drs.stop_replication(sourceServerID=server_id)["sourceServer"]
    assert stopped == fake.source_server(server_id)
    assert state(fake, server_id) == "STOPPED"
    disconnected = drs.disconnect_source_server(sourceServerID=server_id)
    assert disconnected["sourceServerID"] == server_id
    assert state(fake, server_id) == "DISCONNECTED"
    deleted = drs.delete_source_server(sourceServerID=server_id)
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert drs.describe_source_servers()["items"] == []


CALLS: dict[str, Callable[[Boto3DrsClient, str], object]] = {
    "start": lambda drs, one: drs.start_replication(sourceServerID=one),
    "stop": lambda drs, one: drs.stop_replication(sourceServerID=one),
    "retry": lambda drs, one: drs.retry_data_replication(sourceServerID=one),
    "disconnect": lambda drs, one: drs.disconnect_source_server(sourceServerID=one),
    "delete": lambda drs, one: drs.delete_source_server(sourceServerID=one),
}
ALLOWED: dict[str, set[str]] = {
    "start": {"STOPPED"},
    "stop": set[str](STATES) - {"STOPPED", "DISCONNECTED"},
    "retry": {"STALLED", "STOPPED", "DISCONNECTED"},
    "disconnect": set[str](STATES) - {"DISCONNECTED"},
    "delete": {"DISCONNECTED"},
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("before", STATES)
def test_each_operation_is_allowed_in_its_states(
    fake: FakeDrs, drs: Boto3DrsClient, before: DataReplicationStateType, call: str
) -> None:
    """In other states, `retry` is a validation error, and the others are conflicts."""
    server_id = fake.add_source_server(state=before)
    if before in ALLOWED[call]:
        CALLS[call](drs, server_id)
    elif call == "retry":
        with pytest.raises(drs.exceptions.ValidationException, match=before):
            CALLS[call](drs, server_id)
        assert state(fake, server_id) == before
    else:
        with pytest.raises(drs.exceptions.ConflictException, match=before) as caught:
            CALLS[call](drs, server_id)
        assert members(caught.value)["resourceId"] == server_id
        assert members(caught.value)["resourceType"] == "SourceServer"
        assert state(fake, server_id) == before


@pytest.mark.parametrize("call", CALLS)
def test_an_unknown_server_is_not_found(drs: Boto3DrsClient, call: str) -> None:
    """The error names the ID."""
    with pytest.raises(drs.exceptions.ResourceNotFoundException) as caught:
        CALLS[call](drs, OTHER_ID)
    assert members(caught.value)["resourceId"] == OTHER_ID
    assert members(caught.value)["resourceType"] == "SourceServer"


def test_the_servers_that_replicate_are_limited() -> None:
    """Stopping a server makes room for another; the default quota is 300."""
    assert Quotas().replicating_servers == 300
    with FakeDrs(quotas=Quotas(replicating_servers=2)) as fake:
        drs = fake.boto3_client()
        ids = [fake.add_source_server() for _ in range(3)]
        for server_id in ids[:2]:
            drs.start_replication(sourceServerID=server_id)
        with pytest.raises(drs.exceptions.ServiceQuotaExceededException) as caught:
            drs.start_replication(sourceServerID=ids[2])
        assert members(caught.value)["quotaCode"] == "L-C1D14A2B"
        drs.stop_replication(sourceServerID=ids[0])
        drs.start_replication(sourceServerID=ids[2])
