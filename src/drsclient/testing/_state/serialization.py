"""The state of the fake as JSON, and back."""

from __future__ import annotations

from typing import Any, Final, get_args, get_origin

import attrs
from cattrs.preconf.json import make_converter

from drsclient.testing._state.shared_state import SharedState
from drsclient.testing._state.site_state import SiteState, Table

# Only the version that saved a state can load it; any other raises an error.
_converter: Final = make_converter(detailed_validation=False, forbid_extra_keys=True)

# The site's module imports this class for type checkers only.
attrs.resolve_types(SiteState, localns={"SharedState": SharedState})


def save(state: SharedState) -> str:
    """Return a state as JSON."""
    return _converter.dumps(state, indent=1)


def load(text: str, state: SharedState) -> None:
    """
    Replace a state in place by the one that JSON describes.

    Raises:
        ValueError: The text does not describe a state of this version.
    """
    try:
        loaded = _converter.loads(text, SharedState)
    except Exception as error:
        raise ValueError(
            f"this is not a state that this version of FakeDrs saved: {error}"
        ) from error
    for field in attrs.fields(SharedState):
        if field.init:
            setattr(state, field.name, getattr(loaded, field.name))
    for site in state.sites.values():
        site.shared = state


# cattrs before 25.2 cannot convert generic attrs classes by itself.
def _is_table(kind: Any) -> bool:  # noqa: ANN401 - types are of every kind
    return get_origin(kind) is Table


def _write_table(table: Table[Any]) -> dict[str, Any]:
    return {
        "kind": table.kind,
        "records": _converter.unstructure(table.records, dict[str, Any]),
    }


def _read_table(value: dict[str, Any], kind: Any) -> Table[Any]:  # noqa: ANN401 - as above
    (record_class,) = get_args(kind)
    records = {
        key: _converter.structure(record, record_class)
        for key, record in value["records"].items()
    }
    return Table(value["kind"], records)


_converter.register_unstructure_hook_func(_is_table, _write_table)
_converter.register_structure_hook_func(_is_table, _read_table)
