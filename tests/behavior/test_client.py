from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.stub import Stubber

import drsclient
from drsclient import DrsClient, DrsConfigurationError, DrsResponseError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

REGION = "us-east-1"


def test_a_client_connects_to_a_region() -> None:
    """The Region determines the service's endpoint."""
    with DrsClient(region_name="eu-west-1") as drs:
        assert repr(drs) == (
            "<DrsClient in 'eu-west-1' at 'https://drs.eu-west-1.amazonaws.com'>"
        )


def test_the_environment_may_name_the_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument, boto3's own chain finds the Region."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    with DrsClient() as drs:
        assert "'ap-south-1'" in repr(drs)


def test_a_client_uses_a_profile(fake_drs: FakeDrs, aws_config: Path) -> None:
    """The credentials and the Region come from the profile."""
    aws_config.write_text(
        "[profile ops]\n"
        "aws_access_key_id = AKIAOPS\n"
        "aws_secret_access_key = secret\n"
        "region = eu-north-1\n"
    )
    with DrsClient(profile_name="ops", endpoint_url=fake_drs.endpoint_url) as drs:
        drs.initialize_service()
    signature = fake_drs.requests[0].headers["authorization"]
    assert "Credential=AKIAOPS/" in signature
    assert "/eu-north-1/drs/" in signature


def test_a_client_uses_a_session(fake_drs: FakeDrs) -> None:
    """The credentials and the Region come from the session."""
    session = boto3.Session("AKIASESSION", "secret", region_name="sa-east-1")
    with DrsClient(session=session, endpoint_url=fake_drs.endpoint_url) as drs:
        drs.initialize_service()
    signature = fake_drs.requests[0].headers["authorization"]
    assert "Credential=AKIASESSION/" in signature
    assert "/sa-east-1/drs/" in signature


def test_region_name_overrides_the_session() -> None:
    """The `region_name` argument takes precedence over the session's Region."""
    session = boto3.Session(region_name="sa-east-1")
    with DrsClient(session=session, region_name="eu-west-1") as drs:
        assert "'eu-west-1'" in repr(drs)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session", boto3.Session()),
        ("region_name", REGION),
        ("profile_name", "ops"),
        ("endpoint_url", "http://127.0.0.1"),
        ("config", Config()),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_client_cannot_be_combined_with_other_options(
    fake_drs: FakeDrs, name: str, value: object
) -> None:
    """An option that would have no effect is refused, not silently ignored."""
    options = cast("dict[str, Any]", {name: value})  # each option has its own type
    with pytest.raises(DrsConfigurationError, match=f"{name}="):
        DrsClient(client=fake_drs.boto3_client(), **options)


def test_session_cannot_be_combined_with_a_profile() -> None:
    """A profile is refused, as the session already has one."""
    with pytest.raises(DrsConfigurationError, match="profile_name="):
        DrsClient(session=boto3.Session(), profile_name="ops")


def test_a_client_of_another_service_is_refused() -> None:
    """The client is refused at once, instead of failing less clearly at a call."""
    sts = botocore.session.Session().create_client("sts", region_name=REGION)
    with pytest.raises(DrsConfigurationError, match="'sts'"):
        DrsClient(client=cast("Boto3DrsClient", sts))  # callers may not check types


def test_repr_names_region_and_endpoint(fake_drs: FakeDrs) -> None:
    """The repr shows what a client is connected to, but no secrets."""
    drs = fake_drs.client()
    assert repr(drs) == f"<DrsClient in {REGION!r} at {fake_drs.endpoint_url!r}>"


@pytest.mark.parametrize("name", ["_boto3_client", "region_name"])
def test_a_client_is_immutable(drs_client: DrsClient, name: str) -> None:
    """No attribute of a client can be set, whether it exists or not."""
    with pytest.raises(AttributeError):
        setattr(drs_client, name, None)


def test_the_context_manager_is_the_client(fake_drs: FakeDrs) -> None:
    """`with` returns the client itself, and lets exceptions propagate."""
    drs = fake_drs.client()
    with pytest.raises(ZeroDivisionError), drs as entered:  # noqa: PT012 - the test is about both managers
        assert entered is drs
        raise ZeroDivisionError


@pytest.mark.usefixtures("credentials")
def test_the_clients_own_connection_keeps_the_body(fake_drs: FakeDrs) -> None:
    """The error for an invalid response has its body, also without `client`."""
    fake_drs.answer("InitializeService", body=b"<p>")
    with (
        DrsClient(region_name=REGION, endpoint_url=fake_drs.endpoint_url) as drs,
        pytest.raises(DrsResponseError) as caught,
    ):
        drs.initialize_service()
    assert caught.value.body == b"<p>"


class KeepAlive:
    """A server that accepts any number of requests over one connection."""

    def __init__(self) -> None:
        self.connections = 0

    def __call__(self, connection: socket.socket) -> None:
        """Respond to the requests on one connection until the client closes it."""
        self.connections += 1
        with connection.makefile("rb") as stream:
            while stream.readline():
                headers = http.client.parse_headers(stream)
                stream.read(int(headers["Content-Length"]))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@pytest.fixture
def keep_alive() -> KeepAlive:
    """Make a server that counts connections."""
    return KeepAlive()


