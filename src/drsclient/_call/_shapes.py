"""What the service model says of the shape of an argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name

if TYPE_CHECKING:
    from drsclient._call._arguments import Path

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
    """Return the member of a structure that is enough by itself, if it is an ID."""
    required: list[str] = shape.required_members
    only = len(required) == 1 and is_identifier(shape.members[required[0]])
    return required[0] if only else None
