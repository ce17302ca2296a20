"""Benchmarks of new processes: the import of a library, and the first call."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Final

from comparison import Comparison, Sample, compare
from libraries import BOTO3, Library

if TYPE_CHECKING:
    from service import Service

# The import of the sync client must not import the async one, nor what that needs.
_IMPORT: Final = """
import sys
from time import perf_counter
start = perf_counter()
import {module}
print(perf_counter() - start)
assert sys.modules.keys().isdisjoint({{"drsclient.aio", "anyio"}})
"""


def importing(candidate: Library) -> Comparison:
    """Compare imports, each in a new process."""
    return compare(importing_sample(candidate), importing_sample(BOTO3), rounds=60)


def importing_sample(library: Library) -> Sample:
    """Return a sample that times the import of a library in a new process."""

    def sample() -> float:
        command = [sys.executable, "-c", _IMPORT.format(module=library.module)]
        return float(subprocess.check_output(command))  # noqa: S603 - our own

    return sample


def first_call(candidate: Library, service: Service) -> Comparison:
    """Compare new processes, from their start to their first result."""
    return compare(
        _first_call(candidate, service), _first_call(BOTO3, service), rounds=60
    )


def _first_call(library: Library, service: Service) -> Sample:
    command = [
        *(sys.executable, "-c", library.first_call),
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
