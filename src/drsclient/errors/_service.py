"""The errors with which the service responds: one class per error code."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
from botocore.exceptions import ClientError

from drsclient._json import is_list, is_object
from drsclient._open_enum import OpenEnum
from drsclient._text import printable
from drsclient.errors._client import DrsError, DrsNotFoundError, describe_response

if TYPE_CHECKING:
    from collections.abc import Mapping

# What any AWS service, or a proxy, responds if a request did not arrive in time.
_TOO_LATE: Final = ("RequestTimeout", "RequestTimeoutException")
_TRANSIENT: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class DrsServiceError(DrsError, ClientError):
    """
    The service responded with an error.

    Each known error code has a subclass, whichever operation it comes from. Any other
    code raises this class itself. It is also botocore's `ClientError`, with its
    `response`.

    Attributes:
        response: The error as botocore parsed it.
        operation_name: The API operation, such as `StartReplication`.
    """

    operation_name: str

    def __init__(
        self,
        response: Mapping[str, object],
        operation_name: str,
        *,
        problem: str | None = None,
    ) -> None:
        # The message is the whole body if that is not the service's: it may have
        # secrets.
        error = {**_mapping(response.get("Error")), "Message": problem}
        shown = response if problem is None else {**response, "Error": error}
        # botocore wants a TypedDict, whose name is private and which it never checks.
        ClientError.__init__(self, cast("Any", shown), operation_name)
        # Not as an attribute, whose declared type is that of botocore.
        vars(self)["response"] = response
        text = printable(" ".join(str(self).split()))
        where_from = describe_response(self.status_code, self.request_id)
        Exception.__init__(self, f"{text}{where_from}")

    @property
    def code(self) -> str:
        """The error code; the HTTP status code as text if the response has no code."""
        return _text(self._error.get("Code")) or str(self.status_code or "Unknown")

    @property
    def message(self) -> str:
        """The service's message; empty if it sent none."""
        return _text(self._error.get("Message")) or ""

    @property
    def status_code(self) -> int | None:
        """The HTTP status code, such as 409."""
        status = self._metadata.get("HTTPStatusCode")
        return status if isinstance(status, int) else None

    @property
    def request_id(self) -> str | None:
        """The service's ID of the request, which AWS Support asks for."""
        return _text(
            self._metadata.get("RequestId") or self._headers.get("x-amzn-requestid")
        )

    @property
    def retry_after(self) -> float | None:
        """The pause that the service requests before a retry, in seconds, if any."""
        try:
            seconds = float(str(self._headers.get("retry-after")))
        except ValueError:
            return None
        return seconds if math.isfinite(seconds) and seconds >= 0 else None

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        status = self.status_code or HTTPStatus.OK
        is_transient = status in _TRANSIENT or self.code in _TOO_LATE
        return is_transient or status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def _error(self) -> Mapping[str, object]:
        return _mapping(self._members.get("Error"))

    @property
    def _metadata(self) -> Mapping[str, object]:
        return _mapping(self._members.get("ResponseMetadata"))

    @property
    def _headers(self) -> Mapping[str, object]:
        return _mapping(self._metadata.get("HTTPHeaders"))

    @property
    def _members(self) -> Mapping[str, object]:
        return self.response

    def _member(self, name: str) -> str | None:
        return _text(self._members.get(name))


class _DetailedError(DrsServiceError):
    """A service error with a more specific code."""

    @property
    def detail_code(self) -> str | None:
        """The more specific code, from the error's member `code`, if there is one."""
        return self._member("code")


class _ResourceError(_DetailedError):
    """A service error that names a resource."""

    @property
    def resource_id(self) -> str | None:
        """The ID of the resource, if the service named it."""
        return self._member("resourceId")

    @property
    def resource_type(self) -> str | None:
        """The type of the resource, if the service named it."""
        return self._member("resourceType")


class _QuotaError(DrsServiceError):
    """A service error that names a quota."""

    @property
    def service_code(self) -> str | None:
        """The service's code in Service Quotas, if the service named it."""
        return self._member("serviceCode")

    @property
    def quota_code(self) -> str | None:
        """The quota's code in Service Quotas, if the service named it."""
        return self._member("quotaCode")


class AccessDeniedException(_DetailedError):
    """The credentials are valid, but their permissions do not allow the call."""


class AuthenticationException(DrsServiceError):
    """The service rejected the credentials: expired, unknown, or wrongly signed."""


class ConflictException(_ResourceError):
    """The resource's state does not allow the call."""


class InternalServerException(DrsServiceError):
    """The service failed or is unavailable."""

    @property
    def retryable(self) -> bool:
        """Always true: internal errors are transient."""
        return True


class ResourceNotFoundException(_ResourceError, DrsNotFoundError):
    """The resource does not exist in this account and Region."""


class ServiceQuotaExceededException(_ResourceError, _QuotaError):
    """The call would exceed a quota of the account."""


class ThrottlingException(_QuotaError):
    """Too many calls in a short time."""

    @property
    def retryable(self) -> bool:
        """Always true: the same call can succeed at a lower rate."""
        return True


class UninitializedAccountException(_DetailedError):
    """The account is not set up for the service: call `initialize_service`."""


class ValidationExceptionReason(OpenEnum):
    """Why the service considers a request invalid."""

    UNKNOWN_OPERATION = "unknownOperation"
    """The operation does not exist."""
    CANNOT_PARSE = "cannotParse"
    """The service could not parse the request."""
    FIELD_VALIDATION_FAILED = "fieldValidationFailed"
    """A member has an invalid value; `field_list` names it."""
    OTHER = "other"
    """Another reason; see the message."""


@attrs.frozen(kw_only=True)
class ValidationExceptionField:
    """One invalid member of a request."""

    name: str | None = None
    """The member's wire name."""
    message: str | None = None
    """The problem with it, as the service describes it."""


class ValidationException(_DetailedError):
    """The service considers the request invalid."""

    @property
    def reason(self) -> ValidationExceptionReason | None:
        """Why the request is invalid."""
        reason = self._member("reason")
        return ValidationExceptionReason(reason) if reason else None

    @property
    def field_list(self) -> tuple[ValidationExceptionField, ...]:
        """The invalid members, if the service named them."""
        fields = self._members.get("fieldList")
        return tuple(
            ValidationExceptionField(
                name=_text(_mapping(field).get("name")),
                message=_text(_mapping(field).get("message")),
            )
            for field in (fields if is_list(fields) else ())
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: object) -> Mapping[str, object]:
    return value if is_object(value) else {}


# The service's own codes, and how other services of AWS spell them.
SERVICE_ERRORS: Final[Mapping[str, type[DrsServiceError]]] = {
    code: kind
    for kind, codes in {
        AccessDeniedException: (
            "AccessDenied",
            "AccessDeniedException",
            "NotAuthorized",
            "OptInRequired",
            "UnauthorizedOperation",
        ),
        AuthenticationException: (
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ),
        ConflictException: ("ConflictException",),
        InternalServerException: (
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "InternalServerException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        ),
        ResourceNotFoundException: ("ResourceNotFoundException",),
        ServiceQuotaExceededException: ("ServiceQuotaExceededException",),
        ThrottlingException: (
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        ),
        UninitializedAccountException: ("UninitializedAccountException",),
        ValidationException: (
            "InvalidParameterCombination",
            "InvalidParameterValue",
            "MissingParameter",
            "SerializationException",
            "ValidationError",
            "ValidationException",
        ),
    }.items()
    for code in codes
}
"""The class of each known error code, whichever operation responds with it."""
