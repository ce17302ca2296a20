"""
Every exception that `drsclient` raises.

```text
DrsError
├── DrsServiceError (also botocore's ClientError)
│   ├── AccessDeniedException
│   ├── AuthenticationException
│   ├── ConflictException
│   ├── InternalServerException
│   ├── ResourceNotFoundException
│   ├── ServiceQuotaExceededException
│   ├── ThrottlingException
│   ├── UninitializedAccountException
│   └── ValidationException
├── DrsConnectionError (also botocore's BotoCoreError)
│   └── DrsTimeoutError (also TimeoutError)
├── DrsCredentialsError (also botocore's BotoCoreError)
├── DrsConfigurationError (also botocore's BotoCoreError)
├── DrsParameterError (also botocore's BotoCoreError and ValueError)
└── DrsResponseError
```

The service's own errors keep the service's names. All exceptions can be pickled, keep
their type when they are, and have the botocore error that they stand for, if there was
one, as their `__cause__`.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, cast

import attrs
from botocore.exceptions import BotoCoreError, ClientError

from drsclient._open_enum import OpenEnum

__all__ = [
    "AccessDeniedException",
    "AuthenticationException",
    "ConflictException",
    "DrsConfigurationError",
    "DrsConnectionError",
    "DrsCredentialsError",
    "DrsError",
    "DrsParameterError",
    "DrsResponseError",
    "DrsServiceError",
    "DrsTimeoutError",
    "InternalServerException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
    "ValidationExceptionField",
    "ValidationExceptionReason",
]

# Where a proxy answered instead of the service, its message is a whole page.
_LONGEST_TEXT: Final = 1000


def _revive(kind: type[DrsError], args: tuple[object, ...]) -> DrsError:
    """Make an exception again from its pickle, without asking its constructor."""
    error = kind.__new__(kind)
    error.args = args
    return error


class DrsError(Exception):
    """The base of every exception that this library raises."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception as what it is; its botocore bases would change it."""
        return _revive, (type(self), self.args), self.__dict__


class _BotoError(DrsError, BotoCoreError):
    """A `DrsError` that handlers written for botocore's errors catch, too."""

    fmt = "{message}"

    def __init__(self, message: str) -> None:
        BotoCoreError.__init__(self, message=message)


class DrsConnectionError(_BotoError):
    """
    No usable answer came: unreachable, refused, reset, TLS, or the proxy.

    The request may have reached the service all the same.
    """


class DrsTimeoutError(DrsConnectionError, TimeoutError):
    """
    No connection, or no answer, within the time that botocore's config allows.

    The request may have reached the service all the same.
    """


class DrsCredentialsError(_BotoError):
    """No usable AWS credentials: none found, some missing, or a sign-on expired."""


class DrsConfigurationError(_BotoError):
    """The set-up does not work: no Region, an unknown profile, a boto3 too old."""


class DrsParameterError(_BotoError, ValueError):
    """
    An argument was refused before anything was sent.

    Attributes:
        parameter: The argument's name in Python, such as `source_server_ids[3]`.
        value: What was given.
        expected: What would have been accepted, in words.
    """

    def __init__(self, parameter: str, value: object, expected: str) -> None:
        shown = _brief.repr(value)
        super().__init__(f"{parameter}={shown} was refused: expected {expected}")
        self.parameter: str = parameter
        self.value: object = value
        self.expected: str = expected


class DrsResponseError(DrsError):
    """
    The service reported success, but the answer is not what it promises.

    Often a proxy or a captive portal answered instead of the service. Whether the
    operation took effect is not known.

    Attributes:
        operation_name: The API operation, such as `StartReplication`; `None` when the
            answer was not fetched by this library but given to `from_wire`.
        status_code: The HTTP status, if known.
        request_id: The service's ID of the request, if it sent one.
        body: The answer's body as it came, in bytes, if known.
        path: Where in the answer the trouble is, in wire names, such as
            `sourceServer.lifeCycle`; empty when it is the answer as a whole.
        value: What was found at the path, if it is not the answer as a whole.
    """

    def __init__(
        self,
        problem: str,
        *,
        operation_name: str | None = None,
        status_code: int | None = None,
        request_id: str | None = None,
        body: bytes | None = None,
        path: str = "",
        value: object = None,
    ) -> None:
        where = f"{operation_name}: " if operation_name else ""
        came = f", {len(body)} bytes: {_brief.repr(body)}" if body is not None else ""
        super().__init__(f"{where}{problem}{_origin(status_code, request_id)}{came}")
        self.operation_name: str | None = operation_name
        self.status_code: int | None = status_code
        self.request_id: str | None = request_id
        self.body: bytes | None = body
        self.path: str = path
        self.value: object = value


