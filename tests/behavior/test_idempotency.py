"""Calls that may have taken effect: the errors that say so, and the retries."""

from __future__ import annotations

import pickle
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import SSLError

from drsclient import DrsClient, DrsConnectionError, DrsError, ThrottlingException
from drsclient._botocore.idempotency import (
    NOT_IDEMPOTENT,
    is_read,
    may_have_taken_effect,
)
from drsclient.testing import Answer, Html, Reset, ServiceError, Truncated
from tests.contract.calls import SERVICE

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs, Fault

Serve: TypeAlias = Callable[[Callable[[socket.socket], object]], str]

# Operations that lead to the same state however often they are called.
SAME_STATE = (
    *("Cancel", "Delete", "Disconnect", "Export", "Initialize", "Put", "Reorder"),
    *("Stop", "Tag", "Untag", "Update"),
    *("RetryDataReplication", "StartReplication", "StartSourceNetworkReplication"),
)
MAY_HAVE = [
    Reset(),
    Reset(after_processing=True),
    Truncated(after=0.5),
    Html(status_code=502),
    ServiceError("InternalServerException"),
    Answer(body=b"<html>maintenance</html>"),
]
HAVE_NOT = [
    ServiceError("AccessDeniedException"),
    ServiceError("ThrottlingException"),
    ServiceError("ThrottlingException", status_code=503),
]


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore retry at once."""

    def no_sleep(_: float) -> None:
        pass

    monkeypatch.setattr("botocore.endpoint.time.sleep", no_sleep)


def error_of(drs: DrsClient, server_id: str) -> DrsError:
    """Return the error of starting a drill."""
    with pytest.raises(DrsError) as caught:
        drs.start_recovery([server_id], is_drill=True)
    return caught.value


def drill_requests(fake: FakeDrs) -> int:
    """Count the requests to start a drill."""
    return sum(request.operation == "StartRecovery" for request in fake.requests)


@pytest.mark.parametrize("operation", sorted(SERVICE.operation_names))
def test_each_operation_is_classified(operation: str) -> None:
    """It reads, has a client token, leads to the same state, or has a reason."""
    shape = SERVICE.operation_model(operation).input_shape
    members = shape.members.values() if shape else ()
    has_token = any(part.metadata.get("idempotencyToken") for part in members)
    classes = [
        is_read(operation),
        has_token,
        operation.startswith(SAME_STATE) and not has_token,
        operation in NOT_IDEMPOTENT,
    ]
    assert sum(classes) == 1, f"classify {operation} in _botocore/idempotency.py"


def test_no_reason_is_for_an_unknown_operation() -> None:
    """With the newest botocore, all of them exist."""
    if "StartRecoveryPlanExecution" in SERVICE.operation_names:
        assert set(NOT_IDEMPOTENT) <= set(SERVICE.operation_names)


@pytest.mark.parametrize("fault", MAY_HAVE, ids=repr)
@pytest.mark.parametrize(
    "config",
    [
        Config(retries={"total_max_attempts": 5, "mode": "standard"}),
        Config(retries={"total_max_attempts": 5, "mode": "legacy"}),
        Config(retries={"total_max_attempts": 5, "mode": "adaptive"}),
    ],
    ids=["standard", "legacy", "adaptive"],
)
def test_what_may_have_started_a_job_is_not_repeated(
    fake_drs: FakeDrs, config: Config, fault: Fault
) -> None:
    """The error says so, at once, whatever the client's retry mode is."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(fault, "StartRecovery", times=None)
    error = error_of(fake_drs.client(config=config), server_id)
    assert error.may_have_taken_effect
    assert error.retryable
    assert drill_requests(fake_drs) == 1
    assert pickle.loads(pickle.dumps(error)).may_have_taken_effect  # noqa: S301 - ours


