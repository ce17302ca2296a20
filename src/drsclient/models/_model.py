"""The base class of all models, their wire names and frozen maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Never, TypeVar

from immutabledict import immutabledict

from drsclient._open_enum import OpenEnum

__all__ = [
    "EMPTY_MAP",
    "WIRE_NAME",
    "Model",
    "OpenEnum",
    "frozen",
    "frozen_map",
    "wire_name",
]

V = TypeVar("V")

WIRE_NAME: Final = "drsclient.wire_name"
"""The metadata key for the wire name of a field that breaks `wire_name`'s rule."""

EMPTY_MAP: Final[Mapping[str, Never]] = immutabledict()
"""The value of a map member that the service did not send."""


class Model:
    """
    The base class of every model: an immutable structure of the service's API.

    You get models in responses, and make some yourself to pass them as arguments:
    `attrs.evolve` makes a changed copy. They are frozen, hashable and comparable; they
    can be pickled and deep-copied. A member that the service omitted or sent as null is
    `None`; if it is a list or a map, it is an empty tuple or mapping. Times are in UTC.

    `drsclient.from_wire` and `drsclient.to_wire` convert between wire dicts and models.
    """

    __slots__ = ("__weakref__",)


def frozen(items: Mapping[str, V]) -> Mapping[str, V]:
    """Copy a mapping into an immutable, hashable one."""
    return items if isinstance(items, immutabledict) else immutabledict(items)


def frozen_map(items: Mapping[str, str]) -> Mapping[str, str]:
    """Freeze a map of text, as mypy does not support generic converters."""
    return frozen(items)


def wire_name(field_name: str) -> str:
    """
    Convert a field's name into the member's wire name, by the usual rule.

    The service uses camel case, with `ID` and `IDs` in capitals after the first word:
    `source_server_id` is `sourceServerID`. Fields that break the rule have their wire
    name in their metadata, under `WIRE_NAME`.
    """
    first, *rest = field_name.split("_")
    return first + "".join(_CAPITALS.get(word, word.capitalize()) for word in rest)


_CAPITALS: Final = {"id": "ID", "ids": "IDs"}
