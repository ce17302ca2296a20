"""Arguments on their way to botocore: which were given, and in how many calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final, TypeVar, cast

from drsclient._json import is_object

T = TypeVar("T")

_ABSENT: Final = object()


def if_given(value: T | None) -> T:
    """
    Pass an argument on if it was given.

    `None` becomes a mark that `without_absent` removes. It has the argument's own type,
    so that type checkers check the call as if the argument were always there.
    """
    return cast("T", _ABSENT if value is None else value)  # `without_absent` removes it


def id_list(values: Iterable[str] | None) -> Sequence[str]:
    """Pass several IDs on as a list, if they were given; an empty list stays empty."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return list(values)
    return if_given(values)  # absent, or something that `prepare` refuses by its name


def converted(value: Any) -> Any:
    """
    Pass on a model, an enum, a time or several of them, if given, for `prepare`.

    Type checkers accept it for the dict or literal that boto3 takes.
    """
    return value if is_object(value) else id_list(value)


def without_absent(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the arguments that were not given, and structures of none that were."""
    present: dict[str, Any] = {}
    for name, value in arguments.items():
        given = without_absent(value) if is_object(value) else value
        emptied = is_object(value) and value and not given
        if given is not _ABSENT and not emptied:
            present[name] = given
    return present


def batches(value: Any, shape: Any) -> list[Any]:
    """
    Split arguments whose lists are longer than the service takes at once.

    Each item is the arguments of one call; together the calls ask for the same. Nothing
    matches an empty list, so that one needs no call.
    """
    kind = shape and shape.type_name  # botocore's own check reports what has none
    if kind == "list":
        items = list(dict.fromkeys(value))
        size = shape.metadata.get("max") or len(items) or 1
        return [items[start : start + size] for start in range(0, len(items), size)]
    if kind == "structure":
        choices = [batches(item, shape.members.get(k)) for k, item in value.items()]
        return [dict(zip(value, choice, strict=True)) for choice in product(*choices)]
    return [value]
