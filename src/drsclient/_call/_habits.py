"""Advice for calls that name an argument as boto3 does."""

from __future__ import annotations

from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from botocore import xform_name

from drsclient._call._arguments import FLATTENED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

P = ParamSpec("P")
T = TypeVar("T")


def advised(method: Callable[P, T]) -> Callable[P, T]:
    """Let a method's `TypeError` for an unknown argument say what the name is here."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            # Any other error was raised within the method, one frame further down.
            is_of_call = error.__traceback__ and not error.__traceback__.tb_next
            advice = _advice(method, args[0], kwargs) if is_of_call and args else ""
            if not advice:
                raise
            raise TypeError(f"{error}: {advice}") from None

    return call


def _advice(method: Callable[..., object], drs: object, given: Iterable[str]) -> str:
    parameters = signature(method).parameters
    unknown = [name for name in given if name not in parameters]
    filters = {name: _filters(drs, method.__name__, name) for name in unknown}
    names = (_name_here(name, parameters, filters[name]) for name in unknown)
    return "; ".join(filter(None, names))


def _name_here(
    name: str, parameters: Mapping[str, Parameter], filters: Iterable[str]
) -> str:
    if names := ", ".join(f"{each}=" for each in filters):
        return f"what {name} has in boto3 are arguments here: {names}"
    if name == "nextToken" and "page_size" in parameters:
        return "the iterator asks for all pages by itself, so no nextToken is needed"
    here = {"maxResults": "page_size"}.get(name, xform_name(name))
    # Waits and fleets name what they are about, not its IDs.
    one = here.removesuffix("s").removesuffix("_id")
    found = next((n for n in (here, f"{one}s", one) if n in parameters), None)
    return f"{name}= is {found}= here" if found else ""


def _filters(drs: object, method_name: str, name: str) -> list[str]:
    """List the members of a structure whose members are arguments of their own."""
    client: Any = getattr(drs, "_boto3_client", None)
    operation = client and client.meta.method_to_api_mapping.get(method_name)
    if operation is None or name not in FLATTENED:
        return []
    members = client.meta.service_model.operation_model(operation).input_shape.members
    return list(map(xform_name, members[name].members)) if name in members else []
