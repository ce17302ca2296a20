"""Iterating over lists that the service sends in pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._call._exchange import Exchange

T = TypeVar("T")


class Entities(Iterator[T]):
    """
    The entities of all pages, each of which is asked for when it is needed.

    After an error, it goes on where it was: the next step asks for the same page again.
    Where each page may be throttled, a list that begins anew may never be complete.

    Args:
        send: Makes the call for a page with these arguments.
        read: Reads the entities of a page.
        batches: The arguments; there are several if one call does not take all.
    """

    __slots__ = (
        "_batches",
        "_exchange",
        "_following",
        "_given",
        "_page",
        "_read",
        "_seen",
        "_send",
        "_token",
    )

    def __init__(
        self,
        *,
        send: Callable[[dict[str, Any]], Exchange],
        read: Callable[[Exchange], Iterator[T]],
        batches: list[dict[str, Any]],
    ) -> None:
        self._send = send
        self._read = read
        self._batches = batches[::-1]
        self._token: dict[str, str] = {}
        self._seen = set[str]()
        self._page: Iterator[T] | None = None
        self._given = 0

    def __next__(self) -> T:
        """Return the next entity."""
        while self._batches:
            page, self._page = self._page or self._ask(), None
            for entity in page:
                self._page = page
                self._given += 1
                return entity
            self._turn()
        raise StopIteration

    def _ask(self) -> Iterator[T]:
        self._exchange = self._send({**self._batches[-1], **self._token})
        # Reading the entities lets go of the members.
        self._following = self._exchange.members.get("nextToken")
        return islice(self._read(self._exchange), self._given, None)

    def _turn(self) -> None:
        token = self._following
        if token is None or token == "":
            self._batches.pop()
            self._token = {}
            self._seen.clear()
        elif not isinstance(token, str) or token in self._seen:
            problem = f"nextToken {token!r} leads to no other page"
            raise self._exchange.response_error(problem, path="nextToken", value=token)
        else:
            self._token = {"nextToken": token}
            self._seen.add(token)
        self._given = 0
