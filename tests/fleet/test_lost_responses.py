from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from drsclient import (
    ConflictException,
    DrsConnectionError,
    DrsResponseError,
    InternalServerException,
    ResourceNotFoundException,
    ValidationException,
)
from drsclient.testing import Html, Reset, ServiceError, Truncated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.literals import DataReplicationStateType

    from drsclient import DrsClient, DrsError
    from drsclient.testing import FakeDrs
    from drsclient.testing._faults import Fault

LOST = Reset(after_processing=True)
each_loss = pytest.mark.parametrize(
    "fault", [LOST, Truncated()], ids=["reset", "truncated"]
)


@each_loss
@pytest.mark.parametrize(
    ("before", "method", "after"),
    [
        ("STOPPED", "start_replication", "INITIATING"),
        ("CONTINUOUS", "stop_replication", "STOPPED"),
        ("STALLED", "retry_data_replication", "INITIATING"),
        ("STOPPED", "disconnect_source_server", "DISCONNECTED"),
    ],
)
def test_a_call_that_took_effect_is_a_success(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    *,
    fault: Fault,
    before: DataReplicationStateType,
    method: str,
    after: str,
) -> None:
    """The second attempt is refused, so the server's state is checked."""
    server_id = fake_drs.add_source_server(state=before)
    operation = "".join(part.capitalize() for part in method.split("_"))
    fake_drs.inject(fault, operation)
    outcome = getattr(drs_client, f"{method}_many")([server_id])
    assert outcome.is_success
    assert outcome.results[server_id].source_server_id == server_id
    assert outcome.results[server_id].replication_state == after
    fake_drs.assert_requested(operation, times=2)
    fake_drs.assert_requested("DescribeSourceServers", times=1)


