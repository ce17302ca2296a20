"""The start of a recovery: the data to launch from, and the choice of a drill."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from immutabledict import immutabledict

from drsclient import DrsParameterError
from drsclient.models import (
    HasRecoverySnapshotId,
    HasSourceServerId,
    RecoveryPlanExecutionSourceServer,
    RecoverySnapshot,
    StartRecoveryRequestSourceServer,
)
from tests.contract.calls import accept

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

PLAN = "arn:aws:drs:us-east-1:123456789012:recovery-plan/rp-44444444444444444"


@pytest.fixture
def server_id(fake_drs: FakeDrs) -> str:
    """Add a source server that can be launched."""
    return fake_drs.add_source_server(state="CONTINUOUS")


@pytest.fixture
def old_snapshots(fake_drs: FakeDrs, drs_client: DrsClient) -> list[RecoverySnapshot]:
    """Return the oldest snapshot of each of three servers; there are newer ones."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(3)]
    fake_drs.advance(hours=2)
    found = [list(drs_client.describe_recovery_snapshots(one)) for one in ids]
    assert all(len(snapshots) > 2 for snapshots in found)
    return [
        min(snapshots, key=lambda one: one.expected_timestamp) for snapshots in found
    ]


def wire(snapshot: RecoverySnapshot) -> dict[str, str]:
    """Return the entry of a request that launches a server from a snapshot."""
    return {
        "sourceServerID": snapshot.source_server_id,
        "recoverySnapshotID": snapshot.snapshot_id,
    }


def test_an_old_point_in_time_is_launched(
    fake_drs: FakeDrs, drs_client: DrsClient, old_snapshots: list[RecoverySnapshot]
) -> None:
    """Snapshots are sent with their servers, which get the data of that time."""
    job = drs_client.start_recovery(old_snapshots, is_drill=True)
    assert fake_drs.requests[-1].parameters == {
        "sourceServers": [wire(one) for one in old_snapshots],
        "isDrill": True,
    }
    drs_client.wait_for_job(job)
    assert {
        instance.source_server_id: instance.point_in_time_snapshot_date_time
        for instance in drs_client.describe_recovery_instances()
    } == {one.source_server_id: one.timestamp for one in old_snapshots}


def test_servers_and_their_snapshots_go_into_one_job(
    fake_drs: FakeDrs, drs_client: DrsClient, old_snapshots: list[RecoverySnapshot]
) -> None:
    """Each server is launched from its latest data or from the given snapshot."""
    one, two, three = old_snapshots
    fourth = drs_client.get_source_server(
        fake_drs.add_source_server(state="CONTINUOUS")
    )
    given: list[str | HasSourceServerId | HasRecoverySnapshotId] = [
        one.source_server_id,
        StartRecoveryRequestSourceServer(
            source_server_id=two.source_server_id, recovery_snapshot_id=two.snapshot_id
        ),
        RecoveryPlanExecutionSourceServer(
            source_server_id=three.source_server_id,
            recovery_snapshot_id=three.snapshot_id,
        ),
        fourth,
    ]
    drs_client.start_recovery(given, is_drill=False)
    assert fake_drs.requests[-1].parameters["sourceServers"] == [
        {"sourceServerID": one.source_server_id},
        wire(two),
        wire(three),
        {"sourceServerID": fourth.source_server_id},
    ]


def test_an_execution_takes_snapshots(
    fake_drs: FakeDrs, drs_client: DrsClient, old_snapshots: list[RecoverySnapshot]
) -> None:
    """An execution takes snapshots like a recovery, but no servers without one."""
    accept(fake_drs, "StartRecoveryPlanExecution")
    start = drs_client.start_recovery_plan_execution
    start(PLAN, mode="DRILL", source_servers=old_snapshots)
    sent = fake_drs.requests[-1]
    assert sent.parameters["sourceServers"] == [wire(one) for one in old_snapshots]
    server = drs_client.get_source_server(old_snapshots[0].source_server_id)
    before = fake_drs.requests
    chosen: Any  # deliberately wrong
    for chosen in (
        server,
        server.source_server_id,
        StartRecoveryRequestSourceServer(source_server_id=server.source_server_id),
    ):
        with pytest.raises(DrsParameterError) as caught:
            start(PLAN, mode="DRILL", source_servers=[old_snapshots[1], chosen])
        assert caught.value.parameter.startswith("source_servers[1]")
    assert fake_drs.requests == before


@pytest.mark.parametrize("kind", [dict, MappingProxyType, immutabledict])
def test_a_mapping_of_servers_is_refused(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    server_id: str,
    kind: Callable[[dict[str, str]], Any],
) -> None:
    """A mapping is refused, because its values would be dropped."""
    choice = kind({server_id: "pit-12345678901234567"})
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_recovery(choice, is_drill=True)
    assert caught.value.parameter == "source_servers"
    assert caught.value.value is choice
    assert caught.value.expected.startswith("a list or another iterable of ")
    assert fake_drs.requests == ()


@pytest.mark.parametrize("is_drill", [None, 1, 0, "yes", "", "False", 1.0], ids=repr)
def test_is_drill_must_be_a_bool(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    server_id: str,
    is_drill: Any,  # noqa: ANN401 - deliberately wrong
) -> None:
    """None, such as from a missing setting, would start a real recovery."""
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_recovery([server_id], is_drill=is_drill)
    assert caught.value.parameter == "is_drill"
    assert caught.value.value is is_drill
    assert caught.value.expected == "True or False"
    assert fake_drs.requests == ()


def test_is_drill_is_required(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str
) -> None:
    """`is_drill` has no default."""
    start: Any = drs_client.start_recovery
    with pytest.raises(TypeError, match="'is_drill'"):
        start([server_id])
    assert fake_drs.requests == ()


@pytest.mark.parametrize("is_drill", [True, False])
def test_is_drill_is_always_sent(
    fake_drs: FakeDrs, drs_client: DrsClient, server_id: str, *, is_drill: bool
) -> None:
    """Even `False`, the default of the service, is sent."""
    drs_client.start_recovery([server_id], is_drill=is_drill)
    assert fake_drs.requests[-1].parameters == {
        "sourceServers": [{"sourceServerID": server_id}],
        "isDrill": is_drill,
    }
