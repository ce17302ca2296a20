"""What all models share: their bases, wire names, and frozen maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from immutabledict import immutabledict

from drsclient._open_enum import OpenEnum

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "EMPTY_MAP",
    "WIRE_NAME",
    "Model",
    "OpenEnum",
    "frozen_map",
    "wire_name",
]

WIRE_NAME: Final = "drsclient.wire_name"
"""Metadata key of a field whose wire name does not follow `wire_name`'s rule."""

EMPTY_MAP: Final[immutabledict[str, str]] = immutabledict()
"""What a map member is when the service sent none."""


class Model:
    """
    The base of every model: a frozen picture of what the service said.

    Models are immutable, hashable and comparable, and can be pickled and deep-copied.
    A member that the service left out, or sent as null, is `None`, or an empty tuple or
    mapping where the member is a list or a map. `drsclient.from_wire` and
    `drsclient.to_wire` turn wire dicts into models and back.
    """

    __slots__ = ("__weakref__",)


def frozen_map(items: Mapping[str, str]) -> immutabledict[str, str]:
    """Copy a mapping into one that cannot change and can be hashed."""
    return immutabledict(items)


def wire_name(field_name: str) -> str:
    """
    Turn a field's name into the member name that the service uses, by the usual rule.

    The service writes camel case, with `ID` and `IDs` in capitals at the end:
    `source_server_id` is `sourceServerID`. Fields that break the rule carry their name
    in their metadata, under `WIRE_NAME`.
    """
    first, *rest = field_name.split("_")
    return first + "".join(_CAPITALS.get(word, word.capitalize()) for word in rest)


_CAPITALS: Final = {"id": "ID", "ids": "IDs"}
