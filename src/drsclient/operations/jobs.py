"""The operations on jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from drsclient.models import (
        HasJobId,
        Job,
        JobLog,
    )


class JobOperations(OperationGroup):
    """The operations on jobs."""

    __slots__ = ()

    def describe_jobs(
        self,
        *,
        job_ids: Iterable[str | HasJobId] | None = None,
        from_date: datetime | None = None,
        to_date: datetime | None = None,
        page_size: int | None = None,
    ) -> Iterator[Job]:
        """
        Iterate over the jobs in this Region.

        A job must match all filters. The first request is sent when you start
        iterating.

        A job ends as `COMPLETED` even if its launches failed: check the `launch_status`
        of each participating server.

        Calls the API operation DescribeJobs.

        Args:
            job_ids: Only these jobs, as models or IDs: `drsjob-` and 17 letters and
                digits. More than 1,000 are split across several calls. An empty list
                matches nothing, and no call is made.
            from_date: Only jobs from this time on. The time must have a UTC offset.
            to_date: Only jobs up to this time. The time must have a UTC offset.
            page_size: The maximum number of jobs to request per call, at least 1. By
                default, the service decides.

        Returns:
            An iterator over the jobs, newest first. If the IDs are split across several
            calls, the order applies within each call.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.Job,
            "items",
            self._api.describe_jobs,
            filters={
                "jobIDs": argument(job_ids),
                "fromDate": argument(from_date),
                "toDate": argument(to_date),
            },
            maxResults=argument(page_size),
        )

    def get_job(self, job_id: str | HasJobId) -> Job:
        """
        Return a job by its ID, in its current state.

        Calls the API operation DescribeJobs.

        Args:
            job_id: The job, or its ID: `drsjob-` and 17 letters and digits.

        Returns:
            The job.

        Raises:
            DrsParameterError: The ID is not a job ID; nothing was sent.
            DrsNotFoundError: The job does not exist.
        """
        return self._find(
            "JobID",
            job_id,
            lambda key: self.describe_jobs(job_ids=[key]),
        )

    def describe_job_log_items(
        self, job_id: str | HasJobId, *, page_size: int | None = None
    ) -> Iterator[JobLog]:
        """
        Iterate over the log of a job.

        The log contains the events of each server, with the error message of each
        failure in `JobLogEventData.raw_error`.

        The first request is sent when you start iterating.

        Calls the API operation DescribeJobLogItems.

        Args:
            job_id: The job, or its ID: `drsjob-` and 17 letters and digits.
            page_size: The maximum number of items to request per call, at least 1. By
                default, the service decides.

        Returns:
            An iterator over the items of the log.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.JobLog,
            "items",
            self._api.describe_job_log_items,
            jobID=argument(job_id),
            maxResults=argument(page_size),
        )

    def delete_job(self, job_id: str | HasJobId) -> None:
        """
        Delete a job from the job history.

        Calls the API operation DeleteJob.

        Args:
            job_id: The job, or its ID: `drsjob-` and 17 letters and digits.

        Raises:
            DrsParameterError: The ID is not a job ID; nothing was sent.
            ResourceNotFoundException: The job does not exist.
            ConflictException: The state of the job does not allow the operation.
        """
        self._nothing(self._api.delete_job, jobID=argument(job_id))
