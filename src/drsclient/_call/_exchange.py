"""One call and its response, which we read straight from the wire."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from drsclient._json import is_object
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel

# Where botocore's parser logs bodies: whoever looks there has to find ours.
_logger: Final = logging.getLogger("botocore.parsers")


class Exchange:
    """One call: its operation, and the last response as it came over the wire."""

    __slots__ = ("operation", "raw")

    def __init__(self, operation: OperationModel) -> None:
        self.operation = operation
        self.raw: Mapping[str, Any] = {}
        """botocore's `status_code`, `headers` and `body`; empty without a response."""

    def response_error(
        self, problem: str, *, path: str = "", value: object = None
    ) -> DrsResponseError:
        """Make the exception for a response that is not what the service promises."""
        return DrsResponseError(
            problem,
            operation_name=self.operation.name,
            status_code=self.raw.get("status_code"),
            request_id=self.raw.get("headers", {}).get("x-amzn-requestid"),
            body=self.raw.get("body"),
            path=path,
            value=value,
        )

    def body_problem(self) -> str | None:
        """Describe why the body is not a JSON object; `None` if it is one."""
        if not self.raw:
            return None  # botocore's Stubber responded
        if not self.raw["body"]:
            return "the response is empty"
        body = _parse(self.raw["body"])
        if body is _NOT_JSON:
            return "the response is not JSON"
        if not is_object(body):
            return f"the response is a JSON {type(body).__name__}, not an object"
        return None


current_exchange: Final[ContextVar[Exchange | None]] = ContextVar(
    "current_exchange", default=None
)
"""The call that is being made in this thread or task."""


def capture_raw(boto3_client: BaseClient) -> None:
    """
    Have a boto3 client give us each response as it comes over the wire.

    botocore would read a response that is not JSON as an empty one, and a text in the
    place of a list as the list of its letters. So we parse the JSON ourselves, once,
    and the boto3 client's method returns its members as they came. It affects no calls
    but our own.
    """
    service = boto3_client.meta.service_model.service_id.hyphenize()
    # Last, so that other people's handlers see the response before it is taken out.
    boto3_client.meta.events.register_last(
        f"before-parse.{service}", _take_body, unique_id="drsclient"
    )


def _take_body(
    operation_model: OperationModel,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    exchange = current_exchange.get()
    if exchange is None or exchange.operation is not operation_model:
        return  # a call past this library, such as one that a handler makes
    exchange.raw = response_dict.copy()
    _logger.debug("Response body, which drsclient parses:\n%r", response_dict["body"])
    if response_dict["status_code"] < HTTPStatus.MULTIPLE_CHOICES:
        customized_response_dict.update(_members(response_dict["body"]))
        response_dict["body"] = b"{}"
    else:
        _make_readable(response_dict, customized_response_dict)


def _make_readable(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any]
) -> None:
    """Leave botocore an error that its parser can read, whatever it is."""
    body = response_dict["body"]
    if body:
        members = _members(body) or {"message": body.decode(errors="replace")}
        # The parser takes it for granted that a code is text, a list a list and so on.
        texts = {name: v for name, v in members.items() if isinstance(v, str)}
        response_dict["body"] = json.dumps(texts).encode()
        customized_response_dict.update(
            {name: v for name, v in members.items() if name not in texts}
        )
    # It also takes it for granted that the header is a whole number.
    headers = response_dict["headers"]
    retry_after = headers.get("retry-after", "0")
    if not retry_after.isdecimal():
        response_dict["headers"] = headers.copy()
        del response_dict["headers"]["retry-after"]
        customized_response_dict["retryAfterSeconds"] = retry_after


def _members(body: bytes) -> dict[str, Any]:
    """Return the members of a JSON object; none of anything else."""
    members = _parse(body)
    if not is_object(members):
        return {}
    # botocore keeps its own under these names; others would make it retry or break.
    return {k: v for k, v in members.items() if k not in {"Error", "ResponseMetadata"}}


def _parse(body: bytes) -> object:
    try:
        parsed: object = json.loads(body.decode())
    except (RecursionError, ValueError):
        return _NOT_JSON
    return parsed


_NOT_JSON: Final = object()
