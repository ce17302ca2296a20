"""What all models share: their base class, wire names and frozen maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Never, TypeVar

import attrs
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

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        # attrs would compile these for each class, which is half of what a class costs
        # to import. It leaves alone what a class has of its own.
        for name in ("__eq__", "__hash__", "__repr__"):
            if getattr(cls, name) is vars(Model)[name]:
                setattr(cls, name, vars(Model)[name])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return _values(self, hashing=False) == _values(other, hashing=False)

    def __hash__(self) -> int:
        return hash((type(self), _values(self, hashing=True)))

    def __repr__(self) -> str:
        members = ", ".join(
            f"{field.name}={show(getattr(self, field.name))}"
            for field in _fields(self)
            if (show := repr if field.repr is True else field.repr)
        )
        return f"{type(self).__name__}({members})"


def _values(model: Model, *, hashing: bool) -> tuple[object, ...]:
    """Return what counts when models are compared or hashed."""
    return tuple(
        field.eq_key(value) if field.eq_key else value
        for field in _fields(model)
        if (field.eq if field.hash is None or not hashing else field.hash)
        for value in [getattr(model, field.name)]
    )


def _fields(model: Model) -> Any:  # noqa: ANN401 - attrs' stubs do not know it all
    kind: Any = type(model)  # attrs made it, which type checkers cannot see
    return attrs.fields(kind)


def frozen(items: Mapping[str, V]) -> Mapping[str, V]:
    """Copy a mapping into an immutable, hashable one."""
    return items if isinstance(items, immutabledict) else immutabledict(items)


def frozen_map(items: Mapping[str, str]) -> Mapping[str, str]:
    """Do what `frozen` does, for texts: mypy does not support generic converters."""
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
