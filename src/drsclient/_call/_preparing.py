"""
Arguments on their way to the wire, held against the installed service model.

One walk converts what is Python's (models, enums, times, iterables) and checks
everything, so that an error names the place as the caller wrote it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from drsclient._call._arguments import Key, is_absent
from drsclient._call._limits import fits
from drsclient._call._wire_form import in_wire_form, whole_members
from drsclient._ids import own_id
from drsclient._json import thaw
from drsclient.errors import DrsParameterError
from drsclient.models import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient._call._arguments import Path
    from drsclient.errors import DrsConfigurationError


# Putting a launch action replaces all of it, and the action is more than its ID.
ONLY_TEXT: Final = {("PutLaunchActionRequest", "actionId")}


def prepare(
    value: Any,
    shape: Any,
    path: Path = (),
    *,
    limit_lists: bool = True,
    is_sensitive: bool = False,
) -> Any:
    """
    Convert a value into the form of the wire, and check it.

    Checked are types, required members, limits, and the patterns of identifiers. Other
    patterns and the maximum lengths of texts are left to the service, which may be
    newer than the installed botocore: it may know a new Region, say.

    Args:
        value: The value as the caller gave it.
        shape: Its shape in the service model.
        path: Where it is.
        limit_lists: Whether to refuse lists that are too long for one call.
        is_sensitive: Whether it has no place in messages, as part of what has none.

    Raises:
        DrsParameterError: An argument is not valid. The error names its path in
            Python's names, such as `source_servers[0].source_server_id`.
        DrsConfigurationError: The installed botocore does not know an argument.
    """
    is_sensitive = is_sensitive or "sensitive" in shape.metadata
    inner = partial(prepare, limit_lists=limit_lists, is_sensitive=is_sensitive)
    if members := whole_members(value, shape):
        # The error of a single member names what the caller passed.
        is_single = len(members) == 1
        return {
            name: inner(
                member, shape.members[name], path if is_single else (*path, name)
            )
            for name, member in members.items()
        }
    wire = in_wire_form(value, shape, path)
    if not fits(wire, shape, limit_lists=limit_lists):
        # It takes long to import, and most arguments are valid.
        from drsclient._call._wording import expected, python_path  # noqa: PLC0415

        raise DrsParameterError(
            python_path(path),
            value,
            expected(value, wire, shape, path),
            is_sensitive=is_sensitive,
        )
    if shape.type_name == "structure":
        return _structure(wire, shape, path, inner)
    if shape.type_name == "map":
        return _map(wire, shape, path, inner, hide_keys=is_sensitive)
    if shape.type_name == "list":
        return [inner(item, shape.member, (*path, i)) for i, item in enumerate(wire)]
    return wire


def _structure(
    wire: dict[str, Any], shape: Any, path: Path, inner: Callable[..., Any]
) -> dict[str, Any]:
    prepared: dict[str, Any] = {}
    given = {name: part for name, part in wire.items() if not is_absent(part)}
    _check_whole(given, shape, path)
    for name, part in {**dict.fromkeys(shape.required_members), **given}.items():
        if name not in shape.members:
            raise _unknown_to_botocore((*path, name))
        if shape.is_tagged_union:  # the member is new to us, but not to botocore
            prepared[name] = thaw(part)
        else:
            prepared[name] = inner(part, shape.members[name], (*path, name))
    return prepared


def _check_whole(given: dict[str, Any], shape: Any, path: Path) -> None:
    """Refuse an entity instead of its ID if the rest of it might count as well."""
    for name, part in given.items():
        if isinstance(part, Model) and (problem := _problem(name, part, given, shape)):
            from drsclient._call._wording import python_path  # noqa: PLC0415 - see above

            raise DrsParameterError(python_path((*path, name)), part, problem)


def _problem(name: str, part: Model, given: dict[str, Any], shape: Any) -> str | None:
    kind = type(part).__name__
    if (shape.name, name) in ONLY_TEXT:
        return f"text: the rest of the {kind} would be dropped"
    if shape.name.startswith("Update") and len(given) == 1:
        return f"something to change as well, by name: what the {kind} has is not sent"
    # What putting an action returns says on which resource the action is.
    resource_id = getattr(part, "resource_id", None) if name == "actionId" else None
    if resource_id and resource_id != own_id(given.get("resourceId"), "resource_id"):
        return f"an action of this resource, not of {resource_id}"
    return None


def _map(
    wire: dict[Any, Any],
    shape: Any,
    path: Path,
    inner: Callable[..., Any],
    *,
    hide_keys: bool,
) -> dict[str, Any]:
    prepared: dict[str, Any] = {}
    for key, item in wire.items():
        place = (*path, Key("*" if hide_keys else repr(key)))
        name = inner(key, shape.key, place)
        prepared[name] = inner(item, shape.value, place)
    return prepared


def _unknown_to_botocore(path: Path) -> DrsConfigurationError:
    from drsclient._call._outdated import too_old  # noqa: PLC0415 - rarely used
    from drsclient._call._wording import python_path  # noqa: PLC0415 - rarely used

    return too_old(python_path(path))
