"""What a call is about, given as IDs or as the entities themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.errors import DrsParameterError
from drsclient.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXPECTED: Final = "an ID, an entity that has one, or an iterable of these"


def ids_of(
    parameter: str, entities: str | Model | Iterable[str | Model], attribute: str
) -> tuple[str, ...]:
    """
    Return the IDs of some entities, each once, in the order in which they were given.

    Args:
        parameter: The name of the caller's parameter, for the error.
        entities: The IDs, or entities that have them.
        attribute: The attribute of an entity that has its ID.

    Raises:
        DrsParameterError: Something is neither text nor an entity with an ID.
    """
    if isinstance(entities, str | Model):
        entities = [entities]
    try:
        given = list(entities)
    except TypeError as error:
        raise DrsParameterError(parameter, entities, _EXPECTED) from error
    ids: dict[str, None] = {}
    for index, entity in enumerate(given):
        found = entity if isinstance(entity, str) else getattr(entity, attribute, None)
        if not isinstance(found, str):
            raise DrsParameterError(f"{parameter}[{index}]", entity, _EXPECTED)
        ids[found] = None
    return tuple(ids)
