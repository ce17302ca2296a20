"""What the service model of the installed botocore says of a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
# Most times are text to the service; the names of their shapes tell them from others.
_TIMES: Final = {
    "ISO8601DatetimeString": "datetime",
    "ISO8601DurationString": "timedelta",
}
_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")

ALWAYS_SENT: Final = {
    "Account.accountID": "it is all that the entity consists of",
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
    "StagingSourceServer.arn": "the only way to name it to CreateExtendedSourceServer",
}
"""
The members that identify an entity, which the service model does not require.

The service always sends them, for the reason given. A model without one would be of no
use as an argument, so a response without one is refused, as if it were required. The
ARN of a job is not among them: a response that a launch has started must not become an
error for want of what nothing but tags need.
"""


def load_service() -> ServiceModel:
    """Load the service model of the installed botocore."""
    return ServiceModel(Loader().load_service_model("drs", "service-2"), "drs")


def parts(shape: Shape) -> list[Shape]:
    """List the shapes that a shape consists of."""
    if isinstance(shape, StructureShape):
        return list(shape.members.values())
    if isinstance(shape, MapShape):
        return [shape.key, shape.value]
    return [shape.member] if isinstance(shape, ListShape) else []


def enum_values(shape: Shape) -> list[str]:
    """List the values of an enum; any other shape has none."""
    return list(shape.enum) if isinstance(shape, StringShape) else []


def is_union(shape: Shape) -> bool:
    """Return whether a shape is a structure with exactly one of its members set."""
    return isinstance(shape, StructureShape) and shape.is_tagged_union


def is_sensitive(shape: Shape) -> bool:
    """Return whether the service wants a member kept out of logs."""
    if isinstance(shape, StructureShape):
        return False  # its own members are marked
    return "sensitive" in shape.metadata or any(map(is_sensitive, parts(shape)))


def is_required(shape: StructureShape, member: str) -> bool:
    """Return whether a structure cannot do without a member."""
    is_always_sent = f"{shape.name}.{member}" in ALWAYS_SENT
    return is_always_sent or member in shape.required_members


def is_identifier(shape: Shape) -> bool:
    """Return whether a shape is the text of an ID or ARN."""
    return shape.type_name == "string" and shape.name.endswith(_IDENTIFIERS)


def is_identified(shape: Shape) -> bool:
    """Return whether an ID or ARN is enough for a value: it is one, or all it needs."""
    if not isinstance(shape, StructureShape):
        return is_identifier(shape)
    required: list[str] = shape.required_members
    return len(required) == 1 and is_identifier(shape.members[required[0]])


def type_name(shape: Shape, member: str = "") -> str:
    """Name the Python type of a shape, or of the member that has it."""
    if isinstance(shape, ListShape):
        return f"tuple[{type_name(shape.member)}, ...]"
    if isinstance(shape, MapShape):
        return f"Mapping[{type_name(shape.key)}, {type_name(shape.value)}]"
    if isinstance(shape, StructureShape) or enum_values(shape):
        return shape.name
    name = _TIMES.get(shape.name) or _SCALARS[shape.type_name]
    # The service model calls some durations times.
    return "timedelta" if name == "datetime" and member.endswith("Duration") else name
