from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from drsclient.testing import FakeDrs
from drsclient.testing._operations import OPERATIONS

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import StartReplicationResponseTypeDef


def address(fake: FakeDrs) -> tuple[str, int]:
    """Return the host and the port of a fake."""
    url = urlsplit(fake.endpoint_url)
    assert url.hostname
    assert url.port
    return url.hostname, url.port


def test_a_fake_listens_on_the_loopback_interface(fake: FakeDrs) -> None:
    """The server cannot be reached from another machine."""
    assert address(fake)[0] == "127.0.0.1"


def test_two_fakes_are_independent(fake: FakeDrs) -> None:
    """State, time and port belong to one fake."""
    fake.add_source_server()
    fake.advance(days=1)
    with FakeDrs() as other:
        assert other.endpoint_url != fake.endpoint_url
        assert other.boto3_client().describe_source_servers()["items"] == []
        assert other.now < fake.now


def test_a_fake_that_is_not_running_has_no_url() -> None:
    """The error mentions the `with` statement, which is easy to forget."""
    with pytest.raises(RuntimeError, match="with FakeDrs"):
        _ = FakeDrs().endpoint_url


def test_a_fake_cannot_be_started_twice(fake: FakeDrs) -> None:
    """A second start would leave the first server behind."""
    with pytest.raises(RuntimeError, match="already running"):
        fake.start()


def test_closing_twice_does_no_harm(fake: FakeDrs) -> None:
    """`close` is idempotent."""
    fake.close()
    fake.close()


def test_closing_leaves_no_thread_and_no_listener() -> None:
    """After `close`, the port refuses connections and all threads have ended."""
    before = set(threading.enumerate())
    with FakeDrs() as fake:
        where = address(fake)
        connections = [http.client.HTTPConnection(*where) for _ in range(3)]
        for connection in connections:
            connection.request("POST", "/DescribeSourceServers")
            assert connection.getresponse().read()
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(where)
    for connection in connections:
        connection.close()


def test_closing_ends_connections_that_are_kept_alive() -> None:
    """A client with an open connection does not hold up `close`."""
    with FakeDrs() as fake:
        idle = socket.create_connection(address(fake))
        idle.settimeout(10)
        # Wait until the connection has a thread, which it has once it responds.
        idle.sendall(b"POST /InitializeService HTTP/1.1\r\nHost: drs\r\n\r\n")
        assert idle.recv(1024).startswith(b"HTTP/1.1 204")
    assert idle.recv(1) == b""
    idle.close()


def test_a_connection_serves_many_requests(fake: FakeDrs) -> None:
    """Connections are kept alive after successes and errors."""
    connection = http.client.HTTPConnection(*address(fake))
    connection.connect()
    local_port = connection.sock.getsockname()[1]
    for path, status in [
        ("/DescribeSourceServers", 200),
        ("/InitializeService", 204),
        ("/StartReplication", 400),
        ("/nowhere", 404),
        ("/DescribeSourceServers", 200),
    ]:
        connection.request("POST", path)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert connection.sock.getsockname()[1] == local_port
    connection.close()


def test_a_chunked_request_is_read_to_its_end(fake: FakeDrs) -> None:
    """SDKs may send a body in chunks; the connection stays usable."""
    connection = http.client.HTTPConnection(*address(fake))
    for _ in range(2):
        connection.request(
            "POST", "/DescribeSourceServers", body=iter([b'{"max', b'Results": 7}'])
        )
        response = connection.getresponse()
        assert response.status == 200
        response.read()
    connection.close()
    assert [request.parameters for request in fake.requests] == [{"maxResults": 7}] * 2


def test_a_client_that_disconnects_in_the_middle_disturbs_nobody(
    fake: FakeDrs, drs: Boto3DrsClient, capfd: pytest.CaptureFixture[str]
) -> None:
    """A request that never ends is dropped silently."""
    with socket.create_connection(address(fake)) as connection:
        connection.sendall(
            b"POST /DescribeSourceServers HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"
        )
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1024):
            pass
    assert drs.describe_source_servers()["items"] == []
    assert len(fake.requests) == 1
    assert capfd.readouterr() == ("", "")


