"""
Run a disaster recovery drill: launch servers, print the results, and clean up.

Without `--live`, it runs on a fake service with five servers, in virtual time. With
`--live`, it runs on AWS, for all source servers in the Region or for those whose IDs
you pass. The instances cost money until they are terminated. A launch terminates the
instances that earlier drills and recoveries of a server launched.

The exit code is 0 if all servers were launched and all new instances were terminated
(or kept, with `--keep`), 1 if not, and 2 if the command line is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Final

from drsclient import DrsClient, DrsError, DrsParameterError, WaitTimeoutError
from drsclient.models import DataReplicationState, LastLaunchType, LaunchStatus
from drsclient.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.models import SourceServer
    from drsclient.testing import FakeDrs
    from drsclient.waiting import Clock

JOB_TAGS: Final = {"StartedBy": "examples/drill.py"}
NOT_RUNNING: Final = (LaunchStatus.FAILED, LaunchStatus.TERMINATED)


def drill(
    drs: DrsClient, servers: Sequence[SourceServer], *, keep: bool, watch: Watch
) -> bool:
    """Launch source servers, report on each, and terminate the new instances."""
    names: dict[str | None, str | None] = {
        one.source_server_id: one.name or one.hostname for one in servers
    }
    with watch:
        started = drs.start_recovery_many(servers, is_drill=True, tags=JOB_TAGS)
        launched = drs.wait_for_job(started, on_progress=watch, raise_on_failure=False)
        for server in launched.servers:
            print(names.get(server.source_server_id), server, sep=": ")
        # A launch that a post-launch action failed leaves an instance, too.
        ids = [s.recovery_instance_id for s in launched.servers]
        instance_ids = [one for one in ids if one]
        if keep:
            print("These instances cost money until you terminate them:", *instance_ids)
            return launched.is_success
        termination = drs.terminate_recovery_instances_many(instance_ids)
        terminated = drs.wait_for_job(
            termination, on_progress=watch, raise_on_failure=False
        )
        for instance in terminated.failed:
            print(f"{instance}; the instance still costs money")
    return launched.is_success and terminated.is_success


def select_servers(
    drs: DrsClient, options: argparse.Namespace
) -> tuple[list[SourceServer], bool]:
    """Return the source servers to launch, and whether none was skipped."""
    requested: list[str] = options.server_ids
    # No ID on the command line means all servers; an empty list would mean none.
    found = list(drs.describe_source_servers(source_server_ids=requested or None))
    reasons = {server: reason_to_skip(server, options) for server in found}
    for server, reason in reasons.items():
        if reason:
            name = server.name or server.hostname
            print(f"{name} ({server.source_server_id}): skipped, {reason}")
    missing = set(requested) - {server.source_server_id for server in found}
    for server_id in missing:
        print(f"{server_id}: there is no such source server")
    selected = [server for server, reason in reasons.items() if not reason]
    return selected, not missing and len(selected) == len(found)


def reason_to_skip(server: SourceServer, options: argparse.Namespace) -> str | None:
    """Return the reason not to launch a source server, or `None` if there is none."""
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


def run(drs: DrsClient, options: argparse.Namespace, *, clock: Clock) -> int:
    """Run the drill, and return the exit code."""
    servers, is_complete = select_servers(drs, options)
    if not servers:
        print("There are no servers to launch.")
        return 1
    region = drs.boto3_client.meta.region_name
    print(f"Launching in {region}: instances cost money until terminated.")
    try:
        is_success = drill(drs, servers, keep=options.keep, watch=Watch(clock=clock))
    except WaitTimeoutError as error:
        print(f"{error}\nLaunched instances cost money until you terminate them.")
        return 1
    return 0 if is_success and is_complete else 1


def run_demo(options: argparse.Namespace) -> int:
    """Run the drill on a fake service, where waiting takes no time."""
    # Imported here, because live runs do not need it.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    print("On a fake of DRS on this machine, in virtual time. Nothing happens on AWS.")
    with FakeDrs() as fake:
        add_servers(fake)
        return run(fake.client(), options, clock=fake)


def add_servers(fake: FakeDrs) -> None:
    """Add five servers: three to launch, of which one fails, and two to skip."""
    recovered, _, _, web = (
        fake.add_source_server(hostname=hostname, state="CONTINUOUS")
        for hostname in ("erp", "db", "app", "web")
    )
    drs = fake.client()
    drs.wait_for_job(drs.start_recovery([recovered], is_drill=False))
    fake.fail_launch(web, "The subnet has no free address.")
    fake.add_source_server(hostname="new", state="INITIAL_SYNC")


def parser() -> argparse.ArgumentParser:
    """Create the parser of the command line."""
    command = argparse.ArgumentParser(
        description="Run a drill with AWS Elastic Disaster Recovery."
    )
    add = command.add_argument
    add("--live", action="store_true", help="launch on AWS, which costs money")
    add("--region", help="AWS Region (default: as configured)")
    add("server_ids", nargs="*", metavar="ID", help="source server (default: all)")
    add("--keep", action="store_true", help="do not terminate the launched instances")
    add(
        "--replace-recoveries",
        action="store_true",
        help="launch servers even if that terminates their real recovery instances",
    )
    return command


def main(arguments: Sequence[str] | None = None, *, clock: Clock = time) -> int:
    """Run the program, and return its exit code."""
    command = parser()
    options = command.parse_args(arguments)
    if not options.live and (options.server_ids or options.replace_recoveries):
        command.error("IDs and --replace-recoveries need --live")
    try:
        if not options.live:
            return run_demo(options)
        with DrsClient(region_name=options.region, clock=clock) as drs:
            return run(drs, options, clock=clock)
    except DrsParameterError as error:
        command.error(str(error))
    except DrsError as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
