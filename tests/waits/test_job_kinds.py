from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.errors import (
    DrsParameterError,
    NotAttemptedError,
    RecoveryFailedError,
)
from drsclient.models import Job, JobLogEvent
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.models import SourceNetwork
    from drsclient.outcomes import JobOutcome
    from drsclient.testing import FakeDrs


def recovered(fake: FakeDrs, *, hardware_id: str = "ec2") -> str:
    """Add a recovery instance of a new source server."""
    server_id = fake.add_source_server(state="CONTINUOUS", hardware_id=hardware_id)
    return fake.add_recovery_instance(server_id)


def message(drs: DrsClient, job: Job) -> str:
    """Wait for a job that fails, and return what the error says after the job's ID."""
    with pytest.raises(RecoveryFailedError) as caught:
        drs.wait_for_job(job)
    return str(caught.value).partition(f"{job.job_id}: ")[2]


def test_a_termination_that_works(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The target status is `TERMINATED`; no other call is made."""
    instances = [recovered(fake_drs), recovered(fake_drs)]
    job = drs_client.terminate_recovery_instances(instances)
    outcome = drs_client.wait_for_job(job)
    assert outcome.is_success
    assert outcome.recovery_instance_ids == tuple(instances)
    assert (
        str(outcome.servers[0]) == f"s-00000000000000001 as {instances[0]}: TERMINATED"
    )
    assert {request.operation for request in fake_drs.requests} == {
        "TerminateRecoveryInstances",
        "DescribeJobs",
    }


def test_a_termination_that_fails(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A cleanup that fails is the reason, of this instance and no other."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    bad, good = (fake_drs.add_recovery_instance(server_id) for _ in range(2))
    job = drs_client.terminate_recovery_instances([bad, good])
    fake_drs.advance(seconds=2)
    fake_drs.trigger(f"{job.job_id}/{bad}", "fail")
    assert message(drs_client, job) == (
        f"1 of 2 servers failed: {server_id} as {bad}: CLEANUP_FAIL: the EC2 instance"
        " could not be terminated"
    )
    outcome = drs_client.check_job(job)
    assert outcome.recovery_instance_ids == (good,)
    assert outcome.failed[0].event == JobLogEvent.CLEANUP_FAIL


@pytest.mark.parametrize("name", ["TerminateRecoveryInstances", "my_function"])
def test_a_fleet_of_terminations(
    fake_drs: FakeDrs, drs_client: DrsClient, name: str
) -> None:
    """Its keys are recovery instances, and give the order."""
    one, two, three = (recovered(fake_drs) for _ in range(3))
    job = drs_client.terminate_recovery_instances([three, one])
    fleet: FleetOutcome[Job] = FleetOutcome(
        operation_name=name,
        results={one: job, two: NotAttemptedError("not attempted"), three: job},
    )
    outcome = drs_client.wait_for_job(fleet, raise_on_failure=False)
    assert [each.recovery_instance_id for each in outcome.servers] == [one, two, three]
    assert outcome.recovery_instance_ids == (one, three)


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (2, "CONVERSION_FAIL: the failback client did not finish"),
        (302, "LAUNCH_FAILED: the failback client did not finish"),
        (None, None),
    ],
)
def test_a_failback(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    seconds: float | None,
    reason: str | None,
) -> None:
    """Its recovery instance is the one failed back, which the job names."""
    instance_id = recovered(fake_drs, hardware_id="421d8b47-vmware")
    fake_drs.trigger(instance_id, "connect failback client")
    fake_drs.advance(hours=1)
    job = drs_client.start_failback_launch([instance_id])
    if seconds is not None:
        fake_drs.advance(seconds=seconds)
        fake_drs.trigger(f"{job.job_id}/{instance_id}", "fail")
    outcome = drs_client.wait_for_job(job, raise_on_failure=False)
    assert outcome.is_success is (reason is None)
    assert outcome.servers[0].recovery_instance_id == instance_id
    assert outcome.servers[0].reason == reason
    operations = [request.operation for request in fake_drs.requests]
    assert "DescribeRecoveryInstances" not in operations


@pytest.fixture
def networks(fake_drs: FakeDrs, drs_client: DrsClient) -> list[str]:
    """Add source networks that can be recovered."""
    drs_client.create_launch_configuration_template(
        export_bucket_arn="arn:aws:s3:::drs-templates"
    )
    return [fake_drs.add_source_network(state="PROTECTED") for _ in range(2)]


def test_networks_are_not_taken_for_servers(
    fake_drs: FakeDrs, drs_client: DrsClient, networks: list[str]
) -> None:
    """Methods for servers refuse them, although `failed` can have both."""
    outcome = drs_client.wait_for_job(
        drs_client.start_source_network_recovery(networks)
    )
    before = fake_drs.requests
    with pytest.raises(
        DrsParameterError, match=r"\[0\]=<NetworkOutcome>.*source server"
    ):
        drs_client.start_recovery_many(outcome.succeeded, is_drill=True)
    with pytest.raises(DrsParameterError, match="has no recovery_instance_id"):
        drs_client.terminate_recovery_instances_many(outcome.succeeded)
    assert fake_drs.requests == before


def test_networks_are_recovered(drs_client: DrsClient, networks: list[str]) -> None:
    """The outcome has their stacks and VPCs, once the job has ended."""
    job = drs_client.start_source_network_recovery(networks)
    polls: list[JobOutcome] = []
    outcome = drs_client.wait_for_job(job, on_progress=polls.append)
    assert polls[0].waiting == polls[0].networks
    assert polls[0].networks[0].stack_name is None
    assert outcome.is_success
    assert [str(network) for network in outcome.networks] == [
        f"{network_id}: LAUNCHED" for network_id in networks
    ]
    described: dict[str | None, SourceNetwork] = {
        network.source_network_id: network
        for network in drs_client.describe_source_networks()
    }
    for network in outcome.networks:
        found = described[network.source_network_id]
        assert network.stack_name == found.cfn_stack_name is not None
        assert network.target_vpc == found.launched_vpc_id is not None
    associated = drs_client.wait_for_job(
        drs_client.associate_source_network_stack(
            networks[0], cfn_stack_name=outcome.networks[0].stack_name or ""
        )
    )
    assert associated.networks[0].target_vpc == outcome.networks[0].target_vpc
    kept = drs_client.check_job(job, previous=outcome)
    assert kept == outcome


def test_networks_can_fail(
    fake_drs: FakeDrs, drs_client: DrsClient, networks: list[str]
) -> None:
    """The reason is the step that failed, not that the network failed for it."""
    one, two = networks
    job = drs_client.start_source_network_recovery(networks)
    fake_drs.advance(seconds=1)
    fake_drs.trigger(f"{job.job_id}/{one}", "fail deployment")
    fake_drs.advance(minutes=3)
    fake_drs.trigger(f"{job.job_id}/{two}", "fail launch templates")
    assert message(drs_client, job) == (
        f"2 of 2 source networks failed: {one}: DEPLOY_NETWORK_CONFIGURATION_FAILED;"
        f" {two}: UPDATE_LAUNCH_TEMPLATE_FAILED"
    )
    outcome = drs_client.check_job(job)
    assert outcome.networks[0].target_vpc is None
    # It was deployed before its job failed.
    assert outcome.networks[1].target_vpc is not None
    job = drs_client.associate_source_network_stack(
        two, cfn_stack_name=outcome.networks[1].stack_name or ""
    )
    fake_drs.advance(seconds=1)
    fake_drs.trigger(f"{job.job_id}/{two}", "fail launch templates")
    reason = "UPDATE_LAUNCH_TEMPLATE_FAILED"
    assert message(drs_client, job) == f"1 of 1 source network failed: {two}: {reason}"
