"""Copies of source networks, and of their recoveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient.testing._state_checks import load_checked
from tests.fake.copies.lives import answers, check_copy, copy_of

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

NETWORK: Final = "sn-00000000000000001"
MINE: Final = "my-stack"


@pytest.fixture
def networks(fake: FakeDrs, drs: Boto3DrsClient) -> list[str]:
    """Add two source networks that can be recovered, and return their IDs."""
    drs.create_launch_configuration_template(exportBucketArn="arn:aws:s3:::templates")
    return [fake.add_source_network(state="PROTECTED") for _ in range(2)]


@pytest.mark.no_cover
def test_recoveries_continue(
    fake: FakeDrs, drs: Boto3DrsClient, networks: list[str]
) -> None:
    """A stack is deployed, another one, and the first is used again."""
    one, other = networks
    drs.start_source_network_recovery(
        sourceNetworks=[{"sourceNetworkID": one}, {"sourceNetworkID": other}]
    )
    fake.advance(seconds=0.5)
    notes = check_copy(fake)
    assert len(notes) == 2
    assert all(note.endswith("no API response names it yet") for note in notes)
    for seconds in (20, 180, 12, 3):
        fake.advance(seconds=seconds)
        assert check_copy(fake) == []
    drs.start_source_network_recovery(
        sourceNetworks=[{"sourceNetworkID": one, "cfnStackName": MINE}]
    )
    fake.advance(seconds=40)
    assert check_copy(fake) == []
    fake.advance(minutes=5)
    with copy_of(fake) as copy:
        for each in (fake, copy):
            each.boto3_client().associate_source_network_stack(
                sourceNetworkID=one, cfnStackName=f"drs-{one}-1"
            )
            each.advance(seconds=10)
        assert check_copy(fake) == []
        for each in (fake, copy):
            each.advance(seconds=60)
        found, expected = (answers(each)[0]["networks"] for each in (copy, fake))
        assert found == expected
        assert found[0]["cfnStackName"] == f"drs-{one}-1"


@pytest.mark.parametrize(
    ("seconds", "event"),
    [(20, "fail deployment"), (190, "fail launch templates")],
)
def test_failed_recoveries_stay_failed(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    networks: list[str],
    seconds: float,
    event: str,
) -> None:
    """The job in progress ends in time."""
    one, _ = networks
    job = drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": one}])
    fake.advance(seconds=seconds)
    fake.trigger(f"{job['job']['jobID']}/{one}", event)
    fake.advance(seconds=1)
    assert check_copy(fake) == []
    fake.advance(seconds=10)
    assert check_copy(fake) == []


def test_an_association_may_have_begun(
    fake: FakeDrs, drs: Boto3DrsClient, networks: list[str]
) -> None:
    """The stack that the network has is taken while no answer names another."""
    one, _ = networks
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": one}])
    fake.advance(minutes=5)
    drs.associate_source_network_stack(sourceNetworkID=one, cfnStackName=f"drs-{one}-1")
    (note,) = check_copy(fake)
    assert note.startswith("the stack of ")


def test_protection_continues(fake: FakeDrs) -> None:
    """No answer has the start of its replication, so it takes the whole time again."""
    ids = [
        fake.add_source_network(state=state)
        for state in ("PROTECTED", "STOPPED", "ERROR", "IN_PROGRESS")
    ]
    notes = check_copy(fake)
    assert [note.partition(": ")[0] for note in notes] == [ids[2], ids[3], ids[3]]
    with copy_of(fake) as copy:
        copy.trigger(ids[0], "lose source")
        copy.boto3_client().stop_source_network_replication(sourceNetworkID=ids[2])


def give(fake: FakeDrs, *networks: dict[str, Any]) -> None:
    """Give a hand-made answer about source networks."""
    fake.answer("DescribeSourceNetworks", json={"items": list(networks)})


def test_members_that_only_the_account_has(fake: FakeDrs) -> None:
    """Details hold until the status changes; unknown VPCs are left out."""
    network = {
        "sourceNetworkID": NETWORK,
        "sourceVpcID": "vpc-11111111",
        "arn": f"arn:aws:drs:us-east-1:123456789012:source-network/{NETWORK}",
        "replicationStatus": "ERROR",
        "replicationStatusDetails": "no permission",
        "cfnStackName": MINE,
        "sourceRegion": "us-west-2",
        "sourceAccountID": "210987654321",
        "lastRecovery": {"lastRecoveryResult": "FAIL"},
        "tags": {},
    }
    other = {
        "sourceNetworkID": "sn-00000000000000002",
        "sourceVpcID": "vpc-22222222",
        "launchedVpcID": "vpc-33333333",
        "lastRecovery": {
            "apiCallDateTime": "2029-12-31T00:00:00+00:00",
            "jobID": "drsjob-99999999999999999",
        },
    }
    give(fake, network, other, {"sourceNetworkID": "sn-00000000000000003"})
    with copy_of(fake) as copy:
        load_checked(copy.save())
        found, second = answers(copy)[0]["networks"]
        assert found == network
        assert second["lastRecovery"] == {
            "apiCallDateTime": "2029-12-31T00:00:00+00:00",
            "jobID": "drsjob-99999999999999999",
            "lastRecoveryResult": "NOT_STARTED",
        }
        assert copy.copy_report is not None
        subjects = {one.subject for one in copy.copy_report.not_copied}
        assert subjects >= {
            "the launchedVpcID of sn-00000000000000002",
            "sn-00000000000000003",
        }
        copy.boto3_client().start_source_network_replication(sourceNetworkID=NETWORK)
        found, _ = answers(copy)[0]["networks"]
        assert "replicationStatusDetails" not in found
