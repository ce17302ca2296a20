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
        "targetInstanceTypeRightSizingMethod": "NONE",
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
        "targetInstanceTypeRightSizingMethod": "NONE",
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
