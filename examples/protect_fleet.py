"""
Protect a fleet: start replication of stopped servers and follow it to the end.

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
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.pretty import Pretty
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from drsclient import (
    ConflictException,
    DrsClient,
    DrsConnectionError,
    DrsError,
    DrsParameterError,
    DrsServiceError,
    ThrottlingException,
)
from drsclient.models import (
    DataReplicationInitiationStepStatus,
    DataReplicationState,
    SourceServer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from datetime import datetime, timedelta

    from drsclient.testing import FakeDrs

# Only a person can get a server out of these states.
STUCK: Final = (DataReplicationState.STALLED, DataReplicationState.DISCONNECTED)
SETTLED: Final = (DataReplicationState.CONTINUOUS, *STUCK)
# How long to wait if the service is busy and names no time itself, in seconds.
BREATHER: Final = 5.0
# How long the demo shows each state of the fleet on a terminal, in seconds.
FRAME: Final = 0.15


@dataclass
class Job:
    """What the work needs, and the problems so far. Times are in seconds."""

    drs: DrsClient
    console: Console
    sleep: Callable[[float], None]
    now: Callable[[], float]
    poll_interval: float
    deadline: float
    problems: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def out_of_time(self) -> bool:
        """Whether the deadline has passed."""
        return self.now() >= self.deadline

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond the deadline."""
        self.sleep(max(0.0, min(seconds, self.deadline - self.now())))

    def say(self, text: str) -> None:
        """Print a line, however long."""
        self.console.print(text, soft_wrap=True)


def find(job: Job, server_ids: Sequence[str]) -> dict[str, SourceServer]:
    """Look up source servers; leave out those that do not exist."""
    servers = job.drs.describe_source_servers(source_server_ids=server_ids)
    return {
        server.source_server_id: server for server in servers if server.source_server_id
    }


def protect(job: Job, fleet: dict[str, SourceServer]) -> dict[str, SourceServer]:
    """Protect source servers, and return each in its last known state."""
    for server_id, server in fleet.items():
        if server.replication_state == DataReplicationState.STOPPED:
            start(job, server_id, label(server))
    return follow(job, fleet)


def start(job: Job, server_id: str, name: str) -> None:
    """Start replication of a source server; if that fails, record why."""
    while server_id not in job.problems:
        try:
            job.drs.start_replication(server_id)
        except ThrottlingException as error:
            if job.out_of_time:
                job.problems[server_id] = str(error)
            else:
                pause = error.retry_after or BREATHER
                job.say(f"{name}: throttled, next try in {pause:.0f} s")
                job.wait(pause)
        except ConflictException as error:
            # Somebody else started it since we looked, which is just as good.
            job.say(f"{name}: not started, {error.message}")
            return
        except DrsError as error:
            job.problems[server_id] = str(error)
        else:
            job.say(f"{name}: replication started")
            return


def follow(job: Job, fleet: dict[str, SourceServer]) -> dict[str, SourceServer]:
    """Poll source servers until they are protected, stuck or out of time."""
    with progress_bars(job.console, fleet) as show:
        while awaited := [
            server_id
            for server_id, server in fleet.items()
            if server_id not in job.problems and server.replication_state not in SETTLED
        ]:
            if job.out_of_time:
                job.problems |= dict.fromkeys(awaited, "not protected in time")
                break
            job.wait(job.poll_interval)
            fleet = fleet | look(job, awaited)
            show(fleet)
    for server_id, server in fleet.items():
        if server.replication_state in STUCK:
            job.problems[server_id] = why_stuck(server)
    return fleet


def look(job: Job, server_ids: Sequence[str]) -> dict[str, SourceServer]:
    """Look up source servers; find none while the service or the network is down."""
    try:
        return find(job, server_ids)
    except DrsServiceError as error:
        if not error.retryable:
            raise
        job.wait(error.retry_after or BREATHER)
    except DrsConnectionError:
        job.wait(BREATHER)
    return {}


def label(server: SourceServer) -> str:
    """Return the name that people know a source server by."""
    return server.name or server.hostname or server.source_server_id or "unknown"


def progress(server: SourceServer) -> float:
    """Return how much of a source server has been copied, from 0.0 to 1.0."""
    info = server.data_replication_info
    return (info and info.progress) or 0.0


def stage(server: SourceServer) -> str:
    """Return the state of a source server's replication, with its current step."""
    info = server.data_replication_info
    initiation = info.data_replication_initiation if info else None
    for step in initiation.steps if initiation else ():
        if step.status == DataReplicationInitiationStepStatus.IN_PROGRESS:
            return f"{server.replication_state}: {step.name}"
    return server.replication_state or "unknown"


