"""Scripts for the real service, written from its documentation, run on FakeDrs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from tests.scripts import cycles, failover, plan
from tests.scripts.common import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.no_cover


def sleep_on(fake: FakeDrs) -> Callable[[float], None]:
    """Return a sleep in virtual time."""
    return lambda seconds: fake.advance(seconds=seconds)


@pytest.mark.parametrize("cross_region", [False, True])
def test_a_script_fails_over_and_back(*, cross_region: bool) -> None:
    """The script runs from an account without DRS to an account with nothing left."""
    with FakeDrs(initialized=False, region_name="eu-central-1") as fake:
        origin = fake.site(region_name="eu-west-1")
        for number in range(3):
            fake.add_source_server(
                hostname=f"server-{number}",
                origin_region="eu-west-1" if cross_region else None,
            )
        failover.run(
            fake.boto3_client(),
            origin.boto3_client() if cross_region else None,
            sleep=sleep_on(fake),
            now=lambda: fake.now,
            count=3,
            subnet="subnet-0123456789abcdef0",
        )
        for site in (fake, origin):
            drs = site.boto3_client()
            if site is fake or cross_region:
                assert drs.describe_source_servers()["items"] == []
                assert drs.describe_recovery_instances()["items"] == []


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_script_without_state_runs_two_cycles(*, is_lost: bool) -> None:
    """Only the servers that protect the machines are left, with their old copies."""
    with FakeDrs(region_name="us-west-2") as fake:
        home = fake.site(region_name="us-east-1")
        ids = [
            fake.add_source_server(state="CONTINUOUS", origin_region="us-east-1")
            for _ in range(2)
        ]
        added = {server_id: fake.source_server(server_id) for server_id in ids}
        clock = Clock(sleep_on(fake), lambda: fake.now)
        for cycle in (1, 2):
            if is_lost:
                for server_id in ids:
                    fake.trigger(server_id, "stall")
            away, at_home = fake.boto3_client(), home.boto3_client()
            seen = cycles.run(at_home, away, clock)
            # Each machine is copied in full to its home, and rescanned on its way back.
            for state in ("INITIAL_SYNC", "STALLED", "RESCAN"):
                assert any(text.endswith(f"is {state}") for text in seen)
            assert at_home.describe_source_servers()["items"] == []
            for drs in (away, at_home):
                assert drs.describe_recovery_instances()["items"] == []
                # A launch at home, and a launch and a termination away.
                jobs = drs.describe_jobs()["items"]
                assert len(jobs) == (2 * cycle if drs is away else cycle)
            left = away.describe_source_servers()["items"]
            assert [server.get("sourceServerID") for server in left] == ids
            for server in left:
                before = added[server.get("sourceServerID", "")]
                assert cycles.machine(server) != cycles.machine(before)
                assert cycles.state(server) == "CONTINUOUS"
                first_byte = server.get("lifeCycle", {}).get("firstByteDateTime")
                assert first_byte == (
                    before.get("lifeCycle", {}).get("firstByteDateTime")
                )


def test_a_script_drills_a_plan() -> None:
    """The script completes drills, retries a step, skips a step and cancels a drill."""
    with FakeDrs() as fake:
        ids = [fake.add_source_server(state="CONTINUOUS") for _ in range(4)]
        arns = [fake.source_server(server_id).get("arn", "") for server_id in ids]

        def break_server(arn: str) -> None:
            fake.fail_launch(arn.rpartition("/")[2])

        def repair_server(_: str) -> None:
            """Do nothing: only one launch fails."""

        plan.run(
            fake.boto3_client(),
            arns[:2],
            arns[2:],
            sleep=sleep_on(fake),
            now=lambda: fake.now,
            break_server=break_server,
            repair_server=repair_server,
        )
