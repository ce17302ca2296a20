"""The life cycle of jobs, and what all kinds of jobs need: participants and logs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._errors import conflict, quota_exceeded
from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.jobs import Job, LogItem, Participant
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from drsclient.testing._records.recovery_instances import RecoveryInstance
    from drsclient.testing._state.site_state import SiteState

PENDING_TIME: Final = timedelta(seconds=1)
"""The time that a job and its participants are pending."""

JOB: Final = LifeCycle[Job](
    name="job",
    table="jobs",
    progress_field="progress",
    initial="PENDING",
    transitions=(
        Transition("PENDING", "start", "STARTED", PENDING_TIME),
        Transition(
            "STARTED",
            "(end)",
            "COMPLETED",
            timedelta(seconds=3),
            "after its last participant has ended",
        ),
    ),
)


def start_job(
    site: SiteState, *, job_type: str, initiated_by: str, tags: Mapping[str, str]
) -> Job:
    """
    Create a job, which starts after `PENDING_TIME`.

    Raises:
        FakeError: There are too many jobs already.
    """
    check_job_quota(site)
    job = site.jobs.add(
        Job(
            number=site.shared.new_number(),
            job_id=site.shared.new_id("drsjob-"),
            progress=Progress(state=JOB.initial, since=site.now),
            type=job_type,
            initiated_by=initiated_by,
            created=site.now,
            tags=dict(tags),
        )
    )
    JOB.schedule_timed_events(site, job)
    return job


def check_job_quota(site: SiteState) -> None:
    """
    Check that another job can be started.

    Raises:
        FakeError: There are too many jobs already.
    """
    most = site.shared.quotas.concurrent_jobs
    if sum(job.progress.state != "COMPLETED" for job in site.jobs) >= most:
        raise quota_exceeded(
            "L-D88FAC3A", f"at most {most} jobs can be in progress at the same time"
        )


def add_participant(site: SiteState, job: Job, participant: Participant) -> Participant:
    """Add a participant to the job that it was created for."""
    site.participants.add(participant)
    job.participants.append(participant.key)
    return participant


def add_instance(
    site: SiteState, job: Job, instance: RecoveryInstance, *, life_cycle: str
) -> Participant:
    """Add a recovery instance to a job as a participant."""
    return add_participant(
        site,
        job,
        Participant(
            number=site.shared.new_number(),
            job_id=job.job_id,
            life_cycle=life_cycle,
            progress=Progress(state="PENDING", since=site.now),
            source_server_id=instance.source_server_id,
            recovery_instance_id=instance.recovery_instance_id,
        ),
    )


def log(site: SiteState, job: Job, event: str, /, **data: object) -> None:
    """Add an item to a job's log; `data` has wire names, and `None` is left out."""
    job.log.append(
        LogItem(
            number=site.shared.new_number(),
            time=site.now,
            event=event,
            data={name: value for name, value in data.items() if value is not None},
        )
    )


def log_participant(
    site: SiteState, participant: Participant, event: str, /, **data: object
) -> None:
    """Add an item about a participant to the log of its job, as `log` does."""
    job = site.jobs.find(participant.job_id)
    log(site, job, event, sourceServerID=participant.source_server_id, **data)


def end_job_if_last(site: SiteState, participant: Participant) -> None:
    """End a participant's job if all its participants have ended."""
    _end_job_if_idle(site, site.jobs.find(participant.job_id))


def _end_job_if_idle(site: SiteState, job: Job) -> None:
    if all(site.participants.find(key).has_ended for key in job.participants):
        JOB.schedule(site, job, "(end)")


def check_servers(site: SiteState, source_server_ids: Sequence[str]) -> None:
    """
    Check that a new job may have these source servers.

    Raises:
        FakeError: A quota would be exceeded, or a job is processing one of them.
    """
    most = site.shared.quotas.servers_in_a_job
    if len(source_server_ids) > most:
        raise quota_exceeded(
            "L-B827C881", f"a job can have at most {most} source servers"
        )
    most = site.shared.quotas.servers_in_all_jobs
    busy = sum(
        participant.source_server_id is not None and not participant.has_ended
        for participant in site.participants
    )
    if busy + len(source_server_ids) > most:
        raise quota_exceeded(
            "L-05AFA8C6", f"all jobs can have at most {most} source servers together"
        )
    check_idle(site, source_server_ids)


def check_idle(site: SiteState, source_server_ids: Collection[str]) -> None:
    """
    Check that no job is processing these source servers.

    Raises:
        FakeError: A job is processing one of them.
    """
    for participant in site.participants:
        job = site.jobs.find(participant.job_id)
        if (
            participant.source_server_id in source_server_ids
            and job.progress.state != "COMPLETED"
        ):
            raise conflict(
                "SourceServer",
                str(participant.source_server_id),
                "One or more of the Source Servers included in API call are currently"
                " being processed by a Job",
            )


@JOB.on_entering("STARTED")
def _start(site: SiteState, job: Job) -> None:
    log(site, job, "JOB_START")
    # In a copy of an account, they may have ended before.
    _end_job_if_idle(site, job)


@JOB.on_entering("COMPLETED")
def _end(site: SiteState, job: Job) -> None:
    job.ended = site.now
    log(site, job, "JOB_END")
