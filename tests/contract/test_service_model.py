"""
Models, enums and errors, held against the service model of the installed botocore.

When AWS adds a member or a value, a test here names the class and the line to add.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import attrs
import botocore
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape

from drsclient import DrsClient, errors, models
from drsclient.errors import DrsServiceError
from drsclient.models import _identity
from drsclient.models._model import WIRE_NAME, UnionMember, UnknownMember, wire_name
from drsclient.models.recovery_plans import executions as runs, plans, steps
from tests.contract.calling import HAS_RECOVERY_PLANS, OPERATIONS
from tools.shapes import (
    ALWAYS_SENT,
    enum_values,
    is_required,
    is_sensitive,
    is_union,
    parts,
    type_name,
)
from tools.skeleton import (
    annotation,
    classes,
    definition,
    enum_arguments,
    field_line,
    literal,
    needed,
    union,
    value_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import Shape

    from drsclient.models import OpenEnum

DESCRIPTION: dict[str, Any] = Loader().load_service_model("drs", "service-2")
SERVICE = ServiceModel(DESCRIPTION, "drs")
BOTOCORE = tuple(map(int, botocore.__version__.split(".")[:3]))

# What the oldest supported botocore does not know, and the one that brought it.
NEWER_THAN_THE_FLOOR = {
    "GetFailbackReplicationConfigurationResponse.internetProtocol": (1, 42, 86),
    "InternetProtocol": (1, 42, 86),
    "JobLogEventData.attemptCount": (1, 42, 86),
    "JobLogEventData.maxAttemptsCount": (1, 42, 86),
    "LaunchConfiguration.recoveryMode": (1, 43, 48),
    "LaunchConfigurationTemplate.recoveryMode": (1, 43, 48),
    "RecoveryMode": (1, 43, 48),
    "ReplicationConfiguration.internetProtocol": (1, 42, 86),
    "ReplicationConfigurationTemplate.internetProtocol": (1, 42, 86),
    "SourceProperties.architecture": (1, 43, 88),
    "SourceServerArchitecture": (1, 43, 88),
}

# Where the library knows better than the service model, and why.
DEVIATIONS = {
    "JobLogEvent.LAUNCH_END": "the service sends it, as real job logs show",
    "RecoveryPlanExecutionStatus.TIMED_OUT": "the user guide documents it",
}

# The service model types these durations as times; what comes is a duration.
DURATIONS = {
    "RecoveryInstanceDataReplicationInfo.lagDuration",
    "RecoveryInstanceFailback.elapsedReplicationDuration",
}

# AWS has these for all services, so that no service model lists them.
AWS_ERRORS = {"AuthenticationException"}

# Every service error has these, whatever its shape has.
COMMON_ATTRIBUTES = {
    "code",
    "message",
    "request_id",
    "retry_after",
    "retryable",
    "status_code",
}

# `code` is the error's own; the member of that name is finer.
ATTRIBUTES = {"code": "detail_code", "retryAfterSeconds": "retry_after"}

# What all models share, which the service has no shape for.
SHARED = {"Model", "OpenEnum", "UnknownMember", *_identity.__dict__}

IN_ERRORS = {"ValidationExceptionField", "ValidationExceptionReason"}


def ours() -> dict[str, Any]:
    """Find the library's classes and aliases that stand for the service's shapes."""
    newer = set[str]() if HAS_RECOVERY_PLANS else {*dir(plans), *dir(steps), *dir(runs)}
    names = set(dir(models)) - SHARED - newer - {f"{n}Literal" for n in dir(models)}
    found = {name: getattr(models, name) for name in sorted(names)}
    return found | {name: getattr(errors, name) for name in IN_ERRORS}


def theirs(service: ServiceModel) -> dict[str, Shape]:
    """Find the shapes that the client's operations take and return, and the errors'."""
    found: dict[str, Shape] = {}
    for name in service.operation_names:
        if hasattr(DrsClient, xform_name(name)):
            found |= needed(service.operation_model(name))
    return found | classes(
        part for error in service.error_shapes for part in parts(error)
    )


def wire_name_of(field: attrs.Attribute[Any]) -> str:
    """Return the wire name of a model's field."""
    return field.metadata.get(WIRE_NAME) or wire_name(field.name)


