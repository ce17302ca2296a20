"""Enums as arguments: accepted text, and members that are newer than botocore."""

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
from tests.behavior.arguments import call_with, request_with
from tests.behavior.entities import SERVER_ARN, SERVER_ID
from tests.contract.calls import (
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

pytestmark = pytest.mark.no_cover

PLAN = "arn:aws:drs:us-east-1:123456789012:recovery-plan/rp-44444444444444444"

ENUM_PARAMETERS = {
    f"{operation.name}.{parameter.name}": (operation, parameter)
    for operation in OPERATIONS
    for parameter in parameters(operation)
    if enum_values(parameter.shape)
}
"""The parameters that take an enum, some of them filters."""

each_parameter = pytest.mark.parametrize(
    ("operation", "parameter"), ENUM_PARAMETERS.values(), ids=ENUM_PARAMETERS
)


def enum(parameter: Parameter) -> type[OpenEnum]:
    """Return the enum of a parameter."""
    found: type[OpenEnum] = getattr(models, parameter.shape.name)
    return found


def test_many_parameters_take_enums() -> None:
    """The tests below have parameters of all kinds, also in filters."""
    assert "DescribeRecoverySnapshots.order" in ENUM_PARAMETERS
    assert "UpdateLaunchConfiguration.launch_disposition" in ENUM_PARAMETERS


@each_parameter
def test_a_value_is_text_or_a_member(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """Each value of the service model is sent unchanged, as text or as a member."""
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
    """A member that the installed service model lacks is sent unchanged."""
    accept(fake_drs, operation.name)
    call_with(drs_client, operation, parameter, enum(parameter)("BRAND_NEW"))
    sent = fake_drs.requests[-1].parameters
    assert sent == request_with(operation, parameter, "BRAND_NEW")


class Plain(Enum):
    """A user's enum, whose members are not text."""

    FIRST = "first"


@each_parameter
def test_anything_else_is_refused_with_the_possible_values(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """Misspelled text, and members of other enums, are refused."""
    known = enum_values(parameter.shape)

    class Other(OpenEnum):
        FIRST = known[0]

    invalid = ("BRAND_NEW", known[0].lower(), f" {known[0]}", "", 5, Other.FIRST, Plain)
    for given in invalid:
        with pytest.raises(DrsParameterError) as caught:
            call_with(drs_client, operation, parameter, given)
        assert caught.value.parameter == parameter.name
        assert caught.value.value is given
        assert parameter.shape.name in caught.value.expected
        assert ", ".join(known) in caught.value.expected
        assert "BRAND_NEW" in str(caught.value) or given != "BRAND_NEW"
    assert fake_drs.requests == ()


def test_a_member_that_the_service_model_lacks_is_not_accepted_as_text(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The member is sent, but its text is refused like a misspelling."""
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
    """An enum value in a model that an operation takes."""

    operation: str
    make_arguments: Callable[[Any], dict[str, object]]
    """Return the arguments for a value."""
    path: str
    kind: type[OpenEnum]

    def __call__(self, drs: DrsClient, given: object) -> None:
        """Call the operation with a value."""
        getattr(drs, xform_name(self.operation))(**self.make_arguments(given))


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
        "parameters[*].type",
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
    """An enum field of a model also accepts text, and members that botocore lacks."""
    name = wire_name(nested.path.rpartition(".")[2])
    (first, *_) = nested.kind
    for given in (first, first.value, nested.kind("BRAND_NEW")):
        accept(fake_drs, nested.operation)
        nested(drs_client, given)
        sent = json.dumps(fake_drs.requests[-1].parameters)
        assert f'"{name}": "{given}"' in sent


@each_nested
def test_misspelled_text_within_a_model_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, nested: Nested
) -> None:
    """The error has the path of the value, and lists the possible values."""
    for given in ("BRAND_NEW", "", LaunchDisposition.STARTED):
        with pytest.raises(DrsParameterError) as caught:
            nested(drs_client, given)
        assert caught.value.parameter == nested.path
        assert caught.value.value is given
        assert nested.kind.__name__ in caught.value.expected
        assert ", ".join(nested.kind) in caught.value.expected
    assert fake_drs.requests == ()
