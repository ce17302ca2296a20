"""JSON values: type checks that type checkers understand, and immutable copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from immutabledict import immutabledict

if TYPE_CHECKING:
    from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, Any]]:
    """Return whether a value is an object; its keys are text, as in all JSON."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeIs[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)


def freeze(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Copy a JSON value into an immutable, hashable one."""
    if is_object(value):
        return immutabledict({key: freeze(item) for key, item in value.items()})
    return tuple(map(freeze, value)) if is_list(value) else value


def thaw(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Copy a value that `freeze` returned into lists and dicts."""
    if is_object(value):
        return {key: thaw(item) for key, item in value.items()}
    return list(map(thaw, value)) if value.__class__ is tuple else value
