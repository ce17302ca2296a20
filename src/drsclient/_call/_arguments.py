"""Arguments as methods pass them on: which were given, and in how many calls."""

from __future__ import annotations

from itertools import product
from typing import Any, Final, TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"
"""Where an argument is: the wire names of members, indices, and keys as `Key`."""


class Key(str):
    """A key of a map, in a path."""

    __slots__ = ()


FLATTENED: Final = ("filter", "filters")
"""Structures of a request whose members are arguments of their own."""

_ABSENT: Final = object()


def if_given(value: object) -> Any:
    """
    Pass an argument on if it was given.

    `None` becomes a mark that `prepare` removes. Entities, models, enums and times are
    converted by `prepare` as well. boto3 has IDs, dicts, literals and texts in their
    place, so that no type fits both.
    """
    return _ABSENT if value is None else value


def is_absent(value: Any) -> bool:
    """Return whether an argument was not given, or all that it consists of was not."""
    if value.__class__ is dict and value:  # such as the filters
        return all(part is _ABSENT for part in value.values())
    return value is _ABSENT


def batches(value: Any, shape: Any) -> list[Any]:
    """
    Split arguments whose lists are longer than the service takes at once.

    Each item is the arguments of one call; together the calls ask for the same, for
    each item of a list once. Nothing matches an empty list, so that one needs no call.
    """
    if shape.type_name == "list":
        items = list(dict.fromkeys(value))
        size = shape.metadata.get("max") or len(items) or 1
        return [items[start : start + size] for start in range(0, len(items), size)]
    if shape.type_name == "structure":
        choices = [batches(item, shape.members[name]) for name, item in value.items()]
        return [dict(zip(value, choice, strict=True)) for choice in product(*choices)]
    return [value]
