"""
Protect a fleet: start replication of stopped servers, and wait for all servers.

Without `--live`, it works on a fake service with six servers, in virtual time. With
`--live` and the IDs of source servers, it does the same on AWS: it starts replication
of those that are stopped and changes nothing else.

The exit code is 0 if all servers are protected, 1 if some are not, and 2 if the command
line is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Final

from drsclient import DrsClient, DrsError, DrsParameterError
from drsclient.models import DataReplicationState
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing import FakeDrs
    from drsclient.waiting import Clock

# The time for which the demo shows each state on a terminal, in seconds.
FRAME_DURATION: Final = 0.15


def protect(
    drs: DrsClient, server_ids: Sequence[str], *, timeout: float, watch: Watch
) -> bool:
    """Protect source servers, and report the result for each."""
    stopped = [
        server
        for server in drs.describe_source_servers(source_server_ids=server_ids)
        if server.replication_state == DataReplicationState.STOPPED
    ]
    with watch:
        started = drs.start_replication_many(stopped, on_progress=watch)
        outcome = drs.wait_for_replication(
            server_ids, timeout=timeout, on_progress=watch, raise_on_failure=False
        )
    for server_id, error in started.failed.items():
        # Somebody else may have started it already, so this is not a failure.
        print(f"{server_id}: not started, {error}")
    for server in outcome.servers:
        print(server)
    return outcome.is_success


class DemoClock:
    """A clock that slows virtual time down, so that you can watch the demo."""

    def __init__(self, fake: FakeDrs) -> None:
        self.time = fake.time
        self.monotonic = fake.monotonic
        self._fake = fake
        # Checked here, because rich may replace stderr later.
        self._frame_duration = FRAME_DURATION if sys.stderr.isatty() else 0.0

    def sleep(self, seconds: float) -> None:
        """Advance virtual time, and pause briefly on a terminal."""
        self._fake.sleep(seconds)
        if self._frame_duration and seconds > 1:
            time.sleep(self._frame_duration)


def run_demo(options: argparse.Namespace) -> bool:
    """Protect six servers on a fake service, where an hour passes in seconds."""
    # Imported here, because live runs do not need it.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    with FakeDrs() as fake:
        # The service throttles the first call.
        fake.fail("StartReplication", "ThrottlingException", retry_after=20)
        clock = DemoClock(fake)
        drs = DrsClient(client=fake.boto3_client(), clock=clock)
        watch = Watch(clock=clock)
        return protect(drs, add_servers(fake), timeout=options.timeout, watch=watch)


def add_servers(fake: FakeDrs) -> list[str]:
    """Add six servers in various states to the fake service; the last is stopped."""
    gib = 1024**3
    return [
        fake.add_source_server(hostname="db-1", state="CONTINUOUS"),
        fake.add_source_server(hostname="db-2", state="INITIAL_SYNC"),
        fake.add_source_server(hostname="app-1", disks=[32 * gib, 64 * gib]),
        fake.add_source_server(hostname="app-2", state="INITIATING"),
        fake.add_source_server(hostname="web-1", disks=[16 * gib]),
        fake.add_source_server(hostname="web-2", disks=[16 * gib]),
    ]


def parser() -> argparse.ArgumentParser:
    """Create the parser of the command line."""
    command = argparse.ArgumentParser(
        description="Protect servers with AWS Elastic Disaster Recovery."
    )
    command.add_argument(
        "--live",
        nargs="+",
        metavar="ID",
        help="work on these source servers on AWS, instead of on a fake service",
    )
    command.add_argument("--region", help="the AWS Region; default: as configured")
    command.add_argument("--profile", help="a profile in the AWS config files")
    command.add_argument(
        "--timeout",
        type=float,
        default=86400.0,
        metavar="SECONDS",
        help="how long to wait for the servers; default: %(default)g",
    )
    return command


def main(arguments: Sequence[str] | None = None, *, clock: Clock = time) -> int:
    """Run the program, and return its exit code."""
    command = parser()
    options = command.parse_args(arguments)
    try:
        if not options.live:
            return 0 if run_demo(options) else 1
        with DrsClient(
            region_name=options.region, profile_name=options.profile, clock=clock
        ) as drs:
            watch = Watch(clock=clock)
            is_success = protect(
                drs, options.live, timeout=options.timeout, watch=watch
            )
            return 0 if is_success else 1
    except DrsParameterError as error:
        command.error(str(error))
    except DrsError as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
