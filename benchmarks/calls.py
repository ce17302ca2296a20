"""How long calls take, and processes that are to make one."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from time import perf_counter
from typing import TYPE_CHECKING, Final

import attrs
import boto3
from measuring import Comparison, Sample, compare, timed

from drsclient import DrsClient
from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from multiprocessing.connection import Connection

_IMPORT: Final = """
from time import perf_counter
start = perf_counter()
import {module}
print(perf_counter() - start)
"""

_FIRST_CALL_OURS: Final = """
import sys
from drsclient import DrsClient
drs = DrsClient(endpoint_url=sys.argv[1])
print(drs.start_replication(sys.argv[2]).replication_state, flush=True)
"""

_FIRST_CALL_THEIRS: Final = """
import sys
import boto3
drs = boto3.client("drs", endpoint_url=sys.argv[1])
server = drs.start_replication(sourceServerID=sys.argv[2])["sourceServer"]
print(server["dataReplicationInfo"]["dataReplicationState"], flush=True)
"""


def importing() -> Comparison:
    """Compare `import drsclient` with `import boto3`, each in a new process."""
    return compare(_importing("drsclient"), _importing("boto3"), rounds=25)


def _importing(module: str) -> Sample:
    def sample() -> float:
        command = [sys.executable, "-c", _IMPORT.format(module=module)]
        return float(subprocess.check_output(command))  # noqa: S603 - our own

    return sample


@attrs.frozen
class Service:
    """A FakeDrs in a process of its own, and its stopped source servers."""

    endpoint_url: str
    stopped: Iterator[str]

    def first_call(self) -> Comparison:
        """Compare new processes, from their start to their first result."""
        return compare(
            self._first_call(_FIRST_CALL_OURS),
            self._first_call(_FIRST_CALL_THEIRS),
            rounds=25,
        )

    def call(self) -> Comparison:
        """Compare calls over connections that are open already."""
        ours = DrsClient(endpoint_url=self.endpoint_url)
        theirs = boto3.client(  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are there
            "drs", endpoint_url=self.endpoint_url
        )
        return compare(
            timed(lambda: ours.start_replication(next(self.stopped))),
            timed(lambda: theirs.start_replication(sourceServerID=next(self.stopped))),
            rounds=1000,
        )

    def _first_call(self, program: str) -> Sample:
        def sample() -> float:
            arguments = [self.endpoint_url, next(self.stopped)]
            start = perf_counter()
            with subprocess.Popen(  # noqa: S603 - our own
                [sys.executable, "-c", program, *arguments],
                stdout=subprocess.PIPE,
                text=True,
            ) as process:
                assert process.stdout
                state = process.stdout.readline()
                seconds = perf_counter() - start
            assert state == "INITIATING\n", state
            return seconds

        return sample


@contextmanager
def service() -> Generator[Service]:
    """Run a FakeDrs that does not share our interpreter's lock."""
    spawn = get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there,))
    process.start()
    there.close()  # or we would wait for ever if that process fails
    try:
        endpoint_url, server_ids = here.recv()
        yield Service(endpoint_url, iter(server_ids))
    finally:
        here.close()
        process.join()


def _serve(pipe: Connection) -> None:
    with FakeDrs() as fake:
        # A server that was started stays started: each call needs one of its own, and
        # these are more than all rounds take.
        server_ids = [fake.add_source_server() for _ in range(2500)]
        pipe.send((fake.endpoint_url, server_ids))
        with suppress(EOFError):  # the other end is closed
            pipe.recv()