@each_loss
def test_a_missing_server_was_deleted(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """A deletion whose response is lost needs no check."""
    server_id = fake_drs.add_source_server(state="DISCONNECTED")
    fake_drs.inject(fault, "DeleteSourceServer")
    outcome = drs_client.delete_source_server_many([server_id])
    assert outcome.results == {server_id: None}
    fake_drs.assert_requested("DeleteSourceServer", times=2)


@pytest.mark.parametrize(
    ("state", "method", "kind"),
    [
        ("CONTINUOUS", "start_replication", ConflictException),
        ("STOPPED", "stop_replication", ConflictException),
        ("CONTINUOUS", "retry_data_replication", ValidationException),
        ("DISCONNECTED", "disconnect_source_server", ConflictException),
        ("STOPPED", "delete_source_server", ConflictException),
        (None, "delete_source_server", ResourceNotFoundException),
    ],
)
def test_a_refusal_after_a_throttle_stands(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    *,
    state: DataReplicationStateType | None,
    method: str,
    kind: type[DrsError],
) -> None:
    """A throttled attempt was not carried out."""
    server_id = "s-00000000000000000"
    if state is not None:
        fake_drs.add_source_server(source_server_id=server_id, state=state)
    fake_drs.inject(ServiceError("ThrottlingException"))
    outcome = getattr(drs_client, f"{method}_many")([server_id])
    assert type(outcome.failed[server_id]) is kind
    assert len(fake_drs.requests) == 2


@pytest.mark.parametrize(
    ("state", "method"),
    [("DISCONNECTED", "start_replication"), ("STOPPED", "delete_source_server")],
)
def test_a_refusal_stands_if_the_server_is_in_another_state(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    state: DataReplicationStateType,
    method: str,
) -> None:
    """The previous request was lost on its way to the service."""
    server_id = fake_drs.add_source_server(state=state)
    fake_drs.inject(Reset())
    outcome = getattr(drs_client, f"{method}_many")([server_id])
    assert type(outcome.failed[server_id]) is ConflictException


def test_a_refusal_of_another_kind_needs_no_check(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A denied call is the result, even after a lost response."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(Reset())
    fake_drs.fail("StartReplication", "AccessDeniedException")
    outcome = drs_client.start_replication_many([server_id])
    assert "AccessDeniedException" in str(outcome.failed[server_id])
    fake_drs.assert_requested("DescribeSourceServers", times=0)


@pytest.mark.parametrize(
    "fault",
    [
        Reset(),
        LOST,
        Truncated(),
        Html(),
        Html(status_code=200),
        ServiceError("InternalServerException"),
    ],
    ids=repr,
)
def test_none_is_started_twice(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """Each server is started by exactly one call, and each is found to be started."""
    ids = [fake_drs.add_source_server() for _ in range(30)]
    fake_drs.inject(fault, times=None, probability=0.3)
    outcome = drs_client.start_replication_many(ids)
    fake_drs.clear_faults()
    kinds = {type(error) for error in outcome.failed.values()}
    # Five failures in a row are rare, but possible.
    assert kinds <= {DrsConnectionError}
    started = {
        server.source_server_id
        for server in drs_client.describe_source_servers()
        if server.replication_state == "INITIATING"
    }
    assert started >= outcome.succeeded.keys()
    assert len(outcome.succeeded) >= 29
    for server_id in ids:
        starts = [
            request
            for request in fake_drs.requests
            if request.parameters == {"sourceServerID": server_id}
            and request.outcome == "OK"
        ]
        assert len(starts) <= 1


def test_a_failed_check_is_repeated(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The second check is made after another refusal."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(LOST, "StartReplication")
    fake_drs.inject(ServiceError("InternalServerException"), "DescribeSourceServers")
    fake_drs.inject(ServiceError("ThrottlingException"), "DescribeSourceServers")
    assert drs_client.start_replication_many([server_id]).is_success
    fake_drs.assert_requested("StartReplication", times=4)
    fake_drs.assert_requested("DescribeSourceServers", times=3)


def test_a_retry_of_botocore_counts_as_a_lost_response(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Botocore raises nothing but the refusal of its second attempt."""
    monkeypatch.setattr(time, "sleep", fake_drs.sleep)
    drs = fake_drs.client(config=Config(retries={"total_max_attempts": 2}))
    server_id = fake_drs.add_source_server()
    fake_drs.inject(LOST, "StartReplication")
    assert drs.start_replication_many([server_id]).is_success
    fake_drs.assert_requested("StartReplication", times=2)


@each_loss
def test_a_throttle_does_not_hide_a_lost_response(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """The result is the lost response if the server may have been started before."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(fault, "StartReplication")
    fake_drs.inject(ServiceError("ThrottlingException", retry_after=7), times=None)
    outcome = drs_client.start_replication_many([server_id], timeout=30)
    error = outcome.failed[server_id]
    assert isinstance(error, DrsConnectionError | DrsResponseError)
    assert len(fake_drs.requests) > 2


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_throttled_check_does_not_hide_a_lost_response(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    """Even if botocore has repeated the call, and its refusal hides the loss."""
    monkeypatch.setattr("botocore.endpoint.time", fake_drs)  # it sleeps before retries
    server_id = fake_drs.add_source_server()
    fake_drs.inject(LOST, "StartReplication")
    throttle = ServiceError("ThrottlingException")
    fake_drs.inject(throttle, "DescribeSourceServers", times=None)
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
    drs = fake_drs.client(config=config)
    outcome = drs.start_replication_many([server_id], timeout=20)
    error = outcome.failed[server_id]
    assert isinstance(error, ConflictException if attempts == 2 else DrsConnectionError)
    assert error.may_have_taken_effect


def test_a_persistent_error_is_the_result(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """There are five attempts, with growing pauses between them."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(ServiceError("InternalServerException"), times=None)
    outcome = drs_client.start_replication_many([server_id])
    assert isinstance(outcome.failed[server_id], InternalServerException)
    times = [request.time for request in fake_drs.requests]
    assert len(times) == 5
    assert 7.5 <= (times[-1] - times[0]).total_seconds() <= 15
    assert times[-1] == fake_drs.now  # it does not wait for nothing


def test_a_persistent_error_ends_with_the_timeout(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The last error is the result if there is no time for another attempt."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(ServiceError("InternalServerException"), times=None)
    outcome = drs_client.start_replication_many([server_id], timeout=0.4)
    assert isinstance(outcome.failed[server_id], InternalServerException)
    assert len(fake_drs.requests) == 1


@pytest.mark.parametrize(("is_idempotent", "attempts"), [(False, 1), (True, 2)])
def test_only_idempotent_calls_are_repeated(
    fake_drs: FakeDrs, drs_client: DrsClient, *, is_idempotent: bool, attempts: int
) -> None:
    """`call_many` repeats a call that may have taken effect only on request."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(LOST)

    methods: dict[bool, Callable[[str], object]] = {
        False: drs_client.start_replication,
        True: drs_client.get_launch_configuration,
    }
    outcome = drs_client.call_many(
        methods[is_idempotent], [server_id], is_idempotent=is_idempotent
    )
    assert len(fake_drs.requests) == attempts
    assert outcome.is_success == is_idempotent
    if not is_idempotent:
        assert isinstance(outcome.failed[server_id], DrsConnectionError)
