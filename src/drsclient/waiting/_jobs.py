"""Looking at jobs, and judging what is found."""

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
from drsclient.waiting._job_logs import Log
from drsclient.waiting._polling import check_previous

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drsclient.models import (
        HasJobId,
        ParticipatingResource,
        ParticipatingServer,
        RecoveryInstance,
    )
    from drsclient.waiting._reader import Reader

ParticipantT = TypeVar("ParticipantT", bound=ParticipantOutcome)

_logger: Final = logging.getLogger("drsclient")

# How many jobs or recovery instances to ask for at once.
_PAGE: Final = 200

# What becomes of those for which a job does what it is for.
_WANTED: Final[Mapping[JobType | None, LaunchStatus]] = {
    JobType.LAUNCH: LaunchStatus.LAUNCHED,
    JobType.TERMINATE: LaunchStatus.TERMINATED,
}


@attrs.frozen(kw_only=True)
class Started:
    """The jobs to look at, and what was to take part in one but was refused."""

    job_ids: tuple[str, ...]
    ids: tuple[str, ...] = ()
    """The IDs of all that was to take part, if they are known, in order."""
    refused: Mapping[str, DrsError] = immutabledict()
    """The errors of those for which no job was started, by their IDs."""
    started: Mapping[str, Job] = immutabledict()
    """The jobs of the others, by their IDs."""
    snapshot_ids: Mapping[str, str] = immutabledict()
    """The IDs of the recovery snapshots that were chosen, by those of the servers."""

    @classmethod
    def of(
        cls, jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job]
    ) -> Started:
        """
        Find the jobs in a caller's argument.

        Raises:
            DrsParameterError: It is not valid.
        """
        if isinstance(jobs, FleetOutcome):
            return cls(
                job_ids=ids_of("jobs", jobs.succeeded.values(), "job_id"),
                ids=tuple(jobs.results),
                refused=jobs.failed,
                started=jobs.succeeded,
                snapshot_ids=jobs.recovery_snapshot_ids,
            )
        return cls(job_ids=ids_of("jobs", jobs, "job_id"))

    @property
    def pending(self) -> PendingOutcome:
        """The outcome of a wait for these jobs before any poll succeeds."""
        failed = ParticipantOutcome(verdict=Verdict.FAILED)
        waiting = ParticipantOutcome(verdict=Verdict.WAITING)
        parts = [
            _named(attrs.evolve(failed, reason=str(self.refused[key])), key)
            if key in self.refused
            else _named(attrs.evolve(waiting, job_id=self.started[key].job_id), key)
            for key in self.ids
        ]
        jobs = [attrs.evolve(waiting, job_id=job_id) for job_id in self.job_ids]
        return PendingOutcome(pending=tuple(parts or jobs))


def look(
    reader: Reader, started: Started, *, previous: JobOutcome | None
) -> JobOutcome:
    """
    Look at all jobs but those that had ended in the previous look.

    Raises:
        JobNotFoundError: There is no such job.
    """
    check_previous(previous, JobOutcome)
    before = previous or JobOutcome()
    jobs = find(reader, started.job_ids, before)
    found = {job.job_id for job in jobs}
    missing = tuple(job_id for job_id in started.job_ids if job_id not in found)
    if missing:
        raise JobNotFoundError(missing)
    outcome = judge(reader, jobs, before)
    reader.finish()
    # Perhaps only the first of several looks was given the errors.
    refused = [one for one in before.servers if one.job_id is None]
    refused += [_refused(key, error) for key, error in started.refused.items()]
    servers = [
        _from_snapshot(server, started.snapshot_ids)
        for server in (*outcome.servers, *dict.fromkeys(refused))
    ]
    order = {key: index for index, key in enumerate(started.ids)}

    def position(server: ServerOutcome) -> int:
        ids = (server.source_server_id, server.recovery_instance_id)
        return next((order[key] for key in ids if key in order), len(order))

    return attrs.evolve(outcome, servers=tuple(sorted(servers, key=position)))


def find(reader: Reader, job_ids: Sequence[str], before: JobOutcome) -> list[Job]:
    """Find the jobs that exist; those that had ended before are as they were then."""
    jobs = {job.job_id: job for job in before.jobs if _has_ended(job)}
    wanted = [job_id for job_id in job_ids if job_id not in jobs]
    found = reader.read_all(
        "jobs", lambda drs: drs.describe_jobs(job_ids=wanted, page_size=_PAGE)
    )
    jobs |= {job.job_id: job for job in found}
    return [jobs[job_id] for job_id in job_ids if job_id in jobs]


