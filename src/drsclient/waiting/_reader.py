"""Looking with several calls, of which each may fail for the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from drsclient.waiting._waits import Waits

T = TypeVar("T")


class Reader:
    """
    A client, and what the current look has read with it so far.

    After an error that may pass, a look goes on where it was. If it began anew, a
    throttle that allows fewer calls at once than the look needs would never let it end.
    """

    __slots__ = ("_drs", "_found")

    def __init__(self, drs: Waits) -> None:
        self._drs = drs
        self._found: dict[Hashable, object] = {}

    def read(self, key: Hashable, call: Callable[[Waits], T]) -> T:
        """Return what this look has read under a key; read it if it has not yet."""
        if key not in self._found:
            self._found[key] = call(self._drs)
        return cast("T", self._found[key])  # what a call of this type has returned

    def read_all(self, key: Hashable, call: Callable[[Waits], Iterator[T]]) -> list[T]:
        """Return a list likewise; after an error, only its other pages are read."""
        entities, found = self.read(key, lambda drs: (call(drs), list[T]()))
        found.extend(entities)
        return found

    def finish(self) -> None:
        """End the look: the next one reads everything anew."""
        self._found.clear()
