from __future__ import annotations

import http.client
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from drsclient.testing import FakeDrs, FakeSite
from drsclient.testing._control import FAKE_CALLS, SITE_CALLS
from tests.fake.raw_http import exchange

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

SERVER = "s-00000000000000001"
JSON = {"Content-Type": "application/json"}

IN_PYTHON_ONLY = {
    # They make clients and objects of Python.
    "async_client",
    "boto3_client",
    "client",
    "copy_of",
    "site",
    # They replace functions of Python's `time`.
    "monotonic",
    "sleep",
    "time",
    # Whoever sends a request knows or did these.
    "account_id",
    "close",
    "endpoint_url",
    "region_name",
    "start",
}


def send(
    fake: FakeDrs,
    path: str,
    body: object = None,
    *,
    method: str = "POST",
    headers: dict[str, str] | None = None,
) -> tuple[int, Any]:
    """Send a request; return the status code and the value of the response."""
    connection = http.client.HTTPConnection(urlsplit(fake.endpoint_url).netloc)
    text = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    connection.request(method, path, text, JSON if headers is None else headers)
    response = connection.getresponse()
    value = json.loads(response.read())
    connection.close()
    return response.status, value


def control(fake: FakeDrs, call: str, query: str = "", **arguments: object) -> Any:  # noqa: ANN401 - JSON is anything
    """Make a call that must succeed, and return its result."""
    status, value = send(fake, f"/_fake/{call}{query}", arguments)
    assert status == 200, value
    return value


def refused(fake: FakeDrs, call: str, status: int, **arguments: object) -> str:
    """Make a call that must be refused, and return the message."""
    found, value = send(fake, f"/_fake/{call}", arguments)
    assert found == status
    (message,) = value.values()
    return str(message)


def test_each_public_method_is_a_call() -> None:
    """A test in another language can do what a test in Python can."""
    for kind, calls in (
        (FakeSite, SITE_CALLS),
        (FakeDrs, FAKE_CALLS | SITE_CALLS),
    ):
        public = {name for name in dir(kind) if not name.startswith("_")}
        assert public - IN_PYTHON_ONLY == calls


def test_a_fleet_is_seeded(fake: FakeDrs) -> None:
    """The arguments are those of the methods, and so are the results."""
    server_id = control(
        fake,
        "add_source_server",
        hostname="db-1",
        state="CONTINUOUS",
        tags={"Name": "db-1"},
        disks=[2**30, 2**40],
        hardware_id=None,
    )
    assert server_id == SERVER
    assert fake.source_server(SERVER) == control(
        fake, "source_server", source_server_id=SERVER
    )
    instance_id = control(
        fake, "add_recovery_instance", source_server_id=SERVER, is_drill=True
    )
    network_id = control(
        fake,
        "add_source_network",
        state="PROTECTED",
        source_server_ids=[SERVER],
    )
    drs = fake.boto3_client()
    (server,) = drs.describe_source_servers()["items"]
    assert server.get("tags") == {"Name": "db-1"}
    assert server.get("recoveryInstanceId") == instance_id
    assert server.get("sourceNetworkID") == network_id


def test_the_query_selects_the_site(fake: FakeDrs) -> None:
    """An account and a Region have their own resources and credentials."""
    query = "?account_id=111122223333&region_name=eu-west-1"
    control(fake, "add_source_server", query, hostname="there")
    control(fake, "add_staging_account", account_id="111122223333")
    site = fake.site(account_id="111122223333", region_name="eu-west-1")
    assert site.source_server(SERVER).get("sourceServerID") == SERVER
    assert fake.boto3_client().describe_source_servers()["items"] == []
    assert control(fake, "environment", query) == site.environment
    assert control(fake, "environment", "?region_name=eu-west-1") == (
        fake.site(region_name="eu-west-1").environment
    )


def test_time_and_events_are_controlled(fake: FakeDrs) -> None:
    """Time is advanced, stalls and other events are triggered, and launches fail."""
    control(fake, "add_source_server", state="INITIAL_SYNC")
    control(fake, "stall_replication", source_server_id=SERVER, at=0.5)
    control(fake, "advance", minutes=20)
    assert control(fake, "now") == fake.now.isoformat() == "2030-01-01T00:20:00+00:00"
    (event,) = control(fake, "events")
    assert event == fake.events[0]
    control(fake, "trigger", resource_id=SERVER, event="recover")
    control(fake, "advance", hours=1)
    control(fake, "fail_launch", source_server_id=SERVER, at="CONVERSION", times=2)
    info = fake.source_server(SERVER).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"


