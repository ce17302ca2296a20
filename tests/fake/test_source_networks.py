from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import pytest

from drsclient.testing import FakeDrs, Quotas

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.literals import ReplicationStatusType
    from mypy_boto3_drs.type_defs import (
        DescribeSourceNetworksRequestFiltersTypeDef,
        SourceNetworkTypeDef,
    )


OTHER_ID = "sn-0123456789abcdef0"
BUCKET = "arn:aws:s3:::templates"


@pytest.fixture
def bucket(drs: Boto3DrsClient) -> None:
    """Choose the bucket for the templates of source networks."""
    drs.create_launch_configuration_template(exportBucketArn=BUCKET)


def network(drs: Boto3DrsClient, network_id: str) -> SourceNetworkTypeDef:
    """Return a source network as the service describes it."""
    filters: Any = {"sourceNetworkIDs": [network_id]}
    (found,) = drs.describe_source_networks(filters=filters)["items"]
    return found


def result(drs: Boto3DrsClient, network_id: str) -> str | None:
    """Return the result of a network's last recovery."""
    return network(drs, network_id).get("lastRecovery", {}).get("lastRecoveryResult")


def log(drs: Boto3DrsClient, job_id: str) -> list[tuple[str | None, str | None]]:
    """Return the events of a job's log, each with the VPC that was recovered."""
    return [
        (
            item.get("event"),
            item.get("eventData", {})
            .get("eventResourceData", {})
            .get("sourceNetworkData", {})
            .get("targetVpc"),
        )
        for item in drs.describe_job_log_items(jobID=job_id)["items"]
    ]


def events(fake: FakeDrs, subject: str) -> list[str]:
    """Return the states that events about source networks report."""
    sent: tuple[dict[str, Any], ...] = fake.events
    return [
        event["detail"]["state"]
        for event in sent
        if event["detail-type"] == f"DRS Source Network {subject}"
    ]


def test_a_network_is_created_stopped(drs: Boto3DrsClient) -> None:
    """It has the VPC, account and Region that it was created for."""
    network_id = drs.create_source_network(
        vpcID="vpc-12345678",
        originAccountID="999999999999",
        originRegion="eu-west-1",
        tags={"a": "b"},
    )["sourceNetworkID"]
    assert network(drs, network_id) == {
        "sourceNetworkID": network_id,
        "sourceVpcID": "vpc-12345678",
        "arn": f"arn:aws:drs:us-east-1:123456789012:source-network/{network_id}",
        "tags": {"a": "b"},
        "replicationStatus": "STOPPED",
        "sourceRegion": "eu-west-1",
        "sourceAccountID": "999999999999",
        "lastRecovery": {"lastRecoveryResult": "NOT_STARTED"},
    }


