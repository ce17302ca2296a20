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

import attrs

from drsclient._convert._kinds import MISFITS, Structure, kind_of
from drsclient._text import with_article
from drsclient.errors import DrsResponseError
from drsclient.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Collection

ModelT = TypeVar("ModelT", bound=Model)

_logger: Final = logging.getLogger("drsclient")


def from_wire(model: type[ModelT], wire: Mapping[str, object]) -> ModelT:
    """
    Make a model from a dict in the service's wire names.

    Use it on what you have from plain boto3, the AWS CLI or an event. Members that the
    model does not know are ignored, members that are missing or null are absent in the
    model, and a value that does not parse is ignored and logged at WARNING. Members
    that the model requires, such as IDs, have to be there.

    Args:
        model: The class to make, such as `SourceServer`.
        wire: The dict of the entity itself, without an envelope around it.

    Returns:
        The model.

    Raises:
        DrsResponseError: A structure, list or map in the dict is something else, or a
            required member is missing; the error's `path` names it.
        TypeError: `model` is not the class of a model.
    """
    kind: Any = model
    if not _is_model(kind):
        given = getattr(model, "__name__", with_article(type(model).__name__))
        raise TypeError(f"expected the class of a model, not {given}")
    structure, name = kind_of(kind), model.__name__
    if wire and structure.is_foreign(wire):
        problem = f"{name}: no known member; is there an envelope?"
        if structure.required:
            path = f"{name}.{structure.required[0]}"
            raise DrsResponseError(problem, path=path, value=wire)
        _logger.warning("%s", problem)
    result: ModelT | None = read(model, wire, name)
    return model() if result is None else result


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
        OverflowError: In UTC, such a time is before the year 1 or after the year 9999.
        TypeError: It is not a model, or a model that you made has a value of a type
            that its field excludes.
    """
    kind: Any = type(model)
    if not _is_model(kind):
        raise TypeError(f"expected a model, not {with_article(kind.__name__)}")
    wire: dict[str, object] = kind_of(kind).write(model)
    return wire


def _is_model(kind: Any) -> bool:
    # A generic class is only the base of others.
    is_generic = bool(getattr(kind, "__parameters__", ()))
    is_class = isinstance(kind, type) and not is_generic
    return is_class and issubclass(kind, Model) and attrs.has(kind)


def members_of(
    value: Model, model: type[Model], keep: Collection[str] = ()
) -> dict[str, object]:
    """
    Return the members that a model has, by wire name, each as the model has it.

    Of a subclass, only the fields of `model` count. An empty list or map is absent,
    unless `keep` names it.
    """
    kind: Any = model
    members = {
        wire: getattr(value, name) for wire, (name, _) in kind_of(kind).members.items()
    }
    return {
        wire: member
        for wire, member in members.items()
        if member is not None
        if wire in keep or member or not isinstance(member, tuple | Mapping)
    }


def read(annotation: Any, wire: object, path: str) -> Any:
    """
    Read a value of some type, such as a model, at a path in a response.

    It is `None` if it does not parse, or if it is an object without a known member. A
    wrong structure at or below the path is a `DrsResponseError`.
    """
    kind = kind_of(annotation)
    if isinstance(kind, Structure) and not kind.required and kind.is_foreign(wire):
        return None
    try:
        return kind.read(wire)
    except MISFITS:
        return kind.read_with_care(wire, path)
