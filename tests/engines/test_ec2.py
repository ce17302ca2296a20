"""The programs in docs/testing/ec2.md: FakeDrs next to moto's EC2."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import RecoveryFailedError
from drsclient.models import LaunchIntoInstanceProperties
from tests.engines.pages import blocks

if TYPE_CHECKING:
    from pathlib import Path

    from drsclient.testing import FakeDrs

pytest.importorskip("moto.server", reason="run `nox -s engines`")

CONFTEST, PROGRAM, TESTS = blocks("testing/ec2.md", "python")
page: dict[str, Any] = {}
exec(CONFTEST, page)  # noqa: S102 - as on the page
fake_drs, moto_url = page["fake_drs"], page["moto_url"]


def ec2(region_name: str = "us-east-1") -> Any:  # noqa: ANN401 - only the types of DRS are installed
    """Return a client of moto."""
    return page["ec2"](region_name)


def instance_of_ec2(instance_id: str) -> dict[str, Any]:
    """Return an instance as EC2 describes it."""
    (reservation,) = ec2().describe_instances(InstanceIds=[instance_id])["Reservations"]
    instance: dict[str, Any] = reservation["Instances"][0]
    return instance


def state_in_ec2(instance_id: str) -> str:
    """Return the state of an instance in EC2."""
    state: str = instance_of_ec2(instance_id)["State"]["Name"]
    return state


def recover(fake_drs: FakeDrs, server_id: str) -> str:
    """Launch a source server, and return the ID of its recovery instance."""
    drs = fake_drs.client()
    outcome = drs.wait_for_job(drs.start_recovery([server_id], is_drill=False))
    (instance_id,) = outcome.recovery_instance_ids
    return instance_id


def test_the_tests_of_the_page_pass(tmp_path: Path) -> None:
    """Pytest runs the files of the page as a user writes them."""
    files = {"conftest.py": CONFTEST, "drill.py": PROGRAM, "test_drill.py": TESTS}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    options = ("-W", "error", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert "2 passed" in result.stdout, result.stdout + result.stderr


def test_instances_are_in_the_same_state_in_both(fake_drs: FakeDrs) -> None:
    """A launch that leaves an instance stopped, and events, agree with EC2."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    drs = fake_drs.client()
    drs.update_launch_configuration(server_id, launch_disposition="STOPPED")
    instance_id = recover(fake_drs, server_id)
    assert drs.get_recovery_instance(instance_id).ec2_instance_state == "STOPPED"
    assert state_in_ec2(instance_id) == "stopped"
    for event, state in {
        "start instance": "running",
        "stop instance": "stopped",
        "terminate instance": "terminated",
    }.items():
        fake_drs.trigger(instance_id, event)
        fake_drs.advance(minutes=2)
        ours = drs.get_recovery_instance(instance_id).ec2_instance_state
        assert str(ours).lower() == state_in_ec2(instance_id) == state


def test_another_launch_terminates_the_earlier_instance(fake_drs: FakeDrs) -> None:
    """EC2 has one running instance of the server."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    earlier, later = recover(fake_drs, server_id), recover(fake_drs, server_id)
    assert state_in_ec2(earlier) == "terminated"
    assert state_in_ec2(later) == "running"


def test_ec2_can_protect_an_instance_from_termination(fake_drs: FakeDrs) -> None:
    """The job fails with EC2's message, and the instance runs in both."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    instance_id = recover(fake_drs, server_id)
    ec2().modify_instance_attribute(
        InstanceId=instance_id, DisableApiTermination={"Value": True}
    )
    drs = fake_drs.client()
    job = drs.terminate_recovery_instances([instance_id])
    with pytest.raises(RecoveryFailedError, match="OperationNotPermitted"):
        drs.wait_for_job(job)
    fake_drs.advance(minutes=2)
    assert drs.get_recovery_instance(instance_id).ec2_instance_state == "RUNNING"
    assert state_in_ec2(instance_id) == "running"


def test_right_sizing_overrides_the_launch_template(fake_drs: FakeDrs) -> None:
    """The instance has the type that the service recommends."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    drs = fake_drs.client()
    settings = drs.update_launch_configuration(
        server_id, target_instance_type_right_sizing_method="BASIC"
    )
    ec2().create_launch_template_version(
        LaunchTemplateId=settings.ec2_launch_template_id,
        LaunchTemplateData={"InstanceType": "m5.large"},
    )
    ec2().modify_launch_template(
        LaunchTemplateId=settings.ec2_launch_template_id, DefaultVersion="2"
    )
    properties = drs.get_source_server(server_id).source_properties
    assert properties is not None
    instance = instance_of_ec2(recover(fake_drs, server_id))
    assert instance["InstanceType"] == properties.recommended_instance_type


def test_tags_of_the_launch_template_take_precedence(fake_drs: FakeDrs) -> None:
    """A tag of the source server does not replace one of the launch template."""
    key = "AWSElasticDisasterRecoveryManaged"
    server_id = fake_drs.add_source_server(
        state="CONTINUOUS", tags={"owner": "jo", key: "jo"}
    )
    fake_drs.client().update_launch_configuration(server_id, copy_tags=True)
    instance = instance_of_ec2(recover(fake_drs, server_id))
    tags = {tag["Key"]: tag["Value"] for tag in instance["Tags"]}
    assert tags["owner"] == "jo"
    assert tags[key] == "drs.amazonaws.com"


def test_a_launch_into_an_instance_starts_it(fake_drs: FakeDrs) -> None:
    """No other instance is launched."""
    template_id = ec2().create_launch_template(
        LaunchTemplateName="mine", LaunchTemplateData={"InstanceType": "m5.large"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    (target,) = ec2().run_instances(
        LaunchTemplate={"LaunchTemplateId": template_id}, MinCount=1, MaxCount=1
    )["Instances"]
    ec2().stop_instances(InstanceIds=[target["InstanceId"]])
    server_id = fake_drs.add_source_server(
        state="CONTINUOUS", ec2_launch_template_id=template_id
    )
    fake_drs.client().update_launch_configuration(
        server_id,
        launch_into_instance_properties=LaunchIntoInstanceProperties(
            launch_into_ec2_instance_id=target["InstanceId"]
        ),
    )
    assert recover(fake_drs, server_id) == target["InstanceId"]
    assert state_in_ec2(target["InstanceId"]) == "running"
    assert len(ec2().describe_instances()["Reservations"]) == 1


def test_a_reversed_server_has_a_launch_template_in_its_region(
    fake_drs: FakeDrs,
) -> None:
    """The failback launches an instance from it."""
    server_id = fake_drs.add_source_server(
        state="CONTINUOUS", origin_region="eu-central-1"
    )
    drs = fake_drs.client()
    instance_id = recover(fake_drs, server_id)
    assert drs.reverse_replication_many([instance_id]).is_success
    origin = fake_drs.site(region_name="eu-central-1").client()
    (server,) = origin.describe_source_servers()
    settings = origin.get_launch_configuration(server)
    (template,) = ec2("eu-central-1").describe_launch_templates()["LaunchTemplates"]
    assert template["LaunchTemplateId"] == settings.ec2_launch_template_id
    fake_drs.advance(hours=1)
    job = origin.start_recovery([server], is_drill=False)
    (failed_back,) = origin.wait_for_job(job).recovery_instance_ids
    (found,) = ec2("eu-central-1").describe_instances()["Reservations"]
    assert found["Instances"][0]["InstanceId"] == failed_back
