"""The response hook, as event handlers, errors and logs of botocore show it."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any, Literal

import pytest
from botocore.config import Config

from drsclient import (
    DrsClient,
    DrsResponseError,
    DrsServiceError,
)

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

    RetryMode = Literal["legacy", "standard", "adaptive"]

SERVER = "s-12345678901234567"
BODY = {
    "sourceServer": {"sourceServerID": SERVER, "arn": "a", "brandNew": [1, None]},
    "alsoNew": {"a": 1},
}


def test_after_call_handlers_get_the_whole_response(fake_drs: FakeDrs) -> None:
    """A user's handler gets every member, and botocore's metadata."""
    received: list[dict[str, Any]] = []

    def handler(parsed: dict[str, Any], **_: object) -> None:
        received.append(parsed)

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("after-call.drs.StartReplication", handler)
    fake_drs.answer("StartReplication", body=json.dumps(BODY).encode())
    DrsClient(client=boto3_client).start_replication(SERVER)
    (parsed,) = received
    metadata = parsed.pop("ResponseMetadata")
    assert parsed == BODY
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RequestId"]
    assert metadata["RetryAttempts"] == 0


def test_a_page_kept_by_a_handler_stays_complete(fake_drs: FakeDrs) -> None:
    """A page that a user's handler keeps is not emptied while its items are read."""
    kept: list[dict[str, Any]] = []

    def handler(parsed: dict[str, Any], **_: object) -> None:
        kept.append(parsed)

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("after-call.drs", handler)
    one, two, three = (
        {"sourceServerID": SERVER, "arn": arn} for arn in ("a", "b", "c")
    )
    page, last = {"items": [one, two], "nextToken": "1"}, {"items": [three]}
    for body in (page, last):
        fake_drs.answer("DescribeSourceServers", body=json.dumps(body).encode())
    servers = DrsClient(client=boto3_client).describe_source_servers()
    assert [server.arn for server in servers] == ["a", "b", "c"]
    for parsed in kept:
        del parsed["ResponseMetadata"]
    assert kept == [page, last]


def test_after_call_handlers_may_change_the_response(fake_drs: FakeDrs) -> None:
    """The model is made from the response as a user's handler changed it."""

    def handler(parsed: dict[str, Any], **_: object) -> None:
        parsed["sourceServer"]["agentVersion"] = "9.9"

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("after-call.drs.StartReplication", handler)
    server_id = fake_drs.add_source_server()
    server = DrsClient(client=boto3_client).start_replication(server_id)
    assert server.agent_version == "9.9"


@pytest.mark.parametrize("first", [True, False], ids=["handler first", "client first"])
def test_other_before_parse_handlers_get_the_body(
    fake_drs: FakeDrs, *, first: bool
) -> None:
    """A user's handler gets the body, whichever handler was registered first."""
    bodies: list[bytes] = []

    def handler(response_dict: dict[str, Any], **_: object) -> None:
        bodies.append(response_dict["body"])

    boto3_client = fake_drs.boto3_client()
    if first:
        boto3_client.meta.events.register("before-parse.drs", handler)
    drs = DrsClient(client=boto3_client)
    if not first:
        boto3_client.meta.events.register("before-parse.drs", handler)
    body = json.dumps(BODY).encode()
    fake_drs.answer("StartReplication", body=body)
    drs.start_replication(SERVER)
    assert bodies == [body]


@pytest.mark.parametrize("name", ["Error", "ResponseMetadata"])
@pytest.mark.parametrize("value", [5, "no", {"Code": "Throttling"}, None])
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_members_with_botocores_own_names_are_harmless(
    fake_drs: FakeDrs, name: str, value: object, mode: RetryMode
) -> None:
    """A successful response with such members is neither retried nor misread."""
    drs = fake_drs.client(config=Config(retries={"mode": mode, "max_attempts": 2}))
    body = json.dumps({**BODY, name: value}).encode()
    fake_drs.answer("StartReplication", body=body)
    assert drs.start_replication(SERVER).source_server_id == SERVER
    assert len(fake_drs.requests) == 1


@pytest.mark.parametrize("name", ["Error", "ResponseMetadata", "code", "fieldList"])
@pytest.mark.parametrize("value", [5, [1], {"Code": ["Throttling"]}, None, [{}]])
def test_invalid_members_of_an_error_are_harmless(
    fake_drs: FakeDrs, drs_client: DrsClient, name: str, value: object
) -> None:
    """An error with members of the wrong type is raised by its code."""
    fake_drs.answer(
        "StartReplication",
        status_code=400,
        body=json.dumps({"message": "no", "reason": "other", name: value}).encode(),
        headers={"x-amzn-ErrorType": "ValidationException"},
    )
    with pytest.raises(DrsServiceError) as caught:
        drs_client.start_replication(SERVER)
    assert caught.value.code == "ValidationException"
    assert caught.value.message == "no"
    assert caught.value.status_code == 400
    assert caught.value.request_id


