"""
The scenarios that every SDK runs.

To add one, write its steps: `on_fake` calls a method of the fake, `call` an
operation, and `refused` an operation that fails. `at` takes a step to another account
or Region, and `earlier` takes a parameter from the latest response of an operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.sdks.scenarios import networks, plans, recovery, servers, settings, wire

if TYPE_CHECKING:
    from tests.sdks.scenario import Scenario

SCENARIOS: Final[tuple[Scenario, ...]] = (
    *networks.SCENARIOS,
    *plans.SCENARIOS,
    *recovery.SCENARIOS,
    *servers.SCENARIOS,
    *settings.SCENARIOS,
    *wire.SCENARIOS,
)
