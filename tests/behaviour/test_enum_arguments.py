"""Enums as arguments: which texts are taken for one, and that newer values pass."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from botocore import xform_name

from drsclient import DrsParameterError, models
from drsclient.models import (
    LaunchActionParameter,
    LaunchActionParameterType,
    LaunchDisposition,
    OpenEnum,
    PITPolicyRule,
    PITPolicyRuleUnits,
    RecoveryPlanExecutionStatus,
    RecoveryPlanServer,
    RecoveryPlanServerImpactLevel,
    ServerStepConfiguration,
)
from drsclient.models._model import wire_name
from tests.behaviour.arguments import call_with, request_with
from tests.behaviour.entities import SERVER_ARN, SERVER_ID
from tests.contract.calling import (
    OPERATIONS,
    SERVICE,
    accept,
)
from tools.shapes import enum_values
from tools.skeleton import parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.model import OperationModel

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs
    from tools.skeleton import Parameter

PLAN = "arn:aws:drs:us-east-1:123456789012:recovery-plan/rp-44444444444444444"

TAKING = {
    f"{operation.name}.{parameter.name}": (operation, parameter)
    for operation in OPERATIONS
    for parameter in parameters(operation)
    if enum_values(parameter.shape)
}
"""The parameters that take an enum, some of them filters."""

each_parameter = pytest.mark.parametrize(
    ("operation", "parameter"), TAKING.values(), ids=TAKING
)


def enum(parameter: Parameter) -> type[OpenEnum]:
    """Return the enum of a parameter."""
    found: type[OpenEnum] = getattr(models, parameter.shape.name)
    return found


def test_many_parameters_take_enums() -> None:
    """The tests below have parameters of all kinds, also in filters."""
    assert "DescribeRecoverySnapshots.order" in TAKING
    assert "UpdateLaunchConfiguration.launch_disposition" in TAKING


@each_parameter
def test_a_value_is_text_or_a_member(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """Each value that the service model lists is sent as it is, in either form."""
    for value in enum_values(parameter.shape):
        for given in (value, enum(parameter)(value)):
            accept(fake_drs, operation.name)
            call_with(drs_client, operation, parameter, given)
            sent = fake_drs.requests[-1].parameters
            assert sent == request_with(operation, parameter, value)


@each_parameter
def test_a_newer_member_is_sent(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """Whoever makes an enum of it knows more than the installed service model."""
    accept(fake_drs, operation.name)
    call_with(drs_client, operation, parameter, enum(parameter)("BRAND_NEW"))
    sent = fake_drs.requests[-1].parameters
    assert sent == request_with(operation, parameter, "BRAND_NEW")


class Plain(Enum):
    """An enum of a user's own, whose members are not text."""

    FIRST = "first"