@pytest.mark.parametrize(
    "value", ["soon", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "", "9" * 5000]
)
@pytest.mark.parametrize("code", ["InternalServerException", "ConflictException"])
def test_an_invalid_retry_after_is_kept(
    fake_drs: FakeDrs, drs_client: DrsClient, code: str, value: str
) -> None:
    """A header that botocore cannot parse is kept, and causes no other error."""
    fake_drs.answer(
        "StartReplication",
        status_code=500,
        body=b'{"message": "no"}',
        headers={"x-amzn-ErrorType": code, "Retry-After": value},
    )
    with pytest.raises(DrsServiceError) as caught:
        drs_client.start_replication(SERVER)
    error = caught.value
    response: Any = error.response
    assert error.code == code
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == value
    assert "retryAfterSeconds" not in response
    assert error.retry_after == (1.5 if value == "1.5" else None)


@pytest.mark.parametrize(
    "body", [b"", b"<p>", b'{"items": "abc"}', b'{"sourceServer": "abc", "items": [1]}']
)
def test_status_300_is_an_error(
    fake_drs: FakeDrs, drs_client: DrsClient, body: bytes
) -> None:
    """Botocore parses its body like that of a success, and raises it as an error."""
    for operation in ("StartReplication", "DescribeSourceServers"):
        fake_drs.answer(operation, status_code=300, body=body)
    with pytest.raises(DrsServiceError) as caught:
        drs_client.start_replication(SERVER)
    assert caught.value.status_code == 300
    with pytest.raises(DrsServiceError):
        list(drs_client.describe_source_servers())


@pytest.mark.parametrize(
    ("status_code", "body", "message"),
    [
        (503, b"<html>busy</html>", "Service Unavailable"),
        (404, b"<html>gone</html>", "<html>gone</html>"),
        (404, b"{}", ""),
        (404, b"", ""),
    ],
)
def test_the_message_of_an_error_is_botocores(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    status_code: int,
    body: bytes,
    message: str,
) -> None:
    """If botocore understands the body, the message is botocore's."""
    fake_drs.answer("StartReplication", status_code=status_code, body=body)
    with pytest.raises(DrsServiceError) as caught:
        drs_client.start_replication(SERVER)
    assert caught.value.message == message


def test_the_debug_log_identifies_each_response(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The record has the status, the size and the request ID, and nothing sensitive."""
    body = json.dumps({**BODY, "tags": {"Owner": "Ada"}}).encode()
    fake_drs.answer("StartReplication", body=body)
    with caplog.at_level(logging.DEBUG):
        drs_client.start_replication(SERVER)
    ours = [r.getMessage() for r in caplog.records if r.name == "drsclient"]
    (text,) = ours
    assert re.fullmatch(
        rf"StartReplication: HTTP 200, {len(body)} bytes, request ID [-\w]+", text
    )
    assert "Ada" not in caplog.text


def test_without_the_debug_log_no_body_is_logged(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Tags are sensitive, so no body is logged by default."""
    fake_drs.answer("StartReplication", body=json.dumps(BODY).encode())
    with caplog.at_level(logging.INFO):
        drs_client.start_replication(SERVER)
    assert {record.name for record in caplog.records} == {"drsclient.testing"}
    assert "tags" not in caplog.text


def test_the_last_of_several_responses_counts(fake_drs: FakeDrs) -> None:
    """If botocore retries, the earlier responses are ignored."""

    def retry_once(attempts: int, **_: object) -> float | None:
        return 0 if attempts == 1 else None

    boto3_client = fake_drs.boto3_client()
    handler: Any = retry_once  # the stubs let no handler return a value
    boto3_client.meta.events.register_first("needs-retry.drs", handler)
    fake_drs.answer("StartReplication", body=b"<html>busy</html>")
    fake_drs.answer("StartReplication", body=b"<html>still busy</html>")
    with pytest.raises(DrsResponseError) as caught:
        DrsClient(client=boto3_client).start_replication(SERVER)
    assert caught.value.body == b"<html>still busy</html>"
    assert len(fake_drs.requests) == 2


def test_a_nested_boto3_call_is_left_to_botocore(fake_drs: FakeDrs) -> None:
    """A handler's own call on the same boto3 client returns boto3's dict."""
    boto3_client = fake_drs.boto3_client()
    answers: list[Any] = []

    def handler(**_: object) -> None:
        answers.append(boto3_client.describe_source_servers())

    boto3_client.meta.events.register("before-send.drs.StartReplication", handler)
    server_id = fake_drs.add_source_server()
    fake_drs.answer("DescribeSourceServers", body=b'{"items": [], "brandNew": 1}')
    server = DrsClient(client=boto3_client).start_replication(server_id)
    assert server.source_server_id == server_id
    assert set(answers[0]) == {"items", "ResponseMetadata"}
