"""What a copied source server answers because the original did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from drsclient._json import is_list, is_object

if TYPE_CHECKING:
    from drsclient.testing._records.record import Progress, Wire


@attrs.define(kw_only=True)
class Observed:
    """
    What a source server answered when it was copied.

    Empty members derive from the other fields of the server, as in servers that are
    not copies.
    """

    properties: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """Its `sourceProperties`, which never change."""
    source_outpost_arn: str | None = None
    staging_outpost_arn: str | None = None
    staging_zone: str | None = None
    extension_error: str | None = None
    """Why it is not extended anymore."""
    volume_statuses: dict[str, str] = attrs.field(factory=dict[str, str])
    """The status of the volumes of its disks, by device name."""
    last_report: tuple[datetime, datetime] | None = None
    """
    The time of the last report of its agent, and that of the copy: there was no other
    report between them.
    """
    replicated: dict[str, int] = attrs.field(factory=dict[str, int])
    """The bytes of each disk that an initial sync had replicated, by device name."""
    state: str = ""
    """The state of the replication."""
    entry: int = 0
    """The `Progress.entry` of that state."""
    data_replication: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """What was different in `dataReplicationInfo`, which holds in that state."""
    life_cycle: dict[str, Any] = attrs.field(factory=dict[str, Any])
    """What was different in `lifeCycle`, which holds in that state."""

    def holds(self, replication: Progress) -> bool:
        """Return whether a replication is in the state in which it was copied."""
        return (self.state, self.entry) == (replication.state, replication.entry)


def overlaid(derived: Any, difference: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a JSON value with other members, in the structure that it has."""
    if is_object(difference):
        members: Wire = dict(derived) if is_object(derived) else {}
        for name, member in difference.items():
            members[name] = overlaid(members.get(name), member)
        return members
    if is_list(difference) and have_same_shape(difference, derived):
        return list(map(overlaid, derived, difference))
    return difference


def have_same_shape(items: list[object], other: object) -> bool:
    """Return whether a list and a value are lists of equally many objects."""
    return (
        is_list(other)
        and len(items) == len(other)
        and all(is_object(item) for item in [*items, *other])
    )
