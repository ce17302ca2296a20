"""
Wire dicts to models and back: the one place that knows cattrs and wire names.

Reading has two gears. First come the functions that cattrs makes for each model, which
are fast because they give up on anything that the service's description does not allow.
What they gave up on is read again by a walk that knows where in the answer it is: it
takes nulls as absent, leaves out and logs a value that does not parse, and raises an
error that names the place where the structure itself is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from drsclient._iso8601 import (
    format_date_time,
    format_duration,
    parse_date_time,
    parse_duration,
)
from drsclient._open_enum import OpenEnum
from drsclient.errors import DrsResponseError
from drsclient.models._model import WIRE_NAME, Model, wire_name

ModelT = TypeVar("ModelT", bound=Model)
# A value from the wire and its type, to what the model holds: cattrs' own form of it.
_Hook = Callable[[Any, Any], Any]

_logger: Final = logging.getLogger("drsclient")

# What reading a value can raise when it is not what its type says.
_MISFITS: Final = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


def from_wire(model: type[ModelT], wire: Mapping[str, object]) -> ModelT:
    """
    Make a model of a dict in the service's wire names.

    Use it on what plain boto3, the AWS CLI or an event gave you. Members that the model
    does not know are passed over, members that are missing or null are absent in the
    model, and a value that does not parse is left out and logged at WARNING.

    Args:
        model: The class to make, such as `SourceServer`.
        wire: The dict of that entity itself, without an envelope around it.

    Returns:
        The model.

    Raises:
        DrsResponseError: A structure, list or map in the dict is something else; the
            error's `path` says where.
    """
    result = structure(model, wire, model.__name__)
    kind: Any = model
    if wire and wire.keys().isdisjoint(field.wire_name for field in _fields(kind)):
        _logger.warning("%s: no member is known; is there an envelope?", model.__name__)
    return result


def to_wire(model: Model) -> dict[str, object]:
    """
    Turn a model into a dict in the service's wire names, ready for JSON.

    Times are in UTC and end in `Z`, durations are in ISO 8601, and members that are
    `None` or empty are left out. `from_wire` makes an equal model of it.

    Args:
        model: Any model, such as a `SourceServer`.

    Returns:
        A new dict, which is the caller's to change.

    Raises:
        ValueError: A time in a model that you made does not say how far from UTC it is.
    """
    kind: Any = type(model)
    wire: dict[str, object] = _writer(kind)(model)
    return wire


def structure(model: type[ModelT], wire: object, path: str) -> ModelT:
    """
    Do what `from_wire` does, to a value found at a path in an answer.

    Raises:
        DrsResponseError: A structure, list or map at or below the path is something
            else.
    """
    kind: Any = model
    read = _reader(kind)
    try:
        fast: ModelT = read(wire, kind)
    except _MISFITS:
        careful: ModelT = _walk(kind, wire, path)
        return careful
    return fast


@attrs.frozen
class _Field:
    """A field of a model, as the wire sees it."""

    name: str
    wire_name: str
    kind: Any
    """Its type, less `| None`: a class, `tuple[X, ...]` or `Mapping[str, str]`."""


@cache
def _fields(model: Any) -> tuple[_Field, ...]:
    if any(isinstance(field.type, str) for field in attrs.fields(model)):
        attrs.resolve_types(model)  # its module postpones annotations; ours do not
    return tuple(
        _Field(
            name=field.name,
            wire_name=field.metadata.get(WIRE_NAME) or wire_name(field.name),
            kind=_without_none(field.type),
        )
        for field in attrs.fields(model)
    )


def _without_none(hint: Any) -> Any:
    if type(None) not in get_args(hint):
        return hint
    (kind,) = (option for option in get_args(hint) if option is not type(None))
    return kind


def _is_a(base: type, kind: Any) -> bool:
    """Tell whether a kind is a class below another; `tuple[X, ...]` is no class."""
    return isinstance(kind, type) and issubclass(kind, base)


@cache
def _reader(kind: Any) -> _Hook:
    """Make the fast function that reads values of a kind, and raises on misfits."""
    if _is_a(Model, kind):
        return _model_reader(kind)
    if _is_a(OpenEnum, kind):
        return _enum_reader(kind)
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind)[0])
    if get_origin(kind) is Mapping:
        return _read_map
    if kind in _PARSERS:
        parse = _PARSERS[kind]
        return lambda text, _: parse(text)
    return _scalar_reader(kind)


def _model_reader(model: Any) -> _Hook:
    fields = _fields(model)
    overrides: dict[str, Any] = {
        field.name: override(rename=field.wire_name, struct_hook=_reader(field.kind))
        for field in fields
    }
    twin = _unfrozen_twin(model)
    read_members = make_dict_structure_fn(
        twin, _converter, _cattrs_detailed_validation=False, **overrides
    )

    def read(value: dict[str, Any], _: Any) -> Model:
        # What cattrs makes asks `name in value`, which text and lists answer, too.
        if value.__class__ is not dict:
            raise TypeError
        instance: Model = read_members(value, twin)
        instance.__class__ = model
        return instance

    if len(fields) > 1 and all(_is_a(OpenEnum, field.kind) for field in fields):
        return _sharing_reader(read, [field.wire_name for field in fields])
    return read


def _unfrozen_twin(model: Any) -> Any:
    """
    Make a class with a model's fields and slots that is not frozen.

    attrs has to fill a frozen object by way of `object.__setattr__`, which is a sixth
    of all that reading takes. So an object of the twin is filled, and becomes one of
    the model by a change of its class.
    """
    twin: Any = attrs.make_class(
        model.__name__,
        {
            field.name: attrs.field(default=field.default, converter=field.converter)
            for field in attrs.fields(model)
        },
        bases=(Model,),
        slots=True,
        kw_only=True,
        eq=False,
        repr=False,
    )
    try:
        twin().__class__ = model
    except TypeError:  # a user's own subclass, with slots or a `__dict__` of its own
        return model
    return twin


def _sharing_reader(read: _Hook, wire_names: list[str]) -> _Hook:
    """
    Read models made of enums only: there are few, and frozen ones can be shared.

    The steps of a source server's initiation, eleven to a server, would otherwise be
    nearly half of its objects.
    """
    members_of = itemgetter(*wire_names)

    @lru_cache(maxsize=256)
    def read_once(members: tuple[str, ...]) -> Model:
        shared: Model = read(dict(zip(wire_names, members, strict=True)), None)
        return shared

    return lambda value, _: read_once(members_of(value))


def _enum_reader(kind: type[OpenEnum]) -> _Hook:
    known = {member.value: member for member in kind}

    def read(value: str, _: Any) -> OpenEnum:
        return known.get(value) or kind(value)

    return read


def _tuple_reader(item_kind: Any) -> _Hook:
    read_item = _reader(item_kind)

    def read(value: list[Any], _: Any) -> tuple[Any, ...]:
        if value.__class__ is not list:
            raise TypeError
        return tuple([read_item(item, item_kind) for item in value])

    return read


def _read_map(value: dict[str, str], _: Any) -> dict[str, str]:
    for item in value.values():
        if item.__class__ is not str:
            raise TypeError
    return value


def _scalar_reader(kind: type) -> _Hook:
    def read(value: Any, _: Any) -> Any:
        if value.__class__ is not kind:
            raise TypeError
        return value

    return read


def _walk(kind: Any, value: Any, path: str) -> Any:
    """Read a value with care, knowing its path; one that does not parse is `None`."""
    if _is_a(Model, kind):
        _require(Mapping, value, path)
        members = {
            field.name: _walk(field.kind, member, f"{path}.{field.wire_name}")
            for field in _fields(kind)
            if (member := value.get(field.wire_name)) is not None
        }
        return kind(**members)
    if get_origin(kind) is tuple:
        _require(list, value, path)
        (item_kind, _) = get_args(kind)
        items = [
            _walk(item_kind, item, f"{path}[{index}]")
            for index, item in enumerate(value)
            if item is not None
        ]
        return tuple(item for item in items if item is not None)
    if get_origin(kind) is Mapping:
        _require(Mapping, value, path)
        text = {key: item for key, item in value.items() if isinstance(item, str)}
        if len(text) < len(value):
            # Maps hold tags, which are sensitive: neither key nor value is logged.
            _logger.warning("%s: left out what is not text", path)
        return text
    try:
        return _reader(kind)(value, kind)
    except _MISFITS:
        # Times and durations are never sensitive; other values are not shown.
        is_time = kind in _PARSERS and isinstance(value, str)
        shown = repr(value) if is_time else type(value).__name__
        _logger.warning("%s: left out %s, no %s", path, shown, kind.__name__)
        return None


def _require(structure_kind: type, value: object, path: str) -> None:
    if not isinstance(value, structure_kind):
        expected = "a list" if structure_kind is list else "an object"
        problem = f"{path} is {type(value).__name__}, not {expected}"
        raise DrsResponseError(problem, path=path, value=value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """Make the function that turns values of a kind into what goes on the wire."""
    if _is_a(Model, kind):
        overrides: dict[str, Any] = {
            field.name: override(
                rename=field.wire_name, unstruct_hook=_writer(field.kind)
            )
            for field in _fields(kind)
        }
        return make_dict_unstructure_fn(
            kind, _converter, _cattrs_omit_if_default=True, **overrides
        )
    if _is_a(OpenEnum, kind):
        return lambda member: member.value
    if get_origin(kind) is tuple:
        write_item = _writer(get_args(kind)[0])
        return lambda items: [write_item(item) for item in items]
    if get_origin(kind) is Mapping:
        return dict
    return _FORMATTERS.get(kind, lambda value: value)


_PARSERS: Final[Mapping[Any, Callable[[str], object]]] = {
    datetime: parse_date_time,
    timedelta: parse_duration,
}
_FORMATTERS: Final[Mapping[Any, Callable[[Any], str]]] = {
    datetime: format_date_time,
    timedelta: format_duration,
}

# Only where cattrs' functions are made: which hook reads what is decided above, as its
# own registry would have text and enums read by hooks that take anything.
_converter: Final = Converter(detailed_validation=False)
