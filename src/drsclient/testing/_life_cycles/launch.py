"""The launch of a source server by a job: a drill or a recovery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from drsclient.testing._errors import conflict, wrong_state
from drsclient.testing._life_cycles.jobs import (
    PENDING_TIME,
    add_participant,
    check_servers,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._life_cycles.recovery_instances import (
    EC2_INSTANCE,
    add_recovery_instance,
    check_can_be_terminated,
    launch_instance,
    remove_recovery_instance,
)
from drsclient.testing._life_cycles.replication import take_snapshot
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.launch import LastLaunch, LaunchFailure
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._records.source_servers import Snapshot, SourceServer
    from drsclient.testing._state.site_state import SiteState

_SNAPSHOT: Final = timedelta(seconds=1)
_WAIT_FOR_SNAPSHOT: Final = timedelta(minutes=10)
_PREPARATION: Final = timedelta(seconds=52)
_CONVERSION: Final = timedelta(minutes=3, seconds=18)
_START_LAUNCH: Final = timedelta(milliseconds=500)
_LAUNCH: Final = timedelta(minutes=4, seconds=37, milliseconds=500)

LAUNCH: Final = LifeCycle[Participant](
    name="launch",
    table="participants",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "(begin launch)", "CLEANUP", PENDING_TIME),
        Transition(
            "CLEANUP",
            "clean up",
            "SNAPSHOT",
            timedelta(minutes=1),
            "at once if the server has no recovery instance",
        ),
        Transition(
            "SNAPSHOT",
            "take snapshot",
            "PREPARATION",
            _SNAPSHOT,
            "at once if a snapshot was chosen",
        ),
        Transition(
            "SNAPSHOT",
            "use previous snapshot",
            "PREPARATION",
            _WAIT_FOR_SNAPSHOT,
            "if the server is stalled",
        ),
        Transition(
            "SNAPSHOT",
            "fail",
            "FAILED",
            _WAIT_FOR_SNAPSHOT,
            "if the server is stalled and has no snapshot",
        ),
        Transition("PREPARATION", "prepare", "CONVERSION", _PREPARATION),
        Transition(
            "CONVERSION",
            "convert",
            "CONVERTED",
            _CONVERSION,
            "at once in the recovery mode FAST",
        ),
        Transition("CONVERSION", "fail", "FAILED"),
        Transition("CONVERTED", "start launch", "LAUNCH", _START_LAUNCH),
        Transition("LAUNCH", "launch", "LAUNCHED", _LAUNCH),
        Transition("LAUNCH", "fail", "FAILED"),
    ),
)


def start_recovery_job(
    site: SiteState,
    wanted: Sequence[tuple[SourceServer, Snapshot | None]],
    *,
    is_drill: bool,
    tags: Mapping[str, str],
) -> Job:
    """
    Start a job that launches servers, each from a snapshot or from its latest data.

    Raises:
        FakeError: A server cannot be launched now, or a quota is exceeded.
    """
    servers = [server for server, _ in wanted]
    _check(site, servers)
    job = start_job(
        site,
        job_type="LAUNCH",
        initiated_by="START_DRILL" if is_drill else "START_RECOVERY",
        tags=tags,
    )
    for server, snapshot in wanted:
        failures = server.launch_failures
        participant = Participant(
            number=site.shared.new_number(),
            job_id=job.job_id,
            life_cycle=LAUNCH.name,
            progress=Progress(state=LAUNCH.initial, since=site.now),
            source_server_id=server.source_server_id,
            is_drill=is_drill,
            snapshot=snapshot,
            failure=failures.pop(0) if failures else None,
        )
        server.last_launch_result = "PENDING"
        LAUNCH.schedule_timed_events(site, add_participant(site, job, participant))
        _update_last_launch(site, participant)
    return job


def _check(site: SiteState, servers: Sequence[SourceServer]) -> None:
    ids = [server.source_server_id for server in servers]
    check_servers(site, ids)
    for server in servers:
        if ids.count(server.source_server_id) > 1:
            raise conflict(
                "SourceServer", server.key, f"SourceServer {server.key} is given twice"
            )
        replication = server.replicating_server(site)[1].replication
        if not replication.is_synchronized:
            raise wrong_state(
                "SourceServer",
                server.key,
                replication.state,
                "a launch",
                needs="a finished initial sync",
            )
        for instance in _earlier_instances(site, server.source_server_id):
            check_can_be_terminated(instance)


@LAUNCH.on_entering("CLEANUP")
def _clean_up(site: SiteState, participant: Participant) -> None:
    _update_last_launch(site, participant)
    earlier = _earlier_instances(site, participant.source_server_id)
    if earlier:
        log_participant(site, participant, "CLEANUP_START")
    for instance in earlier:
        if EC2_INSTANCE.allows(instance, "terminate instance"):
            EC2_INSTANCE.trigger(site, instance, "terminate instance")
    LAUNCH.schedule(site, participant, "clean up", None if earlier else timedelta())


@LAUNCH.on_entering("SNAPSHOT")
def _take(site: SiteState, participant: Participant) -> None:
    earlier = _earlier_instances(site, participant.source_server_id)
    for instance in earlier:
        remove_recovery_instance(site, instance)
    if earlier:
        log_participant(site, participant, "CLEANUP_END")
    if participant.snapshot is not None:
        LAUNCH.schedule(site, participant, "take snapshot", timedelta())
        return
    log_participant(site, participant, "SNAPSHOT_START")
    _, server = _server(site, participant).replicating_server(site)
    if _schedule_failure(site, participant, after=_SNAPSHOT):
        return
    if server.replication.state == "STALLED":
        event = "use previous snapshot" if server.snapshots else "fail"
        LAUNCH.schedule(site, participant, event)
    else:
        LAUNCH.schedule(site, participant, "take snapshot")


@LAUNCH.on_entering("PREPARATION")
def _prepare(site: SiteState, participant: Participant) -> None:
    if participant.snapshot is not None:
        return
    home, server = _server(site, participant).replicating_server(site)
    if server.replication.state == "STALLED" and server.snapshots:
        log_participant(site, participant, "SNAPSHOT_FAIL")
        log_participant(site, participant, "USING_PREVIOUS_SNAPSHOT")
        participant.snapshot = server.snapshots[-1]
    else:
        participant.snapshot = take_snapshot(home, server)
        log_participant(site, participant, "SNAPSHOT_END")


@LAUNCH.on_entering("CONVERSION")
def _convert(site: SiteState, participant: Participant) -> None:
    if _is_fast(site, participant):
        LAUNCH.schedule(site, participant, "convert", timedelta())
        return
    log_participant(site, participant, "CONVERSION_START")
    participant.conversion_server_id = site.shared.new_instance_id()
    if not _schedule_failure(site, participant, after=_CONVERSION):
        LAUNCH.schedule(site, participant, "convert")


@LAUNCH.on_entering("CONVERTED")
def _end_conversion(site: SiteState, participant: Participant) -> None:
    if not _is_fast(site, participant):
        log_participant(
            site,
            participant,
            "CONVERSION_END",
            conversionServerID=participant.conversion_server_id,
        )


@LAUNCH.on_entering("LAUNCH")
def _launch(site: SiteState, participant: Participant) -> None:
    log_participant(site, participant, "LAUNCH_START")
    if _schedule_failure(site, participant, after=_LAUNCH / 2):
        return
    try:
        participant.target_instance_id = launch_instance(
            site,
            _server(site, participant),
            job_id=participant.job_id,
            is_drill=participant.is_drill,
        )
    except ClientError as error:
        participant.failure = LaunchFailure(at="LAUNCH", raw_error=str(error))
        _schedule_failure(site, participant, after=_LAUNCH / 2)


@LAUNCH.on_entering("LAUNCHED")
def _succeed(site: SiteState, participant: Participant) -> None:
    add_recovery_instance(
        site,
        _server(site, participant),
        instance_id=str(participant.target_instance_id),
        job_id=participant.job_id,
        is_drill=participant.is_drill,
        point_in_time=participant.snapshot.taken if participant.snapshot else site.now,
    )
    log_participant(
        site,
        participant,
        "LAUNCH_END",
        targetInstanceID=participant.target_instance_id,
    )
    _end(site, participant, "SUCCEEDED")


@LAUNCH.on_entering("FAILED")
def _fail(site: SiteState, participant: Participant) -> None:
    failure = participant.failure
    participant.raw_error = failure.raw_error if failure else "Failed to take snapshot"
    phase = participant.progress.previous
    event = {"SNAPSHOT": "SNAPSHOT_FAIL", "CONVERSION": "CONVERSION_FAIL"}.get(
        str(phase), "LAUNCH_FAILED"
    )
    log_participant(
        site,
        participant,
        event,
        rawError=participant.raw_error,
        conversionServerID=participant.conversion_server_id
        if phase == "CONVERSION"
        else None,
    )
    if phase == "SNAPSHOT":
        log_participant(site, participant, "USING_PREVIOUS_SNAPSHOT_FAILED")
    _end(site, participant, "FAILED")


def _end(site: SiteState, participant: Participant, result: str) -> None:
    server = _server(site, participant)
    server.last_launch_result = result
    _update_last_launch(site, participant)
    site.send_event(
        "DRS Source Server Launch Result",
        server.arn(site),
        {
            "state": f"RECOVERY_LAUNCH_{result}",
            "job-id": participant.job_id,
            "is-drill": str(participant.is_drill).upper(),
        },
    )
    end_job_if_last(site, participant)


def _update_last_launch(site: SiteState, participant: Participant) -> None:
    """Record the launch and its status as the last launch of the server."""
    _server(site, participant).last_launch = LastLaunch(
        job_id=participant.job_id,
        started=site.jobs.find(participant.job_id).created,
        is_drill=participant.is_drill,
        status=participant.launch_status,
    )


def _schedule_failure(
    site: SiteState, participant: Participant, *, after: timedelta
) -> bool:
    """Schedule the failure of the phase if one was requested; return whether it was."""
    failure = participant.failure
    if failure is None or failure.at != participant.progress.state:
        return False
    LAUNCH.schedule(site, participant, "fail", after)
    return True


def _is_fast(site: SiteState, participant: Participant) -> bool:
    server = _server(site, participant)
    return server.launch_configuration.get("recoveryMode") == "FAST"


def _server(site: SiteState, participant: Participant) -> SourceServer:
    return site.source_servers.find(participant.source_server_id or "")


def _earlier_instances(
    site: SiteState, source_server_id: str | None
) -> list[RecoveryInstance]:
    """Return the recovery instances that a launch of the server removes."""
    return [
        instance
        for instance in site.recovery_instances
        if instance.source_server_id == source_server_id
        # After a failback to another Availability Zone, this instance is the machine
        # that the server replicates.
        and instance.failback.reversed_server_id != source_server_id
    ]
