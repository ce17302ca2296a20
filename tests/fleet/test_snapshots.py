"""Recovery of many servers from chosen points in time, and from no other."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from immutabledict import immutabledict

from drsclient import (
    ConflictException,
    DrsConnectionError,
    DrsParameterError,
    DrsResponseError,
)
from drsclient.models import (
    HasRecoverySnapshotId,
    HasSourceServerId,
    RecoveryPlanExecutionSourceServer,
    RecoverySnapshot,
    StartRecoveryRequestSourceServer,
)
from drsclient.testing import Reset, ServiceError, Truncated
from tests.fleet.jobs import jobs_of, participants, sent, servers

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs, Fault


def snapshots(fake: FakeDrs, drs: DrsClient, count: int) -> list[RecoverySnapshot]:
    """Add source servers, and return a snapshot of each that is not its latest."""
    ids = servers(fake, count)
    fake.advance(hours=3)
    return [list(drs.describe_recovery_snapshots(key, order="ASC"))[-4] for key in ids]


def started_servers(fake: FakeDrs) -> list[object]:
    """Return the servers of each request to start a recovery."""
    requests = fake.assert_requested("StartRecovery")
    return [request.parameters["sourceServers"] for request in requests]


def wire(snapshot: RecoverySnapshot) -> dict[str, str]:
    """Return the wire dict of a snapshot in the request."""
    return {
        "sourceServerID": snapshot.source_server_id,
        "recoverySnapshotID": snapshot.snapshot_id,
    }


def test_exactly_the_chosen_snapshots_are_launched(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Not the latest data of the same servers, which may be the damaged data."""
    chosen = snapshots(fake_drs, drs_client, 3)
    outcome = drs_client.start_recovery_many(iter(chosen), is_drill=True)
    assert started_servers(fake_drs) == [[wire(one) for one in chosen]]
    assert list(outcome.succeeded) == [one.source_server_id for one in chosen]
    assert drs_client.wait_for_job(outcome).is_success
    assert {
        instance.source_server_id: instance.point_in_time_snapshot_date_time
        for instance in drs_client.describe_recovery_instances()
    } == {one.source_server_id: one.timestamp for one in chosen}


