from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from drsclient import DrsClient, ThrottlingException
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from pathlib import Path


def test_clients_ignore_the_settings_of_the_machine(
    fake: FakeDrs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Settings with which boto3 cannot work at all make no difference."""
    config = tmp_path / "config"
    config.write_text("[default]\nregion = eu-west-1\nendpoint_url = http://[::\n")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_CONFIG_FILE": str(config),
        "AWS_DEFAULT_REGION": "no region",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "rubbish",
        "AWS_PROFILE": "nobody",
        "AWS_RETRY_MODE": "rubbish",
        "AWS_SHARED_CREDENTIALS_FILE": str(config),
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "no_proxy": "",
    }.items():
        monkeypatch.setenv(name, value)
    drs = fake.boto3_client()
    assert drs.describe_source_servers()["items"] == []
    assert drs.meta.region_name == "us-east-1"


def test_closing_the_fake_closes_its_clients() -> None:
    """A client that outlives its fake cannot reach anything."""
    with FakeDrs() as fake:
        drs = fake.boto3_client()
        drs.describe_source_servers()
    with pytest.raises(EndpointConnectionError, match="Could not connect"):
        drs.describe_source_servers()


def test_a_fake_that_is_not_running_has_no_clients() -> None:
    """Without a running server, a client has no endpoint."""
    with pytest.raises(RuntimeError, match="not running"):
        FakeDrs().boto3_client()


def test_the_client_of_the_fake_is_a_drs_client(fake: FakeDrs) -> None:
    """Errors of the fake are the client's exceptions."""
    server_id = fake.add_source_server()
    drs = fake.client()
    assert isinstance(drs, DrsClient)
    drs.start_replication(server_id)
    assert [request.operation for request in fake.requests] == ["StartReplication"]
    fake.fail("StopReplication", "ThrottlingException", retry_after=1)
    with pytest.raises(ThrottlingException) as caught:
        drs.stop_replication(server_id)
    assert caught.value.retry_after == 1
    assert isinstance(caught.value, ClientError)
