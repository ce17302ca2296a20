"""Reading outcomes, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from drsclient._clock import time_of_day
from drsclient.fleet import FleetProgress
from drsclient.outcomes import ExecutionOutcome, JobOutcome, ReplicationOutcome
from drsclient.watching import _launching, _replicating
from drsclient.watching._names import Names
from drsclient.watching._rates import Rates
from drsclient.watching._texts import counts_text
from drsclient.watching._views import View

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from drsclient._clock import Clock
    from drsclient.watching._views import Row

    Progress: TypeAlias = (
        ReplicationOutcome | JobOutcome | ExecutionOutcome | FleetProgress[object]
    )


class Reader:
    """Reads one outcome after another, and remembers what the next one leaves out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names = Names()
        self._rates = Rates()
        self._calls: dict[str, Row] = {}
        self._subject: Hashable = None
        self._has_ended = True

    def read(self, progress: Progress) -> View:
        """Return what there is to see."""
        subject = _subject_of(progress)
        is_first = self._has_ended or subject != self._subject
        if isinstance(progress, FleetProgress):
            # The fleet before may have been interrupted.
            is_first |= progress.succeeded + progress.failed == 1
        if is_first:
            self._rates, self._calls, self._subject = Rates(), {}, subject
        if isinstance(progress, ReplicationOutcome):
            moment = progress.date_time
        else:
            moment = time_of_day(self._clock)
        found, summary, self._has_ended = self._read(progress)
        rows = tuple(found)
        return View(
            moment=moment,
            is_first=is_first,
            rows=rows,
            # A fleet that looked at all calls after each call would take forever.
            news=rows[-1:] if isinstance(progress, FleetProgress) else rows,
            summary=summary,
            has_ended=self._has_ended,
        )

    def _read(self, progress: Progress) -> tuple[Iterable[Row], str, bool]:
        """Return the rows, what sums them up, and whether there is more to come."""
        if isinstance(progress, ReplicationOutcome):
            rows = _replicating.rows(progress, self._rates, self._names)
            return rows, _replicating.summary(rows), progress.has_ended
        if isinstance(progress, JobOutcome):
            rows = _launching.job_rows(progress, self._names)
            return rows, _launching.summary(rows), progress.has_ended
        if isinstance(progress, ExecutionOutcome):
            rows = _launching.execution_rows(progress, self._names)
            return rows, _launching.summary(rows), progress.has_ended
        self._calls[progress.resource_id] = _launching.call_row(
            progress.operation_name, progress.resource_id, progress.result, self._names
        )
        done, failed, total = progress.succeeded, progress.failed, progress.total
        text = counts_text("call", total=total, done=done, failed=failed)
        return self._calls.values(), text, done + failed >= total


def _subject_of(progress: Progress) -> Hashable:
    """Return what an outcome is about, to know when a wait or a fleet begins."""
    if isinstance(progress, ReplicationOutcome):
        return tuple(server.source_server_id for server in progress.servers)
    if isinstance(progress, JobOutcome):
        return tuple(job.job_id for job in progress.jobs)
    if isinstance(progress, ExecutionOutcome):
        return progress.execution.recovery_plan_execution_arn
    return progress.operation_name, progress.total
