"""Arguments held against the installed service model, before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name

from drsclient.errors import DrsParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(
    value: Any, shape: Any, path: tuple[str, ...] = (), *, limit_lists: bool = True
) -> None:
    """
    Check types, required members, limits, and the patterns of identifiers.

    Other patterns and the maximum lengths of texts are left to the service, which may
    be newer than the installed botocore: it may know a new Region, say.

    Raises:
        DrsParameterError: An argument is not valid. The error names its path in
            Python's names, such as `source_servers[0].source_server_id`.
    """
    if not _is_valid(value, shape):
        raise DrsParameterError(_python_path(path), value, describe(shape))
    if shape.type_name == "structure":
        for name, part in {**dict.fromkeys(shape.required_members), **value}.items():
            if member := shape.members.get(name):  # botocore's check finds the others
                check(part, member, (*path, name), limit_lists=limit_lists)
    elif shape.type_name == "map":
        for key, part in value.items():
            check(part, shape.value, (*path, f"[{key!r}]"), limit_lists=limit_lists)
    elif shape.type_name == "list":
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(value) < least or (limit_lists and len(value) > (most or len(value))):
            limit = f"at most {most}" if len(value) > least else f"{least} or more"
            expected = f"{limit} items, not {len(value)}"
            raise DrsParameterError(_python_path(path), value, expected)
        for index, part in enumerate(value):
            check(part, shape.member, (*path, f"[{index}]"), limit_lists=limit_lists)


def describe(shape: Any) -> str:
    """Describe a valid value of a shape, in the words of a person."""
    noun = _noun(shape)
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "list":
        others = " or another iterable" if shape.member.type_name == "string" else ""
        return f"a list{others} of {_noun(shape.member)}s"
    if shape.type_name in _NUMBERS:
        noun += f" of at least {least}" if most is None else f" from {least} to {most}"
    elif _is_identifier(shape):
        length = f"{least} to {most}" if least else f"at most {most}"
        length = str(most) if least == most else length
        characters = f"{length} characters " if most else ""
        noun += f" ({characters}matching {shape.metadata['pattern'].strip('^$')})"
    elif least:
        noun += f" of {least} or more characters"
    return f"{'an' if noun[0] in 'aeiAE' else 'a'} {noun}"


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


def _noun(shape: Any) -> str:
    """Name the values of a shape; those of `SourceServerID` are source server IDs."""
    if not _is_identifier(shape):
        return _TYPES[shape.type_name][0]
    name = shape.name.removeprefix("Strict")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=(ID|ARN)$)", " ", name)
    return " ".join(
        _ACRONYMS.get(word) or (word if word.isupper() else word.lower())
        for word in words.split()
    )


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
