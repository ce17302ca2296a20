"""The kind of members that are one of several things: unions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_origin

from immutabledict import immutabledict

from drsclient._convert._kinds import kind_of, require
from drsclient._json import is_list, is_object
from drsclient.models._union import UnionMember, UnknownMember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient._convert._kinds import Kind

_logger: Final = logging.getLogger("drsclient")


class Union:
    """A union: on the wire an object with one member, in Python that member's value."""

    def __init__(self, options: Sequence[Any]) -> None:
        self._kinds: dict[str, Kind] = {}
        self._types: dict[str, type] = {}
        for option in options:
            if option is not UnknownMember:
                python_type, member = get_args(option)
                name = cast("UnionMember", member).wire_name  # see UnionMember
                self._kinds[name] = kind_of(python_type)
                self._types[name] = get_origin(python_type) or python_type
        self._is_open = UnknownMember in options

    def read(self, value: Any, _: Any = None) -> Any:
        """Read the value of the one member, if it is known."""
        ((name, item),) = value.items()
        return self._kinds[name].read(item)

    def read_with_care(self, value: Any, path: str) -> Any:
        """Read the value of the first known member; keep an unknown one as it is."""
        members = {
            name: item
            for name, item in require(Mapping, value, path).items()
            if item is not None
        }
        for name in members.keys() & self._kinds.keys():
            return self._kinds[name].read_with_care(members[name], f"{path}.{name}")
        for name, item in members.items():
            if self._is_open:
                return UnknownMember(name=name, value=_freeze(item))
            _logger.warning("%s: ignored the unknown member %s", path, name)
        return None

    def write(self, value: Any) -> Any:
        """Return an object with one member."""
        if isinstance(value, UnknownMember):
            return {value.name: _thaw(value.value)}
        name = next(n for n, kind in self._types.items() if isinstance(value, kind))
        return {name: self._kinds[name].write(value)}


def _freeze(value: Any) -> Any:
    """Make a JSON value that cannot change and can be hashed."""
    if is_object(value):
        return immutabledict({key: _freeze(item) for key, item in value.items()})
    return tuple(map(_freeze, value)) if is_list(value) else value


def _thaw(value: Any) -> Any:
    """Make the JSON value again that `_freeze` was given."""
    if is_object(value):
        return {key: _thaw(item) for key, item in value.items()}
    # What `_freeze` makes a tuple of was a list of JSON values.
    return [_thaw(v) for v in cast("Any", value)] if isinstance(value, tuple) else value
