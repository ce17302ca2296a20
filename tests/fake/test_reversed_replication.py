from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import RecoveryInstanceTypeDef

    from drsclient.testing import FakeSite

ORIGIN = "us-west-2"
SIZE = 8 * 1024**3


@pytest.fixture
def origin(fake: FakeDrs) -> FakeSite:
    """Return the Region that source servers are in."""
    return fake.site(region_name=ORIGIN)


@pytest.fixture
def origin_drs(origin: FakeSite) -> Boto3DrsClient:
    """Create a plain boto3 client of that Region."""
    return origin.boto3_client()


@pytest.fixture
def server_id(fake: FakeDrs) -> str:
    """Add a source server from the other Region, and return its ID."""
    return fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)


@pytest.fixture
def instance_id(fake: FakeDrs, server_id: str) -> str:
    """Add a recovery instance of the server, and return its ID."""
    return fake.add_recovery_instance(server_id)


def reverse(drs: Boto3DrsClient, instance_id: str) -> str:
    """Reverse the replication of an instance, and return the server's ID."""
    response = drs.reverse_replication(recoveryInstanceID=instance_id)
    return response["reversedDirectionSourceServerArn"].rpartition("/")[2]


def find(drs: Boto3DrsClient, instance_id: str) -> RecoveryInstanceTypeDef:
    """Return a recovery instance."""
    (instance,) = drs.describe_recovery_instances(
        filters={"recoveryInstanceIDs": [instance_id]}
    )["items"]
    return instance


def failback_state(drs: Boto3DrsClient, instance_id: str) -> str | None:
    """Return the state of an instance's failback."""
    return find(drs, instance_id).get("failback", {}).get("state")


def test_reversing_adds_a_server_in_the_origin_region(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin: FakeSite,
    server_id: str,
    instance_id: str,
) -> None:
    """The two servers have the ARN of each other."""
    arn = drs.reverse_replication(recoveryInstanceID=instance_id)[
        "reversedDirectionSourceServerArn"
    ]
    reversed_server = origin.source_server(arn.rpartition("/")[2])
    assert reversed_server.get("arn") == arn
    assert reversed_server.get("replicationDirection") == "FAILBACK"
    source = fake.source_server(server_id)
    assert source.get("reversedDirectionSourceServerArn") == arn
    assert reversed_server.get("reversedDirectionSourceServerArn") == source.get("arn")
    cloud = reversed_server.get("sourceCloudProperties", {})
    assert cloud.get("originRegion") == "us-east-1"


def test_the_instance_follows_the_reversed_server(
    fake: FakeDrs, drs: Boto3DrsClient, origin: FakeSite, instance_id: str
) -> None:
    """The instance is ready to launch while the reversed server is continuous."""
    reversed_id = reverse(drs, instance_id)
    assert failback_state(drs, instance_id) == "FAILBACK_IN_PROGRESS"
    fake.advance(minutes=20)
    instance = find(drs, instance_id)
    info = instance.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "INITIAL_SYNC"
    assert instance.get("failback", {}).get("elapsedReplicationDuration") == "PT15M"
    fake.advance(minutes=15)
    assert failback_state(drs, instance_id) == "FAILBACK_READY_FOR_LAUNCH"
    origin.trigger(reversed_id, "stall")
    assert failback_state(drs, instance_id) == "FAILBACK_NOT_READY_FOR_LAUNCH"
    origin.trigger(reversed_id, "recover")
    assert failback_state(drs, instance_id) == "FAILBACK_READY_FOR_LAUNCH"


def test_failing_back_is_a_recovery_in_the_origin_region(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    instance_id: str,
) -> None:
    """The instance has the type of its last launch, and stays ready."""
    reversed_id = reverse(drs, instance_id)
    fake.advance(minutes=35)
    for is_drill, launch_type in ((True, "DRILL"), (False, "RECOVERY")):
        job = origin_drs.start_recovery(
            sourceServers=[{"sourceServerID": reversed_id}], isDrill=is_drill
        )["job"]
        fake.advance(minutes=15)
        failback = find(drs, instance_id).get("failback", {})
        assert failback.get("failbackLaunchType") == launch_type
        assert failback.get("failbackJobID") == job["jobID"]
        assert failback.get("state") == "FAILBACK_READY_FOR_LAUNCH"
    (launched,) = origin_drs.describe_recovery_instances()["items"]
    assert launched.get("sourceServerID") == reversed_id


