"""
The models and enums, held against the service model that botocore has installed.

When AWS adds a member or a value, a test here names the class and the line to add.
"""

from __future__ import annotations

import inspect
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import attrs
import botocore
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import (
    ListShape,
    MapShape,
    ServiceModel,
    StringShape,
    StructureShape,
)

from drsclient import DrsClient, errors, models
from drsclient.models import Model, OpenEnum
from drsclient.models._model import WIRE_NAME, wire_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import Shape

DESCRIPTION: dict[str, Any] = Loader().load_service_model("drs", "service-2")
BOTOCORE = tuple(map(int, botocore.__version__.split(".")[:3]))

# What the oldest botocore that is supported does not know, and the one that brought it.
NEWER_THAN_THE_FLOOR = {
    "SourceProperties.architecture": (1, 43, 88),
    "SourceServerArchitecture": (1, 43, 88),
}

SCALARS = {
    "boolean": "bool",
    "integer": "int",
    "long": "int",
    "string": "str",
}
# The service has text of its own for these; the names of the shapes tell them apart.
TIMES = {"ISO8601DatetimeString": "datetime", "ISO8601DurationString": "timedelta"}


def reachable(service: ServiceModel) -> dict[str, Shape]:
    """Find the structures and enums in what the client's operations may answer."""
    found: dict[str, Shape] = {}

    def visit(shape: Shape, *, counts: bool = True) -> None:
        if shape.name in found:
            return
        if counts and (isinstance(shape, StructureShape) or is_enum(shape)):
            found[shape.name] = shape
        for inner in parts(shape):
            visit(inner)

    for name in service.operation_names:
        answer = service.operation_model(name).output_shape
        if answer and hasattr(DrsClient, xform_name(name)):
            # An envelope is taken off, so it has no class.
            visit(answer, counts=answer.name != f"{name}Response")
    for error in service.error_shapes:
        visit(error, counts=False)
    return found


def is_enum(shape: Shape) -> bool:
    """Say whether a shape is text of which some values are listed."""
    return bool(values(shape))


def is_sensitive(shape: Shape) -> bool:
    """Say whether the service wants a member kept out of logs."""
    if isinstance(shape, StructureShape):
        return False  # its members say so for themselves
    return "sensitive" in shape.metadata or any(map(is_sensitive, parts(shape)))


def type_name(shape: Shape) -> str:
    """Name the Python type of a shape, as an annotation has it."""
    if isinstance(shape, ListShape):
        return f"tuple[{type_name(shape.member)}, ...]"
    if isinstance(shape, MapShape):
        return f"Mapping[{type_name(shape.key)}, {type_name(shape.value)}]"
    if isinstance(shape, StructureShape) or is_enum(shape):
        return shape.name
    return TIMES.get(shape.name) or SCALARS[shape.type_name]


def annotation(shape: Shape) -> str:
    """Give the annotation of a field of a shape."""
    optional = not isinstance(shape, ListShape | MapShape)
    return type_name(shape) + (" | None" if optional else "")


def line(wire: str, shape: Shape) -> str:
    """Write the line that adds a member to a model."""
    name = xform_name(wire)
    options: dict[str, str] = {"default": "None"}
    if isinstance(shape, ListShape):
        options = {"default": "()"}
    if isinstance(shape, MapShape):
        options = {"default": "EMPTY_MAP", "converter": "frozen_map"}
    if is_sensitive(shape):
        options["repr"] = "False"
    if wire_name(name) != wire:
        options["metadata"] = f'{{WIRE_NAME: "{wire}"}}'
    default = options["default"]
    if len(options) > 1:
        given = ", ".join(f"{option}={value}" for option, value in options.items())
        default = f"attrs.field({given})"
    return f"{name}: {annotation(shape)} = {default}"


def class_body(shape: Shape) -> str:
    """Write the class of a structure or an enum."""
    if isinstance(shape, StructureShape):
        lines = [line(wire, member) for wire, member in shape.members.items()]
        return "\n    ".join([f"class {shape.name}(Model):", *lines])
    lines = [value_line(value) for value in values(shape)]
    return "\n    ".join([f"class {shape.name}(OpenEnum):", *lines])


def parts(shape: Shape) -> list[Shape]:
    """List the shapes that a shape is made of."""
    if isinstance(shape, StructureShape):
        return list(shape.members.values())
    if isinstance(shape, MapShape):
        return [shape.key, shape.value]
    return [shape.member] if isinstance(shape, ListShape) else []


def values(shape: Shape) -> list[str]:
    """List the values of an enum."""
    return shape.enum if isinstance(shape, StringShape) else []


def value_line(value: str) -> str:
    """Write the line that adds a value to an enum."""
    return f'{xform_name(value).upper()} = "{value}"'


