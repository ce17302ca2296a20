"""
Event hooks on boto3 clients: to observe attempts, check credentials, parse responses.

Calls that are not made through this library are not affected. The events and what they
carry are botocore's internals: a hook that does not find what it needs leaves the call
to botocore, whose own parser then reads the response.
"""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http import HTTPStatus
from inspect import signature
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore import UNSIGNED
from botocore.exceptions import BotoCoreError, ClientError

from drsclient._botocore.errors import credentials_error, service_error
from drsclient._botocore.idempotency import (
    NOT_IDEMPOTENT,
    is_read,
    may_have_taken_effect,
)
from drsclient._json import is_object
from drsclient._text import printable
from drsclient.errors import DrsCredentialsError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel

    from drsclient._botocore.response import Call
    from drsclient.errors import DrsServiceError

_logger: Final = logging.getLogger("drsclient")
# botocore parses a response with this status like a success.
_REDIRECT: Final = HTTPStatus.MULTIPLE_CHOICES
_SERVER_ERROR: Final = HTTPStatus.INTERNAL_SERVER_ERROR
# The longest header "retry-after" that botocore reads as a number of seconds.
_MAX_DIGITS: Final = 10

_CREDENTIALS: Final = ("access_key", "secret_key", "token")
_SIGNER_ARGUMENTS: Final = ("signing_name", "region_name", "signature_version")

current_call: Final[ContextVar[Call | None]] = ContextVar("current_call", default=None)
"""The call that this thread or task is making."""


class AttemptObserver(Protocol):
    """An observer of each attempt of a call, including botocore's own retries."""

    def before_attempt(self) -> None:
        """Prepare for an attempt; an exception from here ends the call."""

    def after_attempt(self, error: DrsServiceError | None, *, changed: bool) -> None:
        """
        Note the end of an attempt.

        Args:
            error: The error, if the service sent one.
            changed: Whether the attempt may have changed something.
        """


_observer: Final[ContextVar[AttemptObserver | None]] = ContextVar(
    "observer", default=None
)


@contextmanager
def observe_attempts(observer: AttemptObserver) -> Generator[None]:
    """Notify an observer of each attempt that this thread makes in the `with` block."""
    token = _observer.set(observer)
    try:
        yield
    finally:
        _observer.reset(token)


def register_hooks(boto3_client: BaseClient) -> None:
    """
    Register the hooks on a boto3 client. Repeated calls have no effect.

    botocore would read a response that is not JSON as an empty one, and a text instead
    of a list as the list of its letters. So the response hook parses the JSON, once,
    and the boto3 client's method returns the members as they came.
    """
    service = boto3_client.meta.service_model.service_id.hyphenize()
    events = boto3_client.meta.events
    # Before the request is signed: an observer may wait, and signatures expire. Last,
    # so that an error of another handler is not hidden by one of the credentials.
    events.register_last(
        f"before-sign.{service}", _before_attempt, unique_id="drsclient-before"
    )
    # Last, so that other people's handlers see the body before it is taken out.
    events.register_last(
        f"before-parse.{service}", _parse_response, unique_id="drsclient"
    )
    events.register(
        f"response-received.{service}", _after_attempt, unique_id="drsclient-after"
    )
    # First, so that botocore does not sleep before a retry that must not happen.
    events.register_first(
        f"needs-retry.{service}", _before_retry, unique_id="drsclient-retry"
    )


def _before_attempt(**event: Any) -> None:
    if observer := _observer.get():
        observer.before_attempt()
    call = current_call.get()
    if call is not None and call.operation.name == event.get("operation_name"):
        _check_credentials(call.operation.name, event)


def _check_credentials(operation_name: str, event: Mapping[str, Any]) -> None:
    """
    Refuse credentials that cannot be read, refreshed or used.

    For these, botocore raises whatever Python does, such as a `KeyError`. It would read
    them right after this event. Here, such an error cannot come from anything else.
    """
    signer: Any = event.get("request_signer")
    if event.get("signature_version") is UNSIGNED or not _is_known(signer.__class__):
        return
    try:
        auth = signer.get_auth_instance(**{k: event.get(k) for k in _SIGNER_ARGUMENTS})
        credentials = getattr(auth, "credentials", None)
        found = {name: getattr(credentials, name, None) for name in _CREDENTIALS}
        texts = {name: text for name, text in found.items() if text is not None}
        for text in texts.values():
            text.encode()
    except (BotoCoreError, ClientError):
        raise  # `translate` has an exception for each
    except Exception as error:
        raise credentials_error(error, f"{operation_name}: ") from error
    for name, text in texts.items():
        # Such as a newline: they would break a header, and the error would have them.
        if not text.isprintable():
            noun = name.replace("_", " ")
            problem = f"{operation_name}: the {noun} contains a control character"
            raise DrsCredentialsError(problem)