@each_parameter
def test_anything_else_is_refused_with_the_possible_values(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """Misspelt text, and members of other enums, even with a value of the same name."""
    known = enum_values(parameter.shape)

    class Other(OpenEnum):
        FIRST = known[0]

    odd = ("BRAND_NEW", known[0].lower(), f" {known[0]}", "", 5, Other.FIRST, Plain)
    for given in odd:
        with pytest.raises(DrsParameterError) as caught:
            call_with(drs_client, operation, parameter, given)
        assert caught.value.parameter == parameter.name
        assert caught.value.value is given
        assert parameter.shape.name in caught.value.expected
        assert ", ".join(known) in caught.value.expected
        assert "BRAND_NEW" in str(caught.value) or given != "BRAND_NEW"
    assert fake_drs.requests == ()


def test_a_member_that_the_service_model_lacks_is_no_text(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """As text, it looks like a mistake; as a member, it is meant."""
    newer = RecoveryPlanExecutionStatus.TIMED_OUT
    assert newer not in enum_values(SERVICE.shape_for("RecoveryPlanExecutionStatus"))
    fake_drs.answer("ListRecoveryPlanExecutions", json={"recoveryPlanExecutions": []})
    assert list(drs_client.list_recovery_plan_executions(status=newer)) == []
    assert fake_drs.requests[-1].parameters == {"status": "TIMED_OUT"}
    text: Any = "TIMED_OUT"
    with pytest.raises(DrsParameterError, match="COMPLETED"):
        drs_client.list_recovery_plan_executions(status=text)
    assert len(fake_drs.requests) == 1


def rule(units: Any) -> PITPolicyRule:  # noqa: ANN401 - deliberately wrong
    """Make a rule with units of any type."""
    return PITPolicyRule(interval=1, retention_duration=7, units=units)


def step(impact_level: Any) -> ServerStepConfiguration:  # noqa: ANN401 - as above
    """Make a step whose second server has an impact level of any type."""
    server = RecoveryPlanServer(server_arn=SERVER_ARN, impact_level=impact_level)
    return ServerStepConfiguration(servers=[SERVER_ARN, server])


def action(parameter_type: Any) -> dict[str, object]:  # noqa: ANN401 - as above
    """Make a launch action with a parameter whose type is of any type."""
    value = LaunchActionParameter(type=parameter_type, value="warm-up")
    return {
        "resource_id": SERVER_ID,
        "action_id": "12345678-1234-1234-1234-123456789012",
        "action_code": "AWS-RunShellScript",
        "action_version": "$LATEST",
        "name": "warm up",
        "description": "",
        "category": "OTHER",
        "order": 1001,
        "active": True,
        "optional": False,
        "parameters": {"command": value},
    }


@attrs.frozen
class Nested:
    """A value of an enum within a model that an operation takes."""

    operation: str
    made_of: Callable[[Any], dict[str, object]]
    """Make the arguments of a value."""
    place: str
    kind: type[OpenEnum]

    def __call__(self, drs: DrsClient, given: object) -> None:
        """Call the operation with a value."""
        getattr(drs, xform_name(self.operation))(**self.made_of(given))


NESTED = {
    "in a list": Nested(
        "UpdateReplicationConfiguration",
        lambda units: {
            "source_server_id": SERVER_ID,
            "pit_policy": [rule("DAY"), rule("HOUR"), rule(units)],
        },
        "pit_policy[2].units",
        PITPolicyRuleUnits,
    ),
    "in a map": Nested(
        "PutLaunchAction",
        action,
        "parameters['command'].type",
        LaunchActionParameterType,
    ),
    "in a union": Nested(
        "CreateRecoveryPlanStep",
        lambda impact_level: {
            "recovery_plan_arn": PLAN,
            "step_name": "first",
            "configuration": step(impact_level),
        },
        "configuration.servers[1].impact_level",
        RecoveryPlanServerImpactLevel,
    ),
}

each_nested = pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)


@each_nested
def test_a_value_within_a_model_is_text_or_a_member(
    fake_drs: FakeDrs, drs_client: DrsClient, nested: Nested
) -> None:
    """A model may have text where it says that it has an enum; newer members pass."""
    name = wire_name(nested.place.rpartition(".")[2])
    (first, *_) = nested.kind
    for given in (first, first.value, nested.kind("BRAND_NEW")):
        accept(fake_drs, nested.operation)
        nested(drs_client, given)
        sent = json.dumps(fake_drs.requests[-1].parameters)
        assert f'"{name}": "{given}"' in sent


@each_nested
def test_misspelt_text_within_a_model_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, nested: Nested
) -> None:
    """The error has the path to it, and the possible values."""
    for given in ("BRAND_NEW", "", LaunchDisposition.STARTED):
        with pytest.raises(DrsParameterError) as caught:
            nested(drs_client, given)
        assert caught.value.parameter == nested.place
        assert caught.value.value is given
        assert nested.kind.__name__ in caught.value.expected
        assert ", ".join(nested.kind) in caught.value.expected
    assert fake_drs.requests == ()
