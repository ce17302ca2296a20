from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ConnectionClosedError

from drsclient.testing import FakeDrs, Reset

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def busy(fake: FakeDrs) -> None:
    """Bring a fake into a state in which much is in progress."""
    protected = fake.add_source_server(state="CONTINUOUS", tags={"Name": "db-1"})
    fake.add_source_server(state="INITIAL_SYNC")
    other = fake.site(account_id="111122223333", region_name="eu-west-1")
    other.add_source_server(state="STALLED")
    fake.add_credentials("ASIAASSUMEDROLE", account_id="111122223333")
    drs = fake.boto3_client()
    drs.start_recovery(sourceServers=[{"sourceServerID": protected}], isDrill=True)
    fake.advance(minutes=3)


def test_a_loaded_state_continues(fake: FakeDrs) -> None:
    """A fake that has loaded a state behaves as the one that saved it."""
    busy(fake)
    state = fake.save()
    with FakeDrs() as other:
        other.load(state)
        assert other.save() == state
        assert other.now == fake.now
        for one in (fake, other):
            one.advance(minutes=20)
        assert other.save() == fake.save()
        assert other.events == fake.events
        jobs = [one.boto3_client().describe_jobs()["items"] for one in (fake, other)]
    assert jobs[0] == jobs[1]
    assert jobs[0][0].get("status") == "COMPLETED"


def test_the_same_calls_give_the_same_state(fake: FakeDrs) -> None:
    """Equal calls give the same text, to the byte."""
    busy(fake)
    with FakeDrs() as other:
        busy(other)
        assert other.save() == fake.save()


def test_a_state_can_be_loaded_again_and_again(fake: FakeDrs) -> None:
    """Existing clients and sites work on the loaded state."""
    site = fake.site(account_id="111122223333")
    drs = fake.boto3_client()
    empty = fake.save()
    for _ in range(2):
        fake.add_source_server()
        site.add_source_server()
        assert len(drs.describe_source_servers()["items"]) == 1
        fake.load(empty)
        assert drs.describe_source_servers()["items"] == []
        with pytest.raises(KeyError):
            site.source_server("s-00000000000000002")


@pytest.mark.parametrize(
    "change",
    ["", "[]", "{}", "7", '{"page_size": 1}', '{"page_size": NaN}', "[" * 9999],
)
def test_other_text_is_refused(fake: FakeDrs, change: str) -> None:
    """Refused text does not change the state."""
    fake.add_source_server()
    before = fake.save()
    with pytest.raises(ValueError, match="not a state that this version"):
        fake.load(change)
    assert fake.save() == before


def test_a_state_of_another_version_is_refused(fake: FakeDrs) -> None:
    """Members that this version does not know would be lost."""
    state = json.loads(fake.save())
    state["weather"] = "rain"
    with pytest.raises(ValueError, match="weather"):
        fake.load(json.dumps(state))


def test_saving_a_loaded_state_gives_the_same_text(fake: FakeDrs) -> None:
    """An integer argument instead of a float makes no difference."""
    fake.stall_replication(fake.add_source_server(), at=0)
    state = fake.save()
    fake.load(state)
    assert fake.save() == state


def test_a_saved_state_has_networks_and_settings(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A network recovery continues in the loaded state."""
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


def test_a_fake_can_begin_again(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """After `reset`, it is as a new one, to the IDs of requests and to chance."""
    outcomes: list[list[str]] = []
    states: list[str] = []
    for _ in range(2):
        busy(fake)
        fake.inject(Reset(), times=None, probability=0.5)
        for _ in range(10):
            with suppress(ConnectionClosedError):
                drs.describe_jobs()
        outcomes.append([str(request) for request in fake.requests])
        states.append(fake.save())
        fake.reset()
        assert not fake.requests
        assert not fake.events
        with FakeDrs() as new:
            assert fake.save() == new.save()
    assert outcomes[0] == outcomes[1]
    assert states[0] == states[1]
    metadata = drs.describe_jobs()["ResponseMetadata"]
    assert metadata["RequestId"] == "00000001-0000-4000-8000-000000000001"