def test_many_threads_may_call_at_once(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Each of many concurrent calls gets its own response."""
    ids = [fake.add_source_server() for _ in range(20)]

    def start(server_id: str) -> StartReplicationResponseTypeDef:
        return drs.start_replication(sourceServerID=server_id)

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(start, ids))
    assert ids == [
        response["sourceServer"].get("sourceServerID") for response in responses
    ]
    request_ids = {response["ResponseMetadata"]["RequestId"] for response in responses}
    assert len(request_ids) == 20


def test_a_fake_can_be_closed_while_others_call_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Callers get a connection error, and nothing is printed about it."""
    fake = FakeDrs()
    fake.start()
    drs = fake.boto3_client()
    called = threading.Event()

    def call_until_it_fails() -> type[Exception]:
        while True:
            try:
                drs.describe_source_servers()
            except BotoCoreError as error:
                return type(error)
            called.set()

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(call_until_it_fails)
        assert called.wait(10)
        fake.close()
        assert issubclass(ending.result(10), BotoCoreError)
    assert capfd.readouterr() == ("", "")


def test_a_wrong_response_of_the_fake_is_an_error_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A response that violates the service model becomes a 500, and `close` raises."""

    def respond_wrongly(*_: object) -> dict[str, list[str]]:
        return {"sourceServers": []}

    monkeypatch.setitem(OPERATIONS, "DescribeSourceServers", respond_wrongly)
    fake = FakeDrs()
    fake.start()
    with pytest.raises(ClientError, match="sourceServers is not a member") as caught:
        fake.boto3_client().describe_source_servers()
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "BrokenFakeDrs"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 500
    with pytest.raises(AssertionError, match="sourceServers is not a member of"):
        fake.close()
    fake.close()


def test_a_crash_inside_the_fake_is_an_error_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An exception in a handler becomes a 500 for the client, and `close` raises it."""

    def crash(*_: object) -> None:
        raise LookupError("nothing here")

    def call_and_fail(fake: FakeDrs) -> None:
        with pytest.raises(ClientError, match="LookupError: nothing here"):
            fake.boto3_client().describe_source_servers()

    monkeypatch.setitem(OPERATIONS, "DescribeSourceServers", crash)
    with (
        pytest.raises(AssertionError, match="nothing here") as caught,
        FakeDrs() as fake,
    ):
        call_and_fail(fake)
    assert isinstance(caught.value.__cause__, LookupError)


def test_time_moves_only_when_it_is_advanced(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The clock starts at a fixed moment, stands still, and cannot go back."""
    start = fake.now
    drs.describe_source_servers()
    assert fake.now == start
    assert start.isoformat() == "2030-01-01T00:00:00+00:00"
    fake.advance(days=1, hours=2, minutes=3, seconds=4.5)
    assert fake.now.isoformat() == "2030-01-02T02:03:04.500000+00:00"
    with pytest.raises(ValueError, match="time cannot go back by 0:00:01"):
        fake.advance(seconds=-1)


def test_a_replication_progresses_to_the_end_of_time(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Times in the future are still dates."""
    fake.advance(days=(datetime(9999, 1, 1, tzinfo=UTC) - fake.now).days)
    fake.add_source_server(state="INITIAL_SYNC")
    (server,) = drs.describe_source_servers()["items"]
    replication = server.get("dataReplicationInfo", {})
    assert replication.get("etaDateTime") == "9999-01-01T00:30:00+00:00"


def test_a_port_that_is_in_use_is_an_error(fake: FakeDrs) -> None:
    """After the error, the fake can be started on another port."""
    other = FakeDrs()
    _, port = address(fake)
    with pytest.raises(OSError, match="in use"):
        other.start(port=port)
    with other:
        assert other.endpoint_url != fake.endpoint_url


def test_responses_leave_without_delay(
    fake: FakeDrs, drs: Boto3DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nagle's algorithm, which could hold each of them back for 40 ms, is off."""
    options: list[tuple[int, int, int]] = []
    really = socket.socket.setsockopt

    def watch(connection: socket.socket, level: int, name: int, value: int) -> None:
        if connection.getsockname() == address(fake):
            options.append((level, name, value))
        really(connection, level, name, value)

    monkeypatch.setattr(socket.socket, "setsockopt", watch)
    drs.describe_source_servers()
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
