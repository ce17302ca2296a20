"""The control API: methods of `FakeDrs` over HTTP, for tests in other languages."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, get_args
from urllib.parse import parse_qsl, urlsplit

import attrs

from drsclient.testing._argument_checks import check_number, check_types
from drsclient.testing._errors import FakeError
from drsclient.testing._faults import Fault
from drsclient.testing._http.requests import read_json_object
from drsclient.testing._http.responses import HttpResponse
from drsclient.testing._state.clock import time_step
from drsclient.testing._state.durations import Durations

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from attrs import AttrsInstance

    from drsclient.testing._fake import FakeDrs
    from drsclient.testing._http.requests import HttpRequest
    from drsclient.testing._service import Service

# The start of the path of each call; the name of the method follows.
_PREFIX: Final = "/_fake/"

SITE_CALLS: Final = frozenset(
    {
        "add_recovery_instance",
        "add_source_network",
        "add_source_server",
        "add_staging_account",
        "environment",
        "fail_launch",
        "fail_launch_action",
        "remove_staging_account",
        "set_bucket_versioning",
        "set_durations",
        "source_server",
        "stall_replication",
        "trigger",
    }
)
"""The methods and properties of `FakeSite`; the query selects the site."""

FAKE_CALLS: Final = frozenset(
    {
        "add_credentials",
        "advance",
        "answer",
        "assert_requested",
        "clear_faults",
        "copy_report",
        "durations",
        "events",
        "fail",
        "inject",
        "load",
        "now",
        "requests",
        "reset",
        "save",
        "throttle",
    }
)
"""The methods and properties of `FakeDrs`."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
_JSON: Final = {"Content-Type": "application/json"}

_Json: TypeAlias = dict[str, Any]


class _RefusedError(Exception):
    """A request that is not carried out, with the status code of the response."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """
    The control API of a fake, which passes all other requests to the service.

    Args:
        fake: The fake.
        service: The fake's service.
        lock: The lock on the state.
    """

    def __init__(
        self, fake: FakeDrs, service: Service, lock: AbstractContextManager[object]
    ) -> None:
        self._fake = fake
        self._service = service
        self._lock = lock

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request."""
        if not request.path.startswith(_PREFIX):
            return self._service.respond(request)
        return self._respond(request)

    def _respond(self, request: HttpRequest) -> HttpResponse:
        try:
            self._check_sender(request)
            # The result may have parts of the state.
            with self._lock:
                text = json.dumps(self._call(request), default=_plain)
        except _RefusedError as error:
            return _error(error.status, str(error))
        except KeyError as error:
            return _error(HTTPStatus.NOT_FOUND, str(error.args[0]))
        except ValueError as error:
            return _error(HTTPStatus.BAD_REQUEST, str(error))
        except AssertionError as error:
            return _error(HTTPStatus.CONFLICT, str(error))
        except Exception as error:  # noqa: BLE001 - `FakeDrs.close` raises it
            return self._service.report(error)
        return HttpResponse(
            status_code=HTTPStatus.OK, headers=_JSON, body=text.encode()
        )

    def _check_sender(self, request: HttpRequest) -> None:
        """
        Check that a program sends a request, and not a page in a browser.

        Raises:
            _RefusedError: A page may have sent it.
        """
        headers = request.headers
        port = urlsplit(self._fake.endpoint_url).port
        # The name of a foreign page may resolve to the loopback interface.
        host = headers.get("host", "").lower().removesuffix(f":{port}")
        is_from_page = headers.get("sec-fetch-site", "none") != "none"
        if host not in _LOOPBACK or is_from_page or "origin" in headers:
            raise _RefusedError(
                HTTPStatus.FORBIDDEN,
                "only programs on this machine can control the fake, not web pages: the"
                f" host must be localhost:{port}",
            )
        if request.method != "POST":
            raise _RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "use the method POST")
        # A page can send others without asking first.
        content_type, _, _ = headers.get("content-type", "").partition(";")
        if content_type.strip().lower() != "application/json":
            raise _RefusedError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "the Content-Type must be application/json",
            )

    def _call(self, request: HttpRequest) -> object:
        name = request.path.removeprefix(_PREFIX)
        site = dict(parse_qsl(request.query, keep_blank_values=True))
        if name in SITE_CALLS:
            target = getattr(_call_method(self._fake.site, site), name)
        elif name not in FAKE_CALLS:
            calls = ", ".join(sorted(FAKE_CALLS | SITE_CALLS))
            raise _RefusedError(
                HTTPStatus.NOT_FOUND, f"there is no call {name!r}; use one of: {calls}"
            )
        elif site:
            raise ValueError(f"{name} applies to all sites, and takes no query")
        else:
            target = getattr(self._fake, name)
        # A property has its value already.
        method = target if callable(target) else lambda: target
        return _call_method(method, _read_arguments(request.body))


def _read_arguments(body: bytes) -> _Json:
    try:
        return read_json_object(body)
    except FakeError as error:
        raise ValueError(error.message) from error


def _call_method(method: Callable[..., Any], arguments: _Json) -> Any:  # noqa: ANN401 - of any type
    """
    Call a method with arguments from JSON, by the names of its parameters.

    Raises:
        ValueError: It does not have these parameters.
    """
    signature = inspect.signature(method)
    named = dict(arguments)
    for name in signature.parameters.keys() & named.keys() & _READERS.keys():
        named[name] = _READERS[name](named[name])
    try:
        # Python does not take these by name.
        positional = [
            named.pop(name)
            for name, parameter in signature.parameters.items()
            if parameter.kind is parameter.POSITIONAL_ONLY
        ]
        bound = signature.bind(*positional, **named)
    except KeyError as error:
        raise ValueError(f"missing a required argument: {error}") from error
    except TypeError as error:
        raise ValueError(str(error)) from error
    return method(*bound.args, **bound.kwargs)


def _read_fault(value: _Json) -> Fault:
    """Make a fault from its fields and the name of its class, `kind`."""
    check_types(Mapping, fault=value)
    fields = dict(value)
    kind = fields.pop("kind", None)
    for fault_class in get_args(Fault):
        if fault_class.__name__ == kind:
            fault: Fault = _call_method(fault_class, fields)
            return fault
    kinds = ", ".join(fault_class.__name__ for fault_class in get_args(Fault))
    raise ValueError(f"the kind of a fault must be one of {kinds}, not {kind!r}")


def _read_bytes(text: str) -> bytes:
    check_types(str, body=text)
    return text.encode()


def _read_durations(value: _Json | None) -> Durations | None:
    """Make durations from their fields in seconds."""
    check_types(Mapping | None, durations=value)
    if value is None:
        return None
    fields = {name: _read_seconds(name, seconds) for name, seconds in value.items()}
    durations: Durations = _call_method(Durations, fields)
    return durations


def _read_seconds(name: str, seconds: float) -> timedelta:
    check_number(name, seconds)
    return time_step({"seconds": seconds})


_READERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "body": _read_bytes,
    "durations": _read_durations,
    "fault": _read_fault,
}
"""Functions that make arguments from JSON, by the name of the parameter."""


def _plain(value: object) -> object:
    """Return a value that JSON does not have as one that it has."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    # The only other ones are classes of attrs, such as recorded requests.
    return attrs.asdict(cast("AttrsInstance", value))


def _error(status: HTTPStatus, message: str) -> HttpResponse:
    return HttpResponse(
        status_code=status,
        headers={**_JSON, "Allow": "POST"},
        body=json.dumps({"message": message}).encode(),
    )
