"""IDs and ARNs that callers pass as text, or as entities that have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeGuard

from drsclient._text import plain, with_article
from drsclient.errors import DrsParameterError
from drsclient.models._identity import (
    HasAccountId,
    HasActionId,
    HasArn,
    HasId,
    HasJobId,
    HasLaunchConfigurationTemplateId,
    HasRecoveryInstanceId,
    HasRecoveryPlanArn,
    HasRecoveryPlanExecutionArn,
    HasRecoveryPlanExecutionStepArn,
    HasRecoveryPlanStepArn,
    HasRecoverySnapshotId,
    HasRegionName,
    HasReplicationConfigurationTemplateId,
    HasSourceNetworkId,
    HasSourceServerArn,
    HasSourceServerId,
)

_ATTRIBUTES: Final[Mapping[type[HasId], str]] = {
    HasAccountId: "account_id",
    HasActionId: "action_id",
    HasArn: "arn",
    HasJobId: "job_id",
    HasLaunchConfigurationTemplateId: "launch_configuration_template_id",
    HasRecoveryInstanceId: "recovery_instance_id",
    HasRecoveryPlanArn: "recovery_plan_arn",
    HasRecoveryPlanExecutionArn: "recovery_plan_execution_arn",
    HasRecoveryPlanExecutionStepArn: "recovery_plan_execution_step_arn",
    HasRecoveryPlanStepArn: "recovery_plan_step_arn",
    HasRegionName: "region_name",
    HasReplicationConfigurationTemplateId: "replication_configuration_template_id",
    HasSourceNetworkId: "source_network_id",
    HasSourceServerArn: "arn",
    HasSourceServerId: "source_server_id",
}
"""The attribute of each class of entities that has its ID or ARN."""

ENTITIES: Final[Mapping[str, Sequence[type[HasId]]]] = {
    attribute: [entity]
    for entity, attribute in _ATTRIBUTES.items()
    if attribute not in {"account_id", "arn"}  # they do not tell of what
} | {
    "ordered_step_arn": [HasRecoveryPlanStepArn],
    "resource_arn": [HasRecoveryPlanArn, HasRecoveryPlanExecutionArn, HasArn],
    "resource_id": [HasSourceServerId, HasLaunchConfigurationTemplateId],
    "server_arn": [HasSourceServerArn],
    "source_server_arn": [HasSourceServerArn],
    "staging_account_id": [HasAccountId],
}
"""
The classes of entities that can be passed for each kind of ID or ARN.

