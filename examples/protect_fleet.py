"""
Protect a fleet: start replication of stopped servers, and wait for all servers.

Without `--live`, it works on a fake service with six servers, in virtual time. With
`--live` and the IDs of source servers, it does the same on AWS: it starts replication
of those that are stopped and changes nothing else. While a server is stalled, it shows
the reason and waits until you have repaired the server.

The exit code is 0 if all servers are protected, 1 if some are not, 2 if the command
line is wrong, and 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient import DrsClient, DrsError, DrsParameterError, WaitTimeoutError
from drsclient.models import DataReplicationState
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.outcomes import Outcome, PartOutcome
    from drsclient.testing import FakeDrs
    from drsclient.waiting import Clock

INTRODUCTION: Final = """\
This demo protects six servers with AWS Elastic Disaster Recovery (DRS).
It works on a fake of DRS on this machine, in virtual time: an hour passes in
seconds, and nothing happens on AWS. On the way, DRS throttles a call, which is
retried, and a server stalls until somebody repairs it.
"""
NEXT_STEPS: Final = """
What to do next:
  docs/tutorial.md               write your first program, on this machine
  make test                      run all tests
  .venv/bin/python examples/drill.py
                                 run a drill on the fake; a launch fails
  .venv/bin/python examples/protect_fleet.py --live ID...
                                 protect your own servers, on AWS"""
# The longest time for which the demo shows a state on a terminal, in seconds.
FRAME_DURATION: Final = 0.12
# The virtual time after which the demo repairs the server that stalls.
REPAIR_TIME: Final = timedelta(minutes=27)


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
        started = drs.start_replication_many(
            stopped, timeout=timeout, on_progress=watch
        )
        outcome: Outcome[PartOutcome]
        try:
            outcome = drs.wait_for_replication(
                server_ids,
                max_stall=timedelta.max,  # somebody may repair it before the timeout
                timeout=timeout,
                on_progress=watch,
                raise_on_failure=False,
            )
        except WaitTimeoutError as error:
            print(error)
            outcome = error.outcome
    for server_id, refusal in started.failed.items():
        # Somebody else may have started it already, so this is not a failure.
        print(f"{server_id}: not started, {refusal}")
    for server in outcome.parts:
        print(server)
    return outcome.is_success


class DemoClock:
    """A clock that slows virtual time down, and at some time repairs a server."""

    def __init__(self, fake: FakeDrs, *, stalled: str) -> None:
        self.time = fake.time
        self.monotonic = fake.monotonic
        self._fake = fake
        self._stalled: str | None = stalled
        self._repair_time = fake.now + REPAIR_TIME
        # Checked here, because rich may replace stderr later.
        self._frame_duration = FRAME_DURATION if sys.stderr.isatty() else 0.0

    def sleep(self, seconds: float) -> None:
        """Advance virtual time, and pause briefly on a terminal."""
        self._fake.sleep(seconds)
        if self._stalled and self._fake.now >= self._repair_time:
            print("app-1 is repaired: the firewall lets its agent through.", flush=True)
            self._fake.trigger(self._stalled, "recover")
            self._stalled = None
        if self._frame_duration:
            time.sleep(min(self._frame_duration, seconds / 20))


def run_demo(options: argparse.Namespace) -> bool:
    """Protect six servers on a fake service, where an hour passes in seconds."""
    # Imported here, because live runs do not need it.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    print(INTRODUCTION, flush=True)
    with FakeDrs() as fake:
        server_ids = add_servers(fake)
        clock = DemoClock(fake, stalled=server_ids[2])
        drs = DrsClient(client=fake.boto3_client(), clock=clock)
        watch = Watch(clock=clock)
        is_success = protect(drs, server_ids, timeout=options.timeout, watch=watch)
    print(NEXT_STEPS)
    return is_success


def add_servers(fake: FakeDrs) -> list[str]:
    """Add six servers to the fake service, and plan what goes wrong."""
    gib = 1024**3
    server_ids = [
        fake.add_source_server(hostname="db-1", state="CONTINUOUS"),
        fake.add_source_server(hostname="db-2", state="INITIAL_SYNC"),
        fake.add_source_server(hostname="app-1", disks=[32 * gib, 64 * gib]),
        fake.add_source_server(hostname="app-2", state="INITIATING"),
        fake.add_source_server(hostname="web-1", disks=[16 * gib]),
        fake.add_source_server(hostname="web-2", disks=[16 * gib]),
    ]
    fake.fail(
        "StartReplication",
        "ThrottlingException",
        message="Rate exceeded",
        retry_after=20,
    )
    fake.stall_replication(server_ids[2], at=0.4)
    return server_ids


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
    # `Watch` shows what the library would log to standard error.
    logging.getLogger("drsclient").addHandler(logging.NullHandler())
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
    except KeyboardInterrupt:
        print("Interrupted. Replication that was started continues.")
        return 130  # as shells report Ctrl-C


if __name__ == "__main__":
    sys.exit(main())
