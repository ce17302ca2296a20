"""What an account answered about a source server, where the copy would not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from drsclient._iso8601 import parse_date_time, parse_duration
from drsclient._json import is_list, is_object
from drsclient.testing._records.observed import have_same_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import SourceServer

V = TypeVar("V")

_ELAPSED = "elapsedReplicationDuration"


def keep_observations(copy: SiteCopy, server: SourceServer, answer: Wire) -> None:
    """
    Let a copied server answer what the account answered, as far as it can.

    Args:
        copy: The copy.
        server: The server; all that it refers to is copied, too.
        answer: What the account answered.
    """
    observed, derived = server.observed, server.wire(copy.site)
    if difference_from(derived, answer) is None:
        return
    error = answer.get("stagingArea", {}).get("errorMessage")
    if error != derived["stagingArea"].get("errorMessage"):
        observed.extension_error = error
    _, home = server.replicating_server(copy.site)
    replication = home.replication
    observed.state, observed.entry = replication.state, replication.entry
    if replication.state == "INITIAL_SYNC":
        observed.replicated = _replicated_out_of_step(derived, answer)
    last_seen = answer.get("lifeCycle", {}).get("lastSeenByServiceDateTime")
    if last_seen and copy.past(last_seen) != _last_seen(derived):
        observed.last_report = copy.past(last_seen), copy.now
    difference: Wire = difference_from(server.wire(copy.site), answer) or {}
    observed.data_replication = difference.get("dataReplicationInfo", {})
    observed.life_cycle = dict(difference.get("lifeCycle", {}))
    # A launch and a report of the agent replace these in any state.
    for name in ("lastLaunch", "lastSeenByServiceDateTime"):
        observed.life_cycle.pop(name, None)
    # It grows, and the account answered before the time of the copy.
    if _ELAPSED in derived["lifeCycle"]:
        observed.life_cycle.pop(_ELAPSED, None)
    left: Wire = difference
    if observed.replicated or observed.data_replication or observed.life_cycle:
        left = difference_from(server.wire(copy.site), answer) or {}
    else:
        observed.state = ""
    for path in _paths(left):
        if path != f".lifeCycle.{_ELAPSED}":
            copy.skip(
                f"{server.key}{path}", "a source server of FakeDrs cannot have it"
            )


def _last_seen(derived: Wire) -> datetime:
    return parse_date_time(derived["lifeCycle"]["lastSeenByServiceDateTime"])


def _replicated_out_of_step(derived: Wire, answer: Wire) -> dict[str, int]:
    """Return the replicated bytes of the disks that were not copied evenly."""
    expected = _replicated(derived)
    return {
        name: size
        for name, size in _replicated(answer).items()
        if name in expected and size != expected[name]
    }


def _replicated(wire: Wire) -> dict[str, int]:
    disks = wire.get("dataReplicationInfo", {}).get("replicatedDisks", [])
    return {
        disk["deviceName"]: disk["replicatedStorageBytes"]
        for disk in disks
        if {"deviceName", "replicatedStorageBytes"} <= disk.keys()
    }


def difference_from(derived: Any, answer: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """
    Return what an answer has and a derived value has not; `None` if there is nothing.

    Members that only the derived value has make no difference. `overlaid` puts the
    difference on the derived value.
    """
    if answer == derived:
        return None
    if is_object(answer):
        members: Mapping[str, Any] = derived if is_object(derived) else {}
        found = {
            name: difference_from(members.get(name), member)
            for name, member in answer.items()
        }
        return {name: one for name, one in found.items() if one is not None} or None
    if is_list(answer) and have_same_shape(answer, derived):
        items = list(map(difference_from, derived, answer))
        return [item or {} for item in items] if any(items) else None
    return None if _value(answer) == _value(derived) else answer


def _value(value: object) -> object:
    """Return the meaning of a JSON value: times and durations have several forms."""
    if not isinstance(value, str):
        return value
    duration = parsed(parse_duration, value)
    return (parsed(parse_date_time, value) or value) if duration is None else duration


def parsed(parse: Callable[[str], V], text: str | None) -> V | None:
    """Return the meaning of a text; `None` if it has none."""
    try:
        return None if text is None else parse(text)
    except (ValueError, OverflowError):
        return None


def _paths(difference: object, path: str = "") -> Iterator[str]:
    if is_object(difference):
        for name, member in difference.items():
            yield from _paths(member, f"{path}.{name}")
    else:
        yield path
