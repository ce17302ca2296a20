"""
Codecs: each reads one type of value from the wire, and writes it.

- `read` is the fast path. It raises one of `PARSE_ERRORS` on a value that the service
  model does not allow. cattrs calls it with the type as well, which a codec knows.
- `read_leniently` is the lenient path. It takes any value, and knows its path in the
  response: it logs a value that does not parse and returns `None`, and a wrong
  structure is a `DrsResponseError`.
- `write` returns the value for the wire, or raises a `TypeError`.

Both paths read the same from a valid value. A new codec is a class here, and a line in
`codec_of` or in the tables below it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    NamedTuple,
    Union,
    get_args,
    get_origin,
)

import attrs
from immutabledict import immutabledict

from drsclient import _iso8601
from drsclient._json import freeze, is_object, thaw
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsResponseError
from drsclient.models._model import (
    WIRE_NAME,
    Model,
    UnknownMember,
    union_member_name,
    wire_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Codec: TypeAlias = "Scalar | List | Map | Structure | TaggedUnion"

_logger: Final = logging.getLogger("drsclient")

PARSE_ERRORS: Final = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""The exceptions that `read` raises on a value that is not valid."""

# The name that boto3 gives to a union's member that it does not know.
_UNKNOWN_TO_BOTO3: Final = "SDK_UNKNOWN_MEMBER"


class Scalar:
    """The codec of text, numbers and booleans, which are the same on the wire."""

    def __init__(self, python_type: Any) -> None:
        self._type = python_type

    def read(self, value: Any, _: Any = None) -> Any:
        if value.__class__ is not self._type:
            raise TypeError
        return value

    def read_leniently(self, value: Any, path: str) -> Any:
        try:
            return self.read(value)
        except PARSE_ERRORS:
            _logger.warning("%s: ignored %s", path, self._problem(value))
            return None

    def read_required(self, value: Any, path: str) -> Any:
        """Read a value without which there is no model, or raise."""
        try:
            return self.read(value)
        except PARSE_ERRORS as error:
            problem = f"{path} is {self._problem(value)}"
            raise DrsResponseError(problem, path=path, value=value) from error

    def write(self, value: Any) -> Any:
        # To Python, a bool is an int as well.
        is_bool = value.__class__ is bool is not self._type
        if is_bool or not isinstance(value, self._type):
            raise _wrong_type(value, self._type)
        return value

    def _problem(self, value: Any) -> str:
        name = getattr(self._type, "__name__", self._type)
        # Not the value itself: it may be sensitive.
        return f"a value of type {type(value).__name__}, not a valid {name}"


class Enum(Scalar):
    """The codec of open enums, which are text on the wire."""

    def __init__(self, enum: type[OpenEnum]) -> None:
        super().__init__(enum)
        self._known = {member.value: member for member in enum}

    def read(self, value: Any, _: Any = None) -> Any:
        return self._known.get(value) or self._type(value)

    def write(self, value: Any) -> Any:
        # Plain text is accepted; a member of another enum is a mistake.
        return str(value if type(value) is str else _of_type(value, self._type))


class Time(Scalar):
    """The codec of times and durations, which are text in ISO 8601 on the wire."""

    def __init__(self, python_type: Any) -> None:
        super().__init__(python_type)
        self._parse, self._format = _FORMATS[python_type]

    def read(self, value: Any, _: Any = None) -> Any:
        return self._parse(value)

    def write(self, value: Any) -> Any:
        return self._format(_of_type(value, self._type))


class List:
    """The codec of lists, which are tuples in Python."""

    def __init__(self, item: Codec) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        if value.__class__ is not list:
            raise TypeError
        if isinstance(self._item, SharedStructure):
            return self._item.read_all(value)
        read = self._item.read
        return tuple([read(item) for item in value])

    def read_leniently(self, value: Any, path: str) -> Any:
        items = [
            self._item.read_leniently(item, f"{path}[{index}]")
            for index, item in enumerate(_require(list, value, path))
            if item is not None
        ]
        return tuple(item for item in items if item is not None)

    def write(self, value: Any) -> Any:
        return [self._item.write(item) for item in _of_type(value, tuple)]


