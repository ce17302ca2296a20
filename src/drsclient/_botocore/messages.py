"""
Error messages for arguments: the path, the expected value, and advice.

The advice is on boto3's argument names and on outdated versions of boto3.
"""

from __future__ import annotations

import re
from functools import wraps
from inspect import Parameter, iscoroutinefunction, isfunction, signature
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from botocore import __version__, xform_name

from drsclient._botocore.shapes import (
    FLATTENED,
    NUMBERS,
    SNAPSHOT,
    Key,
    entity_kind,
    is_encodable,
    is_enum,
    is_identifier,
    is_time,
    only_identifier,
)
from drsclient._ids import ENTITIES, or_entity
from drsclient._json import is_list, is_object
from drsclient._text import with_article
from drsclient.errors import DrsConfigurationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

    from drsclient._botocore.shapes import Path

P = ParamSpec("P")
T = TypeVar("T")

# The first botocore with all the operations and arguments that 1.40 lacks.
_COMPLETE_BOTOCORE: Final = (1, 43, 73)


def python_path(path: Path) -> str:
    """Write a path in Python's names, such as `source_servers[0].source_server_id`."""
    return "".join(map(_step, path)).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, Key | int):
        return f"[{step}]"
    return _PYTHON_NAMES.get(step, f".{xform_name(step)}")


def describe_expected(value: Any, wire: Any, shape: Any, path: Path) -> str:
    """
    Describe what would be valid instead of a value that is not.

    Args:
        value: The value as the caller gave it.
        wire: The value in wire form.
        shape: Its shape in the service model.
        path: Where it is.
    """
    if isinstance(wire, str) and not is_encodable(wire):
        return "text that UTF-8 can encode"
    kind = shape.type_name
    if kind == "list" and not is_list(wire):
        return " or ".join([describe(shape), *_entities(entity_kind(path))])
    if kind != "list" and not (kind == "map" and is_object(wire)):
        name = only_identifier(shape) if kind == "structure" else None
        is_choice = kind == "structure" and SNAPSHOT in shape.members
        return describe(shape) + or_entity(
            value,
            xform_name(name) if name else entity_kind(path),
            ", or a recovery snapshot" if is_choice else "",
        )
    count: int = len(wire)
    minimum, maximum = shape.metadata.get("min", 0), shape.metadata.get("max")
    limit = f"{minimum} or more" if count < minimum else f"at most {maximum}"
    limit = f"exactly {maximum}" if minimum == maximum else limit
    return f"{limit} items, not {count}"


def describe(shape: Any) -> str:
    """Describe a valid value of a shape, such as "an integer from 1 to 200"."""
    if shape.type_name == "boolean":
        return "True or False"
    noun = _noun(shape)
    minimum, maximum = shape.metadata.get("min", 0), shape.metadata.get("max")
    if shape.type_name == "list":
        return f"a list or another iterable of {_plural(shape.member)}"
    if shape.type_name == "map":
        return f"a mapping of strings to {_plural(shape.value)}"
    if shape.type_name == "structure" and (name := only_identifier(shape)):
        return f"{with_article(noun)} or {describe(shape.members[name])}"
    if shape.type_name in NUMBERS:
        limit = (
            f"of at least {minimum}"
            if maximum is None
            else f"from {minimum} to {maximum}"
        )
        noun += f" {limit}"
    elif is_identifier(shape):
        length = f"{minimum} to {maximum}" if minimum else f"at most {maximum}"
        length = str(maximum) if minimum == maximum else length
        characters = f"{length} characters " if maximum else ""
        pattern = re.sub("[$^]", "", shape.metadata["pattern"])
        noun += f" ({characters}matching {pattern})"
    elif is_enum(shape):
        noun += f" (one of {', '.join(shape.enum)})"
    elif minimum and noun == "string":
        noun += f" of {minimum} or more characters"
    return with_article(noun)


def _noun(shape: Any) -> str:
    """Name the values of a shape; those of `SourceServerID` are source server IDs."""
    if is_time(shape):
        return "datetime with a UTC offset"
    if shape.type_name == "structure" and shape.is_tagged_union:
        return " or ".join(member.name for member in shape.members.values())
    if shape.type_name == "structure" or is_enum(shape):
        return str(shape.name)
    if not is_identifier(shape):
        return "integer" if shape.type_name in NUMBERS else str(shape.type_name)
    name = shape.name.removeprefix("Strict")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=(ID|ARN)$)", " ", name)
    return " ".join(
        _ACRONYMS.get(word) or (word if word.isupper() else word.lower())
        for word in words.split()
    )


