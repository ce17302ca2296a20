"""Recovery instances: their creation, their agents, and their termination."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs
from botocore.exceptions import ClientError

from drsclient.testing._argument_checks import check_ec2_id
from drsclient.testing._errors import conflict
from drsclient.testing._life_cycles.jobs import (
    PENDING_TIME,
    add_instance,
    check_servers,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.failback import Failback
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.record import Progress
from drsclient.testing._records.recovery_instances import (
    RecoveryInstance,
    instance_properties,
)
from drsclient.testing._state.ec2_hooks import InstanceLaunch, InstanceStateChange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.ec2_hooks import InstanceAction
    from drsclient.testing._state.site_state import SiteState

BOOT: Final = timedelta(minutes=1)
_INITIALIZATION: Final = timedelta(minutes=3)
_SHUT_DOWN: Final = timedelta(seconds=30)
_LISTED: Final = timedelta(hours=1)

EC2_INSTANCE: Final = LifeCycle[RecoveryInstance](
    name="EC2 instance",
    table="recovery_instances",
    progress_field="ec2",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "boot", "RUNNING", BOOT),
        Transition("RUNNING", "stop instance", "STOPPING"),
        Transition("STOPPING", "shut down", "STOPPED", _SHUT_DOWN),
        Transition("STOPPED", "start instance", "PENDING"),
        *(
            Transition(state, "terminate instance", "SHUTTING-DOWN")
            for state in ("PENDING", "RUNNING", "STOPPING", "STOPPED")
        ),
        Transition("SHUTTING-DOWN", "shut down", "TERMINATED", _SHUT_DOWN),
        Transition("TERMINATED", "forget", "NOT_FOUND", _LISTED),
    ),
)

AGENT: Final = LifeCycle[RecoveryInstance](
    name="agent",
    table="recovery_instances",
    progress_field="agent",
    initial="NOT_INITIALIZED",
    transitions=(
        Transition(
            "NOT_INITIALIZED",
            "initialize agent",
            "INITIALIZED",
            _INITIALIZATION,
            "after the EC2 instance is `RUNNING`",
        ),
        Transition("NOT_INITIALIZED", "(stop instance)", "NOT_INITIALIZED"),
    ),
)


def _change_instance(site: SiteState, instance_id: str, action: InstanceAction) -> None:
    """Start, stop or terminate an EC2 instance."""
    change_instance = site.shared.ec2.change_instance
    if change_instance is not None:
        change_instance(
            InstanceStateChange(
                account_id=site.account_id,
                region_name=site.region_name,
                instance_id=instance_id,
                action=action,
            )
        )


@EC2_INSTANCE.on_entering("PENDING")
def _start_instance(site: SiteState, instance: RecoveryInstance) -> None:
    _change_instance(site, instance.key, "start")


@EC2_INSTANCE.on_entering("STOPPING")
def _stop_instance(site: SiteState, instance: RecoveryInstance) -> None:
    _change_instance(site, instance.key, "stop")


@EC2_INSTANCE.on_entering("SHUTTING-DOWN")
def _terminate_instance(site: SiteState, instance: RecoveryInstance) -> None:
    _change_instance(site, instance.key, "terminate")


@EC2_INSTANCE.on_entering("RUNNING")
def _begin_initialization(site: SiteState, instance: RecoveryInstance) -> None:
    if AGENT.allows(instance, "initialize agent"):
        AGENT.schedule(site, instance, "initialize agent")


@EC2_INSTANCE.on_entering("STOPPING", "SHUTTING-DOWN")
def _abort_initialization(site: SiteState, instance: RecoveryInstance) -> None:
    if AGENT.allows(instance, "(stop instance)"):
        AGENT.trigger(site, instance, "(stop instance)")


def launch_instance(
    site: SiteState, server: SourceServer, *, job_id: str | None, is_drill: bool
) -> str:
    """
    Launch an EC2 instance of a server, or into the one in its launch settings.

    Returns:
        The instance's ID.

    Raises:
        ClientError: EC2 refuses the instance.
        ValueError: The ID of the instance is invalid or in use.
    """
    launch = server.launch_configuration
    into = server.launch_target
    stopped = launch["launchDisposition"] == "STOPPED"
    if into is not None and not is_launched(site, into):
        if not stopped:
            _change_instance(site, into, "start")
        return into
    instance_id = _run_instance(site, server, job_id=job_id, is_drill=is_drill)
    if stopped:
        _change_instance(site, instance_id, "stop")
    return instance_id


def _run_instance(
    site: SiteState, server: SourceServer, *, job_id: str | None, is_drill: bool
) -> str:
    """Launch a new EC2 instance, and return its ID."""
    run_instance = site.shared.ec2.run_instance
    if run_instance is None:
        return site.shared.new_instance_id()
    launch = server.launch_configuration
    right_sizing = launch["targetInstanceTypeRightSizingMethod"]
    instance_id = run_instance(
        InstanceLaunch(
            account_id=site.account_id,
            region_name=site.region_name,
            source_server_id=server.source_server_id,
            job_id=job_id,
            is_drill=is_drill,
            ec2_launch_template_id=launch["ec2LaunchTemplateID"],
            instance_type=None
            if right_sizing == "NONE"
            else server.recommended_instance_type,
            tags=dict(server.tags) if launch["copyTags"] else {},
        )
    )
    name = "the result of run_instance"
    check_ec2_id(name, instance_id, "i-")
    if any(is_launched(other, instance_id) for other in site.shared.sites.values()):
        raise ValueError(f"{name} must be a new instance, not {instance_id}")
    return instance_id


def is_launched(site: SiteState, instance_id: str) -> bool:
    """Return whether an EC2 instance is a recovery instance, or is becoming one."""
    return instance_id in site.recovery_instances or any(
        one.target_instance_id == instance_id and not one.has_ended
        for one in site.participants
    )


def add_recovery_instance(
    site: SiteState,
    server: SourceServer,
    *,
    instance_id: str,
    job_id: str | None,
    is_drill: bool,
    point_in_time: datetime,
) -> RecoveryInstance:
    """Add an EC2 instance of a server as a recovery instance."""
    launch = server.launch_configuration
    stopped = launch["launchDisposition"] == "STOPPED"
    # DRS changes nothing on an instance that exists already.
    copy_tags = launch["copyTags"] and instance_id != server.launch_target
    number = site.shared.new_number()
    instance = RecoveryInstance(
        number=number,
        recovery_instance_id=instance_id,
        source_server_id=server.source_server_id,
        job_id=job_id,
        is_drill=is_drill,
        point_in_time=point_in_time,
        tags=dict(server.tags) if copy_tags else {},
        ec2=Progress(
            state="STOPPED" if stopped else EC2_INSTANCE.initial, since=site.now
        ),
        agent=Progress(state=AGENT.initial, since=site.now),
        failback=Failback(state="FAILBACK_NOT_STARTED", since=site.now),
        availability_zone=server.recovery_zone(site),
        origin_environment="AWS" if server.is_on_ec2 else "ON_PREMISES",
        origin_availability_zone=server.origin_zone if server.is_on_ec2 else None,
        agent_version=server.agent_version,
        disks=dict(server.disks),
        properties=instance_properties(
            server.properties(), instance_id, number, site.now
        ),
    )
    site.recovery_instances.add(instance)
    EC2_INSTANCE.schedule_timed_events(site, instance)
    server.recovery_instance_id = instance.recovery_instance_id
    return instance


def remove_recovery_instance(site: SiteState, instance: RecoveryInstance) -> None:
    """Remove a recovery instance from the service."""
    site.recovery_instances.remove(instance)
    # The server may have been deleted before.
    server = site.source_servers.records.get(instance.source_server_id)
    if server and server.recovery_instance_id == instance.recovery_instance_id:
        server.recovery_instance_id = None


def terminate_instance(site: SiteState, instance: RecoveryInstance) -> None:
    """
    Terminate the EC2 instance of a recovery instance, unless it is gone already.

    Raises:
        ClientError: EC2 refuses that, and the instance stays as it is.
    """
    if not EC2_INSTANCE.allows(instance, "terminate instance"):
        return
    before = attrs.evolve(instance.ec2)
    try:
        EC2_INSTANCE.trigger(site, instance, "terminate instance")
    except ClientError:
        instance.ec2 = attrs.evolve(before, entry=instance.ec2.entry + 1)
        EC2_INSTANCE.schedule_timed_events(site, instance)
        raise


def check_can_be_terminated(instance: RecoveryInstance) -> None:
    """
    Check that a recovery instance may be terminated.

    Raises:
        FakeError: It replicates to its origin.
    """
    if instance.failback.is_replicating:
        raise conflict(
            "RecoveryInstance",
            instance.key,
            f"RecoveryInstance {instance.key} is {instance.failback.state}:"
            " it cannot be terminated while it replicates to its origin",
        )


_CLEANUP: Final = timedelta(minutes=1)

TERMINATION: Final = LifeCycle[Participant](
    name="termination",
    table="participants",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin termination)", "TERMINATION", PENDING_TIME),
        Transition("TERMINATION", "terminate", "TERMINATED", _CLEANUP),
        Transition("TERMINATION", "fail", "FAILED"),
    ),
)


def start_termination_job(
    site: SiteState, instances: Sequence[RecoveryInstance]
) -> Job:
    """
    Start a job that terminates recovery instances.

    Raises:
        FakeError: An instance cannot be terminated now, or a quota is exceeded.
    """
    check_servers(site, [instance.source_server_id for instance in instances])
    for instance in instances:
        check_can_be_terminated(instance)
    job = start_job(
        site, job_type="TERMINATE", initiated_by="TERMINATE_RECOVERY_INSTANCES", tags={}
    )
    for instance in instances:
        participant = add_instance(site, job, instance, life_cycle=TERMINATION.name)
        TERMINATION.schedule_timed_events(site, participant)
    return job


@TERMINATION.on_entering("TERMINATION")
def _begin_termination(site: SiteState, participant: Participant) -> None:
    _log_termination(site, participant, "CLEANUP_START")
    instance = site.recovery_instances.find(participant.resource_id)
    try:
        terminate_instance(site, instance)
    except ClientError as error:
        participant.raw_error = str(error)
        TERMINATION.schedule(site, participant, "fail", timedelta())


@TERMINATION.on_entering("TERMINATED")
def _end_termination(site: SiteState, participant: Participant) -> None:
    instance = site.recovery_instances.find(participant.resource_id)
    remove_recovery_instance(site, instance)
    _log_termination(site, participant, "CLEANUP_END")
    end_job_if_last(site, participant)


@TERMINATION.on_entering("FAILED")
def _fail_termination(site: SiteState, participant: Participant) -> None:
    if participant.raw_error is None:
        participant.raw_error = "the EC2 instance could not be terminated"
    _log_termination(site, participant, "CLEANUP_FAIL", rawError=participant.raw_error)
    end_job_if_last(site, participant)


def _log_termination(
    site: SiteState, participant: Participant, event: str, /, **data: object
) -> None:
    log_participant(
        site,
        participant,
        event,
        targetInstanceID=participant.recovery_instance_id,
        **data,
    )
