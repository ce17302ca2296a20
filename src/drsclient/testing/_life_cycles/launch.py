"""The launch of a source server by a job: a drill or a recovery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from drsclient.testing._errors import FakeError, conflict, wrong_state
from drsclient.testing._life_cycles.converted_snapshots import (
    check_staging_accounts,
    continue_converted_snapshot,
    start_converted_snapshots,
)
from drsclient.testing._life_cycles.jobs import (
    PENDING_TIME,
    add_participant,
    check_servers,
    end_job_if_last,
    log_participant,
    start_job,
)
from drsclient.testing._life_cycles.launch_settings import (
    check_launch_settings,
    claim_target,
    is_fast,
)
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._life_cycles.recovery_instances import (
    add_recovery_instance,
    check_can_be_terminated,
    launch_instance,
    remove_recovery_instance,
    terminate_instance,
)
from drsclient.testing._life_cycles.replication import REPLICATION, take_snapshot
from drsclient.testing._records.jobs import Participant
from drsclient.testing._records.launch import (
    FAILURE_REASONS,
    LastLaunch,
    LaunchFailure,
)
from drsclient.testing._records.record import Progress
from drsclient.testing._state.durations import DEFAULT_DURATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drsclient.testing._records.jobs import Job
    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._records.source_servers import Snapshot, SourceServer
    from drsclient.testing._state.site_state import SiteState

_WAIT_FOR_SNAPSHOT: Final = timedelta(minutes=10)
_START_LAUNCH: Final = timedelta(milliseconds=500)

# The states of a server's replication in which all its changes can be transferred, so
# that a snapshot can be taken of it.
UP_TO_DATE: Final = frozenset({"CONTINUOUS", "CREATING_SNAPSHOT"})

_FAILURE_EVENTS: Final = {
    "CLEANUP": "CLEANUP_FAIL",
    "SNAPSHOT": "SNAPSHOT_FAIL",
    "PREPARATION": "SNAPSHOT_FAIL",
    "CONVERSION": "CONVERSION_FAIL",
    "LAUNCH": "LAUNCH_FAILED",
}
# The errors of failures that no test has requested. A launch that fails between two
# phases has none in its log, as was seen in the field.
_RAW_ERRORS: Final = {
    "SNAPSHOT": FAILURE_REASONS["SNAPSHOT_FAILED"].raw_error,
    "CONVERSION": FAILURE_REASONS["CONVERSION_FAILED"].raw_error,
    "LAUNCH": "the recovery instance could not be launched",
}

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
        Transition("CLEANUP", "fail", "FAILED"),
        Transition(
            "SNAPSHOT",
            "take snapshot",
            "PREPARATION",
            DEFAULT_DURATIONS.snapshot,
            "if the server is CONTINUOUS at once if a snapshot was chosen",
            duration="snapshot",
        ),
        Transition(
            "SNAPSHOT",
            "use previous snapshot",
            "PREPARATION",
            _WAIT_FOR_SNAPSHOT,
            "if the server is not CONTINUOUS until then",
        ),
        Transition("SNAPSHOT", "fail", "FAILED"),
        Transition(
            "PREPARATION",
            "prepare",
            "CONVERSION",
            DEFAULT_DURATIONS.preparation,
            duration="preparation",
        ),
        Transition(
            "PREPARATION", "fail", "FAILED", note="at once if there is no snapshot"
        ),
        Transition(
            "CONVERSION",
            "convert",
            "CONVERTED",
            DEFAULT_DURATIONS.conversion,
            "at once in the recovery mode FAST",
            duration="conversion",
        ),
        Transition("CONVERSION", "fail", "FAILED"),
        Transition("CONVERTED", "start launch", "LAUNCH", _START_LAUNCH),
        Transition(
            "LAUNCH",
            "launch",
            "POST_LAUNCH",
            DEFAULT_DURATIONS.launch,
            duration="launch",
        ),
        Transition("LAUNCH", "fail", "FAILED"),
        Transition("POST_LAUNCH", "(end actions)", "LAUNCHED"),
        Transition("POST_LAUNCH", "(fail actions)", "FAILED"),
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
    participants: list[Participant] = []
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
            launch_action_runs=[],
        )
        server.last_launch_result = "PENDING"
        participants.append(add_participant(site, job, participant))
        LAUNCH.schedule_timed_events(site, participant)
        _update_last_launch(site, participant)
    start_converted_snapshots(site, participants)
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
        for instance in _earlier_instances(site, server):
            check_can_be_terminated(instance)
        check_launch_settings(site, server)
    check_staging_accounts(site, servers)


@LAUNCH.on_entering("CLEANUP")
def _clean_up(site: SiteState, participant: Participant) -> None:
    earlier = _earlier_instances(site, participant.source_server(site))
    if earlier:
        log_participant(site, participant, "CLEANUP_START")
    try:
        for instance in earlier:
            terminate_instance(site, instance)
    except ClientError as error:
        failure = LaunchFailure(at="CLEANUP", raw_error=str(error))
        _schedule_failure(site, participant, failure)
    else:
        LAUNCH.schedule(site, participant, "clean up", None if earlier else timedelta())


@LAUNCH.on_entering("SNAPSHOT")
def _take(site: SiteState, participant: Participant) -> None:
    earlier = _earlier_instances(site, participant.source_server(site))
    for instance in earlier:
        remove_recovery_instance(site, instance)
    if earlier:
        log_participant(site, participant, "CLEANUP_END")
    if participant.snapshot is not None:
        LAUNCH.schedule(site, participant, "take snapshot", timedelta())
        return
    log_participant(site, participant, "SNAPSHOT_START")
    _, server = participant.source_server(site).replicating_server(site)
    if _schedule_requested_failure(site, participant, share=1):
        return
    if server.replication.state in UP_TO_DATE:
        LAUNCH.schedule(site, participant, "take snapshot")
    else:
        LAUNCH.schedule(site, participant, "use previous snapshot")


@REPLICATION.on_entering("CONTINUOUS")
def _take_when_up_to_date(home: SiteState, server: SourceServer) -> None:
    """Take the snapshots of a server that launches are waiting for."""
    for site in home.shared.sites.values():
        for participant in site.participants:
            if (
                participant.progress.state == "SNAPSHOT"
                and participant.source_server(site).replicating_server(site)[1]
                is server
            ):
                LAUNCH.schedule(site, participant, "take snapshot")


@LAUNCH.on_entering("PREPARATION")
def _prepare(site: SiteState, participant: Participant) -> None:
    home, server = participant.source_server(site).replicating_server(site)
    can_be_taken = (
        participant.snapshot is None and server.replication.state in UP_TO_DATE
    )
    if not (server.snapshots or can_be_taken):
        # They are gone with the copy, or with the access to the staging account.
        raw_error = _RAW_ERRORS["SNAPSHOT"]
        failure = LaunchFailure(at="PREPARATION", raw_error=raw_error)
        _schedule_failure(site, participant, failure)
        return
    if participant.snapshot is not None:
        return
    if server.replication.state in UP_TO_DATE:
        participant.snapshot = take_snapshot(home, server)
        log_participant(site, participant, "SNAPSHOT_END")
    else:
        log_participant(site, participant, "SNAPSHOT_FAIL")
        log_participant(site, participant, "USING_PREVIOUS_SNAPSHOT")
        participant.snapshot = server.snapshots[-1]
    _schedule_requested_failure(site, participant)


@LAUNCH.on_entering("CONVERSION")
def _convert(site: SiteState, participant: Participant) -> None:
    if is_fast(participant.source_server(site)):
        LAUNCH.schedule(site, participant, "convert", timedelta())
        return
    log_participant(site, participant, "CONVERSION_START")
    participant.conversion_server_id = site.shared.new_instance_id()
    if not _schedule_requested_failure(site, participant, share=1):
        LAUNCH.schedule(site, participant, "convert")


@LAUNCH.on_entering("CONVERTED")
def _end_conversion(site: SiteState, participant: Participant) -> None:
    if participant.conversion_server_id is not None:
        log_participant(
            site,
            participant,
            "CONVERSION_END",
            conversionServerID=participant.conversion_server_id,
        )


@LAUNCH.on_entering("LAUNCH")
def _launch(site: SiteState, participant: Participant) -> None:
    _update_last_launch(site, participant)
    log_participant(site, participant, "LAUNCH_START")
    if _schedule_requested_failure(site, participant, share=0.5):
        return
    server = participant.source_server(site)
    try:
        claim_target(site, server)
        participant.target_instance_id = _launch_instance(site, participant)
    except (ClientError, FakeError) as error:
        reason = error.message if isinstance(error, FakeError) else str(error)
        failure = LaunchFailure(at="LAUNCH", raw_error=reason)
        _schedule_failure(site, participant, failure, share=0.5)


def _launch_instance(site: SiteState, participant: Participant) -> str:
    return launch_instance(
        site,
        participant.source_server(site),
        job_id=participant.job_id,
        is_drill=participant.is_drill,
    )


@LAUNCH.on_entering("POST_LAUNCH")
def _end_launch(site: SiteState, participant: Participant) -> None:
    # A launch that was to fail has no instance, but a test may trigger its success.
    instance_id = participant.target_instance_id or _launch_instance(site, participant)
    participant.target_instance_id = instance_id
    add_recovery_instance(
        site,
        participant.source_server(site),
        instance_id=instance_id,
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


@LAUNCH.on_entering("LAUNCHED")
def _succeed(site: SiteState, participant: Participant) -> None:
    _end(site, participant, "SUCCEEDED")


@LAUNCH.on_entering("FAILED")
def _fail(site: SiteState, participant: Participant) -> None:
    phase, failure = str(participant.progress.previous), participant.failure
    if failure is not None and failure.at == phase:
        participant.raw_error = failure.raw_error
    else:
        participant.raw_error = _RAW_ERRORS.get(phase)
    # The reason of a failed action is in the status of the actions, not in the log.
    if participant.raw_error is not None:
        event = _FAILURE_EVENTS[phase]
        log_participant(
            site,
            participant,
            event,
            rawError=participant.raw_error,
            conversionServerID=participant.conversion_server_id
            if phase == "CONVERSION"
            else None,
        )
        if event == "SNAPSHOT_FAIL":
            log_participant(site, participant, "USING_PREVIOUS_SNAPSHOT_FAILED")
    _end(site, participant, "FAILED")


@LAUNCH.on_entering("CONVERSION", "CONVERTED", "FAILED")
def _continue_in_staging_account(site: SiteState, participant: Participant) -> None:
    continue_converted_snapshot(site, participant)


def _end(site: SiteState, participant: Participant, result: str) -> None:
    server = participant.source_server(site)
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
    participant.source_server(site).last_launch = LastLaunch(
        job_id=participant.job_id,
        started=site.jobs.find(participant.job_id).created,
        is_drill=participant.is_drill,
        status=participant.launch_status,
    )


def _schedule_requested_failure(
    site: SiteState, participant: Participant, *, share: float = 0
) -> bool:
    """Schedule the failure of the phase if one was requested; return whether it was."""
    failure = participant.failure
    if failure is None or failure.at != participant.progress.state:
        return False
    _schedule_failure(site, participant, failure, share=share)
    return True


def _schedule_failure(
    site: SiteState,
    participant: Participant,
    failure: LaunchFailure,
    *,
    share: float = 0,
) -> None:
    """Schedule a failure after a share of the duration of the phase."""
    participant.failure = failure
    after = (participant.progress.duration or timedelta()) * share
    LAUNCH.schedule(site, participant, "fail", after)


def _earlier_instances(site: SiteState, server: SourceServer) -> list[RecoveryInstance]:
    """Return the recovery instances that a launch of the server terminates."""
    # After a failback to another Availability Zone, the recovered instance is the
    # machine that the server replicates.
    kept = {server.launch_target, server.recovered_instance_id}
    return [
        instance
        for instance in site.recovery_instances
        if instance.source_server_id == server.key and instance.key not in kept
    ]
