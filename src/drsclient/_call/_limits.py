"""Values in the form of the wire, held against the types and limits of their shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from drsclient._call._shapes import NUMBERS, is_identifier


def fits(value: Any, shape: Any, *, limit_lists: bool) -> bool:
    """Return whether a value is of the type of its shape and within the limits."""
    kind, limits = shape.type_name, shape.metadata
    if not isinstance(value, _TYPES[kind]):
        return False
    if kind == "string":
        return _is_valid_text(value, shape)
    if kind in NUMBERS:
        least, most = limits.get("min", -_LARGEST), limits.get("max", _LARGEST)
        # To Python, a bool is an int as well.
        return not isinstance(value, bool) and bool(least <= value <= most)
    if kind in {"list", "map"}:
        is_limited = "max" in limits and (limit_lists or kind == "map")
        most = limits["max"] if is_limited else len(value)
        return bool(limits.get("min", 0) <= len(value) <= most)
    return True


def _is_valid_text(value: str, shape: Any) -> bool:
    limits: Mapping[str, Any] = shape.metadata
    least, most = limits.get("min", 0), limits.get("max", len(value))
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    if not is_identifier(shape):
        return bool(least <= len(value))
    if not value:
        return limits.get("min") == 0
    has_pattern = re.fullmatch(limits["pattern"], value) is not None
    return has_pattern and bool(least <= len(value) <= most)


_LARGEST: Final = 2**63 - 1
# As `Any`, so that type checkers do not take one of them for granted.
_TYPES: Final[Mapping[str, Any]] = {
    "boolean": bool,
    "integer": int,
    "list": list,
    "long": int,
    "map": Mapping,
    "string": str,
    "structure": Mapping,
}
