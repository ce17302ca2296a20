"""Properties of the shapes in the service model of the installed botocore."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import botocore
from botocore.loaders import Loader
from botocore.model import (
    ListShape,
    MapShape,
    ServiceModel,
    StringShape,
    StructureShape,
)

if TYPE_CHECKING:
    from botocore.model import Shape

_SCALARS: Final = {
    "boolean": "bool",
    "integer": "int",
    "long": "int",
    "string": "str",
    "timestamp": "datetime",
}
# The service model types most times as strings; the names of their shapes tell them.
_TIMES: Final = {
    "ISO8601DatetimeString": "datetime",
    "ISO8601DurationString": "timedelta",
}
_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")

ALWAYS_SENT: Final = {
    "Account.accountID": "the entity has no other member",
    "LaunchConfiguration.sourceServerID": "the settings are those of this server",
    "LaunchConfigurationTemplate.arn": "the ARN of a resource with tags",
    "LaunchConfigurationTemplate.launchConfigurationTemplateID": "its own ID",
    "ParticipatingServer.sourceServerID": "recorded responses have it",
    "RecoveryInstance.arn": "the ARN of a resource with tags",
    "RecoveryInstance.recoveryInstanceID": "its own ID",
    "ReplicationConfiguration.sourceServerID": "the settings are those of this server",
    "ReplicationConfigurationTemplate.arn": "the ARN of a resource with tags",
    "SourceNetwork.arn": "the ARN of a resource with tags; AWS's examples have it",
    "SourceNetwork.sourceNetworkID": "its own ID; AWS's examples have it",
    "SourceServer.arn": "recorded responses have it",
    "SourceServer.sourceServerID": "recorded responses have it",
    "StagingSourceServer.arn": "CreateExtendedSourceServer takes nothing else",
}
"""
The members that identify an entity, which the service model does not require.

The service always sends them, for the reason given. A model without one could not be
passed as an argument, so a response without one is refused, as if it were required. The
ARN of a job is not among them: a response that a launch has started must not become an
error because it lacks what nothing but tags need.
"""


def load_service() -> ServiceModel:
    """Load the service model of the installed botocore."""
    return ServiceModel(Loader().load_service_model("drs", "service-2"), "drs")


def is_older_than_pinned() -> bool:
    """Return whether botocore is older than the one that the tests are written for."""
    requirements = Path(__file__).parents[1] / "requirements/dev.txt"
    (pinned,) = re.findall(r"^botocore==(.*)$", requirements.read_text(), re.MULTILINE)
    installed, pinned = (
        tuple(map(int, version.split(".")[:3]))
        for version in (botocore.__version__, pinned)
    )
    return installed < pinned


def parts(shape: Shape) -> list[Shape]:
    """List the shapes of the members, items, or keys and values of a shape."""
    if isinstance(shape, StructureShape):
        return list(shape.members.values())
    if isinstance(shape, MapShape):
        return [shape.key, shape.value]
    return [shape.member] if isinstance(shape, ListShape) else []


def enum_values(shape: Shape) -> list[str]:
    """List the values of an enum; any other shape has none."""
    return list(shape.enum) if isinstance(shape, StringShape) else []


def is_union(shape: Shape) -> bool:
    """Return whether a shape is a tagged union, with exactly one member set."""
    return isinstance(shape, StructureShape) and shape.is_tagged_union


def is_sensitive(shape: Shape) -> bool:
    """Return whether the service model marks a shape, or a part of it, as sensitive."""
    if isinstance(shape, StructureShape):
        return False  # its members are marked individually
    return "sensitive" in shape.metadata or any(map(is_sensitive, parts(shape)))


def is_required(shape: StructureShape, member: str) -> bool:
    """Return whether a structure requires a member."""
    is_always_sent = f"{shape.name}.{member}" in ALWAYS_SENT
    return is_always_sent or member in shape.required_members


def is_identifier(shape: Shape) -> bool:
    """Return whether a shape is an ID or ARN."""
    return shape.type_name == "string" and shape.name.endswith(_IDENTIFIERS)


def is_identified(shape: Shape) -> bool:
    """Return whether a shape is an ID or ARN, or requires nothing but one."""
    if not isinstance(shape, StructureShape):
        return is_identifier(shape)
    required: list[str] = shape.required_members
    return len(required) == 1 and is_identifier(shape.members[required[0]])


def type_name(shape: Shape, member: str = "") -> str:
    """Return the name of the Python type of a shape, or of a member with this shape."""
    if isinstance(shape, ListShape):
        return f"tuple[{type_name(shape.member)}, ...]"
    if isinstance(shape, MapShape):
        return f"Mapping[{type_name(shape.key)}, {type_name(shape.value)}]"
    if isinstance(shape, StructureShape) or enum_values(shape):
        return shape.name
    name = _TIMES.get(shape.name) or _SCALARS[shape.type_name]
    # The service model types some durations as times.
    return "timedelta" if name == "datetime" and member.endswith("Duration") else name
