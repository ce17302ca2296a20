"""The fake service, which turns requests into responses."""

from __future__ import annotations

import copy
import itertools
import logging
import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient.testing._errors import FakeError, invalid
from drsclient.testing._faults import ServiceError
from drsclient.testing._http.checks import violations
from drsclient.testing._http.rest_json import (
    find_operation,
    read_parameters,
    render_error,
    render_success,
)
from drsclient.testing._http.signature import read_caller
from drsclient.testing._idempotency import carry_out
from drsclient.testing._injection import respond_with
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._requests import SUCCESS, RecordedRequest
from drsclient.testing._service_model import input_shape

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from botocore.model import OperationModel

    from drsclient.testing._faults import Fault
    from drsclient.testing._http.messages import HttpRequest, HttpResponse
    from drsclient.testing._injection import Faults
    from drsclient.testing._world.site import Site
    from drsclient.testing._world.world import World

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
