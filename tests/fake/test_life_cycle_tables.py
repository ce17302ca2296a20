from __future__ import annotations

from typing import Any

import pytest

from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._life_cycles.life_cycle import PREVIOUS, LifeCycle
from drsclient.testing._service_model import service_model

OPERATIONS = set(service_model().operation_names)
each = pytest.mark.parametrize("life_cycle", LIFE_CYCLES.values(), ids=LIFE_CYCLES)


@each
def test_each_state_can_be_reached(life_cycle: LifeCycle[Any]) -> None:
    """Events lead from the first state to all others, unless there is a typo."""
    reached = {life_cycle.initial}
    for _ in life_cycle.states:
        reached |= {
            row.target for row in life_cycle.transitions if row.source in reached
        }
    assert reached - {PREVIOUS} == set(life_cycle.states)


@each
def test_a_state_and_an_event_have_one_target(life_cycle: LifeCycle[Any]) -> None:
    """A second row of a state and an event applies on conditions that the rows note."""
    rows = [(row.source, row.event) for row in life_cycle.transitions]
    unconditional = [
        (row.source, row.event) for row in life_cycle.transitions if row.note is None
    ]
    assert all(rows.count(row) == 1 for row in unconditional)


@each
def test_events_are_operations_or_in_lower_case(life_cycle: LifeCycle[Any]) -> None:
    """Other events are typos, or operations of a newer botocore."""
    events = {row.event for row in life_cycle.transitions}
    operations = {event for event in events if event != event.lower()}
    plans = {event for event in operations if "RecoveryPlan" in event}
    assert operations - plans <= OPERATIONS
