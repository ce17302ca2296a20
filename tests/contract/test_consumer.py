"""The program that the type checkers read, run on a fake."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from typing_tests import consumer

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.no_cover


def test_the_program_runs(
    fake_drs: FakeDrs, drs_client: DrsClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results that type checkers accept as arguments work at run time as well."""
    for number in range(3):
        fake_drs.add_source_server(
            hostname=f"db-{number}", state="STOPPED", origin_region="us-west-2"
        )
    servers = consumer.protect(drs_client)
    assert [server.replication_state for server in servers] == ["CONTINUOUS"] * 3
    assert all(consumer.describe(server).startswith("db-") for server in servers)
    first = consumer.snapshots_before(
        drs_client, servers, datetime.max.replace(tzinfo=UTC)
    )
    fake_drs.advance(hours=2)
    assert len(consumer.drill(drs_client, first).succeeded) == 3
    (sent,) = (s for s in fake_drs.requests if s.operation == "StartRecovery")
    assert sent.parameters["sourceServers"] == [
        {"sourceServerID": one.source_server_id, "recoverySnapshotID": one.snapshot_id}
        for one in first
    ]
    assert consumer.launch_one(drs_client, first[0]).tags == {"purpose": "drill"}
    assert consumer.name(servers[0], drs_client) == "db-0"
    fake_drs.advance(hours=1)
    outcomes = asyncio.run(consumer.drill_concurrently(fake_drs.async_client()))
    assert [outcome.is_success for outcome in outcomes] == [True] * 3
    consumer.plan(drs_client, servers)
    fake_drs.advance(hours=1)
    consumer.fail_back(drs_client, list(drs_client.describe_recovery_instances()))
    consumer.clean_up(drs_client, servers)
    assert list(drs_client.describe_source_servers()) == []
    assert "SourceServer s-" in capsys.readouterr().out
    kinds = {consumer.handler(event, None) for event in fake_drs.events}
    assert "DRS PIT Snapshot Taken" in kinds
