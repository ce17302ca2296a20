"""The state of the fake as JSON, and back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Final, NoReturn, get_args, get_origin

import attrs
from cattrs import transform_error
from cattrs.preconf.json import make_converter
from cattrs.v import format_exception

from drsclient._iso8601 import format_duration, parse_duration
from drsclient._json import is_list, is_object
from drsclient.testing._state.shared_state import SharedState
from drsclient.testing._state.site_state import SiteState, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

# Only the version that saved a state can load it; any other raises an error.
_converter: Final = make_converter(forbid_extra_keys=True)

# The site's module imports this class for type checkers only.
attrs.resolve_types(SiteState, localns={"SharedState": SharedState})


def save(state: SharedState) -> str:
    """Return a state as JSON."""
    return _converter.dumps(state, indent=1)


def load(text: str) -> SharedState:
    """
    Return the state that JSON describes.

    Raises:
        ValueError: The text does not describe a state of this version. The message has
            the path of what is wrong.
    """
    try:
        given: object = json.loads(text, parse_constant=_refuse_constant)
    except (RecursionError, ValueError) as error:
        raise ValueError(f"it is not JSON: {error}") from error
    try:
        state = _converter.structure(given, SharedState)
    except Exception as error:  # noqa: BLE001 - cattrs raises many
        message, *_ = transform_error(error, format_exception=_message)
        # The errors behind it fill pages, and the message says it all.
        raise ValueError(message) from None
    # A member that is missing or of another type has become one that can be saved.
    if difference := _difference(given, json.loads(_converter.dumps(state))):
        path, problem = difference
        raise ValueError(f"{problem} @ ${path}")
    for site in state.sites.values():
        site.shared = state
    return state


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _message(error: BaseException, kind: type | None) -> str:
    message = format_exception(error, kind)
    return f"{message}: {error}" if isinstance(error, ValueError) else message


def _difference(given: object, saved: object) -> tuple[str, str] | None:
    """Return the path and the kind of the first difference of two JSON values."""
    if type(given) is not type(saved):
        return "", f"{saved!r} expected, not {given!r}"
    ours, theirs = _members(given), _members(saved)
    for key in sorted(ours.keys() ^ theirs.keys(), key=str):
        return _step(key), "missing" if key in theirs else "unexpected"
    for key, member in theirs.items():
        if found := _difference(ours[key], member):
            path, problem = found
            return _step(key) + path, problem
    if given == saved:
        return None
    return "", f"{saved!r} expected, not {given!r}"


def _members(value: object) -> Mapping[Any, object]:
    if is_list(value):
        return dict(enumerate(value))
    return value if is_object(value) else {}


def _step(key: str | int) -> str:
    return f".{key}" if str(key).isidentifier() else f"[{key!r}]"


def _read_time(text: str, _: object) -> datetime:
    time = datetime.fromisoformat(text)
    if time.utcoffset() != timedelta():
        raise ValueError(f"{text} is not in UTC")
    return time


def _read_duration(text: str, _: object) -> timedelta:
    return parse_duration(text)


_converter.register_structure_hook(datetime, _read_time)
_converter.register_structure_hook(timedelta, _read_duration)
_converter.register_unstructure_hook(timedelta, format_duration)


# cattrs before 25.2 cannot convert generic attrs classes by itself.
def _is_table(kind: Any) -> bool:  # noqa: ANN401 - types are of every kind
    return get_origin(kind) is Table


def _write_table(table: Table[Any]) -> dict[str, Any]:
    return {
        "kind": table.kind,
        "records": _converter.unstructure(table.records, dict[str, Any]),
    }


def _read_table(value: dict[str, Any], kind: Any) -> Table[Any]:  # noqa: ANN401 - as above
    records: Any = GenericAlias(dict, (str, *get_args(kind)))
    return Table(value["kind"], _converter.structure(value["records"], records))


_converter.register_unstructure_hook_func(_is_table, _write_table)
_converter.register_structure_hook_func(_is_table, _read_table)