@pytest.mark.usefixtures("credentials")
def test_closing_closes_the_clients_own_connection(
    serve: Callable[[KeepAlive], str], keep_alive: KeepAlive
) -> None:
    """Leaving the context closes the connection; a later call connects again."""
    url = f"http://{serve(keep_alive)}"
    with DrsClient(region_name=REGION, endpoint_url=url) as drs:
        drs.initialize_service()
        drs.initialize_service()
        assert keep_alive.connections == 1
    drs.initialize_service()
    assert keep_alive.connections == 2
    drs.close()


@pytest.mark.usefixtures("credentials")
def test_closing_does_not_close_a_given_client(
    serve: Callable[[KeepAlive], str], keep_alive: KeepAlive
) -> None:
    """A boto3 client that the caller passed keeps its connection."""
    boto3_client: Boto3DrsClient = boto3.Session().client(  # pyright: ignore[reportUnknownMemberType] - only the types for DRS are installed
        "drs", region_name=REGION, endpoint_url=f"http://{serve(keep_alive)}"
    )
    with DrsClient(client=boto3_client) as drs:
        drs.initialize_service()
    drs.close()
    boto3_client.initialize_service()
    assert keep_alive.connections == 1
    boto3_client.close()


def test_threads_share_a_client(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Each thread gets the responses to its own calls."""
    servers = [fake_drs.add_source_server(hostname=f"db-{i}") for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(drs_client.start_replication, servers))
    assert [server.source_server_id for server in started] == servers
    assert [server.hostname for server in started] == [f"db-{i}" for i in range(40)]


def test_threads_get_their_own_errors(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Each error has the invalid response to the call of its own thread."""
    bodies = {f"<p>{number}</p>".encode() for number in range(40)}
    for body in bodies:
        fake_drs.answer("InitializeService", body=body)

    def call(_: int) -> DrsResponseError:
        with pytest.raises(DrsResponseError) as caught:
            drs_client.initialize_service()
        return caught.value

    with ThreadPoolExecutor(8) as pool:
        errors = list(pool.map(call, range(40)))
    assert {error.body for error in errors} == bodies
    assert len({error.request_id for error in errors}) == 40


def test_two_clients_share_a_boto3_client(fake_drs: FakeDrs) -> None:
    """Wrapping a boto3 client again does not affect the first wrapper."""
    boto3_client = fake_drs.boto3_client()
    clients = DrsClient(client=boto3_client), DrsClient(client=boto3_client)
    for drs in clients:
        fake_drs.answer("InitializeService", body=b"<p>")
        with pytest.raises(DrsResponseError) as caught:
            drs.initialize_service()
        assert caught.value.body == b"<p>"


def test_a_wrapped_boto3_client_works_as_before(fake_drs: FakeDrs) -> None:
    """Calls that bypass the wrapper return boto3's own result."""
    page = b"<html>Sign in</html>"
    boto3_client = fake_drs.boto3_client()
    fake_drs.answer("DescribeSourceServers", body=page, times=2)
    before = boto3_client.describe_source_servers()
    drs = DrsClient(client=boto3_client)
    after = boto3_client.describe_source_servers()
    assert set(before) == set(after) == {"ResponseMetadata"}
    fake_drs.fail("InitializeService", "ConflictException")
    with pytest.raises(boto3_client.exceptions.ConflictException) as caught:
        boto3_client.initialize_service()
    assert not isinstance(caught.value, drsclient.DrsError)
    drs.initialize_service()


def test_a_stubbed_client_works(fake_drs: FakeDrs) -> None:
    """Responses from botocore's Stubber are parsed, although no request is sent."""
    boto3_client = fake_drs.boto3_client()
    server_id = "s-12345678901234567"
    arn = f"arn:aws:drs:{REGION}:123456789012:source-server/{server_id}"
    with Stubber(boto3_client) as stubber:
        stubber.add_response(
            "start_replication",
            {"sourceServer": {"sourceServerID": server_id, "arn": arn}},
        )
        stubber.add_response("delete_source_server", {})
        stubber.add_response("stop_replication", {})
        stubber.add_client_error("stop_replication", "ConflictException")
        drs = DrsClient(client=boto3_client)
        assert drs.start_replication(server_id).source_server_id == server_id
        drs.delete_source_server(server_id)
        with pytest.raises(DrsResponseError) as bad:
            drs.stop_replication(server_id)
        assert bad.value.body is None
        assert bad.value.status_code is None
        with pytest.raises(drsclient.ConflictException):
            drs.stop_replication(server_id)
    assert fake_drs.requests == ()


@pytest.mark.parametrize("kind", [object, boto3.Session])
def test_anything_but_a_boto3_client_is_refused(kind: type) -> None:
    """A session or any other object is refused as `client`."""
    with pytest.raises(DrsConfigurationError, match="must be a boto3 client"):
        DrsClient(client=kind())


def test_a_boto3_client_gets_one_handler(fake_drs: FakeDrs) -> None:
    """A boto3 client gets one handler from drsclient, even if many clients wrap it."""
    boto3_client = fake_drs.boto3_client()
    events = boto3_client.meta.events

    def handlers() -> int:
        return len(
            events.emit(
                "before-parse.drs.StartReplication",
                operation_model=None,
                response_dict={},
                customized_response_dict={},
            )
        )

    before = handlers()
    for _ in range(3):
        DrsClient(client=boto3_client)
    assert handlers() == before + 1
