"""
Run a disaster recovery drill: launch servers, say which came up, and clean up.

Without `--live`, it works on a fake service with five servers, in virtual time. With
`--live`, it does the same on AWS, with all source servers in the Region or with those
whose IDs you give. The instances cost money until they are terminated. A launch
terminates the instances that earlier drills and recoveries of a server launched.

The exit code is 0 if all servers were launched and all new instances terminated (or
kept, with `--keep`), 1 if not, and 2 if the command line is wrong.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from drsclient import DrsClient, DrsError, DrsParameterError, DrsServiceError
from drsclient.models import (
    DataReplicationState,
    EC2InstanceState,
    Job,
    JobStatus,
    LastLaunchType,
    LaunchStatus,
    SourceServer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from drsclient.testing import FakeDrs

# A job has no more servers.
JOB_SIZE: Final = 200
JOB_TAGS: Final = {"StartedBy": "examples/drill.py"}
NOT_RUNNING: Final = (LaunchStatus.FAILED, LaunchStatus.TERMINATED)
GONE: Final = (
    EC2InstanceState.SHUTTING_DOWN,
    EC2InstanceState.TERMINATED,
    EC2InstanceState.NOT_FOUND,
)


@dataclass
class Drill:
    """What the drill needs, and names and problems by ID. Times are in seconds."""

    drs: DrsClient
    options: argparse.Namespace
    sleep: Callable[[float], None]
    now: Callable[[], float]
    names: dict[str, str] = field(default_factory=dict[str, str])
    problems: dict[str, str] = field(default_factory=dict[str, str])

    def fail(self, resource_id: str, problem: str) -> None:
        """Print a problem, and record it."""
        self.problems[resource_id] = problem
        say(f"{self.names.get(resource_id, resource_id)}: {problem}")


def say(text: str) -> None:
    """Print a line at once, even into a file."""
    print(text, flush=True)


def run(drill: Drill) -> int:
    """Run the drill, and return the exit code."""
    servers = choose(drill)
    if not servers:
        say("There is no server to launch.")
        return 1
    region = drill.drs.boto3_client.meta.region_name
    say(f"Launching in {region}, which costs money until termination:")
    for server_id, server in servers.items():
        old = server.recovery_instance_id
        replacing = f", which terminates {old}" if old else ""
        say(f"  {drill.names[server_id]}{replacing}")
    instances = launch(drill, list(servers))
    say(f"Launched {len(servers.keys() - drill.problems)} of {len(servers)}.")
    if instances and drill.options.keep:
        say(f"Kept until you terminate them: {', '.join(instances)}")
    elif instances:
        terminate(drill, instances)
    return 1 if drill.problems else 0


def choose(drill: Drill) -> dict[str, SourceServer]:
    """Find the source servers to launch, and say why the others are left out."""
    wanted: list[str] = drill.options.server_ids
    # No ID on the command line means all servers; an empty list would mean none.
    found = drill.drs.describe_source_servers(source_server_ids=wanted or None)
    chosen: dict[str, SourceServer] = {}
    for server in found:
        server_id, name = server.source_server_id, server.name or server.hostname
        if not server_id:
            continue
        drill.names[server_id] = f"{name} ({server_id})" if name else server_id
        if obstacle := why_not(server, drill.options):
            drill.fail(server_id, f"left out, {obstacle}")
        else:
            chosen[server_id] = server
    for server_id in wanted:
        if server_id not in drill.names:
            drill.fail(server_id, "there is no such source server")
    return chosen


def why_not(server: SourceServer, options: argparse.Namespace) -> str | None:
    """Return why a source server cannot be launched, or `None` if it can."""
    if server.replication_state != DataReplicationState.CONTINUOUS:
        return f"it is not protected: {server.replication_state}"
    last = server.life_cycle and server.life_cycle.last_launch
    purpose = last and last.initiated and last.initiated.type
    instance = server.recovery_instance_id
    # An instance that was deleted from the service may still run.
    running = instance or (last and last.status not in NOT_RUNNING)
    replace: bool = options.replace_recoveries
    if purpose == LastLaunchType.RECOVERY and running and not replace:
        return f"a launch would terminate its real recovery, {instance or 'unknown'}"
    return None


def launch(drill: Drill, server_ids: Sequence[str]) -> list[str]:
    """Launch source servers, say what became of each, and return the instances."""
    jobs = run_jobs(
        drill,
        server_ids,
        lambda batch: drill.drs.start_recovery(batch, is_drill=True, tags=JOB_TAGS),
    )
    statuses = {
        server.source_server_id: server.launch_status
        for job in jobs.values()
        for server in job.participating_servers
    }
    # Jobs and their logs may leave out the instances that they launched.
    found = drill.drs.describe_recovery_instances(source_server_ids=server_ids)
    instances = {
        instance.source_server_id: instance.recovery_instance_id
        for instance in found
        if instance.job_id in jobs and instance.recovery_instance_id
    }
    errors = read_errors(drill, jobs)
    for server_id in server_ids:
        status = statuses.get(server_id)
        if status == LaunchStatus.LAUNCHED and server_id in instances:
            say(f"{drill.names[server_id]}: launched as {instances[server_id]}")
        elif server_id not in drill.problems:
            reason = errors.get(server_id) or status or "it is not in the job"
            drill.fail(server_id, f"not launched, {reason}")
    return list(instances.values())


def read_errors(drill: Drill, job_ids: Iterable[str]) -> dict[str | None, str]:
    """Return the errors in the logs of jobs, by source server."""
    errors: dict[str | None, str] = {}
    for job_id in job_ids:
        try:
            for item in drill.drs.describe_job_log_items(job_id):
                data = item.event_data
                if data and data.raw_error:
                    errors[data.source_server_id] = f"{item.event}: {data.raw_error}"
        except DrsError as error:
            # What was launched must be terminated all the same.
            drill.fail(job_id, f"cannot read its log: {error}")
    return errors


def terminate(drill: Drill, instance_ids: Sequence[str]) -> None:
    """Terminate recovery instances, and check that they are gone."""
    say(f"Terminating {', '.join(instance_ids)}")
    run_jobs(drill, instance_ids, drill.drs.terminate_recovery_instances)
    left = drill.drs.describe_recovery_instances(recovery_instance_ids=instance_ids)
    try:
        for instance in left:
            state, instance_id = (
                instance.ec2_instance_state,
                instance.recovery_instance_id,
            )
            if instance_id and state not in GONE:
                drill.fail(instance_id, "not terminated, costs money")
    except DrsError as error:
        for instance_id in instance_ids:
            drill.fail(instance_id, f"perhaps not terminated: {error}")


def run_jobs(
    drill: Drill, ids: Sequence[str], start: Callable[[Sequence[str]], Job]
) -> dict[str, Job]:
    """Start as many jobs as the IDs need, and follow them to their end."""
    jobs: dict[str, Job] = {}
    for first in range(0, len(ids), JOB_SIZE):
        batch = ids[first : first + JOB_SIZE]
        try:
            job = start(batch)
        except DrsError as error:
            verdict = "refused" if refused(error) else "perhaps not started"
            for resource_id in batch:
                drill.fail(resource_id, f"job {verdict}: {error}")
        else:
            if job.job_id:
                jobs[job.job_id] = job
    return follow(drill, jobs)


def follow(drill: Drill, jobs: dict[str, Job]) -> dict[str, Job]:
    """Poll jobs until they end or time is up; return each in its last known state."""
    deadline = drill.now() + drill.options.timeout
    lines: dict[str, str] = {}
    while True:
        for job_id, job in jobs.items():
            if lines.get(job_id) != (line := progress(job)):
                say(f"{job_id}: {line}")
                lines[job_id] = line
        running = [i for i, job in jobs.items() if job.status != JobStatus.COMPLETED]
        if not running or drill.now() >= deadline:
            break
        drill.sleep(min(drill.options.poll_interval, deadline - drill.now()))
        try:
            found = drill.drs.describe_jobs(job_ids=running)
            jobs = jobs | {job.job_id: job for job in found if job.job_id}
        except DrsError as error:
            say(str(error))
            if refused(error):
                break
    for job_id in running:
        drill.fail(job_id, "has not ended, and its instances may cost money")
    return jobs


def refused(error: DrsError) -> bool:
    """Return whether the service has refused a call, and would do so again."""
    return isinstance(error, DrsServiceError) and not error.retryable


def progress(job: Job) -> str:
    """Return how far a job is, with the number of servers in each status."""
    counts = Counter(str(server.launch_status) for server in job.participating_servers)
    return ", ".join([f"{job.status}", *(f"{n} {name}" for name, n in counts.items())])


def run_demo(options: argparse.Namespace) -> int:
    """Run the drill on a fake service, where waiting takes no time."""
    # Late, because live runs do not need it.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    with FakeDrs() as fake:

        def wait(seconds: float) -> None:
            fake.advance(seconds=seconds)

        def now() -> float:
            return fake.now.timestamp()

        add_servers(fake)
        return run(Drill(fake.client(), options, sleep=wait, now=now))


def add_servers(fake: FakeDrs) -> None:
    """Add five servers: three to launch, of which one fails, and two to leave out."""
    recovered, _, _, web = (
        fake.add_source_server(hostname=hostname, state="CONTINUOUS")
        for hostname in ("erp", "db", "app", "web")
    )
    fake.client().start_recovery([recovered], is_drill=False)
    fake.advance(minutes=15)
    fake.fail_launch(web, "The subnet has no free address.")
    fake.add_source_server(hostname="new", state="INITIAL_SYNC")


def seconds(text: str) -> float:
    """Read a number of seconds from the command line."""
    if not 0 < (number := float(text)) < math.inf:
        raise ValueError(text)
    return number


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    command = argparse.ArgumentParser(
        description="Run a drill with AWS Elastic Disaster Recovery."
    )
    add = command.add_argument
    add("--live", action="store_true", help="launch on AWS, which costs money")
    add("--region", help="the AWS Region; default: as configured")
    add("server_ids", nargs="*", metavar="ID", help="a source server; default: all")
    add("--keep", action="store_true", help="do not terminate what was launched")
    add(
        "--replace-recoveries",
        action="store_true",
        help="launch servers even if that terminates their real recovery",
    )
    waits = {
        "--poll-interval": (30.0, "how often to poll a job"),
        "--timeout": (7200.0, "how long to wait for launches, then for terminations"),
    }
    for name, (default, meaning) in waits.items():
        text = f"{meaning}; default: {default:g}"
        add(name, type=seconds, default=default, metavar="SECONDS", help=text)
    return command


def main(
    arguments: Sequence[str] | None = None,
    *,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> int:
    """Run the program, and return its exit code."""
    command = parser()
    options = command.parse_args(arguments)
    if not options.live and (options.server_ids or options.replace_recoveries):
        command.error("IDs and --replace-recoveries need --live")
    try:
        if not options.live:
            return run_demo(options)
        with DrsClient(region_name=options.region) as drs:
            return run(Drill(drs, options, sleep, now))
    except DrsParameterError as error:
        command.error(str(error))
    except DrsError as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
