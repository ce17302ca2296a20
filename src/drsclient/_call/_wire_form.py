"""
Values of arguments in the form of the wire, one value at a time.

What a value contains is left to `_preparing`. What has no form on the wire becomes
`None`, which is never valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from botocore import xform_name

from drsclient._call._arguments import FLATTENED
from drsclient._call._shapes import (
    SNAPSHOT,
    entity_kind,
    is_enum,
    is_identifier,
    is_time,
    only_identifier,
)
from drsclient._convert import members_of
from drsclient._ids import chosen_snapshot, own_id
from drsclient._iso8601 import format_date_time
from drsclient._open_enum import OpenEnum
from drsclient.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._call._arguments import Path


def whole_members(value: Any, shape: Any) -> Mapping[str, Any]:
    """
    Return the members of a structure for which the caller passed something simpler.

    That is an identifier, or an entity that has it, if the structure requires no more;
    a recovery snapshot, if the structure takes one and its source server; or the value
    of a union's member. For anything else, there are no members.
    """
    if shape.type_name != "structure" or value.__class__ is dict:
        return {}
    if _is_named(value, shape.name):
        return {}
    if (chosen := chosen_snapshot(value)) and SNAPSHOT in shape.members:
        server_id, snapshot_id = chosen
        is_needed = snapshot_id is not None or SNAPSHOT in shape.required_members
        snapshot = {SNAPSHOT: snapshot_id} if is_needed else {}
        return {"sourceServerID": server_id, **snapshot}
    if (name := only_identifier(shape)) and (found := own_id(value, xform_name(name))):
        return {name: found}
    if not shape.is_tagged_union:
        return {}
    members = shape.members.items()
    return {n: value for n, part in members if _is_named(value, part.name)}


def in_wire_form(value: Any, shape: Any, path: Path) -> Any:
    """Convert a value, but not what is in it."""
    convert = _CONVERSIONS.get(shape.type_name)
    return convert(value, shape, path) if convert else value


def _structure(value: Any, shape: Any, path: Path) -> Any:
    if model := _model(value, shape.name):
        return members_of(value, model, keep=shape.required_members)
    if shape.is_tagged_union:
        return _unknown_member(value)
    # The arguments as a whole, and the filters among them, are dicts of this library.
    is_ours = not path or (len(path) == 1 and path[0] in FLATTENED)
    return value if is_ours and value.__class__ is dict else None


def _model(value: Any, name: str) -> type[Model] | None:
    """Return the class of a model, or its base class, that has a shape's name."""
    if not isinstance(value, Model):
        return None
    return next((base for base in type(value).__mro__ if base.__name__ == name), None)


def _is_named(value: Any, name: str) -> bool:
    return _model(value, name) is not None


def _unknown_member(value: Any) -> Any:
    from drsclient.models import UnknownMember  # noqa: PLC0415 - rarely used

    is_one = isinstance(value, UnknownMember) and bool(value.name)
    return {value.name: value.value} if is_one else None


def _list(value: Any, shape: Any, _path: Path) -> Any:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        return None
    if isinstance(value, Mapping) and shape.member.type_name == "structure":
        return None  # its values would be dropped, such as the choice of a snapshot
    try:
        items = iter(cast("Iterable[object]", value))  # each is checked later
    except TypeError:  # an array of no dimensions, say
        return None
    return list(items)


def _string(value: Any, shape: Any, path: Path) -> Any:
    if is_time(shape):
        try:
            return format_date_time(value)
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            return None
    if is_identifier(shape) and not isinstance(value, str):
        return own_id(value, entity_kind(path))
    if isinstance(value, OpenEnum):
        is_another = is_enum(shape) and type(value).__name__ != shape.name
        return None if is_another else value.value
    # A member of an enum may be newer than the installed botocore; text is a mistake.
    is_typo = is_enum(shape) and isinstance(value, str) and value not in shape.enum
    return None if is_typo else value


_CONVERSIONS: Final[Mapping[str, Callable[[Any, Any, Path], Any]]] = {
    "list": _list,
    "string": _string,
    "structure": _structure,
}
