"""Fail over with AWS Elastic Disaster Recovery, fail back, and clean up."""

# A script relies on members that the service always sends.
# pyright: reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tests.scripts.common import (
    Clock,
    ensure,
    instance_ids,
    recovery_instances,
    source_servers,
    terminate,
    wait_for_job,
    with_retries,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_drs import DrsClient as Drs
    from mypy_boto3_drs.type_defs import (
        PITPolicyRuleTypeDef,
        RecoveryInstanceTypeDef,
        RecoverySnapshotTypeDef,
        SourceServerTypeDef,
        StartRecoveryRequestSourceServerTypeDef,
    )

PIT_POLICY: list[PITPolicyRuleTypeDef] = [
    {
        "ruleID": 1,
        "units": "MINUTE",
        "interval": 10,
        "retentionDuration": 60,
        "enabled": True,
    },
    {
        "ruleID": 2,
        "units": "HOUR",
        "interval": 1,
        "retentionDuration": 24,
        "enabled": True,
    },
    {
        "ruleID": 3,
        "units": "DAY",
        "interval": 1,
        "retentionDuration": 7,
        "enabled": True,
    },
]


def initialize(drs: Drs) -> None:
    """Show that the Region is not initialized, then initialize it."""
    for call in (
        drs.describe_source_servers,
        drs.describe_jobs,
        drs.describe_recovery_instances,
    ):
        try:
            call()
        except drs.exceptions.UninitializedAccountException:
            continue
        raise RuntimeError(f"{call.__name__} worked before InitializeService")
    drs.initialize_service()
    print("initialized")


def wait_for_servers(drs: Drs, clock: Clock, count: int) -> list[str]:
    """Wait until `count` source servers are listed, and return all their IDs."""

    def check() -> list[str] | None:
        ids = [server["sourceServerID"] for server in source_servers(drs)]
        print(f"{len(ids)} of {count} source servers listed")
        return ids if len(ids) >= count else None

    return clock.until("source servers", check, interval=60, timeout=timedelta(hours=1))


def configure(drs: Drs, ids: Sequence[str], subnet_id: str) -> None:
    """Set up both templates and each server's launch configuration."""
    replication = drs.create_replication_configuration_template(
        stagingAreaSubnetId=subnet_id, associateDefaultSecurityGroup=True, replicationServersSecurityGroupsIDs=[],
        replicationServerInstanceType="t3.small", useDedicatedReplicationServer=False,
        defaultLargeStagingDiskType="GP3", ebsEncryption="DEFAULT", bandwidthThrottling=0,
        dataPlaneRouting="PRIVATE_IP", createPublicIP=False, stagingAreaTags={"Purpose": "staging"},
        pitPolicy=PIT_POLICY,
    )  # fmt: skip
    drs.update_replication_configuration_template(
        replicationConfigurationTemplateID=replication[
            "replicationConfigurationTemplateID"
        ],
        bandwidthThrottling=100,
    )
    launch = drs.create_launch_configuration_template(
        launchDisposition="STARTED", targetInstanceTypeRightSizingMethod="BASIC", copyPrivateIp=False,
        copyTags=True, licensing={"osByol": False},
    )["launchConfigurationTemplate"]  # fmt: skip
    print(
        "templates",
        replication["replicationConfigurationTemplateID"],
        launch["launchConfigurationTemplateID"],
    )
    for server_id in ids:
        drs.update_launch_configuration(
            sourceServerID=server_id, copyPrivateIp=True, launchDisposition="STARTED"
        )
        ensure(
            drs.get_launch_configuration(sourceServerID=server_id)["copyPrivateIp"],
            "launch configuration lost",
        )
        ensure(
            drs.get_replication_configuration(sourceServerID=server_id)[
                "sourceServerID"
            ]
            == server_id,
            "wrong one",
        )


