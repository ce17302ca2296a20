"""JSON values, told apart in a way that type checkers follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, Any]]:
    """Return whether a value is an object; its keys are text, as in all JSON."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeIs[list[Any]]:
    """Return whether a value is a list."""
    return isinstance(value, list)
