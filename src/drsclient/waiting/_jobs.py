"""The poller of jobs, and the outcomes of their participants."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, TypeVar

import attrs
from immutabledict import immutabledict

from drsclient._ids import ids_of
from drsclient.errors import DrsError, JobNotFoundError
from drsclient.models import InitiatedBy, Job, JobStatus, JobType, LaunchStatus
from drsclient.outcomes import (
    FleetOutcome,
    JobOutcome,
    NetworkOutcome,
    ParticipantOutcome,
    PendingOutcome,
    ServerOutcome,
    Verdict,
)
from drsclient.waiting._job_logs import JobLogReport
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


@attrs.frozen(kw_only=True)
class SubmittedJobs:
    """The jobs that a wait is for, and the resources that were to take part in them."""

    job_ids: tuple[str, ...]
    ids: tuple[str, ...] = ()
    """The IDs of the resources, if they are known, in order."""
    are_recovery_instances: bool = False
    """Whether these are recovery instances; otherwise, they are source servers."""
    failed: Mapping[str, DrsError] = immutabledict()
    """The errors of the resources for which no job was started, by their IDs."""
    succeeded: Mapping[str, Job] = immutabledict()
    """The jobs of the other resources, by their IDs."""
    snapshot_ids: Mapping[str, str] = immutabledict()
    """The IDs of the recovery snapshots that were chosen, by those of the servers."""

    @classmethod
    def of(
        cls, jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job]
    ) -> SubmittedJobs:
        """
        Return the jobs that a caller passed.

        Raises:
            DrsParameterError: The argument is not valid.
        """
        if not isinstance(jobs, FleetOutcome):
            return cls(job_ids=ids_of("jobs", jobs, "job_id"))
        are_recovery_instances = jobs.operation_name in _INSTANCE_OPERATIONS or any(
            # `call_many` was given a function, whose name says nothing.
            job.initiated_by in _INSTANCE_JOBS
            for job in jobs.succeeded.values()
        )
        return cls(
            job_ids=ids_of("jobs", jobs.succeeded.values(), "job_id"),
            ids=tuple(jobs.results),
            are_recovery_instances=are_recovery_instances,
            failed=jobs.failed,
            succeeded=jobs.succeeded,
            snapshot_ids=jobs.recovery_snapshot_ids,
        )

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of a wait for these jobs until a poll succeeds."""
        failed = ParticipantOutcome(verdict=Verdict.FAILED)
        waiting = ParticipantOutcome(verdict=Verdict.WAITING)
        participants = [
            self._with_id(attrs.evolve(failed, reason=str(self.failed[key])), key)
            if key in self.failed
            else self._with_id(
                attrs.evolve(waiting, job_id=self.succeeded[key].job_id), key
            )
            for key in self.ids
        ]
        jobs = [attrs.evolve(waiting, job_id=job_id) for job_id in self.job_ids]
        return PendingOutcome(pending=tuple(participants or jobs))

    def servers(
        self, outcome: JobOutcome, before: JobOutcome
    ) -> tuple[ServerOutcome, ...]:
        """Return the servers of an outcome and those without a job, in order."""
        # Perhaps only the first of several checks was given the errors.
        without_job = [one for one in before.servers if one.job_id is None]
        without_job += [
            self._with_id(ServerOutcome(verdict=Verdict.FAILED, reason=str(error)), key)
            for key, error in self.failed.items()
        ]
        # The same goes for the snapshots that were chosen.
        snapshot_ids = {
            one.source_server_id: one.recovery_snapshot_id
            for one in before.servers
            if one.source_server_id and one.recovery_snapshot_id
        } | dict(self.snapshot_ids)
        servers = [
            _with_snapshot(server, snapshot_ids)
            for server in (*outcome.servers, *dict.fromkeys(without_job))
        ]
        order = {key: index for index, key in enumerate(self.ids)}

        def position(server: ServerOutcome) -> int:
            ids = (server.source_server_id, server.recovery_instance_id)
            return next((order[key] for key in ids if key in order), len(order))

        return tuple(sorted(servers, key=position))

    def _with_id(self, outcome: ParticipantT, key: str) -> ParticipantT:
        if self.are_recovery_instances:
            return attrs.evolve(outcome, recovery_instance_id=key)
        return attrs.evolve(outcome, source_server_id=key)


