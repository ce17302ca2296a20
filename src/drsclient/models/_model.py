"""The base class of all models, wire names, unions and frozen maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Never, TypeVar

import attrs
from immutabledict import immutabledict

from drsclient._open_enum import OpenEnum

__all__ = [
    "EMPTY_MAP",
    "WIRE_NAME",
    "Model",
    "OpenEnum",
    "UnionMember",
    "UnknownMember",
    "frozen",
    "frozen_map",
    "union_member_name",
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

    Methods return models, and some methods take models that you create yourself. They
    are frozen, hashable and comparable, and can be pickled and deep-copied.
    `attrs.evolve` makes a changed copy. A member that the service omitted or sent as
    null is `None`; if it is a list or a map, it is an empty tuple or mapping. Times are
    in UTC.

    `drsclient.from_wire` and `drsclient.to_wire` convert between wire dicts and models.
    """

    __slots__ = ("__weakref__",)


@attrs.frozen
class UnionMember:
    """
    The wire name of a union's member that breaks the rule, as an annotation.

    In the service's API, a union is a structure with exactly one member. Here it is a
    union of types, `A | B | UnknownMember`. A member has the name of its type, by the
    rule of `union_member_name`, or is written `Annotated[A, UnionMember("name")]`.
    """

    wire_name: str


@attrs.frozen(kw_only=True)
class UnknownMember:
    """A union's member that this version of drsclient does not know."""

    name: str
    """The member's wire name."""
    value: object = attrs.field(default=None, repr=False)
    """
    The value that the service sent, as text, numbers, tuples and frozen mappings.

    It may be sensitive, so `repr` omits it.
    """


def frozen(items: Mapping[str, V]) -> Mapping[str, V]:
    """Copy a mapping into an immutable, hashable one."""
    return items if isinstance(items, immutabledict) else immutabledict(items)


def frozen_map(items: Mapping[str, str]) -> Mapping[str, str]:
    """Copy a map of text: mypy does not support generic converters."""
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


def union_member_name(type_name: str) -> str:
    """Convert a type's name into the wire name of the union's member, by the rule."""
    return type_name[0].lower() + type_name[1:]


_CAPITALS: Final = {"id": "ID", "ids": "IDs"}
