"""Render results and errors of operations as HTTP responses."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from drsclient.testing._service_model import (
    error_shape,
    output_shape,
)
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel

    from drsclient.testing._errors import FakeError

# The action on the connection after a response: keep it open for the next request,
# close it, reset it, or keep it open and send nothing more.
Ending: TypeAlias = Literal["keep", "close", "reset", "stall"]


@attrs.frozen(kw_only=True)
class Delivery:
    """The delay, the part and the ending with which the server sends a response."""

    delay: float = 0.0
    """The seconds that the server waits before it sends anything."""
    portion: float = 1.0
    """The part of the body that is sent; a response without a body is not sent."""
    ending: Ending = "keep"
    """The ending of the connection; a reset comes instead of the response."""


COMPLETE: Final = Delivery()
"""All of the response, at once."""


@attrs.frozen(kw_only=True)
class HttpResponse:
    """An HTTP response, ready to be sent."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes
    delivery: Delivery = COMPLETE
    is_from_service: bool = True
    """Whether the service sends it, with the ID of the request, and not a proxy."""


_JSON: Final[Mapping[str, str]] = {"Content-Type": "application/json"}


def render_success(
    operation: OperationModel, result: Mapping[str, object]
) -> HttpResponse:
    """
    Render an operation's result.

    Raises:
        AssertionError: The result does not match the service model: the fake has a
            bug.
    """
    if found := list(violations(result, output_shape(operation))):
        raise AssertionError(
            f"FakeDrs's response to {operation.name} does not match the service model: "
            + "; ".join(f"{field} {message}" for field, message in found)
        )
    status_code = operation.http["responseCode"]
    if status_code == HTTPStatus.NO_CONTENT:
        return HttpResponse(status_code=status_code, headers={}, body=b"")
    return HttpResponse(
        status_code=status_code, headers=_JSON, body=json.dumps(result).encode()
    )


def render_error(error: FakeError) -> HttpResponse:
    """Render an error, with the status code of the service model if it has one."""
    shape = error_shape(error.code)
    modeled = shape.metadata["error"]["httpStatusCode"] if shape else None
    headers = {**_JSON, "x-amzn-ErrorType": error.code}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return HttpResponse(
        status_code=error.status_code or modeled or HTTPStatus.BAD_REQUEST,
        headers=headers,
        body=json.dumps({"message": error.message, **error.members}).encode(),
    )
