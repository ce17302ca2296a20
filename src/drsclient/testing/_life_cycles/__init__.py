"""
Life cycles: the tables of states and events by which records change.

To add a life cycle, write its table in the module of its resource and add it to
`LIFE_CYCLES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from drsclient.testing._life_cycles.converted_snapshots import CONVERTED_SNAPSHOT
from drsclient.testing._life_cycles.failback import FAILBACK, FAILBACK_LAUNCH
from drsclient.testing._life_cycles.jobs import JOB
from drsclient.testing._life_cycles.launch import LAUNCH
from drsclient.testing._life_cycles.launch_actions import LAUNCH_ACTION_RUN
from drsclient.testing._life_cycles.recovery_instances import (
    AGENT,
    EC2_INSTANCE,
    TERMINATION,
)
from drsclient.testing._life_cycles.recovery_plans import EXECUTION, EXECUTION_STEP
from drsclient.testing._life_cycles.replication import POINT_IN_TIME, REPLICATION
from drsclient.testing._life_cycles.source_networks import NETWORK_RECOVERY, PROTECTION

if TYPE_CHECKING:
    from drsclient.testing._life_cycles.life_cycle import LifeCycle
    from drsclient.testing._state.clock import ScheduledEvent
    from drsclient.testing._state.shared_state import SharedState
    from drsclient.testing._state.site_state import SiteState

LIFE_CYCLES: Final[dict[str, LifeCycle[Any]]] = {
    one.name: one
    for one in (
        REPLICATION,
        POINT_IN_TIME,
        JOB,
        LAUNCH,
        LAUNCH_ACTION_RUN,
        CONVERTED_SNAPSHOT,
        TERMINATION,
        EC2_INSTANCE,
        AGENT,
        PROTECTION,
        NETWORK_RECOVERY,
        FAILBACK,
        FAILBACK_LAUNCH,
        EXECUTION,
        EXECUTION_STEP,
    )
}


def trigger_scheduled(state: SharedState, event: ScheduledEvent) -> None:
    """Trigger an event that the clock has reached."""
    life_cycle = LIFE_CYCLES[event.life_cycle]
    life_cycle.trigger_scheduled(state.sites[event.site], event)


def trigger(site: SiteState, resource_id: str, event: str) -> None:
    """
    Trigger an event of a resource, at the request of a test.

    Raises:
        KeyError: There is no such resource.
        ValueError: The event is not possible in the resource's state.
    """
    found = [
        (life_cycle, record)
        for life_cycle in LIFE_CYCLES.values()
        if (record := life_cycle.table_in(site).records.get(resource_id))
        and life_cycle.covers(record)
    ]
    if not found:
        raise site.missing(resource_id)
    possible: list[str] = []
    for life_cycle, record in found:
        if event in life_cycle.triggerable(record):
            life_cycle.trigger(site, record, event)
            return
        possible += life_cycle.triggerable(record)
    raise ValueError(
        f"{event!r} is not possible for {resource_id} now;"
        f" possible events: {', '.join(map(repr, possible)) or 'none'}"
    )
