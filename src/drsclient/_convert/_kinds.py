"""
The kinds of members, each with its ways from the wire and to it.

`read` is fast and raises one of `MISFITS` on a value that is not of its kind.
`read_with_care` takes any value and knows its path in the response. `write` makes what
goes on the wire. A new kind is a class here and a line in `kind_of`.
"""

from __future__ import annotations

import logging
import types
import typing
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    TypeAlias,
    cast,
    get_args,
    get_origin,
)

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from immutabledict import immutabledict

from drsclient._iso8601 import (
    format_date_time,
    format_duration,
    in_utc,
    parse_date_time,
    parse_duration,
)
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsResponseError
from drsclient.models._model import WIRE_NAME, Model, wire_name

if TYPE_CHECKING:
    from drsclient._convert._union import Union

Kind: TypeAlias = "Scalar | List | Map | Structure | Union"

_logger: Final = logging.getLogger("drsclient")

MISFITS: Final = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What `read` raises on a value that is not of its kind."""


class Scalar:
    """Text, a number or a truth value: on the wire what it is in Python."""

    def __init__(self, python_type: Any) -> None:
        self._type = python_type

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a value; cattrs passes the type, which a kind knows already."""
        if value.__class__ is not self._type:
            raise TypeError
        return value

    def read_with_care(self, value: Any, path: str) -> Any:
        """Read a value, or log that it is not of this kind and return `None`."""
        try:
            return self.read(value)
        except MISFITS:
            shown, name = self._shown(value), self._type.__name__
            _logger.warning("%s: ignored %s, not a valid %s", path, shown, name)
            return None

    def write(self, value: Any) -> Any:
        """Return what goes on the wire."""
        return value

    def _shown(self, value: Any) -> str:
        """Describe a value for the log, but do not show it: it may be sensitive."""
        return f"a value of type {type(value).__name__}"


class Enum(Scalar):
    """An open enum: on the wire a text."""

    def __init__(self, enum: type[OpenEnum]) -> None:
        super().__init__(enum)
        self._known = {member.value: member for member in enum}

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a text that is a member, or may become one."""
        return self._known.get(value) or self._type(value)

    def write(self, value: Any) -> Any:
        """Return the text."""
        return value.value


class Time(Scalar):
    """A time: on the wire a text in ISO 8601, from plain boto3 sometimes a datetime."""

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a time that has a UTC offset."""
        return in_utc(value) if isinstance(value, datetime) else parse_date_time(value)

    def write(self, value: Any) -> Any:
        """Return the text, in UTC."""
        return format_date_time(value)

    def _shown(self, value: Any) -> str:
        # Times are never sensitive.
        return repr(value) if isinstance(value, str) else super()._shown(value)


class Duration(Time):
    """A duration: on the wire a text in ISO 8601."""

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a duration of a fixed length."""
        return parse_duration(value)

    def write(self, value: Any) -> Any:
        """Return the text."""
        return format_duration(value)


class List:
    """A list of values of one kind: a tuple in Python."""

    def __init__(self, item: Kind) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a list."""
        if value.__class__ is not list:
            raise TypeError
        read = self._item.read
        return tuple([read(item) for item in value])

    def read_with_care(self, value: Any, path: str) -> Any:
        """Read a list, without nulls and without items that do not parse."""
        items = [
            self._item.read_with_care(item, f"{path}[{index}]")
            for index, item in enumerate(require(list, value, path))
            if item is not None
        ]
        return tuple(item for item in items if item is not None)

    def write(self, value: Any) -> Any:
        """Return a list."""
        return [self._item.write(item) for item in value]


class Map:
    """A map from text to values of one kind: a frozen mapping in Python."""

    def __init__(self, item: Kind) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        """Read a map."""
        read = self._item.read
        return immutabledict({key: read(item) for key, item in value.items()})

    def read_with_care(self, value: Any, path: str) -> Any:
        """Read a map, without nulls and without items that do not parse."""
        items = {
            # Tags are maps, and sensitive: no path has a key.
            key: self._item.read_with_care(item, f"{path}[*]")
            for key, item in require(Mapping, value, path).items()
            if item is not None
        }
        return immutabledict({k: item for k, item in items.items() if item is not None})

    def write(self, value: Any) -> Any:
        """Return a dict."""
        return {key: self._item.write(item) for key, item in value.items()}