def test_an_instance_that_replicates_is_protected(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    server_id: str,
    instance_id: str,
) -> None:
    """The instance can be terminated after the reversed server has stopped."""
    reversed_id = reverse(drs, instance_id)
    fake.advance(minutes=35)
    with pytest.raises(drs.exceptions.ConflictException, match="cannot be terminated"):
        drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])
    with pytest.raises(drs.exceptions.ConflictException, match="cannot be terminated"):
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    with pytest.raises(drs.exceptions.ConflictException, match="is reversed"):
        drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    with pytest.raises(drs.exceptions.ConflictException, match="NOT_STARTED"):
        reverse(drs, instance_id)
    with pytest.raises(drs.exceptions.ValidationException, match="with a failback"):
        drs.stop_failback(recoveryInstanceID=instance_id)
    origin_drs.stop_replication(sourceServerID=reversed_id)
    assert failback_state(drs, instance_id) == "FAILBACK_NOT_STARTED"
    drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])


def test_an_instance_that_replicates_is_deleted_without_disconnecting(
    fake: FakeDrs, drs: Boto3DrsClient, origin: FakeSite, instance_id: str
) -> None:
    """The reversed server continues."""
    reversed_id = reverse(drs, instance_id)
    drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    fake.advance(minutes=35)
    info = origin.source_server(reversed_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"


def test_reversing_again_uses_the_same_server(
    fake: FakeDrs, drs: Boto3DrsClient, origin_drs: Boto3DrsClient, instance_id: str
) -> None:
    """The reversed server replicates from the beginning."""
    reversed_id = reverse(drs, instance_id)
    origin_drs.stop_replication(sourceServerID=reversed_id)
    assert reverse(drs, instance_id) == reversed_id
    fake.advance(minutes=35)
    assert failback_state(drs, instance_id) == "FAILBACK_READY_FOR_LAUNCH"


def test_the_instance_failed_back_to_is_protected_by_the_first_server(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    server_id: str,
    instance_id: str,
) -> None:
    """Reversing once more creates no new server."""
    reversed_id = reverse(drs, instance_id)
    fake.advance(minutes=35)
    origin_drs.start_recovery(sourceServers=[{"sourceServerID": reversed_id}])
    fake.advance(minutes=15)
    (launched,) = origin_drs.describe_recovery_instances()["items"]
    assert reverse(origin_drs, launched.get("recoveryInstanceID", "")) == server_id
    fake.advance(minutes=12)
    server = fake.source_server(server_id)
    hints = server.get("sourceProperties", {}).get("identificationHints", {})
    assert hints.get("awsInstanceID") == launched.get("recoveryInstanceID")
    assert server.get("replicationDirection") == "FAILOVER"
    info = server.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"


@pytest.mark.parametrize("is_lost", [False, True])
def test_protecting_again_needs_no_full_copy(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    server_id: str,
    instance_id: str,
    *,
    is_lost: bool,
) -> None:
    """
    The first server is stalled until it sees the new agent, and then rescans.

    So it does if it was stalled already because the first machine was lost.
    """
    if is_lost:
        fake.stall_replication(server_id, error="NOT_CONVERGING", raw_error="too slow")
    reversed_id = reverse(drs, instance_id)
    fake.advance(minutes=35)
    origin_drs.start_recovery(sourceServers=[{"sourceServerID": reversed_id}])
    fake.advance(minutes=15)
    before = fake.source_server(server_id)
    snapshots = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    (launched,) = origin_drs.describe_recovery_instances()["items"]
    failed_back = launched.get("recoveryInstanceID", "")
    reverse(origin_drs, failed_back)

    def replication() -> tuple[str | None, int | None]:
        info = fake.source_server(server_id).get("dataReplicationInfo", {})
        # The instance replicates to this server.
        instance = find(origin_drs, failed_back).get("dataReplicationInfo", {})
        assert instance.get("dataReplicationState") == info.get("dataReplicationState")
        (disk,) = info.get("replicatedDisks", [])
        assert disk.get("replicatedStorageBytes") == SIZE
        return info.get("dataReplicationState"), disk.get("rescannedStorageBytes")

    assert replication() == ("STALLED", 0)
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    error = info.get("dataReplicationError", {})
    assert error.get("error") == "AGENT_NOT_SEEN"
    assert error.get("rawError") != "too slow"
    assert failback_state(origin_drs, failed_back) == "FAILBACK_IN_PROGRESS"
    fake.advance(minutes=2)
    state, rescanned = replication()
    assert state == "RESCAN"
    assert rescanned
    assert rescanned < SIZE
    fake.advance(minutes=10)
    assert replication() == ("CONTINUOUS", SIZE)
    assert failback_state(origin_drs, failed_back) == "FAILBACK_READY_FOR_LAUNCH"
    after = fake.source_server(server_id)
    first_byte = "firstByteDateTime"
    assert after.get("lifeCycle", {}).get(first_byte) == (
        before.get("lifeCycle", {}).get(first_byte)
    )
    assert snapshots
    kept = drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    assert all(snapshot in kept for snapshot in snapshots)


def test_protecting_again_copies_everything_if_there_is_no_copy(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    server_id: str,
    instance_id: str,
) -> None:
    """Stopping the replication of the first server has discarded its copy."""
    reversed_id = reverse(drs, instance_id)
    drs.stop_replication(sourceServerID=server_id)
    fake.advance(minutes=35)
    origin_drs.start_recovery(sourceServers=[{"sourceServerID": reversed_id}])
    fake.advance(minutes=15)
    (launched,) = origin_drs.describe_recovery_instances()["items"]
    reverse(origin_drs, launched.get("recoveryInstanceID", ""))
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "INITIATING"


def test_a_rescan_that_stalled_goes_on(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """When the stall is over, the rescan of a recovery instance still ends."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    reverse(drs, instance_id)
    fake.trigger(server_id, "stall")
    fake.advance(hours=1)
    fake.trigger(server_id, "recover")
    fake.advance(minutes=10)
    assert failback_state(drs, instance_id) == "FAILBACK_READY_FOR_LAUNCH"


def test_a_server_that_is_deleted_is_still_named_by_the_other(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin_drs: Boto3DrsClient,
    server_id: str,
    instance_id: str,
) -> None:
    """Its ARN is out of date until reversing adds a new server."""
    reversed_id = reverse(drs, instance_id)

    def other() -> str:
        arn = fake.source_server(server_id).get("reversedDirectionSourceServerArn", "")
        return arn.rpartition("/")[2]

    origin_drs.disconnect_source_server(sourceServerID=reversed_id)
    origin_drs.delete_source_server(sourceServerID=reversed_id)
    assert other() == reversed_id
    new_id = reverse(drs, instance_id)
    assert new_id != reversed_id
    assert other() == new_id


def test_the_reversed_server_stalls_with_its_instance(
    fake: FakeDrs, drs: Boto3DrsClient, origin: FakeSite, instance_id: str
) -> None:
    """The reversed server stalls when the EC2 instance is stopped."""
    reversed_id = reverse(drs, instance_id)
    fake.trigger(instance_id, "stop instance")
    info = origin.source_server(reversed_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "STALLED"


def test_the_origin_region_must_be_initialized() -> None:
    """The error names the Region."""
    with FakeDrs(initialized=False) as fake:
        drs = fake.boto3_client()
        drs.initialize_service()
        server_id = fake.add_source_server(origin_region=ORIGIN)
        instance_id = fake.add_recovery_instance(server_id)
        with pytest.raises(drs.exceptions.UninitializedAccountException, match=ORIGIN):
            reverse(drs, instance_id)


def test_within_a_region_the_same_server_goes_on(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Within a Region, the server only rescans and keeps its snapshots."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    assert reverse(drs, instance_id) == server_id
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "RESCAN"
    fake.advance(minutes=10)
    assert failback_state(drs, instance_id) == "FAILBACK_READY_FOR_LAUNCH"
    assert drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
    fake.advance(minutes=15)
    _, launched = drs.describe_recovery_instances()["items"]
    drs.delete_recovery_instance(recoveryInstanceID=instance_id)
    assert fake.source_server(server_id).get("recoveryInstanceId") == (
        launched.get("recoveryInstanceID")
    )


def test_within_a_region_an_extended_server_does_not_go_on(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """It has no replication of its own, so that it can still be deleted."""
    server_id = fake.add_source_server(
        state="CONTINUOUS",
        staging_account_id="111122223333",
        origin_account_id=fake.account_id,
    )
    instance_id = fake.add_recovery_instance(server_id)
    with pytest.raises(drs.exceptions.ConflictException, match="is extended"):
        reverse(drs, instance_id)
    assert failback_state(drs, instance_id) == "FAILBACK_NOT_STARTED"
    drs.delete_source_server(sourceServerID=server_id)


def test_within_a_region_only_the_newest_instance_is_replicated(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The instance before it is not protected, and the next launch removes it."""
    server_id = fake.add_source_server(state="CONTINUOUS")

    def launch() -> list[str]:
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
        fake.advance(minutes=20)
        found = drs.describe_recovery_instances()["items"]
        return [instance.get("recoveryInstanceID", "") for instance in found]

    (first,) = launch()
    reverse(drs, first)
    fake.advance(minutes=10)
    assert launch()[0] == first
    second = launch()[-1]
    reverse(drs, second)
    fake.advance(minutes=10)
    assert failback_state(drs, first) == "FAILBACK_NOT_STARTED"
    replication = find(drs, first).get("dataReplicationInfo", {})
    assert replication.get("dataReplicationState") == "NOT_STARTED"
    assert failback_state(drs, second) == "FAILBACK_READY_FOR_LAUNCH"
    assert [second] == launch()[:-1]


def test_an_instance_that_stops_at_once_is_not_connected(
    fake: FakeDrs, origin: FakeSite, origin_drs: Boto3DrsClient, instance_id: str
) -> None:
    """The server that protects it again stays stalled, also when the time comes."""
    reversed_id = reverse(fake.boto3_client(), instance_id)
    fake.advance(minutes=35)
    back_id = origin.add_recovery_instance(reversed_id)
    server_id = reverse(origin_drs, back_id)
    origin.trigger(back_id, "stop instance")
    fake.advance(hours=1)
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "STALLED"


def test_any_other_rescan_ends_with_the_event(fake: FakeDrs, server_id: str) -> None:
    """A server that replicates no recovery instance rescans until a test ends it."""
    fake.trigger(server_id, "rescan")
    fake.advance(hours=1)
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "RESCAN"
    fake.trigger(server_id, "finish rescan")
    info = fake.source_server(server_id).get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"


def test_the_origin_zone_is_that_of_the_machine_that_is_protected(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Across Availability Zones, the zones of the origin and the copy swap."""
    server_id = fake.add_source_server(state="CONTINUOUS")

    def zones() -> tuple[str | None, str | None]:
        server = fake.source_server(server_id)
        return (
            server.get("sourceCloudProperties", {}).get("originAvailabilityZone"),
            server.get("dataReplicationInfo", {}).get("stagingAvailabilityZone"),
        )

    there, back = ("us-east-1b", "us-east-1a"), ("us-east-1a", "us-east-1b")
    assert zones() == there
    for expected in (back, there):
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
        fake.advance(minutes=15)
        *_, launched = drs.describe_recovery_instances()["items"]
        assert launched.get("originAvailabilityZone") == zones()[0]
        instance_id = launched.get("recoveryInstanceID", "")
        reverse(drs, instance_id)
        fake.advance(minutes=10)
        assert zones() == expected
        info = find(drs, instance_id).get("dataReplicationInfo", {})
        assert info.get("stagingAvailabilityZone") == expected[1]


def test_the_origin_zone_is_in_the_region_that_is_protected(
    fake: FakeDrs,
    drs: Boto3DrsClient,
    origin: FakeSite,
    server_id: str,
    instance_id: str,
) -> None:
    """The reversed server has the zone of the recovery instance."""

    def zone(site: FakeSite, server_id: str) -> str | None:
        cloud = site.source_server(server_id).get("sourceCloudProperties", {})
        return cloud.get("originAvailabilityZone")

    assert zone(fake, server_id) == "us-west-2b"
    assert zone(origin, reverse(drs, instance_id)) == "us-east-1a"


def test_start_failback_launch_completes_a_failback_to_ec2(
    fake: FakeDrs, drs: Boto3DrsClient, instance_id: str
) -> None:
    """After that, the instance is no longer protected."""
    reverse(drs, instance_id)
    fake.advance(minutes=35)
    drs.start_failback_launch(recoveryInstanceIDs=[instance_id])
    fake.advance(minutes=15)
    assert failback_state(drs, instance_id) == "FAILBACK_COMPLETED"
    drs.terminate_recovery_instances(recoveryInstanceIDs=[instance_id])


def target(drs: Boto3DrsClient, server_id: str) -> str | None:
    """Return the EC2 instance that a server is launched into."""
    settings = drs.get_launch_configuration(sourceServerID=server_id)
    return settings["launchIntoInstanceProperties"].get("launchIntoEC2InstanceID")


def test_a_failback_goes_into_the_source_instance(
    fake: FakeDrs, drs: Boto3DrsClient, origin_drs: Boto3DrsClient, origin: FakeSite
) -> None:
    """The origin's template decides; the recovery instance is the source instance."""
    origin_drs.create_launch_configuration_template(launchIntoSourceInstance=True)
    server_id = fake.add_source_server(
        state="CONTINUOUS", origin_region=ORIGIN, hardware_id="i-0123456789abcdef0"
    )
    reversed_id = reverse(drs, fake.add_recovery_instance(server_id))
    assert target(origin_drs, reversed_id) == "i-0123456789abcdef0"
    assert target(drs, server_id) is None
    fake.advance(minutes=40)
    origin_drs.start_recovery(sourceServers=[{"sourceServerID": reversed_id}])
    fake.advance(minutes=20)
    (instance,) = origin_drs.describe_recovery_instances()["items"]
    assert instance.get("recoveryInstanceID") == "i-0123456789abcdef0"
    assert instance.get("sourceServerID") == reversed_id
    assert target(origin_drs, origin.add_source_server()) is None


def test_within_a_region_the_server_gets_the_source_instance(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The next launch of the same server goes into the first instance again."""
    drs.create_launch_configuration_template(launchIntoSourceInstance=True)
    server_id = fake.add_source_server(
        state="CONTINUOUS", hardware_id="i-0123456789abcdef0"
    )
    instance_id = fake.add_recovery_instance(server_id)
    assert target(drs, server_id) is None
    assert reverse(drs, instance_id) == server_id
    assert target(drs, server_id) == "i-0123456789abcdef0"


def test_without_the_setting_a_failback_makes_a_new_instance(
    drs: Boto3DrsClient, origin_drs: Boto3DrsClient, instance_id: str
) -> None:
    """Neither a template without it nor no template sets an instance."""
    origin_drs.create_launch_configuration_template(launchIntoSourceInstance=False)
    assert target(origin_drs, reverse(drs, instance_id)) is None


@pytest.mark.parametrize("region", [ORIGIN, "us-east-1"])
@pytest.mark.parametrize("setting", ["copyPrivateIp", "copyTags"])
def test_some_default_settings_exclude_the_source_instance(
    fake: FakeDrs, drs: Boto3DrsClient, setting: str, region: str
) -> None:
    """Reversing is refused, and changes nothing."""
    settings: Any = {"launchIntoSourceInstance": True, setting: True}
    origin_drs = fake.site(region_name=region).boto3_client()
    origin_drs.create_launch_configuration_template(**settings)
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=region)
    instance_id = fake.add_recovery_instance(server_id)
    before = len(origin_drs.describe_source_servers()["items"])
    with pytest.raises(
        drs.exceptions.ConflictException, match=f"{setting} must be false"
    ):
        reverse(drs, instance_id)
    assert failback_state(drs, instance_id) == "FAILBACK_NOT_STARTED"
    assert len(origin_drs.describe_source_servers()["items"]) == before


def test_each_failback_goes_into_the_source_instance(
    fake: FakeDrs, drs: Boto3DrsClient, origin_drs: Boto3DrsClient, origin: FakeSite
) -> None:
    """It replicates to the other Region when it is stopped for the second failback."""
    origin_drs.create_launch_configuration_template(launchIntoSourceInstance=True)
    source_id = "i-0123456789abcdef0"
    server_id = fake.add_source_server(
        state="CONTINUOUS", origin_region=ORIGIN, hardware_id=source_id
    )
    reversed_ids: set[str] = set()
    for number in range(2):
        drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
        fake.advance(minutes=20)
        (launched,) = drs.describe_recovery_instances()["items"]
        reversed_id = reverse(drs, launched.get("recoveryInstanceID", ""))
        reversed_ids.add(reversed_id)
        fake.advance(minutes=40)
        servers: Any = [{"sourceServerID": reversed_id}]
        if number:
            with pytest.raises(
                origin_drs.exceptions.ConflictException, match="stopped state"
            ):
                origin_drs.start_recovery(sourceServers=servers)
            origin.trigger(source_id, "stop instance")
            fake.advance(minutes=1)
        origin_drs.start_recovery(sourceServers=servers)
        fake.advance(minutes=20)
        (instance,) = origin_drs.describe_recovery_instances()["items"]
        assert instance.get("recoveryInstanceID") == source_id
        assert instance.get("ec2InstanceState") == "RUNNING"
        assert reverse(origin_drs, source_id) == server_id
        fake.advance(minutes=40)
        info = fake.source_server(server_id).get("dataReplicationInfo", {})
        assert info.get("dataReplicationState") == "CONTINUOUS"
        # An instance that replicates is protected from the next launch.
        origin_drs.stop_replication(sourceServerID=reversed_id)
    assert len(reversed_ids) == 1
