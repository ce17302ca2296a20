"""Pagination: an iterator over the items of all pages of a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable

    from drsclient._botocore.response import Call

T = TypeVar("T")


@attrs.define(kw_only=True, eq=False, repr=False)
class PagedIterator(Iterator[T]):
    """
    An iterator over the items of all pages, each of which is requested when needed.

    After an error, the next step requests the same page again and continues after the
    last item that it returned. A list that had to start again after each throttled page
    might never be complete.
    """

    _send: Callable[[dict[str, Any]], Call] = attrs.field(alias="send")
    """Makes the call for a page with these arguments."""
    _read: Callable[[Call], Iterator[T]] = attrs.field(alias="read")
    """Reads the items of a page."""
    _pending: deque[dict[str, Any]] = attrs.field(alias="pending")
    """The arguments of the calls to make; several if one call does not take all."""
    _token: dict[str, str] = attrs.field(init=False, factory=dict[str, str])
    """The argument that names the page; none for the first page."""
    _used_tokens: set[str] = attrs.field(init=False, factory=set[str])
    _call: Call = attrs.field(init=False)
    """The call for the page."""
    _next_token: object = attrs.field(init=False)
    """The token of the next page, which the response has."""
    _items: Iterator[T] | None = attrs.field(init=False, default=None)
    """The rest of the page; `None` if it has to be requested."""
    _returned: int = attrs.field(init=False, default=0)
    """The number of items of the page that were returned."""

    def __next__(self) -> T:
        """Return the next item, from the next page if this one has no more."""
        while self._pending:
            items = self._items or self._request_page()
            self._items = None  # after an error, the page has to be requested again
            for item in items:  # only the next one
                self._items = items
                self._returned += 1
                return item
            self._turn_page()
        raise StopIteration

    def next_batch(self) -> list[T]:
        """
        Return the next items, up to the end of a page; none after the last page.

        If an item cannot be read, the batch ends before it. The next batch raises its
        error.
        """
        batch = list(islice(self, 1))
        items, self._items = self._items, None
        if items is not None:
            with suppress(Exception):
                for item in items:
                    batch.append(item)
                    self._returned += 1
                self._items = items
        return batch

    def _request_page(self) -> Iterator[T]:
        self._call = self._send({**self._pending[0], **self._token})
        # Before the items are read, which releases the members.
        self._next_token = self._call.members.get("nextToken")
        # Skip the items that were returned before an error.
        return islice(self._read(self._call), self._returned, None)

    def _turn_page(self) -> None:
        token = self._next_token
        if token is None or token == "":
            self._pending.popleft()
            self._token = {}
            self._used_tokens.clear()
        elif not isinstance(token, str) or token in self._used_tokens:
            problem = f"nextToken {token!r} does not lead to a new page"
            raise self._call.response_error(problem, path="nextToken", value=token)
        else:
            self._token = {"nextToken": token}
            self._used_tokens.add(token)
        self._returned = 0