def full_name(kind: type) -> str:
    """Return where a class is defined, which is where to change it."""
    return f"{kind.__module__}.{kind.__name__}"


def home_of_user(name: str, service: ServiceModel) -> str:
    """Return the module for a shape: where a class or a method uses it."""
    for user in theirs(service).values():
        kind = getattr(models, user.name, None)
        if isinstance(kind, type) and name in classes(parts(user)):
            return kind.__module__
    for operation in map(service.operation_model, service.operation_names):
        method = getattr(DrsClient, xform_name(operation.name), None)
        if inspect.isfunction(method) and name in needed(operation):
            return method.__module__.replace(".operations.", ".models.")
    return models.__name__


def unexported_home(name: str) -> str | None:
    """Return the module that defines a class which `drsclient.models` lacks."""
    for module in pkgutil.walk_packages(models.__path__, f"{models.__name__}."):
        if name in vars(importlib.import_module(module.name)):
            return module.name
    return None


def type_of(text: str) -> object:
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
        return eval(text, {**ours(), **names})  # noqa: S307 - the skeleton wrote it
    except NameError:
        return None


def compare_model(kind: type, shape: StructureShape) -> Iterator[tuple[str, str]]:
    """Find how a model differs from its structure."""
    where = full_name(kind)
    hints = get_type_hints(kind, include_extras=True)
    fields = {wire_name_of(field): field for field in attrs.fields(kind)}
    for wire, member in shape.members.items():
        field = fields.pop(wire, None)
        cure = f'add "{field_line(shape, wire)}" (wire name {wire})'
        if field is None:
            yield f"{shape.name}.{wire}", f"{where} lacks a field: {cure}"
        elif (hints[field.name], field.repr, field.default is attrs.NOTHING) != (
            type_of(annotation(shape, wire)),
            not is_sensitive(member),
            is_required(shape, wire),
        ):
            yield f"{shape.name}.{wire}", f"{where}: drop {field.name}, {cure}"
    for wire, field in fields.items():
        cure = f"drop {field.name}, as the service has no {wire}"
        yield f"{shape.name}.{wire}", f"{where}: {cure}"


def compare_enum(kind: type[OpenEnum], shape: Shape) -> Iterator[tuple[str, str]]:
    """Find how an enum differs from the values that the service lists."""
    has, lists = [member.value for member in kind], enum_values(shape)
    for value in lists:
        if value not in has:
            cure = f"{full_name(kind)} lacks a value: add '{value_line(value)}'"
            yield f"{shape.name}.{value}", cure
    for value in has:
        if value not in lists:
            cure = f"{full_name(kind)}: drop the value {value!r}"
            yield f"{shape.name}.{value}", cure


def compare_union(alias: object, shape: StructureShape) -> Iterator[tuple[str, str]]:
    """Find whether an alias differs from its union."""
    if alias != type_of(union(shape)):
        where = home_of_user(shape.name, SERVICE)
        yield shape.name, f"{where}: make it\n{definition(shape)}"


def compare(service: ServiceModel) -> dict[str, str]:
    """Find what differs between the classes and the service, and the cure for it."""
    kinds = ours()
    found: dict[str, str] = {}
    for name, shape in theirs(service).items():
        kind = kinds.pop(name, None)
        if kind is None:
            if home := unexported_home(name):
                cure = f"{home} defines {name}: export it from {models.__name__}"
            else:
                where = home_of_user(name, service)
                cure = f"{where} lacks a class: add\n{definition(shape)}"
            found[name] = cure
        elif isinstance(shape, StructureShape) and is_union(shape):
            found.update(compare_union(kind, shape))
        elif isinstance(shape, StructureShape):
            found.update(compare_model(kind, shape))
        else:
            found.update(compare_enum(kind, shape))
    for name in kinds:
        found[name] = f"drsclient.models: drop {name}, as no operation has it"
    return found


