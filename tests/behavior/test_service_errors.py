from __future__ import annotations

import math

import pytest

from drsclient.errors import (
    AccessDeniedException,
    ConflictException,
    DrsServiceError,
    InternalServerException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UninitializedAccountException,
    ValidationException,
    ValidationExceptionField,
    ValidationExceptionReason,
)
from tests.behavior.service_errors import RESPONSE, SERVICE_ERRORS

each_kind = pytest.mark.parametrize("kind", SERVICE_ERRORS)


@each_kind
def test_an_error_has_the_details_of_the_response(kind: type[DrsServiceError]) -> None:
    """Every service error has its code, message, status code and request ID."""
    error = kind(RESPONSE, "StartReplication")
    assert error.response is RESPONSE
    assert error.operation_name == "StartReplication"
    assert error.code == "SomeException"
    assert error.message == "The server is not stopped."
    assert error.status_code == 409
    assert error.request_id == "0af1"
    assert error.retry_after == 7.0
    text = str(error)
    for part in ("StartReplication", error.code, error.message, "409", "0af1"):
        assert part in text


def service_error(
    kind: type[DrsServiceError] = DrsServiceError, **members: object
) -> DrsServiceError:
    """Make an error from a response with only these members."""
    return kind(members, "StopReplication")


def headers(**values: object) -> DrsServiceError:
    """Make an error from a response with only these headers."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return service_error(ResponseMetadata={"HTTPHeaders": named})


def test_an_error_may_have_no_details() -> None:
    """Details that the response lacks are None or empty, and never raise."""
    error = service_error()
    assert error.code == "Unknown"
    assert error.message == ""
    assert error.status_code is None
    assert error.request_id is None
    assert error.retry_after is None
    assert not error.retryable
    assert "StopReplication" in str(error)


def test_an_error_without_a_code_has_the_status_code() -> None:
    """The status code replaces the code if a proxy responded."""
    metadata = {"HTTPStatusCode": 502}
    assert service_error(ResponseMetadata=metadata).code == "502"
    assert service_error(ResponseMetadata=metadata, Error={"Code": ""}).code == "502"
    assert service_error(Error={"Code": 5}).code == "Unknown"


def test_invalid_values_in_an_error_are_absent() -> None:
    """A message that is not text and a status code that is not a number are dropped."""
    error = service_error(
        Error={"Code": "X", "Message": {"text": 1}},
        ResponseMetadata={"HTTPStatusCode": "409", "RequestId": 5, "HTTPHeaders": None},
    )
    assert error.message == ""
    assert error.status_code is None
    assert error.request_id is None
    assert error.retry_after is None


def test_the_request_id_is_found_in_either_place() -> None:
    """The request ID is read from botocore's metadata, or else from the headers."""
    assert service_error(ResponseMetadata={"RequestId": "0af3"}).request_id == "0af3"
    assert headers(x_amzn_requestid="0af2").request_id == "0af2"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        (90, 90.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Wed, 21 Oct 2031 07:28:00 GMT", None),
    ],
)
def test_the_time_to_wait_is_in_seconds(header: object, seconds: float | None) -> None:
    """The header is read if it is a number of seconds, as text or as a number."""
    error = headers(retry_after=header)
    assert error.retry_after == seconds
    assert seconds is None or math.isfinite(seconds)


@pytest.mark.parametrize(
    ("status", "retryable"),
    [
        (400, False),
        (408, True),
        (409, False),
        (429, True),
        (499, False),
        (500, True),
        (503, True),
    ],
)
def test_the_status_code_determines_whether_to_retry(
    status: int, *, retryable: bool
) -> None:
    """Throttling and server errors are retryable, whatever their code."""
    error = service_error(ResponseMetadata={"HTTPStatusCode": status})
    assert error.retryable is retryable


@pytest.mark.parametrize("code", ["RequestTimeout", "RequestTimeoutException"])
def test_a_request_timeout_is_retryable(code: str) -> None:
    """AWS services send status 400 for a request that arrived too slowly."""
    error = service_error(
        Error={"Code": code}, ResponseMetadata={"HTTPStatusCode": 400}
    )
    assert error.retryable


