"""Builder of views from the outcomes and the progress that callers pass to `Watch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from drsclient._clock import time_of_day
from drsclient._text import plain
from drsclient.errors import DrsError, DrsParameterError
from drsclient.fleet import FleetProgress
from drsclient.models import SourceServer
from drsclient.outcomes import (
    ExecutionOutcome,
    FailbackOutcome,
    JobOutcome,
    RecoveryInstanceOutcome,
    ReplicationOutcome,
)
from drsclient.watching._instance_rows import instance_rows
from drsclient.watching._launch_rows import (
    execution_rows,
    job_rows,
    summarize_launches,
)
from drsclient.watching._replication_rows import (
    ReplicationRates,
    replication_rows,
    summarize_replication,
)
from drsclient.watching._views import (
    Row,
    ServerNames,
    Urgency,
    View,
    count_rows,
    format_counts,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from drsclient._clock import Clock

    Progress: TypeAlias = (
        ReplicationOutcome
        | JobOutcome
        | ExecutionOutcome
        | RecoveryInstanceOutcome
        | FailbackOutcome
        | FleetProgress[object]
    )


class ViewBuilder:
    """
    Builds a view of each outcome, with what earlier ones told of the same resources.

    Args:
        clock: The clock that dates views of outcomes without a time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names = ServerNames()
        self._rates = ReplicationRates()
        self._call_rows: dict[str, Row] = {}
        self._subject: Hashable = None
        self._is_finished = True
        self._problems: dict[object, str] = {}
        self._last_view: View | None = None

    def build(self, progress: Progress) -> View:
        """Return the view of an outcome of a wait, or of the progress of a fleet."""
        subject = _subject_of(progress)
        is_first = self._is_finished or subject != self._subject
        if isinstance(progress, FleetProgress):
            # The last fleet may have been interrupted.
            is_first |= progress.succeeded + progress.failed == 1
        if is_first:
            self._rates, self._call_rows = ReplicationRates(), {}
            self._subject = subject
        if isinstance(progress, ReplicationOutcome):
            date_time = progress.date_time
        else:
            date_time = time_of_day(self._clock)
        found, summary, self._is_finished = self._read(progress)
        if self._is_finished:
            self._problems.clear()
        if isinstance(progress, FleetProgress):
            # Naming all rows after each call would take quadratic time.
            row = self._names.add_to(found[0])
            self._call_rows[row.resource_id] = row
            rows, changed = list(self._call_rows.values()), [row]
        else:
            rows = changed = [self._names.add_to(row) for row in found]
        view = View(
            date_time=date_time,
            is_first=is_first,
            rows=tuple(rows),
            changed_rows=tuple(changed),
            summary=summary,
            is_finished=self._is_finished,
            problems=tuple(self._problems.values()),
        )
        self._last_view = None if view.is_finished else view
        return view

    def add_problem(self, source: object, problem: str) -> View:
        """Return the last view with the problem of a wait or a fleet."""
        self._problems[source] = problem
        return self._problem_view(f"{problem}; retrying")

    def remove_problem(self, source: object, message: str) -> View:
        """Return the last view without the problem of a wait or a fleet."""
        self._problems.pop(source, None)
        return self._problem_view(message)

    def _problem_view(self, message: str) -> View:
        date_time = time_of_day(self._clock)
        last = self._last_view or View(
            date_time=date_time,
            is_first=False,
            rows=(),
            changed_rows=(),
            summary="",
            is_finished=False,
        )
        return attrs.evolve(
            last,
            date_time=date_time,
            is_first=False,
            changed_rows=(),
            problems=tuple(self._problems.values()),
            message=message,
        )

    def _read(self, progress: Progress) -> tuple[list[Row], str, bool]:
        """Return the new rows, a summary, and whether the wait or fleet is finished."""
        if isinstance(progress, FleetProgress):
            done, failed, total = progress.succeeded, progress.failed, progress.total
            text = format_counts("call", total=total, done=done, failed=failed)
            return [_call_row(progress, self._names)], text, done + failed >= total
        if isinstance(progress, ReplicationOutcome):
            rows = replication_rows(progress, self._rates, self._names)
            return rows, summarize_replication(rows), progress.has_ended
        if isinstance(progress, RecoveryInstanceOutcome | FailbackOutcome):
            rows = instance_rows(progress, self._names)
            return rows, count_rows("instance", rows), progress.has_ended
        if isinstance(progress, JobOutcome):
            rows = job_rows(progress, self._names)
        else:
            rows = execution_rows(progress, self._names)
        return rows, summarize_launches(rows), progress.has_ended


def _subject_of(progress: Progress) -> Hashable:
    """Return the identity of the wait or fleet, which tells when another one begins."""
    if isinstance(progress, ReplicationOutcome):
        return tuple(server.source_server_id for server in progress.servers)
    if isinstance(progress, JobOutcome):
        return tuple(job.job_id for job in progress.jobs)
    if isinstance(progress, ExecutionOutcome):
        return progress.execution.recovery_plan_execution_arn
    if isinstance(progress, RecoveryInstanceOutcome | FailbackOutcome):
        ids = (instance.recovery_instance_id for instance in progress.instances)
        return type(progress), *ids
    return progress.operation_name, progress.total


def _call_row(progress: FleetProgress[object], names: ServerNames) -> Row:
    """Return the row of a fleet's last call, and collect the server's name from it."""
    result = progress.result
    is_refused = isinstance(result, DrsParameterError)
    resource_id = progress.resource_id
    resource_id = plain(resource_id) if is_refused else resource_id
    if isinstance(result, SourceServer):
        name, hostname = result.name or result.hostname, result.hostname
        names.add(resource_id, name=name, hostname=hostname)
    is_failed = isinstance(result, DrsError)
    return Row(
        resource_id=resource_id,
        state=progress.operation_name,
        urgency=Urgency.FAILED if is_failed else Urgency.DONE,
        reason=str(result) if is_failed else "",
    )
