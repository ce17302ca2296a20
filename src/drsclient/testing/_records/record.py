"""The base classes of all records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    from drsclient.testing._state.site_state import SiteState

# JSON with wire names. No type describes it further, because each response is validated
# against the service model.
Wire: TypeAlias = dict[str, Any]


@attrs.define(kw_only=True)
class Numbered:
    """An object with a number, in whose order the service lists it."""

    number: int
    """A number that grows with each new object in the state."""


@attrs.define(kw_only=True)
class Record(Numbered, ABC):
    """An object that the service stores in a table."""

    @property
    @abstractmethod
    def key(self) -> str:
        """Its key in its table: its ID, or its ARN if it has no ID."""


@attrs.define(kw_only=True)
class Resource(Record):
    """A record that has an ARN, and therefore tags."""

    tags: dict[str, str]

    @abstractmethod
    def arn(self, site: SiteState) -> str:
        """Return its ARN."""


@attrs.define(kw_only=True)
class Progress:
    """The state of a record in one of its life cycles."""

    state: str
    since: datetime
    """The time at which it entered the state."""
    entry: int = 0
    """The number of states that it entered before this one."""
    done: float = 0.0
    """The share of the state's work that was done on entry, from 0 to 1."""
    previous: str | None = None
    """The previous state; `None` in the first."""
    previously_done: float = 0.0
    """The share of the previous state's work that was done at its end."""
    duration: timedelta | None = None
    """The duration of the state's work, if it is one of `Durations`: that on entry."""
