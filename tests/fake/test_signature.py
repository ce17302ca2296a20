from __future__ import annotations

import pytest
from botocore.config import Config

from drsclient.testing import FakeDrs
from drsclient.testing._http.requests import Caller, read_caller

KEY = "AWS4-HMAC-SHA256 Credential=AKID/20300101/eu-west-1/drs/aws4_request"


@pytest.mark.parametrize(
    "text", [KEY, f"{KEY}, SignedHeaders=host, Signature=0", f"{KEY},SignedHeaders=a"]
)
def test_a_signature_names_the_caller(text: str) -> None:
    """The access key ID and the Region are read in all forms of the header."""
    assert read_caller({"authorization": text}) == Caller("AKID", "eu-west-1")


def test_the_order_of_the_parts_does_not_matter() -> None:
    """The credential may come after other parts."""
    text = KEY.replace("Credential", "SignedHeaders=host, Credential")
    assert read_caller({"authorization": text}) == Caller("AKID", "eu-west-1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bearer token",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=AKID",
        "AWS4-HMAC-SHA256 Credential=/20300101/eu-west-1/drs/aws4_request",
        "AWS4-HMAC-SHA256 Credential=AKID/20300101//drs/aws4_request",
        "AWS4-ECDSA-P256-SHA256 Credential=AKID/20300101/drs/aws4_request",
        "Credential=AKID/20300101/eu-west-1/drs/aws4_request",
        "\xff=,/,/",
    ],
)
def test_other_signatures_name_nobody(text: str) -> None:
    """A header in another form is no error."""
    assert read_caller({"authorization": text}) is None


def test_unsigned_requests_name_nobody() -> None:
    """Without the header, there is no caller."""
    assert read_caller({}) is None


def test_the_signature_of_boto3_is_read() -> None:
    """A real client signs for its Region."""
    with FakeDrs(region_name="eu-central-1") as fake:
        fake.boto3_client(config=Config()).describe_source_servers()
        caller = read_caller(fake.requests[0].headers)
    assert caller
    assert caller.region_name == "eu-central-1"
