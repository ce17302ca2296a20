"""What cattrs generates for models. It is imported late, because cattrs takes long."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient._convert._kinds import Kind


def reader(model: Any, members: Mapping[str, tuple[str, Kind]]) -> Any:
    """Make a function that reads a model, given the members that it has."""
    return make_dict_structure_fn(
        model,
        _converter(),
        _cattrs_detailed_validation=False,
        **_overrides(members),
    )


def writer(model: Any, members: Mapping[str, tuple[str, Kind]]) -> Any:
    """Make a function that writes a model, given the members that it has."""
    return make_dict_unstructure_fn(
        model, _converter(), _cattrs_omit_if_default=True, **_overrides(members)
    )


def _overrides(members: Mapping[str, tuple[str, Kind]]) -> dict[str, Any]:
    return {
        name: override(rename=wire, struct_hook=kind.read, unstruct_hook=kind.write)
        for wire, (name, kind) in members.items()
    }


@cache
def _converter() -> Converter:
    # cattrs asks for one, but which hook reads what is decided here: its own hooks for
    # text and enums take anything.
    return Converter(detailed_validation=False)
