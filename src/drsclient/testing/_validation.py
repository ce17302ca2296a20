"""
Validation of requests and responses against the shapes of the service model.

Each shape is compiled once, into a function that returns the violations in a value.
Most values are valid, so no objects are created for them, not even their paths: the
path of a violation grows from the invalid value outwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeAlias

from botocore.model import ListShape, MapShape, Shape, StructureShape

from drsclient._iso8601 import parse_date_time
from drsclient.testing._service_model import service_model

# The path of an invalid value from the checked value on, and the rule it violates.
_Violation: TypeAlias = tuple[str, str]
_Check: TypeAlias = Callable[[Any], Sequence[_Violation]]

# The name of a type in messages, and the Python types of its JSON values. These are
# compared exactly, so a bool is not an integer.
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

# The service violates these patterns itself: it writes times with `+00:00` where the
# model demands `Z`, and AWS opens Regions that an older model does not know.
_OUTGROWN_PATTERNS: Final = frozenset(
    {"AwsAvailabilityZone", "AwsRegion", "ISO8601DatetimeString"}
)

# The user guide has a status that the service model lacks ("Monitoring an execution").
_MISSING_VALUES: Final = {"RecoveryPlanExecutionStatus": ["TIMED_OUT"]}

# The only form of a time in JSON that all SDKs read.
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII
)

# The number of strings whose results the check of a shape caches.
_CACHED_STRINGS: Final = 4096

# By the name of the shape, because botocore creates a new object for each lookup.
_compiled: Final[dict[str, _Check]] = {}


def check_wire(value: Mapping[str, object], shape_name: str) -> None:
    """
    Check a value that a test passed to the fake.

    Raises:
        ValueError: The service model does not allow the value.
    """
    for field, message in violations(value, service_model().shape_for(shape_name)):
        raise ValueError(f"{field} {message}")


def violations(value: Any, shape: Shape, field: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON is anything
    """
    Find the violations of a shape in a JSON value.

    Args:
        value: The value, of the types that `json.loads` returns: a tuple is not a list.
        shape: The shape that it should have.
        field: The path of the value.

    Returns:
        The invalid fields, each with a message, such as
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
        # Most strings were checked before: IDs, ARNs, times.
        check_rest = lru_cache(_CACHED_STRINGS)(check_rest)

    def check(value: Any) -> Sequence[_Violation]:  # noqa: ANN401 - as above
        if type(value) not in types:
            return [("", f"must be {type_name}, not {value!r}")]
        return check_rest(value) if parts else ()

    return check


def _all_of(checks: Sequence[_Check]) -> _Check:
    def check(value: Any) -> Sequence[_Violation]:  # noqa: ANN401 - as above
        return [violation for check in checks for violation in check(value)]

    return check


def _compile_inside(shape: Shape) -> Iterator[_Check]:
    """Compile the check of the members, items or entries of a value, if it has any."""
    if isinstance(shape, StructureShape):
        yield _compile_members(shape)
    elif isinstance(shape, ListShape):
        yield _compile_items(shape)
    elif isinstance(shape, MapShape):
        yield _compile_entries(shape)


def _compile_members(shape: StructureShape) -> _Check:
    checks = {name: _check_of(member) for name, member in shape.members.items()}
    required = tuple(shape.required_members)

    def check(value: dict[str, Any]) -> Sequence[_Violation]:
        found = [(f".{name}", "is required") for name in required if name not in value]
        for name, member in value.items():
            check_member = checks.get(name)
            if check_member is None:
                found.append((f".{name}", f"is not a member of {shape.name}"))
            elif inner := check_member(member):
                found += _under(f".{name}", inner)
        return found

    return check


def _compile_items(shape: ListShape) -> _Check:
    check_item = _check_of(shape.member)

    def check(value: list[Any]) -> Sequence[_Violation]:
        found: list[_Violation] = []
        for index, item in enumerate(value):
            if inner := check_item(item):
                found += _under(f"[{index}]", inner)
        return found

    return check


def _compile_entries(shape: MapShape) -> _Check:
    check_key, check_value = _check_of(shape.key), _check_of(shape.value)

    def check(value: dict[Any, Any]) -> Sequence[_Violation]:
        found: list[_Violation] = []
        for key, item in value.items():
            if inner := check_key(key):
                found += _under(f" (key {key!r})", inner)
            if inner := check_value(item):
                found += _under(f"[{key!r}]", inner)
        return found

    return check


def _under(path: str, inner: Iterable[_Violation]) -> Iterator[_Violation]:
    return ((path + rest, message) for rest, message in inner)


def _compile_limits(shape: Shape) -> Iterator[_Check]:
    """Compile the checks of the range, enum, pattern and format of a value."""
    limits = shape.metadata
    if "min" in limits or "max" in limits:
        is_number = shape.type_name in {"integer", "long"}
        yield _in_range(
            limits.get("min", -math.inf),
            limits.get("max", math.inf),
            _itself if is_number else len,
        )
    if "enum" in limits:
        yield _one_of([*limits["enum"], *_MISSING_VALUES.get(shape.name, ())])
    if "pattern" in limits and shape.name not in _OUTGROWN_PATTERNS:
        yield _matching(limits["pattern"], limits.get("max", math.inf))
    if shape.type_name == "timestamp" or shape.name == "ISO8601DatetimeString":
        yield _time


def _in_range(least: float, most: float, measure: Callable[[Any], float]) -> _Check:
    def check(value: Any) -> Sequence[_Violation]:  # noqa: ANN401 - as above
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

    def check(value: str) -> Sequence[_Violation]:
        if value in known:
            return ()
        return [("", f"must be one of {', '.join(allowed)}, not {value!r}")]

    return check


def _matching(pattern: str, longest: float) -> _Check:
    matches = re.compile(pattern).fullmatch

    def check(value: str) -> Sequence[_Violation]:
        # The range refuses a longer value. Some patterns would take hours for it.
        if len(value) > longest or matches(value):
            return ()
        return [("", f"must match {pattern}")]

    return check


def _time(value: str) -> Sequence[_Violation]:
    if _RFC_3339.fullmatch(value):
        with suppress(OverflowError, ValueError):
            parse_date_time(value)
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
