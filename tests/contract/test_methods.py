"""The client's methods: which there are, their signatures and their documentation."""

from __future__ import annotations

import inspect
import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from docs.service_tables import COMMON
from drsclient import DrsClient
from tests.contract.calls import (
    OPERATIONS,
    PAGED,
    SERVICE,
    each,
)
from tools.comparison import missing_operations, surplus_methods
from tools.shapes import is_identifier, is_older_than_pinned, parts
from tools.skeleton import PARTICULAR_ERRORS, method, parameters, result

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel, Shape

# Any call can raise these: `DrsClient` says so once.
COMMON_ERRORS = {*COMMON, "AuthenticationException", "DrsError", "DrsResponseError"}


# They find one entity by its ID, where the API only has a list.
LOOKUPS = {
    "get_job",
    "get_launch_configuration_template",
    "get_recovery_instance",
    "get_replication_configuration_template",
    "get_source_network",
    "get_source_server",
}


def test_every_operation_is_a_method() -> None:
    """An operation that AWS adds is found, and the message says how to add it."""
    commands = [
        f"run `python -m tools.skeleton {operation.name}`"
        for operation in missing_operations(SERVICE)
    ]
    assert not commands, "\n".join(commands)


def test_every_method_is_an_operation() -> None:
    """The groups of operations have no method that the service knows nothing of."""
    methods = surplus_methods(SERVICE)
    assert methods >= LOOKUPS
    assert is_older_than_pinned() or methods == LOOKUPS


@pytest.mark.parametrize("name", sorted(LOOKUPS))
def test_a_lookup_says_what_it_calls_and_what_it_raises(name: str) -> None:
    """The docstring names the operation, and the error if there is nothing."""
    text = inspect.getdoc(getattr(DrsClient, name)) or ""
    operation = re.findall(r"API operation (\w+)\.", text)
    assert {*operation} <= {*SERVICE.operation_names}
    assert operation
    documented = re.findall(r"^    (\w+): ", text.partition("Raises:")[2], re.MULTILINE)
    assert documented == ["DrsParameterError", "DrsNotFoundError"]


def test_every_paginator_is_an_iterator() -> None:
    """An operation with a paginator in boto3 iterates over the same member."""
    paginators = Loader().load_service_model("drs", "paginators-1")["pagination"]
    theirs = {name: paginator["result_key"] for name, paginator in paginators.items()}
    assert {operation.name: result(operation).member for operation in PAGED} == theirs


def has_identifier(shape: Shape) -> bool:
    """Return whether a shape is or contains an ID or ARN."""
    return is_identifier(shape) or any(map(has_identifier, parts(shape)))


Signature = tuple[int, dict[str, tuple[object, object]], object]


def signature(function: Callable[..., object]) -> Signature:
    """Return how many parameters may be positional, all parameters, and the result."""
    found = inspect.signature(function)
    parameters = found.parameters.values()
    return (
        sum(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters),
        {p.name: (p.annotation, p.default) for p in parameters},
        found.return_annotation,
    )


@each(OPERATIONS)
def test_a_method_has_the_signature_of_its_operation(operation: OperationModel) -> None:
    """Names, types, defaults and result are those that `tools/skeleton.py` writes."""
    name = xform_name(operation.name)
    scope: dict[str, Any] = {}
    text = f"from __future__ import annotations\n{dedent(method(operation))}"
    exec(text, scope)  # noqa: S102 - it is our own
    group = next(base for base in DrsClient.__mro__ if name in vars(base))
    actual, expected = signature(getattr(DrsClient, name)), signature(scope[name])
    if is_older_than_pinned():  # it may lack parameters, or require more of them
        assert actual[1].keys() >= expected[1].keys()
        return
    differing = sorted(
        what for what, _ in {*actual[1].items()} ^ {*expected[1].items()}
    )
    where = f"{group.__module__}.{group.__name__}.{name}"
    assert actual == expected, f"{where} differs in {differing}: make it\n{text}"


@each(OPERATIONS)
def test_only_the_identifier_may_be_positional(operation: OperationModel) -> None:
    """The ID or ARN that a method is about comes first, and all else has its name."""
    # Where there are several, the first one has changed with botocore's versions.
    identifiers = {
        parameter.name
        for parameter in parameters(operation)
        if parameter.required and has_identifier(parameter.shape)
    }
    found = inspect.signature(getattr(DrsClient, xform_name(operation.name)))
    _, *rest = found.parameters.values()
    assert {p.name for p in rest if p.kind is not p.KEYWORD_ONLY} <= identifiers


@each(OPERATIONS)
def test_a_method_says_what_it_calls_and_what_it_raises(
    operation: OperationModel,
) -> None:
    """The docstring names the operation and the errors that are particular to it."""
    text = inspect.getdoc(getattr(DrsClient, xform_name(operation.name))) or ""
    assert f"API operation {operation.name}." in text
    documented = set(
        re.findall(r"^    (\w+): ", text.partition("Raises:")[2], re.MULTILINE)
    )
    declared = {shape.name for shape in operation.error_shapes}
    assert documented >= declared & set(PARTICULAR_ERRORS)
    assert ("DrsParameterError" in documented) is bool(parameters(operation))
    assert not documented & COMMON_ERRORS
