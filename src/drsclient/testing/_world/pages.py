"""Pagination with `maxResults` and `nextToken`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol, TypeVar

from drsclient.testing._errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


_T = TypeVar("_T", bound=_Numbered)


class Pages:
    """
    The pages of one kind of record.

    A page starts after the number of the last record on the previous page, so records
    that are added or deleted between two pages neither hide others nor repeat them.
    """

    def __init__(self, kind: str, size: int) -> None:
        self._kind = kind
        self._size = size
        self._ends: dict[str, int] = {}

    def cut(
        self, records: Iterable[_T], *, max_results: int | None, next_token: str | None
    ) -> tuple[list[_T], dict[str, str]]:
        """
        Return the page that a token stands for.

        Args:
            records: All records, in the order of their numbers.
            max_results: The maximum number of records that the caller wants.
            next_token: The token of the page; `None` for the first page.

        Returns:
            The page's records, and the response's member `nextToken` if there is
            another page.

        Raises:
            FakeError: The token was not issued here.
        """
        end = self._end_before(next_token)
        left = [record for record in records if record.number > end]
        page = left[: min(max_results or self._size, self._size)]
        if len(page) == len(left):
            return page, {}
        return page, {"nextToken": self._token(page[-1].number)}

    def _end_before(self, next_token: str | None) -> int:
        if next_token is None:
            return 0
        if next_token not in self._ends:
            raise invalid({"nextToken": "was not issued for this list"})
        return self._ends[next_token]

    def _token(self, end: int) -> str:
        token = hashlib.sha256(f"{self._kind}:{end}".encode()).hexdigest()
        self._ends[token] = end
        return token
