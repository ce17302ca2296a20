"""The logs of jobs: the reasons for failures, and the resources that were launched."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Self

import attrs

from drsclient.errors import DrsError
from drsclient.models import JobLogEvent, JobLogEventData, JobType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drsclient.models import Job, JobLog, LaunchStatus, SourceNetworkData
    from drsclient.waiting._polling import PollCache

_logger: Final = logging.getLogger("drsclient")

# The page size of DescribeJobLogItems, in items.
_PAGE_SIZE: Final = 200

# Events that are failures although their names do not end with FAIL or FAILED.
_FAILURE_EVENTS: Final = (JobLogEvent.SERVER_SKIPPED, JobLogEvent.JOB_CANCEL)


@attrs.frozen
class ParticipantLog:
    """The log items of one participant of a job, in order."""

    items: Sequence[JobLog]

    @property
    def failures(self) -> Sequence[JobLog]:
        """
        The last failures in a row.

        A participant that continues has overcome its earlier failures. Cleanup events
        do not count as that: they are about earlier recovery instances.
        """
        last: list[JobLog] = []
        for item in self.items:
            if _is_failure(item):
                last.append(item)
            elif not (item.event or "").startswith("CLEANUP_"):
                last.clear()
        return last or [item for item in self.items if _is_failure(item)][-1:]

    @property
    def last_event(self) -> JobLogEvent | None:
        """The event of the last item, if there is one."""
        return self.items[-1].event if self.items else None

    @property
    def instance_id(self) -> str | None:
        """The ID of the launched instance, if the log has it."""
        return _first(
            _data(item).target_instance_id
            for item in self.items
            if item.event == JobLogEvent.LAUNCH_END
        )

    @property
    def stack_name(self) -> str | None:
        """The name of the stack with the recovered network, if the log has it."""
        return _first(network.stack_name for network in self._networks)

    @property
    def target_vpc(self) -> str | None:
        """The ID of the recovered VPC, if the log has it."""
        return _first(network.target_vpc for network in self._networks)

    @property
    def _networks(self) -> list[SourceNetworkData]:
        networks = (_data(item).source_network_data for item in self.items)
        return [network for network in networks if network]


@attrs.frozen
class JobLogReport:
    """The log of a job by participant, or the reason why it could not be read."""

    items: Mapping[str | None, Sequence[JobLog]]
    """The items by the ID of their participant; `None` stands for the whole job."""
    error: DrsError | None = None
    """The error because of which the log could not be read, if any."""

    @classmethod
    def read(cls, cache: PollCache, job: Job) -> Self:
        """
        Read the log of a job, or keep the error because of which this is impossible.

        Raises:
            DrsError: A transient error.
        """
        items: dict[str | None, list[JobLog]] = {}
        try:
            for item in cache.get_or_list(
                ("log items", job.job_id),
                lambda drs: drs.describe_job_log_items(job, page_size=_PAGE_SIZE),
            ):
                for key in _participant_ids(job, item):
                    items.setdefault(key, []).append(item)
        except DrsError as error:
            if error.retryable:
                raise
            _logger.warning("The log of %s cannot be read: %s", job.job_id, error)
            return cls({}, error)
        return cls(items)

    def participant(self, *ids: str | None) -> ParticipantLog:
        """Return the log items of the participant that has one of these IDs."""
        found = (self.items[key] for key in ids if key and key in self.items)
        return ParticipantLog(next(found, ()))

    def failure_reason(
        self, log: ParticipantLog, status: LaunchStatus | None
    ) -> tuple[str, JobLogEvent | None]:
        """Return the reason why a participant failed, and the event that has it."""
        failures = log.failures or ParticipantLog(self.items.get(None, ())).failures
        if failures:
            # The consequences of a failure are logged as failures, too.
            explained = (item for item in failures if _data(item).raw_error)
            cause = next(explained, failures[0])
            texts = filter(None, (cause.event, _data(cause).raw_error))
            return ": ".join(texts), cause.event
        if self.error is not None:
            return f"unknown: the log of its job cannot be read: {self.error}", None
        last = f", its last event is {log.last_event}" if log.last_event else ""
        known = f"its status is {status or 'unknown'}{last}"
        return f"{known}, and the log of its job gives no reason", None


@attrs.define(eq=False)
class RunningJobLogs:
    """
    The logs of running jobs, which have the phases of their participants.

    They are only for display. So an error neither ends a poll nor is it retried before
    the next one.
    """

    is_watched: bool
    """Whether the logs are read: nothing displays the outcomes of other waits."""
    _reports: dict[str, JobLogReport] = attrs.field(
        factory=dict[str, JobLogReport], init=False
    )
    _can_be_read: bool = attrs.field(default=True, init=False)

    def read(self, cache: PollCache, jobs: Iterable[Job]) -> None:
        """Read the logs of running jobs, each with one list, up to the first error."""
        for job in jobs if self.is_watched else ():
            # Another error would most likely be the same, such as a missing permission.
            if not self._can_be_read:
                return
            try:
                report = JobLogReport.read(cache, job)
            except DrsError:
                return
            self._reports[job.job_id] = report
            self._can_be_read = report.error is None

    def report(self, job: Job) -> JobLogReport:
        """Return the last report on a job, which is empty before the first one."""
        return self._reports.get(job.job_id, JobLogReport({}))


def _data(item: JobLog) -> JobLogEventData:
    return item.event_data or JobLogEventData()


def _participant_ids(job: Job, item: JobLog) -> set[str | None]:
    data = _data(item)
    if data.source_network_data:
        return {data.source_network_data.source_network_id}
    # One job can terminate several recovery instances of the same source server, and it
    # may not name the instances.
    if job.type == JobType.TERMINATE and data.target_instance_id:
        return {data.target_instance_id, data.source_server_id}
    return {data.source_server_id}


def _is_failure(item: JobLog) -> bool:
    event = item.event or ""
    return event in _FAILURE_EVENTS or event.endswith(("_FAIL", "_FAILED"))


def _first(texts: Iterable[str | None]) -> str | None:
    return next(filter(None, texts), None)
