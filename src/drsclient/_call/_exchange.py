"""One call and its response, and reading what the response has."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar

from drsclient._convert import read
from drsclient._json import is_list
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel

    from drsclient.models import Model

ModelT = TypeVar("ModelT", bound="Model")

_logger: Final = logging.getLogger("drsclient")


class Exchange:
    """
    One call: what was asked, and the last response.

    The methods that read the response raise a `DrsResponseError` if it does not have
    what the service promises.
    """

    __slots__ = ("arguments", "members", "operation", "problem", "raw")

    def __init__(self, operation: OperationModel, arguments: dict[str, Any]) -> None:
        self.operation = operation
        self.arguments = arguments
        self.raw: Mapping[str, Any] = {}
        """botocore's `status_code`, `headers` and `body`; empty without a response."""
        self.problem = ""
        """Why the body is not a JSON object; empty if it is one."""
        self.members: Mapping[str, Any] = {}
        """What the boto3 client's method returned."""

    def value(self, annotation: Any, member: str | None) -> Any:
        """Read a member of some type; with `None`, the response is the value."""
        name = member or annotation.__name__
        if self.problem:
            raise self._without(name)
        wire = self._find(member) if member else self.members
        value = self._read(annotation, wire, name)
        if value is None:
            raise self._without(name)
        return value

    def items(self, model: type[ModelT], member: str) -> Iterator[ModelT]:
        """Read the entities of a list, each when it is asked for, and only once."""
        items = self._find(member)
        if not is_list(items):
            problem = f"{member} is of type {type(items).__name__}, not a list"
            raise self.response_error(problem, path=member, value=items)
        # Let go of what was read: the next model takes its memory, which is still warm.
        unread = items[::-1]
        self.members = {}
        del items
        for index in range(len(unread)):
            path = f"{member}[{index}]"
            wire = unread.pop()
            item = None if wire is None else self._read(model, wire, path)
            if item is not None:
                yield item
            else:
                _logger.warning("%s: ignored because it has no known member", path)

    def expect_empty(self) -> None:
        """Check that the response is the service's, although it says nothing."""
        if self.problem and self.raw["body"]:
            raise self.response_error(self.problem)

    def response_error(
        self, problem: str, *, path: str = "", value: object = None
    ) -> DrsResponseError:
        """Make the exception for a response that is not what the service promises."""
        return DrsResponseError(
            problem,
            operation_name=self.operation.name,
            status_code=self.raw.get("status_code"),
            request_id=self.raw.get("headers", {}).get("x-amzn-requestid"),
            body=self.raw.get("body"),
            path=path,
            value=value,
        )

    def _find(self, member: str) -> Any:
        wire = self.members.get(member)
        if wire is None:
            raise self._without(member)
        return wire

    def _without(self, name: str) -> DrsResponseError:
        return self.response_error(self.problem or f"the response has no {name}")

    def _read(self, annotation: Any, wire: object, path: str) -> Any:
        try:
            return read(annotation, wire, path)
        except DrsResponseError as error:
            raise self.response_error(
                str(error), path=error.path, value=error.value
            ) from error
