"""Entities instead of IDs and ARNs, in every parameter of every operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.model import ListShape, StructureShape

from drsclient import DrsParameterError, to_wire
from drsclient.models import (
    PutLaunchActionResponse,
    RecoveryPlanServer,
    ServerStepConfiguration,
)
from tests.behavior.arguments import call_with, request_with
from tests.behavior.entities import (
    ACCEPTED,
    EXAMPLES,
    NOUNS,
    SERVER_ID,
    SNAPSHOT_ID,
    SNAPSHOTS,
)
from tests.contract.calls import OPERATIONS, accept, arguments, parameters
from tools.shapes import is_identified

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs
    from tools.skeleton import Parameter


def item(parameter: Parameter) -> Shape:
    """Return the shape of a parameter, or of an item if the parameter takes a list."""
    shape = parameter.shape
    return shape.member if isinstance(shape, ListShape) else shape


def chooses_snapshot(parameter: Parameter) -> bool:
    """Return whether a parameter takes source servers with recovery snapshots."""
    shape = item(parameter)
    return isinstance(shape, StructureShape) and "recoverySnapshotID" in shape.members


def kind(parameter: Parameter) -> str:
    """Name the kind of ID or ARN that a parameter takes."""
    shape = item(parameter)
    if isinstance(shape, StructureShape):
        required: list[str] = shape.required_members
        return xform_name(required[0])
    return parameter.name.removesuffix("s")


def accepted(parameter: Parameter) -> dict[str, Any]:
    """Return the wire form of each entity that a parameter takes, by its class."""
    shape = item(parameter)
    found: dict[str, Any] = {}
    if parameter.takes_entities and is_identified(shape):
        attributes = ACCEPTED.get(kind(parameter), {})
        found = {
            name: getattr(EXAMPLES[name], attribute)
            for name, attribute in attributes.items()
            if name in EXAMPLES
        }
    if isinstance(shape, StructureShape):
        (member, *_) = shape.required_members
        found = {name: {member: own} for name, own in found.items()}
        found[shape.name] = to_wire(EXAMPLES[shape.name])
    if chooses_snapshot(parameter):
        chosen = {"sourceServerID": SERVER_ID, "recoverySnapshotID": SNAPSHOT_ID}
        found |= {name: chosen for name in SNAPSHOTS if name in EXAMPLES}
    return found


ID_PARAMETERS = {
    f"{operation.name}.{parameter.name}": (operation, parameter)
    for operation in OPERATIONS
    for parameter in parameters(operation)
    if is_identified(item(parameter)) or chooses_snapshot(parameter)
}
"""The parameters that take IDs or ARNs, alone or in a structure."""

each_parameter = pytest.mark.parametrize(
    ("operation", "parameter"), ID_PARAMETERS.values(), ids=ID_PARAMETERS
)


def argument(parameter: Parameter, value: object) -> object:
    """Wrap a value in a list if a parameter takes a list."""
    return [value] if isinstance(parameter.shape, ListShape) else value


def test_many_parameters_take_entities() -> None:
    """The tests below have many entities to send."""
    assert (
        sum(len(accepted(parameter)) for _, parameter in ID_PARAMETERS.values()) > 100
    )


@pytest.mark.no_cover
@each_parameter
def test_an_entity_is_sent_as_its_id(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """The request has the ID of the entity, or the IDs that it selects, and no more."""
    for name, wire in accepted(parameter).items():
        accept(fake_drs, operation.name)
        given = argument(parameter, EXAMPLES[name])
        call_with(drs_client, operation, parameter, given)
        sent = fake_drs.requests[-1].parameters
        expected = request_with(operation, parameter, argument(parameter, wire))
        assert sent == expected, name


@pytest.mark.no_cover
@each_parameter
def test_another_entity_is_not_sent(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """The error has the path of the entity, and says what to pass instead."""
    path = f"{parameter.name}{'[0]' if isinstance(parameter.shape, ListShape) else ''}"
    for name in EXAMPLES.keys() - accepted(parameter).keys():
        given = argument(parameter, EXAMPLES[name])
        with pytest.raises(DrsParameterError) as caught:
            call_with(drs_client, operation, parameter, given)
        assert caught.value.parameter == path, name
        assert caught.value.value is EXAMPLES[name]
        assert_says_what_to_pass(parameter, caught.value)
    assert fake_drs.requests == ()


def assert_says_what_to_pass(parameter: Parameter, error: DrsParameterError) -> None:
    """Assert that an error names the accepted text and entities, if any."""
    shape = item(parameter)
    words = NOUNS.get(kind(parameter))
    if not parameter.takes_entities:
        assert error.expected.startswith("an ID as a string")
    elif isinstance(shape, StructureShape):
        assert shape.name in error.expected
    else:
        identifier, _, _ = error.expected.partition(" (")
        assert identifier.endswith((" ID", " ARN"))
    if chooses_snapshot(parameter):
        assert ", or a recovery snapshot" in error.expected
    if parameter.takes_entities and is_identified(shape) and words:
        _, noun = words
        assert f"or {noun}" in error.expected


def test_a_snapshot_is_not_a_source_server(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The error says that the snapshot would be lost, and what to pass instead."""
    snapshot: Any = EXAMPLES["RecoverySnapshot"]
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_replication(snapshot)
    assert caught.value.expected.endswith(
        "or a source server; a RecoverySnapshot has more than its source_server_id:"
        " pass only its source_server_id if you mean that"
    )
    assert fake_drs.requests == ()


