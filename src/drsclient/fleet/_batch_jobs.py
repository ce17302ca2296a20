"""Jobs for many servers: as few jobs as possible, and no server in two of them."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from drsclient._backoff import backoff
from drsclient._ids import chosen_snapshot, items_of, own_id, with_ids
from drsclient._json import is_object
from drsclient._options import check_bool
from drsclient.errors import (
    ConflictException,
    DrsConfigurationError,
    DrsError,
    DrsParameterError,
    NotAttemptedError,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
)
from drsclient.fleet._lost_responses import LostJobs
from drsclient.fleet._runner import MAX_FAILURES, FleetOptions, FleetRunner
from drsclient.models import (
    HasRecoverySnapshotId,
    InitiatedBy,
    JobStatus,
    StartRecoveryRequestSourceServer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError
    from drsclient.fleet._fleets import Fleets
    from drsclient.models import HasRecoveryInstanceId, HasSourceServerId, Job
    from drsclient.outcomes import FleetOutcome

_logger: Final = logging.getLogger("drsclient")

# The quotas that ended jobs free again: jobs in progress, servers in active jobs.
_SERVERS_IN_ALL_JOBS: Final = "L-05AFA8C6"
_RUNNING_JOBS_QUOTAS: Final = ("L-D88FAC3A", _SERVERS_IN_ALL_JOBS)
_SERVERS_IN_A_JOB: Final = "L-B827C881"
# How long to wait before a job is started again that such a quota refused, in seconds.
_QUOTA_POLL_INTERVAL: Final = 15.0
# The maximum pause before the existing jobs are listed again, in seconds.
_MAX_PAUSE: Final = 10.0

# The initiators of jobs for recovery instances, by API operation.
_INITIATORS: Final = {
    "StartFailbackLaunch": InitiatedBy.FAILBACK,
    "TerminateRecoveryInstances": InitiatedBy.TERMINATE_RECOVERY_INSTANCES,
}

_Batch: TypeAlias = tuple[str, ...]
"""The IDs of the servers that one job is started for."""

_Split: TypeAlias = "Callable[[Iterable[str], int], list[list[str]]]"
"""Splits IDs into batches of up to a number, which the service takes in one call."""


def start_recovery(
    drs: Fleets,
    clock: Clock,
    source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
    *,
    is_drill: bool,
    tags: Mapping[str, str] | None,
    options: FleetOptions[Job],
    split: _Split,
) -> FleetOutcome[Job]:
    """Implement `start_recovery_many`."""
    check_bool("is_drill", is_drill)
    snapshots = _snapshots_by_server(source_servers)
    chosen = {key: snapshot for key, snapshot in snapshots.items() if snapshot}

    def start(batch: _Batch) -> Job:
        servers = [
            StartRecoveryRequestSourceServer(
                source_server_id=key, recovery_snapshot_id=snapshots[key]
            )
            for key in batch
        ]
        return drs.start_recovery(servers, is_drill=is_drill, tags=tags)

    initiator = InitiatedBy.START_DRILL if is_drill else InitiatedBy.START_RECOVERY
    jobs = _BatchJobs(
        runner=FleetRunner(
            "StartRecovery",
            snapshots,
            options,
            clock,
            chosen,
            region_name=drs.boto3_client.meta.region_name,
        ),
        start=start,
        other_ids=snapshots,
        lost_jobs=LostJobs(
            drs=drs,
            clock=clock,
            initiated_by=initiator,
            id_of=lambda participant: participant.source_server_id,
        ),
    )
    return jobs.start_all(split(snapshots, options.servers_per_job))


def start_for_instances(
    drs: Fleets,
    clock: Clock,
    recovery_instances: Iterable[str | HasRecoveryInstanceId],
    *,
    operation_name: str,
    start: Callable[[_Batch], Job],
    options: FleetOptions[Job],
    split: _Split,
) -> FleetOutcome[Job]:
    """Implement the methods that start jobs for recovery instances."""
    pairs = with_ids("recovery_instances", recovery_instances, "recovery_instance_id")
    servers: dict[str, str | None] = {
        key: server_id
        for key, given in pairs
        if (server_id := getattr(given, "source_server_id", None))
    }
    lost_jobs = LostJobs(
        drs=drs,
        clock=clock,
        initiated_by=_INITIATORS[operation_name],
        id_of=lambda participant: participant.recovery_instance_id,
        source_server_ids=servers,
    )
    ids = dict.fromkeys(key for key, _ in pairs)
    jobs = _BatchJobs(
        runner=FleetRunner(
            operation_name,
            ids,
            options,
            clock,
            source_server_ids=servers,
            region_name=drs.boto3_client.meta.region_name,
        ),
        start=start,
        other_ids=servers,
        lost_jobs=lost_jobs,
        find_other_ids=lost_jobs.find_source_servers,
    )
    return jobs.start_all(split(ids, options.servers_per_job))


def _snapshots_by_server(source_servers: object) -> dict[str, str | None]:
    """
    Return the ID of the snapshot to launch each source server from, by its ID.

    Raises:
        DrsParameterError: An item cannot be launched, or chooses a different snapshot
            of the same server from an earlier item.
    """
    parameter, kind = "source_servers", "source_server_id"
    if is_object(source_servers):
        expected = "an iterable other than a mapping, whose values would be dropped"
        raise DrsParameterError(parameter, source_servers, expected)
    if isinstance(source_servers, HasRecoverySnapshotId):
        source_servers = [source_servers]
    snapshots = dict[str, str | None]()
    for where, item in items_of(parameter, source_servers, kind):
        server_id, snapshot_id = chosen_snapshot(item) or (own_id(item, kind), None)
        if server_id is None:
            expected = "a source server or its ID, or a recovery snapshot"
            raise DrsParameterError(where, item, expected)
        if snapshots.setdefault(server_id, snapshot_id) != snapshot_id:
            expected = "the same snapshot wherever a source server is given"
            raise DrsParameterError(where, item, expected)
    return snapshots


@attrs.define(kw_only=True, eq=False)
class _BatchJobs:
    """The jobs of a fleet, each of which is started for a batch of servers."""

    runner: FleetRunner[Job]
    """It makes one call at a time, so that each call sees which jobs were lost."""
    start: Callable[[_Batch], Job]
    """Starts a job for the servers with these IDs."""
    other_ids: Mapping[str, str | None]
    """The other ID by which an error may name a server, by the server's ID."""
    lost_jobs: LostJobs
    """The jobs that were started by calls without a response."""
    find_other_ids: Callable[[_Batch], None] = lambda _: None
    """Finds the other IDs of the servers with these IDs before a job is started."""
    _lost: dict[_Batch, DrsError] = attrs.field(
        factory=dict[_Batch, DrsError], init=False
    )
    """The last error of each call that may have started a job."""
    _has_given_up: bool = attrs.field(default=False, init=False)
    """Whether the jobs before the first call cannot be listed."""
    _is_waiting_blindly: bool = attrs.field(default=False, init=False)
    """Whether it was logged that the jobs that use up a quota cannot be listed."""

    def start_all(self, batches: list[list[str]]) -> FleetOutcome[Job]:
        """Start a job for each batch, and return the result for each server."""
        keys = [tuple(batch) for batch in batches]
        return self.runner.run(
            lambda pool: pool.call_each(self._start_batch, keys, self._report)
        )

    def _report(self, batch: _Batch) -> None:
        for key in batch:
            self.runner.report(key)

    def _start_batch(self, batch: _Batch) -> None:
        """
        Start the jobs of a batch: one, unless the service refuses it.

        A server that the error names is left out. A batch that is too large is halved.
        If running jobs use up a quota, the batch waits until one of them has ended.
        """
        self._record_existing_jobs()
        batches = deque([batch])
        while batches:
            part = batches.popleft()
            result = self.runner.result_of(self._call, part, self._resolve)
            if isinstance(result, NotAttemptedError):
                for rest in (part, *batches):
                    for _, error in self._lost_calls(rest):
                        self.runner.results.update(dict.fromkeys(rest, error))
                return
            refused_id = self._refused_id(part, result)
            if refused_id is None and isinstance(result, DrsParameterError):
                raise result  # it is about an argument that all batches share
            done = part if refused_id is None else (refused_id,)
            self.runner.results.update(dict.fromkeys(done, result))
            if refused_id is not None:
                batches.appendleft(tuple(key for key in part if key not in done))
            elif self._is_too_large(part, result):
                middle = (len(part) + 1) // 2
                batches.extendleft([part[middle:], part[:middle]])
            elif (
                isinstance(result, ServiceQuotaExceededException)
                and result.quota_code in _RUNNING_JOBS_QUOTAS
            ):
                self.runner.refusal_reports.record_error(result)
                self.runner.deadline.sleep(_QUOTA_POLL_INTERVAL)
                batches.appendleft(part)
            if batches and not batches[0]:
                batches.popleft()

    def _record_existing_jobs(self) -> None:
        """Have lost jobs found, unless that would make recovery wait for long."""
        for failures in range(1, MAX_FAILURES + 1):
            is_done = self.lost_jobs.can_be_found or self._has_given_up
            if is_done or self.runner.deadline.has_passed:
                return
            try:
                self.lost_jobs.record_existing_jobs()
            except DrsError as error:
                self._has_given_up = not error.retryable or failures == MAX_FAILURES
                if self._has_given_up:
                    text = "DescribeJobs failed before the first job: %s"
                    _logger.warning(text, error)
                else:
                    pause = min(backoff(error, failures), _MAX_PAUSE)
                    self.runner.deadline.sleep(pause)

    def _is_too_large(self, batch: _Batch, result: object) -> bool:
        """Return whether a quota refuses a batch however long it waits."""
        code = _quota_code(result)
        if len(batch) == 1 or code not in {_SERVERS_IN_A_JOB, _SERVERS_IN_ALL_JOBS}:
            return False
        return code == _SERVERS_IN_A_JOB or not self._has_running_jobs()

    def _has_running_jobs(self) -> bool:
        try:
            jobs = self.lost_jobs.drs.describe_jobs()
            return any(job.status != JobStatus.COMPLETED for job in jobs)
        except DrsError as error:
            if not self._is_waiting_blindly:
                text = "DescribeJobs failed while waiting for a quota: %s"
                _logger.warning(text, error)
            self._is_waiting_blindly = True
            return True

    def _call(self, batch: _Batch) -> Job | DrsError:
        self.find_other_ids(batch)
        lost = self._lost_calls(batch)
        if job := self._find(lost):
            return job
        try:
            job = self.start(batch)
        except DrsError as error:
            if error.may_have_taken_effect:
                # Without a look-up, a second call might launch the servers twice.
                if not self.lost_jobs.can_be_found:
                    return error
                self._lost[batch] = error
                if job := self._find(self._lost_calls(batch)):
                    return job
            error.may_have_taken_effect |= bool(lost)
            raise
        self.runner.refusal_reports.record_success()
        return job

    def _lost_calls(self, batch: _Batch) -> list[tuple[_Batch, DrsError]]:
        """Return the calls that may have started a job for any of these servers."""
        calls = self._lost.items()
        return [(ids, error) for ids, error in calls if not set(ids).isdisjoint(batch)]

    def _find(self, lost: list[tuple[_Batch, DrsError]]) -> Job | None:
        """Find a job that one of some calls has started."""
        for ids, error in lost:
            results = self.runner.results.items()
            other_job_ids = {
                result.job_id
                for key, result in results
                if key not in ids and not isinstance(result, DrsError)
            }
            try:
                if job := self.lost_jobs.find(ids, other_job_ids):
                    return job
            except DrsError as search_error:
                # It would hide that the call may have taken effect.
                raise error from search_error
        return None

    def _resolve(self, batch: _Batch, refusal: DrsServiceError) -> Job:
        if job := self._find(self._lost_calls(batch)):
            return job
        raise refusal

    def _refused_id(self, batch: _Batch, result: object) -> str | None:
        """Return the ID of the server that the error of a batch names, if any."""
        named: object = None
        # The format of a server's ID may be too new for botocore.
        cause = result
        if isinstance(result, DrsConfigurationError):
            cause = result.__cause__
        if isinstance(cause, DrsParameterError):
            named = cause.value
        elif isinstance(result, ConflictException | ResourceNotFoundException):
            named = result.resource_id
        ids = (key for key in batch if named in (key, self.other_ids.get(key)))
        return None if named is None else next(ids, None)


def _quota_code(result: object) -> str | None:
    if isinstance(result, ServiceQuotaExceededException):
        return result.quota_code
    return None
