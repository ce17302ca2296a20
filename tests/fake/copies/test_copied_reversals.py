"""Copies of source servers that replicate recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeSite

ORIGIN = "us-west-2"
TIMES = (0, 0.5, 1, 1, 3, 9, 40, 600)


def reverse(site: FakeSite, instance_id: str) -> str:
    """Reverse the replication of an instance, and return the source server's ID."""
    response = site.boto3_client().reverse_replication(recoveryInstanceID=instance_id)
    return response["reversedDirectionSourceServerArn"].rpartition("/")[2]


def clients(fake: FakeDrs) -> list[DrsClient]:
    """Return the clients of both Regions."""
    regions = (fake.region_name, ORIGIN)
    return [fake.site(region_name=region).client() for region in regions]


def check_copy(fake: FakeDrs) -> None:
    """Check that a copy of both Regions lives on as a fake."""
    ours = clients(fake)
    with FakeDrs.copy_of(ours) as copy:
        assert copy.copy_report is not None
        assert copy.copy_report.not_copied == []
        theirs = clients(copy)
        for minutes in TIMES:
            for one in (fake, copy):
                one.advance(minutes=minutes)
            for our, their in zip(ours, theirs, strict=True):
                assert [*their.describe_source_servers()] == [
                    *our.describe_source_servers()
                ], f"{minutes} minutes later"


@pytest.mark.parametrize("minutes", [0, 1, 4, 20, 50])
def test_reversed_servers_are_linked_to_their_instances(
    fake: FakeDrs, minutes: float
) -> None:
    """A copied server replicates the same instance in the other Region."""
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
    reverse(fake, fake.add_recovery_instance(server_id))
    fake.advance(minutes=minutes)
    check_copy(fake)


@pytest.mark.parametrize("minutes", [0, 0.7, 3, 20])
@pytest.mark.parametrize("stops", [False, True])
def test_servers_of_copies_wait_for_new_agents(
    fake: FakeDrs, minutes: float, *, stops: bool
) -> None:
    """After a failback they stall, and rescan as soon as the new agent reports."""
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
    origin = fake.site(region_name=ORIGIN)
    reversed_id = reverse(fake, fake.add_recovery_instance(server_id))
    fake.advance(hours=1)
    instance_id = origin.add_recovery_instance(reversed_id)
    assert reverse(origin, instance_id) == server_id
    if stops:
        origin.trigger(instance_id, "stop instance")
    fake.advance(minutes=minutes)
    check_copy(fake)


@pytest.mark.parametrize("minutes", [0, 4, 20])
def test_servers_of_copies_protect_instances_in_their_own_region(
    fake: FakeDrs, minutes: float
) -> None:
    """The instance in the other Availability Zone is the machine of the server."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    assert reverse(fake, instance_id) == server_id
    fake.advance(minutes=minutes)
    check_copy(fake)


def test_servers_that_stall_later_wait_for_no_new_agent(fake: FakeDrs) -> None:
    """The agent on the instance was connected long ago."""
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
    reversed_id = reverse(fake, fake.add_recovery_instance(server_id))
    fake.advance(hours=1)
    fake.site(region_name=ORIGIN).trigger(reversed_id, "stall")
    fake.advance(minutes=1)
    check_copy(fake)
