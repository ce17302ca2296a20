"""Copies of source servers, with their settings and their replication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable

GIB = 1024**3


def start(fake: FakeDrs, minutes: float, **options: Any) -> str:  # noqa: ANN401
    """Add a server whose replication was started some minutes ago."""
    server_id = fake.add_source_server(disks=[8 * GIB, 20 * GIB], **options)
    fake.client().start_replication(server_id)
    fake.advance(minutes=minutes)
    return server_id


def synchronize(fake: FakeDrs, *events: str, minutes: float = 0) -> str:
    """Add a server that was protected for an hour, and trigger events then."""
    server_id = start(fake, 95)
    for event in events:
        fake.trigger(server_id, event)
        fake.advance(minutes=minutes)
    return server_id


def stalled(fake: FakeDrs, at: float, error: str | None = None) -> str:
    """Add a server that stalls in its initial sync, or before it."""
    server_id = fake.add_source_server(disks=[8 * GIB, 20 * GIB])
    fake.stall_replication(server_id, at=at, error=error)
    fake.client().start_replication(server_id)
    fake.advance(minutes=50, seconds=1.234567)
    return server_id


def retried(fake: FakeDrs, server_id: str, minutes: float = 1) -> str:
    """Retry the replication of a stalled server."""
    fake.client().retry_data_replication(server_id)
    fake.advance(minutes=minutes)
    return server_id


STATES: dict[str, Callable[[FakeDrs], object]] = {
    "initiating": lambda fake: start(fake, 1),
    "waiting": lambda fake: start(fake, 0.1),
    "waiting beside a replication server": lambda fake: (
        synchronize(fake),
        start(fake, 0.1),
    ),
    "initiating beside a replication server": lambda fake: (
        synchronize(fake),
        start(fake, 2.7),
    ),
    "connecting": lambda fake: start(fake, 4.9),
    "initial sync": lambda fake: start(fake, 12.345),
    "stalled before": lambda fake: stalled(fake, 0),
    "stalled when the agent was not seen": lambda fake: fake.stall_replication(
        start(fake, 2.2), error="AGENT_NOT_SEEN", raw_error="gone"
    ),
    "stalled in": lambda fake: stalled(fake, 0.37),
    "stalled at the first byte": lambda fake: fake.stall_replication(start(fake, 5)),
    "stalled in with an error": lambda fake: stalled(fake, 0.7, "UNSTABLE_NETWORK"),
    "stalled after": lambda fake: synchronize(fake, "stall", minutes=3),
    "stalled with a step": lambda fake: fake.stall_replication(
        synchronize(fake), error="FAILED_TO_BOOT_REPLICATION_SERVER"
    ),
    "stalled in a backlog": lambda fake: synchronize(
        fake, "fall behind", "stall", minutes=7
    ),
    "initial sync after a retry": lambda fake: retried(fake, stalled(fake, 0.37), 3.21),
    "initiating after a retry": lambda fake: retried(fake, stalled(fake, 0)),
    "initial sync after a recovery": lambda fake: fake.trigger(
        stalled(fake, 0.61), "recover"
    ),
    "rescan after a retry": lambda fake: retried(
        fake, synchronize(fake, "stall", minutes=3), 4
    ),
    "rescan at once": lambda fake: synchronize(fake, "rescan"),
    "rescan": lambda fake: synchronize(fake, "rescan", minutes=4),
    "long rescan": lambda fake: synchronize(fake, "rescan", minutes=40),
    "backlog": lambda fake: synchronize(fake, "fall behind", minutes=4),
    "long backlog": lambda fake: synchronize(fake, "fall behind", minutes=40),
    "paused": lambda fake: synchronize(fake, "pause", minutes=4),
    "creating a snapshot": lambda fake: synchronize(fake, "start snapshot", minutes=4),
    "continuous": synchronize,
    "just continuous": lambda fake: start(fake, 35),
    "stopped": lambda fake: fake.client().stop_replication(synchronize(fake)),
    "disconnected": lambda fake: fake.client().disconnect_source_server(
        synchronize(fake)
    ),
}


def answers(fake: FakeDrs) -> dict[str, Any]:
    """Return all that a fake answers about its source servers, with wire names."""
    client = fake.boto3_client()
    servers = client.describe_source_servers()["items"]
    return {
        server["sourceServerID"]: {
            "server": server,
            "snapshots": client.describe_recovery_snapshots(
                sourceServerID=server["sourceServerID"]
            )["items"],
        }
        for server in servers
    }


@pytest.mark.parametrize("state", STATES)
def test_a_copy_lives_on_as_the_original(state: str) -> None:
    with FakeDrs() as fake:
        STATES[state](fake)
        with FakeDrs.copy_of(fake.client()) as copy:
            assert copy.copy_report.not_copied == []
            with FakeDrs.copy_of(copy.client()) as second:
                assert second.save() == copy.save().replace("xx", "")
                fakes = (fake, copy, second)
                for minutes in (0, 0.5, 1.3, 2.7, 9, 23, 70):
                    for one in fakes:
                        one.advance(minutes=minutes)
                    expected = answers(fake)
                    for one in fakes[1:]:
                        got = answers(one)
                        for a, b in zip(expected.values(), got.values(), strict=True):
                            assert b["server"] == a["server"], minutes
                            assert len(a["snapshots"]) == len(b["snapshots"])
