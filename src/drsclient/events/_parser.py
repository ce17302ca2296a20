"""Parser of the dicts that EventBridge delivers."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient._convert import read
from drsclient._iso8601 import parse_date_time
from drsclient._json import is_object
from drsclient._text import describe_value
from drsclient.errors import DrsEventError, DrsResponseError
from drsclient.events._event_types import (
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

    from drsclient.events._event_types import Event

_logger: Final = logging.getLogger("drsclient")

_SOURCE: Final = "aws.drs"

_EVENT_TYPES: Final[Mapping[str, type[Event]]] = {
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
    Parse an event that EventBridge delivers from the source `aws.drs`.

    Missing members of `detail` become `None` or an empty tuple. So do members that
    cannot be parsed; each of these is logged at WARNING.

    Args:
        event: The dict that a Lambda function receives.

    Returns:
        An object of the class for the `detail-type`; an `UnknownEvent` if this version
        of drsclient does not know the `detail-type`.

    Raises:
        DrsEventError: The dict is not a DRS event. The message gives the reason.
    """
    envelope = _object(event, "")
    source = _text(envelope, "source")
    if source != _SOURCE:
        problem = f"the event's source is {describe_value(source)}, not {_SOURCE!r}"
        raise DrsEventError(problem, path="source", value=source)
    detail_type = _text(envelope, "detail-type")
    detail = _object(envelope.get("detail"), "detail")
    event_type = _EVENT_TYPES.get(detail_type, UnknownEvent)
    name = event_type.__name__
    try:
        return event_type(
            id=_text(envelope, "id"),
            account_id=_text(envelope, "account"),
            region_name=_text(envelope, "region"),
            time=_time(envelope),
            resources=_read(tuple[str, ...], envelope, "resources", name) or (),
            detail_type=detail_type,
            detail=detail,
            **_members(event_type, detail),
        )
    except RecursionError as error:
        problem = "the event's detail is nested too deeply"
        raise DrsEventError(problem, path="detail", value=detail) from error


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not is_object(value):
        raise _wrong_type(path, value, "an object")
    return value


def _text(envelope: Mapping[str, Any], name: str) -> str:
    value: object = envelope.get(name)
    if not isinstance(value, str):
        raise _wrong_type(name, value, "a string")
    return value


def _time(envelope: Mapping[str, Any]) -> datetime:
    text = _text(envelope, "time")
    try:
        return parse_date_time(text)
    except (OverflowError, ValueError) as error:
        problem = (
            f"the event's time is {describe_value(text)}, not a time with a UTC offset"
        )
        raise DrsEventError(problem, path="time", value=text) from error


def _wrong_type(path: str, value: object, expected: str) -> DrsEventError:
    # The value itself is left out, because it may be sensitive.
    found = f"of type {type(value).__name__}, not {expected}"
    where = f"the event's {path}" if path else "the event"
    problem = f"{where} is {'missing' if value is None else found}"
    return DrsEventError(problem, path=path, value=value)


def _members(event_type: type[Event], detail: Mapping[str, Any]) -> dict[str, Any]:
    """Read the members that an event class adds to `DrsEvent`."""
    path = f"{event_type.__name__}.detail"
    members = {
        field.name: _read(
            field.type, detail, field.metadata.get(WIRE_NAME, field.name), path
        )
        for field in attrs.fields(event_type)
        if not field.inherited
    }
    return {name: value for name, value in members.items() if value is not None}


def _read(annotation: Any, wire: Mapping[str, Any], name: str, path: str) -> Any:  # noqa: ANN401 - of any type
    """Read a member; return `None` if it is missing or does not parse."""
    value = _decoded(name, wire.get(name))
    if value is None:
        return None
    try:
        return read(annotation, value, f"{path}.{name}")
    except DrsResponseError as error:
        _logger.warning("%s: ignored", error)
        return None


def _decoded(name: str, value: object) -> object:
    """Decode the members that the service sends as text: a boolean, and a list."""
    if not isinstance(value, str):
        return value
    if name == "is-drill":
        return {"TRUE": True, "FALSE": False}.get(value.upper(), value)
    return re.findall(r"[^,\s]+", value) if name == "EbsSnapshotIDs" else value