A kind has the name of the parameter that takes it; that of a list adds an `s`.
"""


class ReceivedID(str):
    """
    An ID or ARN of an entity.

    It was received from the service, so it is sent even if the installed botocore does
    not know its format.
    """

    __slots__ = ()


def id_of(parameter: str, value: object, kind: str) -> str:
    """
    Return an ID or ARN, given as text or as an entity that has it.

    Args:
        parameter: The name of the caller's parameter, for the error.
        value: The text or the entity.
        kind: The kind of ID or ARN: a key of `ENTITIES`.

    Raises:
        DrsParameterError: It is neither text nor such an entity, or has no ID.
    """
    found = own_id(value, kind)
    if found is None:
        raise DrsParameterError(parameter, value, _expected(value, kind))
    return found


def own_id(value: object, kind: str) -> str | None:
    """Return an ID or ARN, given as text or as an entity, or `None` without one."""
    if isinstance(value, str):
        return value
    for entity in ENTITIES.get(kind, ()):
        if isinstance(value, entity):
            found: object = getattr(value, _ATTRIBUTES[entity], None)
            return ReceivedID(found) if isinstance(found, str) else None
    return None


def ids_of(parameter: str, values: object, kind: str) -> tuple[str, ...]:
    """
    Return the IDs of one or more entities, without duplicates, in the given order.

    Args:
        parameter: The name of the caller's parameter, for the error.
        values: IDs, entities that have them, or a single one of either.
        kind: The kind of ID or ARN: a key of `ENTITIES`.

    Raises:
        DrsParameterError: Something is neither text nor such an entity.
    """
    return tuple(dict(with_ids(parameter, values, kind)))


def with_ids(parameter: str, values: object, kind: str) -> list[tuple[str, object]]:
    """
    Return the ID of each of one or more values, with the value as it was given.

    Raises:
        DrsParameterError: See `ids_of`.
    """
    places = items_of(parameter, values, kind)
    return [(id_of(where, value, kind), value) for where, value in places]


def items_of(parameter: str, values: object, kind: str) -> Iterable[tuple[str, object]]:
    """
    Return one or more values, each after its place in the argument, for errors.

    Raises:
        DrsParameterError: It is neither one value of the kind nor an iterable.
    """
    expected = _expected(values, kind, ", or an iterable of these")
    return _places(parameter, values, ENTITIES[kind], expected)


def _places(
    parameter: str, values: object, entities: Iterable[type], expected: str
) -> Iterable[tuple[str, object]]:
    if isinstance(values, (str, *entities)):
        return [(parameter, values)]
    if not _has_items(values):
        raise DrsParameterError(parameter, values, expected)
    return ((f"{parameter}[{index}]", value) for index, value in enumerate(values))


def chosen_snapshot(value: object) -> tuple[Any, Any] | None:
    """Return the IDs of a source server and of the snapshot to launch it from."""
    server_id = getattr(value, "source_server_id", None)
    if isinstance(value, HasRecoverySnapshotId) and hasattr(value, "snapshot_id"):
        # A snapshot always has its ID; an empty text is refused.
        snapshot_id = _received(getattr(value, "snapshot_id", None))
        return _received(server_id), snapshot_id or ""
    snapshot_id = getattr(value, "recovery_snapshot_id", None)
    # The outcome of a server is also one if it was launched from a snapshot.
    is_outcome = isinstance(value, HasSourceServerId) and snapshot_id is not None
    if is_outcome:
        return _received(server_id), _received(snapshot_id)
    is_choice = isinstance(value, HasRecoverySnapshotId)
    return (server_id, snapshot_id) if is_choice else None


def _received(value: object) -> object:
    return ReceivedID(value) if isinstance(value, str) else value


def by_id(parameter: str, values: object) -> dict[str, object]:
    """
    Return IDs and entities of any kind by their own IDs.

    Raises:
        DrsParameterError: One has no ID, or two entities have the same.
    """
    found: dict[str, object] = {}
    expected = "an ID, or an object that has one"
    iterable = f"{expected}, or an iterable of these"
    for where, value in _places(parameter, values, [HasId], iterable):
        key = value if isinstance(value, str) else _first_id(value)
        if key is None:
            raise DrsParameterError(where, value, expected)
        if found.setdefault(key, value) != value:
            problem = f"unique IDs, not two objects with the ID {plain(key)}"
            raise DrsParameterError(where, value, problem)
    return found


def _first_id(value: object) -> str | None:
    names = (_ATTRIBUTES[b] for b in type(value).__mro__ if b in _ATTRIBUTES)
    found: Iterable[object] = (getattr(value, name, None) for name in names)
    return next((own for own in found if isinstance(own, str)), None)


def or_entity(value: object, kind: str, more: str = "") -> str:
    """
    Describe which entity to pass instead of a value that is not an ID or ARN.

    Args:
        value: The value.
        kind: The kind of ID or ARN: a key of `ENTITIES`, if it can be an entity.
        more: Anything else that can be passed, as text to insert.
    """
    entities = ENTITIES.get(kind, ())
    if not entities or isinstance(value, str):
        return more
    noun = kind.rpartition("_")[0].replace("_", " ")
    advice, name = f", or {with_article(noun)}{more}", type(value).__name__
    for entity in entities:
        attribute = _ATTRIBUTES[entity]
        if isinstance(value, entity):
            return f"{advice}; this {name} has no {attribute}"
        if isinstance(getattr(value, attribute, None), str):
            problem = f"{with_article(name)} has more than its {attribute}"
            return f"{advice}; {problem}: pass only its {attribute} if you mean that"
    return advice


def _expected(value: object, kind: str, more: str = "") -> str:
    noun = re.sub(r"\b(id|arn)$", lambda last: last[0].upper(), kind.replace("_", " "))
    return f"{with_article(noun)}{or_entity(value, kind, more)}"


def _has_items(value: object) -> TypeGuard[Iterable[object]]:
    # The items of bytes are numbers.
    return isinstance(value, Iterable) and not isinstance(value, bytes)
