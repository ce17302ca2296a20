"""The root of the exceptions, and what several of them share."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from typing import Final

import attrs
from botocore.exceptions import BotoCoreError


def _revive(kind: type[DrsError], args: tuple[object, ...]) -> DrsError:
    """Restore an exception from its pickle without calling its constructor."""
    error = kind.__new__(kind)
    error.args = args
    return error


class DrsError(Exception):
    """The base class of every exception that this library raises."""

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        return False

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the exception as its own type, which its botocore bases do not."""
        state = dict(self.__dict__)
        # Only ours: others may hold what cannot be pickled, such as connections.
        if isinstance(self.__cause__, DrsError):
            state["__cause__"] = self.__cause__
        return _revive, (type(self), self.args), state


class DrsNotFoundError(DrsError, LookupError):
    """
    There is nothing with this ID in this account and Region.

    It is raised by methods that find one entity by its ID, by waits for jobs that do
    not exist, and, as `ResourceNotFoundException`, by the service itself.
    """

    def __init__(self, resource_type: str, resource_id: str) -> None:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", resource_type).lower()
        super().__init__(f"there is no such {words}: {resource_id}")
        self._resource_type = resource_type
        self._resource_id = resource_id

    @property
    def resource_type(self) -> str | None:
        """The type of the resource, such as `SourceServer`, if it is known."""
        return self._resource_type

    @property
    def resource_id(self) -> str | None:
        """The ID of the resource, if it is known."""
        return self._resource_id


class DrsBotoCoreError(DrsError, BotoCoreError):
    """A `DrsError` that handlers written for `BotoCoreError` catch as well."""

    fmt = "{message}"

    def __init__(self, message: str) -> None:
        BotoCoreError.__init__(self, message=message)


def origin(status_code: int | None, request_id: str | None) -> str:
    """Describe the response that an error comes from, for the error's message."""
    facts = [f"HTTP {status_code}"] if status_code else []
    facts += [f"request ID {request_id}"] if request_id else []
    return f" ({', '.join(facts)})" if facts else ""


class _Brief(reprlib.Repr):
    def repr_instance(self, x: object, level: int) -> str:
        """Show an entity or a mapping by its class: all of it would be too much."""
        kind: type = type(x)
        is_large = attrs.has(kind) or issubclass(kind, Mapping)
        return f"<{kind.__name__}>" if is_large else super().repr_instance(x, level)

    def repr_int(self, x: int, level: int) -> str:
        """Show an integer, even one with more digits than Python turns into text."""
        bits = x.bit_length()
        return super().repr_int(x, level) if bits < _LONG else f"<int of {bits} bits>"


_LONG: Final = 1000

brief: Final = _Brief()
brief.maxstring = brief.maxother = 200
brief.maxlevel = 3