@cache
def _is_known(signer: type) -> bool:
    """Return whether a class of signers has the method that botocore's signer has."""
    try:
        method: Any = getattr(signer, "get_auth_instance", None)
        signature(method).bind(None, **dict.fromkeys(_SIGNER_ARGUMENTS))
    except TypeError:  # it is missing, or takes other arguments
        return False
    return True


def _after_attempt(
    response_dict: dict[str, Any] | None = None,
    parsed_response: dict[str, Any] | None = None,
    exception: Exception | None = None,
    event_name: str = "",
    **_: object,
) -> None:
    if observer := _observer.get():
        name = event_name.rpartition(".")[2]
        error: DrsServiceError | None = None
        changed = not is_read(name)
        if response_dict is None:
            changed = may_have_taken_effect(name, None, exception)
        elif parsed_response and "Error" in parsed_response:
            error = service_error(parsed_response, name, response_dict["headers"])
            changed &= response_dict["status_code"] >= _SERVER_ERROR
        observer.after_attempt(error, changed=changed)


def _before_retry(
    operation: OperationModel | None = None,
    response: tuple[Any, Any] | None = None,
    caught_exception: Exception | None = None,
    **_: object,
) -> None:
    """End a call that may have taken effect if it is not idempotent."""
    call = current_call.get()
    if call is None or not operation or operation.name != call.operation.name:
        return
    if not may_have_taken_effect(operation.name, response, caught_exception):
        return
    call.may_have_taken_effect = True
    if operation.name in NOT_IDEMPOTENT:
        if response is None:
            raise caught_exception or AssertionError
        raise ClientError(response[1], operation.name)


def _parse_response(
    operation_model: OperationModel | None = None,
    response_dict: dict[str, Any] | None = None,
    customized_response_dict: dict[str, Any] | None = None,
    **_: object,
) -> None:
    call = current_call.get()
    if call is None or call.operation is not operation_model or not response_dict:
        return  # another call, such as one that a handler makes within ours
    call.raw, call.error_members = response_dict.copy(), {}
    status, body = response_dict["status_code"], response_dict["body"]
    # Not the body itself: it may have tags, which are sensitive.
    request_id = printable(str(response_dict["headers"].get("x-amzn-requestid")), 100)
    response = (call.operation.name, status, len(body), request_id)
    _logger.debug("%s: HTTP %s, %d bytes, request ID %s", *response)
    members, call.problem = _parse_object(body)
    if status > _REDIRECT:
        members = _simplify_error(response_dict, members, call.problem)
        if customized_response_dict is None:
            call.error_members = members
    elif customized_response_dict is not None or call.problem or status == _REDIRECT:
        response_dict["body"] = b"{}"
    # Without the dict, botocore's parser reads the body, and changes invalid values.
    if customized_response_dict is not None:
        customized_response_dict.update(members)


def _simplify_error(
    response_dict: dict[str, Any], members: dict[str, Any], problem: str
) -> dict[str, Any]:
    """
    Remove the parts of an error response that botocore's parser would crash on.

    Returns:
        The members that are not text, where botocore expects text.
    """
    headers = response_dict["headers"]
    # `translate` adds it again, from the headers as they came.
    retry_after = headers.get("retry-after", "0")
    if not retry_after.isdecimal() or len(retry_after) > _MAX_DIGITS:
        response_dict["headers"] = headers.copy()
        del response_dict["headers"]["retry-after"]
    body = response_dict["body"]
    is_page = body.strip().startswith(b"<html>")
    if not body or (response_dict["status_code"] >= _SERVER_ERROR and is_page):
        return {}  # botocore does not parse the HTML pages of failing servers
    if problem:
        members = {"message": body.decode(errors="replace")}
    texts = {name: v for name, v in members.items() if isinstance(v, str)}
    response_dict["body"] = json.dumps(texts).encode()
    return {name: v for name, v in members.items() if name not in texts}


def _parse_object(body: bytes) -> tuple[dict[str, Any], str]:
    """Return the members of a JSON object, or the problem if the body is not one."""
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
