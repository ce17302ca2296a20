"""The operations on jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, id_list, if_given, untyped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from drsclient.models import Job, JobLog


class JobOperations(OperationGroup):
    """What you can do with jobs."""

    __slots__ = ()

    def describe_jobs(
        self,
        *,
        job_ids: Iterable[str] | None = None,
        from_date: datetime | None = None,
        to_date: datetime | None = None,
        page_size: int | None = None,
    ) -> Iterator[Job]:
        """
        Iterate over the jobs in this Region.

        A job must meet every condition that you give. Nothing is sent before you ask
        for the first one.

        A job ends as `COMPLETED` even if it has failed: check the `launch_status` of
        each participating server.

        Source: the API operation DescribeJobs.

        Args:
            job_ids: Only jobs with these IDs: `drsjob-` and 17 letters and digits. More
                than 1,000 need several calls; an empty list needs none and matches
                nothing.
            from_date: Only jobs from this time on; it must have a UTC offset.
            to_date: Only jobs up to this time; it must have a UTC offset.
            page_size: How many jobs to request with one call, at least 1. By default,
                the service decides.

        Returns:
            An iterator over the jobs, newest first. If there are several calls for IDs,
            each has its own order.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._many(
            models.Job,
            "items",
            self._api.describe_jobs,
            filters={
                "jobIDs": id_list(job_ids),
                "fromDate": untyped(from_date),
                "toDate": untyped(to_date),
            },
            maxResults=if_given(page_size),
        )

    def describe_job_log_items(
        self, job_id: str, *, page_size: int | None = None
    ) -> Iterator[JobLog]:
        """
        Iterate over the log of a job.

        The log says what happened to each server, and why something failed: see
        `JobLogEventData.raw_error`.

        Nothing is sent before you ask for the first one.

        Source: the API operation DescribeJobLogItems.

        Args:
            job_id: The ID of the job: `drsjob-` and 17 letters and digits.
            page_size: How many items to request with one call, at least 1. By default,
                the service decides.

        Returns:
            An iterator over the items of the log.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._many(
            models.JobLog,
            "items",
            self._api.describe_job_log_items,
            jobID=job_id,
            maxResults=if_given(page_size),
        )

    def delete_job(self, job_id: str) -> None:
        """
        Delete a job from the job history.

        Source: the API operation DeleteJob.

        Args:
            job_id: The ID of the job: `drsjob-` and 17 letters and digits.

        Raises:
            DrsParameterError: The ID is not a job's; nothing was sent.
            ResourceNotFoundException: The job does not exist.
            ConflictException: The state of the job does not allow it.
        """
        self._nothing(self._api.delete_job, jobID=job_id)
