"""
Checks of wire values against the shapes of the service model.

Each shape is compiled once, into a function that returns what is wrong with a value.
Most values are valid, so nothing is made for them, not even their paths: a path grows
from the invalid value outwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from drsclient.testing._service_model import service_model

# The path of an invalid value from the checked value on, and what is wrong with it.
_Fault: TypeAlias = tuple[str, str]
_Check: TypeAlias = Callable[[Any], Sequence[_Fault]]

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

# The only form of a time in JSON that all SDKs read.
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII
)

# How many texts the check of each shape remembers.
_TEXTS: Final = 4096

# By the name of the shape: botocore makes a new object each time it is asked for one.
_compiled: Final[dict[str, _Check]] = {}


def check_wire(value: Mapping[str, object], shape_name: str) -> None:
    """
    Check a value that a test specified.

    Raises:
        ValueError: The service could not have it.
    """
    for field, fault in violations(value, service_model().shape_for(shape_name)):
        raise ValueError(f"{field} {fault}")


def violations(value: Any, shape: Shape, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON is anything
    """
    Find what is wrong with a JSON value.

    Args:
        value: The value, made of what `json.loads` returns: a tuple is not a list.
        shape: The shape that it should have.
        field: The path of the value.

    Returns:
        The invalid fields, each with what is wrong, such as
        `("filters.sourceServerIDs[0]", "must match s-[0-9a-zA-Z]{17}")`.
    """
    for path, message in _check_of(shape)(value):
        yield field + path if field else path.removeprefix("."), message


def _check_of(shape: Shape) -> _Check:
    check = _compiled.get(shape.name)
    if check is None:
        check = _compiled[shape.name] = _compile(shape)
    return check


def _compile(shape: Shape) -> _Check:
    type_name, types = _JSON_TYPES[shape.type_name]
    parts = (*_compile_limits(shape), *_compile_inside(shape))
    check_rest = parts[0] if len(parts) == 1 else _all_of(parts)
    if str in types and parts:
        # Most texts were seen before: IDs, ARNs, times.
        check_rest = lru_cache(_TEXTS)(check_rest)

    def check(value: Any) -> Sequence[_Fault]:  # noqa: ANN401 - as above
        if type(value) not in types:
            return [("", f"must be {type_name}, not {value!r}")]
        return check_rest(value) if parts else ()

    return check


def _all_of(checks: Sequence[_Check]) -> _Check:
    def check(value: Any) -> Sequence[_Fault]:  # noqa: ANN401 - as above
        return [fault for check in checks for fault in check(value)]

    return check


def _compile_inside(shape: Shape) -> Iterator[_Check]:
    """Compile the check of what a value holds, if values of the shape hold others."""
    if isinstance(shape, StructureShape):
        yield _compile_members(shape)
    elif isinstance(shape, ListShape):
        yield _compile_items(shape)
    elif isinstance(shape, MapShape):
        yield _compile_entries(shape)


def _compile_members(shape: StructureShape) -> _Check:
    checks = {name: _check_of(member) for name, member in shape.members.items()}
    required = tuple(shape.required_members)

    def check(value: dict[str, Any]) -> Sequence[_Fault]:
        found = [(f".{name}", "is required") for name in required if name not in value]
        for name, member in value.items():
            check_member = checks.get(name)
            if check_member is None:
                found.append((f".{name}", f"is not a member of {shape.name}"))
            elif faults := check_member(member):
                found += _under(f".{name}", faults)
        return found

    return check


def _compile_items(shape: ListShape) -> _Check:
    check_item = _check_of(shape.member)

    def check(value: list[Any]) -> Sequence[_Fault]:
        found: list[_Fault] = []
        for index, item in enumerate(value):
            if faults := check_item(item):
                found += _under(f"[{index}]", faults)
        return found

    return check


def _compile_entries(shape: MapShape) -> _Check:
    check_key, check_value = _check_of(shape.key), _check_of(shape.value)

    def check(value: dict[Any, Any]) -> Sequence[_Fault]:
        found: list[_Fault] = []
        for key, item in value.items():
            if faults := check_key(key):
                found += _under(f" (key {key!r})", faults)
            if faults := check_value(item):
                found += _under(f"[{key!r}]", faults)
        return found

    return check


def _under(path: str, faults: Iterable[_Fault]) -> Iterator[_Fault]:
    return ((path + rest, message) for rest, message in faults)


def _compile_limits(shape: Shape) -> Iterator[_Check]:
    """Compile the checks of a value of the right type."""
    limits = shape.metadata
    if "min" in limits or "max" in limits:
        is_number = shape.type_name in {"integer", "long"}
        yield _in_range(
            limits.get("min", -math.inf),
            limits.get("max", math.inf),
            _itself if is_number else len,
        )
    if "enum" in limits:
        yield _one_of(limits["enum"])
    if "pattern" in limits and shape.name not in _OUTGROWN_PATTERNS:
        yield _matching(limits["pattern"])
    if shape.type_name == "timestamp":
        yield _time


def _in_range(least: float, most: float, measure: Callable[[Any], float]) -> _Check:
    def check(value: Any) -> Sequence[_Fault]:  # noqa: ANN401 - as above
        size = measure(value)
        if size < least:
            return [("", _range_message(value, "at least", least, size))]
        if size > most:
            return [("", _range_message(value, "at most", most, size))]
        return ()

    return check


def _itself(number: float) -> float:
    return number


def _one_of(allowed: Sequence[str]) -> _Check:
    known = frozenset(allowed)

    def check(value: str) -> Sequence[_Fault]:
        if value in known:
            return ()
        return [("", f"must be one of {', '.join(allowed)}, not {value!r}")]

    return check


def _matching(pattern: str) -> _Check:
    matches = re.compile(pattern).fullmatch

    def check(value: str) -> Sequence[_Fault]:
        return () if matches(value) else [("", f"must match {pattern}")]

    return check


def _time(value: str) -> Sequence[_Fault]:
    if _RFC_3339.fullmatch(value):
        return ()
    return [("", f"must be an RFC 3339 time with an offset, not {value!r}")]


def _range_message(value: object, bound: str, limit: float, size: float) -> str:
    if isinstance(value, str):
        return f"must be {bound} {limit} {_plural('character', limit)} long, not {size}"
    if isinstance(value, list | dict):
        return f"must have {bound} {limit} {_plural('item', limit)}, not {size}"
    return f"must be {bound} {limit}, not {size}"


def _plural(noun: str, number: float) -> str:
    return noun if number == 1 else f"{noun}s"
