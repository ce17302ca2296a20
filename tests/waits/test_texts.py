"""The texts of outcomes, and of the errors that have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from drsclient import ReplicationFailedError, WaitTimeoutError
from drsclient.models import (
    DataReplicationErrorString,
    DataReplicationState,
    RecoveryPlanExecution,
    RecoveryPlanExecutionMode,
    RecoveryPlanExecutionStatus,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    ReplicationOutcome,
    ServerReplication,
    Verdict,
)

START = datetime(2030, 1, 1, tzinfo=UTC)
GIB = 1024**3

done = ServerReplication(
    source_server_id="s-1",
    verdict=Verdict.SUCCEEDED,
    state=DataReplicationState.CONTINUOUS,
)
copying = ServerReplication(
    source_server_id="s-2",
    verdict=Verdict.WAITING,
    hostname="db-1",
    name="secret",
    state=DataReplicationState.INITIAL_SYNC,
    replicated_storage_bytes=4 * GIB,
    total_storage_bytes=10 * GIB,
)
stopped = ServerReplication(
    source_server_id="s-3",
    verdict=Verdict.FAILED,
    hostname="web-1",
    state=DataReplicationState.STOPPED,
    reason="its replication is STOPPED",
)


def test_what_a_host_is_called_cannot_move_the_cursor() -> None:
    """Nothing else that came from a server can change the terminal, either."""
    odd = attrs.evolve(stopped, hostname="web\x1b[31m\n1")
    assert str(outcome(odd)) == (
        "1 of 1 source server failed: web [31m 1 (s-3): its replication is STOPPED"
    )


def outcome(*servers: ServerReplication) -> ReplicationOutcome:
    """Make an outcome of some servers."""
    return ReplicationOutcome(date_time=START, servers=servers)


@pytest.mark.parametrize(
    ("servers", "text"),
    [
        ([], "0 source servers are done"),
        ([done], "1 source server is done"),
        ([done, done], "2 source servers are done"),
        (
            [copying],
            "1 of 1 source server is not done: db-1 (s-2): INITIAL_SYNC, 40% copied",
        ),
        (
            [copying, done],
            "1 of 2 source servers is not done: db-1 (s-2): INITIAL_SYNC, 40% copied",
        ),
        (
            [copying, copying],
            (
                "2 of 2 source servers are not done: db-1 (s-2): INITIAL_SYNC, 40%"
                " copied; db-1 (s-2): INITIAL_SYNC, 40% copied"
            ),
        ),
        (
            [done, stopped],
            "1 of 2 source servers failed: web-1 (s-3): its replication is STOPPED",
        ),
        (
            [stopped, copying, done],
            (
                "1 of 3 source servers failed: web-1 (s-3): its replication is STOPPED;"
                " 1 is not done"
            ),
        ),
        (
            [copying, stopped, copying],
            (
                "1 of 3 source servers failed: web-1 (s-3): its replication is STOPPED;"
                " 2 are not done"
            ),
        ),
    ],
)
def test_an_outcome_counts_and_names(
    servers: list[ServerReplication], text: str
) -> None:
    """First what failed; what is not done is named if nothing failed."""
    assert str(outcome(*servers)) == text


def test_an_error_says_what_the_outcome_says() -> None:
    """It fits in a sentence after the time, which is a plain number of seconds."""
    failed = outcome(stopped, done)
    assert str(ReplicationFailedError(failed)) == str(failed)
    waiting = outcome(copying, done)
    for timeout, text in ((0, "0"), (0.5, "0.5"), (2592000.0, "2592000")):
        error = WaitTimeoutError(waiting, timeout=timeout)
        assert str(error) == f"timed out after {text} s: {waiting}"


def test_a_text_has_room_for_ten_servers() -> None:
    """The outcome has the others."""
    servers = [attrs.evolve(stopped, source_server_id=f"s-{n}") for n in range(500)]
    text = str(ReplicationFailedError(outcome(*servers)))
    assert text.startswith("500 of 500 source servers failed: web-1 (s-0): its ")
    assert text.endswith("; web-1 (s-9): its replication is STOPPED; and 490 more")
    assert len(text) < 600
    eleven = str(outcome(*servers[:11]))
    assert eleven.endswith("; and 1 more")
    assert "more" not in str(outcome(*servers[:10]))


def test_a_long_reason_is_cut() -> None:
    """The service's messages may have 65,536 characters, in many lines."""
    reason = "no route\nto host " * 4000
    text = str(outcome(attrs.evolve(stopped, reason=reason)))
    assert "no route to host no route" in text
    assert text.endswith(" …")
    assert len(text) < 500


@pytest.mark.parametrize(
    ("lag", "text"),
    [
        (timedelta(), "s-2: BACKLOG"),
        (timedelta(seconds=59.7), "s-2: BACKLOG, lag 0:01:00"),
        (timedelta(hours=1, minutes=2), "s-2: BACKLOG, lag 1:02:00"),
        (timedelta(days=2), "s-2: BACKLOG, lag 2 days, 0:00:00"),
    ],
)
def test_a_server_tells_its_lag(lag: timedelta, text: str) -> None:
    """If it has one, in whole seconds."""
    server = attrs.evolve(
        copying, hostname=None, state=DataReplicationState.BACKLOG, lag_duration=lag
    )
    assert str(server) == text


def test_a_server_tells_why_it_has_stalled() -> None:
    """A server that still has time to recover has no reason yet, but an error."""
    server = attrs.evolve(
        copying,
        state=DataReplicationState.STALLED,
        error=DataReplicationErrorString.AGENT_NOT_SEEN,
    )
    assert str(server) == "db-1 (s-2): STALLED, AGENT_NOT_SEEN"


@pytest.mark.parametrize(
    ("replicated", "total", "text"),
    [
        (None, 10, "s-2: INITIAL_SYNC"),
        (0, None, "s-2: INITIAL_SYNC"),
        (0, 0, "s-2: INITIAL_SYNC"),
        (0, 10, "s-2: INITIAL_SYNC, 0% copied"),
        (9999, 10000, "s-2: INITIAL_SYNC, 99% copied"),
        (11, 10, "s-2: INITIAL_SYNC, 100% copied"),
        (-1, 10, "s-2: INITIAL_SYNC, 0% copied"),
    ],
)
def test_a_server_tells_its_progress(
    replicated: int | None, total: int | None, text: str
) -> None:
    """If it is known, and never more than there is."""
    server = attrs.evolve(
        copying,
        hostname=None,
        replicated_storage_bytes=replicated,
        total_storage_bytes=total,
    )
    assert str(server) == text


def test_no_text_tells_a_tag() -> None:
    """Names are in tags, which are sensitive: they do not belong in logs."""
    assert copying.name == "secret"
    for text in (str(copying), repr(copying), str(outcome(copying))):
        assert "secret" not in text
        assert "db-1" in text
    error = WaitTimeoutError(outcome(copying), timeout=1)
    assert "secret" not in f"{error}{error!r}"


def test_a_plan_without_servers_does_not_count_them() -> None:
    """Its steps may only wait, or run scripts."""
    execution = RecoveryPlanExecution(
        recovery_plan_execution_arn="arn",
        recovery_plan_arn="plan",
        mode=RecoveryPlanExecutionMode.DRILL,
        status=RecoveryPlanExecutionStatus.COMPLETED,
        started_at=START,
    )
    assert str(ExecutionOutcome(execution=execution)) == "arn: COMPLETED"