class Map:
    """The codec of maps with text as keys, which are frozen mappings in Python."""

    def __init__(self, item: Codec) -> None:
        self._item = item

    def read(self, value: Any, _: Any = None) -> Any:
        read = self._item.read
        return immutabledict({key: read(item) for key, item in value.items()})

    def read_leniently(self, value: Any, path: str) -> Any:
        items = {
            # Tags are maps, and sensitive: no path has a key.
            key: self._item.read_leniently(item, f"{path}[*]")
            for key, item in _require(Mapping, value, path).items()
            if item is not None
        }
        return immutabledict({k: item for k, item in items.items() if item is not None})

    def write(self, value: Any) -> Any:
        items = _of_type(value, Mapping).items()
        return {_of_type(key, str): self._item.write(item) for key, item in items}


class Member(NamedTuple):
    """A member of a structure: the name, codec and default value of its field."""

    name: str
    codec: Codec
    default: Any
    """`attrs.NOTHING` if the member is required."""


class Structure:
    """The codec of a structure, which is a model in Python."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.reads = 0
        """The number of times that a response has had this structure as an entity."""

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """The members by wire name."""
        if any(isinstance(field.type, str) for field in attrs.fields(self._model)):
            attrs.resolve_types(self._model)  # a subclass whose module postpones them
        return {
            field.metadata.get(WIRE_NAME) or wire_name(field.name): Member(
                field.name, codec_of(field.type), _default(field)
            )
            for field in attrs.fields(self._model)
        }

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The wire names of the members without which there is no model."""
        members = self.members.items()
        return tuple(wire for wire, m in members if m.default is attrs.NOTHING)

    def read(self, value: Any, _: Any = None) -> Any:
        # The function of cattrs tests `name in value`, which text and lists allow, too.
        if value.__class__ is not dict:
            raise TypeError
        return self._read_members(value, self._model)

    @cached_property
    def _read_members(self) -> Any:
        return _generator()(self._model, self.members)

    def read_leniently(self, value: Any, path: str) -> Any:
        value = _require(Mapping, value, path)
        fields: dict[str, Any] = {}
        for wire, (name, codec, default) in self.members.items():
            item, where = value.get(wire), f"{path}.{wire}"
            is_required = default is attrs.NOTHING
            if item is not None and is_required and isinstance(codec, Scalar):
                fields[name] = codec.read_required(item, where)
            elif item is not None:
                fields[name] = codec.read_leniently(item, where)
            if is_required and fields.get(name) is None:
                raise DrsResponseError(f"{path} has no {wire}", path=where, value=item)
        return self._model(**fields)

    def write(self, value: Any) -> Any:
        _of_type(value, self._model)
        found: dict[str, Any] = {}
        for wire, (name, codec, default) in self.members.items():
            member = getattr(value, name)
            try:
                if member != default:
                    found[wire] = codec.write(member)
            except TypeError as error:
                problem = f"{self._model.__name__}.{name}: {error}"
                raise TypeError(problem) from None
        return found

    def is_foreign(self, value: Any) -> bool:
        """Return whether a value is an object, but has no member of this structure."""
        return is_object(value) and self.members.keys().isdisjoint(value)


class SharedStructure(Structure):
    """
    The codec of a structure of enums only: equal ones are one frozen object.

    The steps of a source server's initiation, eleven to a server, would otherwise be
    nearly half of its objects.
    """

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        fields = [(member.name, member.codec) for member in self.members.values()]

        @lru_cache(maxsize=256)
        def read_once(values: tuple[str, ...]) -> Any:
            pairs = zip(fields, values, strict=True)
            return model(**{name: codec.read(item) for (name, codec), item in pairs})

        @lru_cache(maxsize=256)
        def read_all_once(items: tuple[tuple[str, ...], ...]) -> Any:
            return tuple(map(read_once, items))

        self._values_of = itemgetter(*self.members)
        self._read_once, self._read_all_once = read_once, read_all_once

    def read(self, value: Any, _: Any = None) -> Any:
        return self._read_once(self._values_of(value))

    def read_leniently(self, value: Any, path: str) -> Any:
        try:
            return self.read(value)
        except PARSE_ERRORS:
            return super().read_leniently(value, path)

    def read_all(self, values: list[Any]) -> Any:
        """Read a list; equal lists, such as those of all steps, are one tuple."""
        return self._read_all_once(tuple(map(self._values_of, values)))


