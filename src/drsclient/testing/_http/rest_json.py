"""The protocol rest-json: requests to parameters, results and errors to responses."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

import attrs

from drsclient.testing._errors import FakeError
from drsclient.testing._http.checks import violations
from drsclient.testing._service_model import (
    error_shape,
    input_shape,
    output_shape,
    routes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel, Shape


@attrs.frozen(kw_only=True)
class HttpRequest:
    """An HTTP request, as received."""

    method: str
    path: str
    """The path, percent-encoded as it was sent."""
    query: str
    headers: Mapping[str, str]
    """The headers; names are in lower case."""
    body: bytes


@attrs.frozen(kw_only=True)
class HttpResponse:
    """An HTTP response, ready to be sent."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


def find_operation(request: HttpRequest) -> tuple[OperationModel, dict[str, str]]:
    """
    Find the operation that a request is for.

    Returns:
        The operation, and the values of the labels in its path.

    Raises:
        FakeError: There is no such operation.
    """
    for route in routes():
        match = route.path.fullmatch(request.path)
        if match and route.method == request.method:
            labels = {name: unquote(text) for name, text in match.groupdict().items()}
            return route.operation, labels
    raise FakeError(
        "UnknownOperationException",
        f"no operation at {request.method} {request.path}",
        status_code=HTTPStatus.NOT_FOUND,
    )


def read_parameters(
    request: HttpRequest, operation: OperationModel, labels: Mapping[str, str]
) -> dict[str, Any]:
    """
    Collect an operation's parameters from the body, the path and the query string.

    Raises:
        FakeError: The body is not a JSON object.
    """
    parameters = _json_object(request.body)
    query = parse_qs(request.query, keep_blank_values=True)
    for name, shape in input_shape(operation).members.items():
        location = shape.serialization.get("location")
        wire_name = shape.serialization.get("name", name)
        if location == "uri":
            parameters[name] = labels[wire_name]
        elif location == "querystring" and wire_name in query:
            parameters[name] = _from_texts(query[wire_name], shape)
    return parameters


def render_success(
    operation: OperationModel, result: Mapping[str, object]
) -> HttpResponse:
    """
    Render an operation's result.

    Raises:
        AssertionError: The service would not send this: the fake has a defect.
    """
    body = json.dumps(result).encode()
    # Check what the client will see: the result after its conversion to JSON.
    found = list(violations(json.loads(body), output_shape(operation)))
    if found:
        raise AssertionError(
            f"FakeDrs's response to {operation.name} does not match the service model: "
            + "; ".join(f"{field} {message}" for field, message in found)
        )
    status_code = operation.http["responseCode"]
    if status_code == HTTPStatus.NO_CONTENT:
        return HttpResponse(status_code=status_code, headers={}, body=b"")
    return HttpResponse(status_code=status_code, headers=_JSON, body=body)


def render_error(error: FakeError) -> HttpResponse:
    """Render an error, with the status code of the service model if that has one."""
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


_JSON: Final[Mapping[str, str]] = {"Content-Type": "application/json"}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parameters: dict[str, Any] = json.loads(body or b"{}")
    except ValueError as error:
        raise _unreadable(f"the body is not JSON: {error}") from error
    if type(parameters) is not dict:
        raise _unreadable("the body is not a JSON object")
    return parameters


def _unreadable(message: str) -> FakeError:
    return FakeError("ValidationException", message, reason="cannotParse")


def _from_texts(texts: list[str], shape: Shape) -> object:
    if shape.type_name == "list":
        return texts
    text = texts[-1]
    # Text that is not a number stays text, and the checks report it.
    return int(text) if shape.type_name == "integer" and text.isdecimal() else text
