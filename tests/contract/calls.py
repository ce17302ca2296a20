"""Calls of any operation of the client with generated arguments."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore import xform_name
from botocore.model import ListShape, MapShape, StructureShape

from drsclient import DrsClient, from_wire, models, to_wire
from drsclient.models import Model
from tests.contract.strategies import example
from tools import skeleton
from tools.shapes import enum_values, is_identified, is_union, load_service, type_name
from tools.skeleton import result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.model import OperationModel, Shape

    from drsclient.testing import FakeDrs
    from tools.skeleton import Parameter

SERVICE = load_service()

OPERATIONS = [
    SERVICE.operation_model(name)
    for name in SERVICE.operation_names
    if hasattr(DrsClient, xform_name(name))
]
"""The operations that the client has a method for."""

RETURNING = [operation for operation in OPERATIONS if result(operation).shape]
SILENT = [operation for operation in OPERATIONS if operation not in RETURNING]
PAGED = [operation for operation in OPERATIONS if result(operation).verb == "_paginate"]


def each(operations: Sequence[OperationModel]) -> pytest.MarkDecorator:
    """Run a test for each of these operations."""
    names = [operation.name for operation in operations]
    return pytest.mark.parametrize("operation", operations, ids=names)


def entity(operation: OperationModel) -> Shape:
    """Return the shape of the result of a method, or of the items of a list."""
    shape = result(operation).shape
    assert shape, f"{operation.name} has no result"
    return shape


def is_list(operation: OperationModel) -> bool:
    """Return whether a method returns a list, in pages or not."""
    return result(operation).verb in {"_paginate", "_list"}


def parameters(operation: OperationModel) -> list[Parameter]:
    """
    List the parameters of an operation that the client's method has.

    `test_methods` reports the parameters that a method lacks.
    """
    method: object = getattr(DrsClient, xform_name(operation.name))
    assert callable(method)
    known = inspect.signature(method).parameters
    return [one for one in skeleton.parameters(operation) if one.name in known]


Arguments = Mapping[str, Any]
"""Arguments by their names in Python; the values are wire values."""


def arguments(operation: OperationModel, *, optional: bool = False) -> dict[str, Any]:
    """Generate valid arguments for an operation: the required ones, or all."""
    return {
        parameter.name: example(parameter.shape, parameter.path[-1])
        for parameter in parameters(operation)
        if parameter.required or optional
    }


def request(operation: OperationModel, given: Arguments) -> dict[str, Any]:
    """Return the boto3 parameters for these arguments."""
    whole: dict[str, Any] = {}
    for parameter in parameters(operation):
        if parameter.name in given:
            *outer, last = parameter.path
            structure = whole
            for name in outer:
                structure = structure.setdefault(name, {})
            structure[last] = given[parameter.name]
    return whole


def whole_result(operation: OperationModel) -> Any:  # noqa: ANN401 - JSON is anything
    """Generate the result of a method with every member; a list has two items."""
    if operation in SILENT:
        return {}
    items = [example(entity(operation), number=number) for number in range(2)]
    return items if is_list(operation) else items[0]


def response(operation: OperationModel, value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Wrap the result of a method in the response of its operation."""
    member = result(operation).member
    return {member: value} if member else value


def answer(fake: FakeDrs, operation: OperationModel, *bodies: object) -> None:
    """Make the fake answer the next calls of an operation with these JSON bodies."""
    for body in bodies:
        fake.answer(operation.name, body=json.dumps(body).encode())


def accept(fake: FakeDrs, name: str) -> None:
    """Make the fake answer the next call of an operation with a whole response."""
    operation = SERVICE.operation_model(name)
    answer(fake, operation, response(operation, whole_result(operation)))


def begin(drs: DrsClient, operation: OperationModel, given: Arguments) -> Any:  # noqa: ANN401 - as above
    """Call the method of an operation, without fetching the pages of a list."""
    shapes = {parameter.name: parameter.shape for parameter in parameters(operation)}
    method = getattr(drs, xform_name(operation.name))
    return method(**{name: in_python(v, shapes[name]) for name, v in given.items()})


def call(drs: DrsClient, operation: OperationModel, given: Arguments) -> Any:  # noqa: ANN401 - as above
    """Call the method of an operation, and fetch all pages of a list."""
    returned = begin(drs, operation, given)
    return list(returned) if operation in PAGED else returned


def in_python(value: Any, shape: Shape) -> Any:  # noqa: ANN401, PLR0911 - one for each kind of shape
    """Convert a wire value to an argument of a method."""
    if isinstance(shape, ListShape):
        return [in_python(item, shape.member) for item in value]
    if isinstance(shape, MapShape):
        return {key: in_python(item, shape.value) for key, item in value.items()}
    if isinstance(shape, StructureShape) and is_union(shape):
        ((name, item),) = value.items()
        return in_python(item, shape.members[name])
    if isinstance(shape, StructureShape) and is_identified(shape) and len(value) == 1:
        return next(iter(value.values()))
    if isinstance(shape, StructureShape):
        return from_wire(getattr(models, shape.name), value)
    if enum_values(shape):
        return getattr(models, shape.name)(value)
    return datetime.fromisoformat(value) if type_name(shape) == "datetime" else value


def written(returned: object) -> object:
    """Convert the result of a method to a wire value."""
    if isinstance(returned, Model):
        return to_wire(returned)
    if isinstance(returned, Mapping):
        return dict(cast("Mapping[str, object]", returned))  # JSON's keys are text
    if isinstance(returned, list | tuple):
        return [written(item) for item in cast("list[object]", returned)]
    return returned
