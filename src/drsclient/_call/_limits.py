"""Values in the form of the wire, held against the types and limits of their shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from drsclient._call._shapes import NUMBERS, is_identifier
from drsclient._call._wording import describe


def misfit(value: Any, shape: Any, *, limit_lists: bool) -> str:
    """Say what was expected, if a value is of another type or outside the limits."""
    kind, limits = shape.type_name, shape.metadata
    is_number = kind in NUMBERS
    # To Python, a bool is an int as well.
    if not isinstance(value, _TYPES[kind]) or (is_number and isinstance(value, bool)):
        return describe(shape)
    if kind in {"list", "map"}:
        most = limits.get("max") if limit_lists or kind == "map" else None
        return _wrong_count(len(value), limits.get("min", 0), most)
    if is_number:
        fits = limits.get("min", -_LARGEST) <= value <= limits.get("max", _LARGEST)
    else:
        fits = kind != "string" or _is_valid_text(value, shape)
    return "" if fits else describe(shape)


def _wrong_count(count: int, least: int, most: int | None) -> str:
    if least <= count <= (count if most is None else most):
        return ""
    limit = f"{least} or more" if count < least else f"at most {most}"
    limit = f"exactly {most}" if least == most else limit
    return f"{limit} items, not {count}"


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
