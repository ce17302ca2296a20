"""The poller of jobs, and the outcomes of their participants."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from drsclient._ids import ReceivedID, ids_of
from drsclient.errors import DrsError, JobNotFoundError
from drsclient.models import (
    InitiatedBy,
    Job,
    JobStatus,
    JobType,
    LaunchAction,
    LaunchActionRunStatus,
    LaunchStatus,
)
from drsclient.outcomes import (
    FleetOutcome,
    JobOutcome,
    NetworkOutcome,
    ParticipantOutcome,
    PendingOutcome,
    RecoveryOutcome,
    ServerOutcome,
    Verdict,
)
from drsclient.waiting._job_logs import JobLogReport, ParticipantLog, RunningJobLogs
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drsclient.models import (
        HasJobId,
        ParticipatingResource,
        ParticipatingServer,
        RecoveryInstance,
    )
    from drsclient.waiting._polling import PollCache

ParticipantT = TypeVar("ParticipantT", bound=ParticipantOutcome)

_logger: Final = logging.getLogger("drsclient")

# The page size of DescribeJobs and DescribeRecoveryInstances, in items.
_PAGE_SIZE: Final = 200

# The API operations whose fleets have the IDs of recovery instances.
_INSTANCE_OPERATIONS: Final = ("StartFailbackLaunch", "TerminateRecoveryInstances")
_INSTANCE_JOBS: Final = (
    InitiatedBy.FAILBACK,
    InitiatedBy.TERMINATE_RECOVERY_INSTANCES,
)

# The status that the participants of a successful job reach.
_TARGET_STATUSES: Final[Mapping[JobType | None, LaunchStatus]] = {
    JobType.LAUNCH: LaunchStatus.LAUNCHED,
    JobType.TERMINATE: LaunchStatus.TERMINATED,
}


class JobPoller:
    """
    Polls jobs until each has ended.

    Args:
        cache: The client, with the responses of the current poll.
        jobs: See `wait_for_job`.
        is_watched: Whether the outcomes are displayed while jobs are running.

    Raises:
        DrsParameterError: An argument is not valid.
    """

    def __init__(
        self,
        cache: PollCache,
        jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job],
        *,
        is_watched: bool = False,
    ) -> None:
        fleet = FleetOutcome[Job](operation_name="", results={})
        given: object = jobs
        if isinstance(jobs, FleetOutcome):
            fleet, given = jobs, jobs.succeeded.values()
        self.cache = cache
        self._logs = RunningJobLogs(is_watched=is_watched)
        self._fleet_outcome = fleet
        self._job_ids = ids_of("jobs", given, "job_id")
        self._has_instance_ids = fleet.operation_name in _INSTANCE_OPERATIONS or any(
            # `call_many` was given a function, whose name says nothing.
            job.initiated_by in _INSTANCE_JOBS
            for job in fleet.succeeded.values()
        )

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        parts = {
            key: ParticipantOutcome(verdict=Verdict.FAILED, reason=str(result))
            if isinstance(result, DrsError)
            else ParticipantOutcome(verdict=Verdict.WAITING, job_id=result.job_id)
            for key, result in self._fleet_outcome.results.items()
        }
        participants = [self._with_id(part, key) for key, part in parts.items()]
        jobs = [
            ParticipantOutcome(verdict=Verdict.WAITING, job_id=job_id)
            for job_id in self._job_ids
        ]
        return PendingOutcome(pending=tuple(participants or jobs))

    def poll(self, previous: JobOutcome | None) -> JobOutcome:
        """
        Poll all jobs but those that had ended in the previous poll.

        Raises:
            JobNotFoundError: There is no such job.
        """
        check_previous(previous, JobOutcome)
        before = previous or JobOutcome()
        outcome = poll_jobs(
            self.cache, self._job_ids, before, self._logs, must_exist=True
        )
        return attrs.evolve(outcome, servers=self._servers(outcome, before))

    def _servers(
        self, outcome: JobOutcome, before: JobOutcome
    ) -> tuple[ServerOutcome, ...]:
        """Return the servers of an outcome and those without a job, in order."""
        # A caller may pass the outcome of the fleet to the first check only. Later, the
        # previous outcome has the servers without a job.
        without_job = [one for one in before.servers if one.job_id is None]
        without_job += [
            self._with_id(ServerOutcome(verdict=Verdict.FAILED, reason=str(error)), key)
            for key, error in self._fleet_outcome.failed.items()
        ]
        # The same goes for the snapshots that were chosen.
        snapshot_ids = {
            one.source_server_id: one.recovery_snapshot_id
            for one in before.servers
            if one.source_server_id and one.recovery_snapshot_id
        } | dict(self._fleet_outcome.recovery_snapshot_ids)
        instances = self._terminated_instances(outcome, before)
        servers = [
            attrs.evolve(
                server,
                recovery_snapshot_id=snapshot_ids.get(server.source_server_id or ""),
                recovery_instance_id=server.recovery_instance_id
                or instances.get((server.job_id, server.source_server_id)),
            )
            for server in (*outcome.servers, *dict.fromkeys(without_job))
        ]
        order = {key: index for index, key in enumerate(self._fleet_outcome.results)}
        for key, server_id in self._fleet_outcome.source_server_ids.items():
            order.setdefault(server_id, order.get(key, len(order)))

        def position(server: ServerOutcome) -> int:
            ids = (server.source_server_id, server.recovery_instance_id)
            return next((order[key] for key in ids if key in order), len(order))

        return tuple(sorted(servers, key=position))

    def _terminated_instances(
        self, outcome: JobOutcome, before: JobOutcome
    ) -> dict[tuple[str | None, str | None], str]:
        """
        Return the IDs of terminated instances, by the job and the source server.

        The job may name only the source servers. If it terminates several instances of
        one, nothing tells which of them is meant.
        """
        source_server_ids = self._fleet_outcome.source_server_ids
        instances = {
            (job.job_id, source_server_ids.get(key), key)
            for key, job in self._fleet_outcome.succeeded.items()
        } | {
            (one.job_id, one.source_server_id, one.recovery_instance_id)
            for one in before.servers
            if one.recovery_instance_id
        }
        found = Counter((job_id, server_id) for job_id, server_id, _ in instances)
        named = Counter((one.job_id, one.source_server_id) for one in outcome.servers)
        return {
            (job_id, server_id): instance_id
            for job_id, server_id, instance_id in instances
            if found[job_id, server_id] == named[job_id, server_id] == 1
        }

    def _with_id(self, outcome: ParticipantT, key: str) -> ParticipantT:
        """Add the ID of a recovery instance, or else of a source server."""
        if self._has_instance_ids:
            return attrs.evolve(outcome, recovery_instance_id=key)
        return attrs.evolve(outcome, source_server_id=key)


def poll_jobs(
    cache: PollCache,
    job_ids: Sequence[str],
    before: RecoveryOutcome[ParticipantOutcome],
    logs: RunningJobLogs,
    *,
    must_exist: bool,
) -> JobOutcome:
    """
    Poll all jobs but those that had ended before, whose parts are kept.

    Raises:
        JobNotFoundError: A job that must exist does not.
    """
    ended = {job.job_id: job for job in before.jobs if _has_ended(job)}
    waiting = [job_id for job_id in job_ids if job_id not in ended]
    polled = cache.get_or_list(
        "jobs", lambda drs: drs.describe_jobs(job_ids=waiting, page_size=_PAGE_SIZE)
    )
    found = ended | {job.job_id: job for job in polled}
    missing = tuple(job_id for job_id in job_ids if job_id not in found)
    if must_exist and missing:
        raise JobNotFoundError(missing)
    jobs = [found[job_id] for job_id in job_ids if job_id in found]
    logs.read(cache, (job for job in jobs if not _has_ended(job)))
    servers: list[ServerOutcome] = []
    networks: list[NetworkOutcome] = []
    for job in jobs:
        if job.job_id in ended:
            servers += [one for one in before.servers if one.job_id == job.job_id]
            networks += [one for one in before.networks if one.job_id == job.job_id]
        else:
            report = _read_log(cache, job, logs.report(job))
            servers += [
                _server_outcome(job, s, report) for s in job.participating_servers
            ]
            networks += [
                _network_outcome(job, one, report)
                for one in job.participating_resources
            ]
    servers = _with_instances(cache, polled, servers)
    cache.clear()
    return JobOutcome(
        jobs=tuple(jobs), servers=tuple(servers), networks=tuple(networks)
    )


def _read_log(cache: PollCache, job: Job, before: JobLogReport) -> JobLogReport:
    """
    Read the log of a job if it is needed: once the job has ended, with failures.

    Until then, return the report from before, which is for a display.
    """
    if not _has_ended(job) or before.error is not None:
        return before
    # The log also has the stack and the VPC of a recovered source network.
    is_needed = job.participating_resources or any(
        _verdict(job, server.launch_status) == Verdict.FAILED
        for server in job.participating_servers
    )
    if not is_needed:
        return JobLogReport({})
    return cache.get_or_call(
        ("log", job.job_id), lambda _: JobLogReport.read(cache, job)
    )


def _server_outcome(
    job: Job, server: ParticipatingServer, report: JobLogReport
) -> ServerOutcome:
    log = report.participant(server.recovery_instance_id, server.source_server_id)
    verdict = _verdict(job, server.launch_status)
    action_failure = _action_failure(server) if verdict == Verdict.FAILED else None
    # It is known once the job has ended, whether or not somebody watches.
    is_launched = _has_ended(job) and (verdict == Verdict.SUCCEEDED or action_failure)
    launched_id = log.instance_id if is_launched else None
    outcome = ServerOutcome(
        verdict=verdict,
        source_server_id=server.source_server_id,
        job_id=job.job_id,
        launch_status=server.launch_status,
        phase=log.last_event if verdict == Verdict.WAITING else None,
        recovery_instance_id=server.recovery_instance_id or launched_id,
        reason=action_failure,
    )
    return _with_reason(job, outcome, report, log)


def _action_failure(server: ParticipatingServer) -> str | None:
    """Return the failures of post-launch actions because of which a launch failed."""
    status = server.launch_actions_status
    failures: list[str] = []
    for run in status.runs if status else ():
        action = run.action or LaunchAction()
        if run.status == LaunchActionRunStatus.FAILED and not action.optional:
            name = action.name or action.action_id or "(unnamed)"
            reason = run.failure_reason or "no reason given"
            failures.append(f"post-launch action {name} failed: {reason}")
    return "; ".join(failures) or None


def _network_outcome(
    job: Job, resource: ParticipatingResource, report: JobLogReport
) -> NetworkOutcome:
    log = report.participant(resource.source_network_id)
    verdict = _verdict(job, resource.launch_status)
    outcome = NetworkOutcome(
        verdict=verdict,
        source_network_id=resource.source_network_id,
        job_id=job.job_id,
        launch_status=resource.launch_status,
        phase=log.last_event if verdict == Verdict.WAITING else None,
        stack_name=log.stack_name if _has_ended(job) else None,
        target_vpc=log.target_vpc if _has_ended(job) else None,
    )
    return _with_reason(job, outcome, report, log)


def _with_reason(
    job: Job, outcome: ParticipantT, report: JobLogReport, log: ParticipantLog
) -> ParticipantT:
    if outcome.verdict != Verdict.FAILED or outcome.reason or not _has_ended(job):
        return outcome
    reason, event = report.failure_reason(log, outcome.launch_status)
    return attrs.evolve(outcome, reason=reason, event=event)


def _has_ended(job: Job) -> bool:
    return job.status == JobStatus.COMPLETED


def _verdict(job: Job, status: LaunchStatus | None) -> Verdict:
    target = _TARGET_STATUSES.get(job.type)
    if status == LaunchStatus.FAILED:
        return Verdict.FAILED
    if target and status == target:
        return Verdict.SUCCEEDED
    if not _has_ended(job):
        return Verdict.WAITING
    return Verdict.FAILED if target else Verdict.SUCCEEDED


def _with_instances(
    cache: PollCache, jobs: Iterable[Job], servers: list[ServerOutcome]
) -> list[ServerOutcome]:
    """Add the recovery instances that jobs have launched but do not name."""
    launches = {
        job.job_id
        for job in jobs
        if _has_ended(job) and job.type == JobType.LAUNCH
        if job.initiated_by != InitiatedBy.FAILBACK
    }
    ids = (
        server.source_server_id
        for server in servers
        if server.job_id in launches and server.verdict == Verdict.SUCCEEDED
        if server.source_server_id and not server.recovery_instance_id
    )
    unnamed = tuple(map(ReceivedID, dict.fromkeys(ids)))
    found: list[RecoveryInstance] = []
    try:
        for start in range(0, len(unnamed), _PAGE_SIZE):
            found += _instances_of(cache, unnamed[start : start + _PAGE_SIZE])
    except DrsError as error:
        if error.retryable:
            raise
        _logger.warning(
            "The recovery instances that were launched cannot be found: %s", error
        )
    instances = {(one.job_id, one.source_server_id): one for one in found}
    return [
        attrs.evolve(
            server,
            recovery_instance_id=instance.recovery_instance_id,
            hostname=instance.hostname,
        )
        if (instance := instances.get((server.job_id, server.source_server_id)))
        else server
        for server in servers
    ]


def _instances_of(
    cache: PollCache, source_server_ids: tuple[str, ...]
) -> list[RecoveryInstance]:
    return cache.get_or_list(
        ("instances", source_server_ids),
        lambda drs: drs.describe_recovery_instances(
            source_server_ids=source_server_ids, page_size=_PAGE_SIZE
        ),
    )
