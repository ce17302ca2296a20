"""The fake service, which turns requests into responses."""

from __future__ import annotations

import copy
import itertools
import json
import logging
import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient.testing._errors import FakeError, invalid
from drsclient.testing._faults import ServiceError, apply_fault
from drsclient.testing._http.requests import (
    find_operation,
    read_caller,
    read_parameters,
)
from drsclient.testing._http.responses import render_error, render_success
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._service_model import input_shape
from drsclient.testing._state.site_state import IdempotentCall
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from botocore.model import OperationModel

    from drsclient.testing._faults import Fault, Faults
    from drsclient.testing._http.requests import HttpRequest
    from drsclient.testing._http.responses import HttpResponse
    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.shared_state import SharedState
    from drsclient.testing._state.site_state import SiteState

_logger: Final = logging.getLogger("drsclient.testing")

_SUCCESS: Final = "OK"
# Their errors do not include UninitializedAccountException.
_ALWAYS_ALLOWED: Final = frozenset(
    {"InitializeService", "ListTagsForResource", "TagResource", "UntagResource"}
)


@attrs.frozen(kw_only=True)
class RecordedRequest:
    """
    A request that reached the fake.

    As text, it is one line::

        2030-01-01T00:05:00 123456789012 us-east-1 StartReplication {...} -> OK
    """

    operation: str
    """The operation's name, such as `StartReplication`."""
    parameters: Mapping[str, object]
    """The parameters, by wire name; empty if the body could not be read."""
    headers: Mapping[str, str]
    """The HTTP headers. Their names are in lower case, such as `user-agent`."""
    account_id: str
    """The account of the credentials that signed it."""
    region_name: str
    """The Region that it was signed for."""
    time: datetime
    """The virtual time, in UTC."""
    outcome: str
    """`OK`, the error code, or the name of the fault that was injected."""

    def __str__(self) -> str:
        return (
            f"{self.time:%Y-%m-%dT%H:%M:%S} {self.account_id} {self.region_name}"
            f" {self.operation} {json.dumps(self.parameters)} -> {self.outcome}"
        )


def requested(
    requests: Sequence[RecordedRequest],
    operation: str,
    parameters: Mapping[str, object],
    *,
    times: int | None,
) -> tuple[RecordedRequest, ...]:
    """
    Return the requests for an operation with these parameters and any others.

    Raises:
        AssertionError: Their number is not `times`; or there are none, if `times` is
            `None`.
    """
    found = tuple(
        request
        for request in requests
        if request.operation == operation
        and all(
            name in request.parameters and request.parameters[name] == value
            for name, value in parameters.items()
        )
    )
    if len(found) == times or (times is None and found):
        return found
    wanted = f" with {json.dumps(parameters, default=repr)}" if parameters else ""
    expected = "at least once" if times is None else f"{times} times"
    others = "\n".join(map(str, requests)) or "(none)"
    raise AssertionError(
        f"expected {operation}{wanted} {expected}, not {len(found)} times;"
        f" the requests were:\n{others}"
    )