def judge(reader: Reader, jobs: Sequence[Job], before: JobOutcome) -> JobOutcome:
    """Find out what has become of all participants that were not judged before."""
    ended = {job.job_id for job in before.jobs if _has_ended(job)}
    outcomes = [
        _kept(job, before) if job.job_id in ended else _judge(reader, job)
        for job in jobs
    ]
    servers = [server for outcome in outcomes for server in outcome.servers]
    instances = _instances(
        reader, [job for job in jobs if job.job_id not in ended], servers
    )
    return JobOutcome(
        jobs=tuple(jobs),
        servers=tuple(
            _launched_as(instances[place], server)
            if (place := (server.job_id, server.source_server_id)) in instances
            else server
            for server in servers
        ),
        networks=tuple(one for outcome in outcomes for one in outcome.networks),
    )


def _launched_as(instance: RecoveryInstance, server: ServerOutcome) -> ServerOutcome:
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


def _judge(reader: Reader, job: Job) -> JobOutcome:
    statuses = [one.launch_status for one in job.participating_servers]
    # The log also says into what a source network was recovered.
    log = (
        reader.read(("log", job.job_id), lambda _: Log.read(reader, job))
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


def _server(job: Job, server: ParticipatingServer, log: Log | None) -> ServerOutcome:
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
    part = log.part(server.recovery_instance_id, server.source_server_id)
    if outcome.verdict == Verdict.FAILED:
        reason, event = log.why(part, status)
        return attrs.evolve(outcome, reason=reason, event=event)
    instance_id = server.recovery_instance_id or part.instance_id
    return attrs.evolve(outcome, recovery_instance_id=instance_id)


def _network(
    job: Job, resource: ParticipatingResource, log: Log | None
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
    part = log.part(resource.source_network_id)
    outcome = attrs.evolve(
        outcome, stack_name=part.stack_name, target_vpc=part.target_vpc
    )
    if outcome.verdict == Verdict.FAILED:
        reason, event = log.why(part, status)
        return attrs.evolve(outcome, reason=reason, event=event)
    return outcome


def _from_snapshot(
    server: ServerOutcome, snapshot_ids: Mapping[str, str]
) -> ServerOutcome:
    snapshot_id = snapshot_ids.get(server.source_server_id or "")
    if snapshot_id is None:
        return server
    return attrs.evolve(server, recovery_snapshot_id=snapshot_id)


def _refused(key: str, error: DrsError) -> ServerOutcome:
    return _named(ServerOutcome(verdict=Verdict.FAILED, reason=str(error)), key)


def _named(outcome: ParticipantT, key: str) -> ParticipantT:
    """Return an outcome with the ID under which a fleet has it."""
    if key.startswith("i-"):
        return attrs.evolve(outcome, recovery_instance_id=key)
    return attrs.evolve(outcome, source_server_id=key)


def _has_ended(job: Job) -> bool:
    return job.status == JobStatus.COMPLETED


def _verdict(job: Job, status: LaunchStatus | None) -> Verdict:
    wanted = _WANTED.get(job.type)
    if status == LaunchStatus.FAILED:
        return Verdict.FAILED
    if wanted and status == wanted:
        return Verdict.SUCCEEDED
    if not _has_ended(job):
        return Verdict.WAITING
    return Verdict.FAILED if wanted else Verdict.SUCCEEDED


def _instances(
    reader: Reader, jobs: Iterable[Job], servers: Iterable[ServerOutcome]
) -> dict[tuple[str | None, str | None], RecoveryInstance]:
    """Find the recovery instances that jobs have launched but do not name."""
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
        for start in range(0, len(ids), _PAGE):
            for one in _described(reader, tuple(ids[start : start + _PAGE])):
                found[one.job_id, one.source_server_id] = one
    except DrsError as error:
        if error.retryable:
            raise
        _logger.warning(
            "The recovery instances that were launched cannot be found: %s", error
        )
    return found


def _described(
    reader: Reader, source_server_ids: tuple[str, ...]
) -> list[RecoveryInstance]:
    return reader.read_all(
        ("instances", source_server_ids),
        lambda drs: drs.describe_recovery_instances(
            source_server_ids=source_server_ids, page_size=_PAGE
        ),
    )