class DrsServiceError(DrsError, ClientError):
    """
    The service answered with an error.

    A code that this library does not know is this class itself; the known ones are its
    subclasses, whichever operation they come from. It is botocore's `ClientError`, too,
    and has its `response`.

    Attributes:
        response: The parsed error as botocore gives it.
        operation_name: The API operation, such as `StartReplication`.
    """

    operation_name: str

    def __init__(self, response: Mapping[str, object], operation_name: str) -> None:
        # botocore wants a TypedDict, whose name is private and which it never checks.
        ClientError.__init__(self, cast("Any", response), operation_name)
        text = " ".join(str(self).split())
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT]}…"
        origin = _origin(self.status_code, self.request_id)
        Exception.__init__(self, f"{text}{origin}")

    @property
    def code(self) -> str:
        """The error code; the HTTP status as text if the answer had no code."""
        return _text(self._error.get("Code")) or str(self.status_code or "Unknown")

    @property
    def message(self) -> str:
        """What the service says; empty if it said nothing."""
        return _text(self._error.get("Message")) or ""

    @property
    def status_code(self) -> int | None:
        """The HTTP status, such as 409."""
        status = self._metadata.get("HTTPStatusCode")
        return status if isinstance(status, int) else None

    @property
    def request_id(self) -> str | None:
        """The service's ID of the request, to quote to AWS Support."""
        return _text(
            self._metadata.get("RequestId") or self._headers.get("x-amzn-requestid")
        )

    @property
    def retry_after(self) -> float | None:
        """How long the service asks to wait before the next try, in seconds."""
        try:
            seconds = float(str(self._headers.get("retry-after")))
        except ValueError:
            return None
        return seconds if math.isfinite(seconds) and seconds >= 0 else None

    @property
    def retryable(self) -> bool:
        """Whether the same call may well succeed later, as the fault is not in it."""
        status = self.status_code or HTTPStatus.OK
        throttled = status == HTTPStatus.TOO_MANY_REQUESTS
        return throttled or status >= HTTPStatus.INTERNAL_SERVER_ERROR

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


class _Detailed(DrsServiceError):
    """A service error that has a code of its own within its kind."""

    @property
    def detail_code(self) -> str | None:
        """The service's finer code, the error's member `code`, if it sent one."""
        return self._member("code")


class _AboutResource(_Detailed):
    """A service error that names the resource that it is about."""

    @property
    def resource_id(self) -> str | None:
        """The ID of the resource, if the service named it."""
        return self._member("resourceId")

    @property
    def resource_type(self) -> str | None:
        """The type of the resource, if the service named it."""
        return self._member("resourceType")


class _AboutQuota(DrsServiceError):
    """A service error that names the quota that was used up."""

    @property
    def service_code(self) -> str | None:
        """The service's code in Service Quotas, if the service named it."""
        return self._member("serviceCode")

    @property
    def quota_code(self) -> str | None:
        """The quota's code in Service Quotas, if the service named it."""
        return self._member("quotaCode")


class AccessDeniedException(_Detailed):
    """The credentials are valid, but do not allow the call."""


class AuthenticationException(DrsServiceError):
    """The credentials were refused: expired, unknown, or the signature is wrong."""


class ConflictException(_AboutResource):
    """The resource is not in a state that allows the call."""


class InternalServerException(DrsServiceError):
    """The service failed, or is not available for now."""

    @property
    def retryable(self) -> bool:
        """Always true: the fault is the service's own."""
        return True


class ResourceNotFoundException(_AboutResource):
    """There is no such resource in this account and Region."""


class ServiceQuotaExceededException(_AboutResource, _AboutQuota):
    """The call would take the account over one of its quotas."""


class ThrottlingException(_AboutQuota):
    """Too many calls in a short time."""

    @property
    def retryable(self) -> bool:
        """Always true: the same call goes through when there are fewer."""
        return True


class UninitializedAccountException(_Detailed):
    """The account has not been set up for the service: call `initialize_service`."""


class ValidationExceptionReason(OpenEnum):
    """Why the service found a request invalid."""

    UNKNOWN_OPERATION = "unknownOperation"
    """There is no such operation."""
    CANNOT_PARSE = "cannotParse"
    """The request could not be read."""
    FIELD_VALIDATION_FAILED = "fieldValidationFailed"
    """A member has a value that is not allowed; `field_list` says which."""
    OTHER = "other"
    """None of these; the message says more."""


@attrs.frozen(kw_only=True)
class ValidationExceptionField:
    """One member of a request that the service found invalid."""

    name: str | None = None
    """The member, in wire names."""
    message: str | None = None
    """What is wrong with it."""


class ValidationException(_Detailed):
    """The service found the request invalid."""

    @property
    def reason(self) -> ValidationExceptionReason | None:
        """Why, in one word."""
        reason = self._member("reason")
        return ValidationExceptionReason(reason) if reason else None

    @property
    def field_list(self) -> tuple[ValidationExceptionField, ...]:
        """The members that are invalid, if the service named them."""
        members = self._members.get("fieldList")
        fields = cast("list[object]", members) if isinstance(members, list) else []
        return tuple(
            ValidationExceptionField(
                name=_text(_mapping(field).get("name")),
                message=_text(_mapping(field).get("message")),
            )
            for field in fields  # of unknown type, as a list has none at run time
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: object) -> Mapping[str, object]:
    # JSON's keys are text, which a mapping cannot say of itself at run time.
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _origin(status_code: int | None, request_id: str | None) -> str:
    """Say which answer an error comes from, for its text."""
    facts = [f"HTTP {status_code}"] if status_code else []
    facts += [f"request ID {request_id}"] if request_id else []
    return f" ({', '.join(facts)})" if facts else ""


_brief: Final = reprlib.Repr()
_brief.maxstring = _brief.maxother = 200
_brief.maxlevel = 3