def full_name(kind: type) -> str:
    """Say where a class is defined, which is where a line is to be added."""
    return f"{kind.__module__}.{kind.__name__}"


def annotation_of(kind: type, name: str) -> str:
    """Write a field's annotation as it stands in the code, without modules."""
    hint = inspect.get_annotations(kind, eval_str=True)[name]
    return re.sub(r"(?:\w+\.)+(?=\w)", "", inspect.formatannotation(hint))


def compare_model(kind: type, shape: StructureShape) -> Iterator[tuple[str, str]]:
    """Find how a model differs from its structure."""
    where = full_name(kind)
    fields = {
        field.metadata.get(WIRE_NAME) or wire_name(field.name): field
        for field in attrs.fields(kind)
    }
    for wire, member in shape.members.items():
        field = fields.pop(wire, None)
        cure = f'add "{line(wire, member)}" (wire name {wire})'
        if field is None:
            yield f"{shape.name}.{wire}", f"{where} lacks a field: {cure}"
            continue
        written = annotation_of(kind, field.name)
        if (written, field.repr) != (annotation(member), not is_sensitive(member)):
            yield f"{shape.name}.{wire}", f"{where}: drop {field.name}, {cure}"
    for wire, field in fields.items():
        cure = f"drop {field.name}, as the service has no {wire}"
        yield f"{shape.name}.{wire}", f"{where}: {cure}"


def compare_enum(kind: type[OpenEnum], shape: Shape) -> Iterator[tuple[str, str]]:
    """Find how an enum differs from the values that the service lists."""
    ours, theirs = [member.value for member in kind], values(shape)
    for value in theirs:
        if value not in ours:
            cure = f"{full_name(kind)} lacks a value: add '{value_line(value)}'"
            yield f"{shape.name}.{value}", cure
    for value in ours:
        if value not in theirs:
            cure = f"{full_name(kind)}: drop the value {value!r}"
            yield f"{shape.name}.{value}", cure


def compare(service: ServiceModel) -> dict[str, str]:
    """Find what differs between the classes and the service, and the cure for it."""
    exported: list[object] = [getattr(models, name) for name in dir(models)]
    exported += [errors.ValidationExceptionField, errors.ValidationExceptionReason]
    classes: dict[str, type] = {
        kind.__name__: kind
        for kind in filter(inspect.isclass, exported)
        if kind not in {Model, OpenEnum}
    }
    found: dict[str, str] = {}
    for name, shape in reachable(service).items():
        kind = classes.pop(name, None)
        if kind is None:
            found[name] = f'drsclient.models lacks a class: add "{class_body(shape)}"'
        elif isinstance(shape, StructureShape):
            found.update(compare_model(kind, shape))
        else:
            assert issubclass(kind, OpenEnum)
            found.update(compare_enum(kind, shape))
    for name, kind in classes.items():
        found[name] = f"{full_name(kind)}: drop it, as no operation answers with it"
    return found


def test_the_models_are_as_the_service_has_them() -> None:
    """Classes, fields and values are the service's, in all that an answer may hold."""
    found = compare(ServiceModel(DESCRIPTION, "drs"))
    expected = {
        what for what, since in NEWER_THAN_THE_FLOOR.items() if since > BOTOCORE
    }
    assert set(found) == expected, "\n".join(found.values())


@pytest.mark.parametrize("subject", NEWER_THAN_THE_FLOOR)
def test_what_is_newer_than_the_floor_exists(subject: str) -> None:
    """The list of what an old botocore does not know has nothing that is gone."""
    name, _, wire = subject.partition(".")
    kind: type = getattr(models, name)
    assert not wire or xform_name(wire) in attrs.fields_dict(kind)


Shapes = dict[str, dict[str, Any]]


def add_members(shapes: Shapes) -> None:
    """Give a structure a member of each kind."""
    members = shapes["OS"]["members"]
    members["flavor"] = {"shape": "Flavor"}
    members["sharesID"] = {"shape": "PositiveInteger"}
    members["ownerId"] = {"shape": "BoundedString"}
    members["kernels"] = {"shape": "Kernels"}
    members["labels"] = {"shape": "TagsMap"}
    shapes["Flavor"] = {"type": "string", "enum": ["sweet", "verySour"]}
    shapes["Kernels"] = {"type": "list", "member": {"shape": "Kernel"}}
    shapes["Kernel"] = {
        "type": "structure",
        "members": {"builtDateTime": {"shape": "ISO8601DatetimeString"}},
    }


def add_values(shapes: Shapes) -> None:
    """List one more value of an enum, of a model and of an error."""
    shapes["LaunchStatus"]["enum"].append("ORBITING")
    shapes["ValidationExceptionReason"]["enum"].append("tooEarly")


