"""
The kinds of members, each with its ways from the wire and to it.

- `read` is fast, and raises one of `MISFITS` on a value that is not of its kind. cattrs
  calls it with the type as well, which a kind knows already.
- `read_with_care` takes any value, and knows its path in the response. It logs a value
  that does not parse, and returns `None`; a wrong structure is a `DrsResponseError`.
- `write` makes what goes on the wire.

A new kind is a class here, and a line below `kind_of`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

import attrs
from immutabledict import immutabledict

from drsclient import _iso8601
from drsclient._json import is_object
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsResponseError
from drsclient.models._model import WIRE_NAME, Model, wire_name

if TYPE_CHECKING:
    from typing import TypeAlias

    from drsclient._convert._union import TaggedUnion

    Kind: TypeAlias = "Scalar | List | Map | Structure | TaggedUnion"

_logger: Final = logging.getLogger("drsclient")

MISFITS: Final = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What `read` raises on a value that is not of its kind."""


class Scalar:
    """Text, a number or a truth value: on the wire what it is in Python."""

    def __init__(self, python_type: Any) -> None:
        self._type = python_type

    def read(self, value: Any, _: Any = None) -> Any:
        if value.__class__ is not self._type:
            raise TypeError
        return value

    def read_with_care(self, value: Any, path: str) -> Any:
        try:
            return self.read(value)
        except MISFITS:
            _logger.warning("%s: ignored %s", path, self.problem(value))
            return None

    def write(self, value: Any) -> Any:
        # To Python, a bool is an int as well.
        if value.__class__ is bool is not self._type:
            raise wrong_type(value, self._type)
        return of_type(value, self._type)

    def problem(self, value: Any) -> str:
        """Describe a value that does not parse."""
        name = getattr(self._type, "__name__", self._type)
        return f"{self._shown(value)}, not a valid {name}"

    def _shown(self, value: Any) -> str:
        # Not the value itself: it may be sensitive.
        return f"a value of type {type(value).__name__}"


class Enum(Scalar):
    """An open enum: on the wire a text."""

    def __init__(self, enum: type[OpenEnum]) -> None:
        super().__init__(enum)
        self._known = {member.value: member for member in enum}

    def read(self, value: Any, _: Any = None) -> Any:
        return self._known.get(value) or self._type(value)

    def write(self, value: Any) -> Any:
        # Plain text will do; a member of another enum is a mistake.
        return str(value if type(value) is str else of_type(value, self._type))


class Time(Scalar):
    """A time or a duration: on the wire a text in ISO 8601."""

    def __init__(self, python_type: Any) -> None:
        super().__init__(python_type)
        self._parse, self._format = _FORMATS[python_type]

    def read(self, value: Any, _: Any = None) -> Any:
        return self._parse(value)

    def write(self, value: Any) -> Any:
        return self._format(of_type(value, self._type))

    def _shown(self, value: Any) -> str:
        # Times are never sensitive.
        is_time = isinstance(value, str | datetime)
        return repr(str(value)) if is_time else super()._shown(value)


class List:
    """A list of values of one kind: a tuple in Python."""

    def __init__(self, item: Kind) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        if value.__class__ is not list:
            raise TypeError
        if isinstance(self._item, SharedStructure):
            return self._item.read_all(value)
        read = self._item.read
        return tuple([read(item) for item in value])

    def read_with_care(self, value: Any, path: str) -> Any:
        items = [
            self._item.read_with_care(item, f"{path}[{index}]")
            for index, item in enumerate(require(list, value, path))
            if item is not None
        ]
        return tuple(item for item in items if item is not None)

    def write(self, value: Any) -> Any:
        return [self._item.write(item) for item in of_type(value, tuple)]


