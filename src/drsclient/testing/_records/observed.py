"""
The differences between what an account answered and what its copy derives.

The answer of a copied record derives from its fields, as that of any other. Where the
account answered something else, the record keeps that in a field `observed`, and
answers with it as long as nothing changes what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from drsclient._iso8601 import parse_date_time, parse_duration
from drsclient._json import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drsclient.testing._records.record import Wire

V = TypeVar("V")


def difference_from(derived: Any, answer: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """
    Return what an answer has and a derived value has not; `None` if there is nothing.

    Members that only the derived value has make no difference. `overlaid` puts the
    difference on the derived value.
    """
    if answer == derived:
        return None
    if is_object(answer):
        members: Mapping[str, Any] = derived if is_object(derived) else {}
        found = {
            name: difference_from(members.get(name), member)
            for name, member in answer.items()
        }
        return {name: one for name, one in found.items() if one is not None} or None
    if is_list(answer) and _have_same_shape(answer, derived):
        items = list(map(difference_from, derived, answer))
        return [item or {} for item in items] if any(items) else None
    return None if _value(answer) == _value(derived) else answer


def _value(value: object) -> object:
    """Return the meaning of a JSON value: times and durations have several forms."""
    if not isinstance(value, str):
        return value
    duration = parsed(parse_duration, value)
    return (parsed(parse_date_time, value) or value) if duration is None else duration


def parsed(parse: Callable[[str], V], text: str | None) -> V | None:
    """Return the meaning of a text; `None` if it has none."""
    try:
        return None if text is None else parse(text)
    except (ValueError, OverflowError):
        return None


def overlaid(derived: Any, difference: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a JSON value with other members, in the structure that it has."""
    if is_object(difference):
        members: Wire = dict(derived) if is_object(derived) else {}
        for name, member in difference.items():
            members[name] = overlaid(members.get(name), member)
        return members
    if is_list(difference) and _have_same_shape(difference, derived):
        return list(map(overlaid, derived, difference))
    return difference


def _have_same_shape(items: list[object], other: object) -> bool:
    """Return whether a list and a value are lists of equally many objects."""
    return (
        is_list(other)
        and len(items) == len(other)
        and all(is_object(item) for item in [*items, *other])
    )