def test_durations_are_numbers_of_seconds(fake: FakeDrs) -> None:
    """They are set for a server and read as fields, and a field can be left out."""
    control(fake, "add_source_server", state="STOPPED")
    durations = {"initial_sync": 3600, "launch": 0.5}
    control(fake, "set_durations", source_server_id=SERVER, durations=durations)
    fake.client().start_replication(SERVER)
    control(fake, "advance", minutes=64)
    assert _state(fake) == "INITIAL_SYNC"
    control(fake, "advance", minutes=1)
    assert _state(fake) == "CONTINUOUS"
    control(fake, "set_durations", source_server_id=SERVER, durations=None)
    assert control(fake, "durations") == {
        "initial_sync": 1800,
        "snapshot": 1,
        "preparation": 52,
        "conversion": 198,
        "launch": 277.5,
    }


def _state(fake: FakeDrs) -> str | None:
    info = fake.source_server(SERVER).get("dataReplicationInfo", {})
    return info.get("dataReplicationState")


def test_faults_are_injected(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A fault is the name of its class and its fields."""
    control(
        fake,
        "inject",
        fault={"kind": "ServiceError", "code": "BadRequestException", "members": {}},
        operation="DescribeJobs",
        times=None,
    )
    with pytest.raises(drs.exceptions.ClientError, match="BadRequestException"):
        drs.describe_jobs()
    control(fake, "clear_faults")
    control(fake, "fail", operation="DescribeJobs", code="ConflictException")
    control(fake, "answer", operation="DescribeJobs", body='{"items": [] }')
    control(fake, "inject", fault={"kind": "Answer", "body": "ü", "headers": {}})
    control(fake, "throttle", rate=100)


def test_requests_are_read_and_asserted(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A missing request is an error, whose message lists the others."""
    drs.describe_jobs(maxResults=7)
    (request,) = control(fake, "requests")
    assert request["operation"] == "DescribeJobs"
    assert request["parameters"] == {"maxResults": 7}
    assert request["time"] == "2030-01-01T00:00:00+00:00"
    assert request["headers"]["user-agent"]
    found = control(
        fake, "assert_requested", operation="DescribeJobs", times=1, maxResults=7
    )
    assert found == [request]
    message = refused(fake, "assert_requested", 409, operation="StartRecovery")
    assert "DescribeJobs" in message


def test_a_state_is_saved_loaded_and_reset(fake: FakeDrs) -> None:
    """Each test of another language begins where it wants to."""
    control(fake, "add_source_server")
    control(fake, "add_credentials", access_key_id="KEY", account_id="111122223333")
    state = control(fake, "save")
    assert state == fake.save()
    control(fake, "reset")
    with FakeDrs() as new:
        assert fake.save() == new.save()
    control(fake, "load", state=state)
    assert fake.save() == state
    assert "@ $.page_size" in refused(
        fake, "load", 400, state=state.replace('"page_size": 50', '"page_size": "50"')
    )
    assert fake.save() == state


def test_the_report_of_a_copy_is_read(fake: FakeDrs) -> None:
    """A program that has loaded a copy can tell what it lacks."""
    assert control(fake, "copy_report") is None
    fake.add_source_server()
    with FakeDrs.copy_of(fake.client(), source_server_details=False) as copy:
        report = control(copy, "copy_report")
    assert report["time"] == "2030-01-01T00:00:00+00:00"
    assert report["durations"][0]["duration"] == 1800
    assert "not read" in report["not_copied"][0]["reason"]


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        ("add_source_server", {"hostnam": "a"}, "unexpected keyword argument 'hostn"),
        ("add_source_server", {"hostname": 7}, "hostname must be a string, not 7"),
        ("add_source_server", {"disks": [True]}, r"disks\[0\] must be an integer"),
        ("add_source_server", {"state": "FAST"}, "must be one of STOPPED, INITIATING"),
        ("advance", {"minutes": "5"}, "minutes must be a number, not '5'"),
        ("advance?account_id=1", {}, "advance applies to all sites"),
        ("environment?account_id=1", {}, "an account ID must have 12 digits, not '1'"),
        ("environment?account=1", {}, "unexpected keyword argument 'account'"),
        ("now", {"zone": "UTC"}, "unexpected keyword argument 'zone'"),
        ("fail", {"code": "Teapot"}, "missing a required argument: 'operation'"),
        ("fail", {"operation": "DescribeJobs"}, "missing a required arg.* 'code'"),
        ("trigger", {"resource_id": "a"}, "missing a required argument: 'event'"),
        ("inject", {"fault": "Reset"}, "fault must be a mapping, not 'Reset'"),
        ("inject", {"fault": {}}, "kind of a fault must be one of ServiceError, Ans"),
        ("inject", {"fault": {"kind": ["Reset"]}}, r"not \['Reset'\]"),
        ("inject", {"fault": {"kind": "Reset", "a": 1}}, "unexpected keyword argument"),
        ("inject", {"fault": {"kind": "Answer", "body": 1}}, "body must be a string"),
        ("answer", {"operation": "DescribeJobs", "body": "\ud800"}, "can't encode"),
        (
            "set_durations",
            {"source_server_id": SERVER, "durations": {"launch": "1"}},
            "launch must be a number, not '1'",
        ),
        (
            "set_durations",
            {"source_server_id": SERVER, "durations": {"launch": 0}},
            "launch must be positive and at most 180 days, not 0:00:00",
        ),
        ("set_durations", {"durations": 5}, "durations must be a mapping, not 5"),
        ("set_durations", {"durations": {"boot": 5}}, "unexpected keyword arg.* 'boot"),
        ("load", {"state": {}}, r"state must be a string, not \{\}"),
    ],
)
def test_wrong_arguments_are_explained(
    fake: FakeDrs, call: str, arguments: dict[str, object], message: str
) -> None:
    """The status code is 400, and the message names the argument."""
    assert re.search(message, refused(fake, call, 400, **arguments))


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b"\xff", b'{"minutes": NaN}', b'{"":' * 99 + b"0" + b"}" * 99],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_is_a_json_object(fake: FakeDrs, body: bytes) -> None:
    """Other bodies are refused as by the service."""
    status, value = send(fake, "/_fake/advance", body)
    assert status == 400
    assert re.match("the body is (not|nested) ", value["message"])


