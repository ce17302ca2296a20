"""
Strategies and examples of wire values, after the installed service model.

The contract tests use them, so that a new operation is tested without further code.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import attrs
from botocore.model import ListShape, MapShape, StructureShape
from hypothesis import HealthCheck, Phase, find, settings, strategies as st

from drsclient import models
from drsclient.models._model import WIRE_NAME, wire_name
from tools.shapes import (
    enum_values,
    is_identifier,
    is_required,
    is_union,
    parts,
    type_name,
)

if TYPE_CHECKING:
    from botocore.model import Shape
    from hypothesis.strategies import SearchStrategy

repeatable = settings(
    derandomize=True,
    database=None,
    deadline=None,
    # Source servers are large values, and one fake can serve all examples.
    suppress_health_check=[
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
        HealthCheck.nested_given,  # `identifier` searches for one
        HealthCheck.too_slow,
    ],
)


def known_members(shape: StructureShape) -> dict[str, Shape]:
    """
    Return the members that the model of a structure has, by their wire names.

    `test_service_model` reports the members that a model lacks. No other test uses
    them, so that a new member of the service causes one failure only.
    """
    model: object = getattr(models, shape.name, None)
    if isinstance(model, type) and attrs.has(model):
        known = {
            field.metadata.get(WIRE_NAME) or wire_name(field.name)
            for field in attrs.fields(model)
        }
        return {name: part for name, part in shape.members.items() if name in known}
    if is_union(shape):
        return {
            name: part
            for name, part in shape.members.items()
            if hasattr(models, part.name) or not isinstance(part, StructureShape)
        }
    return dict(shape.members)


# Strategies

_texts = st.text(max_size=10)
_offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
_any_times = st.datetimes(timezones=st.none() | _offsets).map(
    lambda moment: moment.isoformat().replace("+00:00", "Z")
)
_any_durations = st.from_regex(
    r"-?P([0-9]{1,3}[YMWD]){0,2}(T([0-9]{1,3}[HM]){0,2}([0-9]{1,3}([.,][0-9]{1,9})?S)?)?",
    fullmatch=True,
)
# Times have the format that drsclient writes, so that both sides compare equal.
_good: dict[str, SearchStrategy[object]] = {
    "bool": st.booleans(),
    "datetime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "int": st.integers(),
    "str": _texts,
    "timedelta": st.sampled_from(["P0D", "PT5S", "-P1DT1H", "P2DT1H32M12.136909S"]),
}
_malformed = {
    **_good,
    "datetime": _any_times | _texts,
    "timedelta": _any_durations | _texts,
}
_json: SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner),
    max_leaves=5,
)


@cache
def values(
    shape: Shape, member: str = "", *, malformed: bool = False, anything: bool = False
) -> SearchStrategy[Any]:
    """
    Draw a wire value.

    Args:
        shape: The value's shape.
        member: The member that has the value, if one does.
        malformed: Whether to include nulls, and times that do not parse.
        anything: Whether to include any JSON in any place.
    """
    drawn = whole_values(shape, member, malformed=malformed, anything=anything)
    if malformed:
        drawn = st.one_of(drawn, drawn, drawn, st.none())
    return drawn | _json if anything else drawn


def whole_values(
    shape: Shape, member: str = "", *, malformed: bool = False, anything: bool = False
) -> SearchStrategy[Any]:
    """Draw like `values`, but with malformed parts only inside the value."""

    def inner(part: Shape, name: str = "") -> SearchStrategy[Any]:
        return values(part, name, malformed=malformed, anything=anything)

    if isinstance(shape, StructureShape):
        if is_union(shape):
            return st.one_of(
                [
                    st.fixed_dictionaries({name: inner(part, name)})
                    for name, part in known_members(shape).items()
                ]
            )
        required = {
            # Required members, such as IDs, are always present and well-formed.
            name: whole_values(
                part,
                name,
                malformed=malformed and bool(parts(part)) and not is_union(part),
            )
            for name, part in known_members(shape).items()
            if is_required(shape, name)
        }
        optional = {
            name: inner(part, name)
            for name, part in known_members(shape).items()
            if name not in required
        }
        return st.fixed_dictionaries(required, optional=optional)
    if isinstance(shape, ListShape):
        return st.lists(inner(shape.member), max_size=3)
    if isinstance(shape, MapShape):
        return st.dictionaries(_texts, inner(shape.value), max_size=3)
    if listed := enum_values(shape):
        return st.sampled_from(listed) | _texts
    return (_malformed if malformed else _good)[type_name(shape, member)]


def without_empties(value: Any, shape: Shape) -> Any:  # noqa: ANN401 - JSON is anything
    """Remove the empty parts of a wire value, which models read as absent."""
    if value is None:
        return None
    if isinstance(shape, StructureShape):
        members = {k: without_empties(v, shape.members[k]) for k, v in value.items()}
        lists = {
            k
            for k in value
            if isinstance(shape.members[k], ListShape | MapShape)
            if not is_required(shape, k)
        }
        return {
            name: member
            for name, member in members.items()
            if (member if name in lists else member is not None)
        }
    if isinstance(shape, ListShape):
        items = [without_empties(item, shape.member) for item in value]
        return [item for item in items if item is not None]
    return value


def inputs(shape: Shape, member: str = "") -> SearchStrategy[Any]:  # noqa: PLR0911 - one for each kind of shape
    """Draw a wire value that the service model allows, without empty parts."""
    limits = shape.metadata
    if isinstance(shape, StructureShape):
        known = known_members(shape)
        members = {name: inputs(part, name) for name, part in known.items()}
        if is_union(shape):
            return st.one_of(
                [
                    st.fixed_dictionaries({name: drawn})
                    for name, drawn in members.items()
                ]
            )
        required = {
            name: members.pop(name) for name in shape.required_members if name in known
        }
        return st.fixed_dictionaries(required, optional=members)
    if isinstance(shape, ListShape):
        least = max(1, limits.get("min", 0))
        most = min(max(3, least), limits.get("max", 3))
        items = inputs(shape.member)
        # Duplicate IDs are sent once.
        unique = repr if is_identifier(shape.member) else None
        return st.lists(items, min_size=least, max_size=most, unique_by=unique)
    if isinstance(shape, MapShape):
        return st.dictionaries(inputs(shape.key), inputs(shape.value), max_size=3)
    if is_identifier(shape):
        return st.integers(0, 99).map(lambda number: identifier(shape, number))
    if listed := enum_values(shape):
        return st.sampled_from(listed) | st.text(min_size=1, max_size=10)
    kind = type_name(shape, member)
    if kind == "int":
        return st.integers(limits.get("min", -(2**31)), limits.get("max", 2**31 - 1))
    if kind == "str":
        return st.text(min_size=limits.get("min", 0), max_size=limits.get("min", 0) + 9)
    return _good[kind]


# Examples, the same in each run


def example(shape: Shape, member: str = "", number: int = 0) -> Any:  # noqa: ANN401 - JSON is anything
    """
    Make a valid wire value that has every member.

    Args:
        shape: The value's shape.
        member: The member that has the value, if one does.
        number: The number of the value; values with other numbers have other texts.
    """
    limits = shape.metadata
    if isinstance(shape, StructureShape):
        known = known_members(shape)
        members = {k: example(v, k, number) for k, v in known.items()}
        return dict(list(members.items())[:1]) if is_union(shape) else members
    if isinstance(shape, ListShape):
        count = min(max(2, limits.get("min", 0)), limits.get("max", 2))
        return [example(shape.member, number=number + index) for index in range(count)]
    if isinstance(shape, MapShape):
        return {f"key-{number}": example(shape.value, number=number)}
    if listed := enum_values(shape):
        return listed[0]
    if is_identifier(shape):
        return identifier(shape, number)
    made_up = {
        "bool": True,
        "datetime": "2031-10-21T07:28:00Z",
        "int": min(max(7, limits.get("min", 7)), limits.get("max", 7)),
        "str": f"{member or 'text'}-{number}",
        "timedelta": "PT5M",
    }
    return made_up[type_name(shape, member)]


@cache
def identifier(shape: Shape, number: int) -> str:
    """Make a valid ID or ARN with this number."""
    limits, digits = shape.metadata, str(number)
    pattern = limits.get("pattern", ".+")
    simplest = _simplest_match(pattern).ljust(limits.get("min", 0), "0")
    for candidate in (simplest[: -len(digits)] + digits, simplest + digits):
        length_fits = len(candidate) <= limits.get("max", len(candidate))
        if length_fits and re.fullmatch(pattern, candidate):
            return candidate
    raise ValueError(f"no {shape.name} ends in {digits}")


@cache
def _simplest_match(pattern: str) -> str:
    return find(
        st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")),
        lambda _: True,
        # The first match is the simplest; shrinking it would take long.
        settings=settings(database=None, phases=[Phase.generate]),
        random=Random(0),  # noqa: S311 - no secret
    )
