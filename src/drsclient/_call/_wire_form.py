"""
Values of arguments in the form of the wire, one value at a time.

What a value contains is left to `_preparing`. What has no form on the wire becomes
`None`, which is never valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from drsclient._call._arguments import FLATTENED
from drsclient._call._shapes import is_enum, is_time, only_identifier
from drsclient._convert import members_of
from drsclient._iso8601 import format_date_time
from drsclient._open_enum import OpenEnum
from drsclient.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._call._arguments import Path


def whole_member(value: Any, shape: Any) -> str | None:
    """
    Return the member of a structure whose value is given in place of the structure.

    That is the identifier, where it is enough, or the value of a union's member.
    """
    if shape.type_name != "structure" or value.__class__ is dict:
        return None
    if isinstance(value, str):
        return only_identifier(shape)
    if not shape.is_tagged_union:
        return None
    members = shape.members.items()
    return next((name for name, part in members if _model(value, part)), None)


def in_wire_form(value: Any, shape: Any, path: Path) -> Any:
    """Convert a value, but not what is in it."""
    convert = _CONVERSIONS.get(shape.type_name)
    return convert(value, shape, path) if convert else value


def _structure(value: Any, shape: Any, path: Path) -> Any:
    if model := _model(value, shape):
        return members_of(value, model, keep=shape.required_members)
    if shape.is_tagged_union:
        return _unknown_member(value)
    # The arguments as a whole, and the filters among them, are dicts of this library.
    is_ours = not path or (len(path) == 1 and path[0] in FLATTENED)
    return value if is_ours and value.__class__ is dict else None


def _model(value: Any, shape: Any) -> type[Model] | None:
    """Return the class of a model, or its base class, that stands for a structure."""
    if not isinstance(value, Model):
        return None
    bases = type(value).__mro__
    return next((base for base in bases if base.__name__ == shape.name), None)


def _unknown_member(value: Any) -> Any:
    from drsclient.models import UnknownMember  # noqa: PLC0415 - rarely used

    is_one = isinstance(value, UnknownMember) and bool(value.name)
    return {value.name: value.value} if is_one else None


def _list(value: Any, _shape: Any, _path: Path) -> Any:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        return None
    try:
        items = iter(cast("Iterable[object]", value))  # each is checked later
    except TypeError:  # an array of no dimensions, say
        return None
    return list(items)


def _string(value: Any, shape: Any, _path: Path) -> Any:
    if is_time(shape):
        try:
            return format_date_time(value)
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            return None
    if isinstance(value, OpenEnum):
        is_another = is_enum(shape) and type(value).__name__ != shape.name
        return None if is_another else value.value
    return value


_CONVERSIONS: Final[Mapping[str, Callable[[Any, Any, Path], Any]]] = {
    "list": _list,
    "string": _string,
    "structure": _structure,
}
