"""Checks of wire values against the shapes of the service model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore.model import ListShape, MapShape, Shape, StructureShape

if TYPE_CHECKING:
    from collections.abc import Iterator

# What messages call a type, and the Python types that its JSON values have. These are
# compared exactly, so that a bool is not an integer.
_JSON_TYPES: Final[dict[str, tuple[str, tuple[type, ...]]]] = {
    "structure": ("a structure", (dict,)),
    "map": ("a map", (dict,)),
    "list": ("a list", (list,)),
    "string": ("a string", (str,)),
    "boolean": ("a boolean", (bool,)),
    "integer": ("an integer", (int,)),
    "long": ("an integer", (int,)),
    "timestamp": ("a timestamp", (str,)),
}

# The service does not keep to these patterns: it writes times with `+00:00` where the
# model demands `Z`, and AWS opens Regions that an older model does not know.
_OUTGROWN_PATTERNS: Final = frozenset(
    {"AwsAvailabilityZone", "AwsRegion", "ISO8601DatetimeString"}
)


def violations(value: Any, shape: Shape, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON is anything
    """
    Find what is wrong with a JSON value.

    Args:
        value: The value, as `json.loads` returns it.
        shape: The shape that it should have.
        field: The path of the value.

    Returns:
        The invalid fields, each with what is wrong, such as
        `("filters.sourceServerIDs[0]", "must match s-[0-9a-zA-Z]{17}")`.
    """
    type_name, types = _JSON_TYPES[shape.type_name]
    if type(value) not in types:
        yield field, f"must be {type_name}, not {value!r}"
        return
    yield from _broken_limits(value, shape, field)
    if isinstance(shape, StructureShape):
        yield from _structure_violations(value, shape, field)
    elif isinstance(shape, ListShape):
        for index, item in enumerate(value):
            yield from violations(item, shape.member, f"{field}[{index}]")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from violations(key, shape.key, f"{field} (key {key!r})")
            yield from violations(item, shape.value, f"{field}[{key!r}]")


def _structure_violations(
    value: dict[str, Any], shape: StructureShape, field: str
) -> Iterator[tuple[str, str]]:
    prefix = f"{field}." if field else ""
    for name in shape.required_members:
        if name not in value:
            yield f"{prefix}{name}", "is required"
    for name, member in value.items():
        if name in shape.members:
            yield from violations(member, shape.members[name], f"{prefix}{name}")
        else:
            yield f"{prefix}{name}", f"is not a member of {shape.name}"


def _broken_limits(value: Any, shape: Shape, field: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    limits = shape.metadata
    size = _size(value)
    if size < limits.get("min", size):
        yield field, _limit_message(value, "at least", limits["min"], size)
    if size > limits.get("max", size):
        yield field, _limit_message(value, "at most", limits["max"], size)
    if value not in limits.get("enum", [value]):
        yield field, f"must be one of {', '.join(limits['enum'])}, not {value!r}"
    if (
        "pattern" in limits
        and shape.name not in _OUTGROWN_PATTERNS
        and not re.fullmatch(limits["pattern"], value)
    ):
        yield field, f"must match {limits['pattern']}"


def _size(value: Any) -> float:  # noqa: ANN401 - as above
    return value if isinstance(value, int | float) else len(value)


def _limit_message(value: object, bound: str, limit: int, size: float) -> str:
    if isinstance(value, str):
        return f"must be {bound} {limit} {_plural('character', limit)} long, not {size}"
    if isinstance(value, list | dict):
        return f"must have {bound} {limit} {_plural('item', limit)}, not {size}"
    return f"must be {bound} {limit}, not {size}"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
