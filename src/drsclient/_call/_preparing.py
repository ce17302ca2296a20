"""
Arguments on their way to the wire, held against the installed service model.

One walk converts what is Python's (models, enums, times) and checks everything, so that
an error names the place in the arguments as the caller wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from botocore import xform_name

from drsclient._call._translating import too_old
from drsclient._convert import members_of
from drsclient._iso8601 import format_date_time
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsParameterError


def prepare(
    value: Any, shape: Any, path: tuple[str, ...] = (), *, limit_lists: bool = True
) -> Any:
    """
    Convert a value into the form of the wire, and check it.

    Checked are types, required members, limits, and the patterns of identifiers. Other
    patterns and the maximum lengths of texts are left to the service, which may be
    newer than the installed botocore: it may know a new Region, say.

    Raises:
        DrsParameterError: An argument is not valid. The error names its path in
            Python's names, such as `source_servers[0].source_server_id`.
        DrsConfigurationError: The installed botocore does not know an argument.
    """
    wire = _in_wire_form(value, shape)
    if not _is_valid(wire, shape):
        raise DrsParameterError(_python_path(path), value, describe(shape))
    if shape.type_name == "structure":
        # The member of a union, or an ID that is enough, has the place of the whole.
        is_whole = wire is not value and value in wire.values()
        prepared: dict[str, Any] = {}
        for name, part in {**dict.fromkeys(shape.required_members), **wire}.items():
            place = path if is_whole else (*path, name)
            if name not in shape.members:
                raise too_old(_python_path(place))
            prepared[name] = prepare(
                part, shape.members[name], place, limit_lists=limit_lists
            )
        return prepared
    if shape.type_name == "map":
        return {
            key: prepare(
                part, shape.value, (*path, f"[{key!r}]"), limit_lists=limit_lists
            )
            for key, part in wire.items()
        }
    if shape.type_name == "list":
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(wire) < least or (limit_lists and len(wire) > (most or len(wire))):
            limit = f"at most {most}" if len(wire) > least else f"{least} or more"
            expected = f"{limit} items, not {len(wire)}"
            raise DrsParameterError(_python_path(path), value, expected)
        return [
            prepare(part, shape.member, (*path, f"[{index}]"), limit_lists=limit_lists)
            for index, part in enumerate(wire)
        ]
    return wire


def describe(shape: Any) -> str:
    """Describe a valid value of a shape, in the words of a person."""
    noun = _noun(shape)
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "list":
        return f"a list or another iterable of {_plural(shape.member)}"
    if shape.type_name == "structure" and (name := _only_identifier(shape)):
        return f"{_with_article(noun)} or {describe(shape.members[name])}"
    if shape.type_name in _NUMBERS:
        noun += f" of at least {least}" if most is None else f" from {least} to {most}"
    elif _is_identifier(shape):
        length = f"{least} to {most}" if least else f"at most {most}"
        length = str(most) if least == most else length
        characters = f"{length} characters " if most else ""
        noun += f" ({characters}matching {shape.metadata['pattern'].strip('^$')})"
    elif least and noun == "string":
        noun += f" of {least} or more characters"
    return _with_article(noun)


def _in_wire_form(value: Any, shape: Any) -> Any:
    """Convert a value, but not what is in it; any other comes back as it is."""
    kind = shape.type_name
    if kind == "structure" and value.__class__ is not dict:
        kinds = {kind.__name__ for kind in type(value).__mro__}
        if shape.is_tagged_union:
            options = shape.members.items()
            tags = [name for name, member in options if member.name in kinds]
            if tags:
                return {tags[0]: value}
        if shape.name in kinds or (shape.is_tagged_union and "UnknownMember" in kinds):
            return members_of(value)
        name = _only_identifier(shape)
        return {name: value} if name and isinstance(value, str) else value
    if kind == "string" and _is_time(shape):
        has_offset = isinstance(value, datetime) and value.utcoffset() is not None
        return format_date_time(value) if has_offset else None
    # Enums are text, but a handler that somebody registered may look at the type.
    return str(value) if isinstance(value, OpenEnum) else value


def _is_valid(value: Any, shape: Any) -> bool:
    """Return whether a value has the type and, if it is a scalar, fits the limits."""
    kind: str = shape.type_name
    limits: Mapping[str, Any] = shape.metadata
    if not isinstance(value, _TYPES[kind][1]):
        return False
    if isinstance(value, bool):  # to Python, an int as well
        return kind == "boolean"
    if kind in _NUMBERS:
        return bool(limits.get("min", value) <= value <= limits.get("max", value))
    if kind == "string" and _is_identifier(shape):
        fits = limits.get("min", 0) <= len(value) <= limits.get("max", len(value))
        return fits and re.fullmatch(limits["pattern"], value) is not None
    return kind != "string" or len(value) >= limits.get("min", 0)


def _is_identifier(shape: Any) -> bool:
    name: str = shape.name
    return name.endswith(_IDENTIFIERS) and "pattern" in shape.metadata


def _is_time(shape: Any) -> bool:
    name: str = shape.name
    return name == "ISO8601DatetimeString"


def _only_identifier(shape: Any) -> str | None:
    """Return the member of a structure that is enough by itself, if it is an ID."""
    required: list[str] = shape.required_members
    only = len(required) == 1 and _is_identifier(shape.members[required[0]])
    return required[0] if only else None


def _noun(shape: Any) -> str:
    """Name the values of a shape; those of `SourceServerID` are source server IDs."""
    if _is_time(shape):
        return "datetime with a UTC offset"
    if shape.type_name == "structure" and shape.is_tagged_union:
        return " or ".join(member.name for member in shape.members.values())
    if shape.type_name == "structure" or getattr(shape, "enum", ()):
        return str(shape.name)
    if not _is_identifier(shape):
        return _TYPES[shape.type_name][0]
    name = shape.name.removeprefix("Strict")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=(ID|ARN)$)", " ", name)
    return " ".join(
        _ACRONYMS.get(word) or (word if word.isupper() else word.lower())
        for word in words.split()
    )


def _plural(shape: Any) -> str:
    name = _only_identifier(shape) if shape.type_name == "structure" else None
    identifiers = f" or {_noun(shape.members[name])}s" if name else ""
    return f"{_noun(shape)}s{identifiers}"


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiAE' else 'a'} {noun}"


def _python_path(path: tuple[str, ...]) -> str:
    """Write a path of wire names, indices and keys in Python's names."""
    steps = (
        step if step[0] == "[" else _PYTHON_NAMES.get(step, f".{xform_name(step)}")
        for step in path
    )
    return "".join(steps).removeprefix(".")


_NUMBERS: Final = ("integer", "long")
_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")
_ACRONYMS: Final = {"Arn": "ARN", "Ebs": "EBS", "Id": "ID", "Vpc": "VPC"}
_PYTHON_NAMES: Final = {"filter": "", "filters": "", "maxResults": ".page_size"}
# What to call a value of a type, and what is taken for one.
_TYPES: Final[Mapping[str, tuple[str, Any]]] = {
    "boolean": ("bool", bool),
    "integer": ("integer", int),
    "list": ("list", (list, tuple)),
    "long": ("integer", int),
    "map": ("mapping", Mapping),
    "string": ("string", str),
    "structure": ("structure", Mapping),
}
