"""The fake service, which turns requests into responses."""

from __future__ import annotations

import itertools
from functools import partial
from http import HTTPStatus
from threading import RLock
from typing import TYPE_CHECKING, Any

import attrs

from drsclient.testing._errors import FakeError, invalid
from drsclient.testing._http.checks import violations
from drsclient.testing._http.rest_json import (
    find_operation,
    read_parameters,
    render_error,
    render_success,
)
from drsclient.testing._injection import Faults, respond_with
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._service_model import input_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel

    from drsclient.testing._http.messages import HttpRequest, HttpResponse
    from drsclient.testing._world.site import Site
    from drsclient.testing._world.world import World


@attrs.frozen(kw_only=True)
class RecordedRequest:
    """A request that reached the fake."""

    operation: str
    """The operation's name, such as `StartReplication`."""
    parameters: Mapping[str, object]
    """The parameters with wire names; empty if the body could not be read."""
    headers: Mapping[str, str]
    """The HTTP headers; names are in lower case, such as `user-agent`."""


class Service:
    """
    Responds to requests from the state of a world.

    Other code that uses the world must hold `lock`.
    """

    def __init__(self, world: World, site: Site, faults: Faults) -> None:
        self.lock = RLock()
        self.requests: list[RecordedRequest] = []
        self.problems: list[Exception] = []
        """What failed inside the fake, as opposed to the errors that it simulates."""
        self._world = world
        self._default = site
        self._faults = faults
        self._numbers = itertools.count(1)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; whatever happens, there is one."""
        with self.lock:
            number = next(self._numbers)
            try:
                response = self._response(request)
            except FakeError as error:
                response = render_error(error)
            except Exception as problem:  # noqa: BLE001 - `close` raises it
                self.problems.append(problem)
                response = render_error(_broken(problem))
        request_id = f"{number:08x}-0000-4000-8000-{number:012x}"
        return attrs.evolve(
            response, headers={"x-amzn-RequestId": request_id, **response.headers}
        )

    def _response(self, request: HttpRequest) -> HttpResponse:
        operation, labels = find_operation(request)
        parameters: dict[str, Any] = {}
        try:
            parameters = read_parameters(request, operation, labels)
        finally:
            self.requests.append(
                RecordedRequest(
                    operation=operation.name,
                    parameters=parameters,
                    headers=request.headers,
                )
            )
        now = self._world.clock.now
        fault = self._faults.pick(operation.name, parameters, now)
        handle = partial(self._handle, operation, parameters)
        return respond_with(fault, handle) if fault else handle()

    def _handle(
        self, operation: OperationModel, parameters: dict[str, Any]
    ) -> HttpResponse:
        try:
            return self._carry_out(operation, parameters)
        except FakeError as error:
            return render_error(error)

    def _carry_out(
        self, operation: OperationModel, parameters: dict[str, Any]
    ) -> HttpResponse:
        handler = OPERATIONS.get(operation.name)
        if handler is None:
            raise FakeError(
                "NotImplementedByFakeDrs",
                f"FakeDrs does not implement {operation.name} yet",
                status_code=HTTPStatus.NOT_IMPLEMENTED,
            )
        if faults := dict(violations(parameters, input_shape(operation))):
            raise invalid(faults)
        site = self._default
        if not site.initialized and operation.name != "InitializeService":
            raise FakeError(
                "UninitializedAccountException",
                f"account {site.account_id} is not initialized in {site.region_name}",
            )
        return render_success(operation, handler(site, parameters))


def _broken(problem: Exception) -> FakeError:
    return FakeError(
        "BrokenFakeDrs",
        f"{type(problem).__name__}: {problem}",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
