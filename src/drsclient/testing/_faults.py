"""What can go wrong with a call, as values that `FakeDrs.inject` takes."""

from __future__ import annotations

from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, TypeAlias

import attrs
from immutabledict import immutabledict

from drsclient.testing._arguments import (
    check_bytes,
    check_error_code,
    check_headers,
    check_integer,
    check_json,
    check_number,
)
from drsclient.testing._http.checks import violations
from drsclient.testing._service_model import error_shape

if TYPE_CHECKING:
    from collections.abc import Mapping


def _frozen_members(members: Mapping[str, object]) -> Mapping[str, object]:
    return immutabledict(members)


def _frozen_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    return immutabledict(headers)


@attrs.frozen
class ServiceError:
    """
    An error response of the service. The call is not carried out.

    Raises:
        ValueError: An argument is invalid, or the error in the service model has no
            such members.
    """

    code: str
    """The error code, such as `ThrottlingException`; the model need not have it."""
    message: str | None = attrs.field(default=None, kw_only=True)
    """The error's message."""
    retry_after: int | None = attrs.field(default=None, kw_only=True)
    """The header `Retry-After`, in seconds."""
    status_code: int | None = attrs.field(default=None, kw_only=True)
    """
    The HTTP status code; by default that of the error in the service model, or 400 if
    the model has no such error.
    """
    members: Mapping[str, object] = attrs.field(
        factory=dict[str, object],
        converter=_frozen_members,
        kw_only=True,
    )
    """The error's other members by wire name, such as `resourceId`."""

    def __attrs_post_init__(self) -> None:
        check_error_code(self.code)
        if self.retry_after is not None:
            check_integer("retry_after", self.retry_after, at_least=0)
        if self.status_code is not None:
            _check_status_code(self.status_code)
        if shape := error_shape(self.code):
            sent = {"message": message_of(self), **self.members}
            for field, fault in violations(sent, shape):
                raise ValueError(f"{self.code}: {field} {fault}")
        check_json("members", dict(self.members))


@attrs.frozen(kw_only=True)
class Answer:
    """
    Exactly this response, whatever DRS would send. The call is not carried out.

    Raises:
        ValueError: An argument is invalid.
    """

    status_code: int = 200
    """The HTTP status code."""
    body: bytes = b""
    """The body."""
    headers: Mapping[str, str] = attrs.field(
        factory=dict[str, str], converter=_frozen_headers
    )
    """The headers; a request ID is added, and a length if there is none."""

    def __attrs_post_init__(self) -> None:
        _check_status_code(self.status_code)
        check_bytes("body", self.body)
        check_headers(self.headers)


@attrs.frozen(kw_only=True)
class Html:
    """
    A web page with an error, as a proxy sends it. The call is not carried out.

    Raises:
        ValueError: There is no such status code.
    """

    status_code: int = 502
    """The HTTP status code."""

    def __attrs_post_init__(self) -> None:
        _check_status_code(self.status_code)


@attrs.frozen(kw_only=True)
class Truncated:
    """
    A response whose body ends early, where the connection closes.

    The call is carried out. Of a response that has no body, nothing is sent at all.

    Raises:
        ValueError: The part is not at least 0 and less than 1.
    """

    after: float = 0.5
    """The part of the body that is sent."""

    def __attrs_post_init__(self) -> None:
        check_number("after", self.after)
        if not 0 <= self.after < 1:
            raise ValueError(f"after must be at least 0 and below 1, not {self.after}")


@attrs.frozen(kw_only=True)
class Reset:
    """A connection that is reset before any response is sent."""

    after_processing: bool = False
    """Whether the call is carried out before that."""


@attrs.frozen
class Stall:
    """
    A response that stops in the middle of its body, while the connection stays open.

    The call is carried out. Of a response that has no body, nothing is sent at all.
    The connection is closed when the client gives up, or when the fake is closed.
    """


@attrs.frozen
class Latency:
    """
    A response that takes a while. The call is carried out at once.

    Raises:
        ValueError: The time is not a finite number of at least 0.
    """

    seconds: float
    """How long it takes, in seconds of real time."""

    def __attrs_post_init__(self) -> None:
        check_number("seconds", self.seconds)
        if not 0 <= self.seconds <= TIMEOUT_MAX:
            raise ValueError(
                f"seconds must be from 0 to {TIMEOUT_MAX:.0f}, not {self.seconds}"
            )


Fault: TypeAlias = ServiceError | Answer | Html | Truncated | Reset | Stall | Latency
"""Whatever `FakeDrs.inject` takes."""


def message_of(error: ServiceError) -> str:
    """Return the message of an error, which always has one."""
    return error.message or f"{error.code}, as injected into FakeDrs"


def _check_status_code(status_code: object) -> None:
    # What is below 200 is not the response yet: the client would wait for that.
    check_integer("status_code", status_code, at_least=200, at_most=599)
