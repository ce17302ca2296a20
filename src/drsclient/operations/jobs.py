"""The operations on jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

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
        Iterate over the jobs of the account in this Region, or some of them.

        The jobs meet every condition that you give. A job that is `COMPLETED` may have
        failed: check the `launch_status` of each participating server. Nothing is sent
        before you ask for the first job. An empty list of IDs matches nothing.

        Source: the API operation DescribeJobs.

        Args:
            job_ids: Only jobs with these IDs: `drsjob-` and 17 letters and digits.
            from_date: Only jobs from this time on. It needs a UTC offset.
            to_date: Only jobs up to this time. It needs a UTC offset.
            page_size: How many jobs to request with one call, at least 1. By default,
                the service decides.

        Returns:
            An iterator over the jobs, newest first. More than 1000 IDs become several
            calls, each of which has its own order.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._many(
            models.Job,
            "items",
            self._api.describe_jobs,
            filters={
                "jobIDs": id_list(job_ids),
                "fromDate": converted(from_date),
                "toDate": converted(to_date),
            },
            maxResults=if_given(page_size),
        )

    def describe_job_log_items(
        self, job_id: str, *, page_size: int | None = None
    ) -> Iterator[JobLog]:
        """
        Iterate over the log of a job.

        The log tells what happened to each server, and why something failed: see
        `JobLogEventData.raw_error`. Nothing is sent before you ask for the first item.

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
        Delete a job from the account's job history.

        Source: the API operation DeleteJob.

        Args:
            job_id: The ID of the job: `drsjob-` and 17 letters and digits.

        Raises:
            DrsParameterError: The ID is not a job's; nothing was sent.
            ResourceNotFoundException: The job does not exist.
            ConflictException: The job cannot be deleted in its current state.
        """
        self._nothing(self._api.delete_job, jobID=job_id)
