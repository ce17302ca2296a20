"""Reading a successful response: a value, items, or nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar

from drsclient._convert import read
from drsclient._json import is_list
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient._call._exchange import Exchange
    from drsclient.models import Model

ModelT = TypeVar("ModelT", bound="Model")

_logger: Final = logging.getLogger("drsclient")


class Response:
    """
    A success that the service reported, with its members as they came.

    Every method raises a `DrsResponseError` if the response does not have what the
    service promises.
    """

    __slots__ = ("exchange", "members")

    def __init__(self, exchange: Exchange, members: Mapping[str, Any]) -> None:
        self.exchange = exchange
        self.members = members

    def value(self, annotation: Any, member: str | None) -> Any:
        """Read a member of some type; with `None`, the response is the value."""
        name = member or annotation.__name__
        wire = self._find(member) if member else self.members
        value = self._read(annotation, wire, name)
        if value is None:
            raise self._without(name)
        return value

    def items(self, model: type[ModelT], member: str) -> Iterator[ModelT]:
        """Read the entities of a list, each when it is asked for."""
        items = self._find(member)
        if not is_list(items):
            problem = f"{member} is of type {type(items).__name__}, not a list"
            raise self.exchange.response_error(problem, path=member, value=items)
        for index, wire in enumerate(items):
            path = f"{member}[{index}]"
            item = None if wire is None else self._read(model, wire, path)
            if item is not None:
                yield item
            else:
                _logger.warning("%s: ignored, as it has no known member", path)

    def expect_nothing(self) -> None:
        """Check that the response is the service's, although it says nothing."""
        if self.exchange.problem and self.exchange.raw["body"]:
            raise self.exchange.response_error(self.exchange.problem)

    def _find(self, member: str) -> Any:
        wire = self.members.get(member)
        if wire is None:
            raise self._without(member)
        return wire

    def _without(self, name: str) -> DrsResponseError:
        problem = self.exchange.problem or f"the response has no {name}"
        return self.exchange.response_error(problem)

    def _read(self, annotation: Any, wire: object, path: str) -> Any:
        try:
            return read(annotation, wire, path)
        except DrsResponseError as error:
            raise self.exchange.response_error(
                str(error), path=error.path, value=error.value
            ) from error
