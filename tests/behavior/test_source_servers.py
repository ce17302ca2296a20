from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from botocore.exceptions import ClientError

from drsclient import (
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

UNKNOWN_SERVER = "s-00000000000000000"

ON_ONE_SERVER: dict[str, Callable[[DrsClient, str], object]] = {
    "StartReplication": lambda drs, server: drs.start_replication(server),
    "StopReplication": lambda drs, server: drs.stop_replication(server),
    "RetryDataReplication": lambda drs, server: drs.retry_data_replication(server),
    "DisconnectSourceServer": lambda drs, server: drs.disconnect_source_server(server),
    "DeleteSourceServer": lambda drs, server: drs.delete_source_server(server),
}


def test_start_replication(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A stopped server starts, and its new state is returned."""
    server_id = fake_drs.add_source_server(hostname="db-1")
    server = drs_client.start_replication(server_id)
    assert server.source_server_id == server_id
    assert server.hostname == "db-1"
    assert server.replication_state == "INITIATING"


def test_stop_replication(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A replicating server stops, and its new state is returned."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    server = drs_client.stop_replication(source_server_id=server_id)
    assert server.source_server_id == server_id
    assert server.replication_state == "STOPPED"


def test_retry_data_replication(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A stalled server starts again, and its new state is returned."""
    server_id = fake_drs.add_source_server(state="STALLED")
    server = drs_client.retry_data_replication(server_id)
    assert server.source_server_id == server_id
    assert server.replication_state == "INITIATING"


def test_disconnect_source_server(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A server is disconnected, and its new state is returned."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    server = drs_client.disconnect_source_server(server_id)
    assert server.source_server_id == server_id
    assert server.replication_state == "DISCONNECTED"


def test_delete_source_server(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A disconnected server is deleted, and nothing is returned."""
    server_id = fake_drs.add_source_server(state="DISCONNECTED")
    delete: Callable[[str], object] = drs_client.delete_source_server
    assert delete(server_id) is None
    assert list(drs_client.describe_source_servers()) == []


@pytest.mark.parametrize("operation", ON_ONE_SERVER)
def test_an_unknown_server_is_not_found(drs_client: DrsClient, operation: str) -> None:
    """The exception names the resource that does not exist."""
    with pytest.raises(ResourceNotFoundException) as caught:
        ON_ONE_SERVER[operation](drs_client, UNKNOWN_SERVER)
    error = caught.value
    assert error.resource_id == UNKNOWN_SERVER
    assert error.resource_type == "SourceServer"
    assert error.operation_name == operation
    assert error.status_code == 404
    assert error.request_id
    assert not error.retryable
    assert operation in str(error)


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        ("StartReplication", "CONTINUOUS"),
        ("StopReplication", "STOPPED"),
        ("DisconnectSourceServer", "DISCONNECTED"),
        ("DeleteSourceServer", "STOPPED"),
    ],
)
def test_a_server_in_the_wrong_state_is_a_conflict(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: str,
    state: Literal["CONTINUOUS", "STOPPED", "DISCONNECTED"],
) -> None:
    """The exception names the server, and handlers written for boto3 catch it."""
    server_id = fake_drs.add_source_server(state=state)
    with pytest.raises(ClientError) as caught:
        ON_ONE_SERVER[operation](drs_client, server_id)
    error = caught.value
    assert isinstance(error, ConflictException)
    assert error.code == "ConflictException"
    assert error.resource_id == server_id
    assert error.resource_type == "SourceServer"
    assert error.status_code == 409
    assert server_id in error.message
    assert isinstance(error.__cause__, ClientError)
    assert error.response is error.__cause__.response


def test_a_replicating_server_needs_no_retry(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The service refuses such a retry as invalid, and names the member."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    with pytest.raises(ValidationException) as caught:
        drs_client.retry_data_replication(server_id)
    assert caught.value.reason == "fieldValidationFailed"
    assert [field.name for field in caught.value.field_list] == ["sourceServerID"]
