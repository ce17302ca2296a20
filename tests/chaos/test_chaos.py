"""Whole stories in bad weather: each ends with the truth, or with an error."""

from __future__ import annotations

import gc
import random
import threading
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from drsclient.testing import FakeDrs
from tests.chaos import plans, recoveries, regions, servers
from tests.chaos.run import Run
from tests.contract.calling import needs_recovery_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STORIES: Final[Mapping[str, Callable[[Run], None]]] = {
    story.__name__: story
    for story in (
        servers.work_on_a_fleet,
        servers.protect_a_fleet,
        recoveries.drill,
        recoveries.fail_back,
        recoveries.recover_networks,
        plans.execute_a_plan,
        regions.look_at_regions,
    )
}


def play(story: str, seed: int) -> None:
    """Play a story; the same seed plays the same one, as far as threads allow."""
    chance = Random(f"{story} {seed}")  # noqa: S311 - it guards no secret
    threads = set(threading.enumerate())
    state = random.getstate()
    random.seed(seed)  # the client's pauses
    try:
        with FakeDrs(seed=seed, page_size=chance.choice([1, 3, 50])) as fake:
            STORIES[story](Run(fake, chance))
    except Exception as error:
        call = f"play({story!r}, {seed})"
        error.add_note(f'python -c "from tests.chaos.test_chaos import play; {call}"')
        raise
    finally:
        random.setstate(state)
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
        assert not thread.is_alive(), thread


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "story",
    [
        pytest.param(
            story, marks=needs_recovery_plans if story == "execute_a_plan" else ()
        )
        for story in STORIES
    ],
)
def test_chaos(story: str, seed: int) -> None:
    """Whatever goes wrong, everything is accounted for, and nothing is left over."""
    play(story, seed)
    gc.collect()  # a connection that was left open warns now