@pytest.mark.parametrize("fault", HAVE_NOT, ids=repr)
def test_what_was_refused_has_not_taken_effect(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """A refusal and a throttle say that nothing was done."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(fault, "StartRecovery")
    assert not error_of(drs_client, server_id).may_have_taken_effect


@pytest.mark.usefixtures("no_pauses")
def test_a_throttled_call_is_retried_by_botocore(fake_drs: FakeDrs) -> None:
    """It has not acted, so the same client retries it."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(ServiceError("ThrottlingException"), "StartRecovery")
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    fake_drs.client(config=config).start_recovery([server_id], is_drill=True)
    assert drill_requests(fake_drs) == 2


@pytest.mark.usefixtures("no_pauses")
def test_a_throttle_after_a_lost_response_says_what_may_have_happened(
    fake_drs: FakeDrs,
) -> None:
    """StartReplication is repeated; its error is about both attempts."""
    server_id = fake_drs.add_source_server()
    fake_drs.inject(Reset(after_processing=True), "StartReplication")
    fake_drs.inject(ServiceError("ThrottlingException"), "StartReplication")
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    with pytest.raises(ThrottlingException) as caught:
        fake_drs.client(config=config).start_replication(server_id)
    assert caught.value.may_have_taken_effect


@pytest.mark.usefixtures("credentials")
def test_a_connection_that_was_never_made_has_done_nothing() -> None:
    """Nothing listens at the port."""
    with (
        DrsClient(
            region_name="us-east-1",
            endpoint_url="http://127.0.0.1:9",
            config=Config(retries={"total_max_attempts": 1}),
        ) as drs,
        pytest.raises(DrsConnectionError) as caught,
    ):
        drs.start_recovery(["s-00000000000000001"], is_drill=True)
    assert not caught.value.may_have_taken_effect


@pytest.mark.parametrize("fault", MAY_HAVE, ids=repr)
def test_a_read_never_takes_effect(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """Whatever happens to it, it changes nothing."""
    fake_drs.inject(fault, "DescribeSourceServers")
    with pytest.raises(DrsError) as caught:
        next(drs_client.describe_source_servers())
    assert not caught.value.may_have_taken_effect


@pytest.mark.parametrize(
    ("cause", "expected"),
    [(ssl.SSLCertVerificationError("expired"), False), (ssl.SSLError("broken"), True)],
)
def test_an_untrusted_certificate_means_that_nothing_was_sent(
    cause: Exception, *, expected: bool
) -> None:
    """Another TLS error may come after the request."""
    wrapped = urllib3.exceptions.SSLError(cause)
    error = SSLError(endpoint_url="https://127.0.0.1", error=wrapped)
    assert may_have_taken_effect("StartRecovery", None, error) is expected


@pytest.mark.usefixtures("no_pauses")
def test_plain_boto3_calls_are_left_alone(fake_drs: FakeDrs) -> None:
    """A call that is made with the boto3 client itself is retried as botocore does."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.inject(Reset(), "StartRecovery")
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    drs = fake_drs.client(config=config)
    drs.boto3_client.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    assert drill_requests(fake_drs) == 2


@pytest.mark.usefixtures("credentials")
def test_a_proxy_may_have_passed_on_what_it_received(serve: Serve) -> None:
    """It closes the connection after the request, which botocore does not repeat."""
    received: list[bytes] = []

    def close_after_request(connection: socket.socket) -> None:
        received.append(connection.recv(65536))

    proxy = serve(close_after_request)
    config = Config(
        proxies={"http": f"http://{proxy}"},
        retries={"total_max_attempts": 3, "mode": "standard"},
    )
    with (
        DrsClient(
            region_name="us-east-1",
            endpoint_url="http://drs.example.com",
            config=config,
        ) as drs,
        pytest.raises(DrsConnectionError) as caught,
    ):
        drs.start_recovery(["s-00000000000000001"], is_drill=True)
    assert caught.value.may_have_taken_effect
    assert len(received) == 1


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_connections_passes_nothing_on(scheme: str) -> None:
    """Nothing was sent, so the call can be repeated."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config = Config(
        proxies={scheme: f"http://127.0.0.1:{port}"}, retries={"total_max_attempts": 1}
    )
    with (
        DrsClient(
            region_name="us-east-1",
            endpoint_url=f"{scheme}://drs.example.com",
            config=config,
        ) as drs,
        pytest.raises(DrsConnectionError) as caught,
    ):
        drs.start_recovery(["s-00000000000000001"], is_drill=True)
    assert not caught.value.may_have_taken_effect
    assert caught.value.retryable