MANY = {
    name: (operation, parameter)
    for name, (operation, parameter) in ID_PARAMETERS.items()
    if isinstance(parameter.shape, ListShape)
}


@pytest.mark.parametrize(("operation", "parameter"), MANY.values(), ids=MANY)
def test_one_entity_is_not_a_list(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """A parameter that takes a list refuses a single entity, like a single ID."""
    for name in accepted(parameter):
        with pytest.raises(DrsParameterError) as caught:
            call_with(drs_client, operation, parameter, EXAMPLES[name])
        assert caught.value.parameter == parameter.name
        assert caught.value.expected.startswith("a list or another iterable of ")
    assert fake_drs.requests == ()


UPDATES = {
    name: (operation, parameter)
    for name, (operation, parameter) in ID_PARAMETERS.items()
    if operation.name.startswith("Update") and accepted(parameter)
    if parameter.required and not isinstance(parameter.shape, ListShape)
}


@pytest.mark.parametrize(("operation", "parameter"), UPDATES.values(), ids=UPDATES)
def test_an_update_with_only_an_entity_is_refused(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    operation: OperationModel,
    parameter: Parameter,
) -> None:
    """A changed entity is refused, because only its ID would be sent."""
    method = getattr(drs_client, xform_name(operation.name))
    required = arguments(operation).keys() - {parameter.name}
    for name in accepted(parameter):
        with pytest.raises(DrsParameterError) as caught:
            method(EXAMPLES[name], **dict.fromkeys(required))
        assert caught.value.parameter == parameter.name
        assert caught.value.value is EXAMPLES[name]
        assert "another keyword argument: only the ID" in caught.value.expected
        assert name in caught.value.expected
    assert fake_drs.requests == ()


def test_an_update_with_only_an_id_is_sent(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An update with only an ID is sent, and the service decides."""
    accept(fake_drs, "UpdateLaunchConfiguration")
    drs_client.update_launch_configuration(SERVER_ID)
    assert fake_drs.requests[-1].parameters == {"sourceServerID": SERVER_ID}


@pytest.mark.parametrize("name", ["LaunchAction", "PutLaunchActionResponse"])
def test_a_launch_action_is_not_put_by_its_id(
    fake_drs: FakeDrs, drs_client: DrsClient, name: str
) -> None:
    """An action is replaced completely, so passing it as its ID is refused."""
    action: Any = EXAMPLES[name]
    with pytest.raises(DrsParameterError) as caught:
        drs_client.put_launch_action(
            SERVER_ID,
            action_id=action,
            action_code=action.action_code,
            action_version=action.action_version,
            name=action.name,
            description=action.description,
            category=action.category,
            order=action.order,
            active=action.active,
            optional=action.optional,
        )
    assert caught.value.parameter == "action_id"
    assert caught.value.expected == (
        f"an ID as a string: other members of the {name} would be dropped"
    )
    assert fake_drs.requests == ()


@pytest.mark.parametrize("name", ACCEPTED["server_arn"])
def test_a_step_takes_source_servers(name: str) -> None:
    """A server step accepts servers, their ARNs and servers with impact levels."""
    other = RecoveryPlanServer(server_arn="arn:other")
    server: Any = EXAMPLES[name]
    step = ServerStepConfiguration(servers=[server, "arn:text", other])
    assert step.servers == (
        RecoveryPlanServer(server_arn=server.arn),
        RecoveryPlanServer(server_arn="arn:text"),
        other,
    )


@pytest.mark.parametrize(
    "name", sorted(EXAMPLES.keys() - ACCEPTED["server_arn"] - {"RecoveryPlanServer"})
)
def test_a_step_takes_no_other_entities(name: str) -> None:
    """The model refuses an entity with a `TypeError` when it is created."""
    server: Any = EXAMPLES[name]
    with pytest.raises(TypeError, match=rf"a source server or its ARN, not {name}"):
        ServerStepConfiguration(servers=[server])


def test_a_step_takes_no_mapping_of_servers() -> None:
    """A mapping is refused, as its values, such as impact levels, would be dropped."""
    levels: Any = {"arn:one": "OPTIONAL"}
    with pytest.raises(TypeError, match="not a dict"):
        ServerStepConfiguration(servers=levels)


def test_an_action_is_deleted_from_its_own_resource(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The action names its resource, which must be the given resource."""
    action = PutLaunchActionResponse(
        action_id="ffffffff-ffff-4fff-8fff-ffffffffffff", resource_id=SERVER_ID
    )
    other = SERVER_ID[:-1] + "9"
    with pytest.raises(DrsParameterError) as caught:
        drs_client.delete_launch_action(other, action_id=action)
    assert caught.value.parameter == "action_id"
    assert caught.value.expected == f"an action of this resource, not of {SERVER_ID}"
    assert fake_drs.requests == ()
    fake_drs.answer("DeleteLaunchAction", json={})
    drs_client.delete_launch_action(SERVER_ID, action_id=action)
    (sent,) = fake_drs.assert_requested("DeleteLaunchAction")
    assert sent.parameters == {"resourceId": SERVER_ID, "actionId": action.action_id}
