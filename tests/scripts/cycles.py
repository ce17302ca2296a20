"""
Fail over to another Region and back, without any state but that of the service.

`fail_over` and `fail_back` look at both Regions, start what is due, and return what they
wait for. A scheduler repeats one of them, each time from the top, until it waits for
nothing; it may crash at any time.
"""

# A script relies on members that the service always sends.
# pyright: reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scripts.common import source_servers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_drs import DrsClient as Drs
    from mypy_boto3_drs.literals import ReplicationDirectionType
    from mypy_boto3_drs.type_defs import RecoveryInstanceTypeDef, SourceServerTypeDef


RETIRED = ("STOPPED", "DISCONNECTED")


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


def fail_over(home: Drs, away: Drs) -> list[str]:
    """Launch all servers in the other Region, and replicate them back to their own."""
    return _wait_for_first(launch(away, "FAILOVER"), reverse(away, home))


def fail_back(home: Drs, away: Drs) -> list[str]:
    """Launch all servers at home, protect them again, and remove what is left over."""
    return _wait_for_first(
        launch(home, "FAILBACK"), reverse(home, away), retire(home, away)
    )


def _wait_for_first(*steps: Iterable[str]) -> list[str]:
    """Return what the first step that is not done waits for."""
    for step in steps:
        waiting = list(step)
        if waiting:
            return waiting
    return []


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
        one
        for one in servers(drs, direction)
        if one["sourceServerID"] not in have and state(one) not in RETIRED
    ]
    copying = [
        one["sourceServerID"]
        for one in missing
        if "firstByteDateTime" not in one["lifeCycle"] or state(one) == "INITIAL_SYNC"
    ]
    if copying:
        yield f"copies of {copying}"
    elif missing:
        job = drs.start_recovery(
            sourceServers=[
                {"sourceServerID": one["sourceServerID"]} for one in missing
            ],
            isDrill=False,
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
        if state(server) not in RETIRED:
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
        if state(server) != "DISCONNECTED":
            home.disconnect_source_server(sourceServerID=server["sourceServerID"])
        home.delete_source_server(sourceServerID=server["sourceServerID"])
