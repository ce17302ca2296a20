from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

ARN = "arn:aws:drs:us-east-1:123456789012:source-server/s-0123456789abcdef0"


def server(fake: FakeDrs, _: Boto3DrsClient) -> str:
    """Return the ARN of a source server."""
    return fake.source_server(fake.add_source_server()).get("arn", "")


def job(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Return the ARN of a job."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    started = drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    return started["job"].get("arn", "")


def recovery_instance(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Return the ARN of a recovery instance."""
    prefix, _, _ = job(fake, drs).partition("job/")
    fake.advance(hours=1)
    (server,) = drs.describe_source_servers()["items"]
    return f"{prefix}recovery-instance/{server.get('recoveryInstanceId')}"


def source_network(fake: FakeDrs, drs: Boto3DrsClient) -> str:
    """Return the ARN of a source network."""
    fake.add_source_network()
    (network,) = drs.describe_source_networks()["items"]
    return network.get("arn", "")


def launch_template(_: FakeDrs, drs: Boto3DrsClient) -> str:
    """Return the ARN of a launch configuration template."""
    response = drs.create_launch_configuration_template()
    return response["launchConfigurationTemplate"].get("arn", "")


RESOURCES: list[Callable[[FakeDrs, Boto3DrsClient], str]] = [
    server,
    job,
    recovery_instance,
    source_network,
    launch_template,
]


@pytest.mark.parametrize("resource", RESOURCES)
def test_everything_with_an_arn_has_tags(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    resource: Callable[[FakeDrs, Boto3DrsClient], str],
) -> None:
    """Tags are added, replaced and removed one by one."""
    arn = resource(fake, drs)
    assert drs.list_tags_for_resource(resourceArn=arn)["tags"] == {}
    drs.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2", "c": "3"})
    drs.tag_resource(resourceArn=arn, tags={"a": "9"})
    drs.untag_resource(resourceArn=arn, tagKeys=["b", "missing"])
    assert drs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "9", "c": "3"}


def test_a_resource_describes_its_tags(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A described resource and the list of its tags agree."""
    server_id = fake.add_source_server(tags={"Name": "old"})
    arn = fake.source_server(server_id).get("arn", "")
    drs.tag_resource(resourceArn=arn, tags={"Name": "new"})
    assert fake.source_server(server_id).get("tags") == {"Name": "new"}


def test_tags_are_limited(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A resource has at most 50, and replacing values needs no room."""
    arn = server(fake, drs)
    full = {f"key {number}": "" for number in range(50)}
    drs.tag_resource(resourceArn=arn, tags=full)
    drs.tag_resource(resourceArn=arn, tags={"key 7": "new"})
    with pytest.raises(drs.exceptions.ValidationException, match="would be 51"):
        drs.tag_resource(resourceArn=arn, tags={"one more": ""})
    with pytest.raises(drs.exceptions.ValidationException, match="would be 51"):
        drs.create_launch_configuration_template(tags={**full, "one more": ""})
    assert len(drs.list_tags_for_resource(resourceArn=arn)["tags"]) == 50


@pytest.mark.parametrize(
    "arn",
    [
        ARN,
        "arn:aws:drs:us-east-1:123456789012:job/s-00000000000000001",
        "arn:aws:drs:us-east-1:999999999999:source-server/s-00000000000000001",
    ],
)
def test_an_unknown_arn_is_not_found(
    fake: FakeDrs, drs: Boto3DrsClient, arn: str
) -> None:
    """An ARN with another account or type is not found."""
    fake.add_source_server()
    missing = pytest.raises(drs.exceptions.ResourceNotFoundException, match=arn)
    with missing:
        drs.list_tags_for_resource(resourceArn=arn)
    with missing:
        drs.tag_resource(resourceArn=arn, tags={})
    with missing:
        drs.untag_resource(resourceArn=arn, tagKeys=["a"])
    with pytest.raises(drs.exceptions.ValidationException, match="must match"):
        drs.list_tags_for_resource(resourceArn=arn.replace("arn", "urn"))