@pytest.mark.parametrize("kind", [InternalServerException, ThrottlingException])
def test_some_errors_are_always_retryable(kind: type[DrsServiceError]) -> None:
    """Throttling and server errors are retryable, whatever their status code."""
    assert service_error(kind, ResponseMetadata={"HTTPStatusCode": 400}).retryable


def test_the_resource_is_named() -> None:
    """An error about a resource names it, or has None."""
    for kind in (
        ConflictException,
        ResourceNotFoundException,
        ServiceQuotaExceededException,
    ):
        error = kind(RESPONSE, "StopReplication")
        assert error.resource_id == "s-12345678901234567"
        assert error.resource_type == "SourceServer"
        bare = kind({}, "StopReplication")
        assert bare.resource_id is bare.resource_type is None


def test_the_quota_is_named() -> None:
    """An error about a quota names it, or has None."""
    for kind in (ServiceQuotaExceededException, ThrottlingException):
        error = kind(RESPONSE, "StopReplication")
        assert (error.service_code, error.quota_code) == ("drs", "L-1")
        bare = kind({}, "StopReplication")
        assert bare.service_code is bare.quota_code is None


def test_the_detail_code_is_separate_from_the_code() -> None:
    """The member `code` is not the error's code, which names its kind."""
    for kind in (
        AccessDeniedException,
        ConflictException,
        ResourceNotFoundException,
        ServiceQuotaExceededException,
        UninitializedAccountException,
        ValidationException,
    ):
        error = kind(RESPONSE, "StopReplication")
        assert (error.code, error.detail_code) == (
            "SomeException",
            "SERVER_NOT_STOPPED",
        )
        assert kind({}, "StopReplication").detail_code is None


def test_a_validation_error_has_its_reason() -> None:
    """The reason is a value of an open enum, and the fields are a tuple."""
    error = ValidationException(RESPONSE, "StopReplication")
    assert error.reason is ValidationExceptionReason.FIELD_VALIDATION_FAILED
    assert error.field_list == (
        ValidationExceptionField(name="sourceServerID", message="is too short"),
    )
    assert hash(error.field_list)


def test_a_validation_error_may_have_no_reason() -> None:
    """A missing reason is None, and missing fields are an empty tuple."""
    error = ValidationException({}, "StopReplication")
    assert error.reason is None
    assert error.field_list == ()


def test_an_unknown_reason_is_kept() -> None:
    """A reason that the service added later keeps its text."""
    error = ValidationException({"reason": "tooEarly"}, "StopReplication")
    assert error.reason == "tooEarly"
    assert isinstance(error.reason, ValidationExceptionReason)
    assert not error.reason.is_known


EMPTY_FIELD: dict[str, object] = {}


@pytest.mark.parametrize("field_list", [None, [], "text", {"name": "a"}], ids=repr)
def test_an_error_may_name_no_fields(field_list: object) -> None:
    """Anything but a list of fields is read as no fields."""
    error = ValidationException({"fieldList": field_list}, "StopReplication")
    assert error.field_list == ()


@pytest.mark.parametrize(
    "field", [None, "text", EMPTY_FIELD, {"name": 5, "message": None}], ids=repr
)
def test_an_invalid_field_is_empty(field: object) -> None:
    """A field that cannot be read is empty, and does not raise another error."""
    error = ValidationException({"fieldList": [field]}, "StopReplication")
    assert error.field_list == (ValidationExceptionField(),)


def test_a_long_message_is_shortened_in_the_text() -> None:
    """The text shortens a proxy's page, which the message keeps whole."""
    page = "<html> " + "busy " * 10_000
    error = service_error(Error={"Code": "503", "Message": page})
    assert error.message == page
    assert len(str(error)) < 1200


def test_a_message_is_one_line_of_the_text() -> None:
    """Line breaks in a message become spaces in the text."""
    error = service_error(Error={"Code": "503", "Message": "two\nlines"})
    assert error.message == "two\nlines"
    assert "two lines" in str(error)
