"""
Fail over to another Region and back, as often as needed, without any state.

Each step looks at both Regions, starts what is due, and returns what it waits for. A
scheduler can repeat it, also after a crash, until it waits for nothing.
"""

# A script relies on members that the service always sends.
# pyright: reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from tests.scripts.common import Clock, source_servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_drs import DrsClient as Drs
    from mypy_boto3_drs.literals import ReplicationDirectionType
    from mypy_boto3_drs.type_defs import RecoveryInstanceTypeDef, SourceServerTypeDef


def servers(drs: Drs, direction: ReplicationDirectionType) -> list[SourceServerTypeDef]:
    """Return the source servers with a direction of their replication."""
    return [
        one for one in source_servers(drs) if one["replicationDirection"] == direction
    ]


def instances(drs: Drs) -> list[RecoveryInstanceTypeDef]:
    """Return all recovery instances."""
    pages = drs.get_paginator("describe_recovery_instances").paginate()
    return [instance for page in pages for instance in page["items"]]


def machine(server: SourceServerTypeDef) -> str:
    """Return the ID of the EC2 instance that a source server replicates."""
    return server["sourceProperties"]["identificationHints"]["awsInstanceID"]


def state(replicated: SourceServerTypeDef | RecoveryInstanceTypeDef) -> str:
    """Return the state of the replication of a source server or recovery instance."""
    return replicated["dataReplicationInfo"]["dataReplicationState"]


def is_rescanned(server: SourceServerTypeDef) -> bool:
    """Return whether all data of a server was compared with its copy."""
    disks = server["dataReplicationInfo"]["replicatedDisks"]
    return all(
        disk["rescannedStorageBytes"] == disk["totalStorageBytes"] for disk in disks
    )


def launch(drs: Drs, direction: ReplicationDirectionType) -> Iterator[str]:
    """Launch each source server that has no recovery instance."""
    jobs = drs.describe_jobs()["items"]
    busy = [job["jobID"] for job in jobs if job["status"] != "COMPLETED"]
    if busy:
        yield f"jobs {busy}"
        return
    launched = instances(drs)
    have = {one["sourceServerID"] for one in launched}
    missing = [
        one["sourceServerID"]
        for one in servers(drs, direction)
        if one["sourceServerID"] not in have
    ]
    if missing:
        job = drs.start_recovery(
            sourceServers=[{"sourceServerID": one} for one in missing], isDrill=False
        )["job"]
        yield f"job {job['jobID']}"
    for instance in launched:
        if instance["ec2InstanceState"] != "RUNNING":
            yield f"EC2 instance {instance['ec2InstanceID']}"


def reverse(source: Drs, target: Drs) -> Iterator[str]:
    """Replicate each recovery instance to the other Region, until its copy is current."""
    replicas = {machine(server): server for server in source_servers(target)}
    for instance in instances(source):
        name = instance["ec2InstanceID"]
        if state(instance) == "NOT_STARTED":
            try:
                source.reverse_replication(
                    recoveryInstanceID=instance["recoveryInstanceID"]
                )
            except source.exceptions.ConflictException as error:
                print(error)
            yield f"reversal of {name}"
        elif name not in replicas:
            yield f"source server of {name}"
        elif state(replicas[name]) != "CONTINUOUS" or not is_rescanned(replicas[name]):
            yield f"replication of {name}, which is {state(replicas[name])}"


def retire(home: Drs, away: Drs) -> Iterator[str]:
    """Remove everything but the source servers that protect the machines at home."""
    for server in servers(home, "FAILBACK"):
        if state(server) != "STOPPED":
            home.stop_replication(sourceServerID=server["sourceServerID"])
    failed_over = [one["recoveryInstanceID"] for one in instances(away)]
    if failed_over:
        try:
            away.terminate_recovery_instances(recoveryInstanceIDs=failed_over)
        except away.exceptions.ConflictException as error:
            print(error)
        yield f"termination of {failed_over}"
        return
    # Their EC2 instances are the machines at home.
    for instance in instances(home):
        home.delete_recovery_instance(recoveryInstanceID=instance["recoveryInstanceID"])
    for server in servers(home, "FAILBACK"):
        home.disconnect_source_server(sourceServerID=server["sourceServerID"])
        home.delete_source_server(sourceServerID=server["sourceServerID"])


def run(home: Drs, away: Drs, clock: Clock) -> list[str]:
    """
    Run a cycle: fail over, replicate back, fail back, protect again, and retire.

    Returns:
        What each step waited for.
    """
    steps: list[Callable[[], Iterator[str]]] = [
        partial(launch, away, "FAILOVER"),
        partial(reverse, away, home),
        partial(launch, home, "FAILBACK"),
        partial(reverse, home, away),
        partial(retire, home, away),
    ]
    seen: list[str] = []
    for number, step in enumerate(steps):

        def is_done(step: Callable[[], Iterator[str]] = step) -> bool | None:
            waiting = list(step())
            print("waiting for", waiting)
            seen.extend(waiting)
            return None if waiting else True

        timeout = timedelta(hours=2)
        clock.until(f"step {number}", is_done, interval=60, timeout=timeout)
    return seen
