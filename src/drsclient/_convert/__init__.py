"""
Wire dicts to models and back: the one place that knows cattrs and wire names.

Reading has two gears. The first is fast, because it gives up on any value that the
service model does not allow. What it gives up on is read again with care, by code that
knows where in the response it is: null counts as absent, a value that does not parse is
ignored and logged, and a wrong structure raises an error that names its path.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from drsclient._convert._kinds import MISFITS, kind_of, require, structure_of
from drsclient.models._model import Model

if TYPE_CHECKING:
    from drsclient._convert._kinds import Kind

__all__ = [
    "from_wire",
    "has_known_member",
    "read_map",
    "read_model",
    "require",
    "to_wire",
]

ModelT = TypeVar("ModelT", bound=Model)

_logger: Final = logging.getLogger("drsclient")


def from_wire(model: type[ModelT], wire: Mapping[str, object]) -> ModelT:
    """
    Make a model from a dict in the service's wire names.

    Use it on what you have from plain boto3, the AWS CLI or an event. Members that the
    model does not know are ignored, members that are missing or null are absent in the
    model, and a value that does not parse is ignored and logged at WARNING.

    Args:
        model: The class to make, such as `SourceServer`.
        wire: The dict of the entity itself, without an envelope around it.

    Returns:
        The model.

    Raises:
        DrsResponseError: A structure, list or map in the dict is something else; the
            error's `path` names it.
    """
    result = read_model(model, wire, model.__name__)
    if wire and not has_known_member(model, wire):
        _logger.warning("%s: no known member; is there an envelope?", model.__name__)
    return result


def to_wire(model: Model) -> dict[str, object]:
    """
    Convert a model into a dict in the service's wire names, ready for JSON.

    Times are in UTC and end in `Z`, durations are in ISO 8601, and members that are
    `None` or empty are left out. `from_wire` makes an equal model from it.

    Args:
        model: Any model, such as a `SourceServer`.

    Returns:
        A new dict, which is yours to change.

    Raises:
        ValueError: A time in a model that you made has no UTC offset.
    """
    wire: dict[str, object] = structure_of(type(model)).write(model)
    return wire


def read_model(model: type[ModelT], wire: object, path: str) -> ModelT:
    """
    Make a model from a value at a path in a response.

    Raises:
        DrsResponseError: A structure, list or map at or below the path is something
            else.
    """
    result: ModelT = _read(structure_of(model), wire, path)
    return result


def read_map(wire: object, path: str) -> Mapping[str, str]:
    """
    Make a frozen map of texts from a value at a path in a response.

    Raises:
        DrsResponseError: It is something else.
    """
    result: Mapping[str, str] = _read(kind_of(Mapping[str, str]), wire, path)
    return result


def has_known_member(model: type[Model], wire: Mapping[str, object]) -> bool:
    """Return whether a dict has any of a model's members: if not, it is another one."""
    return not structure_of(model).members.keys().isdisjoint(wire)


def _read(kind: Kind, wire: object, path: str) -> Any:
    try:
        return kind.read(wire)
    except MISFITS:
        return kind.read_with_care(wire, path)
