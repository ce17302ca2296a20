"""Parse HTTP requests into a caller, an operation and its parameters."""

from __future__ import annotations

import json
import re
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote

import attrs

from drsclient._json import is_list, is_object
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


# Nothing that the service takes is nested any deeper.
_DEPTH_LIMIT: Final = 50


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
    algorithm, *parts = re.split(r"[,\s]+", headers.get("authorization", ""))
    if algorithm == "AWS4-HMAC-SHA256":
        for part in parts:
            name, _, scope = part.partition("=")
            # The key, the day, the Region, the service and a fixed word.
            fields = scope.split("/")
            if (name, len(fields), fields[-1]) == ("Credential", 5, "aws4_request"):
                key, _, region, _, _ = fields
                if key and region and region.isprintable():
                    return Caller(key, region)
    return None


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
    parameters = read_json_object(request.body)
    query = parse_qs(request.query, keep_blank_values=True)
    for member in _url_members(operation.name):
        if member.location == "uri":
            parameters[member.name] = labels[member.wire_name]
        elif member.wire_name in query:
            parameters[member.name] = _from_texts(query[member.wire_name], member.type)
    return parameters


def read_json_object(body: bytes) -> dict[str, Any]:
    """
    Parse a body.

    Raises:
        FakeError: The body is not a JSON object, or it is nested too deep.
    """
    try:
        value: dict[str, Any] = json.loads(
            body or b"{}", parse_constant=_refuse_constant
        )
    except (RecursionError, ValueError) as error:
        raise _unreadable(f"the body is not JSON: {error}") from error
    if type(value) is not dict:
        raise _unreadable("the body is not a JSON object")
    if _is_deeper(value, _DEPTH_LIMIT):
        raise _unreadable(f"the body is nested more than {_DEPTH_LIMIT} levels deep")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_deeper(value: object, limit: int) -> bool:
    """Return whether a JSON value has more levels of dicts and lists."""
    # Without recursion, because the value may be nested deeper than the stack allows.
    level: list[object] = [value]
    while level and limit >= 0:
        limit -= 1
        inner: list[object] = []
        for one in level:
            inner += one.values() if is_object(one) else one if is_list(one) else ()
        level = inner
    return bool(level)


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
