"""From the dict that EventBridge delivers to an event."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient._convert import read
from drsclient._iso8601 import parse_date_time
from drsclient._json import is_object
from drsclient.errors import DrsEventError, DrsResponseError
from drsclient.events._kinds import (
    PITSnapshotTaken,
    RecoveryInstanceFailbackStateChange,
    SourceNetworkProtectionStatusChange,
    SourceNetworkRecoveryResult,
    SourceServerDataReplicationStalledChange,
    SourceServerLaunchResult,
    UnknownEvent,
)
from drsclient.models._model import WIRE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from drsclient.events._kinds import Event

_logger: Final = logging.getLogger("drsclient")

_SOURCE: Final = "aws.drs"
_LONGEST: Final = 100  # what messages show of a text, in characters

_KINDS: Final[Mapping[str, type[Event]]] = {
    "DRS PIT Snapshot Taken": PITSnapshotTaken,
    "DRS Recovery Instance Failback State Change": RecoveryInstanceFailbackStateChange,
    "DRS Source Network Protection Status Change": SourceNetworkProtectionStatusChange,
    "DRS Source Network Recovery Result": SourceNetworkRecoveryResult,
    "DRS Source Server Data Replication Stalled Change": (
        SourceServerDataReplicationStalledChange
    ),
    "DRS Source Server Launch Result": SourceServerLaunchResult,
}


def from_event(event: Mapping[str, object]) -> Event:
    """
    Make a typed event from what EventBridge delivers from the source `aws.drs`.

    A member of `detail` that is missing is `None`, or an empty tuple. So is one that
    does not parse, which is also logged at WARNING.

    Args:
        event: The dict that a Lambda function gets.

    Returns:
        An object of the class for the event's kind; an `UnknownEvent` if this version
        of the library does not know the kind.

    Raises:
        DrsEventError: It is no event of DRS; the error says why.
    """
    frame = _object(event, "")
    source = _text(frame, "source")
    if source != _SOURCE:
        problem = f"the event's source is {source[:_LONGEST]!r}, not {_SOURCE!r}"
        raise DrsEventError(problem, path="source", value=source)
    detail_type = _text(frame, "detail-type")
    detail = _object(frame.get("detail"), "detail")
    kind = _KINDS.get(detail_type, UnknownEvent)
    try:
        return kind(
            id=_text(frame, "id"),
            account_id=_text(frame, "account"),
            region_name=_text(frame, "region"),
            time=_time(frame),
            resources=_read(tuple[str, ...], frame, "resources", kind.__name__) or (),
            detail_type=detail_type,
            detail=detail,
            **_members(kind, detail),
        )
    except RecursionError as error:
        problem = "the event's detail is nested too deeply"
        raise DrsEventError(problem, path="detail", value=detail) from error


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not is_object(value):
        raise _misfit(path, value, "an object")
    return value


def _text(frame: Mapping[str, Any], name: str) -> str:
    value: object = frame.get(name)
    if not isinstance(value, str):
        raise _misfit(name, value, "text")
    return value


def _time(frame: Mapping[str, Any]) -> datetime:
    text = _text(frame, "time")
    try:
        return parse_date_time(text)
    except (OverflowError, ValueError) as error:
        problem = (
            f"the event's time is {text[:_LONGEST]!r}, not a time with a UTC offset"
        )
        raise DrsEventError(problem, path="time", value=text) from error


def _misfit(path: str, value: object, expected: str) -> DrsEventError:
    # Not the value itself: it may be sensitive.
    found = f"of type {type(value).__name__}, not {expected}"
    where = f"the event's {path}" if path else "the event"
    problem = f"{where} is {'missing' if value is None else found}"
    return DrsEventError(problem, path=path, value=value)


def _members(kind: type[Event], detail: Mapping[str, Any]) -> dict[str, Any]:
    """Read the members that a kind of event has of its own."""
    path = f"{kind.__name__}.detail"
    members = {
        field.name: _read(
            field.type, detail, field.metadata.get(WIRE_NAME, field.name), path
        )
        for field in attrs.fields(kind)
        if not field.inherited
    }
    return {name: value for name, value in members.items() if value is not None}


def _read(annotation: Any, wire: Mapping[str, Any], name: str, path: str) -> Any:  # noqa: ANN401 - of any kind
    """Read a member that costs nobody an event if it is missing or odd."""
    value = _unpacked(name, wire.get(name))
    if value is None:
        return None
    try:
        return read(annotation, value, f"{path}.{name}")
    except DrsResponseError as error:
        _logger.warning("%s: ignored", error)
        return None


def _unpacked(name: str, value: object) -> object:
    """Return what a text stands for, in the members whose texts stand for something."""
    if not isinstance(value, str):
        return value
    if name == "is-drill":
        return {"TRUE": True, "FALSE": False}.get(value.upper(), value)
    return re.findall(r"[^,\s]+", value) if name == "EbsSnapshotIDs" else value