class Structure:
    """A structure: a model in Python. What reads and writes it is made when needed."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @cached_property
    def members(self) -> Mapping[str, tuple[str, Kind]]:
        """The name and the kind of each field, by wire name."""
        if any(isinstance(field.type, str) for field in attrs.fields(self._model)):
            attrs.resolve_types(self._model)  # a subclass whose module postpones them
        return {
            field.metadata.get(WIRE_NAME) or wire_name(field.name): (
                field.name,
                kind_of(field.type),
            )
            for field in attrs.fields(self._model)
        }

    def read(self, value: Any, _: Any = None) -> Any:
        """Read an object."""
        # What cattrs makes asks `name in value`, which text and lists allow as well.
        if value.__class__ is not dict:
            raise TypeError
        return self._read_members(value)

    def read_with_care(self, value: Any, path: str) -> Any:
        """Read an object of any mapping class; null members are absent."""
        value = require(Mapping, value, path)
        members = {
            name: kind.read_with_care(item, f"{path}.{wire}")
            for wire, (name, kind) in self.members.items()
            if (item := value.get(wire)) is not None
        }
        return self._model(**members)

    def write(self, value: Any) -> Any:
        """Return a dict without what is `None` or empty."""
        return self._write_members(value)

    @cached_property
    def _read_members(self) -> Any:
        overrides: dict[str, Any] = {
            name: override(rename=wire, struct_hook=kind.read)
            for wire, (name, kind) in self.members.items()
        }
        return make_dict_structure_fn(
            self._model, _converter(), _cattrs_detailed_validation=False, **overrides
        )

    @cached_property
    def _write_members(self) -> Any:
        overrides: dict[str, Any] = {
            name: override(rename=wire, unstruct_hook=kind.write)
            for wire, (name, kind) in self.members.items()
        }
        return make_dict_unstructure_fn(
            self._model, _converter(), _cattrs_omit_if_default=True, **overrides
        )


class SharedStructure(Structure):
    """
    A structure of enums only: equal ones are one frozen object.

    The steps of a source server's initiation, eleven to a server, would otherwise be
    nearly half of its objects.
    """

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        names = list(self.members)
        read = super().read

        @lru_cache(maxsize=256)
        def read_once(values: tuple[str, ...]) -> Model:
            shared: Model = read(dict(zip(names, values, strict=True)))
            return shared

        self._values_of = itemgetter(*names)
        self._read_once = read_once

    def read(self, value: Any, _: Any = None) -> Any:
        """Read an object that has all members."""
        return self._read_once(self._values_of(value))


@cache
def kind_of(annotation: Any) -> Any:
    """Return the kind of a field by its annotation."""
    origin = get_origin(annotation)
    parts = [part for part in get_args(annotation) if part not in {NoneType, ...}]
    if origin in _UNIONS and len(parts) == 1:
        return kind_of(parts[0])
    if origin in {*_UNIONS, Annotated}:
        from drsclient._convert._union import Union  # noqa: PLC0415 - rarely used

        return Union([annotation] if origin is Annotated else parts)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](kind_of(parts[-1]))
    bases = annotation.__mro__ if isinstance(annotation, type) else ()
    return next((_CLASSES[b] for b in bases if b in _CLASSES), Scalar)(annotation)


def structure_of(model: type[Model]) -> Structure:
    """Return the structure of a model."""
    kind: Structure = kind_of(cast("Any", model))  # mypy takes a class for its instance
    return kind


def _structure(model: Any) -> Structure:
    structure = Structure(model)
    kinds = [kind for _, kind in structure.members.values()]
    enums_only = len(kinds) > 1 and all(isinstance(kind, Enum) for kind in kinds)
    return SharedStructure(model) if enums_only else structure


def require(python_type: type, value: Any, path: str) -> Any:
    """
    Return a value if it has the structure that its path requires.

    Raises:
        DrsResponseError: It has another.
    """
    if isinstance(value, python_type):
        return value
    problem = f"{path} is of type {type(value).__name__}, not {_JSON[python_type]}"
    raise DrsResponseError(problem, path=path, value=value)


@cache
def _converter() -> Converter:
    # cattrs asks for one, but which hook reads what is decided here: its own hooks for
    # text and enums take anything.
    return Converter(detailed_validation=False)


_JSON: Final[Mapping[Any, str]] = {
    list: "a list",
    Mapping: "an object",
    str: "a string",
}
_UNIONS: Final = (types.UnionType, typing.Union)
_CONTAINERS: Final[Mapping[Any, Any]] = {tuple: List, Mapping: Map}
_CLASSES: Final[Mapping[Any, Any]] = {
    Model: _structure,
    OpenEnum: Enum,
    datetime: Time,
    timedelta: Duration,
}
