"""Calls and their responses: entities read from a response, and from all its pages."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from drsclient._convert import read
from drsclient._json import is_list
from drsclient.errors import DrsResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import OperationModel

    from drsclient.models import Model

T = TypeVar("T")
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
    error_members: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any])
    """The members of an error that botocore did not parse; `translate` adds them."""
    members: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any])
    """The members that the boto3 client's method returned."""

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
        """Check that the response is the service's, although it has no members."""
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


@attrs.define(kw_only=True, eq=False)
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
    _batches: deque[dict[str, Any]] = attrs.field(alias="batches")
    """The arguments of the calls to make; several if one call does not take all."""
    _token: dict[str, str] = attrs.field(init=False, factory=dict[str, str])
    """The argument that names the page; none for the first page of a batch."""
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
        while self._batches:
            items = self._items or self._request_page()
            self._items = None  # after an error, the page has to be requested again
            for item in items:
                self._items = items
                self._returned += 1
                return item
            self._turn_page()
        raise StopIteration

    def _request_page(self) -> Iterator[T]:
        self._call = self._send({**self._batches[0], **self._token})
        # Before the items are read, which releases the members.
        self._next_token = self._call.members.get("nextToken")
        return islice(self._read(self._call), self._returned, None)

    def _turn_page(self) -> None:
        token = self._next_token
        if token is None or token == "":
            self._batches.popleft()
            self._token = {}
            self._used_tokens.clear()
        elif not isinstance(token, str) or token in self._used_tokens:
            problem = f"nextToken {token!r} leads to no other page"
            raise self._call.response_error(problem, path="nextToken", value=token)
        else:
            self._token = {"nextToken": token}
            self._used_tokens.add(token)
        self._returned = 0
