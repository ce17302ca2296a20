"""Scripts for the real service, written from its documentation, run on FakeDrs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from tests.scripts import failover, plan

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
