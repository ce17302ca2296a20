"""Operations on jobs and their logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import wrong_state
from drsclient.testing._operations.pagination import (
    matches_filter,
    paginate,
    time_filter,
)

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        DeleteJobRequestTypeDef,
        DescribeJobLogItemsRequestTypeDef,
        DescribeJobsRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState


def describe_jobs(site: SiteState, parameters: DescribeJobsRequestTypeDef) -> Wire:
    """Handle `DescribeJobs`: the latest job comes first; unknown IDs match nothing."""
    filters = parameters.get("filters", {})
    ids = filters.get("jobIDs")
    is_in_range = time_filter(filters.get("fromDate"), filters.get("toDate"))
    page, more = paginate(
        reversed(list(site.jobs)),
        parameters,
        size=site.shared.page_size,
        keep=lambda job: matches_filter(job.job_id, ids) and is_in_range(job.created),
        descending=True,
    )
    return {"items": [job.wire(site) for job in page], **more}


def describe_job_log_items(
    site: SiteState, parameters: DescribeJobLogItemsRequestTypeDef
) -> Wire:
    """Handle `DescribeJobLogItems`; an unknown job has no log."""
    job = site.jobs.records.get(parameters["jobID"])
    page, more = paginate(
        job.log if job else [], parameters, size=site.shared.page_size
    )
    return {"items": [item.wire() for item in page], **more}


def delete_job(site: SiteState, parameters: DeleteJobRequestTypeDef) -> Wire:
    """Handle `DeleteJob`: only jobs that have ended can be deleted."""
    job = site.jobs.find(parameters["jobID"])
    if job.progress.state != "COMPLETED":
        raise wrong_state(
            "Job", job.key, job.progress.state, "DeleteJob", needs="COMPLETED"
        )
    for key in job.participants:
        participant = site.participants.find(key)
        for run in participant.launch_action_runs or ():
            site.launch_action_runs.remove(site.launch_action_runs.find(run))
        site.participants.remove(participant)
    site.jobs.remove(job)
    return {}
