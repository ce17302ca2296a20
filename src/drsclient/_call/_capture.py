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
        return  # a call past this library, such as one that a handler makes
    exchange.raw = response_dict.copy()
    body = response_dict["body"]
    _logger.debug("Response body, which drsclient parses:\n%r", body)
    members, exchange.problem = _parse(body)
    if response_dict["status_code"] < HTTPStatus.MULTIPLE_CHOICES:
        response_dict["body"] = b"{}"
        customized_response_dict.update(members)
        return
    # botocore parses errors, and breaks on a code that is no text, a list that is none
    # or a header that is no whole number: it gets nothing of the kind.
    if body:
        members = members or {"message": body.decode(errors="replace")}
        texts = {name: v for name, v in members.items() if isinstance(v, str)}
        response_dict["body"] = json.dumps(texts).encode()
        customized_response_dict.update(
            {name: v for name, v in members.items() if name not in texts}
        )
    headers = response_dict["headers"]
    retry_after = headers.get("retry-after", "0")
    if not retry_after.isdecimal():
        response_dict["headers"] = headers.copy()
        del response_dict["headers"]["retry-after"]
        customized_response_dict["retryAfterSeconds"] = retry_after


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