class Map:
    """A map from text to values of one kind: a frozen mapping in Python."""

    def __init__(self, item: Kind) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        read = self._item.read
        return immutabledict({key: read(item) for key, item in value.items()})

    def read_with_care(self, value: Any, path: str) -> Any:
        items = {
            # Tags are maps, and sensitive: no path has a key.
            key: self._item.read_with_care(item, f"{path}[*]")
            for key, item in require(Mapping, value, path).items()
            if item is not None
        }
        return immutabledict({k: item for k, item in items.items() if item is not None})

    def write(self, value: Any) -> Any:
        items = of_type(value, Mapping).items()
        return {of_type(key, str): self._item.write(item) for key, item in items}


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
        # What cattrs makes asks `name in value`, which text and lists allow as well.
        if value.__class__ is not dict:
            raise TypeError
        return self._read_members(value, self._model)

    def read_with_care(self, value: Any, path: str) -> Any:
        value = require(Mapping, value, path)
        members: dict[str, Any] = {}
        for wire, (name, kind) in self.members.items():
            item, where = value.get(wire), f"{path}.{wire}"
            if wire in self.required and isinstance(kind, Scalar):
                members[name] = _read_required(kind, item, path, wire)
            elif item is not None:
                members[name] = kind.read_with_care(item, where)
            if wire in self.required and members.get(name) is None:
                raise DrsResponseError(f"{path} has no {wire}", path=where, value=item)
        return self._model(**members)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The wire names of the members without which there is no model."""
        fields = attrs.fields_dict(self._model)
        return tuple(
            wire
            for wire, (name, _) in self.members.items()
            if fields[name].default is attrs.NOTHING
        )

    def write(self, value: Any) -> Any:
        of_type(value, self._model)
        try:
            return self._write_members(value)
        except TypeError as error:
            problems = (
                f"{self._model.__name__}.{name}: {problem}"
                for wire, (name, kind) in self.members.items()
                if (member := getattr(value, name)) is not None or wire in self.required
                if (problem := _write_problem(kind, member))
            )
            raise TypeError(next(problems, str(error))) from None

    def is_foreign(self, value: Any) -> bool:
        """Return whether a value is an object of another structure: of none known."""
        return is_object(value) and self.members.keys().isdisjoint(value)

    @cached_property
    def _read_members(self) -> Any:
        from drsclient._convert._generated import reader  # noqa: PLC0415 - see there

        return reader(self._model, self.members)

    @cached_property
    def _write_members(self) -> Any:
        from drsclient._convert._generated import writer  # noqa: PLC0415 - see there

        return writer(self._model, self.members)


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
        def read_once(values: tuple[str, ...]) -> Any:
            return read(dict(zip(names, values, strict=True)))

        self._values_of = itemgetter(*names)
        self._read_once = read_once

    def read(self, value: Any, _: Any = None) -> Any:
        return self._read_once(self._values_of(value))

    def read_all(self, values: list[Any]) -> Any:
        """Read all items of a list, without a step in Python for each."""
        return tuple(map(self._read_once, map(self._values_of, values)))


@cache
def kind_of(annotation: Any) -> Any:
    """Return the kind of a field by its annotation."""
    origin = get_origin(annotation)
    parts = [part for part in get_args(annotation) if part not in {NoneType, ...}]
    if origin in _UNIONS and len(parts) == 1:
        return kind_of(parts[0])
    if origin in _UNIONS:
        from drsclient._convert._union import TaggedUnion  # noqa: PLC0415 - rarely used

        return TaggedUnion(parts)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](kind_of(parts[-1]))
    bases = annotation.__mro__ if isinstance(annotation, type) else ()
    return next((_CLASSES[b] for b in bases if b in _CLASSES), Scalar)(annotation)


def _structure(model: Any) -> Structure:
    structure = Structure(model)
    kinds = [kind for _, kind in structure.members.values()]
    enums_only = len(kinds) > 1 and all(isinstance(kind, Enum) for kind in kinds)
    return SharedStructure(model) if enums_only else structure


def _write_problem(kind: Kind, value: Any) -> str:
    """Say why a value cannot be written; nothing if it can."""
    try:
        kind.write(value)
    except TypeError as error:
        return str(error)
    return ""


def _read_required(kind: Scalar, value: Any, path: str, wire: str) -> Any:
    """Read a member that has to be there, or raise."""
    if value is None:
        raise DrsResponseError(f"{path} has no {wire}", path=f"{path}.{wire}")
    try:
        return kind.read(value)
    except MISFITS as error:
        where = f"{path}.{wire}"
        problem = f"{where} is {kind.problem(value)}"
        raise DrsResponseError(problem, path=where, value=value) from error


def of_type(value: Any, python_type: Any) -> Any:
    """
    Return a value of a model that somebody made, if it has the type of its field.

    Raises:
        TypeError: It has another type.
    """
    if isinstance(value, python_type):
        return value
    raise wrong_type(value, python_type)


def wrong_type(value: Any, python_type: Any) -> TypeError:
    """Make the error for a value that has another type than its field."""
    return TypeError(f"of type {type(value).__name__}, not {python_type.__name__}")


def require(python_type: type, value: Any, path: str) -> Any:
    """Return a value if it has the structure that its path requires, or raise."""
    if isinstance(value, python_type):
        return value
    expected = "a list" if python_type is list else "an object"
    problem = f"{path} is of type {type(value).__name__}, not {expected}"
    raise DrsResponseError(problem, path=path, value=value)


_FORMATS: Final[Mapping[Any, Any]] = {
    datetime: (_iso8601.parse_date_time, _iso8601.format_date_time),
    timedelta: (_iso8601.parse_duration, _iso8601.format_duration),
}
_UNIONS: Final = (UnionType, Union)
_CONTAINERS: Final[Mapping[Any, Any]] = {tuple: List, Mapping: Map}
_CLASSES: Final[Mapping[Any, Any]] = {
    Model: _structure,
    OpenEnum: Enum,
    datetime: Time,
    timedelta: Time,
}
