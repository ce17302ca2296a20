"""Load a state, and check it beyond the types of its members."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from inspect import signature
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from drsclient._json import is_list
from drsclient.testing._argument_checks import is_account_id
from drsclient.testing._life_cycles import LIFE_CYCLES
from drsclient.testing._records.failback import failback_configuration
from drsclient.testing._records.launch import launch_configuration
from drsclient.testing._records.record import Numbered, Resource
from drsclient.testing._records.replication import replication_configuration
from drsclient.testing._service_model import input_shape, output_shape, service_model
from drsclient.testing._state.assumptions import Assumptions
from drsclient.testing._state.clock import FIRST_START, LAST_START
from drsclient.testing._state.quotas import Quotas
from drsclient.testing._state.serialization import load
from drsclient.testing._state.shared_state import SharedState
from drsclient.testing._state.site_state import SiteState
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import Shape

    from drsclient.testing._records.record import Record, Wire
    from drsclient.testing._state.clock import ScheduledEvent
    from drsclient.testing._state.site_state import Table

_Problem: TypeAlias = tuple[str, str]
"""The path of a wrong value in a state, and what is wrong."""

_REFERENCES: Final = (
    ("jobs", "participants", "participants"),
    ("launch_action_runs", "participant", "participants"),
    ("participants", "job_id", "jobs"),
    ("participants", "launch_action_runs", "launch_action_runs"),
    ("recovery_plan_execution_steps", "execution_arn", "recovery_plan_executions"),
    ("recovery_plan_executions", "steps", "recovery_plan_execution_steps"),
)
"""A table, the field of its records with any keys of others, and their table."""

_SITE_REFERENCES: Final = (
    ("participants", "staging_site"),
    ("recovery_instances", "failback.reversed_site"),
    ("source_servers", "recovered_site"),
)
"""A table, and the field of its records with the key of a site, if any."""

_SETTINGS: Final = {
    "failback_configuration": "GetFailbackReplicationConfigurationResponse",
    "launch_configuration": "LaunchConfiguration",
    "replication_configuration": "ReplicationConfiguration",
}
"""The fields of records with settings, and their shapes in the service model."""


def load_checked(text: str) -> SharedState:
    """
    Return the state that JSON describes.

    Raises:
        ValueError: No fake of this version could have saved it. The message has the
            path of what is wrong.
    """
    try:
        state = load(text)
        _check(state)
    except ValueError as error:
        raise ValueError(
            f"this is not a state that this version of FakeDrs saved: {error}"
        ) from error
    return state


def _check(state: SharedState) -> None:
    for path, problem in _problems(state):
        raise ValueError(f"{problem} @ $.{path}")


def _problems(state: SharedState) -> Iterator[_Problem]:
    counts = {f"counters[{name!r}]": count for name, count in state.counters.items()}
    for path, count in {"page_size": state.page_size, **counts}.items():
        if count < 1:
            yield path, "must be at least 1"
    for key, account_id in state.accounts.items():
        if not is_account_id(account_id):
            yield f"accounts[{key!r}]", "must be an account ID"
    for key, site in state.sites.items():
        if key != site.key or not is_account_id(site.account_id):
            yield f"sites[{key!r}]", "must have the account and the Region in its key"
    yield from _event_problems(state)
    for key, site in state.sites.items():
        for path, problem in _site_problems(site):
            yield f"sites[{key!r}].{path}", problem


def _event_problems(state: SharedState) -> Iterator[_Problem]:
    for index, sent in enumerate(state.events):
        if sent.number != index + 1:
            yield f"events[{index}].number", f"must be {index + 1}"
    clock = state.clock
    if not FIRST_START <= clock.now <= LAST_START:
        yield "clock.now", "must be from year 1000 to 9998"
    due = [(time, number) for time, number, _ in clock.queue]
    if len({number for _, number in due}) < len(due):
        yield "clock.queue", "must have each number once"
    for index, (time, number, event) in enumerate(clock.queue):
        path = f"clock.queue[{index}]"
        if not clock.now <= time <= LAST_START:
            yield path, "must be due from now on"
        if not 1 <= number <= clock.scheduled:
            yield path, "must have a number that the clock has given"
        if due[max(index - 1, 0) // 2] > due[index]:
            yield path, "must be where a heap has it"
        if not _is_possible(state, event):
            yield path, "must be possible for a record of a site"


def _is_possible(state: SharedState, event: ScheduledEvent) -> bool:
    life_cycle = LIFE_CYCLES.get(event.life_cycle)
    site = state.sites.get(event.site)
    if life_cycle is None or site is None:
        return False
    record = life_cycle.scheduled_record(site, event)
    return record is None or (
        life_cycle.covers(record) and life_cycle.allows(record, event.event)
    )


def _site_problems(site: SiteState) -> Iterator[_Problem]:
    for index, account_id in enumerate(site.staging_accounts):
        if not is_account_id(account_id):
            yield f"staging_accounts[{index}]", "must be an account ID"
    empty = SiteState(account_id="", region_name="", initialized=False)
    for name, table in site.tables.items():
        if table.kind != empty.tables[name].kind:
            yield f"{name}.kind", f"must be {empty.tables[name].kind}"
        yield from _table_problems(site, name, table)
    yield from _state_problems(site)
    yield from _reference_problems(site)
    yield from _call_problems(site)
    yield from _settings_problems(site)
    for path, describe, shape in _descriptions(site):
        try:
            found = list(violations(describe(), shape))
        except Exception as error:  # noqa: BLE001 - a wrong value can lead to any
            found = [("", f"cannot be described: {error!r}")]
        for member, problem in found:
            yield path, f"{member} {problem}".strip()


def _table_problems(
    site: SiteState, name: str, table: Table[Record]
) -> Iterator[_Problem]:
    for key, record in table.records.items():
        if key != record.key:
            yield f"{name}.records[{key!r}]", f"must have the key {record.key!r}"
        for field in attrs.fields(type(record)):
            value = getattr(record, field.name)
            yield from _number_problems(f"{_path(name, record)}.{field.name}", value)
    last = site.shared.counters.get("record", 0)
    resources = [record for record in table if isinstance(record, Resource)]
    yield from _number_problems(f"{name}.records", resources)
    for record in resources:
        if not 1 <= record.number <= last:
            yield f"{_path(name, record)}.number", "must be one that was given"


def _number_problems(path: str, value: object) -> Iterator[_Problem]:
    """Check that the numbers in a list of numbered objects, if it is one, ascend."""
    items = value if is_list(value) else []
    numbers = [item.number for item in items if isinstance(item, Numbered)]
    if numbers != sorted({*numbers}):
        yield path, "must be in the order of their numbers"


def _state_problems(site: SiteState) -> Iterator[_Problem]:
    covered: set[int] = set()
    for life_cycle in LIFE_CYCLES.values():
        for record in filter(life_cycle.covers, life_cycle.table_in(site)):
            covered.add(id(record))
            progress = life_cycle.progress(record)
            states = {progress.state, progress.previous or progress.state}
            shares = (progress.done, progress.previously_done)
            path = f"{_path(life_cycle.table, record)}.{life_cycle.progress_field}"
            if not states <= {*life_cycle.states}:
                yield path, f"must be in a state of {life_cycle.name}"
            if progress.since > site.now:
                yield path, "must not begin in the future"
            durations = (progress.duration, getattr(progress, "initial_sync", None))
            if any(one is not None and one <= timedelta() for one in durations):
                yield path, "must have positive durations"
            if progress.entry < 0 or not all(0 <= share <= 1 for share in shares):
                yield path, "must have a count of at least 0, and shares from 0 to 1"
    for record in site.participants:
        if id(record) not in covered:
            yield _path("participants", record), "must have one of its life cycles"


def _reference_problems(site: SiteState) -> Iterator[_Problem]:
    for name, field, target in _REFERENCES:
        for record in site.tables[name]:
            keys = attrgetter(field)(record)
            for key in [keys] if isinstance(keys, str) else keys or ():
                if key not in site.tables[target]:
                    yield f"{_path(name, record)}.{field}", f"{key!r} does not exist"
    for name, field in _SITE_REFERENCES:
        for record in site.tables[name]:
            key = attrgetter(field)(record)
            if key not in {None, *site.shared.sites}:
                yield f"{_path(name, record)}.{field}", f"{key!r} does not exist"
    resources = (site.source_servers, site.recovery_instances, site.source_networks)
    for record in site.participants:
        exists = any(record.resource_id in table for table in resources)
        if not exists and not record.has_ended:
            yield _path("participants", record), "must be of a resource that exists"


def _call_problems(site: SiteState) -> Iterator[_Problem]:
    model = service_model()
    for key, call in site.idempotent_calls.items():
        path = f"idempotent_calls[{key!r}]"
        name, _, _ = key.partition(" ")
        if name in model.operation_names:
            operation = model.operation_model(name)
            for member, problem in (
                *violations(call.parameters, input_shape(operation), "parameters"),
                *violations(call.result, output_shape(operation), "result"),
            ):
                yield f"{path}.{member}", problem
        else:
            yield path, f"{name!r} must be an operation"


def _descriptions(
    site: SiteState,
) -> Iterator[tuple[str, Callable[[], Wire], Shape]]:
    """Return the descriptions of records, each with its path and its shape."""
    model = service_model()
    shapes = {name: model.shape_for(name) for name in model.shape_names}
    for name, table in site.tables.items():
        for record in table:
            path = _path(name, record)
            # The service does not show what has not begun.
            if table.kind in shapes and getattr(record, "has_started", True):
                yield path, partial(_describe, record, site), shapes[table.kind]
            for action in getattr(record, "launch_actions", {}).values():
                ids = {"resourceId": record.key, "actionId": action.action_id}
                request = partial(dict[str, Any], action.settings, **ids)
                shape = shapes["PutLaunchActionRequest"]
                yield f"{path}.launch_actions", request, shape
            for item in getattr(record, "log", []):
                yield f"{path}.log", item.wire, shapes["JobLog"]


def _settings_problems(site: SiteState) -> Iterator[_Problem]:
    defaults = _default_settings()
    for name, table in site.tables.items():
        for record in table:
            for field in filter(partial(hasattr, record), _SETTINGS):
                settings: Wire = getattr(record, field)
                path = f"{_path(name, record)}.{field}"
                # The service model requires none of them.
                if missing := defaults[field].keys() - settings.keys():
                    yield path, f"must have {min(missing)}"
                shape = service_model().shape_for(_SETTINGS[field])
                for member, problem in violations(settings, shape):
                    # It requires the ID, which the record has.
                    if problem != "is required":
                        yield f"{path}.{member}", problem


def _default_settings() -> dict[str, Wire]:
    state = SharedState(
        page_size=1, initialized=True, quotas=Quotas(), assumptions=Assumptions()
    )
    site = state.site("", "")
    return {
        "failback_configuration": failback_configuration(),
        "launch_configuration": launch_configuration(site, ""),
        "replication_configuration": replication_configuration(site, "", ()),
    }


def _describe(record: Any, site: SiteState) -> Wire:  # noqa: ANN401 - no class has all
    # Only some need the site for it.
    needs_site = "site" in signature(record.wire).parameters
    wire: Wire = record.wire(site) if needs_site else record.wire()
    return wire


def _path(table: str, record: Record) -> str:
    return f"{table}.records[{record.key!r}]"
