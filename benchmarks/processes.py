"""How long new processes take to import a library, and to make a first call."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Final

from measuring import Comparison, Sample, compare
from sides import THEIRS, Side

if TYPE_CHECKING:
    from service import Service

_IMPORT: Final = """
from time import perf_counter
start = perf_counter()
import {module}
print(perf_counter() - start)
"""


def importing(ours: Side) -> Comparison:
    """Compare imports, each in a new process."""
    return compare(importing_sample(ours), importing_sample(THEIRS), rounds=60)


def importing_sample(side: Side) -> Sample:
    """Make a sample of importing a side's module in a new process."""

    def sample() -> float:
        command = [sys.executable, "-c", _IMPORT.format(module=side.module)]
        return float(subprocess.check_output(command))  # noqa: S603 - our own

    return sample


def first_call(ours: Side, service: Service) -> Comparison:
    """Compare new processes, from their start to their first result."""
    return compare(_first_call(ours, service), _first_call(THEIRS, service), rounds=60)


def _first_call(side: Side, service: Service) -> Sample:
    command = [
        *(sys.executable, "-c", side.first_call),
        *(service.endpoint_url, service.server_id),
    ]

    def sample() -> float:
        start = perf_counter()
        with subprocess.Popen(  # noqa: S603 - our own
            command, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            state = process.stdout.readline()
            seconds = perf_counter() - start
        assert state == "INITIATING\n", state
        return seconds

    return sample
