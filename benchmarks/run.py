"""
Measure drsclient against plain boto3, and print one table of ratios.

Run `nox -s benchmarks`, or `python benchmarks/run.py` where drsclient is installed with
the dependency group `benchmarks`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import aio
import attrs
import calls
import conversion
import copies
import fake
import fleets
import processes
import quotas
import regions
import waits
from libraries import BOTO3, DRSCLIENT
from service import service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comparison import Comparison
    from libraries import Library

_LIBRARIES: Final = (
    *("boto3", "botocore", "awscrt", "attrs", "cattrs", "pydantic"),
    *("anyio", "trio"),
)
_ROW: Final = "{:<42} {:<12} {:>6} {:>6} {:>6} {:>6}  {:<4}  {:>9} {:>9}"
_TITLES: Final = (
    *("", "against", "ratio", "low", "high", "limit", ""),
    *("candidate", "baseline"),
)


@attrs.frozen
class Row:
    """A comparison, and the limit of its ratio."""

    label: str
    against: str
    limit: float | None
    comparison: Comparison
    unit: str = "ms"

    @property
    def is_over(self) -> bool:
        """Whether the ratio exceeds the limit."""
        return self.limit is not None and self.comparison.ratio > self.limit

    def __str__(self) -> str:
        low, high = self.comparison.interval
        return _ROW.format(
            self.label,
            self.against,
            f"{self.comparison.ratio:.3f}",
            f"{low:.3f}",
            f"{high:.3f}",
            "-" if self.limit is None else f"{self.limit:.2f}",
            "" if self.limit is None else "over" if self.is_over else "ok",
            self._formatted(self.comparison.candidate),
            self._formatted(self.comparison.baseline),
        )

    def _formatted(self, samples: tuple[float, ...]) -> str:
        scale = {"ms": 1e3, "MB": 1e-6, "min": 1 / 60}[self.unit]
        return f"{median(samples) * scale:.2f} {self.unit}"


def main() -> int:
    """Measure everything, and return the exit code."""
    parser = argparse.ArgumentParser(description="Measure drsclient against boto3.")
    parser.add_argument(
        "--check", action="store_true", help="fail if a ratio is over its limit"
    )
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="measure boto3 against itself: each ratio should be 1.00",
    )
    parser.add_argument(
        "--rate",
        type=float,
        default=25,
        help="calls per second that a throttling service allows; 10 takes a minute",
    )
    options = parser.parse_args()
    print(_ROW.format(*_TITLES))
    any_over = False
    with TemporaryDirectory() as bytecode:
        _set_environment(bytecode)
        for row in _self_check() if options.self_check else _measure(options.rate):
            print(row, flush=True)
            any_over = any_over or row.is_over
    print(_versions())
    return 1 if options.check and any_over else 0


def _measure(rate: float) -> Iterator[Row]:
    yield from _against_boto3(DRSCLIENT)
    yield Row("memory of 1,000 servers", "their dicts", 0.5, conversion.memory(), "MB")
    page = conversion.Page()
    yield Row("models of 500 servers", "pydantic", None, page.against_pydantic())
    yield Row("status of 30 Regions", "the minimum", 1.3, regions.status())
    yield Row(
        "starting 500 servers, 10 concurrently", "a tenth", 1.25, fleets.starting()
    )
    label = f"starting 500 servers at {rate:g} a second"
    yield Row(label, "the limit", 1.2, fleets.throttled(rate))
    for count in (150, 250, 600):
        launch = quotas.launching(count)
        yield Row(f"launching {count} servers", "the quotas", 1.1, launch, "min")
    launch = quotas.launching(2, busy_jobs=20)
    yield Row("launching 2 servers with 20 jobs", "the quotas", 1.1, launch, "min")
    yield Row("polling 1,000 servers", "5 calls", 1.1, waits.polling())
    yield from _against_sync_client()
    yield Row("FakeDrs: a page of 20 servers", "same bytes", None, fake.serving())
    yield Row("FakeDrs: start to first response", "import", 0.3, fake.starting())
    yield Row("FakeDrs: last pages of 3,000 servers", "first pages", 1.2, fake.paging())
    yield from _copies()


def _copies() -> Iterator[Row]:
    whole = copies.copying(source_server_details=True, rounds=3)
    yield Row("FakeDrs: copying 1,000 servers", "its calls", 1.3, whole)
    lists = copies.copying(source_server_details=False, rounds=20)
    yield Row("FakeDrs: copying only their lists", "its calls", None, lists)


def _against_sync_client() -> Iterator[Row]:
    for backend in aio.BACKENDS:
        with service() as drs:
            call = aio.start_replication(backend, drs)
            yield Row(f"start_replication with {backend}", "sync", 1.25, call)
        label = f"starting 500 servers with {backend}"
        yield Row(label, "sync", 1.1, aio.starting(backend))
        yield Row(f"200 waits with {backend}", "sync", 1.3, aio.waiting(backend))


def _self_check() -> Iterator[Row]:
    for row in _against_boto3(BOTO3):
        yield attrs.evolve(row, limit=None)


def _against_boto3(candidate: Library) -> Iterator[Row]:
    with service() as drs:
        yield Row(
            "describe_source_servers of 500 servers",
            "boto3",
            0.65,
            calls.describe_source_servers(candidate, drs),
        )
        yield Row(
            "start_replication", "boto3", 1.0, calls.start_replication(candidate, drs)
        )
        yield Row(
            "clients for 20 Regions", "boto3", 1.5, calls.creating_clients(candidate)
        )
        yield Row(
            "new process to its first result",
            "boto3",
            1.2,
            processes.first_call(candidate, drs),
        )
    yield Row("import in a new process", "boto3", 0.45, processes.importing(candidate))


def _set_environment(bytecode: str) -> None:
    """Give this process and its children the same environment on every machine."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    # Otherwise new processes would compile all modules, which is another benchmark.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "benchmark",
        "AWS_SECRET_ACCESS_KEY": "benchmark",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
        "PYTHONPYCACHEPREFIX": bytecode,
    }


def _versions() -> str:
    libraries = ", ".join(map(_library, _LIBRARIES))
    return (
        f"\nPython {platform.python_version()}, {libraries}\n"
        f"{platform.platform()}, {os.cpu_count()} CPUs"
    )


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


if __name__ == "__main__":
    sys.exit(main())
