"""What all records have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    from drsclient.testing._state.site import Site

# JSON with wire names. The service model says what it may be: every response is checked
# against it before it leaves.
Wire: TypeAlias = dict[str, Any]


@attrs.define(kw_only=True)
class Numbered:
    """Something that is listed in the order in which it was created."""

    number: int
    """Its position among everything in the world."""


@attrs.define(kw_only=True)
class Record(Numbered, ABC):
    """Something that the service stores in a table."""

    @property
    @abstractmethod
    def key(self) -> str:
        """Its key in its table: its ID, or its ARN if it has no ID."""


@attrs.define(kw_only=True)
class Resource(Record):
    """A record that has an ARN, and therefore tags."""

    tags: dict[str, str]

    @abstractmethod
    def arn(self, site: Site) -> str:
        """Return its ARN."""


@attrs.define(kw_only=True)
class Progress:
    """Where a record is in one of its life cycles."""

    state: str
    since: datetime
    """When it entered the state."""
    entry: int = 0
    """How many states it has entered before this one."""
    done: float = 0.0
    """How much of the state's work was done on entry, from 0 to 1."""
    previous: str | None = None
    """The state before; `None` in the first."""
    previously_done: float = 0.0
    """How much of that state's work was done when it was left."""