def test_the_models_are_as_the_service_has_them() -> None:
    """Classes, fields and values are those of all that the client's operations have."""
    found = compare(SERVICE)
    newer = {what for what, since in NEWER_THAN_THE_FLOOR.items() if since > BOTOCORE}
    deviating = {what for what in DEVIATIONS if what.partition(".")[0] in ours()}
    expected = newer | deviating
    cures = [cure for what, cure in found.items() if what not in expected]
    assert set(found) == expected, "\n".join(cures)


def test_the_durations_that_are_typed_as_times_are_listed() -> None:
    """Both sides of each exception are known: the model's type, and the field's."""
    found = {
        f"{shape.name}.{wire}"
        for shape in theirs(SERVICE).values()
        if isinstance(shape, StructureShape)
        for wire, member in shape.members.items()
        if type_name(member) == "datetime" and type_name(member, wire) == "timedelta"
    }
    assert found == DURATIONS


@pytest.mark.parametrize("subject", NEWER_THAN_THE_FLOOR)
def test_what_is_newer_than_the_floor_exists(subject: str) -> None:
    """The list of what an old botocore does not know names only what is there."""
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
    members["bootDuration"] = {"shape": "ISO8601DatetimeString"}
    members["origin"] = {"shape": "Origin"}
    shapes["Flavor"] = {"type": "string", "enum": ["sweet", "verySour", "bitter-ish"]}
    shapes["Kernels"] = {"type": "list", "member": {"shape": "Kernel"}}
    shapes["Kernel"] = {
        "type": "structure",
        "members": {"builtDateTime": {"shape": "ISO8601DatetimeString"}},
    }
    shapes["Origin"] = {
        "type": "structure",
        "union": True,
        "members": {"kernel": {"shape": "Kernel"}, "name": {"shape": "BoundedString"}},
    }


def require(shapes: Shapes) -> None:
    """Require a member that was optional, and no longer one that was required."""
    shapes["OS"]["required"] = ["fullString"]
    shapes["RecoverySnapshot"]["required"].remove("expectedTimestamp")


def add_values(shapes: Shapes) -> None:
    """List one more value of an enum, of a model and of an error."""
    shapes["LaunchStatus"]["enum"].append("ORBITING")
    shapes["ValidationExceptionReason"]["enum"].append("tooEarly")


def take_away(shapes: Shapes) -> None:
    """Take away a member, a value and every use of a structure."""
    del shapes["CPU"]["members"]["cores"]
    del shapes["SourceServer"]["members"]["stagingArea"]
    shapes["LaunchStatus"]["enum"].remove("TERMINATED")


def change_types(shapes: Shapes) -> None:
    """Change the types of members, and whether they are sensitive."""
    shapes["Secret"] = {"type": "string", "sensitive": True}
    shapes["Labels"] = {
        "type": "map",
        "key": {"shape": "BoundedString"},
        "value": {"shape": "BoundedString"},
    }
    shapes["CPU"]["members"]["cores"] = {"shape": "BoundedString"}
    shapes["NetworkInterface"]["members"]["ips"] = {"shape": "BoundedString"}
    shapes["LifeCycle"]["members"]["firstByteDateTime"] = {
        "shape": "ISO8601DurationString"
    }
    shapes["SourceServer"]["members"]["agentVersion"] = {"shape": "Secret"}
    shapes["SourceServer"]["members"]["tags"] = {"shape": "Labels"}
    shapes["OS"]["union"] = True


def found_after(change: Callable[[Shapes], None]) -> dict[str, str]:
    """Change the service model, and return what is found because of it."""
    doctored = deepcopy(DESCRIPTION)
    change(doctored["shapes"])
    before = compare(SERVICE)
    after = compare(ServiceModel(doctored, "drs"))
    return {what: cure for what, cure in after.items() if what not in before}


