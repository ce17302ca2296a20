"""The code of the how-to on rehearsing runs as written, on a fleet of 600 servers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest

import drsclient
from drsclient import DrsClient
from drsclient.models import (
    RecoveryPlanServer,
    RecoveryPlanServerImpactLevel,
    ServerStepConfiguration,
    WaitStepConfiguration,
)
from drsclient.testing import FakeDrs, Quotas
from tests.engines.pages import blocks

if TYPE_CHECKING:
    from drsclient.models import RecoveryPlanStepConfiguration
    from drsclient.testing import FakeSite

pytestmark = pytest.mark.no_cover

PAGE: Final = "how-to/rehearse.md"
SERVERS: Final = {"eu-central-1": 520, "eu-west-1": 80}
# The quotas that DRS documents, but for as many servers that replicate as needed.
QUOTAS: Final = Quotas(replicating_servers=600)
RESULT: Final = re.compile(r"^(\w+: launched .*) in (\d+) minutes$", re.MULTILINE)


def add_plans(site: FakeSite, count: int) -> None:
    """Add servers, and a recovery plan for each 100 of them."""
    drs = site.client()
    for number in range(0, count, 100):
        size = min(count - number, 100)
        steps: dict[str, RecoveryPlanStepConfiguration] = {
            "database": server_step(site, "database", size // 4),
            "wait": WaitStepConfiguration(wait_duration_minutes=10),
            "web": server_step(site, "web", size - size // 4),
        }
        plan = drs.create_recovery_plan(name=f"Web shop {number}")
        for name, configuration in steps.items():
            drs.create_recovery_plan_step(
                plan, step_name=name, configuration=configuration
            )


def server_step(site: FakeSite, tier: str, count: int) -> ServerStepConfiguration:
    """Add servers that are protected, and return a step that launches them."""
    drs = site.client()
    ids = [
        site.add_source_server(state="CONTINUOUS", tags={"tier": tier})
        for _ in range(count)
    ]
    servers = [
        RecoveryPlanServer(
            server_arn=drs.get_source_server(server_id).arn,
            impact_level=RecoveryPlanServerImpactLevel.OPTIONAL,
        )
        for server_id in ids
    ]
    return ServerStepConfiguration(servers=servers)


def test_the_page_rehearses_on_a_copy_of_600_servers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The results are those of the page, and the account is as it was."""
    with FakeDrs(region_name="eu-central-1", page_size=200, quotas=QUOTAS) as account:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", account.endpoint_url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(drsclient, "DrsClient", partial(DrsClient, clock=account))
        for region_name, count in SERVERS.items():
            add_plans(account.site(region_name=region_name), count)
        before = account.save()
        names: dict[str, Any] = {}
        try:
            for block in blocks(PAGE, "python"):
                exec(block, names)  # noqa: S102 - our own
        finally:
            if "fake" in names:
                names["fake"].close()
        assert account.save() == before
    results = RESULT.findall(capsys.readouterr().out)
    expected = RESULT.findall("".join(blocks(PAGE, "text")))
    assert [text for text, _ in results] == [text for text, _ in expected]
    minutes = [int(number) for _, number in results]
    # Pauses of waits are random.
    assert minutes == pytest.approx([int(number) for _, number in expected], abs=1)
