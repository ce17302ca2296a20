"""The fake service, which turns requests into responses."""

from __future__ import annotations

import itertools
import logging
import re
from collections import defaultdict, deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient.testing._errors import FakeError, invalid
from drsclient.testing._http.checks import violations
from drsclient.testing._http.rest_json import (
    HttpRequest,
    HttpResponse,
    find_operation,
    read_parameters,
    render_error,
    render_success,
)
from drsclient.testing._http.signature import read_caller
from drsclient.testing._idempotency import carry_out
from drsclient.testing._operations import OPERATIONS
from drsclient.testing._requests import SUCCESS, RecordedRequest
from drsclient.testing._service_model import input_shape

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from botocore.model import OperationModel

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
        default_account_id: The account of requests whose signature names none.
        default_region_name: The Region of requests without a signature.
    """

    def __init__(
        self,
        world: World,
        turn: AbstractContextManager[None],
        *,
        default_account_id: str,
        default_region_name: str,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        self.problems: list[Exception] = []
        """What failed inside the fake, as opposed to the errors that it simulates."""
        self._world = world
        self._turn = turn
        self._default_account_id = default_account_id
        self._default_region_name = default_region_name
        self._script: defaultdict[str, deque[HttpResponse]] = defaultdict(deque)
        self._numbers = itertools.count(1)

    def script(self, operation: str, responses: Iterable[HttpResponse]) -> None:
        """Queue responses for the next calls of an operation."""
        with self._turn:
            self._script[operation].extend(responses)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Return the response to a request; whatever happens, there is one."""
        with self._turn:
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
        site = self._site(request)
        parameters: dict[str, Any] = {}
        outcome = SUCCESS
        try:
            parameters = read_parameters(request, operation, labels)
            if self._script[operation.name]:
                return self._script[operation.name].popleft()
            return self._handle(site, operation, parameters)
        except FakeError as error:
            outcome = error.code
            raise
        finally:
            recorded = RecordedRequest(
                operation=operation.name,
                parameters=parameters,
                headers=request.headers,
                account_id=site.account_id,
                region_name=site.region_name,
                time=site.now,
                outcome=outcome,
            )
            self.requests.append(recorded)
            _logger.info("%s", recorded)

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
        if operation.name not in OPERATIONS:
            raise FakeError(
                "NotImplementedByFakeDrs",
                f"FakeDrs does not implement {operation.name} yet",
                status_code=HTTPStatus.NOT_IMPLEMENTED,
            )
        if faults := dict(violations(parameters, input_shape(operation))):
            raise invalid(faults)
        if not site.initialized and operation.name not in _ALWAYS_ALLOWED:
            raise FakeError(
                "UninitializedAccountException",
                f"account {site.account_id} is not initialized in {site.region_name}",
            )
        return render_success(operation, carry_out(site, operation, parameters))


def _broken(problem: Exception) -> FakeError:
    return FakeError(
        "BrokenFakeDrs",
        f"{type(problem).__name__}: {problem}",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