def test_what_does_not_exist_is_not_found(fake: FakeDrs) -> None:
    """The status code is 404 for calls and resources."""
    assert "use one of: add_credentials, " in refused(fake, "start", 404)
    assert refused(fake, "source_server", 404, source_server_id=SERVER) == (
        f"{SERVER} is not in account 123456789012 in us-east-1"
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({**JSON, "Host": "fake.example"}, 403),
        ({**JSON, "Host": "localhost:1"}, 403),
        ({**JSON, "Host": "localhost.fake.example:{port}"}, 403),
        ({**JSON, "Origin": "http://localhost:{port}"}, 403),
        ({**JSON, "Origin": "null"}, 403),
        ({**JSON, "Sec-Fetch-Site": "cross-site"}, 403),
        ({**JSON, "Sec-Fetch-Site": "same-site"}, 403),
        ({}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({**JSON, "Host": "localhost:{port}"}, 200),
        ({**JSON, "Host": "LOCALHOST"}, 200),
        ({**JSON, "Host": "[::1]:{port}"}, 200),
        ({**JSON, "Sec-Fetch-Site": "none"}, 200),
        ({"Content-Type": "Application/JSON; charset=utf-8"}, 200),
    ],
)
def test_only_programs_control_a_fake(
    fake: FakeDrs, headers: dict[str, str], status: int
) -> None:
    """A page in a browser cannot, whatever name it has given the local machine."""
    port = str(urlsplit(fake.endpoint_url).port)
    sent = {name: text.replace("{port}", port) for name, text in headers.items()}
    assert send(fake, "/_fake/add_source_server", headers=sent)[0] == status
    control(fake, "reset")


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT"])
def test_other_methods_are_not_allowed(fake: FakeDrs, method: str) -> None:
    """A page can send some of them without asking first."""
    found, value = send(fake, "/_fake/now", method=method, headers=JSON)
    assert (found, value) == (405, {"message": "use the method POST"})


def test_no_response_is_for_pages(fake: FakeDrs) -> None:
    """Without CORS headers, a browser does not show a response to a page."""
    sent = b"POST /_fake/now HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a\r\n\r\n"
    received = exchange(fake, sent + sent.replace(b"Origin", b"X"))
    assert received.count(b"HTTP/1.1 ") == 2
    assert b"access-control" not in received.lower()


def test_a_bug_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is an error 500, which closing the fake raises."""

    def broken(_: FakeDrs) -> None:
        raise TypeError("broken")

    monkeypatch.setattr(FakeDrs, "clear_faults", broken)
    fake = FakeDrs()
    fake.start()
    assert "broken" in refused(fake, "clear_faults", 500)
    with pytest.raises(AssertionError, match="a bug: broken"):
        fake.close()


def test_calls_move_a_running_clock() -> None:
    """Real time passes before a call as before a request."""
    seconds = iter(range(1000))
    with FakeDrs(speed=60, monotonic=lambda: next(seconds)) as fake:
        first, second = (control(fake, "now") for _ in range(2))
    assert first < second
