"""Pagination and filters of the operations that list resources."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from drsclient.testing._errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from drsclient.testing._records.record import Numbered

_R = TypeVar("_R", bound="Numbered")


def paginate(
    records: Iterable[_R],
    parameters: Mapping[str, object],
    *,
    size: int,
    keep: Callable[[_R], bool] = lambda _: True,
    descending: bool = False,
) -> tuple[list[_R], dict[str, str]]:
    """
    Return the page that `maxResults` and `nextToken` ask for.

    A page starts after the number of the last record on the previous page, so records
    that are added or deleted between two pages neither hide others nor repeat them.

    Args:
        records: The records, in the order of their numbers.
        parameters: The operation's parameters. A token is valid only for the same
            parameters.
        size: The maximum number of records on a page, also for larger `maxResults`.
        keep: Returns whether a record matches the caller's filters. It is not called
            for records on earlier pages, so the last page is as fast as the first.
        descending: True if the records are in descending order.

    Returns:
        The page's records, and the response's member `nextToken` if there is another
        page.

    Raises:
        FakeError: The token was not issued for these parameters.
    """
    query = {
        name: value
        for name, value in parameters.items()
        if name not in {"maxResults", "nextToken"}
    }
    last = _last_seen(parameters.get("nextToken"), query)
    left = (
        record
        for record in records
        if (
            last is None
            or (record.number < last if descending else record.number > last)
        )
        and keep(record)
    )
    wanted = parameters.get("maxResults")
    length = min(wanted, size) if isinstance(wanted, int) else size
    page = list(islice(left, length))
    if next(left, None) is None:
        return page, {}
    return page, {"nextToken": _token(page[-1].number, query)}


def _token(number: int, query: Mapping[str, object]) -> str:
    text = f"{number} {json.dumps(query, sort_keys=True)}"
    return f"{number:x}-{hashlib.sha256(text.encode()).hexdigest()}"


def _last_seen(token: object, query: Mapping[str, object]) -> int | None:
    if token is None:
        return None
    number = str(token).partition("-")[0]
    try:
        last = int(number, 16)
    except ValueError:
        last = -1
    if token != _token(last, query):
        raise invalid({"nextToken": "was not issued for this list"})
    return last


def matches_filter(value: str, wanted: Collection[str] | None) -> bool:
    """Return whether a filter has a value; an empty list matches every value."""
    return not wanted or value in wanted


def time_filter(start: str | None, end: str | None) -> Callable[[datetime], bool]:
    """
    Return a function that tells whether a time is in a range.

    Args:
        start: The start in ISO 8601, included; `None` if there is none.
        end: The end, likewise.
    """
    first = None if start is None else datetime.fromisoformat(start)
    last = None if end is None else datetime.fromisoformat(end)
    return lambda time: (
        (first is None or first <= time) and (last is None or time <= last)
    )