class Service:
    """
    The fake service, which responds to requests and records them.

    Args:
        state: The state that operations read and change.
        lock: The lock on the state.
        faults: The injected faults.
        default_account_id: The account of requests whose signature has none.
        default_region_name: The Region of requests without a signature.
    """

    def __init__(
        self,
        state: SharedState,
        lock: AbstractContextManager[object],
        faults: Faults,
        *,
        default_account_id: str,
        default_region_name: str,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        self.internal_errors: list[Exception] = []
        """Unexpected exceptions of the fake, as opposed to errors that it simulates."""
        self._state = state
        self._lock = lock
        self._faults = faults
        self._default_account_id = default_account_id
        self._default_region_name = default_region_name
        self._numbers = itertools.count(1)

    def forget_requests(self) -> None:
        """Remove all requests, and give the next one the first ID."""
        self.requests.clear()
        self._numbers = itertools.count(1)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request, even if the request cannot be parsed."""
        number = next(self._numbers)
        try:
            with self._lock:
                response = self._response(request)
        except FakeError as error:
            response = render_error(error)
        except Exception as error:  # noqa: BLE001 - a running clock calls hooks
            self.internal_errors.append(error)
            response = render_error(_internal_error(error))
        if not response.is_from_service:
            return response
        request_id = f"{number:08x}-0000-4000-8000-{number:012x}"
        return attrs.evolve(
            response, headers={"x-amzn-RequestId": request_id, **response.headers}
        )

    def _response(self, request: HttpRequest) -> HttpResponse:
        operation, labels = find_operation(request)
        site = self._site(request)
        log_request = partial(
            self._log_request, site, operation=operation.name, headers=request.headers
        )
        try:
            parameters = read_parameters(request, operation, labels)
        except FakeError as error:
            log_request(parameters={}, outcome=error.code)
            raise
        fault = self._faults.take(
            operation.name, parameters, site.region_name, site.now
        )
        call = partial(self._call, site, operation, parameters)
        # The state may keep parts of the parameters, and change them.
        sent = copy.deepcopy(parameters)
        response = apply_fault(fault, operation, call) if fault else call()
        log_request(parameters=sent, outcome=_outcome(fault, response))
        return response

    def _log_request(self, site: SiteState, **members: Any) -> None:  # noqa: ANN401 - the fields
        request = RecordedRequest(
            account_id=site.account_id,
            region_name=site.region_name,
            time=site.now,
            **members,
        )
        self.requests.append(request)
        _logger.info("%s", request)

    def _site(self, request: HttpRequest) -> SiteState:
        caller = read_caller(request.headers)
        if caller is None:
            return self._state.site(self._default_account_id, self._default_region_name)
        named = re.search("[0-9]{12}$", caller.access_key_id)
        account_id = self._state.accounts.get(caller.access_key_id) or (
            named[0] if named else self._default_account_id
        )
        return self._state.site(account_id, caller.region_name)

    def _call(
        self, site: SiteState, operation: OperationModel, parameters: dict[str, Any]
    ) -> HttpResponse:
        counters = dict(self._state.counters)
        try:
            _check_request(site, operation, parameters)
            return render_success(
                operation, _run_handler_once(site, operation, parameters)
            )
        except FakeError as error:
            # A refused call must not change the IDs of later calls.
            self._state.counters = counters
            return render_error(error)
        except Exception as error:  # noqa: BLE001 - `FakeDrs.close` raises it
            return self.report(error)

    def report(self, error: Exception) -> HttpResponse:
        """Record an unexpected exception of the fake, and return the response."""
        self.internal_errors.append(error)
        return render_error(_internal_error(error))


def _check_request(
    site: SiteState, operation: OperationModel, parameters: dict[str, Any]
) -> None:
    if operation.name not in OPERATIONS:
        raise FakeError(
            "NotImplementedByFakeDrs",
            f"FakeDrs does not implement {operation.name}",
            status_code=HTTPStatus.NOT_IMPLEMENTED,
        )
    if found := dict(violations(parameters, input_shape(operation))):
        raise invalid(found)
    if not site.initialized and operation.name not in _ALWAYS_ALLOWED:
        raise FakeError(
            "UninitializedAccountException",
            f"account {site.account_id} is not initialized in {site.region_name}",
        )


def _outcome(fault: Fault | None, response: HttpResponse) -> str:
    if fault is None or isinstance(fault, ServiceError):
        return response.headers.get("x-amzn-ErrorType", _SUCCESS)
    return type(fault).__name__


def _internal_error(error: Exception) -> FakeError:
    return FakeError(
        "BrokenFakeDrs",
        f"{type(error).__name__}: {error}",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def _run_handler_once(
    site: SiteState, operation: OperationModel, parameters: dict[str, Any]
) -> Wire:
    """
    Carry out an operation, but only once for each client token.

    Returns:
        The operation's result; that of the first call if there is one with the token.

    Raises:
        FakeError: The operation failed, or the token was used with other parameters.
    """
    handler = OPERATIONS[operation.name]
    token = parameters.get("clientToken")
    if not token:
        return handler(site, parameters)
    key = f"{operation.name} {token}"
    if key not in site.idempotent_calls:
        result = handler(site, parameters)
        site.idempotent_calls[key] = IdempotentCall(
            parameters=parameters, result=copy.deepcopy(result)
        )
        return result
    first = site.idempotent_calls[key]
    if parameters != first.parameters:
        raise FakeError(
            "ConflictException",
            f"clientToken {token} was used with other parameters",
        )
    return first.result