def why_stuck(server: SourceServer) -> str:
    """Return why the replication of a source server is stuck."""
    info = server.data_replication_info
    error = info.data_replication_error if info else None
    reasons = (error.error, error.raw_error) if error else ()
    return ": ".join(filter(None, (server.replication_state, *reasons)))


@contextmanager
def progress_bars(
    console: Console, fleet: dict[str, SourceServer]
) -> Generator[Callable[[dict[str, SourceServer]], None]]:
    """Show a bar for each source server or, in a log, a line for each new state."""
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
        console=console,
        auto_refresh=False,
        disable=not console.is_terminal,
    )
    tasks = {
        server_id: bars.add_task(label(server), total=1.0, stage="")
        for server_id, server in fleet.items()
    }
    states: dict[str, str | None] = {}

    def show(servers: dict[str, SourceServer]) -> None:
        for server_id, server in servers.items():
            state = server.replication_state
            if not console.is_terminal and states.get(server_id) != state:
                console.print(f"{label(server)}: {state}")
            states[server_id] = state
            bars.update(
                tasks[server_id], completed=progress(server), stage=stage(server)
            )
        bars.refresh()

    with bars:
        show(fleet)
        yield show


def report(job: Job, fleet: dict[str, SourceServer]) -> int:
    """Print the result for each source server, and return the exit code."""
    table = Table("server", "state", "copied", "lag", "first byte", "replicated for")
    for server in fleet.values():
        info, life = server.data_replication_info, server.life_cycle
        table.add_row(
            label(server),
            server.replication_state or "unknown",
            f"{progress(server):.0%}",
            duration_text(info.lag_duration if info else None),
            time_text(life.first_byte_date_time if life else None),
            duration_text(life.elapsed_replication_duration if life else None),
        )
    job.console.print(table)
    for server in list(fleet.values())[-1:]:
        job.say(f"The times of {label(server)}, as Python objects:")
        job.console.print(Pretty(server.life_cycle, expand_all=True))
    for server_id, problem in job.problems.items():
        job.say(f"{server_id}: {problem}")
    return 1 if job.problems else 0


def duration_text(duration: timedelta | None) -> str:
    """Format a duration for people, to the second."""
    return "-" if duration is None else str(duration).partition(".")[0]


def time_text(moment: datetime | None) -> str:
    """Format a time in UTC for people, to the minute."""
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%MZ}"


def run_live(
    options: argparse.Namespace,
    console: Console,
    sleep: Callable[[float], None],
    monotonic: Callable[[], float],
) -> int:
    """Protect the source servers on the command line, on AWS."""
    with DrsClient(region_name=options.region, profile_name=options.profile) as drs:
        job = Job(
            drs=drs,
            console=console,
            sleep=sleep,
            now=monotonic,
            poll_interval=options.poll_interval,
            deadline=monotonic() + options.timeout,
        )
        fleet = find(job, options.live)
        missing = [server_id for server_id in options.live if server_id not in fleet]
        job.problems |= dict.fromkeys(missing, "there is no such source server")
        return report(job, protect(job, fleet))


def run_demo(
    options: argparse.Namespace, console: Console, sleep: Callable[[float], None]
) -> int:
    """Protect six servers on a fake service, where an hour passes in seconds."""
    # Late, because live runs do not need it.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    with FakeDrs() as fake:

        def let_time_pass(seconds: float) -> None:
            fake.advance(seconds=seconds)
            if console.is_terminal:
                sleep(FRAME)

        def virtual_now() -> float:
            return fake.now.timestamp()

        job = Job(
            drs=fake.client(),
            console=console,
            sleep=let_time_pass,
            now=virtual_now,
            poll_interval=options.poll_interval,
            deadline=virtual_now() + options.timeout,
        )
        fleet = find(job, add_servers(fake))
        # Somebody else starts one server before we do, and the service is busy.
        quicker = next(reversed(fleet))
        fake.client().start_replication(quicker)
        fake.fail("StartReplication", "ThrottlingException", retry_after=20)
        return report(job, protect(job, fleet))


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


def seconds(text: str) -> float:
    """Read a number of seconds from the command line."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError
    return number


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
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
        "--poll-interval",
        type=seconds,
        default=60.0,
        metavar="SECONDS",
        help="how often to poll the servers; default: %(default)g",
    )
    command.add_argument(
        "--timeout",
        type=seconds,
        default=86400.0,
        metavar="SECONDS",
        help="how long to wait for the servers; default: %(default)g",
    )
    return command


def main(
    arguments: Sequence[str] | None = None,
    *,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Run the command, and return its exit code."""
    command = parser()
    options = command.parse_args(arguments)
    console = Console(markup=False, highlight=False)
    try:
        if options.live:
            return run_live(options, console, sleep, monotonic)
        return run_demo(options, console, sleep)
    except DrsParameterError as error:
        command.error(str(error))
    except DrsError as error:
        console.print(str(error), soft_wrap=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
