"""Life cycles as tables of states, events and durations."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

import attrs

from drsclient.testing._errors import wrong_state
from drsclient.testing._records.record import Progress, Record
from drsclient.testing._state.clock import ScheduledEvent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from drsclient.testing._state.durations import Durations
    from drsclient.testing._state.site_state import SiteState, Table

R = TypeVar("R", bound=Record)

Effect: TypeAlias = "Callable[[SiteState, R], None]"

PREVIOUS: Final = "(the state before)"
"""The target of an event that undoes the one before."""


@attrs.frozen
class Transition:
    """A row of a life cycle's table."""

    source: str
    event: str
    """
    The name of the operation that triggers it; in lower case if no operation does; in
    parentheses if an event of another record does.
    """
    target: str
    after: timedelta | None = None
    """
    The time in the state after which the event happens by itself; `None` if it never
    does, or if the time depends on the record alone.
    """
    note: str | None = None
    """
    A description of the condition on which the event, its target or its time depends.
    An event with a note is not scheduled on entering the state; an effect schedules it.
    """
    duration: str | None = None
    """The field of `Durations` whose default is `after`, if it is one."""


@attrs.define(eq=False)
class LifeCycle(Generic[R]):
    """
    A table of states, events and durations, with the effects of entering a state.

    An effect is a function with the decorator `on_entering`.
    """

    name: str
    table: str
    """The name of the records' table in `SiteState`."""
    progress_field: str
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

    def triggerable(self, record: R) -> tuple[str, ...]:
        """Return the events that a test can trigger in a record's state."""
        events = self.events(self.progress(record).state)
        return tuple(event for event in events if event[0].islower())

    def on_entering(self, *states: str) -> Callable[[Effect[R]], Effect[R]]:
        """Register a function to call when a record enters one of these states."""

        def register(effect: Effect[R]) -> Effect[R]:
            for state in states:
                self._effects[state].append(effect)
            return effect

        return register

    def covers(self, record: R) -> bool:
        """Return whether a record of the table has this life cycle."""
        # The participants in jobs have one table, but several life cycles.
        return getattr(record, "life_cycle", self.name) == self.name

    def progress(self, record: R) -> Progress:
        """Return a record's progress in this life cycle."""
        progress: Progress = getattr(record, self.progress_field)
        return progress

    def allows(self, record: R, event: str) -> bool:
        """Return whether an event is possible in a record's state."""
        return event in self.events(self.progress(record).state)

    def check(self, site: SiteState, record: R, event: str) -> None:
        """
        Check that an event is possible in a record's state.

        Raises:
            FakeError: It is not possible.
        """
        if not self.allows(record, event):
            sources = [row.source for row in self.transitions if row.event == event]
            raise wrong_state(
                self.table_in(site).kind,
                record.key,
                self.progress(record).state,
                event,
                needs=" or ".join(sorted(set(sources))),
            )

    def trigger(self, site: SiteState, record: R, event: str) -> None:
        """
        Trigger an event of a record, which moves it to the next state.

        Raises:
            FakeError: The event is not possible in the record's state.
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

    def enter(
        self, site: SiteState, record: R, state: str, *, done: float = 0.0
    ) -> None:
        """Put a record into a state, schedule its timed events and run the effects."""
        progress = self.progress(record)
        progress.previously_done = self.done_so_far(site, record)
        progress.previous = progress.state
        progress.state = state
        progress.since = site.now
        progress.entry += 1
        progress.done = done
        progress.duration = None
        self.schedule_timed_events(site, record)
        for effect in self._effects[state]:
            effect(site, record)

    def schedule_timed_events(self, site: SiteState, record: R) -> None:
        """Schedule the events that happen by themselves in a record's state."""
        progress = self.progress(record)
        for row in self.transitions:
            if row.source != progress.state:
                continue
            if row.duration and progress.duration is None:
                progress.duration = getattr(durations_of(site, record), row.duration)
            after = self._after(record, row)
            if after and not row.note:
                end = progress.since + after * (1 - progress.done)
                self.schedule_at(site, record, row.event, end)

    def _after(self, record: R, row: Transition) -> timedelta | None:
        """Return the time in a record's state after which an event happens."""
        own = self.progress(record).duration if row.duration else None
        return own or row.after

    def schedule(
        self, site: SiteState, record: R, event: str, after: timedelta | None = None
    ) -> None:
        """
        Schedule an event, which is void once the record enters another state.

        Args:
            site: The record's site.
            record: The record.
            event: The event.
            after: The time until then; by default the one of the record or the table.
        """
        if after is None:
            after = self._after(record, self._row(record, event)) or timedelta()
        scheduled = ScheduledEvent(
            site=site.key,
            life_cycle=self.name,
            record=record.key,
            number=record.number,
            entry=self.progress(record).entry,
            event=event,
        )
        site.shared.clock.schedule(after, scheduled)

    def resume(self, site: SiteState, record: R, event: str, since: datetime) -> None:
        """Schedule an event as if it had been scheduled at `since`: at once if late."""
        after = self._after(record, self._row(record, event)) or timedelta()
        self.schedule_at(site, record, event, since + after)

    def schedule_at(
        self, site: SiteState, record: R, event: str, time: datetime
    ) -> None:
        """Schedule an event for a time: at once if that has passed."""
        self.schedule(site, record, event, max(time - site.now, timedelta()))

    def cancel(self, record: R) -> None:
        """Cancel the scheduled events of a record."""
        self.progress(record).entry += 1

    def trigger_scheduled(self, site: SiteState, scheduled: ScheduledEvent) -> None:
        """Trigger a scheduled event, unless the record was removed or has moved on."""
        record = self.scheduled_record(site, scheduled)
        if record is not None:
            self.trigger(site, record, scheduled.event)

    def scheduled_record(self, site: SiteState, scheduled: ScheduledEvent) -> R | None:
        """Return the record of a scheduled event; `None` if the event is void."""
        record = self.table_in(site).records.get(scheduled.record)
        if record is None or record.number != scheduled.number:
            return None
        return record if self.progress(record).entry == scheduled.entry else None

    def done_so_far(self, site: SiteState, record: R) -> float:
        """Return the share of the state's work that is done, from 0 to 1."""
        progress = self.progress(record)
        for row in self.transitions:
            after = self._after(record, row)
            if row.source == progress.state and after and not row.note:
                share = (site.now - progress.since) / after
                return min(1.0, progress.done + share)
        return progress.done

    def table_in(self, site: SiteState) -> Table[R]:
        """Return the table of its records in a site."""
        table: Table[R] = getattr(site, self.table)
        return table


def durations_of(site: SiteState, record: Record) -> Durations:
    """Return the durations of the source server that a record is about."""
    server_id: str = getattr(record, "source_server_id", "")
    server = site.source_servers.records.get(server_id)
    own = server.durations if server else None
    return own or site.shared.durations
