"""The fake service: a request in, an answer out."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from http import HTTPStatus
from threading import RLock
from typing import TYPE_CHECKING, Any

import attrs

from drsclient.testing._checks import violations
from drsclient.testing._errors import FakeError, invalid
from drsclient.testing._model import input_shape
from drsclient.testing._wire import (
    HttpAnswer,
    HttpRequest,
    find_operation,
    read_parameters,
    render_error,
    render_success,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from botocore.model import OperationModel

    from drsclient.testing._resources import Resources


@attrs.frozen(kw_only=True)
class RecordedRequest:
    """A request that reached the fake."""

    operation: str
    """The operation's name, such as `StartReplication`."""
    parameters: Mapping[str, object]
    """The parameters in wire names; empty if the body could not be read."""
    headers: Mapping[str, str]
    """The HTTP headers; names are in lower case, such as `user-agent`."""


class Service:
    """
    Answers requests from the state of its resources.

    Whoever touches the resources from outside holds `lock` while doing so.
    """

    def __init__(self, resources: Resources) -> None:
        self.lock = RLock()
        self.requests: list[RecordedRequest] = []
        self.problems: list[Exception] = []
        """What went wrong inside the fake, as opposed to the errors it plays."""
        self._resources = resources
        self._script: defaultdict[str, deque[HttpAnswer]] = defaultdict(deque)
        self._numbers = itertools.count(1)

    def script(self, operation: str, answers: Iterable[HttpAnswer]) -> None:
        """Have the next calls of an operation, after those scripted, answered so."""
        with self.lock:
            self._script[operation].extend(answers)

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request; whatever happens, there is an answer."""
        with self.lock:
            number = next(self._numbers)
            try:
                answer = self._answer(request)
            except FakeError as error:
                answer = render_error(error)
            except Exception as problem:  # noqa: BLE001 - kept: `close` raises it
                self.problems.append(problem)
                answer = render_error(_broken(problem))
        request_id = f"{number:08x}-0000-4000-8000-{number:012x}"
        return attrs.evolve(
            answer, headers={"x-amzn-RequestId": request_id, **answer.headers}
        )

    def _answer(self, request: HttpRequest) -> HttpAnswer:
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
        if self._script[operation.name]:
            return self._script[operation.name].popleft()
        return self._handle(operation, parameters)

    def _handle(
        self, operation: OperationModel, parameters: dict[str, Any]
    ) -> HttpAnswer:
        handler = self._resources.handler(operation.name)
        if handler is None:
            raise FakeError(
                "NotImplementedByFakeDrs",
                f"FakeDrs does not implement {operation.name} yet",
                status_code=HTTPStatus.NOT_IMPLEMENTED,
            )
        if faults := dict(violations(parameters, input_shape(operation))):
            raise invalid(faults)
        self._resources.account.check_may_call(operation.name)
        return render_success(operation, handler(parameters))


def _broken(problem: Exception) -> FakeError:
    return FakeError(
        "BrokenFakeDrs",
        f"{type(problem).__name__}: {problem}",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
