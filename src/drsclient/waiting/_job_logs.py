"""Finding in the log of a job why something failed, and what was launched."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Self

import attrs

from drsclient.errors import DrsError
from drsclient.models import JobLogEvent, JobLogEventData, JobType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from drsclient.models import Job, JobLog, LaunchStatus, SourceNetworkData
    from drsclient.waiting._reader import Reader

_logger: Final = logging.getLogger("drsclient")

# How many items to ask for at once.
_PAGE: Final = 200

# Events that are failures although their names do not end so.
_UNUSUAL: Final = (JobLogEvent.SERVER_SKIPPED, JobLogEvent.JOB_CANCEL)


@attrs.frozen
class Part:
    """What the log of a job says of one of its participants, in order."""

    items: Sequence[JobLog]

    @property
    def failures(self) -> Sequence[JobLog]:
        """
        The failures that came last.

        What goes on has overcome the failures before. The cleanup does not count: it is
        about earlier recovery instances.
        """
        last: list[JobLog] = []
        for item in self.items:
            if _is_failure(item):
                last.append(item)
            elif not (item.event or "").startswith("CLEANUP_"):
                last.clear()
        return last or [item for item in self.items if _is_failure(item)][-1:]

    @property
    def instance_id(self) -> str | None:
        """The ID of the instance that was launched, if the log has it."""
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
class Log:
    """The log of a job."""

    parts: Mapping[str | None, Sequence[JobLog]]
    """The items by the ID of what they are about; `None` is the job as a whole."""
    error: DrsError | None = None
    """Why the log could not be read, if it could not."""

    @classmethod
    def read(cls, reader: Reader, job: Job) -> Self:
        """
        Read the log of a job, or find out that this is impossible.

        Raises:
            DrsError: An error that may pass.
        """
        parts: dict[str | None, list[JobLog]] = {}
        try:
            for item in reader.read_all(
                ("log items", job.job_id),
                lambda drs: drs.describe_job_log_items(job, page_size=_PAGE),
            ):
                parts.setdefault(_subject(job, item), []).append(item)
        except DrsError as error:
            if error.retryable:
                raise
            _logger.warning("The log of %s cannot be read: %s", job.job_id, error)
            return cls({}, error)
        return cls(parts)

    def part(self, *ids: str | None) -> Part:
        """Return what it says of a participant with one of these IDs."""
        found = (self.parts[key] for key in ids if key and key in self.parts)
        return Part(next(found, ()))

    def why(
        self, part: Part, status: LaunchStatus | None
    ) -> tuple[str, JobLogEvent | None]:
        """Return the reason why a participant has failed, and the event with it."""
        failures = part.failures or Part(self.parts.get(None, ())).failures
        if failures:
            # What follows from a failure is logged as a failure, too.
            explained = (item for item in failures if _data(item).raw_error)
            cause = next(explained, failures[0])
            texts = filter(None, (cause.event, _data(cause).raw_error))
            return ": ".join(texts), cause.event
        if self.error is not None:
            return f"unknown: the log of its job cannot be read: {self.error}", None
        known = status or "unknown"
        return f"its status is {known}, and the log of its job does not say why", None


def _data(item: JobLog) -> JobLogEventData:
    return item.event_data or JobLogEventData()


def _subject(job: Job, item: JobLog) -> str | None:
    data = _data(item)
    if data.source_network_data:
        return data.source_network_data.source_network_id
    # One job can terminate several recovery instances of the same source server.
    if job.type == JobType.TERMINATE and data.target_instance_id:
        return data.target_instance_id
    return data.source_server_id


def _is_failure(item: JobLog) -> bool:
    event = item.event or ""
    return event in _UNUSUAL or event.endswith(("_FAIL", "_FAILED"))


def _first(texts: Iterable[str | None]) -> str | None:
    return next(filter(None, texts), None)
