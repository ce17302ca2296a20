from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing._service_model import has_member

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

OTHER_ID = "s-0123456789abcdef0"
OTHER_TEMPLATE_ID = "lct-0123456789abcdef0"
# botocore 1.40 does not know it.
MODE = (
    {"recoveryMode": "OPTIMAL"}
    if has_member("LaunchConfiguration", "recoveryMode")
    else {}
)


def test_a_new_server_has_the_default_settings(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Without a template, the settings are the service's defaults."""
    server_id = fake.add_source_server()
    settings: Any = drs.get_launch_configuration(sourceServerID=server_id)
    del settings["ResponseMetadata"]
    assert settings == {
        "sourceServerID": server_id,
        "name": f"Launch Configuration for Source Server {server_id}",
        "ec2LaunchTemplateID": "lt-00000000000000001",
        "copyPrivateIp": False,
        "copyTags": False,
        "launchDisposition": "STARTED",
        "launchIntoInstanceProperties": {},
        "licensing": {"osByol": False},
        "postLaunchEnabled": False,
        "targetInstanceTypeRightSizingMethod": "BASIC",
        **MODE,
    }


def test_an_update_keeps_what_it_does_not_specify(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Empty properties undo the launch into an instance."""
    server_id = fake.add_source_server()
    updated = drs.update_launch_configuration(
        sourceServerID=server_id,
        name="new",
        licensing={"osByol": True},
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": "i-12345678"},
    )
    assert updated["name"] == "new"
    assert updated["licensing"] == {"osByol": True}
    assert updated["launchDisposition"] == "STARTED"
    assert updated["launchIntoInstanceProperties"] == {
        "launchIntoEC2InstanceID": "i-12345678"
    }
    drs.update_launch_configuration(
        sourceServerID=server_id, launchIntoInstanceProperties={}
    )
    settings = drs.get_launch_configuration(sourceServerID=server_id)
    assert settings["launchIntoInstanceProperties"] == {}
    assert settings["name"] == "new"


def test_the_settings_decide_on_the_launch(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A recovery launches into the instance in the launch settings."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    drs.update_launch_configuration(
        sourceServerID=server_id,
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": "i-12345678"},
    )
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    fake.advance(hours=1)
    assert fake.source_server(server_id).get("recoveryInstanceId") == "i-12345678"


def launch_into(drs: Boto3DrsClient, server_id: str, target: str) -> None:
    """Set the EC2 instance that a server is launched into."""
    drs.update_launch_configuration(
        sourceServerID=server_id,
        launchIntoInstanceProperties={"launchIntoEC2InstanceID": target},
    )


def start(drs: Boto3DrsClient, server_id: str) -> str:
    """Launch a server, and return the job's ID."""
    servers: Any = [{"sourceServerID": server_id}]
    return drs.start_recovery(sourceServers=servers)["job"]["jobID"]


def failure(drs: Boto3DrsClient, job_id: str) -> str | None:
    """Return the reason of a failure in a job's log."""
    items = drs.describe_job_log_items(jobID=job_id)["items"]
    errors = (item.get("eventData", {}).get("rawError") for item in items)
    return next(filter(None, errors), None)


@pytest.mark.parametrize("event", [None, "stop instance", "terminate instance"])
def test_an_instance_to_launch_into_must_be_stopped(
    fake: FakeDrs, drs: Boto3DrsClient, event: str | None
) -> None:
    """A recovery that would go into an instance in another state is refused."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(fake.add_source_server())
    launch_into(drs, server_id, instance_id)
    if event:
        fake.trigger(instance_id, event)
    with pytest.raises(
        drs.exceptions.ConflictException, match="needs to be in a stopped state"
    ):
        start(drs, server_id)
    assert drs.describe_jobs()["items"] == []


def test_a_stopped_recovery_instance_can_be_launched_into(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It becomes the recovery instance of the server that is launched into it."""
    old = fake.add_source_server()
    instance_id = fake.add_recovery_instance(old)
    server_id = fake.add_source_server(state="CONTINUOUS")
    launch_into(drs, server_id, instance_id)
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    start(drs, server_id)
    fake.advance(hours=1)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("recoveryInstanceID") == instance_id
    assert instance.get("sourceServerID") == server_id
    assert "recoveryInstanceId" not in fake.source_server(old)


def test_a_launch_keeps_the_instance_that_it_goes_into(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The server's last instance is not terminated if it is launched into it again."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    launch_into(drs, server_id, "i-12345678")
    start(drs, server_id)
    fake.advance(hours=1)
    fake.trigger("i-12345678", "stop instance")
    fake.advance(minutes=1)
    job_id = start(drs, server_id)
    fake.advance(minutes=4)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("ec2InstanceState") == "STOPPED"
    fake.advance(hours=1)
    (instance,) = drs.describe_recovery_instances()["items"]
    assert instance.get("jobID") == job_id
    assert instance.get("ec2InstanceState") == "RUNNING"


def test_a_launch_into_an_instance_that_was_started_since_fails(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It must be stopped when the job gets to it, too, and in no other job."""
    other = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(other)
    server_id = fake.add_source_server(state="CONTINUOUS")
    launch_into(drs, server_id, instance_id)
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    first = start(drs, server_id)
    fake.trigger(instance_id, "start instance")
    fake.advance(hours=1)
    reason = f"instance {instance_id}: needs to be in a stopped state but is in a"
    assert failure(drs, first) == f"{reason} running state"
    fake.trigger(instance_id, "stop instance")
    fake.advance(minutes=1)
    start(drs, other)
    with pytest.raises(drs.exceptions.ConflictException, match="processed by a Job"):
        start(drs, server_id)


@pytest.mark.parametrize("setting", ["copyPrivateIp", "copyTags"])
def test_some_settings_exclude_an_instance_to_launch_into(
    fake: FakeDrs, drs: Boto3DrsClient, setting: str
) -> None:
    """The launch fails, not the update of the settings."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    launch_into(drs, server_id, "i-12345678")
    settings: Any = {setting: True}
    drs.update_launch_configuration(sourceServerID=server_id, **settings)
    job_id = start(drs, server_id)
    fake.advance(hours=1)
    assert failure(drs, job_id) == (
        f"instance i-12345678: {setting} must be false for a launch into it"
    )
    assert drs.describe_recovery_instances()["items"] == []


def test_tags_are_copied_if_the_settings_say_so(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A recovery instance has the tags that its server had when it was launched."""
    server_id = fake.add_source_server(state="CONTINUOUS", tags={"app": "shop"})
    for copy, tags in ((True, {"app": "shop"}), (False, {})):
        drs.update_launch_configuration(sourceServerID=server_id, copyTags=copy)
        start(drs, server_id)
        fake.advance(hours=1)
        (instance,) = drs.describe_recovery_instances()["items"]
        assert instance.get("tags") == tags
        drs.tag_resource(resourceArn=instance.get("arn", ""), tags={"later": ""})
    assert fake.source_server(server_id).get("tags") == {"app": "shop"}


@pytest.mark.parametrize(
    ("version", "is_old"),
    [
        ("5.3.0", True),
        ("6.42.19.2026.107.0912", True),
        ("6.42.20", False),
        ("6.42.20.2026.120.0803", False),
        ("6.43.0", False),
        ("10.0.0", False),
    ],
)
def test_the_recovery_mode_fast_needs_a_new_agent(
    fake: FakeDrs, drs: Boto3DrsClient, version: str, *, is_old: bool
) -> None:
    """With an old agent, only a launch in this mode is refused."""
    server_id = fake.add_source_server(state="CONTINUOUS", agent_version=version)
    drs.update_launch_configuration(sourceServerID=server_id, recoveryMode="FAST")
    if is_old:
        with pytest.raises(
            drs.exceptions.ConflictException, match=r"FAST needs 6\.42\.20 or later"
        ):
            start(drs, server_id)
        drs.update_launch_configuration(
            sourceServerID=server_id, recoveryMode="OPTIMAL"
        )
    start(drs, server_id)


def test_a_template_has_all_settings(drs: Boto3DrsClient) -> None:
    """Settings that the caller does not specify have their defaults."""
    response: Any = drs.create_launch_configuration_template(
        tags={"a": "b"}, copyTags=True
    )
    template = response["launchConfigurationTemplate"]
    template_id = template["launchConfigurationTemplateID"]
    assert template == {
        "launchConfigurationTemplateID": template_id,
        "arn": (
            "arn:aws:drs:us-east-1:123456789012"
            f":launch-configuration-template/{template_id}"
        ),
        "tags": {"a": "b"},
        "copyPrivateIp": False,
        "copyTags": True,
        "launchDisposition": "STARTED",
        "launchIntoSourceInstance": False,
        "licensing": {"osByol": False},
        "postLaunchEnabled": False,
        "targetInstanceTypeRightSizingMethod": "BASIC",
        **MODE,
    }
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert drs.describe_launch_configuration_templates(
        launchConfigurationTemplateIDs=[template_id]
    )["items"] == [template]


def test_an_account_has_one_template(drs: Boto3DrsClient) -> None:
    """After its deletion, another template can be created."""
    template = drs.create_launch_configuration_template()["launchConfigurationTemplate"]
    with pytest.raises(drs.exceptions.ServiceQuotaExceededException) as caught:
        drs.create_launch_configuration_template()
    response: Any = caught.value.response
    assert response["quotaCode"] == "L-1F3FAE4D"
    drs.delete_launch_configuration_template(
        launchConfigurationTemplateID=template.get("launchConfigurationTemplateID", "")
    )
    assert drs.describe_launch_configuration_templates()["items"] == []
    drs.create_launch_configuration_template()


def test_a_new_server_takes_the_settings_of_the_template(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Existing servers keep their settings when the template changes."""
    old = fake.add_source_server()
    template = drs.create_launch_configuration_template(
        launchDisposition="STOPPED",
        exportBucketArn="arn:aws:s3:::templates",
        licensing={"osByol": True},
    )["launchConfigurationTemplate"]
    new = fake.add_source_server()
    updated = drs.update_launch_configuration_template(
        launchConfigurationTemplateID=template.get("launchConfigurationTemplateID", ""),
        launchDisposition="STARTED",
    )["launchConfigurationTemplate"]
    assert updated.get("launchDisposition") == "STARTED"
    assert updated.get("licensing") == {"osByol": True}
    for server_id, disposition in ((old, "STARTED"), (new, "STOPPED")):
        settings: Any = drs.get_launch_configuration(sourceServerID=server_id)
        assert settings["launchDisposition"] == disposition
        assert "exportBucketArn" not in settings
        assert "launchIntoSourceInstance" not in settings


def test_unknown_ids_are_not_found(drs: Boto3DrsClient) -> None:
    """Unknown IDs are errors in the list of templates, too."""
    missing = pytest.raises(drs.exceptions.ResourceNotFoundException, match="f0 was")
    with missing:
        drs.get_launch_configuration(sourceServerID=OTHER_ID)
    with missing:
        drs.update_launch_configuration(sourceServerID=OTHER_ID)
    with missing:
        drs.describe_launch_configuration_templates(
            launchConfigurationTemplateIDs=[OTHER_TEMPLATE_ID]
        )
    with missing:
        drs.update_launch_configuration_template(
            launchConfigurationTemplateID=OTHER_TEMPLATE_ID
        )
    with missing:
        drs.delete_launch_configuration_template(
            launchConfigurationTemplateID=OTHER_TEMPLATE_ID
        )
