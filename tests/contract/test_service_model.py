"""
Models, enums, errors and operations, held against the installed service model.

When AWS adds a member or a value, a test here names the class and the line to add. With
a botocore older than the pinned one, the service model is a subset of the library.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape

from drsclient import errors, models
from tools.comparison import (
    full_name,
    missing,
    missing_errors,
    report,
    service_shapes,
    surplus,
    surplus_errors,
)
from tools.shapes import ALWAYS_SENT, is_older_than_pinned, type_name

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
DESCRIPTION: dict[str, Any] = Loader().load_service_model("drs", "service-2")
SERVICE = ServiceModel(DESCRIPTION, "drs")

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


def test_the_library_has_all_that_the_service_has() -> None:
    """Classes, fields and values are those of all that the client's operations have."""
    assert not missing(SERVICE), "\n".join(missing(SERVICE).values())


@pytest.mark.skipif(is_older_than_pinned(), reason="the service may be a subset")
def test_the_service_has_all_that_the_library_has() -> None:
    """The library has nothing else, but for what is known better and has a reason."""
    found = surplus(SERVICE)
    cures = [cure for what, cure in found.items() if what not in DEVIATIONS]
    assert not cures, "\n".join(cures)
    assert found.keys() == DEVIATIONS.keys(), "the service has a deviation: unlist it"


def test_the_durations_that_are_typed_as_times_are_listed() -> None:
    """Both sides of each exception are known: the model's type, and the field's."""
    found = {
        f"{shape.name}.{wire}"
        for shape in service_shapes(SERVICE).values()
        if isinstance(shape, StructureShape)
        for wire, member in shape.members.items()
        if type_name(member) == "datetime" and type_name(member, wire) == "timedelta"
    }
    assert found == DURATIONS


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
    service = ServiceModel(doctored, "drs")
    before = missing(SERVICE) | surplus(SERVICE)
    after = missing(service) | surplus(service)
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


@pytest.mark.parametrize("name", [n for n in dir(models) if n.endswith("Literal")])
def test_every_text_is_a_member_of_its_enum(name: str) -> None:
    """No text that editors complete is unknown to its enum."""
    members: list[str] = list(getattr(models, name.removesuffix("Literal")))
    assert {*get_args(getattr(models, name))} <= {*members}


def test_every_error_has_its_class() -> None:
    """The service's errors and the exceptions have the same names."""
    lacking, unknown = missing_errors(SERVICE), surplus_errors(SERVICE)
    assert not lacking, f"add to drsclient.errors: {sorted(lacking)}"
    assert not unknown, f"drop from drsclient.errors: {sorted(unknown)}"


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


def run_tool(home: Path, description: object) -> subprocess.CompletedProcess[str]:
    """Run the tool with a home folder, where botocore finds this service model."""
    folder = home / ".aws/models/drs" / DESCRIPTION["metadata"]["apiVersion"]
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(description))
    return subprocess.run(  # noqa: S603 - the tool is ours
        [sys.executable, "-m", "tools.comparison", str(home / "report.md")],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "HOME": str(home)},
        text=True,
    )


def headings(text: str) -> list[str]:
    """Return the headings of a report."""
    return re.findall("^## (.*)$", text, re.MULTILINE)


def test_an_older_service_lacks_nothing(tmp_path: Path) -> None:
    """With a service that has only one operation, there is nothing to report."""
    older = deepcopy(DESCRIPTION)
    older["operations"] = {"StopFailback": older["operations"]["StopFailback"]}
    done = run_tool(tmp_path, older)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Nothing is missing")


def test_the_report_names_what_is_missing(tmp_path: Path) -> None:
    """It has the skeleton of a new operation, and the line of a member and a value."""
    newer = deepcopy(DESCRIPTION)
    shapes = newer["shapes"]
    shapes["OS"]["members"]["ownerId"] = {"shape": "BoundedString"}
    shapes["LaunchStatus"]["enum"].append("ORBITING")
    shapes["OrbitException"] = {"type": "structure", "members": {}, "exception": True}
    operation = deepcopy(newer["operations"]["StopFailback"])
    operation["name"] = "StopOrbit"
    operation["errors"].append({"shape": "OrbitException"})
    newer["operations"]["StopOrbit"] = operation
    done = run_tool(tmp_path, newer)
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "report.md").read_text() == done.stdout
    assert {*headings(done.stdout)} - {*headings(report(SERVICE))} == {
        "Operation StopOrbit",
        "LaunchStatus.ORBITING",
        "OS.ownerId",
        "Error OrbitException",
    }
    assert "    def stop_orbit(self" in done.stdout
    assert "owner_id: str | None = " in done.stdout
    assert 'ORBITING = "ORBITING"' in done.stdout
