from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from drsclient import DrsClient
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

OTHER = "111122223333"


@pytest.fixture
def connect(fake: FakeDrs) -> Callable[[str, str], Boto3DrsClient]:
    """Return a function that makes a client with an access key and a Region."""

    def connect(access_key_id: str, region_name: str) -> Boto3DrsClient:
        return boto3.client(  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are installed
            "drs",
            aws_access_key_id=access_key_id,
            aws_secret_access_key="any",
            region_name=region_name,
            endpoint_url=fake.endpoint_url,
        )

    return connect


def servers(drs: Boto3DrsClient) -> list[str | None]:
    """Return the hostnames of a client's source servers."""
    items = drs.describe_source_servers()["items"]
    return [
        item.get("sourceProperties", {}).get("identificationHints", {}).get("hostname")
        for item in items
    ]


def test_accounts_and_regions_have_servers_of_their_own(fake: FakeDrs) -> None:
    """Each client sees the servers of its account in its Region."""
    fake.add_source_server(hostname="here")
    there = fake.site(account_id=OTHER)
    there.add_source_server(hostname="there")
    elsewhere = fake.site(region_name="eu-west-1")
    elsewhere.add_source_server(hostname="elsewhere")
    assert servers(fake.boto3_client()) == ["here"]
    assert servers(there.boto3_client()) == ["there"]
    assert servers(elsewhere.boto3_client()) == ["elsewhere"]
    assert (there.account_id, there.region_name) == (OTHER, "us-east-1")
    assert isinstance(there.client(), DrsClient)
    arn = there.source_server("s-00000000000000002").get("arn", "")
    assert f"us-east-1:{OTHER}:" in arn


@pytest.mark.parametrize(
    ("access_key_id", "region_name", "expected"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "us-east-1", ["here"]),
        (f"AKIA{OTHER}", "us-east-1", ["there"]),
        (f"ASIA{OTHER}", "us-east-1", ["there"]),
        (f"AKIA{OTHER}", "eu-west-1", []),
    ],
)
def test_a_signature_names_the_account_and_the_region(
    fake: FakeDrs,
    connect: Callable[[str, str], Boto3DrsClient],
    access_key_id: str,
    region_name: str,
    expected: list[str],
) -> None:
    """An access key without an account belongs to the fake's own account."""
    fake.add_source_server(hostname="here")
    fake.site(account_id=OTHER).add_source_server(hostname="there")
    assert servers(connect(access_key_id, region_name)) == expected
    (request,) = fake.requests
    assert request.region_name == region_name
    assert request.account_id in access_key_id or request.account_id == "123456789012"


def test_credentials_can_be_given_to_an_account(
    fake: FakeDrs, connect: Callable[[str, str], Boto3DrsClient]
) -> None:
    """Code that assumes a role can use the role's access key."""
    fake.site(account_id=OTHER).add_source_server(hostname="there")
    fake.add_credentials("ASIAASSUMEDROLE", account_id=OTHER)
    assert servers(connect("ASIAASSUMEDROLE", "us-east-1")) == ["there"]


def test_requests_without_a_signature_are_for_the_own_account(fake: FakeDrs) -> None:
    """Unsigned requests are allowed, as with `aws --no-sign-request`."""
    fake.add_source_server(hostname="here")
    drs = fake.boto3_client(config=Config(signature_version=UNSIGNED))
    assert servers(drs) == ["here"]


def test_ids_are_unique_in_all_accounts(fake: FakeDrs) -> None:
    """IDs are unique in all accounts, as in the real service."""
    other = fake.site(account_id=OTHER)
    assert fake.add_source_server() != other.add_source_server()


def test_each_account_and_region_is_initialized_on_its_own() -> None:
    """`InitializeService` in one does not initialize the others."""
    with FakeDrs(initialized=False) as fake:
        here = fake.boto3_client()
        there = fake.site(region_name="eu-west-1").boto3_client()
        here.initialize_service()
        assert servers(here) == []
        with pytest.raises(there.exceptions.UninitializedAccountException):
            there.describe_source_servers()


def test_a_site_needs_a_running_fake() -> None:
    """The error mentions the `with` statement."""
    with pytest.raises(RuntimeError, match="with FakeDrs"):
        FakeDrs().site(account_id=OTHER).boto3_client()


def test_code_that_makes_its_own_clients_finds_a_site(
    fake: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment names the endpoint, the credentials and the Region."""
    site = fake.site(account_id=OTHER, region_name="eu-west-1")
    site.add_source_server(hostname="there")
    for name, text in site.environment.items():
        monkeypatch.setenv(name, text)
    drs: Boto3DrsClient = boto3.client("drs")  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are installed
    assert servers(drs) == ["there"]
    with pytest.raises(RuntimeError, match="with FakeDrs"):
        _ = FakeDrs().environment


@pytest.mark.parametrize(
    ("region_name", "partition"),
    [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-isob-east-1", "aws-iso-b"),
        ("mars-north-1", "aws"),
    ],
)
def test_an_arn_names_the_partition_of_its_region(
    fake: FakeDrs, region_name: str, partition: str
) -> None:
    """ARNs have the partition that botocore's data has for the Region."""
    site = fake.site(region_name=region_name)
    arn = site.source_server(site.add_source_server()).get("arn", "")
    assert arn.startswith(f"arn:{partition}:drs:{region_name}:123456789012:")


@pytest.mark.parametrize("account_id", ["", "42", "1234567890123", "12345678901a"])
def test_an_account_id_has_twelve_digits(fake: FakeDrs, account_id: str) -> None:
    """Otherwise its credentials would be taken for those of another account."""
    message = f"an account ID must have 12 digits, not '{account_id}'"
    with pytest.raises(ValueError, match=message):
        FakeDrs(account_id=account_id)
    with pytest.raises(ValueError, match=message):
        fake.site(account_id=account_id)
    with pytest.raises(ValueError, match=message):
        fake.add_credentials("ASIAASSUMEDROLE", account_id=account_id)
    with pytest.raises(ValueError, match="the access key ID must not be empty"):
        fake.add_credentials("", account_id=OTHER)
