"""
Compare the library with the service model of the installed botocore.

`python -m tools.comparison` prints, in Markdown, each operation, class, field, value
and error that the service has and the library lacks, with the code to add. It exits
with 1 if there is any. With the name of a file, it also writes the report there.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_type_hints

import attrs
import botocore
from botocore import xform_name
from botocore.model import StructureShape

from drsclient import DrsClient, errors, models
from drsclient.models import _identity
from drsclient.models._model import WIRE_NAME, UnionMember, UnknownMember, wire_name
from tools.shapes import (
    enum_values,
    is_required,
    is_sensitive,
    is_union,
    load_service,
    parts,
)
from tools.skeleton import (
    annotation,
    classes,
    definition,
    enum_arguments,
    field_line,
    literal,
    needed,
    skeleton,
    union,
    value_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import OperationModel, ServiceModel, Shape

    from drsclient.models import OpenEnum

# What all models share, which the service has no shape for.
SHARED: Final = {"Model", "OpenEnum", "UnknownMember", *_identity.__dict__}
# Their classes are attributes of exceptions, and no models.
IN_ERRORS: Final = {"ValidationExceptionField", "ValidationExceptionReason"}
# AWS has these for all services, so that no service model lists them.
AWS_ERRORS: Final = {"AuthenticationException"}


def missing_operations(service: ServiceModel) -> list[OperationModel]:
    """List the operations that the client has no method for."""
    operations = map(service.operation_model, service.operation_names)
    return [one for one in operations if not hasattr(DrsClient, xform_name(one.name))]


def surplus_methods(service: ServiceModel) -> set[str]:
    """Return the names of the client's methods that stand for no operation."""
    methods = {
        name
        for base in DrsClient.__mro__
        if base.__module__.startswith("drsclient.operations.")
        for name, method in vars(base).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    return methods - {*map(xform_name, service.operation_names)}


def missing_errors(service: ServiceModel) -> set[str]:
    """Return the names of the service's errors that the library has no class for."""
    return {shape.name for shape in service.error_shapes} - error_classes()


def surplus_errors(service: ServiceModel) -> set[str]:
    """Return the names of the classes that stand for no error of the service."""
    modeled = {shape.name for shape in service.error_shapes}
    return error_classes() - modeled - AWS_ERRORS


def error_classes() -> set[str]:
    """Return the names of the exceptions that stand for errors of the service."""
    exports: list[type] = [getattr(errors, name) for name in errors.__all__]
    base = errors.DrsServiceError
    return {kind.__name__ for kind in exports if issubclass(kind, base)} - {
        base.__name__
    }


def missing(service: ServiceModel) -> dict[str, str]:
    """
    Find what the service has, and the library lacks or has in another form.

    It compares the classes, fields and values of all that the client's operations and
    errors have.

    Returns:
        What to change, by the name of the shape or `Shape.member`.
    """
    kinds = library_types()
    found: dict[str, str] = {}
    for name, shape in service_shapes(service).items():
        kind = kinds.get(name)
        if kind is None:
            found[name] = _missing_type(name, shape, service)
        elif isinstance(shape, StructureShape) and is_union(shape):
            if kind != _type_of(union(shape)):
                home = _home_of_user(shape.name, service)
                found[name] = f"{home}: make it\n{definition(shape)}"
        elif isinstance(shape, StructureShape):
            found.update(_missing_fields(kind, shape))
        else:
            found.update(_missing_values(kind, shape))
    for shape in enum_arguments(_covered_operations(service)):
        name, known = f"{shape.name}Literal", enum_values(shape)
        if shape.name not in found and not {*get_args(getattr(models, name, None))} >= {
            *known
        }:
            home = full_name(kinds[shape.name])
            found[name] = f"{home}: make its Literal\n{literal(shape)}"
    return found


def surplus(service: ServiceModel) -> dict[str, str]:
    """
    Find the classes, fields and values that the library has and the service lacks.

    Returns:
        What to remove, by the name of the shape or `Shape.member`.
    """
    shapes = service_shapes(service)
    found: dict[str, str] = {}
    for name, kind in library_types().items():
        shape = shapes.get(name)
        if shape is None:
            found[name] = f"drsclient.models: drop {name}, as no operation has it"
        elif isinstance(shape, StructureShape) and attrs.has(kind):
            for wire, field in _fields_by_wire_name(kind).items():
                if wire not in shape.members:
                    cure = f"drop {field.name}, as the service has no {wire}"
                    found[f"{name}.{wire}"] = f"{full_name(kind)}: {cure}"
        elif values := enum_values(shape):
            for member in kind:
                if member.value not in values:
                    cure = f"{full_name(kind)}: drop the value {member.value!r}"
                    found[f"{name}.{member.value}"] = cure
    return found


def library_types() -> dict[str, Any]:
    """Find the library's classes and aliases that stand for the service's shapes."""
    names = set(dir(models)) - SHARED - {f"{n}Literal" for n in dir(models)}
    found = {name: getattr(models, name) for name in sorted(names)}
    return found | {name: getattr(errors, name) for name in IN_ERRORS}


def service_shapes(service: ServiceModel) -> dict[str, Shape]:
    """Find the shapes that the client's operations take and return, and the errors'."""
    found: dict[str, Shape] = {}
    for operation in _covered_operations(service):
        found |= needed(operation)
    return found | classes(
        part for error in service.error_shapes for part in parts(error)
    )


def full_name(kind: type) -> str:
    """Return where a class is defined, which is where to change it."""
    return f"{kind.__module__}.{kind.__name__}"


def _covered_operations(service: ServiceModel) -> list[OperationModel]:
    lacking = {operation.name for operation in missing_operations(service)}
    names = (name for name in service.operation_names if name not in lacking)
    return list(map(service.operation_model, names))


def _missing_type(name: str, shape: Shape, service: ServiceModel) -> str:
    if home := _unexported_home(name):
        return f"{home} defines {name}: export it by `python -m tools.model_index`"
    home = _home_of_user(name, service)
    return f"{home} lacks a class: add\n{definition(shape)}"


def _unexported_home(name: str) -> str | None:
    """Return the module that defines a class which `drsclient.models` lacks."""
    for module in pkgutil.walk_packages(models.__path__, f"{models.__name__}."):
        if name in vars(importlib.import_module(module.name)):
            return module.name
    return None


def _home_of_user(name: str, service: ServiceModel) -> str:
    """Return the module for a shape: where a class or a method uses it."""
    for user in service_shapes(service).values():
        kind = getattr(models, user.name, None)
        if isinstance(kind, type) and name in classes(parts(user)):
            return kind.__module__
    for operation in _covered_operations(service):
        method = getattr(DrsClient, xform_name(operation.name))
        if inspect.isfunction(method) and name in needed(operation):
            return method.__module__.replace(".operations.", ".models.")
    return models.__name__


def _missing_fields(kind: type, shape: StructureShape) -> Iterator[tuple[str, str]]:
    """Find the members of a structure that its model lacks, or has in another form."""
    where = full_name(kind)
    hints = get_type_hints(kind, include_extras=True)
    fields = _fields_by_wire_name(kind)
    for wire, member in shape.members.items():
        field = fields.get(wire)
        cure = f'add "{field_line(shape, wire)}" (wire name {wire})'
        if field is None:
            yield f"{shape.name}.{wire}", f"{where} lacks a field: {cure}"
        elif (hints[field.name], field.repr, field.default is attrs.NOTHING) != (
            _type_of(annotation(shape, wire)),
            not is_sensitive(member),
            is_required(shape, wire),
        ):
            yield f"{shape.name}.{wire}", f"{where}: drop {field.name}, {cure}"


def _missing_values(kind: type[OpenEnum], shape: Shape) -> Iterator[tuple[str, str]]:
    """Find the values that the service lists and an enum lacks."""
    has = [member.value for member in kind]
    for value in enum_values(shape):
        if value not in has:
            cure = f"{full_name(kind)} lacks a value: add '{value_line(value)}'"
            yield f"{shape.name}.{value}", cure


def _fields_by_wire_name(kind: type) -> dict[str, attrs.Attribute[Any]]:
    return {
        field.metadata.get(WIRE_NAME) or wire_name(field.name): field
        for field in attrs.fields(kind)
    }


def _type_of(text: str) -> object:
    """Return the type that an annotation stands for; `None` if it has no class yet."""
    names: dict[str, object] = {
        "Annotated": Annotated,
        "Mapping": Mapping,
        "UnionMember": UnionMember,
        "UnknownMember": UnknownMember,
        "datetime": datetime,
        "timedelta": timedelta,
    }
    try:
        return eval(text, {**library_types(), **names})  # noqa: S307 - the skeleton wrote it
    except NameError:
        return None


def report(service: ServiceModel) -> str:
    """Write in Markdown what the library lacks, with the code to add."""
    operations, other = missing_operations(service), missing(service)
    unknown = sorted(missing_errors(service))
    sections = [
        f"## Operation {operation.name}\n\n```python\n{skeleton(operation)}\n```"
        for operation in operations
    ]
    sections += [f"## {what}\n\n```text\n{cure}\n```" for what, cure in other.items()]
    sections += [
        f"## Error {name}\n\nAdd it to `drsclient.errors`." for name in unknown
    ]
    return "\n\n".join(sections)


def main() -> int:
    """Print the report, and return the exit code."""
    parser = argparse.ArgumentParser(description="Report what the library lacks.")
    parser.add_argument("file", nargs="?", type=Path, help="where to write the report")
    file: Path | None = parser.parse_args().file
    found = report(load_service())
    head = "This is missing from" if found else "Nothing is missing from"
    text = f"{head} drsclient for botocore {botocore.__version__}.\n\n{found}".rstrip()
    print(text)
    if file:
        file.write_text(f"{text}\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
