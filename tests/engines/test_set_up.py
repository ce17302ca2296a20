"""The recipe in docs/how-to/set-up.md, on moto's IAM with AWS's managed policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from drsclient.testing import FakeDrs
from tests.engines.pages import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

moto = pytest.importorskip("moto", reason="run `nox -s engines`")

CODE = "\n".join(blocks("how-to/set-up.md", "python"))
PREFIX = "AWSElasticDisasterRecovery"
POLICIES = "arn:aws:iam::aws:policy"
DRS = "drs.amazonaws.com"
EC2 = "ec2.amazonaws.com"
# The user guide lists the roles in "Elastic Disaster Recovery initialization and
# permissions". Each has the policy with its name, except the last.
ROLES = {
    "Agent": DRS,
    "Failback": DRS,
    "ConversionServer": EC2,
    "ReplicationServer": EC2,
    "RecoveryInstance": EC2,
    "RecoveryInstanceWithLaunchActions": EC2,
}


@pytest.fixture
def fake(environment: pytest.MonkeyPatch) -> Iterator[FakeDrs]:
    """Run DRS, which is not initialized, next to moto's IAM and STS."""
    config = {
        "core": {"passthrough": {"urls": [r"http://127\.0\.0\.1:"]}},
        "iam": {"load_aws_managed_policies": True},
    }
    with (
        FakeDrs(region_name="eu-central-1", initialized=False) as running,
        moto.mock_aws(config=config),
    ):
        environment.setenv("AWS_ENDPOINT_URL_DRS", running.endpoint_url)
        yield running


def iam_client() -> Any:  # noqa: ANN401 - of all services, only the types of DRS are installed
    """Return a client for moto's IAM."""
    return boto3.client("iam", region_name="eu-central-1")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above


def test_the_recipe_sets_up_an_account_and_can_be_repeated(fake: FakeDrs) -> None:
    """Six roles with policies of AWS and one template exist, also the second time."""
    for _ in range(2):
        exec(CODE, {})  # noqa: S102 - as on the page
    iam = iam_client()
    roles = iam.list_roles(PathPrefix="/service-role/")["Roles"]
    assert {role["RoleName"] for role in roles} == {
        f"{PREFIX}{one}Role" for one in ROLES
    }
    for name, principal in ROLES.items():
        role = iam.get_role(RoleName=f"{PREFIX}{name}Role")["Role"]
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": principal}
        if principal == DRS:
            conditions = statement["Condition"]["StringLike"]
            assert conditions["aws:SourceAccount"] == fake.account_id
        attached = iam.list_attached_role_policies(RoleName=role["RoleName"])
        expected = {f"{POLICIES}/service-role/{PREFIX}{name}Policy"}
        if name == "RecoveryInstanceWithLaunchActions":
            expected = {
                f"{POLICIES}/service-role/{PREFIX}RecoveryInstancePolicy",
                f"{POLICIES}/AmazonSSMManagedInstanceCore",
            }
        policies = {policy["PolicyArn"] for policy in attached["AttachedPolicies"]}
        assert policies == expected
    fake.assert_requested("CreateReplicationConfigurationTemplate", times=1)


def test_the_read_only_policy_lacks_what_the_page_says(fake: FakeDrs) -> None:
    """It covers recovery plans, but neither source networks nor launch templates."""
    del fake
    iam = iam_client()
    arn = f"{POLICIES}/{PREFIX}ReadOnlyAccess"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    actions = str(found["PolicyVersion"]["Document"])
    assert "drs:ListRecoveryPlanExecutionSteps" in actions
    for operation in ("SourceNetworks", "LaunchConfigurationTemplates"):
        assert f"drs:Describe{operation}" not in actions
