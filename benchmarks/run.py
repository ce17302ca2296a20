"""
Measure drsclient against plain boto3, and print one table of ratios.

Run `nox -s benchmarks`, or `python benchmarks/run.py` where drsclient is installed with
its extra `testing` and the dependency group `benchmarks`. With `--check` the exit code
is 1 if a ratio is over its limit.
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

import attrs
import calls
import conversion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measuring import Comparison

_LIBRARIES: Final = ("boto3", "botocore", "awscrt", "attrs", "cattrs", "pydantic")
_ROW: Final = "{:<44} {:<22} {:>6} {:>6} {:>6} {:>6}  {:<4}  {:>9} {:>9}"


@attrs.frozen
class Row:
    """One comparison, and how high its ratio may be."""

    what: str
    against: str
    limit: float
    comparison: Comparison
    unit: str = "ms"

    @property
    def is_over(self) -> bool:
        """Whether the ratio is higher than it may be."""
        return self.comparison.ratio > self.limit

    def __str__(self) -> str:
        ratios = self.comparison.ratios
        return _ROW.format(
            self.what,
            self.against,
            f"{self.comparison.ratio:.2f}",
            f"{min(ratios):.2f}",
            f"{max(ratios):.2f}",
            f"{self.limit:.2f}",
            "over" if self.is_over else "ok",
            self._shown(self.comparison.ours),
            self._shown(self.comparison.theirs),
        )

    def _shown(self, samples: tuple[float, ...]) -> str:
        scale = {"ms": 1e3, "MB": 1e-6}[self.unit]
        return f"{median(samples) * scale:.2f} {self.unit}"


def main() -> int:
    """Measure everything, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a ratio is over its limit"
    )
    options = parser.parse_args()
    titles = ("", "against", "ratio", "least", "most", "limit", "", "ours", "theirs")
    print(_ROW.format(*titles))
    any_over = False
    with TemporaryDirectory() as bytecode:
        _set_environment(bytecode)
        for row in _measure():
            print(row, flush=True)
            any_over = any_over or row.is_over
    print(_surroundings())
    return 1 if options.check and any_over else 0


def _measure() -> Iterator[Row]:
    yield Row("import in a new process", "boto3", 0.6, calls.importing())
    with calls.service() as service:
        yield Row(
            "new process to its first start_replication",
            "boto3",
            1.3,
            service.first_call(),
        )
        yield Row("start_replication over loopback", "boto3", 1.05, service.call())
    page = conversion.Page()
    yield Row(
        "models of 500 full source servers",
        "botocore's JSON parser",
        0.4,
        page.against_botocore(),
    )
    yield Row(
        "models of 500 full source servers", "pydantic", 1.1, page.against_pydantic()
    )
    yield Row(
        "memory of 1,000 full source servers",
        "their dicts",
        0.5,
        conversion.memory(),
        "MB",
    )


def _set_environment(bytecode: str) -> None:
    """Have this process and those that it starts be alike wherever they run."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    # Else new processes might compile everything anew, which is another benchmark.
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


def _surroundings() -> str:
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
