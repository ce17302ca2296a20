"""Arguments held against the installed service model, before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name

from drsclient.errors import DrsParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(value: Any, shape: Any, path: str = "", *, limit_lists: bool = True) -> None:
    """
    Check types, required members, limits, and the patterns of identifiers.

    Other patterns and the maximum lengths of texts are left to the service, which may
    be newer than the installed botocore: it may know a new Region, say.

    Raises:
        DrsParameterError: An argument is not valid. The error names its path in
            Python's names, such as `source_servers[0].source_server_id`.
    """
    parts: list[tuple[str, Any, Any]] = []
    if not _is_valid(value, shape):
        raise DrsParameterError(path, value, describe(shape))
    if shape.type_name == "structure":
        parts = [
            (_python_path(path, name), value.get(name), shape.members[name])
            for name in dict.fromkeys([*shape.required_members, *value])
            if name in shape.members  # botocore's own check reports the others
        ]
    elif shape.type_name == "map":
        parts = [(f"{path}[{k!r}]", item, shape.value) for k, item in value.items()]
    elif shape.type_name == "list":
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(value) < least:
            expected = f"{least} or more items, not {len(value)}"
            raise DrsParameterError(path, value, expected)
        if limit_lists and most is not None and len(value) > most:
            expected = f"at most {most} items, not {len(value)}"
            raise DrsParameterError(path, value, expected)
        parts = [(f"{path}[{i}]", item, shape.member) for i, item in enumerate(value)]
    for part_path, part, part_shape in parts:
        check(part, part_shape, part_path, limit_lists=limit_lists)


def describe(shape: Any) -> str:
    """Describe a valid value of a shape, in the words of a person."""
    noun = _noun(shape)
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "list":
        return f"a list or another iterable of {_noun(shape.member)}s"
    if shape.type_name in _NUMBERS:
        noun += f" of at least {least}" if most is None else f" from {least} to {most}"
    elif _is_identifier(shape):
        length = str(most) if least == most else f"{least} to {most}"
        characters = f"{length} characters " if most else ""
        noun += f" ({characters}matching {shape.metadata['pattern'].strip('^$')})"
    elif least:
        noun += f" of {least} or more characters"
    return f"{'an' if noun[0] in 'aeiAE' else 'a'} {noun}"


def _is_valid(value: Any, shape: Any) -> bool:
    """Return whether a value has the type and, if it is a scalar, fits the limits."""
    kind: str = shape.type_name
    _, types = _TYPES[kind]
    if not isinstance(value, types):
        return False
    if isinstance(value, bool):  # to Python, an int as well
        return kind == "boolean"
    if kind in _NUMBERS:
        return _is_within(value, shape)
    if _is_identifier(shape):
        pattern: str = shape.metadata["pattern"]
        return _is_within(len(value), shape) and bool(re.fullmatch(pattern, value))
    return kind != "string" or len(value) >= shape.metadata.get("min", 0)


def _is_within(size: int, shape: Any) -> bool:
    limits: Mapping[str, int] = shape.metadata
    return limits.get("min", size) <= size <= limits.get("max", size)


def _is_identifier(shape: Any) -> bool:
    name: str = shape.name
    return name.endswith(_IDENTIFIERS) and "pattern" in shape.metadata


def _noun(shape: Any) -> str:
    """Name the values of a shape; those of `SourceServerID` are source server IDs."""
    if not _is_identifier(shape):
        return _TYPES[shape.type_name][0]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=(ID|ARN)$)", " ", shape.name)
    return " ".join(
        _ACRONYMS.get(word) or (word if word.isupper() else word.lower())
        for word in words.split()
    )


def _python_path(path: str, wire_name: str) -> str:
    """Append a member to a path, by its name in Python."""
    name = _PYTHON_NAMES.get(wire_name, xform_name(wire_name))
    return f"{path}.{name}" if path else name


_NUMBERS: Final = ("integer", "long")
_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")
_ACRONYMS: Final = {"Arn": "ARN", "Ebs": "EBS", "Id": "ID", "Vpc": "VPC"}
_PYTHON_NAMES: Final = {"filter": "", "filters": "", "maxResults": "page_size"}
# What to call a value of a type, and what botocore takes for one.
_TYPES: Final[Mapping[str, tuple[str, Any]]] = {
    "boolean": ("bool", bool),
    "integer": ("integer", int),
    "list": ("list", (list, tuple)),
    "long": ("integer", int),
    "map": ("dict", dict),
    "string": ("string", str),
    "structure": ("dict", dict),
}
