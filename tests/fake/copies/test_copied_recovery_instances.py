"""Copies of recovery instances, and of their failback."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from drsclient.testing import Assumptions, FakeDrs
from tests.fake.copies.lives import answers, check_copy, copy_of, notes

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from tests.fake.copies.lives import Place

ORIGIN: Final = "us-west-2"
PLACES: Final[tuple[Place, Place]] = ({}, {"region_name": ORIGIN})
ON_PREMISES: Final = "4c4c4544-0000-0000-0000-000000000001"
INSTANCE: Final = "i-0123456789abcdef0"


@pytest.mark.no_cover
def test_instances_live_on_in_each_state(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """One is stopped and started, one is terminated, and one is launched."""
    stopped, terminated, launched = (
        fake.add_source_server(state="CONTINUOUS") for _ in range(3)
    )
    stopped_id = fake.add_recovery_instance(stopped)
    terminated_id = fake.add_recovery_instance(terminated, is_drill=True)
    drs.update_failback_replication_configuration(
        recoveryInstanceID=stopped_id, bandwidthThrottling=8, usePrivateIP=True
    )
    drs.start_recovery(sourceServers=[{"sourceServerID": launched}])
    fake.advance(minutes=9)
    fake.trigger(stopped_id, "stop instance")
    fake.trigger(terminated_id, "terminate instance")
    # The new instance boots, and then its agent starts.
    for seconds in (10, 25, 30, 120, 3500):
        fake.advance(seconds=seconds)
        assert check_copy(fake) == []


def test_a_disconnected_instance_stays_so(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """It can be deleted in the copy."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    fake.advance(minutes=10)
    drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
    fake.advance(minutes=10)
    assert check_copy(fake) == []
    with copy_of(fake) as copy:
        copy.boto3_client().delete_recovery_instance(recoveryInstanceID=instance_id)


