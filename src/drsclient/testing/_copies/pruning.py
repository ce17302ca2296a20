"""Remove what the installed service model does not allow from an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from drsclient._json import is_list, is_object
from drsclient.testing._service_model import output_shape
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel

    from drsclient.testing._records.record import Wire


def prune(
    operation: OperationModel, response: Wire, skip: Callable[[str, str], None]
) -> Wire:
    """
    Return a response without what the service model of the fake does not allow.

    It is empty if it lacks a required member.

    The service sends members and values that botocore does not know yet. The fake could
    not answer with them.

    Args:
        operation: The operation.
        response: The response.
        skip: Takes the path and the problem of each member or item that is left out.
    """
    shape = output_shape(operation)
    # Most responses are valid, and this is faster.
    if not any(violations(response, shape)):
        return response
    pruned: Wire | None = _pruned(response, shape, "", skip)
    return pruned or {}


def _pruned(
    value: Any,  # noqa: ANN401 - JSON is anything
    shape: Shape,
    path: str,
    skip: Callable[[str, str], None],
) -> Any:  # noqa: ANN401 - as above
    """Return a value without its invalid parts; `None` if it is invalid itself."""
    if isinstance(shape, StructureShape) and is_object(value):
        members = {
            name: _member(member, shape.members.get(name), f"{path}.{name}", skip)
            for name, member in value.items()
        }
        kept: Any = {name: one for name, one in members.items() if one is not None}
        missing = set(shape.required_members) - kept.keys()
        if missing:
            skip(path, f"has no valid {min(missing)}")
            return None
        return kept
    if isinstance(shape, ListShape) and is_list(value):
        items = [
            _member(item, shape.member, f"{path}[{index}]", skip)
            for index, item in enumerate(value)
        ]
        kept = [item for item in items if item is not None]
    elif isinstance(shape, MapShape) and is_object(value):
        values = {
            key: _member(item, shape.value, f"{path}[{key!r}]", skip)
            for key, item in value.items()
        }
        kept = {key: item for key, item in values.items() if item is not None}
    elif isinstance(value, datetime):
        # botocore has parsed it, if its events are unlike those that drsclient uses.
        kept = value.astimezone(UTC).isoformat()
    else:
        kept = value
    for _, problem in violations(kept, shape):
        skip(path, problem)
        return None
    return kept


def _member(
    value: Any,  # noqa: ANN401 - as above
    shape: Shape | None,
    path: str,
    skip: Callable[[str, str], None],
) -> Any:  # noqa: ANN401 - as above
    if value is None:
        return None
    if shape is None:
        skip(path, "the installed botocore does not know this member")
        return None
    if not any(violations(value, shape)):
        return value
    return _pruned(value, shape, path, skip)