@attrs.frozen(kw_only=True)
class JobPoller:
    """Polls jobs until each has ended."""

    cache: PollCache
    submitted: SubmittedJobs

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of the wait until a poll succeeds."""
        return self.submitted.pending

    def poll(self, previous: JobOutcome | None) -> JobOutcome:
        """
        Poll all jobs but those that had ended in the previous poll.

        Raises:
            JobNotFoundError: There is no such job.
        """
        check_previous(previous, JobOutcome)
        before = previous or JobOutcome()
        job_ids = self.submitted.job_ids
        jobs = find_jobs(self.cache, job_ids, before)
        found = {job.job_id for job in jobs}
        missing = tuple(job_id for job_id in job_ids if job_id not in found)
        if missing:
            raise JobNotFoundError(missing)
        outcome = outcome_of_jobs(self.cache, jobs, before)
        self.cache.clear()
        return attrs.evolve(outcome, servers=self.submitted.servers(outcome, before))


def find_jobs(
    cache: PollCache, job_ids: Sequence[str], before: JobOutcome
) -> list[Job]:
    """Return the jobs that exist; jobs that had ended before are not polled again."""
    jobs = {job.job_id: job for job in before.jobs if _has_ended(job)}
    running = [job_id for job_id in job_ids if job_id not in jobs]
    found = cache.read_all(
        "jobs", lambda drs: drs.describe_jobs(job_ids=running, page_size=_PAGE_SIZE)
    )
    jobs |= {job.job_id: job for job in found}
    return [jobs[job_id] for job_id in job_ids if job_id in jobs]


def outcome_of_jobs(
    cache: PollCache, jobs: Sequence[Job], before: JobOutcome
) -> JobOutcome:
    """Return the outcome of jobs; the parts of those that had ended are kept."""
    ended = {job.job_id for job in before.jobs if _has_ended(job)}
    outcomes = [
        _kept(job, before) if job.job_id in ended else _outcome_of_job(cache, job)
        for job in jobs
    ]
    servers = [server for outcome in outcomes for server in outcome.servers]
    instances = _launched_instances(
        cache, [job for job in jobs if job.job_id not in ended], servers
    )
    return JobOutcome(
        jobs=tuple(jobs),
        servers=tuple(
            _with_instance(server, instances[key])
            if (key := (server.job_id, server.source_server_id)) in instances
            else server
            for server in servers
        ),
        networks=tuple(one for outcome in outcomes for one in outcome.networks),
    )


def _with_instance(server: ServerOutcome, instance: RecoveryInstance) -> ServerOutcome:
    return attrs.evolve(
        server,
        recovery_instance_id=instance.recovery_instance_id,
        hostname=instance.hostname,
    )


def _kept(job: Job, before: JobOutcome) -> JobOutcome:
    return JobOutcome(
        servers=tuple(one for one in before.servers if one.job_id == job.job_id),
        networks=tuple(one for one in before.networks if one.job_id == job.job_id),
    )


def _outcome_of_job(cache: PollCache, job: Job) -> JobOutcome:
    statuses = [one.launch_status for one in job.participating_servers]
    # The log also has the stack and the VPC of a recovered source network.
    log = (
        cache.read(("log", job.job_id), lambda _: JobLogReport.read(cache, job))
        if _has_ended(job)
        and (
            job.participating_resources
            or any(_verdict(job, status) == Verdict.FAILED for status in statuses)
        )
        else None
    )
    return JobOutcome(
        servers=tuple(_server(job, one, log) for one in job.participating_servers),
        networks=tuple(_network(job, one, log) for one in job.participating_resources),
    )


def _server(
    job: Job, server: ParticipatingServer, log: JobLogReport | None
) -> ServerOutcome:
    status = server.launch_status
    outcome = ServerOutcome(
        verdict=_verdict(job, status),
        source_server_id=server.source_server_id,
        job_id=job.job_id,
        launch_status=status,
        recovery_instance_id=server.recovery_instance_id,
    )
    if log is None:
        return outcome
    own = log.participant(server.recovery_instance_id, server.source_server_id)
    if outcome.verdict == Verdict.FAILED:
        reason, event = log.failure_reason(own, status)
        return attrs.evolve(outcome, reason=reason, event=event)
    instance_id = server.recovery_instance_id or own.instance_id
    return attrs.evolve(outcome, recovery_instance_id=instance_id)


def _network(
    job: Job, resource: ParticipatingResource, log: JobLogReport | None
) -> NetworkOutcome:
    status = resource.launch_status
    outcome = NetworkOutcome(
        verdict=_verdict(job, status),
        source_network_id=resource.source_network_id,
        job_id=job.job_id,
        launch_status=status,
    )
    if log is None:
        return outcome
    own = log.participant(resource.source_network_id)
    outcome = attrs.evolve(
        outcome, stack_name=own.stack_name, target_vpc=own.target_vpc
    )
    if outcome.verdict == Verdict.FAILED:
        reason, event = log.failure_reason(own, status)
        return attrs.evolve(outcome, reason=reason, event=event)
    return outcome


def _with_snapshot(
    server: ServerOutcome, snapshot_ids: Mapping[str, str]
) -> ServerOutcome:
    snapshot_id = snapshot_ids.get(server.source_server_id or "")
    if snapshot_id is None:
        return server
    return attrs.evolve(server, recovery_snapshot_id=snapshot_id)


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


def _launched_instances(
    cache: PollCache, jobs: Iterable[Job], servers: Iterable[ServerOutcome]
) -> dict[tuple[str | None, str | None], RecoveryInstance]:
    """Return the recovery instances that jobs have launched but do not name."""
    launches = {
        job.job_id
        for job in jobs
        if _has_ended(job)
        and job.type == JobType.LAUNCH
        and job.initiated_by != InitiatedBy.FAILBACK
    }
    ids = list(
        dict.fromkeys(
            server.source_server_id
            for server in servers
            if server.job_id in launches
            and server.verdict == Verdict.SUCCEEDED
            and server.recovery_instance_id is None
            and server.source_server_id
        )
    )
    found: dict[tuple[str | None, str | None], RecoveryInstance] = {}
    try:
        for start in range(0, len(ids), _PAGE_SIZE):
            for one in _instances_of(cache, tuple(ids[start : start + _PAGE_SIZE])):
                found[one.job_id, one.source_server_id] = one
    except DrsError as error:
        if error.retryable:
            raise
        _logger.warning(
            "The recovery instances that were launched cannot be found: %s", error
        )
    return found


def _instances_of(
    cache: PollCache, source_server_ids: tuple[str, ...]
) -> list[RecoveryInstance]:
    return cache.read_all(
        ("instances", source_server_ids),
        lambda drs: drs.describe_recovery_instances(
            source_server_ids=source_server_ids, page_size=_PAGE_SIZE
        ),
    )
