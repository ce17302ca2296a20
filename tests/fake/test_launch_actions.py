from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import PutLaunchActionResponseTypeDef

OTHER_ID = "s-0123456789abcdef0"
OTHER_TEMPLATE_ID = "lct-0123456789abcdef0"


def action_id(number: int) -> str:
    """Return the ID of an action."""
    return f"00000000-0000-4000-8000-{number:012}"


def put(
    drs: Boto3DrsClient, resource_id: str, number: int = 1, **settings: object
) -> PutLaunchActionResponseTypeDef:
    """Put an action; its order is ten times its number."""
    parameters: Any = {
        "resourceId": resource_id,
        "actionId": action_id(number),
        "actionCode": "AWSMigration-VerifyMountedVolumes",
        "actionVersion": "$DEFAULT",
        "active": True,
        "category": "VALIDATION",
        "description": "",
        "name": "Volume integrity validation",
        "optional": True,
        "order": number * 10,
        **settings,
    }
    return drs.put_launch_action(**parameters)


def listed(drs: Boto3DrsClient, resource_id: str, *ids: str) -> list[str | None]:
    """Return the IDs of a resource's actions."""
    response = drs.list_launch_actions(
        resourceId=resource_id, filters={"actionIds": ids}
    )
    return [action.get("actionId") for action in response["items"]]


def test_an_action_is_put_listed_and_deleted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The service adds the type of the document."""
    server_id = fake.add_source_server()
    response: Any = put(
        drs, server_id, parameters={"path": {"value": "abc", "type": "SSM_STORE"}}
    )
    del response["ResponseMetadata"]
    assert response.pop("resourceId") == server_id
    assert response["type"] == "SSM_COMMAND"
    assert response["parameters"] == {"path": {"value": "abc", "type": "SSM_STORE"}}
    assert drs.list_launch_actions(resourceId=server_id)["items"] == [response]
    deleted = drs.delete_launch_action(resourceId=server_id, actionId=action_id(1))
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert listed(drs, server_id) == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AWSMigration-VerifyMountedVolumes", "SSM_COMMAND"),
        ("arn:aws:ssm:us-east-1:123456789012:document/mine", "SSM_COMMAND"),
        ("AWS-CreateImage", "SSM_AUTOMATION"),
        ("AWSSupport-ExecuteEC2Rescue", "SSM_AUTOMATION"),
        (
            "arn:aws:ssm:us-east-1:123456789012:automation-definition/mine:1",
            "SSM_AUTOMATION",
        ),
    ],
)
def test_the_document_decides_on_the_type(
    fake: FakeDrs, drs: Boto3DrsClient, code: str, kind: str
) -> None:
    """Automations are recognized by their names or ARNs."""
    response = put(drs, fake.add_source_server(), actionCode=code)
    assert response["type"] == kind
    assert response["parameters"] == {}


def test_actions_are_listed_in_their_order(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """An action that is put again replaces the old one, and may take its order."""
    server_id = fake.add_source_server()
    for number in (3, 1, 2):
        put(drs, server_id, number)
    assert listed(drs, server_id) == [action_id(number) for number in (1, 2, 3)]
    put(drs, server_id, 1, order=10)
    put(drs, server_id, 1, order=25)
    assert listed(drs, server_id) == [action_id(number) for number in (2, 1, 3)]
    assert listed(drs, server_id, action_id(3), action_id(9)) == [action_id(3)]
    pages = drs.get_paginator("list_launch_actions").paginate(
        resourceId=server_id, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["items"]) for page in pages] == [2, 1]


def test_two_actions_cannot_have_the_same_order(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The order is unique within a server or template."""
    one, two = fake.add_source_server(), fake.add_source_server()
    put(drs, one, 1, order=7)
    put(drs, two, 2, order=7)
    with pytest.raises(drs.exceptions.ConflictException, match="order 7"):
        put(drs, one, 2, order=7)


def test_actions_are_limited() -> None:
    """At the maximum, an action can still be replaced."""
    with FakeDrs(quotas=Quotas(launch_actions=2)) as fake:
        drs = fake.boto3_client()
        server_id = fake.add_source_server()
        for number in (1, 2):
            put(drs, server_id, number)
        put(drs, server_id, 2, name="other")
        with pytest.raises(drs.exceptions.ConflictException, match="2 launch actions"):
            put(drs, server_id, 3)


def test_a_new_server_takes_the_actions_of_the_template(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Later changes of the template do not change the server's actions."""
    template = drs.create_launch_configuration_template()["launchConfigurationTemplate"]
    template_id = template.get("launchConfigurationTemplateID", "")
    old = fake.add_source_server()
    drs.delete_source_server(
        sourceServerID=fake.add_source_server(state="DISCONNECTED")
    )
    put(drs, template_id, 1)
    new = fake.add_source_server()
    drs.delete_launch_action(resourceId=template_id, actionId=action_id(1))
    put(drs, template_id, 2)
    assert listed(drs, old) == []
    assert listed(drs, new) == [action_id(1)]
    assert listed(drs, template_id) == [action_id(2)]


@pytest.mark.parametrize("resource_id", [OTHER_ID, OTHER_TEMPLATE_ID])
def test_unknown_ids_are_not_found(drs: Boto3DrsClient, resource_id: str) -> None:
    """Actions belong to a server or a template that exists."""
    missing = pytest.raises(drs.exceptions.ResourceNotFoundException, match=resource_id)
    with missing:
        put(drs, resource_id)
    with missing:
        drs.list_launch_actions(resourceId=resource_id)
    with missing:
        drs.delete_launch_action(resourceId=resource_id, actionId=action_id(1))


def test_an_unknown_action_is_not_found(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Deleting an action twice fails."""
    with pytest.raises(drs.exceptions.ResourceNotFoundException, match=action_id(1)):
        drs.delete_launch_action(
            resourceId=fake.add_source_server(), actionId=action_id(1)
        )
