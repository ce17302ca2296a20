"""
Shapes of arguments in the installed service model, and the limits that they set.

A shape is a botocore `Shape`. A path says where an argument is, by wire names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from botocore import xform_name

from drsclient._ids import ReceivedID

Path: TypeAlias = "tuple[str | int, ...]"
"""The place of an argument: the wire names of members, indices, and keys as `Key`."""


class Key(str):
    """A key of a map, in a path."""

    __slots__ = ()


FLATTENED: Final = ("filter", "filters")
"""Structures of a request whose members are arguments of their own."""
NUMBERS: Final = ("integer", "long")
SNAPSHOT: Final = "recoverySnapshotID"
"""The member of a structure that chooses a recovery snapshot."""
_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")


def is_identifier(shape: Any) -> bool:
    """Return whether a shape is an ID or ARN whose pattern is known."""
    name: str = shape.name
    return name.endswith(_IDENTIFIERS) and "pattern" in shape.metadata


def is_time(shape: Any) -> bool:
    """Return whether a shape is a time, which is text to the service."""
    name: str = shape.name
    return name == "ISO8601DatetimeString"


def is_enum(shape: Any) -> bool:
    """Return whether a shape is text of which the service model lists the values."""
    return bool(getattr(shape, "enum", ()))


def entity_kind(path: Path) -> str:
    """Return the kind of ID or ARN that an argument is, by its parameter's name."""
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return re.sub(r"(?<=_id)s$|(?<=_arn)s$", "", xform_name(name))


def only_identifier(shape: Any) -> str | None:
    """Return the only required member of a structure, if it is an ID or ARN."""
    required: list[str] = shape.required_members
    only = len(required) == 1 and is_identifier(shape.members[required[0]])
    return required[0] if only else None


def is_encodable(text: str) -> bool:
    """Return whether UTF-8 can encode a text: it has no half of a surrogate pair."""
    return re.search("[\ud800-\udfff]", text) is None


def is_valid(wire: Any, shape: Any, *, limit_lists: bool) -> bool:
    """
    Return whether a value has the type of its shape and is within the limits.

    Args:
        wire: The value in wire form. The values in it are not checked.
        shape: Its shape.
        limit_lists: Whether lists that are too long for one call are invalid.
    """
    kind, limits = shape.type_name, shape.metadata
    if not isinstance(wire, _TYPES[kind]):
        return False
    if kind == "string":
        return _is_valid_text(wire, shape)
    if kind in NUMBERS:
        minimum = limits.get("min", -_LARGEST)
        maximum = limits.get("max", _LARGEST)
        # To Python, a bool is an int as well.
        return not isinstance(wire, bool) and bool(minimum <= wire <= maximum)
    if kind in {"list", "map"}:
        is_limited = "max" in limits and (limit_lists or kind == "map")
        maximum = limits["max"] if is_limited else len(wire)
        return bool(limits.get("min", 0) <= len(wire) <= maximum)
    return True


def _is_valid_text(text: str, shape: Any) -> bool:
    limits: Mapping[str, Any] = shape.metadata
    minimum, maximum = limits.get("min", 0), limits.get("max", len(text))
    if not is_encodable(text):
        return False
    if not is_identifier(shape):
        return bool(minimum <= len(text))
    if not text:
        return limits.get("min") == 0
    if isinstance(text, ReceivedID):
        return True
    has_pattern = re.fullmatch(limits["pattern"], text) is not None
    return has_pattern and bool(minimum <= len(text) <= maximum)


_LARGEST: Final = 2**63 - 1
# As `Any`, so that type checkers do not take one of them for granted.
_TYPES: Final[Mapping[str, Any]] = {
    "boolean": bool,
    "integer": int,
    "list": list,
    "long": int,
    "map": Mapping,
    "string": str,
    "structure": Mapping,
}