def test_one_snapshot_need_not_be_in_a_list(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Neither need one server."""
    (chosen,) = snapshots(fake_drs, drs_client, 1)
    one: Any = chosen
    drs_client.start_recovery_many(one, is_drill=True).raise_for_failure()
    assert started_servers(fake_drs) == [[wire(chosen)]]


def test_snapshots_are_given_in_any_form(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each form chooses the same snapshot, and duplicates are sent once."""
    first, second, third = snapshots(fake_drs, drs_client, 3)
    (latest,) = servers(fake_drs, 1)
    given: list[str | HasRecoverySnapshotId] = [
        StartRecoveryRequestSourceServer(
            source_server_id=first.source_server_id,
            recovery_snapshot_id=first.snapshot_id,
        ),
        latest,
        RecoveryPlanExecutionSourceServer(
            source_server_id=second.source_server_id,
            recovery_snapshot_id=second.snapshot_id,
        ),
        third,
        first,
        StartRecoveryRequestSourceServer(source_server_id=latest),
    ]
    outcome = drs_client.start_recovery_many(given, is_drill=False)
    outcome.raise_for_failure()
    assert started_servers(fake_drs) == [
        [wire(first), {"sourceServerID": latest}, wire(second), wire(third)]
    ]


def test_a_server_cannot_be_launched_from_two_points_in_time(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The library does not decide which one is meant."""
    (server_id,) = servers(fake_drs, 1)
    fake_drs.advance(hours=1)
    new, old = list(drs_client.describe_recovery_snapshots(server_id))[:2]
    server = drs_client.get_source_server(server_id)
    before = fake_drs.requests
    pairs: list[list[str | HasSourceServerId | HasRecoverySnapshotId]] = [
        [old, new],
        [new, old],
        [old, server],
        [server_id, new],
    ]
    for given in pairs:
        with pytest.raises(
            DrsParameterError, match=r"source_servers\[1\].*same snapshot"
        ) as caught:
            drs_client.start_recovery_many(given, is_drill=True)
        assert caught.value.value is given[1]
    assert fake_drs.requests == before


@pytest.mark.parametrize("kind", [dict, MappingProxyType, immutabledict])
def test_a_mapping_is_refused(
    fake_drs: FakeDrs, drs_client: DrsClient, kind: type[Any]
) -> None:
    """Its keys would be launched, from their latest data, without its values."""
    chosen = snapshots(fake_drs, drs_client, 2)
    before = fake_drs.requests
    given = kind({one.source_server_id: one for one in chosen})
    for empty_or_not in (given, kind({})):
        with pytest.raises(DrsParameterError, match=r"source_servers.*mapping"):
            drs_client.start_recovery_many(empty_or_not, is_drill=True)
    assert fake_drs.requests == before


@pytest.mark.no_cover
@pytest.mark.parametrize("fault", [Reset(after_processing=True), Truncated()], ids=str)
def test_a_job_whose_response_was_lost_is_found(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """The job is the result, and no second one is started."""
    chosen = snapshots(fake_drs, drs_client, 201)
    fake_drs.inject(fault, "StartRecovery")
    outcome = drs_client.start_recovery_many(chosen, is_drill=True)
    outcome.raise_for_failure()
    expected = [wire(one) for one in chosen]
    assert started_servers(fake_drs) == [
        expected[:100],
        expected[100:200],
        expected[200:],
    ]
    ids = [one.source_server_id for one in chosen]
    first, _, last = jobs_of(outcome)
    assert participants(first) == ids[:100]
    assert participants(last) == ids[200:]
    assert {job.job_id for job in drs_client.describe_jobs()} == set(outcome.job_ids)


@pytest.mark.parametrize(
    "fault", [Reset(), ServiceError("InternalServerException")], ids=str
)
def test_a_repeated_call_has_the_same_snapshots(
    fake_drs: FakeDrs, drs_client: DrsClient, fault: Fault
) -> None:
    """The retry launches the servers from the same points in time."""
    chosen = snapshots(fake_drs, drs_client, 2)
    fake_drs.inject(fault, "StartRecovery", times=2)
    drs_client.start_recovery_many(chosen, is_drill=True).raise_for_failure()
    assert started_servers(fake_drs) == [[wire(one) for one in chosen]] * 3
    assert len(list(drs_client.describe_jobs())) == 1


def test_leaving_a_server_out_keeps_the_snapshots_of_the_others(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Whether the server or its snapshot is what the service names."""
    busy, good, gone, invalid = snapshots(fake_drs, drs_client, 4)
    drs_client.start_recovery([busy], is_drill=True)
    deleted = RecoverySnapshot(
        snapshot_id="pit-00000000000000000",
        source_server_id=gone.source_server_id,
        expected_timestamp=gone.expected_timestamp,
    )
    misspelled = StartRecoveryRequestSourceServer(
        source_server_id=invalid.source_server_id, recovery_snapshot_id="pit-1"
    )
    outcome = drs_client.start_recovery_many(
        [busy, good, deleted, misspelled], is_drill=True
    )
    assert {key: type(error) for key, error in outcome.failed.items()} == {
        busy.source_server_id: ConflictException,
        gone.source_server_id: ConflictException,
        invalid.source_server_id: DrsParameterError,
    }
    assert list(outcome.succeeded) == [good.source_server_id]
    assert started_servers(fake_drs)[-1] == [wire(good)]


MANY = [
    "start_replication_many",
    "stop_replication_many",
    "retry_data_replication_many",
    "disconnect_source_server_many",
    "delete_source_server_many",
    "terminate_recovery_instances_many",
]


@pytest.mark.parametrize("method", [*MANY, "call_many"])
def test_no_other_method_takes_a_snapshot(
    fake_drs: FakeDrs, drs_client: DrsClient, method: str
) -> None:
    """A snapshot is not accepted to stop or delete its server."""
    (snapshot,) = snapshots(fake_drs, drs_client, 1)
    (good,) = servers(fake_drs, 1)
    chosen = StartRecoveryRequestSourceServer(source_server_id=good)
    before = fake_drs.requests
    call = getattr(drs_client, method)
    if method == "call_many":
        call = partial(call, drs_client.stop_replication)
    for choice in (snapshot, chosen):
        for given in (choice, [choice], iter([good, choice])):
            with pytest.raises(DrsParameterError) as caught:
                call(given)
            assert caught.value.value is choice
    assert fake_drs.requests == before


@pytest.mark.parametrize("is_drill", [None, 0, 1, "", "true", "DRILL", [], [True]])
@pytest.mark.parametrize("count", [0, 1])
def test_a_recovery_is_a_drill_or_is_not(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    is_drill: Any,  # noqa: ANN401 - deliberately wrong
    count: int,
) -> None:
    """A setting that is missing or misspelled is refused, and starts nothing."""
    ids = servers(fake_drs, count)
    with pytest.raises(DrsParameterError, match="expected True or False") as caught:
        drs_client.start_recovery_many(ids, is_drill=is_drill)
    assert caught.value.parameter == "is_drill"
    assert caught.value.value is is_drill
    assert fake_drs.requests == ()


def test_it_has_to_be_said_whether_it_is_a_drill(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """There is no default, for a list or for none."""
    start: Any = drs_client.start_recovery_many
    for ids in ([], servers(fake_drs, 1)):
        with pytest.raises(TypeError, match="is_drill"):
            start(ids)
    for is_drill in (True, False):
        (server_id,) = servers(fake_drs, 1)
        drs_client.start_recovery_many([server_id], is_drill=is_drill)
        assert fake_drs.requests[-1].parameters["isDrill"] is is_drill
    assert sent(fake_drs, "StartRecovery") == 2


def test_a_job_of_somebody_else_is_not_taken_for_the_lost_one(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """It may launch the latest data of the same servers; a job does not say which."""
    (chosen,) = snapshots(fake_drs, drs_client, 1)
    theirs = drs_client.start_recovery([chosen.source_server_id], is_drill=True)
    fake_drs.advance(minutes=2)
    fake_drs.inject(Reset(), "StartRecovery")
    outcome = drs_client.start_recovery_many([chosen], is_drill=True, timeout=60)
    assert theirs.job_id not in outcome.job_ids
    (error,) = outcome.failed.values()
    assert isinstance(error, ConflictException)


def test_snapshots_can_be_launched_without_permission_to_list_jobs(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Jobs are listed only to find a lost one, which is then refused as well."""
    chosen = snapshots(fake_drs, drs_client, 2)
    fake_drs.fail("DescribeJobs", "AccessDeniedException", times=5)
    assert drs_client.start_recovery_many(chosen, is_drill=True).is_success


def test_a_throttled_list_of_jobs_is_retried(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Nothing is started before the earlier jobs are recorded."""
    (chosen,) = snapshots(fake_drs, drs_client, 1)
    fake_drs.fail("DescribeJobs", "ThrottlingException", times=5)
    assert drs_client.start_recovery_many([chosen], is_drill=True).is_success
    operations = [sent.operation for sent in fake_drs.requests]
    assert operations.index("StartRecovery") == len(operations) - 1


def test_a_failed_launch_is_repeated_from_the_same_snapshot(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A server in an outcome has the snapshot that it was launched from."""
    chosen = snapshots(fake_drs, drs_client, 2)
    fake_drs.fail_launch(chosen[1].source_server_id)
    started = drs_client.start_recovery_many(chosen, is_drill=True)
    outcome = drs_client.wait_for_job(started, raise_on_failure=False)
    drs_client.wait_for_job(
        drs_client.start_recovery_many(outcome.failed, is_drill=True)
    )
    drs_client.start_recovery(outcome.failed, is_drill=True)
    assert started_servers(fake_drs)[1:] == [[wire(chosen[1])]] * 2


def test_a_server_launched_from_its_latest_data_is_launched_from_it_again(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Such a server has no snapshot in the outcome."""
    (server_id,) = servers(fake_drs, 1)
    started = drs_client.start_recovery_many([server_id], is_drill=True)
    outcome = drs_client.wait_for_job(started)
    drs_client.start_recovery_many(outcome.succeeded, is_drill=True)
    assert started_servers(fake_drs) == [[{"sourceServerID": server_id}]] * 2


@pytest.mark.parametrize("snapshot_id", ["", None])
def test_a_snapshot_without_an_id_launches_nothing(
    fake_drs: FakeDrs, drs_client: DrsClient, snapshot_id: str | None
) -> None:
    """The latest data of its server is not launched instead."""
    (chosen,) = snapshots(fake_drs, drs_client, 1)
    missing: Any = snapshot_id
    odd = attrs.evolve(chosen, snapshot_id=missing)
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_recovery([odd], is_drill=True)
    outcome = drs_client.start_recovery_many([odd], is_drill=True)
    for error in (caught.value, *outcome.failed.values()):
        assert isinstance(error, DrsParameterError)
        assert error.parameter == "source_servers[0].recovery_snapshot_id"
    assert len(outcome.failed) == 1
    assert "StartRecovery" not in {sent.operation for sent in fake_drs.requests}


def test_an_outage_of_the_job_list_does_not_keep_snapshots_from_being_launched(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Recovery does not wait for a list that only a lost response needs."""
    chosen = snapshots(fake_drs, drs_client, 2)
    fake_drs.fail("DescribeJobs", "InternalServerException", times=100)
    assert drs_client.start_recovery_many(chosen, is_drill=True).is_success


def test_a_lost_response_is_the_result_if_jobs_cannot_be_told_apart(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """No other user's job is taken for it, and no server is launched twice."""
    (chosen,) = snapshots(fake_drs, drs_client, 1)
    fake_drs.fail("DescribeJobs", "AccessDeniedException")
    fake_drs.inject(Truncated(), "StartRecovery")
    outcome = drs_client.start_recovery_many([chosen], is_drill=True)
    (error,) = outcome.failed.values()
    # Older versions of botocore take a truncated body for a lost connection.
    assert isinstance(error, DrsResponseError | DrsConnectionError)
    assert len(started_servers(fake_drs)) == 1


def test_later_checks_keep_the_chosen_snapshots(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """An engine passes IDs and the previous outcome instead of the fleet's."""
    chosen = snapshots(fake_drs, drs_client, 2)
    fake_drs.fail_launch(chosen[1].source_server_id)
    started = drs_client.start_recovery_many(chosen, is_drill=True)
    outcome = drs_client.check_job(started)
    fake_drs.advance(hours=1)
    outcome = drs_client.check_job(started.job_ids, previous=outcome)
    assert outcome.has_ended
    drs_client.start_recovery_many(outcome.failed, is_drill=True)
    assert started_servers(fake_drs)[1:] == [[wire(chosen[1])]]
