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
from drsclient.testing._faults import ServiceError, respond_with
from drsclient.testing._http.requests import (
    find_operation,
    read_caller,
    read_parameters,
)
from drsclient.testing._http.responses import render_error, render_success
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._service_model import input_shape
from drsclient.testing._state.site import Remembered
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from botocore.model import OperationModel

    from drsclient.testing._faults import Fault, Faults
    from drsclient.testing._http.requests import HttpRequest
    from drsclient.testing._http.responses import HttpResponse
    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.shared_state import World
    from drsclient.testing._state.site import Site

SUCCESS: Final = "OK"


@attrs.frozen(kw_only=True)
class RecordedRequest:
    """
    A request that reached the fake.

    As text, it is one line, such as
    `2030-01-01T00:05:00 StartReplication {"sourceServerID": "s-..."} -> OK`.
    """

    operation: str
    """The operation's name, such as `StartReplication`."""
    parameters: Mapping[str, object]
    """The parameters with wire names; empty if the body could not be read."""
    headers: Mapping[str, str]
    """The HTTP headers; names are in lower case, such as `user-agent`."""
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
            f"{self.time:%Y-%m-%dT%H:%M:%S} {self.operation}"
            f" {json.dumps(self.parameters)} -> {self.outcome}"
        )


def matching(
    requests: Iterable[RecordedRequest],
    operation: str,
    parameters: Mapping[str, object],
) -> tuple[RecordedRequest, ...]:
    """Return the requests for an operation that have these parameters among theirs."""
    return tuple(
        request
        for request in requests
        if request.operation == operation
        and all(
            name in request.parameters and request.parameters[name] == value
            for name, value in parameters.items()
        )
    )


_logger: Final = logging.getLogger("drsclient.testing")

# Their errors do not include UninitializedAccountException.
_ALWAYS_ALLOWED: Final = frozenset(
    {"InitializeService", "ListTagsForResource", "TagResource", "UntagResource"}
)


class Service:
    """
    Responds to requests from the state of a world.

    Args:
        world: The world.
        turn: Gives one thread at a time the world.
        faults: The faults that were injected.
        default_account_id: The account of requests whose signature names none.
        default_region_name: The Region of requests without a signature.
    """

    def __init__(
        self,
        world: World,
        turn: AbstractContextManager[None],
        faults: Faults,
        *,
        default_account_id: str,
        default_region_name: str,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        self.problems: list[Exception] = []
        """What failed inside the fake, as opposed to the errors that it simulates."""
        self._world = world
        self._turn = turn
        self._faults = faults
        self._default_account_id = default_account_id
        self._default_region_name = default_region_name
        self._numbers = itertools.count(1)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; whatever happens, there is one."""
        with self._turn:
            number = next(self._numbers)
            try:
                response = self._response(request)
            except FakeError as error:
                response = render_error(error)
        request_id = f"{number:08x}-0000-4000-8000-{number:012x}"
        return attrs.evolve(
            response, headers={"x-amzn-RequestId": request_id, **response.headers}
        )

    def _response(self, request: HttpRequest) -> HttpResponse:
        operation, labels = find_operation(request)
        site = self._site(request)
        record = partial(
            self._record, site, operation=operation.name, headers=request.headers
        )
        try:
            parameters = read_parameters(request, operation, labels)
        except FakeError as error:
            record(parameters={}, outcome=error.code)
            raise
        fault = self._faults.pick(
            operation.name, parameters, site.region_name, site.now
        )
        handle = partial(self._handle, site, operation, parameters)
        # Records may keep parts of the parameters.
        sent = copy.deepcopy(parameters)
        response = respond_with(fault, handle) if fault else handle()
        record(parameters=sent, outcome=_outcome(fault, response))
        return response

    def _record(self, site: Site, **members: Any) -> None:  # noqa: ANN401 - the fields
        request = RecordedRequest(
            account_id=site.account_id,
            region_name=site.region_name,
            time=site.now,
            **members,
        )
        self.requests.append(request)
        _logger.info("%s", request)

    def _site(self, request: HttpRequest) -> Site:
        caller = read_caller(request.headers)
        if caller is None:
            return self._world.site(self._default_account_id, self._default_region_name)
        named = re.search("[0-9]{12}$", caller.access_key_id)
        account_id = self._world.accounts.get(caller.access_key_id) or (
            named[0] if named else self._default_account_id
        )
        return self._world.site(account_id, caller.region_name)

    def _handle(
        self, site: Site, operation: OperationModel, parameters: dict[str, Any]
    ) -> HttpResponse:
        counts = dict(self._world.counts)
        try:
            _check(site, operation, parameters)
            return render_success(operation, carry_out(site, operation, parameters))
        except FakeError as error:
            # What was refused must not change the IDs of what follows.
            self._world.counts = counts
            return render_error(error)
        except Exception as problem:  # noqa: BLE001 - `close` raises it
            self.problems.append(problem)
            return render_error(_broken(problem))


def _check(site: Site, operation: OperationModel, parameters: dict[str, Any]) -> None:
    if operation.name not in OPERATIONS:
        raise FakeError(
            "NotImplementedByFakeDrs",
            f"FakeDrs does not know {operation.name}",
            status_code=HTTPStatus.NOT_IMPLEMENTED,
        )
    if faults := dict(violations(parameters, input_shape(operation))):
        raise invalid(faults)
    if not site.initialized and operation.name not in _ALWAYS_ALLOWED:
        raise FakeError(
            "UninitializedAccountException",
            f"account {site.account_id} is not initialized in {site.region_name}",
        )


def _outcome(fault: Fault | None, response: HttpResponse) -> str:
    if fault is None or isinstance(fault, ServiceError):
        return response.headers.get("x-amzn-ErrorType", SUCCESS)
    return type(fault).__name__


def _broken(problem: Exception) -> FakeError:
    return FakeError(
        "BrokenFakeDrs",
        f"{type(problem).__name__}: {problem}",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def carry_out(
    site: Site, operation: OperationModel, parameters: dict[str, Any]
) -> Wire:
    """
    Carry out an operation, unless its client token says that this has been done.

    Returns:
        The operation's result; the first one if it has been carried out before.

    Raises:
        FakeError: The operation refused, or the token was used for something else.
    """
    handler = OPERATIONS[operation.name]
    token = parameters.get("clientToken")
    if not token:
        return handler(site, parameters)
    key = f"{operation.name} {token}"
    if key not in site.remembered:
        result = handler(site, parameters)
        site.remembered[key] = Remembered(
            parameters=parameters, result=copy.deepcopy(result)
        )
        return result
    remembered = site.remembered[key]
    if parameters != remembered.parameters:
        raise FakeError(
            "ConflictException",
            f"clientToken {token} was used with other parameters",
        )
    return remembered.result
