"""Reading a successful response: the entity, the items, a text, a map, or nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from drsclient._convert import has_known_member, read_map, read_model, require
from drsclient._json import is_object
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from drsclient._call._exchange import Exchange
    from drsclient.models import Model

P = ParamSpec("P")
T = TypeVar("T")
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

    def entity(self, model: type[ModelT], member: str | None) -> ModelT:
        """Read the entity in a member; with `None`, the response is the entity."""
        name = member or model.__name__
        wire = self.members if member is None else self._find(member)
        if self._is_other(model, wire):
            raise self._without(name)
        return self._read(read_model, model, wire, name)

    def entities(self, model: type[ModelT], member: str) -> Iterator[ModelT]:
        """Read the entities of a list, each when it is asked for."""
        items: list[Any] = self._read(require, list, self._find(member), member)
        for index, wire in enumerate(items):
            path = f"{member}[{index}]"
            if wire is None or self._is_other(model, wire):
                _logger.warning("%s: ignored, as it has no known member", path)
            else:
                yield self._read(read_model, model, wire, path)

    def text(self, member: str) -> str:
        """Read a text."""
        text: str = self._read(require, str, self._find(member), member)
        return text

    def map(self, member: str) -> Mapping[str, str]:
        """Read a map of texts."""
        return self._read(read_map, self._find(member), member)

    def expect_empty(self) -> None:
        """Check that the response is not something else than the service's."""
        problem = self.exchange.body_problem()
        if problem and self.exchange.raw["body"]:
            raise self.exchange.response_error(problem)

    def _find(self, member: str) -> Any:
        wire = self.members.get(member)
        if wire is None:
            raise self._without(member)
        return wire

    def _is_other(self, model: type[Model], wire: object) -> bool:
        return is_object(wire) and not has_known_member(model, wire)

    def _without(self, name: str) -> DrsResponseError:
        problem = self.exchange.body_problem() or f"the response has no {name}"
        return self.exchange.response_error(problem)

    def _read(self, read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except DrsResponseError as error:
            raise self.exchange.response_error(
                str(error), path=error.path, value=error.value
            ) from error
