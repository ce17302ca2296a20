"""Values that are not models, and models with values of wrong types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from drsclient import from_wire, to_wire
from drsclient.models import (
    CPU,
    DataReplicationInfo,
    DataReplicationState,
    HasSourceServerId,
    LaunchActionParameter,
    LifeCycle,
    Model,
    OpenEnum,
    PutLaunchActionResponse,
    RecoveryPlanStep,
    RecoveryPlanStepConfiguration,
    SourceProperties,
    SourceServer,
    UnknownMember,
    WaitStepConfiguration,
)
from drsclient.outcomes import FleetOutcome, Outcome
from tests.conversion.samples import each_model, fields, full

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)


def server(**members: Any) -> SourceServer:  # noqa: ANN401 - some are deliberately wrong
    """Make a source server of anything."""
    given: dict[str, Any] = {"source_server_id": "s-1", "arn": "a", **members}
    return SourceServer(**given)


FLEET = FleetOutcome[None](operation_name="StopReplication", results={"s-1": None})


@attrs.frozen
class Foreign:
    """An attrs class that is no model."""

    arn: str = "a"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "NoneType"),
        ({"arn": "a"}, "dict"),
        ("s-1", "str"),
        ([server()], "list"),
        (SourceServer, "type"),
        (Foreign(), "Foreign"),
        (Model(), "Model"),
        (HasSourceServerId(), "HasSourceServerId"),
        (UnknownMember(name="new"), "UnknownMember"),
        (DataReplicationState.STALLED, "DataReplicationState"),
        (FLEET, "FleetOutcome"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_only_a_model_is_written(value: Any, name: str) -> None:  # noqa: ANN401 - deliberately wrong
    """The error says what it is instead."""
    with pytest.raises(TypeError, match=f"^expected a model, not an? {name}$"):
        to_wire(value)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (None, "a NoneType"),
        ("SourceServer", "a str"),
        (server(), "a SourceServer"),
        (dict, "dict"),
        (list[SourceServer], "list"),
        (Foreign, "Foreign"),
        (Model, "Model"),
        (HasSourceServerId, "HasSourceServerId"),
        (OpenEnum, "OpenEnum"),
        (DataReplicationState, "DataReplicationState"),
        (UnknownMember, "UnknownMember"),
        (FleetOutcome, "FleetOutcome"),
        (Outcome, "Outcome"),
        (RecoveryPlanStepConfiguration, "a UnionType"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("wire", [{}, {"arn": "a"}], ids=["empty", "not empty"])
def test_only_the_class_of_a_model_is_read(
    kind: Any,  # noqa: ANN401 - deliberately wrong
    name: str,
    wire: dict[str, object],
) -> None:
    """The error says what it is instead, whatever there is to read."""
    with pytest.raises(TypeError, match=f"^expected a model class, not {name}$"):
        from_wire(kind, wire)


@each_model
def test_no_field_is_written_if_its_value_is_of_another_type(
    model: type[Model],
) -> None:
    """The error names the model, the field and the type that it has."""
    for field in fields(model):
        if has_converter(field):
            continue
        odd = full(model, **{field.name: object()})
        where = f"^{model.__name__}.{field.name}: "
        with pytest.raises(TypeError, match=where) as caught:
            to_wire(odd)
        assert "object" in str(caught.value)


def has_converter(field: attrs.Attribute[Any]) -> bool:
    """Return whether a field refuses other types before anything is written."""
    return bool(getattr(field, "converter", None))


WRONG: dict[str, tuple[Callable[[], Model], str, str]] = {
    "none for what is required": (
        lambda: server(arn=None),
        "SourceServer.arn",
        "of type NoneType, not str",
    ),
    "number for text": (
        lambda: server(agent_version=5),
        "SourceServer.agent_version",
        "of type int, not str",
    ),
    "text for a time": (
        lambda: server(life_cycle=LifeCycle(first_byte_date_time=wrong("noon"))),
        "SourceServer.life_cycle: LifeCycle.first_byte_date_time",
        "of type str, not datetime",
    ),
    "number for a duration": (
        lambda: server(
            data_replication_info=DataReplicationInfo(lag_duration=wrong(5))
        ),
        "SourceServer.data_replication_info: DataReplicationInfo.lag_duration",
        "of type int, not timedelta",
    ),
    "dict for a structure": (
        lambda: server(life_cycle={}),
        "SourceServer.life_cycle",
        "of type dict, not LifeCycle",
    ),
    "another structure": (
        lambda: server(life_cycle=SourceProperties()),
        "SourceServer.life_cycle",
        "of type SourceProperties, not LifeCycle",
    ),
    "truth value for a number": (
        lambda: CPU(cores=True),
        "CPU.cores",
        "of type bool, not int",
    ),
    "number for a truth value": (
        lambda: SourceProperties(supports_nitro_instances=wrong(1)),
        "SourceProperties.supports_nitro_instances",
        "of type int, not bool",
    ),
    "list for a tuple": (
        lambda: SourceProperties(cpus=wrong([CPU()])),
        "SourceProperties.cpus",
        "of type list, not tuple",
    ),
    "within a list": (
        lambda: server(source_properties=SourceProperties(cpus=(CPU(), wrong(5)))),
        "SourceServer.source_properties: SourceProperties.cpus",
        "of type int, not CPU",
    ),
    "in a model in a list": (
        lambda: SourceProperties(cpus=(CPU(), CPU(cores=wrong("two")))),
        "SourceProperties.cpus: CPU.cores",
        "of type str, not int",
    ),
    "value of a tag": (
        lambda: server(tags={"Name": 5}),
        "SourceServer.tags",
        "of type int, not str",
    ),
    "key of a tag": (
        lambda: server(tags={5: "db-1"}),
        "SourceServer.tags",
        "of type int, not str",
    ),
    "in a model in a map": (
        lambda: PutLaunchActionResponse(
            parameters={"commands": LaunchActionParameter(value=wrong(5))}
        ),
        "PutLaunchActionResponse.parameters: LaunchActionParameter.value",
        "of type int, not str",
    ),
    "another enum": (
        lambda: server(last_launch_result=DataReplicationState.STALLED),
        "SourceServer.last_launch_result",
        "of type DataReplicationState, not LastLaunchResult",
    ),
    "in a union": (
        lambda: RecoveryPlanStep(
            recovery_plan_step_arn="a",
            step_order=1,
            step_name="first",
            configuration=WaitStepConfiguration(wait_duration_minutes=wrong("5")),
            created_at=NOON,
            updated_at=NOON,
        ),
        "RecoveryPlanStep.configuration: WaitStepConfiguration.wait_duration_minutes",
        "of type str, not int",
    ),
    "no member of a union": (
        lambda: RecoveryPlanStep(
            recovery_plan_step_arn="a",
            step_order=1,
            step_name="first",
            configuration=wrong(CPU()),
            created_at=NOON,
            updated_at=NOON,
        ),
        "RecoveryPlanStep.configuration",
        "a CPU is not a member of this union",
    ),
}


def wrong(value: object) -> Any:  # noqa: ANN401 - hides what is deliberately wrong
    """Hide the type of a value from type checkers."""
    return value


@pytest.mark.parametrize(("make", "path", "problem"), WRONG.values(), ids=WRONG)
def test_the_error_leads_to_the_value(
    make: Callable[[], Model], path: str, problem: str
) -> None:
    """The path has each model and field on the way, but no value: it may be a tag."""
    with pytest.raises(TypeError) as caught:
        to_wire(make())
    assert str(caught.value) == f"{path}: {problem}"


def test_text_may_stand_for_an_enum() -> None:
    """A model is written as it reads in the docs, and read with a member."""
    wire = to_wire(server(last_launch_result="FAILED"))
    assert wire["lastLaunchResult"] == "FAILED"
    assert type(wire["lastLaunchResult"]) is str


def test_a_time_without_an_offset_is_another_error() -> None:
    """It is of the right type, so it is a `ValueError`, as the docstring says."""
    life = LifeCycle(first_byte_date_time=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="has no UTC offset"):
        to_wire(server(life_cycle=life))
