"""Reversals of many recovery instances, whose agents may not be initialized yet."""

from __future__ import annotations

import io
import logging
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from drsclient import (
    ConflictException,
    DrsConnectionError,
    DrsParameterError,
    FleetInterrupt,
    InternalServerException,
    NotAttemptedError,
    ResourceNotFoundException,
    ValidationException,
)
from drsclient.testing import Assumptions, FakeDrs, Reset, Truncated
from drsclient.testing._state.assumptions import FirstFailbackState
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient import DrsClient
    from drsclient.fleet import FleetProgress
    from drsclient.testing._faults import Fault

ORIGIN = "us-west-2"
VMWARE_UUID = "4214a8f9-2c0d-4b6e-9b0a-5d2f6c1e7a31"
MISSING = "i-00000000000000000"
LOST = Reset(after_processing=True)


@pytest.fixture(params=get_args(FirstFailbackState))
def fake_drs(request: pytest.FixtureRequest) -> Iterator[FakeDrs]:
    """Start a fake whose new recovery instances are in one of two failback states."""
    state: FirstFailbackState = request.param
    with FakeDrs(assumptions=Assumptions(first_failback_state=state)) as fake:
        yield fake


@pytest.fixture(autouse=True)
def _origin(fake_drs: FakeDrs) -> None:
    """Initialize the Region that source servers come from."""
    fake_drs.site(region_name=ORIGIN)


def add_server(fake: FakeDrs, region_name: str = ORIGIN) -> str:
    """Add a server on EC2 in a Region, and return its ID."""
    return fake.add_source_server(state="CONTINUOUS", origin_region=region_name)


def add_instance(fake: FakeDrs, region_name: str = ORIGIN) -> str:
    """Add a running recovery instance of a server on EC2, and return its ID."""
    return fake.add_recovery_instance(add_server(fake, region_name))


def item(instance_id: str, **members: object) -> dict[str, Any]:
    """Return the wire form of a recovery instance."""
    return {"recoveryInstanceID": instance_id, "arn": "arn:aws:drs:…", **members}


def server_arn(fake: FakeDrs, drs: DrsClient, instance_id: str) -> str | None:
    """Return the ARN of the source server that replicates an instance."""
    source = drs.get_recovery_instance(instance_id).source_server_id
    assert source
    return fake.source_server(source).get("reversedDirectionSourceServerArn")


