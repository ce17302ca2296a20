from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.events import (
    DrsEvent,
    LaunchResultState,
    PITSnapshotTaken,
    RecoveryInstanceFailbackStateChange,
    ResourceType,
    SourceNetworkProtectionStatusChange,
    SourceNetworkRecoveryResult,
    SourceServerDataReplicationStalledChange,
    SourceServerLaunchResult,
    StalledState,
    from_event,
)
from drsclient.models import (
    FailbackState,
    StartSourceNetworkRecoveryRequestNetworkEntry as NetworkEntry,
)
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient import DrsClient

REGIONS = {"us-east-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"}


def events_of(fake: FakeDrs, resource_id: str) -> Iterator[DrsEvent]:
    """Parse the events that the fake has sent about a resource."""
    events = map(from_event, fake.events)
    return (event for event in events if event.resource_id == resource_id)


def test_launches_are_reported(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Each server has a result, with its job and whether it was a drill."""
    good, bad = (fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2))
    fake_drs.fail_launch(bad, "no capacity")
    drill = drs_client.start_recovery([good, bad], is_drill=True)
    fake_drs.advance(hours=1)
    recovery = drs_client.start_recovery([good], is_drill=False)
    fake_drs.advance(hours=1)

    def results(server_id: str) -> list[object]:
        return [
            (event.state, event.job_id, event.is_drill)
            for event in events_of(fake_drs, server_id)
            if isinstance(event, SourceServerLaunchResult)
        ]

    succeeded = LaunchResultState.RECOVERY_LAUNCH_SUCCEEDED
    assert results(good) == [
        (succeeded, drill.job_id, True),
        (succeeded, recovery.job_id, False),
    ]
    failed = LaunchResultState.RECOVERY_LAUNCH_FAILED
    assert results(bad) == [(failed, drill.job_id, True)]


def test_stalls_are_reported(fake_drs: FakeDrs) -> None:
    """The stall and its end are an event each."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.stall_replication(server_id)
    fake_drs.trigger(server_id, "recover")
    assert [
        event.state
        for event in events_of(fake_drs, server_id)
        if isinstance(event, SourceServerDataReplicationStalledChange)
    ] == [StalledState.STALLED, StalledState.NOT_STALLED]


def test_failbacks_are_reported(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The start, failure and completion of a failback are an event each."""
    server_id = fake_drs.add_source_server(
        state="CONTINUOUS", hardware_id="421d8b47-vmware"
    )
    instance_id = fake_drs.add_recovery_instance(server_id)
    fake_drs.trigger(instance_id, "connect failback client")
    fake_drs.trigger(instance_id, "fail")
    fake_drs.trigger(instance_id, "connect failback client")
    fake_drs.advance(hours=5)
    drs_client.start_failback_launch([instance_id])
    fake_drs.advance(hours=1)
    events = list(events_of(fake_drs, instance_id))
    assert {event.resource_type for event in events} == {ResourceType.RECOVERY_INSTANCE}
    assert [
        event.state
        for event in events
        if isinstance(event, RecoveryInstanceFailbackStateChange)
    ] == [
        FailbackState.FAILBACK_IN_PROGRESS,
        FailbackState.FAILBACK_ERROR,
        FailbackState.FAILBACK_IN_PROGRESS,
        FailbackState.FAILBACK_COMPLETED,
    ]


def test_snapshots_are_reported(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Each event has the listed IDs, and an EBS snapshot for each disk."""
    server_id = fake_drs.add_source_server(disks=[1000, 1000])
    drs_client.start_replication(server_id)
    fake_drs.advance(hours=1)
    taken = {
        event.snapshot_id: set(event.ebs_snapshot_ids)
        for event in events_of(fake_drs, server_id)
        if isinstance(event, PITSnapshotTaken)
    }
    listed = drs_client.describe_recovery_snapshots(server_id)
    assert taken == {item.snapshot_id: set(item.ebs_snapshots) for item in listed}
    assert {len(ebs_snapshots) for ebs_snapshots in taken.values()} == {2}


def test_source_networks_are_reported(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """Changes of their protection and the results of their recovery are events."""
    drs_client.create_launch_configuration_template(
        export_bucket_arn="arn:aws:s3:::templates"
    )
    network_id = fake_drs.add_source_network()
    drs_client.start_source_network_replication(network_id)
    fake_drs.advance(minutes=5)
    drs_client.start_source_network_recovery(
        [NetworkEntry(source_network_id=network_id)]
    )
    fake_drs.advance(minutes=10)
    events = list(events_of(fake_drs, network_id))
    assert {event.resource_type for event in events} == {ResourceType.SOURCE_NETWORK}
    assert [
        event.state
        for event in events
        if isinstance(event, SourceNetworkProtectionStatusChange)
    ] == ["IN_PROGRESS", "PROTECTED"]
    assert [
        event.state
        for event in events
        if isinstance(event, SourceNetworkRecoveryResult)
    ] == ["SUCCESS"]


@pytest.mark.parametrize(("region_name", "partition"), REGIONS.items())
def test_events_come_from_every_partition(region_name: str, partition: str) -> None:
    """An event has the account, Region and ARN of its server, and the current time."""
    with FakeDrs(region_name=region_name) as fake:
        server_id = fake.add_source_server(state="CONTINUOUS")
        fake.stall_replication(server_id)
        *_, event = events_of(fake, server_id)
        assert event.time == fake.now
    assert (event.account_id, event.region_name) == ("123456789012", region_name)
    assert event.resource_arn is not None
    assert event.resource_arn.startswith(f"arn:{partition}:drs:{region_name}:")
    assert event.resource_type == ResourceType.SOURCE_SERVER