def _entities(kind: str) -> list[str]:
    """Name the entities that have a kind of ID or ARN, if any can be passed for it."""
    return [f"{' '.join(kind.split('_')[:-1])}s"] if kind in ENTITIES else []


def _plural(shape: Any) -> str:
    if shape.type_name != "structure":
        return f"{_noun(shape)}s"
    name = only_identifier(shape)
    others = [f"{_noun(shape.members[name])}s"] if name else []
    others += _entities(xform_name(name)) if name else []
    others += ["recovery snapshots"] if SNAPSHOT in shape.members else []
    return " or ".join([f"{_noun(shape)} objects", *others])


_PYTHON_NAMES: Final = {**dict.fromkeys(FLATTENED, ""), "maxResults": ".page_size"}
_ACRONYMS: Final = {"Arn": "ARN", "Ebs": "EBS", "Id": "ID", "Vpc": "VPC"}


def unsupported_error(name: str) -> DrsConfigurationError:
    """Make the exception for an operation, argument or format that botocore lacks."""
    installed = tuple(int(number) for number in re.findall(r"\d+", __version__)[:3])
    complete = ".".join(map(str, _COMPLETE_BOTOCORE))
    is_old = installed < _COMPLETE_BOTOCORE
    advice = f"install boto3 {complete} or later" if is_old else "try a newer boto3"
    problem = f"botocore {__version__} does not have {name}"
    return DrsConfigurationError(f"{problem}: {advice}")


def advise_on_arguments(group: type) -> None:
    """
    Add advice on boto3's argument names to the public methods of a class.

    The advice is part of the `TypeError` for an argument that has boto3's name, and
    names the argument to use instead.
    """
    for name, method in list(vars(group).items()):
        if isfunction(method) and not name.startswith("_"):
            wrap = _async_with_advice if iscoroutinefunction(method) else _with_advice
            setattr(group, name, wrap(method))


def _with_advice(method: Callable[P, T]) -> Callable[P, T]:
    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            _add_advice(error, method, args, kwargs)
            raise

    return call


def _async_with_advice(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    # A coroutine function as well, for programs that check whether a method is one.
    @wraps(method)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except TypeError as error:
            _add_advice(error, method, args, kwargs)
            raise

    return call


def _add_advice(
    error: TypeError,
    method: Callable[..., object],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> None:
    """
    Replace the error of a method by one with advice, if there is any.

    Raises:
        TypeError: The error with the advice.
    """
    advice = _advice(method, args[0], kwargs) if args else ""
    if advice:
        # Python 3.13 suggests a name by itself, by its spelling alone.
        problem = str(error).partition(". Did you mean")[0]
        raise TypeError(f"{problem}: {advice}") from None


def _advice(method: Callable[..., object], drs: object, given: Iterable[str]) -> str:
    parameters = signature(method).parameters
    advice = (
        _advice_on(name, parameters, _filters(drs, method.__name__, name))
        for name in given
        if name not in parameters
    )
    return "; ".join(filter(None, advice))


def _advice_on(
    name: str, parameters: Mapping[str, Parameter], filters: Collection[str]
) -> str:
    # In the order of the signature, which botocore's versions do not share.
    if names := ", ".join(f"{each}=" for each in parameters if each in filters):
        return f"pass the members of {name} as separate arguments: {names}"
    if name == "nextToken" and "page_size" in parameters:
        return "the iterator requests all pages itself, so nextToken is not needed"
    here = {"maxResults": "page_size"}.get(name, xform_name(name))
    # The parameters of waits and fleets are named after entities, not after IDs.
    one = here.removesuffix("s").removesuffix("_id")
    found = next((n for n in (here, f"{one}s", one) if n in parameters), None)
    return f"use {found}= instead of {name}=" if found else ""


def _filters(drs: object, method_name: str, name: str) -> list[str]:
    """List the members of a structure whose members are arguments of their own."""
    client: Any = getattr(drs, "boto3_client", None)
    operation = client and client.meta.method_to_api_mapping.get(method_name)
    if operation is None or name not in FLATTENED:
        return []
    members = client.meta.service_model.operation_model(operation).input_shape.members
    return list(map(xform_name, members[name].members)) if name in members else []
