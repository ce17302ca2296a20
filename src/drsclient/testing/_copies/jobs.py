"""
Copy jobs and their logs.

A job that has ended never changes, so its answer is kept as it is. The participants of
a job in progress continue from the phase in its log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from drsclient.testing._copies.participants import (
    copy_participants,
    link_converted_snapshot,
    resume_participant,
)
from drsclient.testing._life_cycles.converted_snapshots import CONVERTED_SNAPSHOT
from drsclient.testing._life_cycles.jobs import JOB
from drsclient.testing._records.jobs import Job, LogItem
from drsclient.testing._records.record import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire


def copy_jobs(copy: SiteCopy) -> None:
    """Copy the jobs of an account in a Region, of which the latest comes first."""
    answers = copy.answers.items("DescribeJobs")
    _infer_assumption(copy, answers)
    for answer in reversed(answers):
        job = _copy_job(copy, answer)
        if job.observed is None:
            copy_participants(copy, job, answer)


def _infer_assumption(copy: SiteCopy, answers: Sequence[Wire]) -> None:
    """Infer whether termination jobs name the instances."""
    terminated = [
        server
        for answer in answers
        for server in answer.get("participatingServers", ())
        if answer.get("type") == "TERMINATE"
    ]
    if terminated and not any("recoveryInstanceID" in one for one in terminated):
        shared = copy.site.shared
        shared.assumptions = attrs.evolve(
            shared.assumptions, termination_jobs_name_instances=False
        )


def _copy_job(copy: SiteCopy, answer: Wire) -> Job:
    site, job_id = copy.site, answer["jobID"]
    created = _time(copy, answer.get("creationDateTime"), copy.now)
    ended = answer.get("endDateTime")
    state = answer.get("status", "COMPLETED" if ended else "STARTED")
    job = Job(
        number=site.shared.new_number(),
        job_id=job_id,
        progress=Progress(state=state, since=created),
        type=answer.get("type", "LAUNCH"),
        initiated_by=answer.get("initiatedBy", "START_RECOVERY"),
        created=created,
        ended=_time(copy, ended, copy.now) if ended else None,
        tags=answer.get("tags", {}),
        log=list(_log(copy, job_id, created)),
        observed=answer if state == "COMPLETED" else None,
    )
    return site.jobs.add(job)


def _log(copy: SiteCopy, job_id: str, created: datetime) -> Iterator[LogItem]:
    time = created
    for item in copy.answers.items("DescribeJobLogItems", job_id):
        time = _time(copy, item.get("logDateTime"), time)
        if "event" in item:
            yield LogItem(
                number=copy.site.shared.new_number(),
                time=time,
                event=item["event"],
                data=item.get("eventData", {}),
            )
        else:
            copy.skip(f"an item in the log of {job_id}", "it has no known event")


def _time(copy: SiteCopy, text: str | None, default: datetime) -> datetime:
    return default if text is None else copy.past(text)


def link_jobs(copy: SiteCopy) -> None:
    """Resume the jobs in progress, those of staging accounts with the launches."""
    site = copy.site
    for job in site.jobs:
        if job.progress.state == "COMPLETED":
            continue
        JOB.schedule_timed_events(site, job)
        participants = [site.participants.find(key) for key in job.participants]
        for participant in participants:
            if participant.has_ended:
                continue
            if participant.life_cycle == CONVERTED_SNAPSHOT.name:
                link_converted_snapshot(copy, participant)
            resume_participant(copy, job, participant)
        ends = [participant.progress.since for participant in participants]
        is_idle = all(participant.has_ended for participant in participants)
        if is_idle and JOB.allows(job, "(end)"):
            JOB.resume(site, job, "(end)", max(ends, default=job.created))
