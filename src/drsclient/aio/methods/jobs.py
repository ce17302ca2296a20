"""The async methods of `JobOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from drsclient.models import HasJobId, Job, JobLog


class AsyncJobOperations(AsyncMethods):
    """The methods of `JobOperations`, for async programs."""

    __slots__ = ()

    def describe_jobs(
        self,
        *,
        job_ids: Iterable[str | HasJobId] | None = None,
        from_date: datetime | None = None,
        to_date: datetime | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[Job]:
        """
        Iterate over the jobs in this Region.

        See `DrsClient.describe_jobs`.
        """
        return self._iterate(
            self._drs.describe_jobs,
            job_ids=job_ids,
            from_date=from_date,
            to_date=to_date,
            page_size=page_size,
        )

    async def get_job(self, job_id: str | HasJobId) -> Job:
        """
        Return a job by its ID, in its current state.

        See `DrsClient.get_job`.
        """
        return await self._call(self._drs.get_job, job_id)

    def describe_job_log_items(
        self, job_id: str | HasJobId, *, page_size: int | None = None
    ) -> AsyncIterator[JobLog]:
        """
        Iterate over the log of a job.

        See `DrsClient.describe_job_log_items`.
        """
        return self._iterate(
            self._drs.describe_job_log_items, job_id, page_size=page_size
        )

    async def delete_job(self, job_id: str | HasJobId) -> None:
        """
        Delete a job from the job history.

        See `DrsClient.delete_job`.
        """
        await self._call(self._drs.delete_job, job_id)
