"""Scenarios of source servers, and the conditions at their ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from drsclient.errors import (
    CallCancelled,
    DrsError,
    DrsParameterError,
    FleetInterrupt,
    NotAttemptedError,
)
from drsclient.models import DataReplicationState
from drsclient.outcomes import FleetOutcome, ReplicationOutcome, Verdict
from tests.chaos.run import Stop, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_drs.literals import DataReplicationStateType as State

    from drsclient.fleet import FleetProgress
    from drsclient.models import SourceServer
    from tests.chaos.run import Run

_ON: Final = {
    "BACKLOG",
    "CONTINUOUS",
    "CREATING_SNAPSHOT",
    "INITIAL_SYNC",
    "INITIATING",
    "PAUSED",
    "RESCAN",
    "STALLED",
}
CALLS: Final[Mapping[str, tuple[State, set[str], str]]] = {
    "start_replication": ("STOPPED", _ON, "StartReplication"),
    "stop_replication": ("CONTINUOUS", {"STOPPED"}, "StopReplication"),
    "retry_data_replication": ("STALLED", _ON - {"STALLED"}, "RetryDataReplication"),
    "disconnect_source_server": (
        "STOPPED",
        {"DISCONNECTED"},
        "DisconnectSourceServer",
    ),
    "delete_source_server": ("DISCONNECTED", {"GONE"}, "DeleteSourceServer"),
}
"""For each method: the initial state, the states after it, and the operation."""
UNKNOWN: Final = "s-ffffffffffffffff0"
INVALID: Final = "s-1"
# The states that count as reached for each target state.
_BEYOND: Final[Mapping[str, set[str]]] = {
    "CONTINUOUS": {"CONTINUOUS"},
    "INITIAL_SYNC": _ON - {"INITIATING", "STALLED"},
    "STALLED": {"STALLED"},
}


def work_on_a_fleet(run: Run) -> None:
    """Call one operation for many servers."""
    method = run.random.choice(list(CALLS))
    usual, _, operation = CALLS[method]
    count = run.random.choice([1, 2, 5, 12])
    ids = run.add_servers(count, usual, "STOPPED", "CONTINUOUS")
    ids += run.random.sample([UNKNOWN, INVALID, ids[0]], k=run.random.randint(0, 3))
    run.random.shuffle(ids)
    run.operations = [operation, "DescribeSourceServers"]
    run.disturbances.append(lambda: run.trigger(run.random.choice(ids)))
    run.inject_faults()
    _work(run, method, ids)


def protect_a_fleet(run: Run) -> None:
    """Start replication of many servers, and wait until they are protected."""
    count = run.random.choice([1, 3, 8])
    ids = run.add_servers(count, "STOPPED", "INITIAL_SYNC", "DISCONNECTED")
    for server_id in ids:
        if run.random.random() < 0.15:
            run.fake.stall_replication(server_id, at=run.random.random())
            run.disturbed_ids.add(server_id)
    if run.random.random() < 0.2:
        ids.insert(0, UNKNOWN)
    run.operations = ["StartReplication", "DescribeSourceServers"]
    run.inject_faults()
    _work(run, "start_replication", ids)
    run.disturbances += [
        lambda: run.trigger(run.random.choice(ids)),
        lambda: run.trigger(run.random.choice(ids)),
        lambda: run.interfere(run.faultless.stop_replication, run.random.choice(ids)),
        lambda: _disconnect(run, run.random.choice(ids)),
        lambda: run.interfere(
            run.faultless.delete_source_server, run.random.choice(ids)
        ),
    ]
    until = DataReplicationState(
        run.random.choice(["CONTINUOUS"] * 3 + ["INITIAL_SYNC", "STALLED"])
    )
    run.inject_faults()
    outcome = run.wait_or_check(
        ReplicationOutcome,
        partial(run.drs.wait_for_replication, ids, until=until),
        lambda previous: run.drs.check_replication(ids, until=until, previous=previous),
    )
    if outcome is not None:
        verify_replication(run, ids, outcome, until)


def _disconnect(run: Run, server_id: str) -> None:
    run.interfere(run.faultless.disconnect_source_server, server_id)
    if run.random.random() < 0.5:
        run.interfere(run.faultless.delete_source_server, server_id)


def _work(run: Run, method: str, ids: list[str]) -> None:
    """Call an operation for many servers, perhaps until a callback ends it."""
    random, operation = run.random, CALLS[method][2]
    concurrency, timeout = random.choice([1, 1, 3, 10]), random.choice([0, 3, 60, 3600])
    end: BaseException | None = random.choice(
        [None] * 8 + [Stop(), KeyboardInterrupt()]
    )
    with run.without_faults():
        initial = states_of(run.faultless.describe_source_servers())
    begun, noted = run.fake.monotonic(), list[str]()

    def note(progress: FleetProgress[object]) -> None:
        noted.append(progress.resource_id)
        assert progress.succeeded + progress.failed == len(noted)
        assert progress.total == len(set(ids))
        if end is not None and len(noted) == 2:
            raise end

    outcome: FleetOutcome[object]
    try:
        outcome = getattr(run.drs, f"{method}_many")(
            ids, max_concurrency=concurrency, timeout=timeout, on_progress=note
        )
    except Stop:
        return
    except FleetInterrupt as interrupt:
        outcome = interrupt.outcome
    except KeyboardInterrupt:
        # What the async client does if it has attempted nothing.
        outcome = not_attempted(operation, ids)
    else:
        assert sorted(noted) == sorted(outcome.results)
    # Each worker thread may exceed the timeout by one sleep, and botocore by its own.
    elapsed = run.fake.monotonic() - begun
    assert elapsed <= timeout + concurrency + run.overrun
    with run.without_faults():
        states = states_of(run.faultless.describe_source_servers())
    assert list(outcome.results) == unique(ids)
    assert outcome.results == {**outcome.succeeded, **outcome.failed}
    if outcome.is_success:
        outcome.raise_for_failure()
    else:
        with pytest.raises(ExceptionGroup) as caught:
            outcome.raise_for_failure()
        assert caught.value.exceptions == tuple(outcome.failed.values())
    verify_fleet(run, method, outcome, initial, states)


def not_attempted(operation: str, ids: Iterable[str]) -> FleetOutcome[object]:
    """Return the outcome of a fleet that was cancelled before its first attempt."""
    text = f"{operation} was cancelled"
    return FleetOutcome(
        operation_name=operation,
        results={key: NotAttemptedError(text) for key in unique(ids)},
    )


def states_of(servers: Iterable[SourceServer]) -> dict[str, str]:
    """Return the state of the replication of each server, by ID."""
    return {
        str(server.source_server_id): str(server.replication_state)
        for server in servers
    }


def verify_fleet(
    run: Run,
    method: str,
    outcome: FleetOutcome[object],
    initial: Mapping[str, str],
    states: Mapping[str, str],
) -> None:
    """Verify each result against the true state of the server."""
    _, after, operation = CALLS[method]
    for server_id, result in outcome.results.items():
        was, state = (each.get(server_id, "GONE") for each in (initial, states))
        attempts = [
            request.outcome
            for request in run.fake.requests
            if request.operation == operation
            and request.parameters.get("sourceServerID") == server_id
        ]
        if isinstance(result, NotAttemptedError):
            assert not attempts, (server_id, attempts)
        elif server_id == INVALID:
            assert isinstance(result, DrsParameterError)
            assert not attempts
        elif server_id in run.disturbed_ids:
            continue
        elif not isinstance(result, DrsError):
            assert state in after, (server_id, state, attempts)
            assert attempts.count("OK") <= 1
        elif isinstance(result.__cause__, CallCancelled):
            # The function was cancelled with its fleet during the call.
            assert result.may_have_taken_effect
            if not isinstance(result.__cause__.result, DrsError):
                assert state in after, (server_id, state, attempts)
                assert attempts.count("OK") <= 1
        elif str(result) == "the function was cancelled":
            assert result.may_have_taken_effect  # before the call or after it
        elif was not in after and state in after:
            # The call took effect, but its response was lost.
            assert "OK" not in attempts, (server_id, result, attempts)
            assert is_lost(attempts), (server_id, result, attempts)
            assert result.may_have_taken_effect, (server_id, result, attempts)


def is_lost(attempts: Iterable[str]) -> bool:
    """Return whether an attempt lost its response, and may have taken effect."""
    return any(attempt in {"Reset", "Truncated"} for attempt in attempts)


def verify_replication(
    run: Run, ids: list[str], outcome: ReplicationOutcome, until: str
) -> None:
    """Verify each verdict against the true state of the server."""
    with run.without_faults():
        states = states_of(run.faultless.describe_source_servers())
    assert [one.source_server_id for one in outcome.servers] == unique(ids)
    for one in outcome.servers:
        server_id = one.source_server_id
        state = states.get(server_id, "GONE")
        assert (one.reason is not None) == (one.verdict == Verdict.FAILED)
        if server_id in run.disturbed_ids:
            continue
        if one.verdict == Verdict.SUCCEEDED:
            assert state in _BEYOND[until]
        elif one.verdict == Verdict.FAILED:
            assert state in {"STOPPED", "DISCONNECTED", "GONE"}
            assert (one.state or "GONE") == state
        else:
            assert state in _ON
