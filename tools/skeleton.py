"""
Write the skeleton of a DRS operation and of its models, for a maintainer to finish.

`python -m tools.skeleton DescribeJobs` prints the method for
`operations/<resource>.py`, and for `models/<resource>.py` each class that the operation
needs and `drsclient.models` does not have yet. "…" marks text that a maintainer has to
write, next to the imports; `ruff format` finishes the layout. Names and types come from
the service model of the installed botocore.
"""

from __future__ import annotations

import argparse
from textwrap import indent
from typing import TYPE_CHECKING, Final

import attrs
from botocore import xform_name
from botocore.model import ListShape, MapShape, StructureShape

from drsclient import models
from drsclient._botocore.request import ONLY_TEXT
from drsclient._ids import ENTITIES
from drsclient.models import HasRecoverySnapshotId
from drsclient.models._model import union_member_name, wire_name
from tools.shapes import (
    enum_values,
    is_identified,
    is_identifier,
    is_required,
    is_sensitive,
    is_union,
    load_service,
    parts,
    type_name,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from botocore.model import OperationModel, Shape

# The errors that the docstring of an operation lists; any call can raise the others.
PARTICULAR_ERRORS: Final = (
    "ResourceNotFoundException",
    "ConflictException",
    "ServiceQuotaExceededException",
)

# Members that are optional in the service model, but required by our methods.
TOLD: Final = {"isDrill": "without it, expect a real recovery"}
# Structures of the request whose members become arguments.
_FLATTENED: Final = {"filter", "filters"}
_HIDDEN: Final = {"nextToken"}
_NAMES: Final = {"maxResults": "page_size"}
WIDTH: Final = 88


def annotation(owner: StructureShape, wire: str) -> str:
    """Write the annotation of the field for a member of a structure."""
    shape = owner.members[wire]
    is_never_none = isinstance(shape, ListShape | MapShape) or is_required(owner, wire)
    return type_name(shape, wire) + ("" if is_never_none else " | None")


def field_line(owner: StructureShape, wire: str) -> str:
    """Write the line that adds a member of a structure to its model."""
    name, shape = xform_name(wire), owner.members[wire]
    options: dict[str, str] = {}
    if not is_required(owner, wire):
        defaults = {"list": "()", "map": "EMPTY_MAP"}
        options["default"] = defaults.get(shape.type_name, "None")
    if isinstance(shape, MapShape):
        of_texts = type_name(shape.value) == "str"
        options["converter"] = "frozen_map" if of_texts else f"_frozen_{name}"
    if is_sensitive(shape):
        options["repr"] = "False"
    if wire_name(name) != wire:
        options["metadata"] = f'{{WIRE_NAME: "{wire}"}}'
    field = f"{name}: {annotation(owner, wire)}"
    if options.keys() <= {"default"}:
        return " = ".join([field, *options.values()])
    return fold(f"{field} = attrs.field(", map("=".join, options.items()), ")", 4)


def value_line(value: str) -> str:
    """Write the line that adds a value to an enum."""
    name = xform_name(value).upper().replace("-", "_")
    return f'{name} = "{value}"'


def literal(shape: Shape) -> str:
    """Write the `Literal` alias of an enum, for arguments."""
    values = ", ".join(f'"{value}"' for value in enum_values(shape))
    return (
        f"{shape.name}Literal: TypeAlias = Literal[{values}]\n"
        f'"""The values of `{shape.name}` as text, for arguments."""'
    )


def union(shape: StructureShape) -> str:
    """Write the type of a tagged union."""
    names = {wire: type_name(member) for wire, member in shape.members.items()}
    options = [
        name
        if union_member_name(name) == wire
        else f'Annotated[{name}, UnionMember("{wire}")]'
        for wire, name in names.items()
    ]
    return " | ".join([*options, "UnknownMember"])


def definition(shape: Shape) -> str:
    """Write the class of a structure or an enum, or the alias of a tagged union."""
    if isinstance(shape, StructureShape) and is_union(shape):
        return f'{shape.name}: TypeAlias = (\n    {union(shape)}\n)\n"""…"""'
    head = f"class {shape.name}(OpenEnum):"
    lines = [value_line(value) for value in enum_values(shape)]
    if isinstance(shape, StructureShape):
        head = f"@attrs.frozen(kw_only=True)\nclass {shape.name}(Model):"
        lines = [field_line(shape, wire) for wire in shape.members]
    body = "\n".join(f'{line}\n"""…"""' for line in lines)
    return f'{head}\n    """…"""\n\n{indent(body, "    ")}'


def classes(shapes: Iterable[Shape]) -> dict[str, Shape]:
    """Collect the structures and enums in shapes, each after those it refers to."""
    found: dict[str, Shape] = {}
    for shape in shapes:
        found |= classes(parts(shape))
        if isinstance(shape, StructureShape) or enum_values(shape):
            found[shape.name] = shape
    return found


# Operations


@attrs.frozen
class Parameter:
    """A parameter of a method."""

    path: tuple[str, ...]
    """The path of the value in the request, in wire names."""
    shape: Shape
    required: bool
    takes_entities: bool = True
    """Whether it takes entities instead of an ID or ARN."""

    @property
    def name(self) -> str:
        """The name in Python."""
        return _NAMES.get(self.path[-1]) or xform_name(self.path[-1])

    @property
    def declaration(self) -> str:
        """The parameter as written in the signature."""
        kind = " | ".join(self._types(self.shape))
        if isinstance(self.shape, ListShape):
            kind = f"Iterable[{' | '.join(self._types(self.shape.member))}]"
        return f"{self.name}: {kind}" + ("" if self.required else " | None = None")

    @property
    def argument(self) -> str:
        """The expression that passes the value to boto3."""
        is_plain = self._types(self.shape) == [type_name(self.shape)]
        is_as_is = is_plain and type_name(self.shape) in {"bool", "int", "str"}
        if self.required and (is_as_is or isinstance(self.shape, MapShape)):
            return self.name
        return f"argument({self.name})"

    def _types(self, shape: Shape) -> list[str]:
        """List the types that it takes for a value or for an item of a list."""
        name = type_name(shape)
        if enum_values(shape):
            return [name, f"{name}Literal"]
        kind = self.name.removesuffix("s")
        if is_identifier(shape) and self.takes_entities:
            return [name, *_names(ENTITIES.get(kind, ()))]
        if not isinstance(shape, StructureShape) or is_union(shape):
            return [name]
        names = list[str]()
        if is_identified(shape):
            (wire,) = shape.required_members
            names = ["str", *_names(ENTITIES.get(xform_name(wire), ()))]
        if "recoverySnapshotID" in shape.members:
            # The structure is an entity itself.
            return [*names, HasRecoverySnapshotId.__name__]
        return [*names, name]


def _names(entities: Collection[type]) -> list[str]:
    """List the names of classes, without subclasses of other listed classes."""
    return [
        entity.__name__
        for entity in entities
        if not any(issubclass(entity, other) for other in {*entities} - {entity})
    ]


@attrs.frozen
class Result:
    """The result of a method, and the verb that reads it from the response."""

    verb: str
    shape: Shape | None = None
    """The shape of the result, or of the items of a list; `None` without a result."""
    member: str | None = None
    """The response member with the result; `None` if the result is the response."""

    @property
    def annotation(self) -> str:
        """The return annotation of the method."""
        name = type_name(self.shape) if self.shape else "None"
        forms = {"_paginate": f"Iterator[{name}]", "_list": f"tuple[{name}, ...]"}
        return forms.get(self.verb, name)

    @property
    def arguments(self) -> list[str]:
        """The arguments of the verb before the boto3 method."""
        member = f'"{self.member}"' if self.member else "None"
        if self.shape and self.verb in {"_one", "_paginate", "_list"}:
            return [f"models.{self.shape.name}", member]
        return [member] if self.shape else []


def required_inputs(operation: OperationModel) -> list[str]:
    """List the required members of a request."""
    return list(operation.input_shape.required_members) if operation.input_shape else []


def parameters(operation: OperationModel) -> list[Parameter]:
    """List the parameters of a method, required ones first and `page_size` last."""
    shape = operation.input_shape
    members: Mapping[str, Shape] = shape.members if shape else {}
    required = required_inputs(operation)
    found: list[Parameter] = []
    for wire, member in members.items():
        if wire in _FLATTENED and isinstance(member, StructureShape):
            found += [
                Parameter((wire, name), inner, required=False)
                for name, inner in member.members.items()
            ]
        elif wire not in _HIDDEN:
            found.append(
                Parameter(
                    (wire,),
                    member,
                    required=wire in required or wire in TOLD,
                    takes_entities=(f"{operation.name}Request", wire) not in ONLY_TEXT,
                )
            )
    first = positional(found)
    return sorted(
        found, key=lambda p: (p is not first, not p.required, p.name == "page_size")
    )


def positional(found: Iterable[Parameter]) -> Parameter | None:
    """Find the parameter with the ID or the IDs of the resources of a method."""
    required = [parameter for parameter in found if parameter.required]
    one = [p for p in required if is_identifier(p.shape)]
    lists = [p for p in required if isinstance(p.shape, ListShape)]
    several = [p for p in lists if any(map(is_identified, parts(p.shape)))]
    return next(iter(one or several), None)


def result(operation: OperationModel) -> Result:
    """Find the result of a method: the response without members of the request."""
    response = operation.output_shape
    members = dict(response.members) if response else {}
    paged = members.pop("nextToken", None) is not None
    if response is None or members.keys() <= set(required_inputs(operation)):
        return Result("_nothing")
    if response.name != f"{operation.name}Response" or len(members) > 1:
        return Result("_one", response)
    ((member, shape),) = members.items()
    if isinstance(shape, ListShape):
        return Result("_paginate" if paged else "_list", shape.member, member)
    verbs = {"structure": "_one", "map": "_map"}
    return Result(verbs.get(shape.type_name, "_text"), shape, member)


def documented_errors(operation: OperationModel) -> list[str]:
    """List the errors that the docstring of a method documents."""
    declared = {shape.name for shape in operation.error_shapes} & {*PARTICULAR_ERRORS}
    refused = ["DrsParameterError"] if parameters(operation) else []
    return refused + sorted(declared, key=PARTICULAR_ERRORS.index)


def method(operation: OperationModel) -> str:
    """Write the method of an operation, indented for its class."""
    name, returned = xform_name(operation.name), result(operation)
    given = parameters(operation)
    first = positional(given)
    listed = ["self", *(p.declaration for p in given if p is first)]
    if named := [p.declaration for p in given if p is not first]:
        listed += ["*", *named]
    head = fold(f"def {name}(", listed, f") -> {returned.annotation}:", 4)
    call = fold(
        f"{'return ' if returned.shape else ''}self.{returned.verb}(",
        [*returned.arguments, f"self._api.{name}", *_arguments(given)],
        ")",
        8,
    )
    body = indent(f"{_docstring(operation)}\n{call}", "    ")
    return indent(f"{head}\n{body}", "    ")


def _docstring(operation: OperationModel) -> str:
    """Write the docstring of a method, with "…" for missing text."""
    sections = {
        "Args": [f"{parameter.name}: …" for parameter in parameters(operation)],
        "Returns": ["…"] if result(operation).shape else [],
        "Raises": [f"{name}: …" for name in documented_errors(operation)],
    }
    text = f'"""\n…\n\nCalls the API operation {operation.name}.\n'
    for title, lines in sections.items():
        if lines:
            text += f"\n{title}:\n" + indent("\n".join(lines), "    ") + "\n"
    return f'{text}"""'


def _arguments(given: Iterable[Parameter]) -> list[str]:
    """Write the arguments of the boto3 call, with a dict for a flattened structure."""
    groups: dict[str, list[Parameter]] = {}
    for parameter in given:
        groups.setdefault(parameter.path[0], []).append(parameter)
    return [
        f"{wire}={group[0].argument}"
        if group[0].path == (wire,)
        else fold(
            f"{wire}={{", [f'"{p.path[-1]}": {p.argument}' for p in group], "}", 13
        )
        for wire, group in groups.items()
    ]


def fold(opening: str, items: Iterable[str], closing: str, column: int) -> str:
    """Write items in brackets as the formatter does, in as few lines as possible."""
    items = list(items)
    joined = ", ".join(items)
    if "\n" not in joined:
        if column + len(opening + joined + closing) <= WIDTH:
            return f"{opening}{joined}{closing}"
        if column + 4 + len(joined) <= WIDTH:
            return f"{opening}\n    {joined}\n{closing}"
    return "\n".join(
        [opening, *(indent(f"{item},", "    ") for item in items), closing]
    )


def needed(operation: OperationModel) -> dict[str, Shape]:
    """Collect the shapes that the arguments and the result of a method need."""
    shapes = [parameter.shape for parameter in parameters(operation)]
    returned = result(operation).shape
    return classes([*shapes, returned] if returned else shapes)


def enum_arguments(operations: Iterable[OperationModel]) -> list[Shape]:
    """List the enums that operations take as arguments."""
    shapes = (p.shape for operation in operations for p in parameters(operation))
    return list({shape.name: shape for shape in shapes if enum_values(shape)}.values())


def skeleton(operation: OperationModel) -> str:
    """Write a method in a class, and the model classes that do not exist yet."""
    missing = [
        definition(shape)
        for name, shape in needed(operation).items()
        if not hasattr(models, name)
    ]
    missing += [
        literal(shape)
        for shape in enum_arguments([operation])
        if not hasattr(models, f"{shape.name}Literal")
    ]
    group = f"class ResourceOperations(OperationGroup):\n{method(operation)}"
    return "\n\n\n".join([group, *missing])


def main() -> None:
    """Print the skeleton of the operation that the command line names."""
    parser = argparse.ArgumentParser(description="Write the skeleton of an operation.")
    parser.add_argument("operation", help="its name, such as DescribeJobs")
    name: str = parser.parse_args().operation
    service = load_service()
    if name not in service.operation_names:
        parser.error(f"DRS has no operation {name!r}")
    print(skeleton(service.operation_model(name)))


if __name__ == "__main__":
    main()
