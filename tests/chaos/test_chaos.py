"""Whole scenarios with faults: each ends with the true outcome or with an error."""

from __future__ import annotations

import random
from random import Random
from typing import TYPE_CHECKING, Final

import anyio
import pytest

from drsclient.testing import Assumptions, FakeDrs, Quotas
from tests.chaos import cancellations, plans, recoveries, regions, servers
from tests.chaos.blocking import blocking_client
from tests.chaos.leaks import no_leaks
from tests.chaos.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

pytestmark = pytest.mark.no_cover

SCENARIOS: Final[Mapping[str, Callable[[Run], None]]] = {
    scenario.__name__: scenario
    for scenario in (
        servers.work_on_a_fleet,
        servers.protect_a_fleet,
        recoveries.drill,
        recoveries.fail_back,
        recoveries.recover_networks,
        plans.execute_a_plan,
        regions.read_region_statuses,
    )
}

ASYNC_SCENARIOS: Final = {
    scenario.__name__: scenario for scenario in (cancellations.cancel_at_random_points,)
}

# All servers of a drill fit into them, but not always at once.
QUOTAS: Final = (
    Quotas(),
    Quotas(),
    Quotas(concurrent_jobs=1),
    Quotas(servers_in_a_job=2),
    Quotas(servers_in_all_jobs=3),
)


def run_scenario(scenario: str, seed: int, backend: str | None = None) -> None:
    """
    Run a scenario; the same seed gives the same run, as far as threads allow.

    Args:
        scenario: Its name.
        seed: The seed.
        backend: The event loop of the async client; the sync client without it.
    """
    chance = Random(f"{scenario} {seed}")  # noqa: S311 - it guards no secret
    state = random.getstate()
    random.seed(seed)  # the client's backoff
    try:
        with (
            no_leaks(),
            FakeDrs(
                seed=seed,
                page_size=chance.choice([1, 3, 50]),
                quotas=chance.choice(QUOTAS) if scenario == "drill" else Quotas(),
                assumptions=Assumptions(
                    termination_jobs_name_instances=chance.random() < 0.5
                ),
            ) as fake,
            pytest.MonkeyPatch.context() as patch,
        ):
            run = Run(fake, chance)
            patch.setattr("botocore.endpoint.time", run)  # it sleeps before retries
            if backend is None:
                SCENARIOS[scenario](run)
            elif scenario in SCENARIOS:
                with blocking_client(run.drs, backend, chance) as run.drs:
                    SCENARIOS[scenario](run)
            else:
                anyio.run(ASYNC_SCENARIOS[scenario], run, backend, backend=backend)
    except Exception as error:
        call = f"run_scenario({scenario!r}, {seed}, {backend!r})"
        error.add_note(
            f'python -c "from tests.chaos.test_chaos import run_scenario; {call}"'
        )
        raise
    finally:
        random.setstate(state)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_chaos(scenario: str, seed: int) -> None:
    """With any faults, every result is accounted for, and no resources leak."""
    run_scenario(scenario, seed)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "scenario", [name for name in SCENARIOS if name != "read_region_statuses"]
)
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_chaos(backend: str, scenario: str, seed: int) -> None:
    """The same holds for the async client."""
    run_scenario(scenario, seed, backend)


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancellations(backend: str, seed: int) -> None:
    """Whatever a cancelled task has done, or may have, is in its exception."""
    run_scenario("cancel_at_random_points", seed, backend)