def replicate(drs: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """Start replication of the stopped servers, and wait until all are CONTINUOUS."""
    for server in source_servers(drs, ids):
        if server["dataReplicationInfo"]["dataReplicationState"] == "STOPPED":
            with_retries(
                drs,
                clock,
                partial(drs.start_replication, sourceServerID=server["sourceServerID"]),
            )

    def check() -> bool | None:
        states = [report(clock, server) for server in source_servers(drs, ids)]
        ensure(not {"STALLED", "DISCONNECTED"} & set(states), "replication broke off")
        return True if set(states) == {"CONTINUOUS"} else None

    clock.until("CONTINUOUS", check, interval=60, timeout=timedelta(days=2))


def report(clock: Clock, server: SourceServerTypeDef) -> str:
    """Print one server's progress and time left, and return its replication state."""
    info = server["dataReplicationInfo"]
    disks = info.get("replicatedDisks", [])
    total = sum(disk.get("totalStorageBytes", 0) for disk in disks)
    done = sum(disk.get("replicatedStorageBytes", 0) for disk in disks)
    eta = info.get("etaDateTime")
    left = datetime.fromisoformat(eta) - clock.now() if eta else None
    print(
        server["sourceServerID"],
        info["dataReplicationState"],
        f"{done}/{total} bytes, left: {left}",
    )
    return info["dataReplicationState"]


def choose_snapshot(drs: Drs, clock: Clock, server_id: str) -> str:
    """Wait for a finished recovery snapshot, and return the newest one's ID."""
    paginator = drs.get_paginator("describe_recovery_snapshots")

    def check() -> RecoverySnapshotTypeDef | None:
        pages = paginator.paginate(sourceServerID=server_id, order="DESC")
        taken = [
            snapshot
            for page in pages
            for snapshot in page["items"]
            if "timestamp" in snapshot
        ]
        print(server_id, "has", len(taken), "recovery snapshots")
        times = [datetime.fromisoformat(snapshot["timestamp"]) for snapshot in taken]
        ensure(times == sorted(times, reverse=True), "snapshots out of order")
        return taken[0] if taken else None

    return clock.until("a snapshot", check, interval=60, timeout=timedelta(hours=2))[
        "snapshotID"
    ]


def recover(
    drs: Drs,
    clock: Clock,
    servers: Sequence[StartRecoveryRequestSourceServerTypeDef],
    *,
    drill: bool,
) -> list[RecoveryInstanceTypeDef]:
    """Launch recovery instances, check the launch of each server, and return the instances."""
    job = with_retries(
        drs,
        clock,
        lambda: drs.start_recovery(sourceServers=servers, isDrill=drill),
        busy=True,
    )["job"]
    wait_for_job(drs, clock, job)
    ids = [server["sourceServerID"] for server in servers]
    for server in source_servers(drs, ids):
        last = server["lifeCycle"]["lastLaunch"]
        ensure(
            server["lastLaunchResult"] == "SUCCEEDED" and last["status"] == "LAUNCHED",
            f"not launched: {last}",
        )
        ensure(
            last["initiated"]["jobID"] == job["jobID"],
            f"the last launch is another job's: {last}",
        )
        ensure(
            last["initiated"]["type"] == ("DRILL" if drill else "RECOVERY"),
            f"wrong type: {last}",
        )
    launched = [
        instance
        for instance in recovery_instances(drs, ids)
        if instance["jobID"] == job["jobID"]
    ]
    ensure(
        {instance["sourceServerID"] for instance in launched} == set(ids),
        "a recovery instance is missing",
    )
    ensure(
        all(instance["isDrill"] is drill for instance in launched), "isDrill is wrong"
    )
    print(
        "running:", [(i["recoveryInstanceID"], i["ec2InstanceState"]) for i in launched]
    )
    return launched


def reverse(drs: Drs, clock: Clock, ids: Sequence[str]) -> list[str]:
    """
    Reverse the replication of recovery instances; wait until each is ready for failback.

    Returns:
        The IDs of the source servers created in the origin Region.
    """
    calls = [
        partial(drs.reverse_replication, recoveryInstanceID=instance_id)
        for instance_id in ids
    ]
    arns = [
        with_retries(drs, clock, call, busy=True)["reversedDirectionSourceServerArn"]
        for call in calls
    ]
    wait_for_failback(drs, clock, ids, "FAILBACK_READY_FOR_LAUNCH", timedelta(days=2))
    return [arn.rsplit("/", 1)[1] for arn in arns]


def wait_for_failback(
    drs: Drs, clock: Clock, ids: Sequence[str], state: str, timeout: timedelta
) -> None:
    """Wait until all recovery instances have the given failback state."""

    def check() -> bool | None:
        items = drs.describe_recovery_instances(filters={"recoveryInstanceIDs": ids})[
            "items"
        ]
        states = [item["failback"]["state"] for item in items]
        print(
            "failback:",
            states,
            [item.get("dataReplicationInfo", {}).get("etaDateTime") for item in items],
        )
        ensure("FAILBACK_ERROR" not in states, "failback failed")
        return True if states == [state] * len(ids) else None

    clock.until(state, check, interval=60, timeout=timeout)


def fail_back(drs: Drs, origin: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """
    Fail back to the origin Region, then delete everything that the failback created.

    The launch is a StartRecovery there: in-AWS failback has no failback client.
    """
    reversed_ids = reverse(drs, clock, ids)
    servers = source_servers(origin, reversed_ids)
    ensure(
        all(server["replicationDirection"] == "FAILBACK" for server in servers),
        "not FAILBACK servers",
    )
    launched = recover(
        origin, clock, [{"sourceServerID": i} for i in reversed_ids], drill=False
    )
    for server_id in reversed_ids:
        origin.stop_replication(sourceServerID=server_id)
    terminate(drs, clock, ids)
    delete_instances(origin, instance_ids(launched))
    delete_servers(origin, clock, reversed_ids)


def fail_back_in_one_region(drs: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """Fail back by StartFailbackLaunch, then disconnect and delete the recovery instances."""
    reverse(drs, clock, ids)
    job = with_retries(
        drs,
        clock,
        lambda: drs.start_failback_launch(recoveryInstanceIDs=ids),
        busy=True,
    )["job"]
    ensure(job.get("initiatedBy") == "FAILBACK", f"not a failback job: {job}")
    wait_for_job(drs, clock, job)
    wait_for_failback(drs, clock, ids, "FAILBACK_COMPLETED", timedelta(hours=1))
    delete_instances(drs, ids)


def delete_instances(drs: Drs, ids: Sequence[str]) -> None:
    """Disconnect recovery instances and delete them from the service; their EC2 instances stay."""
    for instance_id in ids:
        try:
            drs.delete_recovery_instance(recoveryInstanceID=instance_id)
        except drs.exceptions.ConflictException:
            print(instance_id, "must be disconnected first")
        drs.disconnect_recovery_instance(recoveryInstanceID=instance_id)
        drs.delete_recovery_instance(recoveryInstanceID=instance_id)


def delete_servers(drs: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """Disconnect source servers and delete them."""
    for server_id in ids:
        disconnected = with_retries(
            drs,
            clock,
            partial(drs.disconnect_source_server, sourceServerID=server_id),
            busy=True,
        )
        ensure(
            disconnected["dataReplicationInfo"]["dataReplicationState"]
            == "DISCONNECTED",
            "not disconnected",
        )
        drs.delete_source_server(sourceServerID=server_id)
    ensure(not source_servers(drs, ids), "source servers are left")


def clean_up(drs: Drs, clock: Clock, ids: Sequence[str]) -> None:
    """Stop replication and delete servers, jobs and templates."""
    for server_id in ids:
        drs.stop_replication(sourceServerID=server_id)
        ensure(
            not drs.describe_recovery_snapshots(sourceServerID=server_id)["items"],
            "snapshots outlived the stop",
        )
    delete_servers(drs, clock, ids)
    for job in [
        job
        for page in drs.get_paginator("describe_jobs").paginate()
        for job in page["items"]
    ]:
        drs.delete_job(jobID=job["jobID"])
    for r in drs.describe_replication_configuration_templates()["items"]:
        drs.delete_replication_configuration_template(
            replicationConfigurationTemplateID=r["replicationConfigurationTemplateID"]
        )
    for t in drs.describe_launch_configuration_templates()["items"]:
        drs.delete_launch_configuration_template(
            launchConfigurationTemplateID=t["launchConfigurationTemplateID"]
        )
    print("clean")


def run(
    drs: Drs,
    origin: Drs | None,
    *,
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    count: int,
    subnet: str,
) -> None:
    """Run the whole scenario in the recovery Region (`drs`); fail back to `origin` if given."""
    clock = Clock(sleep, now)
    for region in [drs] if origin is None else [drs, origin]:
        initialize(region)
    ids = wait_for_servers(drs, clock, count)
    configure(drs, ids, subnet)
    replicate(drs, clock, ids)
    snapshots = {server_id: choose_snapshot(drs, clock, server_id) for server_id in ids}
    drill = recover(
        drs, clock, [{"sourceServerID": server_id} for server_id in ids], drill=True
    )
    terminate(drs, clock, instance_ids(drill))
    chosen: list[StartRecoveryRequestSourceServerTypeDef] = [
        {"sourceServerID": server_id, "recoverySnapshotID": snapshot}
        for server_id, snapshot in snapshots.items()
    ]
    failed_over = instance_ids(recover(drs, clock, chosen, drill=False))
    if origin is None:
        fail_back_in_one_region(drs, clock, failed_over)
    else:
        fail_back(drs, origin, clock, failed_over)
    clean_up(drs, clock, ids)