def test_instances_are_reversed_as_soon_as_their_agents_run(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Right after their launch, they are not even running."""
    ids = [add_server(fake_drs) for _ in range(12)]
    launched = drs_client.wait_for_job(
        drs_client.start_recovery_many(ids, is_drill=False)
    )
    started = fake_drs.now
    seen: list[FleetProgress[str]] = []
    outcome = drs_client.reverse_replication_many(
        launched.servers, on_progress=seen.append
    )
    assert outcome.is_success
    assert outcome.operation_name == "ReverseReplication"
    assert tuple(outcome.results) == launched.recovery_instance_ids
    for instance_id, arn in outcome.succeeded.items():
        assert arn == server_arn(fake_drs, drs_client, instance_id)
    assert fake_drs.now - started == timedelta(minutes=4)
    assert sorted(one.resource_id for one in seen) == sorted(outcome.results)
    assert (seen[-1].succeeded, seen[-1].failed, seen[-1].total) == (12, 0, 12)


def test_a_running_instance_may_have_an_agent_that_is_not_initialized(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The call is repeated every 15 seconds, and only for the instances left."""
    caplog.set_level(logging.INFO, logger="drsclient")
    first, second = add_instance(fake_drs), add_instance(fake_drs)
    started = fake_drs.now
    fake_drs.fail(
        "ReverseReplication", "ConflictException", resource_id=second, times=3
    )
    outcome = drs_client.reverse_replication_many([first, second])
    assert outcome.is_success
    assert fake_drs.now - started == timedelta(seconds=45)
    fake_drs.assert_requested("ReverseReplication", times=1, recoveryInstanceID=first)
    fake_drs.assert_requested("ReverseReplication", times=4, recoveryInstanceID=second)
    fake_drs.assert_requested("DescribeRecoveryInstances", times=3)
    text = "waiting for agents to initialize in us-east-1: "
    assert caplog.text.count(text) == 1
    assert "calls to DRS in us-east-1 succeed again" in caplog.text


def test_the_conflict_is_the_result_once_the_time_is_up(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It is reported once, and nothing else fails for it."""
    first, second = add_instance(fake_drs), add_instance(fake_drs)
    started = fake_drs.now
    fake_drs.fail(
        "ReverseReplication", "ConflictException", resource_id=first, times=None
    )
    seen: list[FleetProgress[str]] = []
    outcome = drs_client.reverse_replication_many(
        [first, second], timeout=100, on_progress=seen.append
    )
    assert fake_drs.now - started == timedelta(seconds=100)
    assert isinstance(outcome.failed[first], ConflictException)
    assert list(outcome.succeeded) == [second]
    assert [one.resource_id for one in seen] == [second, first]


def test_any_other_refusal_is_a_result(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """No time passes for an instance that will not be accepted later."""
    reversed_id, stopped, disconnected = (add_instance(fake_drs) for _ in range(3))
    drs_client.reverse_replication(reversed_id)
    fake_drs.trigger(stopped, "stop instance")
    drs_client.disconnect_recovery_instance(disconnected)
    elsewhere = fake_drs.add_recovery_instance(
        fake_drs.add_source_server(hardware_id=VMWARE_UUID, state="CONTINUOUS")
    )
    started = fake_drs.now
    ids = [reversed_id, stopped, disconnected, elsewhere, MISSING, "web-1"]
    outcome = drs_client.reverse_replication_many(ids)
    assert [type(outcome.failed[key]) for key in ids] == [
        ConflictException,
        ConflictException,
        ConflictException,
        ValidationException,
        ResourceNotFoundException,
        DrsParameterError,
    ]
    assert fake_drs.now == started


@pytest.mark.parametrize("fault", [LOST, Truncated()], ids=["reset", "truncated"])
@pytest.mark.parametrize("region_name", [ORIGIN, "us-east-1"])
def test_a_call_that_took_effect_is_a_success(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault, region_name: str
) -> None:
    """The state of the instance says so, and the call is not repeated."""
    instance_id = add_instance(fake_drs, region_name)
    server_id = drs_client.get_recovery_instance(instance_id).source_server_id
    assert server_id
    fake_drs.inject(fault, "ReverseReplication")
    outcome = drs_client.reverse_replication_many([instance_id])
    fake_drs.assert_requested("ReverseReplication", times=1)
    expected = server_arn(fake_drs, drs_client, instance_id)
    if region_name != ORIGIN:  # the Region of the fake
        expected = fake_drs.source_server(server_id).get("arn")
    assert outcome.results == {instance_id: expected}
    assert drs_client.check_failback(instance_id).waiting


def test_a_call_that_took_no_effect_is_repeated(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """After a look at the instance."""
    instance_id = add_instance(fake_drs)
    fake_drs.inject(Reset(), "ReverseReplication")
    assert drs_client.reverse_replication_many([instance_id]).is_success
    fake_drs.assert_requested("ReverseReplication", times=2)
    fake_drs.assert_requested("DescribeRecoveryInstances", times=1)


def test_an_effect_may_be_seen_late(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The repeated call is a conflict then, and still a success."""
    instance_id = add_instance(fake_drs)
    fake_drs.inject(LOST, "ReverseReplication")
    fake_drs.answer(
        "DescribeRecoveryInstances",
        json={"items": [item(instance_id, ec2InstanceState="RUNNING")]},
    )
    outcome = drs_client.reverse_replication_many([instance_id])
    fake_drs.assert_requested("ReverseReplication", times=2)
    assert outcome.results == {
        instance_id: server_arn(fake_drs, drs_client, instance_id)
    }


@pytest.mark.parametrize("servers", [[], [{}]], ids=["missing", "incomplete"])
def test_an_unknown_source_server_leaves_the_error(
    fake_drs: FakeDrs, drs_client: DrsClient, servers: list[dict[str, object]]
) -> None:
    """The call took effect, but its result is lost."""
    instance_id = add_instance(fake_drs)
    fake_drs.inject(LOST, "ReverseReplication")
    found = {"sourceServerID": "s-0123456789abcdef0", "arn": "arn"}
    fake_drs.answer(
        "DescribeSourceServers",
        json={"items": [found | one for one in servers]},
        times=None,
    )
    error = drs_client.reverse_replication_many([instance_id]).failed[instance_id]
    assert isinstance(error, DrsConnectionError)
    assert error.may_have_taken_effect


@pytest.mark.parametrize("state", ["DISCONNECTED", "CONTINUOUS"])
def test_an_instance_without_more_than_a_state_leaves_the_error(
    fake_drs: FakeDrs, drs_client: DrsClient, state: str
) -> None:
    """It does not replicate anymore, or to no source server that is known."""
    instance_id = add_instance(fake_drs)
    fake_drs.inject(LOST, "ReverseReplication")
    info = {"dataReplicationState": state}
    fake_drs.answer(
        "DescribeRecoveryInstances",
        json={"items": [item(instance_id, dataReplicationInfo=info)]},
        times=None,
    )
    outcome = drs_client.reverse_replication_many([instance_id])
    assert isinstance(outcome.failed[instance_id], DrsConnectionError)


def test_other_transient_errors_are_retried_four_times(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """As those of any call for many resources."""
    instance_id = add_instance(fake_drs)
    fake_drs.fail("ReverseReplication", "InternalServerException", times=None)
    outcome = drs_client.reverse_replication_many([instance_id])
    assert isinstance(outcome.failed[instance_id], InternalServerException)
    fake_drs.assert_requested("ReverseReplication", times=5)


def test_a_throttled_call_is_repeated(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """It needs no look at the instance."""
    instance_id = add_instance(fake_drs)
    fake_drs.fail("ReverseReplication", "ThrottlingException", times=9)
    assert drs_client.reverse_replication_many([instance_id]).is_success
    fake_drs.assert_requested("DescribeRecoveryInstances", times=0)


def test_a_state_that_cannot_be_read_leaves_the_error(
    fake_drs: FakeDrs, drs_client: DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Without permission, at once; after transient errors, when the time is up."""
    instance_id = add_instance(fake_drs)
    fake_drs.fail("ReverseReplication", "ConflictException", times=None)
    fake_drs.fail("DescribeRecoveryInstances", "AccessDeniedException")
    started = fake_drs.now
    outcome = drs_client.reverse_replication_many([instance_id])
    assert isinstance(outcome.failed[instance_id], ConflictException)
    assert fake_drs.now == started
    assert "ReverseReplication cannot be verified: " in caplog.text
    fake_drs.inject(Reset(), "DescribeRecoveryInstances", times=None)
    outcome = drs_client.reverse_replication_many([instance_id], timeout=60)
    assert isinstance(outcome.failed[instance_id], ConflictException)
    assert fake_drs.now - started == timedelta(minutes=1)


def test_a_state_may_be_read_late(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """A lost connection does not end the wait for an agent."""
    instance_id = add_instance(fake_drs)
    fake_drs.fail("ReverseReplication", "ConflictException")
    fake_drs.inject(Reset(), "DescribeRecoveryInstances", times=9)
    assert drs_client.reverse_replication_many([instance_id]).is_success


def test_a_lost_response_counts_in_later_rounds(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The last error may be a refusal, and still an earlier call may have acted."""
    first, second = add_instance(fake_drs), add_instance(fake_drs)
    fake_drs.inject(Reset(), "ReverseReplication", resource_id=first)
    fake_drs.fail("ReverseReplication", "ConflictException", times=None)
    outcome = drs_client.reverse_replication_many([first, second], timeout=60)
    assert isinstance(outcome.failed[first], ConflictException)
    assert outcome.failed[first].may_have_taken_effect
    assert not outcome.failed[second].may_have_taken_effect


def test_a_lost_response_is_resolved_in_a_later_round(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """While the instance cannot be read, the call is not repeated."""
    instance_id = add_instance(fake_drs)
    fake_drs.inject(LOST, "ReverseReplication")
    fake_drs.inject(Reset(), "DescribeRecoveryInstances", times=99)
    assert drs_client.reverse_replication_many([instance_id]).is_success
    fake_drs.assert_requested("ReverseReplication", times=1)


def test_watch_shows_that_agents_are_waited_for(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A line says so, and another one that it is over."""
    instance_id = add_instance(fake_drs)
    fake_drs.fail("ReverseReplication", "ConflictException", times=3)
    file = io.StringIO()
    watch = Watch(file=file, clock=fake_drs)
    drs_client.reverse_replication_many([instance_id], on_progress=watch)
    waiting, *_, over = file.getvalue().splitlines()
    assert " waiting for agents to initialize in us-east-1: " in waiting
    assert over.endswith("succeed again, after 3 failed attempts")


def test_without_time_nothing_is_attempted(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """And without instances, nothing is sent."""
    instance_id = add_instance(fake_drs)
    outcome = drs_client.reverse_replication_many([instance_id], timeout=0)
    assert isinstance(outcome.failed[instance_id], NotAttemptedError)
    assert drs_client.reverse_replication_many([]).results == {}
    assert fake_drs.requests == ()


def test_ctrl_c_has_the_outcome_at_any_time(
    fake_drs: FakeDrs, drs_client: DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While calls are made, and while agents are waited for."""
    first, second = add_instance(fake_drs), add_instance(fake_drs)
    fake_drs.fail(
        "ReverseReplication", "ConflictException", resource_id=second, times=None
    )

    def press_ctrl_c(_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(fake_drs, "sleep", press_ctrl_c)
        with pytest.raises(FleetInterrupt) as caught:
            drs_client.reverse_replication_many([first, second])
    assert list(caught.value.outcome.succeeded) == [first]
    assert isinstance(caught.value.outcome.failed[second], ConflictException)
    third = add_instance(fake_drs)
    with pytest.raises(FleetInterrupt) as caught:
        drs_client.reverse_replication_many([third], on_progress=press_ctrl_c)
    assert list(caught.value.outcome.succeeded) == [third]
