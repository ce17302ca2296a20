"""What a call is about, given as IDs or as the entities themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeGuard

from drsclient.errors import DrsParameterError


class HasSourceServerId(Protocol):
    """
    Whatever has the ID of a source server.

    `SourceServer`, `ServerReplication`, `ServerOutcome` and `ParticipatingServer` do.
    """

    @property
    def source_server_id(self) -> str | None:
        """The ID of the source server; one without it is refused."""
        ...


class HasRecoveryInstanceId(Protocol):
    """
    Whatever has the ID of a recovery instance.

    `RecoveryInstance`, `ServerOutcome` and `ParticipatingServer` do.
    """

    @property
    def recovery_instance_id(self) -> str | None:
        """The ID of the recovery instance; one without it is refused."""
        ...


_ONE: Final = "an ID or an entity that has one"


def ids_of(parameter: str, entities: object, attribute: str) -> tuple[str, ...]:
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
    parameter: str, entities: object, attribute: str
) -> list[tuple[str, object]]:
    """
    Return what `ids_of` was given, all of it, each with its ID.

    Raises:
        DrsParameterError: As for `ids_of`.
    """
    if isinstance(entities, str) or hasattr(entities, attribute):
        return [(_id_of(parameter, entities, attribute), entities)]
    if not _has_items(entities):
        raise DrsParameterError(parameter, entities, f"{_ONE}, or an iterable of these")
    return [
        (_id_of(f"{parameter}[{index}]", entity, attribute), entity)
        for index, entity in enumerate(entities)
    ]


def _has_items(value: object) -> TypeGuard[Iterable[object]]:
    # The items of bytes are numbers.
    return isinstance(value, Iterable) and not isinstance(value, bytes)


def _id_of(parameter: str, entity: object, attribute: str) -> str:
    found = entity if isinstance(entity, str) else getattr(entity, attribute, None)
    if isinstance(found, str):
        return found
    raise DrsParameterError(parameter, entity, _ONE)
