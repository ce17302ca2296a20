"""Calls and their responses, from which entities are read."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from drsclient._botocore.idempotency import is_read
from drsclient._convert import read
from drsclient._json import is_list
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel

    from drsclient.models import Model

ModelT = TypeVar("ModelT", bound="Model")

_logger: Final = logging.getLogger("drsclient")


@attrs.define(eq=False)
class Call:
    """
    One call of an operation: its arguments, and the last response.

    The methods that read the response raise a `DrsResponseError` if it does not have
    what the service promises.
    """

    operation: OperationModel
    arguments: dict[str, Any]
    raw: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any])
    """botocore's `status_code`, `headers` and `body`; empty without a response."""
    problem: str = attrs.field(init=False, default="")
    """Why the body is not a JSON object; empty if it is one."""
    may_have_taken_effect: bool = attrs.field(init=False, default=False)
    """Whether an attempt without success may have taken effect."""
    error_members: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any])
    """The members of an error that botocore did not parse; `translate` adds them."""
    members: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any])
    """The members that the boto3 client's method returned."""

    def value(self, annotation: Any, member: str | None) -> Any:
        """Read a member of some type; with `None`, the response is the value."""
        name = member or annotation.__name__
        if self.problem:
            raise self._missing_error(name)
        wire = self._find(member) if member else self.members
        value = self._read(annotation, wire, name)
        if value is None:
            raise self._missing_error(name)
        return value

    def items(self, model: type[ModelT], member: str) -> Iterator[ModelT]:
        """
        Read the entities of a list, each when it is needed.

        The list can be read once: to save memory, this releases each item after
        reading it. A copy that a user's handler has kept is not changed.
        """
        items = self._find(member)
        if not is_list(items):
            problem = f"{member} is of type {type(items).__name__}, not a list"
            raise self.response_error(problem, path=member, value=items)
        unread = deque(items)
        self.members = {}
        del items  # or this frame would keep every item until the end
        for index in range(len(unread)):
            wire, path = unread.popleft(), f"{member}[{index}]"
            entity = None if wire is None else self._read(model, wire, path)
            if entity is None:
                _logger.warning("%s: ignored because it has no known member", path)
            else:
                yield entity

    def expect_empty(self) -> None:
        """Raise an error if the response has a body that is not a JSON object."""
        if self.problem and self.raw["body"]:
            raise self.response_error(self.problem)

    def response_error(
        self, problem: str, *, path: str = "", value: object = None
    ) -> DrsResponseError:
        """Return the exception for a response that does not match the service model."""
        error = DrsResponseError(
            problem,
            operation_name=self.operation.name,
            status_code=self.raw.get("status_code"),
            request_id=self.raw.get("headers", {}).get("x-amzn-requestid"),
            body=self.raw.get("body"),
            path=path,
            value=value,
        )
        error.may_have_taken_effect = not is_read(self.operation.name)
        return error

    def _find(self, member: str) -> Any:
        wire = self.members.get(member)
        if wire is None:
            raise self._missing_error(member)
        return wire

    def _missing_error(self, name: str) -> DrsResponseError:
        return self.response_error(self.problem or f"the response has no {name}")

    def _read(self, annotation: Any, wire: object, path: str) -> Any:
        try:
            return read(annotation, wire, path)
        except DrsResponseError as error:
            raise self.response_error(
                str(error), path=error.path, value=error.value
            ) from error
