"""Error responses, from the service or from a proxy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import (
    AccessDeniedException,
    AuthenticationException,
    ConflictException,
    DrsServiceError,
    InternalServerException,
    ResourceNotFoundException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
)
from drsclient.errors._service import SERVICE_ERRORS

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("no_garbage_collection")

SERVER = "s-12345678901234567"


Failure = Callable[[int, bytes, dict[str, str]], DrsServiceError]


@pytest.fixture
def failure(fake_drs: FakeDrs, drs_client: DrsClient) -> Failure:
    """Return a function that makes a call fail, and returns the error it raises."""

    def fail(status_code: int, body: bytes, headers: dict[str, str]) -> DrsServiceError:
        fake_drs.answer(
            "StopReplication",
            status_code=status_code,
            body=body,
            headers={"x-amzn-RequestId": "r-1", **headers},
        )
        with pytest.raises(DrsServiceError) as caught:
            drs_client.stop_replication(SERVER)
        error = caught.value
        assert error.operation_name == "StopReplication"
        assert error.status_code == status_code
        assert error.request_id == "r-1"
        assert "StopReplication" in str(error)
        assert error.__cause__ is not None
        return error

    return fail


# Bodies that the service never sends with an error, whatever the status code.
MALFORMED_BODIES = {
    "empty": b"",
    "HTML": b"<html><body>Too busy</body></html>",
    "doctype": b"<!DOCTYPE html>",
    "text": b"nope",
    "not UTF-8": b"\xff\xfe",
    "object": b"{}",
    "list": b"[1]",
    "JSON text": b'"nope"',
    "number": b"5",
    "null": b"null",
    "cut short": b'{"message": "no',
    "nested": b"[" * 100_000,
    "numeric type": b'{"__type": 5}',
    "null code": b'{"code": null, "message": null}',
    "message in a list": b'{"message": ["a"]}',
    "code in an object": b'{"code": {"a": 1}}',
}


@pytest.mark.parametrize("body", MALFORMED_BODIES.values(), ids=MALFORMED_BODIES)
def test_a_malformed_body_is_classified_by_its_status_code(
    failure: Failure, body: bytes
) -> None:
    """The status code determines whether the error is retryable."""
    for status_code in (302, 400, 403, 404, 429, 500, 502, 503):
        error = failure(status_code, body, {})
        throttled = status_code == 429
        assert type(error) is (ThrottlingException if throttled else DrsServiceError)
        assert error.retryable == (status_code in {429, 500, 502, 503})
        assert len(str(error)) < 2000
        assert isinstance(error.code, str)
        assert isinstance(error.message, str)


def test_without_a_code_the_status_code_is_the_code(failure: Failure) -> None:
    """The status code replaces a missing error code."""
    assert failure(503, b"<html>", {}).code == "503"
    assert failure(404, b"", {}).code == "404"
    assert failure(400, b"[]", {}).code == "400"


def test_the_text_of_the_response_is_kept(failure: Failure) -> None:
    """The message has the text of a proxy's response, which may identify the proxy."""
    assert failure(400, b"no route to DRS", {}).message == "no route to DRS"
    assert "busy" in failure(503, b'["busy"]', {}).message


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDenied", AccessDeniedException),
        ("ConflictException", ConflictException),
        ("ExpiredToken", AuthenticationException),
        ("ExpiredTokenException", AuthenticationException),
        ("InternalFailure", InternalServerException),
        ("InvalidClientTokenId", AuthenticationException),
        ("InvalidSignatureException", AuthenticationException),
        ("ResourceNotFoundException", ResourceNotFoundException),
        ("ServiceUnavailable", InternalServerException),
        ("SlowDown", ThrottlingException),
        ("Throttling", ThrottlingException),
        ("TooManyRequestsException", ThrottlingException),
        ("UninitializedAccountException", UninitializedAccountException),
        ("UnrecognizedClientException", AuthenticationException),
        ("ValidationError", ValidationException),
    ],
)
def test_equivalent_codes_are_known(
    fake_drs: FakeDrs, drs_client: DrsClient, code: str, kind: type[DrsServiceError]
) -> None:
    """AWS has several codes for the same error; all raise the same exception."""
    fake_drs.fail("StopReplication", code, message="no")
    with pytest.raises(kind) as caught:
        drs_client.stop_replication(SERVER)
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.message == "no"


def test_every_known_code_is_raised_as_its_exception(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each code in the table raises its exception over the wire."""
    for code, kind in SERVICE_ERRORS.items():
        fake_drs.fail("StopReplication", code)
        with pytest.raises(kind) as caught:
            drs_client.stop_replication(SERVER)
        assert type(caught.value) is kind
        assert caught.value.code == code


def test_an_unknown_code_raises_the_base_class(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An unknown code raises `DrsServiceError` itself."""
    fake_drs.fail(
        "StopReplication", "BrandNewException", message="new", status_code=418
    )
    with pytest.raises(DrsServiceError) as caught:
        drs_client.stop_replication(SERVER)
    assert type(caught.value) is DrsServiceError
    assert caught.value.code == "BrandNewException"
    assert caught.value.message == "new"
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[]", {"x-amzn-ErrorType": "AccessDenied"}),
        (b'"no"', {"x-amzn-errortype": "AccessDenied:http://internal.amazon.com/"}),
        (b"{}", {"X-Amzn-Errortype": "AccessDenied"}),
        (b"{}", {"X-Amzn-Errortype": "AccessDenied:"}),
        (b'{"code": "AccessDenied"}', {}),
        (b'{"Code": "AccessDenied"}', {"x-amzn-errortype": "AccessDenied"}),
        (b'{"__type": "com.amazonaws.drs#AccessDenied"}', {}),
    ],
)
def test_the_code_is_found_where_aws_puts_it(
    failure: Failure, body: bytes, headers: dict[str, str]
) -> None:
    """The code is in a header or in the body, even if the body is unusable."""
    error = failure(403, body, headers)
    assert type(error) is AccessDeniedException
    assert error.code == "AccessDenied"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0.0), ("7", 7.0), ("soon", None), ("-1", None), ("1.5", 1.5)],
)
def test_retry_after_is_read(
    failure: Failure, value: str, seconds: float | None
) -> None:
    """The header is read on any error, and ignored if its value is invalid."""
    headers = {"Retry-After": value}
    assert failure(429, b"{}", headers).retry_after == seconds
    for code in ("InternalServerException", "ThrottlingException", "SlowDown"):
        error = failure(429, b'{"message": "x"}', headers | {"x-amzn-errortype": code})
        assert error.code == code
        assert error.message == "x"
        assert error.retry_after == seconds
        assert error.retryable


def test_botocores_response_is_available(failure: Failure) -> None:
    """Code that reads botocore's `response` attribute still works."""
    error = failure(
        409,
        b'{"message": "no", "resourceId": "s-1"}',
        {"x-amzn-errortype": "ConflictException"},
    )
    response: Any = error.response
    assert response["Error"]["Code"] == "ConflictException"
    assert response["resourceId"] == "s-1"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 409
