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
        …

        Source: the API operation DescribeJobs.

        Args:
            job_ids: …
            from_date: …
            to_date: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
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
        …

        Source: the API operation DescribeJobLogItems.

        Args:
            job_id: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
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
        …

        Source: the API operation DeleteJob.

        Args:
            job_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(self._api.delete_job, jobID=job_id)
