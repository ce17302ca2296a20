"""Taking responses straight from the wire, before botocore's parser."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from drsclient._json import is_object

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

    from drsclient._call._exchange import Exchange

# Where botocore's parser logs bodies: whoever looks there has to find ours.
_logger: Final = logging.getLogger("botocore.parsers")
_FAULT: Final = HTTPStatus.INTERNAL_SERVER_ERROR
_LONGEST_INTEGER: Final = 10


current_exchange: Final[ContextVar[Exchange | None]] = ContextVar(
    "current_exchange", default=None
)
"""The call that is being made in this thread or task."""


def capture_raw(boto3_client: BaseClient) -> None:
    """
    Have a boto3 client give us each response as it comes over the wire.

    botocore would read a response that is not JSON as an empty one, and a text in the
    place of a list as the list of its letters. So we parse the JSON ourselves, once,
    and the boto3 client's method returns its members as they came. Calls that are not
    made through this library are not affected.
    """
    service = boto3_client.meta.service_model.service_id.hyphenize()
    # Last, so that other people's handlers see the body before it is taken out.
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
        return  # another call, which a handler makes within ours, say
    exchange.raw = response_dict.copy()
    status, body = response_dict["status_code"], response_dict["body"]
    _logger.debug("Response body, which drsclient parses:\n%r", body)
    members, exchange.problem = _parse(body)
    if status <= HTTPStatus.MULTIPLE_CHOICES:  # botocore parses 300 like a success
        response_dict["body"] = b"{}"
        customized_response_dict.update(members)
        return
    # botocore parses errors, and breaks on anything but text where it expects text. It
    # does not parse the pages of servers that fail.
    if body and not (status >= _FAULT and body.strip().startswith(b"<html>")):
        if exchange.problem:
            members = {"message": body.decode(errors="replace")}
        texts = {name: v for name, v in members.items() if isinstance(v, str)}
        others = {name: v for name, v in members.items() if name not in texts}
        response_dict["body"] = json.dumps(texts).encode()
        customized_response_dict.update(others)
    # It also breaks on a header that is no integer; `translate` puts that back.
    retry_after = response_dict["headers"].get("retry-after", "0")
    if not retry_after.isdecimal() or len(retry_after) > _LONGEST_INTEGER:
        response_dict["headers"] = response_dict["headers"].copy()
        del response_dict["headers"]["retry-after"]


def _parse(body: bytes) -> tuple[dict[str, Any], str]:
    """Return the members of a JSON object, and what is wrong if it is none."""
    if not body:
        return {}, "the response is empty"
    try:
        parsed: object = json.loads(body.decode())
    except (RecursionError, ValueError):
        return {}, "the response is not JSON"
    if not is_object(parsed):
        kind = type(parsed).__name__
        return {}, f"the response is a JSON {kind}, not an object"
    # botocore keeps its own under these names; others would make it retry or break.
    reserved = {"Error", "ResponseMetadata"}
    return {name: v for name, v in parsed.items() if name not in reserved}, ""
