"""Copies of source servers and of their replication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient
    from mypy_boto3_drs.type_defs import RecoverySnapshotTypeDef, SourceServerTypeDef

Action: TypeAlias = "Callable[[FakeDrs, str], object]"

_GIB: Final = 1024**3


def start(fake: FakeDrs, server_id: str) -> None:
    """Start the replication of a server."""
    fake.client().start_replication(server_id)


def retry(fake: FakeDrs, server_id: str) -> None:
    """Retry the replication of a stalled server."""
    fake.client().retry_data_replication(server_id)


def stop(fake: FakeDrs, server_id: str) -> None:
    """Stop the replication of a server."""
    fake.client().stop_replication(server_id)


def disconnect(fake: FakeDrs, server_id: str) -> None:
    """Disconnect a server."""
    fake.client().disconnect_source_server(server_id)


def dedicate(fake: FakeDrs, server_id: str) -> None:
    """Start the replication of a server with a replication server of its own."""
    client = fake.client()
    client.update_replication_configuration(
        server_id, use_dedicated_replication_server=True
    )
    client.start_replication(server_id)


def drill(fake: FakeDrs, server_id: str) -> None:
    """Launch a server from a snapshot of its latest data."""
    fake.client().start_recovery([server_id], is_drill=True)


def event(name: str) -> Action:
    """Return an action that triggers an event of a server."""
    return lambda fake, server_id: fake.trigger(server_id, name)


def stall(
    at: float | None = None, error: str | None = None, raw_error: str | None = None
) -> Action:
    """Return an action that stalls the replication of a server, now or later."""
    return lambda fake, server_id: fake.stall_replication(
        server_id, at=at, error=error, raw_error=raw_error
    )


def start_and_stall(at: float, error: str | None = None) -> Action:
    """Return an action that starts a replication that will stall."""

    def act(fake: FakeDrs, server_id: str) -> None:
        fake.stall_replication(server_id, at=at, error=error)
        start(fake, server_id)

    return act


# What happened to a server, with the time before the copy in minutes.
STATES: Final[dict[str, dict[float, Action]]] = {
    "new": {},
    "waiting": {0.1: start},
    "initiating": {1: start},
    "initiating with a server of its own": {1.7: dedicate},
    "initiating steps that are not skipped": {2.7: start},
    "connecting": {4.9: start},
    "initial sync": {12.345: start},
    "stalled before": {50: start_and_stall(0)},
    "will not boot": {2: start_and_stall(0, "FAILED_TO_BOOT_REPLICATION_SERVER")},
    "stalled before, not seen": {9: start, 7: stall(None, "AGENT_NOT_SEEN", "gone")},
    "stalled in": {50: start_and_stall(0.37)},
    "stalled at the first byte": {40: start, 35: stall()},
    "stalled in, with an error": {50: start_and_stall(0.71, "UNSTABLE_NETWORK")},
    "stalled after": {95: start, 3: stall()},
    "stalled with a step": {
        95: start,
        3: stall(None, "FAILED_TO_BOOT_REPLICATION_SERVER"),
    },
    "stalled in a backlog": {95: start, 7: event("fall behind"), 3: event("stall")},
    "initial sync again": {50: start_and_stall(0.37), 3.21: retry},
    "initiating again": {50: start_and_stall(0), 1: retry},
    "initial sync, recovered": {50: start_and_stall(0.61), 2: event("recover")},
    "rescan after a retry": {95: start, 9: stall(), 4: retry},
    "rescan, recovered": {
        95: start,
        9: event("rescan"),
        8: stall(),
        3: event("recover"),
    },
    "rescan at once": {95: start, 0: event("rescan")},
    "rescan": {95: start, 4: event("rescan")},
    "long rescan": {95: start, 40: event("rescan")},
    "backlog": {95: start, 4: event("fall behind")},
    "long backlog": {95: start, 40: event("fall behind")},
    "paused": {95: start, 4: event("pause")},
    "creating a snapshot": {95: start, 4: event("start snapshot")},
    "continuous": {195: start},
    "just continuous": {35: start},
    "continuous after a drill": {95: start, 30: drill},
    "launched in the same ten minutes": {100: start, 3: drill},
    "stopped": {95: start, 5: stop},
    "disconnected": {95: start, 5: disconnect},
    "restarted": {95: start, 50: stop, 20: start},
}


def live(fake: FakeDrs, states: dict[str, dict[float, Action]]) -> None:
    """Add servers, and let happen to them what their states need."""
    ids = {
        name: fake.add_source_server(hostname=name, disks=[8 * _GIB, 20 * _GIB])
        for name in states
    }
    actions = [
        (minutes, name, action)
        for name, history in states.items()
        for minutes, action in history.items()
    ]
    before = 200.0
    for minutes, name, action in sorted(actions, key=lambda one: -one[0]):
        fake.advance(minutes=before - minutes)
        before = minutes
        action(fake, ids[name])
    fake.advance(minutes=before)


def servers(drs: Boto3DrsClient) -> dict[str, SourceServerTypeDef]:
    """Return the source servers by ID, with wire names."""
    return {
        server.get("sourceServerID", ""): server
        for server in drs.describe_source_servers()["items"]
    }


def snapshots(drs: Boto3DrsClient) -> list[list[RecoverySnapshotTypeDef]]:
    """Return the snapshots of each server, with wire names."""
    return [
        drs.describe_recovery_snapshots(sourceServerID=server_id)["items"]
        for server_id in servers(drs)
    ]


@pytest.fixture(
    params=[
        "all together",
        *(f"{name}, alone" for name in ("waiting", "initiating", "will not boot")),
    ]
)
def original(request: pytest.FixtureRequest, fake: FakeDrs) -> FakeDrs:
    """Return a fake with servers in states."""
    name = str(request.param).removesuffix(", alone")
    live(fake, STATES if name == request.param else {name: STATES[name]})
    return fake


def test_a_copy_lives_on_as_the_original(original: FakeDrs) -> None:
    """It answers the same now and later, and so does the copy of the copy."""
    with FakeDrs.copy_of(original.client()) as copy:
        assert copy.copy_report is not None
        assert copy.copy_report.not_copied == []
        with FakeDrs.copy_of(copy.client()) as second:
            assert second.save() == copy.save()
            ours, theirs, others = (
                fake.boto3_client() for fake in (original, copy, second)
            )
            for minutes in (0, 0.5, 1.3, 2.7, 9, 23, 70):
                for fake in (original, copy, second):
                    fake.advance(minutes=minutes)
                found = servers(theirs)
                for server_id, server in servers(ours).items():
                    hints = server.get("sourceProperties", {}).get(
                        "identificationHints"
                    )
                    assert found[server_id] == server, (hints, minutes)
                assert servers(others) == found
            assert snapshots(others) == snapshots(theirs) == snapshots(ours)
            assert second.save() == copy.save()
