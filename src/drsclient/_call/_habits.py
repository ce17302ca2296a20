"""Advice for calls that name an argument as boto3 does."""

from __future__ import annotations

from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar

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
            advice = _advice(method, kwargs) if is_of_call else ""
            if not advice:
                raise
            raise TypeError(f"{error}: {advice}") from None

    return call


def _advice(method: Callable[..., object], given: Iterable[str]) -> str:
    parameters = signature(method).parameters
    unknown = (name for name in given if name not in parameters)
    return "; ".join(filter(None, (_name_here(name, parameters) for name in unknown)))


def _name_here(name: str, parameters: Mapping[str, Parameter]) -> str:
    if name in FLATTENED:
        optional = (
            f"{each.name}="
            for each in parameters.values()
            if each.default is None and each.name not in {"order", "page_size"}
        )
        return f"what {name} has in boto3 are arguments here: {', '.join(optional)}"
    if name == "nextToken" and "page_size" in parameters:
        return "the iterator asks for all pages by itself, so no nextToken is needed"
    here = {"maxResults": "page_size"}.get(name, xform_name(name))
    return f"{name}= is {here}= here" if here in parameters else ""
