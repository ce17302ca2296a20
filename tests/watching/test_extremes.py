"""Sizes, lags and times at the ends of their ranges, in waits and on all displays."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import WaitTimeoutError, from_wire
from drsclient.models import SourceServer
from drsclient.watching import Watch
from tests.watching.terminals import Terminal

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.outcomes import ReplicationOutcome
    from drsclient.testing import FakeDrs

SERVER_ID = "s-0123456789abcdef0"
SIZES = (0, 1, -1, 2**63, -(2**63), 10**400, -(10**400), 10**4299)
LAGS = (
    "P999999999D",
    "P999999999DT23H59M59.999999S",
    "P999999998DT23H59M59.999999S",
    "-P999999999D",
    "-P999999998DT23H59M59.999999S",
    "P0.5D",
    "P99999999999999D",
)
ETAS = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z")


def server(lag: str, eta: str, copied: int, total: int) -> dict[str, Any]:
    """Return a server that replicates, in wire form."""
    disk = {"replicatedStorageBytes": copied, "totalStorageBytes": total}
    return {
        "sourceServerID": SERVER_ID,
        "arn": "a",
        "dataReplicationInfo": {
            "dataReplicationState": "INITIAL_SYNC",
            "lagDuration": lag,
            "etaDateTime": eta,
            "replicatedDisks": [disk, disk],
        },
    }


SERVERS = [
    *(server(lag, eta, 1, 2) for lag in LAGS for eta in ETAS),
    *(server("P0D", ETAS[1], copied, total) for copied in SIZES for total in SIZES),
    *(server("P0D", "", copied, 2**70) for copied in sorted(SIZES)),
]


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_wait_displays_any_size_and_time(
    fake_drs: FakeDrs, drs_client: DrsClient, *, is_terminal: bool
) -> None:
    """Neither the wait nor the display fails, nor is a number too large for a text."""
    for item in SERVERS:
        body = json.dumps({"items": [item]}).encode()
        fake_drs.answer("DescribeSourceServers", body=body)
    watch = (
        Watch(console=Terminal().console) if is_terminal else Watch(file=io.StringIO())
    )
    outcomes: list[ReplicationOutcome] = []

    def show(outcome: ReplicationOutcome) -> None:
        outcomes.append(outcome)
        watch(outcome)

    with watch, pytest.raises(WaitTimeoutError) as caught:
        drs_client.wait_for_replication(
            SERVER_ID,
            timeout=len(SERVERS) - 1,
            poll_interval=1,
            on_progress=show,
        )
    assert len(outcomes) == len(SERVERS)
    assert len(str(caught.value)) < 1000
    for outcome in outcomes:
        (only,) = outcome.servers
        assert only.progress is None or 0 <= only.progress <= 1
        assert len(str(outcome)) < 1000


@pytest.mark.parametrize("wire", SERVERS)
def test_progress_is_a_share_for_any_size(wire: dict[str, Any]) -> None:
    """It is from 0 to 1 even if a size is more than a float can be."""
    progress = from_wire(SourceServer, wire).progress
    assert progress is None or 0 <= progress <= 1
