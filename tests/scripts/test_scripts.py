"""Scripts for the real service, written from its documentation, run on FakeDrs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import BotoCoreError

from drsclient.testing import FakeDrs, Reset
from tests.scripts import cycles, failover, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs import DrsClient as Drs

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


def repeat(
    fake: FakeDrs, command: Callable[[Drs, Drs], list[str]], home: Drs, away: Drs
) -> list[str]:
    """Repeat a command every minute, also after a crash; return what it waited for."""
    seen: list[str] = []
    for _ in range(120):
        try:
            waiting = command(home, away)
        except BotoCoreError as error:
            waiting = [type(error).__name__]
        if not waiting:
            return seen
        seen += waiting
        fake.advance(minutes=1)
    raise AssertionError(f"{command.__name__} did not end: {seen[-5:]}")


@pytest.mark.parametrize("crashes", [0, 0.2], ids=["calm", "crashing"])
@pytest.mark.parametrize("is_lost", [False, True], ids=["kept", "lost"])
def test_a_script_without_state_runs_two_cycles(
    *, is_lost: bool, crashes: float
) -> None:
    """Only the servers that protect the machines are left, with their old copies."""
    with FakeDrs(region_name="us-west-2", seed=17) as fake:
        home = fake.site(region_name="us-east-1")
        ids = [
            fake.add_source_server(state="CONTINUOUS", origin_region="us-east-1")
            for _ in range(2)
        ]
        added = {server_id: fake.source_server(server_id) for server_id in ids}
        away, at_home = fake.boto3_client(), home.boto3_client()
        if crashes:
            fake.inject(Reset(after_processing=True), times=None, probability=crashes)
        for _ in (1, 2):
            if is_lost:
                for server_id in ids:
                    fake.trigger(server_id, "stall")
            seen = repeat(fake, cycles.fail_over, at_home, away)
            seen += repeat(fake, cycles.fail_back, at_home, away)
            # Each machine is copied in full to its home, and rescanned on its way back. A
            # script that crashes may miss a state.
            for state in ("INITIAL_SYNC", "STALLED", "RESCAN"):
                assert crashes or any(text.endswith(f"is {state}") for text in seen)
        fake.clear_faults()
        assert at_home.describe_source_servers()["items"] == []
        for drs in (away, at_home):
            assert drs.describe_recovery_instances()["items"] == []
            # Two launches at home, and two launches and two terminations away.
            assert len(drs.describe_jobs()["items"]) == (4 if drs is away else 2)
        left = away.describe_source_servers()["items"]
        assert [server.get("sourceServerID") for server in left] == ids
        for server in left:
            before = added[server.get("sourceServerID", "")]
            assert cycles.machine(server) != cycles.machine(before)
            assert cycles.state(server) == "CONTINUOUS"
            first_byte = server.get("lifeCycle", {}).get("firstByteDateTime")
            assert first_byte == before.get("lifeCycle", {}).get("firstByteDateTime")


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
