"""What a call is about, given as IDs or as the entities themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from drsclient.errors import DrsParameterError
from drsclient.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable

ModelT = TypeVar("ModelT", bound=Model)

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
    return tuple(dict(with_ids(parameter, entities, attribute)))


def with_ids(
    parameter: str, entities: str | ModelT | Iterable[str | ModelT], attribute: str
) -> list[tuple[str, str | ModelT]]:
    """
    Return what `ids_of` was given, all of it, each with its ID.

    Raises:
        DrsParameterError: As for `ids_of`.
    """
    if isinstance(entities, str | Model):
        entities = [entities]
    try:
        given = list(entities)
    except TypeError as error:
        raise DrsParameterError(parameter, entities, _EXPECTED) from error
    pairs: list[tuple[str, str | ModelT]] = []
    for index, entity in enumerate(given):
        found = entity if isinstance(entity, str) else getattr(entity, attribute, None)
        if not isinstance(found, str):
            raise DrsParameterError(f"{parameter}[{index}]", entity, _EXPECTED)
        pairs.append((found, entity))
    return pairs
