"""Failback: to a machine with a failback client, or by reversed replication."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import FakeError, conflict
from drsclient.testing._life_cycles.jobs import (
    PENDING_TIME,
    add_instance,
    check_servers,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.launch import LAUNCH
from drsclient.testing._life_cycles.life_cycle import (
    LifeCycle,
    Transition,
    durations_of,
)
from drsclient.testing._life_cycles.recovery_instances import EC2_INSTANCE
from drsclient.testing._life_cycles.replication import REPLICATION
from drsclient.testing._records.failback import REPLICATING
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.launch import (
    NOT_WITH_A_TARGET,
    launch_into,
    template_into_source_instance,
)
from drsclient.testing._records.recovery_instances import RecoveryInstance
from drsclient.testing._records.replication import INITIATION
from drsclient.testing._records.source_servers import SourceServer, new_source_server
from drsclient.testing._state.durations import DEFAULT_DURATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._state.site_state import SiteState

FAILBACK: Final = LifeCycle[RecoveryInstance](
    name="failback",
    table="recovery_instances",
    progress_field="failback",
    initial="FAILBACK_NOT_STARTED",
    transitions=(
        Transition(
            "FAILBACK_NOT_STARTED", "ReverseReplication", "FAILBACK_IN_PROGRESS"
        ),
        Transition(
            "FAILBACK_NOT_STARTED", "connect failback client", "FAILBACK_IN_PROGRESS"
        ),
        Transition(
            "FAILBACK_IN_PROGRESS",
            "synchronize",
            "FAILBACK_READY_FOR_LAUNCH",
            INITIATION + DEFAULT_DURATIONS.initial_sync,
            "to a failback client; otherwise when the reversed source server is"
            " CONTINUOUS",
        ),
        Transition(
            "FAILBACK_READY_FOR_LAUNCH", "fall behind", "FAILBACK_NOT_READY_FOR_LAUNCH"
        ),
        Transition(
            "FAILBACK_NOT_READY_FOR_LAUNCH", "synchronize", "FAILBACK_READY_FOR_LAUNCH"
        ),
        Transition(
            "FAILBACK_READY_FOR_LAUNCH",
            "StartFailbackLaunch",
            "FAILBACK_COMPLETED",
            note="when the job has launched the machine",
        ),
        *(Transition(state, "fail", "FAILBACK_ERROR") for state in REPLICATING),
        Transition("FAILBACK_ERROR", "connect failback client", "FAILBACK_IN_PROGRESS"),
        *(
            Transition(state, event, "FAILBACK_NOT_STARTED")
            for event in (
                "StopFailback",
                "DisconnectRecoveryInstance",
                "(stop reversed source server)",
            )
            for state in (*REPLICATING, "FAILBACK_ERROR")
        ),
    ),
)


@FAILBACK.on_entering(*FAILBACK.states)
def _discard_observed(_: SiteState, instance: RecoveryInstance) -> None:
    instance.failback.observed = None


@FAILBACK.on_entering("FAILBACK_IN_PROGRESS")
def _begin_failback(site: SiteState, instance: RecoveryInstance) -> None:
    failback = instance.failback
    failback.initiated = site.now
    if failback.reversed_site is None:
        failback.client_id = site.shared.new_id("fc-")
        failback.initial_sync = durations_of(site, instance).initial_sync
        FAILBACK.schedule(site, instance, "synchronize", failback.synchronization)
    _send_state_change(site, instance)


@FAILBACK.on_entering("FAILBACK_NOT_STARTED")
def _end_failback(_: SiteState, instance: RecoveryInstance) -> None:
    failback = instance.failback
    failback.client_id = failback.initiated = failback.reversed_site = None


@FAILBACK.on_entering("FAILBACK_ERROR", "FAILBACK_COMPLETED")
def _send_state_change(site: SiteState, instance: RecoveryInstance) -> None:
    site.send_event(
        "DRS Recovery Instance Failback State Change",
        instance.arn(site),
        {"state": instance.failback.state},
    )


def _trigger_failback(site: SiteState, server: SourceServer, event: str) -> None:
    """Trigger an event of the recovery instance that a server replicates."""
    instance = server.recovered_instance(site)
    if instance and FAILBACK.allows(instance, event):
        FAILBACK.trigger(site.shared.sites[str(server.recovered_site)], instance, event)


@REPLICATION.on_entering("CONTINUOUS")
def _synchronize_with_reversed_server(site: SiteState, server: SourceServer) -> None:
    _trigger_failback(site, server, "synchronize")


@REPLICATION.on_entering("BACKLOG", "INITIATING", "PAUSED", "RESCAN", "STALLED")
def _fall_behind_with_reversed_server(site: SiteState, server: SourceServer) -> None:
    _trigger_failback(site, server, "fall behind")


@REPLICATION.on_entering("STOPPED", "DISCONNECTED")
def _stop_with_reversed_server(site: SiteState, server: SourceServer) -> None:
    _trigger_failback(site, server, "(stop reversed source server)")


@LAUNCH.on_entering("POST_LAUNCH")
def _record_launch(site: SiteState, participant: Participant) -> None:
    server = participant.source_server(site)
    instance = server.recovered_instance(site)
    if instance:
        instance.failback.job_id = participant.job_id
        instance.failback.launch_type = "DRILL" if participant.is_drill else "RECOVERY"


@EC2_INSTANCE.on_entering("STOPPING", "SHUTTING-DOWN")
def _stall_with_instance(site: SiteState, instance: RecoveryInstance) -> None:
    instance.failback.observed = None
    server = instance.reversed_server(site)
    if server and REPLICATION.allows(server, "stall"):
        origin = site.shared.sites[str(instance.failback.reversed_site)]
        REPLICATION.trigger(origin, server, "stall")
    elif server:
        # It may be waiting for the agent on this instance.
        REPLICATION.cancel(server)
    elif instance.failback.client_id and FAILBACK.allows(instance, "fail"):
        FAILBACK.trigger(site, instance, "fail")


_CONVERSION: Final = timedelta(minutes=5)
_REBOOT: Final = timedelta(minutes=5)

FAILBACK_LAUNCH: Final = LifeCycle[Participant](
    name="failback launch",
    table="participants",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin failback)", "FAILBACK_CONVERSION", PENDING_TIME),
        Transition("FAILBACK_CONVERSION", "convert", "REBOOT", _CONVERSION),
        Transition("FAILBACK_CONVERSION", "fail", "FAILED"),
        Transition("REBOOT", "finish reboot", "LAUNCHED", _REBOOT),
        Transition("REBOOT", "fail", "FAILED"),
    ),
)


def start_failback_job(
    site: SiteState, instances: Sequence[RecoveryInstance], *, tags: Mapping[str, str]
) -> Job:
    """
    Start a job that launches the machines that recovery instances are failed back to.

    Raises:
        FakeError: An instance is not ready, or a quota is exceeded.
    """
    check_servers(site, [instance.source_server_id for instance in instances])
    for instance in instances:
        FAILBACK.check(site, instance, "StartFailbackLaunch")
    job = start_job(site, job_type="LAUNCH", initiated_by="FAILBACK", tags=tags)
    for instance in instances:
        instance.failback.job_id = job.job_id
        name = FAILBACK_LAUNCH.name
        participant = add_instance(site, job, instance, life_cycle=name)
        FAILBACK_LAUNCH.schedule_timed_events(site, participant)
    return job


@FAILBACK_LAUNCH.on_entering("FAILBACK_CONVERSION")
def _begin_conversion(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_START")


@FAILBACK_LAUNCH.on_entering("REBOOT")
def _begin_reboot(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "CONVERSION_END")
    log_participant(site, participant, "LAUNCH_START")


@FAILBACK_LAUNCH.on_entering("LAUNCHED")
def _end_launch(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "LAUNCH_END")
    _end_participation(site, participant, "StartFailbackLaunch")


@FAILBACK_LAUNCH.on_entering("FAILED")
def _fail_launch(site: SiteState, participant: Participant) -> None:
    converting = participant.progress.previous == "FAILBACK_CONVERSION"
    participant.raw_error = "the failback client did not finish"
    log_participant(
        site,
        participant,
        "CONVERSION_FAIL" if converting else "LAUNCH_FAILED",
        rawError=participant.raw_error,
    )
    _end_participation(site, participant, "fail")


def _end_participation(site: SiteState, participant: Participant, event: str) -> None:
    instance = site.recovery_instances.find(participant.resource_id)
    # It may have fallen behind, failed or stopped during the launch.
    if FAILBACK.allows(instance, event):
        FAILBACK.trigger(site, instance, event)
    end_job_if_last(site, participant)


def start_reversed_replication(site: SiteState, instance: RecoveryInstance) -> str:
    """
    Replicate a recovery instance to the account and Region of its source server.

    Returns:
        The ARN of the source server that replicates it.

    Raises:
        FakeError: The service is not initialized there, its default launch settings
            exclude each other, or the source server is an extended one in the same
            account and Region.
    """
    source = site.source_servers.find(instance.source_server_id)
    origin = site.shared.site(source.origin_account_id, source.origin_region)
    if not origin.initialized:
        raise FakeError(
            "UninitializedAccountException",
            f"account {origin.account_id} is not initialized in {origin.region_name}",
        )
    if origin.key == site.key:
        if source.staging_arn is not None:
            raise conflict(
                "SourceServer",
                source.key,
                f"SourceServer {source.key} is extended: {source.staging_arn}"
                " replicates, and does not take over a recovery instance",
            )
        server = source
        if _into_source_instance(origin):
            server.launch_configuration["launchIntoInstanceProperties"] = launch_into(
                server.hardware_id
            )
    else:
        server = _counterpart(origin, source) or _add_reversed_server(
            origin, site, source
        )
        source.reversed_arn = server.arn(origin)
    # It may have replicated an earlier instance, which nothing replicates from now on.
    _trigger_failback(origin, server, "(stop reversed source server)")
    server.hardware_id = instance.recovery_instance_id
    server.origin_zone = instance.availability_zone
    server.recovered_site = site.key
    server.recovered_instance_id = instance.recovery_instance_id
    instance.failback.reversed_site = origin.key
    instance.failback.reversed_server_id = server.source_server_id
    FAILBACK.trigger(site, instance, "ReverseReplication")
    # Where there is a copy already, a rescan copies only the differences.
    if not server.replication.is_synchronized:
        REPLICATION.enter(origin, server, "INITIATING")
    elif server is source:
        REPLICATION.enter(origin, server, "RESCAN")
    else:
        _await_new_agent(origin, server)
    return server.arn(origin)


def _into_source_instance(origin: SiteState) -> bool:
    """
    Return whether the next launch goes into the instance that the data came from.

    Raises:
        FakeError: Other default launch settings do not allow that.
    """
    template = template_into_source_instance(origin)
    for setting in NOT_WITH_A_TARGET:
        if template and template.settings[setting]:
            raise conflict(
                "LaunchConfigurationTemplate",
                template.key,
                f"LaunchConfigurationTemplate {template.key}: {setting} must be false"
                " for a launch into the source instance",
            )
    return template is not None


def _await_new_agent(origin: SiteState, server: SourceServer) -> None:
    """Stall the replication until the agent on the new recovery instance reports."""
    if server.replication.state != "STALLED":
        REPLICATION.enter(origin, server, "STALLED")
    server.replication.error = "AGENT_NOT_SEEN"
    server.replication.raw_error = None
    REPLICATION.schedule(origin, server, "(connect new agent)")


def _counterpart(origin: SiteState, source: SourceServer) -> SourceServer | None:
    """Return the server that replicates in the other direction, if it still exists."""
    server_id = str(source.reversed_arn).rpartition("/")[2]
    return origin.source_servers.records.get(server_id)


def _add_reversed_server(
    origin: SiteState, site: SiteState, source: SourceServer
) -> SourceServer:
    into = source.hardware_id if _into_source_instance(origin) else None
    server_id = origin.shared.new_id("s-")
    server = new_source_server(
        origin,
        server_id,
        hostname=source.hostname,
        hardware_id=source.hardware_id,
        os=source.os,
        agent_version=source.agent_version,
        disks=source.disks,
        tags={},
        origin_account_id=site.account_id,
        origin_region=site.region_name,
        target=into,
    )
    server.direction = "FAILBACK" if source.direction == "FAILOVER" else "FAILOVER"
    server.reversed_arn = source.arn(site)
    return origin.source_servers.add(server)
