"""Calls that get no usable response, over real connections that fail."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from botocore import exceptions
from botocore.config import Config

from drsclient import (
    DrsClient,
    DrsConnectionError,
    DrsError,
    DrsResponseError,
    DrsTimeoutError,
)

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

Serve = Callable[[Callable[[socket.socket], object]], str]

ONCE = Config(retries={"total_max_attempts": 1})
IMPATIENT = ONCE.merge(Config(connect_timeout=0.05, read_timeout=0.05))

pytestmark = pytest.mark.usefixtures("credentials")


def failure(endpoint_url: str, config: Config = ONCE) -> DrsError:
    """Make a call that fails, and return the error it raises."""
    with (
        DrsClient(
            region_name="us-east-1", endpoint_url=endpoint_url, config=config
        ) as drs,
        pytest.raises(DrsError) as caught,
    ):
        list(drs.describe_source_servers())
    return caught.value


def close_connection(connection: socket.socket) -> None:
    """Read the request and close the connection."""
    connection.recv(65536)


def reset_connection(connection: socket.socket) -> None:
    """Read the request and reset the connection."""
    connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def send_nothing(connection: socket.socket) -> None:
    """Read from the connection until the client closes it."""
    # The client may also reset it.
    with contextlib.suppress(OSError):
        while connection.recv(65536):
            pass


def responding(response: bytes) -> Callable[[socket.socket], object]:
    """Make a server read the request, send these bytes and close the connection."""

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(response)

    return handle


@pytest.fixture
def closed_port() -> Iterator[str]:
    """Reserve a port on which nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        host, port = reserved.getsockname()
        yield f"{host}:{port}"


@pytest.mark.parametrize(
    ("handle", "cause"),
    [
        (close_connection, exceptions.ConnectionClosedError),
        (reset_connection, exceptions.ConnectionClosedError),
        (responding(b"220 mail.example ESMTP\r\n\r\n"), exceptions.HTTPClientError),
        (
            responding(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                b'40\r\n{"items": ['
            ),
            exceptions.HTTPClientError,
        ),
    ],
    ids=["closed", "reset", "not HTTP", "cut short"],
)
def test_a_connection_may_break(
    serve: Serve, handle: Callable[[socket.socket], object], cause: type[Exception]
) -> None:
    """A response that does not arrive in full is a connection error."""
    error = failure(f"http://{serve(handle)}")
    assert type(error) is DrsConnectionError
    assert isinstance(error, exceptions.BotoCoreError)
    assert isinstance(error.__cause__, cause)
    assert "DescribeSourceServers" in str(error)


@pytest.mark.parametrize("body", [b"", b'{"items": [', b'{"items"'])
def test_a_body_may_be_cut_short(serve: Serve, body: bytes) -> None:
    """A body shorter than its `Content-Length` is refused, unlike in botocore."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    error = failure(f"http://{serve(responding(head + body))}")
    # Which of the two depends on the body and on the version of botocore.
    assert isinstance(error, DrsResponseError | DrsConnectionError)
    assert "DescribeSourceServers" in str(error)


def test_a_connection_may_be_refused(closed_port: str) -> None:
    """The error for a refused connection names the endpoint."""
    error = failure(f"http://{closed_port}")
    assert type(error) is DrsConnectionError
    assert isinstance(error.__cause__, exceptions.EndpointConnectionError)
    assert closed_port in str(error)
    assert "DescribeSourceServers" in str(error)


def test_a_proxy_may_be_unreachable(closed_port: str) -> None:
    """The error names the proxy that cannot be reached, not the service behind it."""
    config = ONCE.merge(Config(proxies={"http": f"http://{closed_port}"}))
    error = failure("http://drs.example", config)
    assert type(error) is DrsConnectionError
    assert isinstance(error.__cause__, exceptions.ProxyConnectionError)
    assert closed_port in str(error)


def test_tls_may_fail(serve: Serve) -> None:
    """A server that speaks plain HTTP where TLS is expected is a connection error."""
    server = serve(responding(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    error = failure(f"https://{server}")
    assert type(error) is DrsConnectionError
    assert isinstance(error.__cause__, exceptions.SSLError)
    assert "DescribeSourceServers" in str(error)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_response_in_time_is_a_timeout(serve: Serve, scheme: str) -> None:
    """A server that sends nothing, in the TLS handshake or later, causes a timeout."""
    error = failure(f"{scheme}://{serve(send_nothing)}", IMPATIENT)
    assert type(error) is DrsTimeoutError
    assert isinstance(error, TimeoutError)
    assert isinstance(error, DrsConnectionError)
    assert isinstance(error, exceptions.BotoCoreError)
    assert isinstance(error.__cause__, exceptions.ReadTimeoutError)
    assert "DescribeSourceServers" in str(error)


@pytest.mark.skipif(
    sys.platform != "linux", reason="a full queue behaves differently on other systems"
)
def test_no_connection_in_time_is_a_timeout() -> None:
    """A host that does not reply to a connection attempt causes a timeout."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # Attempts are dropped once the queue of waiting connections is full.
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(full.getsockname())
        host, port = full.getsockname()
        error = failure(f"http://{host}:{port}", IMPATIENT)
    assert type(error) is DrsTimeoutError
    assert isinstance(error.__cause__, exceptions.ConnectTimeoutError)
    assert "DescribeSourceServers" in str(error)


def test_a_later_page_may_be_unreachable(fake_drs: FakeDrs) -> None:
    """Earlier pages are returned, and the error names the operation that failed."""
    server_id = fake_drs.add_source_server()
    fake_drs.add_source_server()
    servers = fake_drs.client().describe_source_servers(page_size=1)
    assert next(servers).source_server_id == server_id
    fake_drs.close()
    with pytest.raises(DrsConnectionError, match="DescribeSourceServers"):
        next(servers)