@pytest.mark.parametrize(
    ("change", "subjects"),
    [
        (
            add_members,
            {
                *("Flavor", "Kernel", "Origin", "OS.flavor", "OS.sharesID"),
                *("OS.ownerId", "OS.kernels", "OS.labels", "OS.bootDuration"),
                "OS.origin",
            },
        ),
        (require, {"OS.fullString", "RecoverySnapshot.expectedTimestamp"}),
        (add_values, {"LaunchStatus.ORBITING", "ValidationExceptionReason.tooEarly"}),
        (
            take_away,
            {
                *("CPU.cores", "SourceServer.stagingArea", "StagingArea"),
                *("ExtensionStatus", "LaunchStatus.TERMINATED"),
            },
        ),
        (
            change_types,
            {
                *("CPU.cores", "LifeCycle.firstByteDateTime", "NetworkInterface.ips"),
                *("SourceServer.agentVersion", "SourceServer.tags", "OS"),
            },
        ),
    ],
)
def test_every_difference_is_found(
    change: Callable[[Shapes], None], subjects: set[str]
) -> None:
    """Whatever the service changes is found, and its cure names the class."""
    found = found_after(change)
    assert found.keys() == subjects
    for subject, cure in found.items():
        assert subject.partition(".")[0] in cure


def test_a_cure_names_the_line_to_add() -> None:
    """A person who reads it knows the file, the class and the line."""
    found = found_after(add_members)
    assert found["OS.ownerId"] == (
        f"{full_name(models.OS)} lacks a field: add "
        '"owner_id: str | None = attrs.field(default=None, '
        'metadata={WIRE_NAME: "ownerId"})" (wire name ownerId)'
    )
    assert found["Kernel"] == (
        "drsclient.models.machine lacks a class: add\n"
        "@attrs.frozen(kw_only=True)\n"
        "class Kernel(Model):\n"
        '    """…"""\n\n'
        "    built_date_time: datetime | None = None\n"
        '    """…"""'
    )


def test_a_cure_says_whether_a_member_is_required() -> None:
    """The line to add has a default only if the service may leave the member out."""
    found = found_after(require)
    cure = f"{full_name(models.OS)}: drop full_string, add"
    assert found["OS.fullString"] == f'{cure} "full_string: str" (wire name fullString)'


def test_what_is_always_sent_exists() -> None:
    """The list names members that the service model has and does not require."""
    for what, reason in ALWAYS_SENT.items():
        name, _, wire = what.partition(".")
        shape = SERVICE.shape_for(name)
        assert isinstance(shape, StructureShape)
        assert wire in shape.members
        assert wire not in shape.required_members
        assert reason


def test_every_enum_argument_has_its_texts() -> None:
    """The texts that editors complete are those that the service model lists."""
    for shape in enum_arguments(OPERATIONS):
        name = f"{shape.name}Literal"
        known = enum_values(shape)
        assert {*get_args(getattr(models, name))} >= {*known}, (
            f"{full_name(getattr(models, shape.name))}: make it\n{literal(shape)}"
        )


@pytest.mark.parametrize("name", [n for n in dir(models) if n.endswith("Literal")])
def test_every_text_is_a_member_of_its_enum(name: str) -> None:
    """No text that editors complete is unknown to its enum."""
    members: list[str] = list(getattr(models, name.removesuffix("Literal")))
    assert {*get_args(getattr(models, name))} <= {*members}


def test_every_error_has_its_class() -> None:
    """The service's errors and the exceptions have the same names."""
    exports: list[type] = [getattr(errors, name) for name in errors.__all__]
    known = {kind.__name__ for kind in exports if issubclass(kind, DrsServiceError)}
    modeled = {shape.name for shape in SERVICE.error_shapes}
    assert known - {"DrsServiceError"} == modeled | AWS_ERRORS, (
        f"add to drsclient.errors: {modeled - known}; drop: {known - modeled}"
    )
    assert not modeled & AWS_ERRORS


@pytest.mark.parametrize("shape", SERVICE.error_shapes, ids=lambda shape: shape.name)
def test_every_member_of_an_error_is_an_attribute(shape: StructureShape) -> None:
    """An error has what its shape has, by names of this library, and no more."""
    kind: type = getattr(errors, shape.name)
    expected = {ATTRIBUTES.get(name) or xform_name(name) for name in shape.members}
    actual = {
        name
        for name, value in inspect.getmembers(kind)
        if isinstance(value, property) and not name.startswith("_")
    }
    assert actual == expected | COMMON_ATTRIBUTES
