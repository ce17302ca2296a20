from __future__ import annotations

import pickle
import threading
from collections import Counter
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config

from drsclient import (
    AccessDeniedException,
    ConflictException,
    DrsClient,
    DrsError,
    DrsParameterError,
    FleetInterrupt,
    NotAttemptedError,
    ResourceNotFoundException,
)
from drsclient.fleet import FleetProgress
from drsclient.outcomes import FleetOutcome, NetworkOutcome, Verdict

if TYPE_CHECKING:
    from drsclient.models import SourceServer
    from drsclient.testing import FakeDrs

MISSING = "s-00000000000000000"


def states(fake: FakeDrs) -> list[str | None]:
    """Return the state of each server's replication, without a request."""
    drs = fake.client()
    return [server.replication_state for server in drs.describe_source_servers()]


def test_each_id_has_its_result_in_the_order_given(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Results and exceptions have the order of the IDs, whichever call ended first."""
    ids = [fake_drs.add_source_server() for _ in range(20)]
    running = fake_drs.add_source_server(state="CONTINUOUS")
    given = [*ids[:10], running, MISSING, *ids[10:], "job-1"]
    outcome = drs_client.start_replication_many(given)
    assert outcome.operation_name == "StartReplication"
    assert list(outcome.results) == given
    assert list(outcome.succeeded) == ids
    assert all(
        server.source_server_id == server_id
        and server.replication_state == "INITIATING"
        for server_id, server in outcome.succeeded.items()
    )
    kinds = {key: type(error) for key, error in outcome.failed.items()}
    assert kinds == {
        running: ConflictException,
        MISSING: ResourceNotFoundException,
        "job-1": DrsParameterError,
    }
    assert not outcome.is_success


def test_servers_are_ids_or_entities_from_any_iterable(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A generator is accepted, and duplicates are sent once."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    servers = list(drs_client.describe_source_servers())
    outcome = drs_client.start_replication_many(
        each for pair in zip(ids, servers, strict=True) for each in pair
    )
    assert list(outcome.results) == ids
    assert outcome.is_success
    fake_drs.assert_requested("StartReplication", times=3)


def test_no_servers_need_no_calls(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An empty list does not mean all servers."""
    outcome = drs_client.start_replication_many([])
    assert outcome.results == {}
    assert outcome.is_success
    assert str(outcome) == "StartReplication: 0 of 0 succeeded"
    assert fake_drs.requests == ()


def test_each_method_does_what_its_operation_does(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """From the start of replication to the deletion of the servers."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    drs_client.start_replication_many(ids).raise_for_failure()
    for server_id in ids:
        fake_drs.stall_replication(server_id)
    drs_client.retry_data_replication_many(ids).raise_for_failure()
    assert states(fake_drs) == ["INITIATING"] * 3
    drs_client.stop_replication_many(ids).raise_for_failure()
    assert states(fake_drs) == ["STOPPED"] * 3
    drs_client.disconnect_source_server_many(ids).raise_for_failure()
    assert states(fake_drs) == ["DISCONNECTED"] * 3
    outcome = drs_client.delete_source_server_many(ids)
    assert outcome.is_success
    assert outcome.results == dict.fromkeys(ids)
    assert states(fake_drs) == []


def test_any_operation_can_be_called_for_many(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """`call_many` takes a method or a function, and names the outcome after it."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    outcome = drs_client.call_many(drs_client.get_launch_configuration, [*ids, MISSING])
    assert outcome.operation_name == "GetLaunchConfiguration"
    for server_id, configuration in outcome.succeeded.items():
        assert configuration.source_server_id == server_id
    assert list(outcome.failed) == [MISSING]
    update = partial(drs_client.update_launch_configuration, copy_tags=True)
    outcome = drs_client.call_many(update, ids)
    assert outcome.operation_name == "partial"
    assert all(found.copy_tags for found in outcome.succeeded.values())


def test_entities_are_passed_on_as_they_are(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """`call_many` names the results by their IDs, whatever kinds of IDs these are."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(3)]
    servers = list(drs_client.describe_source_servers())
    outcome = drs_client.call_many(drs_client.get_launch_configuration, servers)
    assert list(outcome.succeeded) == ids
    assert all(key == one.source_server_id for key, one in outcome.succeeded.items())
    seen = list[object]()
    drs_client.call_many(seen.append, servers, max_concurrency=1).raise_for_failure()
    assert all(one is server for one, server in zip(seen, servers, strict=True))
    jobs = [drs_client.start_recovery([server], is_drill=True) for server in servers]
    found = drs_client.call_many(drs_client.get_job, jobs)
    assert list(found.succeeded) == [job.job_id for job in jobs]
    tags = drs_client.call_many(drs_client.list_tags_for_resource, servers)
    assert list(tags.succeeded) == ids
    fake_drs.advance(hours=1)
    instances = list(drs_client.describe_recovery_instances())
    tags = drs_client.call_many(drs_client.list_tags_for_resource, instances)
    assert list(tags.succeeded) == [one.recovery_instance_id for one in instances]
    network_id = fake_drs.add_source_network()
    networks = drs_client.call_many(
        lambda network: network.source_network_id, drs_client.describe_source_networks()
    )
    assert networks.results == {network_id: network_id}
    assert networks.operation_name == "<lambda>"


def test_recovery_plans_are_named_by_their_arns(drs_client: DrsClient) -> None:
    """Nothing else tells them apart; so are their executions."""
    names = ("shop", "web")
    plans = [drs_client.create_recovery_plan(name=name) for name in names]
    arns = [plan.recovery_plan_arn for plan in plans]
    outcome = drs_client.call_many(drs_client.get_recovery_plan, plans)
    assert outcome.results == dict(zip(arns, plans, strict=True))
    summaries = drs_client.list_recovery_plans()
    again = drs_client.call_many(drs_client.get_recovery_plan, summaries)
    assert again.results == outcome.results


def test_an_entity_is_called_for_once(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The same entity twice is one; another with its ID would be dropped."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    before = drs_client.get_source_server(server_id)
    again = drs_client.get_source_server(server_id)
    seen = list[object]()
    outcome = drs_client.call_many(seen.append, [before, again, before])
    assert list(outcome.results) == [server_id]
    assert seen == [before]
    fake_drs.advance(hours=2)
    drs_client.stop_replication(server_id)
    after = drs_client.get_source_server(server_id)
    seen.clear()
    mixed: list[str | SourceServer] = [server_id, before]
    for given in ([before, after], mixed):
        with pytest.raises(DrsParameterError, match=r"ids\[1\].*" + server_id):
            drs_client.call_many(seen.append, given)
    assert seen == []


def test_anything_but_an_id_is_refused_before_a_call(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """So is an entity without an ID, such as a server that was never launched."""
    seen = list[object]()
    several: list[Any] = [NetworkOutcome(verdict=Verdict.FAILED), 3, None, b"s-1"]
    for wrong in several:
        with pytest.raises(DrsParameterError, match=r"ids\[1\].* an ID") as caught:
            drs_client.call_many(seen.append, ["s-1", wrong])
        assert caught.value.value is wrong
    assert seen == []
    with pytest.raises(DrsParameterError, match=r"source_servers\[0\]"):
        drs_client.start_replication_many(
            [3]  # type: ignore[list-item] # pyright: ignore[reportArgumentType] - the point of the test
        )
    fake_drs.assert_requested("StartReplication", times=0)


@pytest.mark.parametrize("max_concurrency", [0, -1, 11, 2.5])
def test_concurrency_is_limited_by_the_connections_of_the_client(
    fake_drs: FakeDrs, drs_client: DrsClient, max_concurrency: int
) -> None:
    """More calls than connections would open a new one for each call."""
    with pytest.raises(DrsParameterError, match=r"from 1 to 10.*max_pool_connections"):
        drs_client.start_replication_many(
            [fake_drs.add_source_server()], max_concurrency=max_concurrency
        )
    many = fake_drs.client(config=Config(max_pool_connections=11))
    if max_concurrency == 11:
        many.start_replication_many([], max_concurrency=11)
    assert fake_drs.requests == ()


@pytest.mark.parametrize("timeout", [-1, float("nan")])
def test_the_timeout_is_a_time(drs_client: DrsClient, timeout: float) -> None:
    """A negative time is refused."""
    with pytest.raises(DrsParameterError, match="timeout"):
        drs_client.start_replication_many([], timeout=timeout)


@pytest.mark.parametrize("max_concurrency", [1, 4, 10])
def test_the_maximum_number_of_calls_is_concurrent(
    drs_client: DrsClient, max_concurrency: int
) -> None:
    """No fewer, because each waits for the others; and no more."""
    together = threading.Barrier(max_concurrency, timeout=10)
    lock = threading.Lock()
    active = most = 0

    def call(_: str) -> None:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        together.wait()
        with lock:
            active -= 1
        together.wait()

    ids = [str(number) for number in range(3 * max_concurrency)]
    outcome = drs_client.call_many(call, ids, max_concurrency=max_concurrency)
    assert outcome.is_success
    assert most == max_concurrency


def test_progress_is_reported_in_the_thread_of_the_caller(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each result is reported once, with counts that add up."""
    ids = [fake_drs.add_source_server() for _ in range(10)]
    seen = list[FleetProgress[object]]()
    threads = set[threading.Thread]()

    def report(progress: FleetProgress[object]) -> None:
        seen.append(progress)
        threads.add(threading.current_thread())

    outcome = drs_client.start_replication_many([*ids, MISSING], on_progress=report)
    assert threads == {threading.current_thread()}
    assert {each.resource_id: each.result for each in seen} == outcome.results
    assert [each.succeeded + each.failed for each in seen] == list(range(1, 12))
    assert {each.total for each in seen} == {11}
    assert {each.operation_name for each in seen} == {"StartReplication"}
    assert (seen[-1].succeeded, seen[-1].failed) == (10, 1)
    assert str(seen[-1]) == "StartReplication: 11 of 11 done, 1 failed"
    assert pickle.loads(pickle.dumps(seen[0])) == seen[0]  # noqa: S301 - our own


def test_progress_without_failures_does_not_mention_them() -> None:
    """As text, progress is one line for a terminal."""
    progress = FleetProgress(
        operation_name="StopReplication",
        total=3,
        succeeded=1,
        failed=0,
        resource_id=MISSING,
        result=None,
    )
    assert str(progress) == "StopReplication: 1 of 3 done"


def test_calls_see_the_context_of_the_caller(drs_client: DrsClient) -> None:
    """Context variables, as of a tracer or a logger, are set in the threads."""
    trace = ContextVar("trace", default="none")
    token = trace.set("of the caller")
    outcome = drs_client.call_many(lambda _: trace.get(), ["a", "b"])
    trace.reset(token)
    assert set(outcome.results.values()) == {"of the caller"}


def test_failures_are_raised_together_when_asked_for(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The group has all exceptions, and each says which resource it is about."""
    good = fake_drs.add_source_server()
    outcome = drs_client.start_replication_many([good, MISSING, "drsjob-1"])
    with pytest.raises(ExceptionGroup):
        outcome.raise_for_failure()
    with pytest.raises(ExceptionGroup, match="2 of 3 failed") as caught:
        outcome.raise_for_failure()  # asking twice changes nothing
    errors = caught.value.exceptions
    assert list(errors) == list(outcome.failed.values())
    assert [error.__notes__ for error in errors] == [
        [f"StartReplication: {MISSING}"],
        ["StartReplication: drsjob-1"],
    ]


def test_an_error_of_several_resources_is_raised_once() -> None:
    """The message and the group have it once, and its note names all of them."""
    ids = [f"s-{number:017}" for number in range(5)]
    error = AccessDeniedException({}, "StartRecovery")
    outcome = FleetOutcome[None](
        operation_name="StartRecovery", results=dict.fromkeys(ids, error)
    )
    few = ", ".join(ids[:3])
    assert str(outcome) == f"StartRecovery: 5 of 5 failed: {few} and 2 more: {error}"
    with pytest.raises(ExceptionGroup) as caught:
        outcome.raise_for_failure()
    assert caught.value.exceptions == (error,)
    assert error.__notes__ == [f"StartRecovery: {', '.join(ids)}"]


def test_outcomes_and_interrupts_can_be_pickled(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """They keep every result and exception in another process."""
    good = fake_drs.add_source_server()
    outcome = drs_client.start_replication_many([good, MISSING])
    copy: FleetOutcome[object] = pickle.loads(pickle.dumps(outcome))  # noqa: S301 - our own
    assert copy.succeeded == outcome.succeeded
    assert str(copy) == str(outcome)
    assert isinstance(copy.failed[MISSING], ResourceNotFoundException)
    interrupt = FleetInterrupt(outcome)
    interrupt.add_note("in the night")
    interrupt = pickle.loads(pickle.dumps(interrupt))  # noqa: S301 - our own
    assert str(interrupt) == str(interrupt.outcome) == str(outcome)
    assert interrupt.__notes__ == ["in the night"]


def test_an_error_other_than_drs_error_ends_the_work(drs_client: DrsClient) -> None:
    """A mistake in the caller's own function reaches the caller."""
    counts = Counter[str]()

    def call(key: str) -> None:
        counts[key] += 1
        raise LookupError(key)

    with pytest.raises(LookupError, match="a"):
        drs_client.call_many(call, ["a", "b", "c"], max_concurrency=1)
    assert counts == {"a": 1}


def test_errors_of_functions_are_results(drs_client: DrsClient) -> None:
    """A `DrsError` is the result of one ID."""

    def call(key: str) -> str:
        if key == "b":
            raise DrsError(key)
        return key

    outcome = drs_client.call_many(call, "abc")
    assert outcome.results == {"abc": "abc"}
    outcome = drs_client.call_many(call, list("abc"))
    assert list(outcome.succeeded) == ["a", "c"]
    assert [str(error) for error in outcome.failed.values()] == ["b"]


def test_nothing_is_sent_when_there_is_no_time(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """The results of the IDs that were not attempted say so."""
    server_id = fake_drs.add_source_server()
    outcome = drs_client.start_replication_many([server_id], timeout=0)
    error = outcome.failed[server_id]
    assert isinstance(error, NotAttemptedError)
    assert (
        str(error)
        == "StartReplication was not called before the timeout, Ctrl-C or cancellation"
    )
    assert fake_drs.requests == ()


@pytest.mark.usefixtures("credentials")
def test_our_own_clients_keep_more_connections_open(fake_drs: FakeDrs) -> None:
    """They have enough for a fleet, unless the caller's config says otherwise."""
    make = partial(
        DrsClient, endpoint_url=fake_drs.endpoint_url, region_name="us-east-1"
    )
    make().start_replication_many([], max_concurrency=50)
    narrow = make(config=Config(max_pool_connections=10))
    with pytest.raises(DrsParameterError, match="from 1 to 10"):
        narrow.start_replication_many([], max_concurrency=11)