class TaggedUnion:
    """
    The codec of a union: an object with one member, in Python that member's value.

    A member that this version of the library does not know is an `UnknownMember`.
    """

    def __init__(self, options: Sequence[Any]) -> None:
        named = dict(map(_named_option, (o for o in options if o is not UnknownMember)))
        self._codecs = {name: codec_of(option) for name, option in named.items()}
        self._types = {name: get_origin(t) or t for name, t in named.items()}

    def read(self, value: Any, _: Any = None) -> Any:
        ((name, item),) = value.items()
        return self._codecs[name].read(item)

    def read_leniently(self, value: Any, path: str) -> Any:
        members = {
            k: v
            for k, v in _require(Mapping, value, path).items()
            if v is not None and k != "__type"  # which names the type of the object
        }
        for name in sorted(members, key=lambda name: name not in self._codecs):
            if name in self._codecs:
                return self._codecs[name].read_leniently(
                    members[name], f"{path}.{name}"
                )
            member = members[name]
            if name == _UNKNOWN_TO_BOTO3 and is_object(member):
                # Otherwise, it is not from boto3, and is kept as it is.
                unknown_name = member.get("name")
                if isinstance(unknown_name, str):
                    return UnknownMember(name=unknown_name)
            try:
                return UnknownMember(name=name, value=freeze(member))
            except RecursionError as error:
                problem = f"{path} is nested too deeply"
                raise DrsResponseError(problem, path=path, value=value) from error
        return None

    def write(self, value: Any) -> Any:
        if isinstance(value, UnknownMember):
            if value.value is None:  # boto3 has kept the name only
                return {_UNKNOWN_TO_BOTO3: {"name": value.name}}
            return {value.name: thaw(value.value)}
        for name, python_type in self._types.items():
            if isinstance(value, python_type):
                return {name: self._codecs[name].write(value)}
        raise TypeError(f"a {type(value).__name__} is not a member of this union")


@cache
def codec_of(annotation: Any) -> Any:
    """Return the codec of a type, given as an annotation."""
    origin = get_origin(annotation)
    parts = [part for part in get_args(annotation) if part not in {NoneType, ...}]
    if origin in _UNIONS:
        return codec_of(parts[0]) if len(parts) == 1 else TaggedUnion(parts)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](codec_of(parts[-1]))
    bases = annotation.__mro__ if isinstance(annotation, type) else ()
    return next((_CLASSES[b] for b in bases if b in _CLASSES), Scalar)(annotation)


def _structure(model: Any) -> Structure:
    structure = Structure(model)
    codecs = [member.codec for member in structure.members.values()]
    enums_only = len(codecs) > 1 and all(isinstance(codec, Enum) for codec in codecs)
    return SharedStructure(model) if enums_only else structure


@cache
def _generator() -> Any:
    """
    Return the function that generates the fast path of a model.

    cattrs is imported here, late: that takes longer than to read many models leniently.
    """
    from cattrs import Converter  # noqa: PLC0415 - see above
    from cattrs.gen import make_dict_structure_fn, override  # noqa: PLC0415 - see above

    # It reads nothing itself: its own hooks for text and enums would take anything.
    converter = Converter(detailed_validation=False)

    def generate(model: Any, members: Mapping[str, Member]) -> Any:
        overrides: Any = {
            member.name: override(rename=wire, struct_hook=member.codec.read)
            for wire, member in members.items()
        }
        return make_dict_structure_fn(
            model, converter, _cattrs_detailed_validation=False, **overrides
        )

    return generate


def _default(field: attrs.Attribute[Any]) -> Any:
    """Return the default value of a field, also if a factory makes it."""
    factory = getattr(field.default, "factory", None)
    return factory() if factory else field.default


def _named_option(option: Any) -> tuple[str, Any]:
    """Return the wire name and the type of a union's member."""
    if get_origin(option) is Annotated:
        python_type, member = get_args(option)
        return member.wire_name, python_type
    return union_member_name(option.__name__), option


def _of_type(value: Any, python_type: Any) -> Any:
    """Return a value of a caller's model if it has the type of its field, or raise."""
    if isinstance(value, python_type):
        return value
    raise _wrong_type(value, python_type)


def _wrong_type(value: Any, python_type: Any) -> TypeError:
    return TypeError(f"of type {type(value).__name__}, not {python_type.__name__}")


def _require(python_type: type, value: Any, path: str) -> Any:
    """Return a value of the wire if it is a list or an object as required, or raise."""
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
