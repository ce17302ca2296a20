"""The async iterator over the items of all pages."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, TypeVar

import attrs
from anyio import Lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from drsclient._botocore.pagination import PagedIterator
    from drsclient.aio._threads import WorkerThreads

T = TypeVar("T")


@attrs.define(kw_only=True, eq=False, repr=False)
class AsyncPagedIterator(AsyncIterator[T]):
    """
    An iterator over the items of all pages, each of which a thread requests and reads.

    Like the iterator of the sync client, it can continue after an error. Several tasks
    may share it: each item goes to one of them.
    """

    _pages: PagedIterator[T] = attrs.field(alias="pages")
    _threads: WorkerThreads = attrs.field(alias="threads")
    _in_progress: Callable[[], AbstractContextManager[None]] = attrs.field(
        alias="in_progress"
    )
    """Let no virtual time pass in the context."""
    _lock: Lock = attrs.field(init=False, factory=Lock)
    """Held while a page is read."""
    _items: deque[T] = attrs.field(init=False, factory=deque["T"])
    """The rest of the page."""

    async def __anext__(self) -> T:
        """Return the next item, from the next page if this one has no more."""
        if not self._items:
            async with self._lock:
                # Other tasks may take all items of a page before this one goes on.
                while not self._items:
                    with self._in_progress():
                        has_items = await self._threads.run(self._read_page)
                    if not has_items:
                        raise StopAsyncIteration
                return self._items.popleft()
        return self._items.popleft()

    def _read_page(self) -> bool:
        """Read the next items, and return whether there are any."""
        # In the thread, so that a cancelled task loses no items.
        batch = self._pages.next_batch()
        self._items.extend(batch)
        return bool(batch)
