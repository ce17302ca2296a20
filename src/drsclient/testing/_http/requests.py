"""Parse HTTP requests into a caller, an operation and its parameters."""

from __future__ import annotations

import json
import re
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

import attrs

from drsclient.testing._errors import FakeError
from drsclient.testing._service_model import (
    input_shape,
    labeled_routes,
    plain_routes,
    service_model,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel


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


# Signature Version 4 has the key, the day, the Region, the service and a fixed word.
_CREDENTIAL: Final = re.compile(
    r"AWS4-HMAC-SHA256\s.*?\bCredential="
    r"(?P<key>[^/,\s]+)/[^/,]*/(?P<region>[^/,\s]+)/[^/,]*/aws4_request"
)


@attrs.frozen
class Caller:
    """The access key and the Region in a request's signature."""

    access_key_id: str
    region_name: str


def read_caller(headers: Mapping[str, str]) -> Caller | None:
    """
    Parse a request's signature, without verifying it.

    Args:
        headers: The request's headers; names are in lower case.

    Returns:
        The caller; `None` if the request has no signature of version 4.
    """
    match = _CREDENTIAL.match(headers.get("authorization", ""))
    return Caller(match["key"], match["region"]) if match else None


def find_operation(request: HttpRequest) -> tuple[OperationModel, dict[str, str]]:
    """
    Find the operation of a request by its method and path.

    Returns:
        The operation, and the values of the labels in its path.

    Raises:
        FakeError: There is no such operation.
    """
    route = f"{request.method} {request.path}"
    if operation := plain_routes().get(route):
        return operation, {}
    for pattern, operation in labeled_routes():
        if match := pattern.fullmatch(route):
            return operation, {
                k: unquote(text) for k, text in match.groupdict().items()
            }
    raise FakeError(
        "UnknownOperationException",
        f"no operation at {route}",
        status_code=HTTPStatus.NOT_FOUND,
    )


def read_parameters(
    request: HttpRequest, operation: OperationModel, labels: Mapping[str, str]
) -> dict[str, Any]:
    """
    Parse an operation's parameters in the body, the path and the query string.

    Raises:
        FakeError: The body is not a JSON object.
    """
    parameters = _json_object(request.body)
    query = parse_qs(request.query, keep_blank_values=True)
    for member in _url_members(operation.name):
        if member.location == "uri":
            parameters[member.name] = labels[member.wire_name]
        elif member.wire_name in query:
            parameters[member.name] = _from_texts(query[member.wire_name], member.type)
    return parameters


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parameters: dict[str, Any] = json.loads(body or b"{}")
    except (RecursionError, ValueError) as error:
        raise _unreadable(f"the body is not JSON: {error}") from error
    if type(parameters) is not dict:
        raise _unreadable("the body is not a JSON object")
    return parameters


def _unreadable(message: str) -> FakeError:
    return FakeError("ValidationException", message, reason="cannotParse")


@attrs.frozen(kw_only=True)
class _Member:
    """A parameter in the path or in the query string."""

    name: str
    wire_name: str
    location: str
    type: str


@cache
def _url_members(operation: str) -> tuple[_Member, ...]:
    shape = input_shape(service_model().operation_model(operation))
    return tuple(
        _Member(
            name=name,
            wire_name=member.serialization.get("name", name),
            location=member.serialization["location"],
            type=member.type_name,
        )
        for name, member in shape.members.items()
        if "location" in member.serialization
    )


def _from_texts(texts: list[str], kind: str) -> object:
    if kind == "list":
        return texts
    text = texts[-1]
    # Text that is not a number stays text, and the validation reports it.
    is_number = kind == "integer" and re.fullmatch("[0-9]{1,18}", text)
    return int(text) if is_number else text
