"""Whole scenarios with faults: each ends with the true outcome or with an error."""

from __future__ import annotations

import gc
import random
import threading
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from drsclient.testing import Assumptions, FakeDrs, Quotas
from tests.chaos import plans, recoveries, regions, servers
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

# All servers of a drill fit into them, but not always at once.
QUOTAS: Final = (
    Quotas(),
    Quotas(),
    Quotas(concurrent_jobs=1),
    Quotas(servers_in_a_job=2),
    Quotas(servers_in_all_jobs=3),
)


def run_scenario(scenario: str, seed: int) -> None:
    """Run a scenario; the same seed gives the same run, as far as threads allow."""
    chance = Random(f"{scenario} {seed}")  # noqa: S311 - it guards no secret
    threads = set(threading.enumerate())
    state = random.getstate()
    random.seed(seed)  # the client's backoff
    try:
        with (
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
            SCENARIOS[scenario](run)
    except Exception as error:
        call = f"run_scenario({scenario!r}, {seed})"
        error.add_note(
            f'python -c "from tests.chaos.test_chaos import run_scenario; {call}"'
        )
        raise
    finally:
        random.setstate(state)
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
        assert not thread.is_alive(), thread


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_chaos(scenario: str, seed: int) -> None:
    """With any faults, every result is accounted for, and no resources leak."""
    run_scenario(scenario, seed)
    gc.collect()  # a connection that was left open raises a warning here
