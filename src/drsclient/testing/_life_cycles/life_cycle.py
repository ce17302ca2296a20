"""Life cycles as tables of states, events and durations."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

import attrs

from drsclient.testing._errors import wrong_state
from drsclient.testing._records.record import Progress, Record
from drsclient.testing._state.clock import Due

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.testing._state.site import Site, Table

R = TypeVar("R", bound=Record)

Effect: TypeAlias = "Callable[[Site, R], None]"

PREVIOUS: Final = "(the state before)"
"""The target of an event that undoes the one before."""


@attrs.frozen
class Transition:
    """A row of a life cycle's table."""

    source: str
    event: str
    """
    An operation's name, or in lower case what happens; in parentheses if it follows
    from what happens to other records.
    """
    target: str
    after: timedelta | None = None
    """
    How long after it entered the state the event happens by itself; `None` if something
    else causes it, or if the time depends on the record alone.
    """
    note: str | None = None
    """
    What the time depends on. An event with a note is not scheduled with the state: an
    effect does that.
    """


@attrs.define(eq=False)
class LifeCycle(Generic[R]):
    """
    A table of states, events and durations, and what entering a state brings about.

    An effect is a function with the decorator `on_entering`.
    """

    name: str
    table: str
    """The name of the records' table in `Site`."""
    part: str
    """The name of the records' `Progress` in this life cycle."""
    initial: str
    transitions: tuple[Transition, ...]
    _effects: defaultdict[str, list[Effect[R]]] = attrs.field(
        factory=lambda: defaultdict(list), init=False
    )

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order of the table."""
        names = [self.initial]
        for row in self.transitions:
            names += [row.source, row.target]
        return tuple(name for name in dict.fromkeys(names) if name != PREVIOUS)

    def events(self, state: str) -> tuple[str, ...]:
        """Return the events that are possible in a state."""
        return tuple(row.event for row in self.transitions if row.source == state)

    def caused(self, record: R) -> tuple[str, ...]:
        """Return the events in a record's state that a test can cause."""
        events = self.events(self.progress(record).state)
        return tuple(event for event in events if event[0].islower())

    def on_entering(self, *states: str) -> Callable[[Effect[R]], Effect[R]]:
        """Let entering a state have an effect."""

        def register(effect: Effect[R]) -> Effect[R]:
            for state in states:
                self._effects[state].append(effect)
            return effect

        return register

    def covers(self, record: R) -> bool:
        """Return whether a record of the table is in this life cycle, not another."""
        # The participants in jobs have one table, but several life cycles.
        return getattr(record, "life_cycle", self.name) == self.name

    def progress(self, record: R) -> Progress:
        """Return where a record is in this life cycle."""
        progress: Progress = getattr(record, self.part)
        return progress

    def allows(self, record: R, event: str) -> bool:
        """Return whether an event is possible in a record's state."""
        return event in self.events(self.progress(record).state)

    def check(self, site: Site, record: R, event: str) -> None:
        """
        Refuse an event that is not possible in a record's state.

        Raises:
            FakeError: It is not.
        """
        if not self.allows(record, event):
            sources = [row.source for row in self.transitions if row.event == event]
            raise wrong_state(
                self.table_in(site).kind,
                record.key,
                self.progress(record).state,
                event,
                needs=" or ".join(sorted(sources)),
            )

    def move(self, site: Site, record: R, event: str) -> None:
        """
        Let an event happen to a record.

        Raises:
            FakeError: It is not possible in the record's state.
        """
        self.check(site, record, event)
        progress = self.progress(record)
        row = self._row(record, event)
        if row.target == PREVIOUS:
            state = progress.previous or self.initial
            self.enter(site, record, state, done=progress.previously_done)
        else:
            self.enter(site, record, row.target)

    def _row(self, record: R, event: str) -> Transition:
        state = self.progress(record).state
        return next(
            row for row in self.transitions if (row.source, row.event) == (state, event)
        )

    def enter(self, site: Site, record: R, state: str, *, done: float = 0.0) -> None:
        """Put a record into a state, schedule what follows, and apply the effects."""
        progress = self.progress(record)
        progress.previously_done = self.done(site, record)
        progress.previous = progress.state
        progress.state = state
        progress.since = site.now
        progress.entry += 1
        progress.done = done
        self.follow(site, record)
        for effect in self._effects[state]:
            effect(site, record)

    def follow(self, site: Site, record: R) -> None:
        """Schedule what happens by itself in a record's state."""
        progress = self.progress(record)
        for row in self.transitions:
            if row.source == progress.state and row.after and not row.note:
                after = row.after * (1 - progress.done)
                left = max(progress.since + after - site.now, timedelta())
                self.schedule(site, record, row.event, left)

    def schedule(
        self, site: Site, record: R, event: str, after: timedelta | None = None
    ) -> None:
        """
        Let an event happen after some time, unless the record moves on before.

        Args:
            site: The record's site.
            record: The record.
            event: The event.
            after: How long that takes; by default what the table says.
        """
        if after is None:
            after = self._row(record, event).after or timedelta()
        due = Due(
            site=site.key,
            life_cycle=self.name,
            record=record.key,
            number=record.number,
            entry=self.progress(record).entry,
            event=event,
        )
        site.world.clock.schedule(after, due)

    def happen(self, site: Site, due: Due) -> None:
        """Let a scheduled event happen, unless the record has moved on or is gone."""
        record = self.table_in(site).records.get(due.record)
        if record is None or record.number != due.number:
            return
        if self.progress(record).entry == due.entry:
            self.move(site, record, due.event)

    def done(self, site: Site, record: R) -> float:
        """Return how much of a state's work is done, from 0 to 1."""
        progress = self.progress(record)
        for row in self.transitions:
            if row.source == progress.state and row.after and not row.note:
                share = (site.now - progress.since) / row.after
                return min(1.0, progress.done + share)
        return progress.done

    def table_in(self, site: Site) -> Table[R]:
        """Return the table of its records in a site."""
        table: Table[R] = getattr(site, self.table)
        return table
