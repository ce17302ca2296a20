from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def test_a_saved_state_has_networks_and_settings(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A recovery goes on where it was when the state was saved."""
    drs.create_launch_configuration_template(exportBucketArn="arn:aws:s3:::templates")
    server_id = fake.add_source_server(staging_account_id="999999999999")
    drs.put_launch_action(
        resourceId=server_id,
        actionId="00000000-0000-4000-8000-000000000001",
        actionCode="mine",
        actionVersion="1",
        active=True,
        category="OTHER",
        description="",
        name="mine",
        optional=True,
        order=2,
    )
    network_id = fake.add_source_network(state="PROTECTED")
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": network_id}])
    fake.advance(minutes=1)
    state = fake.save()
    with FakeDrs() as other:
        other.load(state)
        assert other.save() == state
        other.advance(minutes=9)
        copy = other.boto3_client()
        (network,) = copy.describe_source_networks()["items"]
        assert network.get("lastRecovery", {}).get("lastRecoveryResult") == "SUCCESS"
        (action,) = copy.list_launch_actions(resourceId=server_id)["items"]
        assert action.get("actionCode") == "mine"