def take_away(shapes: Shapes) -> None:
    """Take a member, a value and all use of a structure away."""
    del shapes["CPU"]["members"]["cores"]
    del shapes["SourceServer"]["members"]["stagingArea"]
    shapes["LaunchStatus"]["enum"].remove("TERMINATED")


def change_types(shapes: Shapes) -> None:
    """Make members something else, or sensitive."""
    shapes["CPU"]["members"]["cores"] = {"shape": "BoundedString"}
    shapes["LifeCycle"]["members"]["firstByteDateTime"] = {
        "shape": "ISO8601DurationString"
    }
    shapes["NetworkInterface"]["members"]["ips"] = {"shape": "BoundedString"}
    shapes["AgentVersion"]["sensitive"] = True
    del shapes["TagsMap"]["sensitive"]


PACKAGE = "drsclient.models.source_servers"
LIFE = f"{PACKAGE}._life_cycle"
MACHINE = f"{PACKAGE}._source_properties"
SERVER = f"{PACKAGE}._source_server"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            add_members,
            {
                "Flavor": "drsclient.models lacks a class: add "
                '"class Flavor(OpenEnum):\n'
                '    SWEET = "sweet"\n'
                '    VERY_SOUR = "verySour""',
                "Kernel": "drsclient.models lacks a class: add "
                '"class Kernel(Model):\n'
                '    built_date_time: datetime | None = None"',
                "OS.flavor": f"{MACHINE}.OS lacks a field: add "
                '"flavor: Flavor | None = None" (wire name flavor)',
                "OS.sharesID": f"{MACHINE}.OS lacks a field: add "
                '"shares_id: int | None = None" (wire name sharesID)',
                "OS.ownerId": f"{MACHINE}.OS lacks a field: add "
                '"owner_id: str | None = attrs.field(default=None, '
                'metadata={WIRE_NAME: "ownerId"})" (wire name ownerId)',
                "OS.kernels": f"{MACHINE}.OS lacks a field: add "
                '"kernels: tuple[Kernel, ...] = ()" (wire name kernels)',
                "OS.labels": f"{MACHINE}.OS lacks a field: add "
                '"labels: Mapping[str, str] = attrs.field(default=EMPTY_MAP, '
                'converter=frozen_map, repr=False)" (wire name labels)',
            },
        ),
        (
            add_values,
            {
                "LaunchStatus.ORBITING": f"{LIFE}.LaunchStatus "
                "lacks a value: add 'ORBITING = \"ORBITING\"'",
                "ValidationExceptionReason.tooEarly": "drsclient.errors."
                "ValidationExceptionReason lacks a value: "
                "add 'TOO_EARLY = \"tooEarly\"'",
            },
        ),
        (
            take_away,
            {
                "CPU.cores": f"{MACHINE}.CPU: drop cores, as the service has no cores",
                "SourceServer.stagingArea": f"{SERVER}.SourceServer: "
                "drop staging_area, as the service has no stagingArea",
                "StagingArea": f"{SERVER}.StagingArea: drop it, "
                "as no operation answers with it",
                "ExtensionStatus": f"{SERVER}.ExtensionStatus: drop it, "
                "as no operation answers with it",
                "LaunchStatus.TERMINATED": f"{LIFE}.LaunchStatus: "
                "drop the value 'TERMINATED'",
            },
        ),
        (
            change_types,
            {
                "CPU.cores": f"{MACHINE}.CPU: drop cores, "
                'add "cores: str | None = None" (wire name cores)',
                "LifeCycle.firstByteDateTime": f"{LIFE}.LifeCycle: "
                "drop first_byte_date_time, "
                'add "first_byte_date_time: timedelta | None = None" '
                "(wire name firstByteDateTime)",
                "NetworkInterface.ips": f"{MACHINE}.NetworkInterface: drop ips, "
                'add "ips: str | None = None" (wire name ips)',
                "SourceServer.agentVersion": f"{SERVER}.SourceServer: "
                'drop agent_version, add "agent_version: str | None = '
                'attrs.field(default=None, repr=False)" (wire name agentVersion)',
                "SourceServer.tags": f"{SERVER}.SourceServer: drop tags, "
                'add "tags: Mapping[str, str] = attrs.field(default=EMPTY_MAP, '
                'converter=frozen_map)" (wire name tags)',
            },
        ),
    ],
)
def test_a_difference_comes_with_its_cure(
    change: Callable[[Shapes], None], expected: dict[str, str]
) -> None:
    """Whatever the service changes, the class and the line to add are named."""
    doctored = deepcopy(DESCRIPTION)
    change(doctored["shapes"])
    before = compare(ServiceModel(DESCRIPTION, "drs"))
    after = compare(ServiceModel(doctored, "drs"))
    assert {k: v for k, v in after.items() if k not in before} == expected