def test_a_failback_to_a_client_continues(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """So does the launch of the machine."""
    server_id = fake.add_source_server(state="CONTINUOUS", hardware_id=ON_PREMISES)
    instance_id = fake.add_recovery_instance(server_id)
    fake.trigger(instance_id, "connect failback client")
    for minutes in (1, 16.3, 18):
        fake.advance(minutes=minutes)
        assert check_copy(fake) == []
    fake.trigger(instance_id, "fall behind")
    fake.advance(minutes=3)
    assert check_copy(fake) == []
    fake.trigger(instance_id, "synchronize")
    drs.start_failback_launch(recoveryInstanceIDs=[instance_id])
    for minutes in (0, 2, 5, 4):
        fake.advance(minutes=minutes)
        assert check_copy(fake) == []


@pytest.mark.parametrize("minutes", [3, 20])
def test_a_failed_failback_can_start_again(fake: FakeDrs, minutes: float) -> None:
    """It may have failed before or after the first byte."""
    server_id = fake.add_source_server(state="CONTINUOUS", hardware_id=ON_PREMISES)
    instance_id = fake.add_recovery_instance(server_id)
    fake.trigger(instance_id, "connect failback client")
    fake.advance(minutes=minutes)
    fake.trigger(instance_id, "fail")
    fake.advance(minutes=2)
    assert check_copy(fake) == []
    with copy_of(fake) as copy:
        for one in (fake, copy):
            one.trigger(instance_id, "connect failback client")
            one.advance(minutes=40)
        states = [
            found["failback"]["state"]
            for one in (fake, copy)
            for found in answers(one)[0]["instances"]
        ]
        assert states == ["FAILBACK_READY_FOR_LAUNCH"] * 2


def test_a_reversed_replication_continues_in_its_own_region(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The next launch keeps the instance."""
    server_id = fake.add_source_server(state="CONTINUOUS")
    instance_id = fake.add_recovery_instance(server_id)
    fake.advance(minutes=1)
    drs.reverse_replication(recoveryInstanceID=instance_id)
    for minutes in (3, 9):
        fake.advance(minutes=minutes)
        assert check_copy(fake) == []
    with copy_of(fake) as copy:
        for one in (fake, copy):
            client = one.boto3_client()
            client.stop_replication(sourceServerID=server_id)
            client.start_replication(sourceServerID=server_id)
            one.advance(minutes=40)
            with copy_of(one) as second:
                second.boto3_client().start_recovery(
                    sourceServers=[{"sourceServerID": server_id}]
                )
                second.advance(minutes=20)
                assert len(answers(second)[0]["instances"]) == 2


@pytest.mark.no_cover
def test_a_reversed_replication_continues_in_another_region(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The instance follows the source server there."""
    origin = fake.site(region_name=ORIGIN)
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
    instance_id = fake.add_recovery_instance(server_id)
    arn = drs.reverse_replication(recoveryInstanceID=instance_id)[
        "reversedDirectionSourceServerArn"
    ]
    fake.advance(minutes=12)
    assert check_copy(fake, PLACES) == []
    fake.advance(minutes=30)
    reversed_id = arn.rpartition("/")[2]
    origin.boto3_client().start_recovery(
        sourceServers=[{"sourceServerID": reversed_id}], isDrill=True
    )
    fake.advance(minutes=8)
    assert check_copy(fake, PLACES) == []
    origin.trigger(reversed_id, "stall")
    fake.advance(minutes=4)
    assert check_copy(fake, PLACES) == []


def test_a_region_that_was_not_copied_is_noted(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The instance keeps its answer, apart from what grows with the time."""
    server_id = fake.add_source_server(state="CONTINUOUS", origin_region=ORIGIN)
    instance_id = fake.add_recovery_instance(server_id)
    drs.reverse_replication(recoveryInstanceID=instance_id)
    fake.advance(minutes=20)
    with copy_of(fake) as copy:
        subjects = [note.partition(":")[0] for note in notes(copy)]
        assert f"the reversed replication of {instance_id}" in subjects
        assert answers(copy)[0]["instances"] == answers(fake)[0]["instances"]
        for one in (fake, copy):
            one.advance(minutes=5)
        (found,) = answers(copy)[0]["instances"]
        (expected,) = answers(fake)[0]["instances"]
        assert found == expected
        copy.trigger(instance_id, "stop instance")
        (found,) = answers(copy)[0]["instances"]
        assert found["failback"]["agentLastSeenByServiceDateTime"] == (
            copy.now.isoformat()
        )


def test_the_first_failback_state_is_that_of_the_account() -> None:
    """An instance whose failback was stopped has the other one."""
    assumptions = Assumptions(first_failback_state="FAILBACK_NOT_READY_FOR_LAUNCH")
    with FakeDrs(assumptions=assumptions) as fake:
        drs = fake.boto3_client()
        ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(2)]
        instance_id, _ = (fake.add_recovery_instance(one) for one in ids)
        drs.reverse_replication(recoveryInstanceID=instance_id)
        fake.advance(minutes=20)
        drs.stop_replication(sourceServerID=ids[0])
        fake.advance(minutes=1)
        assert check_copy(fake) == []


class Answered:
    """A fake that gives a hand-made answer about its only recovery instance."""

    def __init__(self, fake: FakeDrs) -> None:
        self.fake = fake
        self.server_id = fake.add_source_server(state="CONTINUOUS")

    def time(self, minutes: float) -> str:
        """Return a time in the past, in another form than the fake's."""
        time = self.fake.now - timedelta(minutes=minutes)
        return time.isoformat().replace("+00:00", "Z")

    def give(self, **members: object) -> dict[str, Any]:
        """Give an answer, and return it."""
        instance: dict[str, Any] = {
            "recoveryInstanceID": INSTANCE,
            "ec2InstanceID": INSTANCE,
            "sourceServerID": self.server_id,
            **members,
        }
        self.fake.answer("DescribeRecoveryInstances", json={"items": [instance]})
        self.fake.answer(
            "GetFailbackReplicationConfiguration", json={"recoveryInstanceID": INSTANCE}
        )
        return instance


@pytest.fixture
def answered(fake: FakeDrs) -> Answered:
    """Return the test's fake with a hand-made answer."""
    return Answered(fake)


def find(fake: FakeDrs) -> dict[str, Any]:
    """Return the only recovery instance."""
    (instance,) = answers(fake)[0]["instances"]
    found: dict[str, Any] = instance
    return found


def test_members_that_are_missing_have_defaults(answered: Answered) -> None:
    """The instance runs, and has never been failed back."""
    answered.give()
    with copy_of(answered.fake) as copy:
        instance = find(copy)
        assert instance["ec2InstanceState"] == "RUNNING"
        assert instance["failback"]["state"] == "FAILBACK_NOT_STARTED"
        assert notes(copy) == []


def test_an_instance_without_a_server_is_left_out(answered: Answered) -> None:
    """The fake needs the server of an instance."""
    answered.fake.answer(
        "DescribeRecoveryInstances", json={"items": [{"recoveryInstanceID": INSTANCE}]}
    )
    answered.fake.answer(
        "GetFailbackReplicationConfiguration", json={"recoveryInstanceID": INSTANCE}
    )
    with copy_of(answered.fake) as copy:
        assert answers(copy)[0]["instances"] == []
        assert notes(copy) == [f"{INSTANCE}: it has no sourceServerID"]


def test_constant_members_stay(answered: Answered) -> None:
    """They stay through changes of the state."""
    given = answered.give(
        originEnvironment="AWS",
        originAvailabilityZone="us-west-2-lax-1a",
        sourceOutpostArn="arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef0",
        agentVersion="5.10.2.2025.100.0001",
        isDrill=True,
        tags={"Name": "db"},
        pointInTimeSnapshotDateTime=answered.time(90),
        recoveryInstanceProperties={
            "disks": [
                {
                    "internalDeviceName": "/dev/sda",
                    "bytes": 7,
                    "ebsVolumeID": "vol-0123456789abcdef0",
                },
                {"bytes": 8},
            ],
            "os": {"fullString": "Windows"},
        },
        ec2InstanceState="STOPPED",
        failback={
            "state": "FAILBACK_NOT_STARTED",
            "agentLastSeenByServiceDateTime": answered.time(60),
        },
    )
    with copy_of(answered.fake) as copy:
        copy.trigger(INSTANCE, "start instance")
        copy.advance(minutes=2)
        instance = find(copy)
        for name, value in given.items():
            if name not in {"ec2InstanceState", "failback"}:
                assert str(instance[name]).replace("+00:00", "Z") == str(value)
        assert instance["ec2InstanceState"] == "RUNNING"


def test_what_differs_grows_until_the_state_changes(answered: Answered) -> None:
    """The disks are replicated by the time that the account estimated."""
    disk = {"deviceName": "/dev/xvda", "totalStorageBytes": 1000}
    answered.give(
        failback={
            "state": "FAILBACK_IN_PROGRESS",
            "failbackClientID": "fc-1",
            "failbackToOriginalServer": False,
            "failbackInitiationTime": answered.time(60),
            "failbackClientLastSeenByServiceDateTime": answered.time(1),
            "agentLastSeenByServiceDateTime": answered.time(0.5),
            "firstByteDateTime": answered.time(50),
            "elapsedReplicationDuration": "PT50M",
        },
        dataReplicationInfo={
            "dataReplicationState": "INITIAL_SYNC",
            "etaDateTime": (answered.fake.now + timedelta(hours=2)).isoformat(),
            "replicatedDisks": [{**disk, "replicatedStorageBytes": 100}],
        },
    )
    with copy_of(answered.fake) as copy:
        copy.advance(hours=1)
        instance = find(copy)
        failback = instance["failback"]
        assert failback["failbackToOriginalServer"] is False
        assert failback["elapsedReplicationDuration"] == "PT1H50M"
        now = copy.now
        assert (
            failback["failbackClientLastSeenByServiceDateTime"]
            == (now - timedelta(minutes=1)).isoformat()
        )
        (found,) = instance["dataReplicationInfo"]["replicatedDisks"]
        assert found == {**disk, "replicatedStorageBytes": 550}
        copy.advance(hours=1)
        instance = find(copy)
        assert instance["failback"]["state"] == "FAILBACK_READY_FOR_LAUNCH"
        assert instance["failback"]["failbackToOriginalServer"] is True


def test_an_overdue_synchronization_comes_at_once(answered: Answered) -> None:
    """Until then, the copy answers as the account did."""
    disk = {"deviceName": "/dev/xvda", "totalStorageBytes": 9}
    answered.give(
        failback={
            "state": "FAILBACK_IN_PROGRESS",
            "failbackClientID": "fc-1",
            "failbackInitiationTime": answered.time(60),
        },
        dataReplicationInfo={
            "dataReplicationState": "RESCAN",
            "etaDateTime": answered.time(1),
            "lagDuration": "PT1H",
            "replicatedDisks": [disk],
        },
    )
    with copy_of(answered.fake) as copy:
        info = find(copy)["dataReplicationInfo"]
        assert info["dataReplicationState"] == "RESCAN"
        assert info["replicatedDisks"] == [disk]
        assert info["lagDuration"] == "PT1H"
        copy.advance(seconds=1)
        assert find(copy)["failback"]["state"] == "FAILBACK_READY_FOR_LAUNCH"


def test_a_state_that_is_not_of_the_fake_is_noted(answered: Answered) -> None:
    """The instance answers with it until something else happens."""
    state = "FAILBACK_LAUNCH_STATE_NOT_AVAILABLE"
    answered.give(failback={"state": state, "failbackLaunchType": "DRILL"})
    with copy_of(answered.fake) as copy:
        assert find(copy)["failback"]["state"] == state
        (note,) = notes(copy)
        assert note.startswith(f"the state {state} of {INSTANCE}: ")
        copy.boto3_client().disconnect_recovery_instance(recoveryInstanceID=INSTANCE)
        assert find(copy)["failback"]["state"] == "FAILBACK_NOT_STARTED"


def test_a_fresh_instance_from_elsewhere_may_be_not_ready(answered: Answered) -> None:
    """It can be terminated nevertheless."""
    state = "FAILBACK_NOT_READY_FOR_LAUNCH"
    answered.give(failback={"state": state}, originEnvironment="ON_PREMISES")
    with copy_of(answered.fake) as copy:
        assert find(copy)["failback"]["state"] == state
        copy.boto3_client().terminate_recovery_instances(recoveryInstanceIDs=[INSTANCE])


def test_a_failback_without_an_estimate_has_the_usual_duration(
    answered: Answered,
) -> None:
    """The account may leave out members."""
    answered.give(failback={"state": "FAILBACK_IN_PROGRESS", "failbackClientID": "fc"})
    with copy_of(answered.fake) as copy:
        copy.advance(minutes=34)
        assert find(copy)["failback"]["state"] == "FAILBACK_IN_PROGRESS"
        copy.advance(minutes=1)
        assert find(copy)["failback"]["state"] == "FAILBACK_READY_FOR_LAUNCH"


def test_an_instance_may_run_on_the_machine_of_another_server(
    answered: Answered,
) -> None:
    """That server is not failed back then, and neither is one that was deleted."""
    other = answered.fake.add_source_server(state="CONTINUOUS", hardware_id=INSTANCE)
    answered.give(sourceServerID="s-99999999999999999")
    with copy_of(answered.fake) as copy:
        drs = copy.boto3_client()
        drs.start_recovery(sourceServers=[{"sourceServerID": other}])
        copy.advance(minutes=20)
        failback = answers(copy)[0]["instances"][0]["failback"]
        assert "failbackJobID" not in failback


@pytest.mark.parametrize("lag", ["-PT1S", "PT3M", "P1Y"])
def test_a_lag_may_have_any_form(answered: Answered, lag: str) -> None:
    """It grows unless it has no fixed length."""
    answered.give(
        failback={"state": "FAILBACK_NOT_READY_FOR_LAUNCH", "failbackClientID": "fc"},
        dataReplicationInfo={
            "dataReplicationState": "BACKLOG",
            "lagDuration": lag,
        },
    )
    with copy_of(answered.fake) as copy:
        assert find(copy)["dataReplicationInfo"]["lagDuration"] == lag
        copy.advance(seconds=1)
        assert find(copy)["failback"]["state"] == "FAILBACK_NOT_READY_FOR_LAUNCH"
