"""Accounts that answer with every member of every shape in the service model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from botocore.model import ListShape, MapShape, StructureShape

from drsclient.testing._copies.reading import ID_MEMBERS, READS
from drsclient.testing._service_model import output_shape, service_model
from tests.contract.strategies import identifier
from tools.shapes import enum_values, is_identifier, is_required, is_union, type_name

if TYPE_CHECKING:
    from random import Random

    from botocore.model import Shape

    from drsclient.testing import FakeDrs

_ARN: Final = "arn:aws:drs:us-east-1:123456789012:"
_SERVER: Final = f"{_ARN}source-server/s-{{0:017}}"
_ACCOUNT: Final = "{1:012}"

# The texts that must be of a form that the service model does not tell, by the member,
# or by the structure and the member, with the numbers of a resource and of its parent.
_TEXTS: Final = {
    "Job.arn": f"{_ARN}job/drsjob-{{0:017}}",
    "LaunchConfigurationTemplate.arn": (
        f"{_ARN}launch-configuration-template/lct-{{0:017}}"
    ),
    "ReplicationConfigurationTemplate.arn": (
        f"{_ARN}replication-configuration-template/rct-{{0:017}}"
    ),
    "RecoverySnapshot.sourceServerID": "s-{1:017}",
    "RecoveryInstance.arn": f"{_ARN}recovery-instance/i-{{0:08}}",
    "SourceNetwork.arn": f"{_ARN}source-network/sn-{{0:017}}",
    "SourceServer.arn": _SERVER,
    "SourceServer.reversedDirectionSourceServerArn": _SERVER,
    "StagingSourceServer.arn": (
        f"arn:aws:drs:us-east-1:{_ACCOUNT}:source-server/s-{{0:017}}"
    ),
    "actionVersion": "$DEFAULT",
    "agentVersion": "1.2.{0}",
    "originAvailabilityZone": "eu-west-1c",
    "originRegion": "eu-west-1",
    "recoveryPlanArn": f"{_ARN}recovery-plan/plan-{{0:017}}",
    "recoveryPlanExecutionArn": f"{_ARN}recovery-plan-execution/exec-{{0:017}}",
    "recoveryPlanExecutionStepArn": (
        f"{_ARN}recovery-plan-execution/exec-{{1:017}}/step/step-{{0:017}}"
    ),
    "recoveryPlanStepArn": f"{_ARN}recovery-plan/plan-{{1:017}}/step/st-{{0:017}}",
    "serverArn": _SERVER,
    "sourceRegion": "eu-west-1",
    "stagingAvailabilityZone": "us-east-1c",
    "stagingSourceServerArn": (
        "arn:aws:drs:us-east-1:{0:012}:source-server/s-1{0:016}"
    ),
}

# Times, in their order.
_TIMES: Final = (
    *("addedToServiceDateTime", "createdAt", "creationDateTime", "apiCallDateTime"),
    *("startDateTime", "startedAt", "firstByteDateTime", "failbackInitiationTime"),
    *("pointInTimeSnapshotDateTime", "expectedTimestamp", "timestamp", "logDateTime"),
    *("ssmAgentDiscoveryDatetime", "endDateTime", "updatedAt", "completedAt"),
    *("lastUpdatedDateTime", "agentLastSeenByServiceDateTime"),
    *("failbackClientLastSeenByServiceDateTime", "lastSeenByServiceDateTime"),
    *("nextAttemptDateTime", "etaDateTime"),
)
_FUTURE: Final = {"nextAttemptDateTime", "etaDateTime"}
_NEWEST_FIRST: Final = {"Job", "RecoverySnapshot"}

_ACTIVE: Final = {
    *("CANCELLING", "CREATED", "EXECUTING", "IN_PROGRESS", "NOT_STARTED", "PENDING"),
    *("STARTED", "WAITING"),
}

_GIB: Final = 2**30
_NUMBERS: Final = {
    "attempt": (1, 2),
    "backloggedStorageBytes": (_GIB, 0),
    "bytes": (8 * _GIB, 16 * _GIB),
    "order": (2, 3),
    "replicatedStorageBytes": (3 * _GIB, 5 * _GIB),
    "rescannedStorageBytes": (2 * _GIB, 0),
    "stepIndex": (1, 2),
    "stepOrder": (1, 2),
    "totalStorageBytes": (8 * _GIB, 16 * _GIB),
}


@attrs.frozen
class WholeAccount:
    """An account that answers with every member that a shape has, or with any of it."""

    choice: int
    """Chooses the values of enums, the members of unions and the booleans."""
    random: Random | None = None
    """Chooses these, and the members, if the account need not be consistent."""

    def answer(self, fake: FakeDrs) -> dict[str, Any]:
        """Let a fake answer all calls so, and return the answers."""
        answers = dict[str, Any]()
        resources: dict[str, dict[str, int]] = {"": {"": 0}}
        for read in READS:
            for resource_id, number in resources[read.parents].items():
                shape = output_shape(service_model().operation_model(read.operation))
                response: Any = {
                    name: self.value(part, f"{shape.name}.{name}", number, number // 2)
                    for name, part in shape.members.items()
                    if name != "nextToken"
                }
                fake.answer(
                    read.operation,
                    json=response,
                    times=None,
                    resource_id=resource_id or None,
                )
                if read.operation.startswith(("Describe", "List")):
                    (response,) = response.values()
                    id_member = ID_MEMBERS.get(read.operation, "")
                    known = resources.setdefault(read.operation, {})
                    for index, item in enumerate(response):
                        known[item.get(id_member, "")] = 2 * number + index
                answers[f"{read.operation} {resource_id}".rstrip()] = response
        return answers

    def value(self, shape: Shape, path: str, number: int, parent: int) -> Any:  # noqa: ANN401, PLR0911 - JSON is anything; one for each kind of shape
        """
        Return a value that has every member.

        Args:
            shape: The shape of the value.
            path: The name of the structure and the member that has it.
            number: The number of the resource that has it.
            parent: The number of the resource that this one is of.
        """
        member, limits = path.rpartition(".")[2], shape.metadata
        if isinstance(shape, StructureShape):
            members = list(shape.members.items())
            if is_union(shape):
                members = [members[self._choose(number, len(members))]]
            whole = {
                name: self.value(part, f"{shape.name}.{name}", number, parent)
                for name, part in members
                if self._has(shape, name)
            }
            states = {whole.get("launchStatus"), whole.get("status")}
            if self.random is None and states & _ACTIVE:
                # The service has these only at the end.
                for name in ("completedAt", "endDateTime", "launchActionsStatus"):
                    whole.pop(name, None)
            return whole
        if isinstance(shape, ListShape):
            count = min(max(2, limits.get("min", 0)), limits.get("max", 2))
            numbers = [2 * number + index for index in range(count)]
            return [self.value(shape.member, path, one, number) for one in numbers]
        if isinstance(shape, MapShape):
            key = self.value(shape.key, "key", number, parent)
            return {key: self.value(shape.value, "value", number, parent)}
        if listed := enum_values(shape):
            return listed[self._choose(number, len(listed))]
        if member in _NUMBERS:
            return _NUMBERS[member][number % 2]
        if text := _TEXTS.get(path) or _TEXTS.get(member):
            return text.format(number, parent)
        return self._scalar(shape, path, number)

    def _choose(self, number: int, count: int) -> int:
        """Choose one of several values."""
        if self.random is not None:
            return self.random.randrange(count)
        return (self.choice + number) % count

    def _has(self, shape: StructureShape, member: str) -> bool:
        """Return whether a structure has a member."""
        return (
            self.random is None
            or is_required(shape, member)
            or is_union(shape)
            or shape.name.endswith("Response")
            or self.random.random() < self.random.choice([0.5, 0.9, 1])
        )

    def _scalar(self, shape: Shape, path: str, number: int) -> Any:  # noqa: ANN401 - as above
        structure, _, member = path.rpartition(".")
        limits = shape.metadata
        kind = type_name(shape, member)
        if kind == "bool":
            return self._choose(number, 2) == 0
        if kind == "int":
            return min(max(7 + number, limits.get("min", 0)), limits.get("max", 2**31))
        if kind == "datetime":
            minute = 20 - number if structure in _NEWEST_FIRST else 20 + number
            day = "2030-01-01T03" if member in _FUTURE else "2029-12-31T23"
            return f"{day}:{minute}:{_TIMES.index(member):02}+00:00"
        if kind == "timedelta":
            return f"PT{5 + number}M"
        if is_identifier(shape) or "pattern" in limits:
            return identifier(shape, number)
        return f"{member}-{number}"[: limits.get("max")]
