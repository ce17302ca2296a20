"""
Requests: arguments converted into wire form and checked, and split into several calls.

One walk converts Python values (models, enums, times, iterables) and checks everything
against the installed service model, so that an error names the place as the caller
wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final, cast

from botocore import xform_name

from drsclient._botocore.messages import (
    describe_expected,
    python_path,
    unsupported_error,
)
from drsclient._botocore.shapes import (
    FLATTENED,
    SNAPSHOT,
    Key,
    entity_kind,
    is_enum,
    is_identifier,
    is_time,
    is_valid,
    only_identifier,
)
from drsclient._convert import members_of
from drsclient._ids import ReceivedID, chosen_snapshot, own_id
from drsclient._iso8601 import format_date_time
from drsclient._json import thaw
from drsclient._open_enum import OpenEnum
from drsclient._text import plain
from drsclient.errors import DrsParameterError
from drsclient.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._botocore.shapes import Path

# Putting a launch action replaces all of it, and the action is more than its ID.
ONLY_TEXT: Final = {("PutLaunchActionRequest", "actionId")}

_NOT_GIVEN: Final = object()


def argument(value: object) -> Any:
    """
    Mark an argument for `prepare`, which leaves it out if it is `None`.

    `prepare` also converts entities, models, enums and times. boto3's methods take IDs,
    dicts, literals and texts instead, so no type fits both, and this returns `Any`.
    """
    return _NOT_GIVEN if value is None else value


def split_arguments(value: Any, shape: Any, max_length: int | None = None) -> list[Any]:
    """
    Split arguments whose lists are longer than the service takes in one call.

    Each item of the result is the arguments of one call. If several lists are too long,
    there is a call for each combination of their parts. Duplicates in a list are sent
    once. An empty list matches nothing, so it needs no call.

    Args:
        value: The arguments, or a list among them.
        shape: Their shape in the service model.
        max_length: A maximum length for the list, if it is lower than the service's.
    """
    if shape.type_name == "list":
        items = list(dict.fromkeys(value))
        limits = shape.metadata.get("max"), max_length
        size = min(filter(None, limits), default=len(items) or 1)
        return [items[start : start + size] for start in range(0, len(items), size)]
    if shape.type_name == "structure":
        choices = [
            split_arguments(item, shape.members[name]) for name, item in value.items()
        ]
        return [dict(zip(value, choice, strict=True)) for choice in product(*choices)]
    return [value]


def prepare(
    value: Any,
    shape: Any,
    path: Path = (),
    *,
    limit_lists: bool = True,
    is_sensitive: bool = False,
) -> Any:
    """
    Convert a value into wire form, and check it.

    The checks cover types, required members, limits, and the patterns of identifiers.
    The service checks other patterns and the maximum lengths of texts: it may be newer
    than the installed botocore, and know a new Region, for example.

    Args:
        value: The value as the caller gave it.
        shape: Its shape in the service model.
        path: Where it is.
        limit_lists: Whether to refuse lists that are too long for one call.
        is_sensitive: Whether to keep it out of messages, as part of a sensitive value.

    Raises:
        DrsParameterError: An argument is not valid. The error names its path in
            Python's names, such as `source_servers[0].source_server_id`.
        DrsConfigurationError: The installed botocore does not know an argument.
    """
    is_sensitive = is_sensitive or "sensitive" in shape.metadata
    inner = partial(prepare, limit_lists=limit_lists, is_sensitive=is_sensitive)
    if members := _expanded(value, shape):
        # The error of a single member names what the caller passed.
        is_single = len(members) == 1
        return {
            name: inner(part, shape.members[name], path if is_single else (*path, name))
            for name, part in members.items()
        }
    wire = _wire_value(value, shape, path)
    if not is_valid(wire, shape, limit_lists=limit_lists):
        place, expected = python_path(path), describe_expected(value, wire, shape, path)
        raise DrsParameterError(place, value, expected, is_sensitive=is_sensitive)
    if _is_too_short(wire, shape):
        # botocore would refuse it as a mistake of the caller.
        place, expected = python_path(path), describe_expected(value, wire, shape, path)
        cause = DrsParameterError(place, value, expected)
        raise unsupported_error(f"this format of {place}") from cause
    if shape.type_name == "structure":
        return _prepare_structure(wire, shape, path, inner)
    if shape.type_name == "map":
        where = (*path, Key("*"))  # without the key, which may be a secret
        return {
            inner(name, shape.key, where): inner(item, shape.value, where)
            for name, item in wire.items()
        }
    if shape.type_name == "list":
        return [inner(item, shape.member, (*path, i)) for i, item in enumerate(wire)]
    return wire


def _is_too_short(wire: object, shape: Any) -> bool:
    minimum: int = shape.metadata.get("min", 0)
    return isinstance(wire, ReceivedID) and len(wire) < minimum


def _prepare_structure(
    wire: dict[str, Any], shape: Any, path: Path, inner: Callable[..., Any]
) -> dict[str, Any]:
    prepared: dict[str, Any] = {}
    given = {name: part for name, part in wire.items() if _is_given(part)}
    for name, part in {**dict.fromkeys(shape.required_members), **given}.items():
        place = (*path, name)
        if name not in shape.members:
            raise unsupported_error(python_path(place))
        if expected := _expected_instead(name, part, given, shape):
            raise DrsParameterError(python_path(place), part, expected)
        if shape.is_tagged_union:  # the member is new to us, but not to botocore
            prepared[name] = thaw(part)
        else:
            prepared[name] = inner(part, shape.members[name], place)
    return prepared


def _is_given(value: Any) -> bool:
    """Return whether an argument was given, or anything that it consists of."""
    if value.__class__ is dict and value:  # such as the filters
        return any(part is not _NOT_GIVEN for part in value.values())
    return value is not _NOT_GIVEN


def _expected_instead(
    name: str, entity: Any, given: dict[str, Any], shape: Any
) -> str | None:
    """Describe what to pass instead of an entity whose other members would be lost."""
    if not isinstance(entity, Model):
        return None
    kind = type(entity).__name__
    if (shape.name, name) in ONLY_TEXT:
        return f"an ID as a string: other members of the {kind} would be dropped"
    if shape.name.startswith("Update") and len(given) == 1:
        return f"another keyword argument: only the ID of this {kind} is sent"
    # The action that `put_launch_action` returns has the ID of its resource.
    resource_id = getattr(entity, "resource_id", None) if name == "actionId" else None
    if resource_id and resource_id != own_id(given.get("resourceId"), "resource_id"):
        return f"an action of this resource, not of {plain(resource_id)}"
    return None


def _expanded(value: Any, shape: Any) -> Mapping[str, Any]:
    """
    Return the members of a structure that the caller passed in a short form.

    It can be an ID or ARN, or an entity that has it, if the structure requires no more;
    a recovery snapshot, if the structure takes one and its source server; or the value
    of a union's member. For anything else, there are no members.
    """
    if shape.type_name != "structure" or value.__class__ is dict:
        return {}
    if _model_class(value, shape.name):
        return {}
    if (chosen := chosen_snapshot(value)) and SNAPSHOT in shape.members:
        server_id, snapshot_id = chosen
        is_needed = snapshot_id is not None or SNAPSHOT in shape.required_members
        snapshot = {SNAPSHOT: snapshot_id} if is_needed else {}
        return {"sourceServerID": server_id, **snapshot}
    if (name := only_identifier(shape)) and (found := own_id(value, xform_name(name))):
        return {name: found}
    if not shape.is_tagged_union:
        return {}
    members = shape.members.items()
    return {n: value for n, part in members if _model_class(value, part.name)}


def _wire_value(value: Any, shape: Any, path: Path) -> Any:
    """
    Convert a value into wire form, but not the values in it.

    A value that has no wire form becomes `None`, which is never valid.
    """
    convert = _CONVERSIONS.get(shape.type_name)
    return convert(value, shape, path) if convert else value


def _wire_structure(value: Any, shape: Any, path: Path) -> Any:
    if model := _model_class(value, shape.name):
        return members_of(value, model, keep=shape.required_members)
    if shape.is_tagged_union:
        from drsclient.models import UnknownMember  # noqa: PLC0415 - rarely used

        is_unknown = isinstance(value, UnknownMember) and bool(value.name)
        return {value.name: value.value} if is_unknown else None
    # The arguments as a whole, and the filters among them, are dicts of this library.
    is_ours = not path or (len(path) == 1 and path[0] in FLATTENED)
    return value if is_ours and value.__class__ is dict else None


def _model_class(value: Any, name: str) -> type[Model] | None:
    """Return the class of a model, or its base class, that has a shape's name."""
    if not isinstance(value, Model):
        return None
    return next((base for base in type(value).__mro__ if base.__name__ == name), None)


def _wire_list(value: Any, shape: Any, _path: Path) -> Any:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        return None
    if isinstance(value, Mapping) and shape.member.type_name == "structure":
        return None  # its values would be dropped, such as the choice of a snapshot
    try:
        items = iter(cast("Iterable[object]", value))  # each is checked later
    except TypeError:  # an array of no dimensions, say
        return None
    return list(items)


def _wire_text(value: Any, shape: Any, path: Path) -> Any:
    if is_time(shape):
        try:
            return format_date_time(value)
        except (ArithmeticError, AttributeError, TypeError, ValueError):
            return None
    if is_identifier(shape) and not isinstance(value, str):
        return own_id(value, entity_kind(path))
    if isinstance(value, OpenEnum):
        is_another = is_enum(shape) and type(value).__name__ != shape.name
        return None if is_another else value.value
    # A member of our enum may be newer than the installed botocore; text has a typo.
    is_typo = is_enum(shape) and isinstance(value, str) and value not in shape.enum
    return None if is_typo else value


_CONVERSIONS: Final[Mapping[str, Callable[[Any, Any, Path], Any]]] = {
    "list": _wire_list,
    "string": _wire_text,
    "structure": _wire_structure,
}