def test_a_vpc_has_one_network(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The service refuses a second one, and so does the fake."""
    fake.add_source_network(vpc_id="vpc-12345678")
    with pytest.raises(drs.exceptions.ConflictException, match="vpc-12345678"):
        drs.create_source_network(
            vpcID="vpc-12345678",
            originAccountID="123456789012",
            originRegion="us-east-1",
        )
    with pytest.raises(ValueError, match="vpc-12345678 already has"):
        fake.add_source_network(vpc_id="vpc-12345678")
    with pytest.raises(ValueError, match="sourceVpcID must"):
        fake.add_source_network(vpc_id="x")
    with pytest.raises(KeyError):
        fake.add_source_network(source_server_ids=["s-1"])


def test_networks_are_limited() -> None:
    """The error names the quota."""
    with FakeDrs(quotas=Quotas(source_networks=1)) as fake:
        drs = fake.boto3_client()
        fake.add_source_network()
        with pytest.raises(
            drs.exceptions.ServiceQuotaExceededException, match="at most 1"
        ) as caught:
            drs.create_source_network(
                vpcID="vpc-12345678",
                originAccountID="123456789012",
                originRegion="us-east-1",
            )
        response: Any = caught.value.response
        assert response["quotaCode"] == "L-4B0323BD"


def test_networks_are_filtered(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """All filters must match; unknown IDs match nothing."""
    one, two = fake.add_source_network(), fake.add_source_network()
    three = drs.create_source_network(
        vpcID="vpc-12345678", originAccountID="999999999999", originRegion="eu-west-1"
    )["sourceNetworkID"]

    def found(
        **filters: Unpack[DescribeSourceNetworksRequestFiltersTypeDef],
    ) -> list[str | None]:
        items = drs.describe_source_networks(filters=filters)["items"]
        return [item.get("sourceNetworkID") for item in items]

    assert found() == [one, two, three]
    assert found(sourceNetworkIDs=[two, OTHER_ID]) == [two]
    assert found(originAccountID="999999999999") == [three]
    assert found(originRegion="us-east-1") == [one, two]
    assert found(originRegion="us-east-1", sourceNetworkIDs=[three]) == []


def test_replication_protects_a_network(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The first copy takes 5 minutes; each change is an event."""
    network_id = fake.add_source_network()
    started = drs.start_source_network_replication(sourceNetworkID=network_id)
    assert started["sourceNetwork"].get("replicationStatus") == "IN_PROGRESS"
    fake.advance(minutes=5)
    assert network(drs, network_id).get("replicationStatus") == "PROTECTED"
    stopped = drs.stop_source_network_replication(sourceNetworkID=network_id)
    assert stopped["sourceNetwork"].get("replicationStatus") == "STOPPED"
    assert events(fake, "Protection Status Change") == [
        "IN_PROGRESS",
        "PROTECTED",
        "STOPPED",
    ]


def test_a_failed_replication_has_details(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The details explain the error until the replication is started again."""
    network_id = fake.add_source_network(state="IN_PROGRESS")
    fake.trigger(network_id, "lose source")
    failed = network(drs, network_id)
    assert failed.get("replicationStatus") == "ERROR"
    assert "could not be read" in failed.get("replicationStatusDetails", "")
    drs.start_source_network_replication(sourceNetworkID=network_id)
    assert "replicationStatusDetails" not in network(drs, network_id)


@pytest.mark.parametrize("state", ["STOPPED", "IN_PROGRESS", "PROTECTED", "ERROR"])
def test_each_operation_is_allowed_in_its_states(
    fake: FakeDrs, drs: Boto3DrsClient, state: ReplicationStatusType
) -> None:
    """In any other state, the operation is a conflict."""
    one, two, three = (fake.add_source_network(state=state) for _ in range(3))
    conflict = pytest.raises(drs.exceptions.ConflictException, match=state)
    if state in {"STOPPED", "ERROR"}:
        drs.start_source_network_replication(sourceNetworkID=one)
    else:
        with conflict:
            drs.start_source_network_replication(sourceNetworkID=one)
    if state == "STOPPED":
        drs.delete_source_network(sourceNetworkID=three)
        with conflict:
            drs.stop_source_network_replication(sourceNetworkID=two)
    else:
        drs.stop_source_network_replication(sourceNetworkID=two)
        with conflict:
            drs.delete_source_network(sourceNetworkID=three)


def test_a_deleted_network_leaves_its_servers(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The servers belong to no source network from then on."""
    one, two = fake.add_source_server(), fake.add_source_server()
    network_id = fake.add_source_network(source_server_ids=[two])
    assert fake.source_server(two).get("sourceNetworkID") == network_id
    drs.delete_source_network(sourceNetworkID=network_id)
    assert drs.describe_source_networks()["items"] == []
    for server_id in (one, two):
        assert "sourceNetworkID" not in fake.source_server(server_id)


@pytest.mark.usefixtures("bucket")
def test_a_recovery_deploys_a_stack(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The job deploys a new VPC, and then sets the launch templates."""
    network_id = fake.add_source_network(state="PROTECTED", vpc_id="vpc-12345678")
    job = drs.start_source_network_recovery(
        sourceNetworks=[{"sourceNetworkID": network_id}], tags={"a": "b"}
    )["job"]
    assert job["jobID"].startswith("drsjob-")
    assert job.get("type") == "LAUNCH"
    assert job.get("initiatedBy") == "CREATE_NETWORK_RECOVERY"
    assert job.get("status") == "PENDING"
    assert job.get("tags") == {"a": "b"}
    assert job.get("participatingServers") == []
    assert job.get("participatingResources") == [
        {
            "participatingResourceID": {"sourceNetworkID": network_id},
            "launchStatus": "PENDING",
        }
    ]
    recovery = network(drs, network_id).get("lastRecovery", {})
    assert recovery.get("apiCallDateTime") == fake.now
    assert recovery.get("jobID") == job["jobID"]
    assert recovery.get("lastRecoveryResult") == "IN_PROGRESS"
    fake.advance(minutes=10)
    recovered = network(drs, network_id)
    assert result(drs, network_id) == "SUCCESS"
    assert recovered.get("cfnStackName") == f"drs-{network_id}-1"
    vpc_id = recovered.get("launchedVpcID")
    assert log(drs, job["jobID"]) == [
        ("JOB_START", None),
        ("DEPLOY_NETWORK_CONFIGURATION_START", None),
        ("DEPLOY_NETWORK_CONFIGURATION_END", vpc_id),
        ("UPDATE_LAUNCH_TEMPLATE_START", vpc_id),
        ("UPDATE_LAUNCH_TEMPLATE_END", vpc_id),
        ("JOB_END", None),
    ]
    assert events(fake, "Recovery Result") == ["SUCCESS"]


@pytest.mark.usefixtures("bucket")
def test_stacks_are_updated_replaced_and_associated(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The last stack is updated, unless a new or an earlier one is asked for."""
    network_id = fake.add_source_network(state="PROTECTED")

    def recover(**parameters: Any) -> tuple[str | None, str | None]:  # noqa: ANN401 - any
        entry: Any = {"sourceNetworkID": network_id}
        if "name" in parameters:
            entry["cfnStackName"] = parameters.pop("name")
        job = drs.start_source_network_recovery(sourceNetworks=[entry], **parameters)
        fake.advance(minutes=10)
        return job["job"].get("initiatedBy"), network(drs, network_id).get(
            "cfnStackName"
        )

    assert recover(name="one") == ("CREATE_NETWORK_RECOVERY", "one")
    first = network(drs, network_id).get("launchedVpcID")
    assert recover() == ("UPDATE_NETWORK_RECOVERY", "one")
    assert network(drs, network_id).get("launchedVpcID") == first
    second = f"drs-{network_id}-2"
    assert recover(deployAsNew=True) == ("CREATE_NETWORK_RECOVERY", second)
    assert network(drs, network_id).get("launchedVpcID") != first
    with pytest.raises(drs.exceptions.ConflictException, match="one already"):
        recover(deployAsNew=True, name="one")
    job = drs.associate_source_network_stack(
        sourceNetworkID=network_id, cfnStackName="one"
    )["job"]
    assert job.get("initiatedBy") == "ASSOCIATE_NETWORK_RECOVERY"
    fake.advance(minutes=10)
    assert result(drs, network_id) == "ASSOCIATE_SUCCESS"
    assert network(drs, network_id).get("cfnStackName") == "one"
    assert [event for event, _ in log(drs, job["jobID"])] == [
        "JOB_START",
        "UPDATE_LAUNCH_TEMPLATE_START",
        "UPDATE_LAUNCH_TEMPLATE_END",
        "JOB_END",
    ]
    with pytest.raises(drs.exceptions.ValidationException, match="stack of"):
        drs.associate_source_network_stack(
            sourceNetworkID=network_id, cfnStackName="three"
        )


@pytest.mark.usefixtures("bucket")
def test_a_recovery_can_fail(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The result tells whether the VPC was deployed; an association just fails."""
    one, two = (fake.add_source_network(state="PROTECTED") for _ in range(2))
    job = drs.start_source_network_recovery(
        sourceNetworks=[{"sourceNetworkID": one}, {"sourceNetworkID": two}]
    )["job"]
    with pytest.raises(ValueError, match="possible events: none"):
        fake.trigger(f"{job['jobID']}/{one}", "begin association")
    fake.advance(seconds=1)
    fake.trigger(f"{job['jobID']}/{one}", "fail deployment")
    assert result(drs, one) == "FAIL"
    assert "cfnStackName" not in network(drs, one)
    fake.advance(minutes=3)
    fake.trigger(f"{job['jobID']}/{two}", "fail launch templates")
    assert result(drs, two) == "PARTIAL_SUCCESS"
    stack_name = network(drs, two).get("cfnStackName", "")
    names = [event for event, _ in log(drs, job["jobID"])]
    assert names.count("NETWORK_RECOVERY_FAIL") == 2
    assert "DEPLOY_NETWORK_CONFIGURATION_FAILED" in names
    assert "UPDATE_LAUNCH_TEMPLATE_FAILED" in names
    fake.advance(seconds=3)  # to end the job
    job = drs.associate_source_network_stack(
        sourceNetworkID=two, cfnStackName=stack_name
    )["job"]
    fake.advance(seconds=1)
    fake.trigger(f"{job['jobID']}/{two}", "fail launch templates")
    assert result(drs, two) == "ASSOCIATE_FAIL"
    assert events(fake, "Recovery Result") == [
        "FAIL",
        "PARTIAL_SUCCESS",
        "ASSOCIATE_FAIL",
    ]


@pytest.mark.usefixtures("bucket")
def test_a_network_in_a_job_is_busy(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A network in a job can neither be recovered again nor deleted."""
    one, two = (fake.add_source_network(state="PROTECTED") for _ in range(2))
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": one}])
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": two}])
    drs.stop_source_network_replication(sourceNetworkID=two)
    with pytest.raises(drs.exceptions.ConflictException, match="processed"):
        drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": one}])
    with pytest.raises(drs.exceptions.ConflictException, match="processed"):
        drs.delete_source_network(sourceNetworkID=two)


@pytest.mark.usefixtures("bucket")
def test_impossible_recoveries_are_refused(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """All networks must be known, distinct and copied."""
    good = fake.add_source_network(state="PROTECTED")
    stopped = fake.add_source_network()

    def recover(*network_ids: str) -> None:
        drs.start_source_network_recovery(
            sourceNetworks=[{"sourceNetworkID": one} for one in network_ids]
        )

    with pytest.raises(drs.exceptions.ConflictException, match="unknown"):
        recover(good, OTHER_ID)
    with pytest.raises(drs.exceptions.ConflictException, match="is STOPPED"):
        recover(good, stopped)
    with pytest.raises(drs.exceptions.ValidationException, match="twice"):
        recover(good, good)
    assert result(drs, good) == "NOT_STARTED"


def test_templates_need_a_bucket(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Exports and recoveries need the bucket of the launch configuration template."""
    network_id = fake.add_source_network(state="ERROR")
    for _ in range(2):
        with pytest.raises(drs.exceptions.ConflictException, match="exportBucketArn"):
            drs.export_source_network_cfn_template(sourceNetworkID=network_id)
        with pytest.raises(drs.exceptions.ConflictException, match="exportBucketArn"):
            drs.start_source_network_recovery(
                sourceNetworks=[{"sourceNetworkID": network_id}]
            )
        if not drs.describe_launch_configuration_templates()["items"]:
            drs.create_launch_configuration_template()
    (template,) = drs.describe_launch_configuration_templates()["items"]
    drs.update_launch_configuration_template(
        launchConfigurationTemplateID=template.get("launchConfigurationTemplateID", ""),
        exportBucketArn=BUCKET,
    )
    exported = drs.export_source_network_cfn_template(sourceNetworkID=network_id)
    assert exported["s3DestinationUrl"] == f"s3://templates/{network_id}.json"


@pytest.mark.usefixtures("bucket")
def test_recoveries_need_the_versioning_of_the_bucket(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Without it, networks are replicated and exported, but not recovered."""
    fake.set_bucket_versioning(BUCKET, enabled=False)
    network_id = fake.add_source_network()
    drs.start_source_network_replication(sourceNetworkID=network_id)
    fake.advance(minutes=5)
    drs.export_source_network_cfn_template(sourceNetworkID=network_id)
    with FakeDrs() as other:
        other.load(fake.save())
        for refusing in (drs, other.boto3_client()):
            with pytest.raises(
                refusing.exceptions.ConflictException, match=f"versioning of {BUCKET}"
            ):
                refusing.start_source_network_recovery(
                    sourceNetworks=[{"sourceNetworkID": network_id}]
                )
    assert result(drs, network_id) == "NOT_STARTED"
    fake.set_bucket_versioning(BUCKET, enabled=True)
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": network_id}])
    with pytest.raises(ValueError, match="exportBucketArn must"):
        fake.set_bucket_versioning("templates", enabled=False)


def test_an_unknown_network_is_not_found(drs: Boto3DrsClient) -> None:
    """The error names the ID."""
    missing = pytest.raises(drs.exceptions.ResourceNotFoundException, match=OTHER_ID)
    with missing:
        drs.delete_source_network(sourceNetworkID=OTHER_ID)
    with missing:
        drs.start_source_network_replication(sourceNetworkID=OTHER_ID)
    with missing:
        drs.stop_source_network_replication(sourceNetworkID=OTHER_ID)
    with missing:
        drs.associate_source_network_stack(sourceNetworkID=OTHER_ID, cfnStackName="a")
    with missing:
        drs.export_source_network_cfn_template(sourceNetworkID=OTHER_ID)
