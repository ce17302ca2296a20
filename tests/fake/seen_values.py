"""Random parameters from the service model and from values in earlier responses."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.model import ListShape, MapShape, StructureShape

from drsclient.testing._validation import violations
from tests.contract.calls import SERVICE
from tests.contract.strategies import identifier
from tools.shapes import enum_values, is_identifier, is_union, type_name

if TYPE_CHECKING:
    from random import Random

    from botocore.model import OperationModel, Shape

_TEXTS: Final = ["", "db", "x y", "é", "2030-01-01T00:30:00Z", "*" * 300]
_TAGS: Final[list[dict[str, str]]] = [{}, {"team": "db"}, {"é": "", "team": "x"}]
_LENGTHS: Final = [1, 1, 1, 2, 3]
_NUMBERS: Final = [0, 1, 2, 3, 4, 10, 60, 1000]
_PIT_POLICY: Final[list[dict[str, Any]]] = [
    {"units": "MINUTE", "interval": 10, "retentionDuration": 60},
    {"units": "HOUR", "interval": 1, "retentionDuration": 24},
    {"units": "DAY", "interval": 1, "retentionDuration": 2},
]
_LATEST: Final = 12

_OFTEN: Final = frozenset(
    {
        "CancelRecoveryPlanExecution",
        "CreateRecoveryPlanStep",
        "RetryRecoveryPlanExecutionStep",
        "ReverseReplication",
        "StartFailbackLaunch",
        "StartRecovery",
        "StartRecoveryPlanExecution",
        "StartSourceNetworkRecovery",
        "TerminateRecoveryInstances",
        "UpdateRecoveryPlanExecutionStep",
    }
)


def _weight(name: str) -> int:
    if name in _OFTEN:
        return 6
    return 1 if name.startswith(("Describe", "Get", "List")) else 2


OPERATIONS: Final = [
    SERVICE.operation_model(name)
    for name in SERVICE.operation_names
    for _ in range(_weight(name))
]
"""All operations; those that change more are repeated more often."""


class SeenValues:
    """The values in earlier responses, by the names of their members."""

    def __init__(self) -> None:
        self._values: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def add(self, value: object, member: str = "") -> None:
        """Add all texts in a response."""
        if isinstance(value, dict):
            for name, inner in cast("dict[str, object]", value).items():
                self.add(inner, name)
        elif isinstance(value, str):
            self._values[member][value] = None
        elif isinstance(value, list):
            for item in cast("list[object]", value):
                self.add(item, member)

    def like(self, shape: Shape, member: str) -> list[Any]:
        """Return seen values of the same name or, for an ID, of the same pattern."""
        found = [v for v in self._values.get(member, {}) if _is_valid(v, shape)]
        if not found and is_identifier(shape):
            part = "source-server/" if member == "serverArn" else ""
            found = [
                value
                for values in self._values.values()
                for value in values
                if part in value and _is_valid(value, shape)
            ]
        return found[-_LATEST:]

    def can_call(self, operation: OperationModel) -> bool:
        """Return whether there is a value for each ID that an operation requires."""
        shape = operation.input_shape
        return shape is None or all(
            self.like(shape.members[name], name)
            for name in shape.required_members
            if is_identifier(shape.members[name])
        )

    def make_parameters(self, operation: OperationModel, random: Random) -> Any:  # noqa: ANN401 - JSON is anything
        """Generate parameters that an operation is likely to accept."""
        shape = operation.input_shape
        if shape is None:
            return {}
        parameters = self._make(shape, "", random)
        parameters.pop("nextToken", None)
        for token in operation.idempotent_members:
            # Otherwise, botocore generates a random token.
            parameters[token] = str(random.randrange(50))
        return parameters

    def _make(self, shape: Shape, member: str, random: Random) -> Any:  # noqa: ANN401, C901, PLR0911 - as above; one branch for each kind of shape
        seen = self.like(shape, member) if shape.type_name == "string" else []
        if seen and random.random() < (0.9 if is_identifier(shape) else 0.6):
            return random.choice(seen)
        if isinstance(shape, StructureShape):
            return self._make_structure(shape, random)
        if member == "pitPolicy" and random.random() < 0.9:
            return [dict(rule) for rule in _PIT_POLICY]
        if isinstance(shape, ListShape):
            least = shape.metadata.get("min", 0)
            length = max(random.choice(_LENGTHS), least)
            return [self._make(shape.member, member, random) for _ in range(length)]
        if isinstance(shape, MapShape):
            if not isinstance(shape.value, StructureShape):
                return dict(random.choice(_TAGS))
            return {"a": self._make(shape.value, "", random)}
        if listed := enum_values(shape):
            return random.choice(listed)
        kind = type_name(shape, member)
        if kind == "bool":
            return random.random() < 0.5
        if kind == "int":
            return random.choice([n for n in _NUMBERS if _is_valid(n, shape)] or [0])
        if kind == "str" and "pattern" in shape.metadata:
            return _made_up(shape, random.randrange(9)) or "1"
        return random.choice(
            [text for text in _TEXTS if _is_valid(text, shape)] or [""]
        )

    def _make_structure(self, shape: StructureShape, random: Random) -> dict[str, Any]:
        names = list(shape.members)
        if is_union(shape):
            names = [random.choice(names)]
        elif required := set(shape.required_members):
            names = [n for n in names if n in required or random.random() < 0.3]
        else:
            names = random.sample(names, min(len(names), random.randrange(3)))
        return {name: self._make(shape.members[name], name, random) for name in names}


def _is_valid(value: object, shape: Shape) -> bool:
    return next(violations(value, shape), None) is None


@cache
def _made_up(shape: Shape, number: int) -> str | None:
    try:
        return identifier(shape, number)
    except ValueError:
        return None
