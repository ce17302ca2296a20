"""The jobs for many servers: as few as possible, and none of them started twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from drsclient._ids import chosen_snapshot, items_of, own_id, with_ids
from drsclient._json import is_object
from drsclient.errors import (
    ConflictException,
    DrsError,
    DrsParameterError,
    NotAttemptedError,
    ResourceNotFoundException,
    ThrottlingException,
)
from drsclient.fleet._lost_responses import LostJobs
from drsclient.fleet._runner import not_attempted, run
from drsclient.models import (
    HasRecoverySnapshotId,
    InitiatedBy,
    Job,
    StartRecoveryRequestSourceServer,
)
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError
    from drsclient.models import HasRecoveryInstanceId, HasSourceServerId
    from drsclient.operations.jobs import JobOperations

_Batch: TypeAlias = tuple[str, ...]
"""The IDs of the servers that one job is started for."""

_Split: TypeAlias = "Callable[[Iterable[str]], list[list[str]]]"
"""Splits IDs into batches that the service takes in one call."""


def start_recovery(
    source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
    *,
    is_drill: bool,
    start: Callable[[list[StartRecoveryRequestSourceServer]], Job],
    split: _Split,
    drs: JobOperations,
    clock: Clock,
    timeout: float,
) -> FleetOutcome[Job]:
    """
    Start the jobs that launch source servers.

    It raises what `start_recovery_many` documents.

    Args:
        source_servers: As for `start_recovery_many`.
        is_drill: As for `start_recovery_many`.
        start: Starts a job for some servers.
        split: Splits IDs into batches that the service takes in one call.
        drs: The client, to find jobs with.
        clock: The clock.
        timeout: For how long to start and repeat calls, in seconds.
    """
    _check_is_drill(is_drill)
    snapshots = _snapshots_by_server(source_servers)
    chosen = {key: own for key, own in snapshots.items() if own}

    def start_batch(batch: _Batch) -> Job:
        servers = (
            StartRecoveryRequestSourceServer(
                source_server_id=key, recovery_snapshot_id=snapshots[key]
            )
            for key in batch
        )
        return start(list(servers))

    return _BatchJobs(
        clock=clock,
        operation_name="StartRecovery",
        start=start_batch,
        aliases=snapshots,
        snapshots=chosen,
        lost_jobs=LostJobs(
            drs=drs,
            clock=clock,
            initiated_by=(
                InitiatedBy.START_DRILL if is_drill else InitiatedBy.START_RECOVERY
            ),
            id_of=lambda participant: participant.source_server_id,
            has_snapshots=bool(chosen),
        ),
    ).start_all(split(snapshots), timeout)


def terminate_recovery_instances(
    recovery_instances: Iterable[str | HasRecoveryInstanceId],
    *,
    start: Callable[[_Batch], Job],
    split: _Split,
    drs: JobOperations,
    clock: Clock,
    timeout: float,
) -> FleetOutcome[Job]:
    """
    Start the jobs that terminate recovery instances.

    It raises what `terminate_recovery_instances_many` documents.

    Args:
        recovery_instances: As for `terminate_recovery_instances_many`.
        start: Starts a job for the recovery instances with some IDs.
        split: As for `start_recovery`.
        drs: As for `start_recovery`.
        clock: The clock.
        timeout: As for `start_recovery`.
    """
    servers = _servers_by_instance(recovery_instances)
    return _BatchJobs(
        clock=clock,
        operation_name="TerminateRecoveryInstances",
        start=start,
        aliases=servers,
        snapshots={},
        lost_jobs=LostJobs(
            drs=drs,
            clock=clock,
            initiated_by=InitiatedBy.TERMINATE_RECOVERY_INSTANCES,
            id_of=lambda participant: participant.recovery_instance_id,
            has_snapshots=False,
        ),
    ).start_all(split(servers), timeout)


def _check_is_drill(value: object) -> None:
    # The `None` of a missing setting is refused, too.
    if not isinstance(value, bool):
        raise DrsParameterError("is_drill", value, "True or False")


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


def _servers_by_instance(
    recovery_instances: Iterable[str | HasRecoveryInstanceId],
) -> dict[str, str | None]:
    """Return the ID of each recovery instance's source server, if known, by its ID."""
    pairs = with_ids("recovery_instances", recovery_instances, "recovery_instance_id")
    return {
        recovery_instance_id: getattr(given, "source_server_id", None)
        for recovery_instance_id, given in pairs
    }


@attrs.frozen(kw_only=True)
class _BatchJobs:
    """The jobs of one kind, each of which is started for a batch of servers."""

    clock: Clock
    operation_name: str
    """The API operation that starts a job, for the outcome."""
    start: Callable[[_Batch], Job]
    """Starts a job for the servers with these IDs."""
    aliases: Mapping[str, str | None]
    """The other ID by which an error may name a server, by the server's ID."""
    snapshots: Mapping[str, str]
    """The IDs of the snapshots that were chosen, by the ID of the server."""
    lost_jobs: LostJobs
    """The jobs that were started by calls without a response."""

    def start_all(self, id_lists: list[list[str]], timeout: float) -> FleetOutcome[Job]:
        """
        Start a job for each batch, and return the result for each server.

        A server because of which a batch is refused is left out, and the job is started
        for the others.

        Args:
            id_lists: The IDs of the servers of each batch.
            timeout: For how long to start and repeat calls, in seconds.
        """
        batches = [tuple(ids) for ids in id_lists]
        results: dict[str, Job | DrsError] = {
            key: not_attempted(self.operation_name)
            for batch in batches
            for key in batch
        }

        def outcome(done: Mapping[_Batch, Job | DrsError]) -> FleetOutcome[Job]:
            self._distribute(done, results)
            return self._outcome(results)

        deadline = self.clock.monotonic() + timeout
        while batches:
            done = self._run(batches, timeout, outcome)
            batches = self._distribute(done, results)
            timeout = max(deadline - self.clock.monotonic(), 0)
        return self._outcome(results)

    def _outcome(self, results: Mapping[str, Job | DrsError]) -> FleetOutcome[Job]:
        return FleetOutcome(
            operation_name=self.operation_name,
            results=results,
            recovery_snapshot_ids=self.snapshots,
        )

    def _run(
        self,
        batches: list[_Batch],
        timeout: float,
        outcome: Callable[[Mapping[_Batch, Job | DrsError]], FleetOutcome[Job]],
    ) -> dict[_Batch, Job | DrsError]:
        """Make a call for each batch, and return the result for each."""
        lost: dict[_Batch, DrsError] = {}

        def call(batch: _Batch) -> Job:
            self.lost_jobs.record_earlier()
            if batch in lost:
                if job := self.lost_jobs.find(batch):
                    return job
                if not self.lost_jobs.can_be_found:
                    raise lost[batch]
            try:
                return self.start(batch)
            except DrsError as error:
                if error.retryable and not isinstance(error, ThrottlingException):
                    lost[batch] = error
                    if job := self.lost_jobs.find(batch):
                        return job
                raise

        def resolve(batch: _Batch, refusal: DrsServiceError) -> Job:
            if job := self.lost_jobs.find(batch):
                return job
            raise refusal

        return run(
            call,
            batches,
            operation_name=self.operation_name,
            # A call that may have taken effect is not repeated if its job is found.
            is_idempotent=True,
            resolve=resolve,
            clock=self.clock,
            max_concurrency=1,
            timeout=timeout,
            outcome=outcome,
        )

    def _distribute(
        self,
        done: Mapping[_Batch, Job | DrsError],
        results: dict[str, Job | DrsError],
    ) -> list[_Batch]:
        """Copy the batches' results to their servers; return the batches to retry."""
        remaining: list[_Batch] = []
        for batch, result in done.items():
            refused_id = self._refused_id(batch, result)
            if refused_id is None and isinstance(result, DrsParameterError):
                raise result  # it is about an argument that all batches share
            if not isinstance(result, NotAttemptedError):
                results |= dict.fromkeys([refused_id] if refused_id else batch, result)
            if refused_id:
                remaining.append(tuple(key for key in batch if key != refused_id))
        return [batch for batch in remaining if batch]

    def _refused_id(self, batch: _Batch, result: object) -> str | None:
        """Return the ID of the server that the error of a batch names, if any."""
        named: object = None
        if isinstance(result, DrsParameterError):
            named = result.value
        elif isinstance(result, ConflictException | ResourceNotFoundException):
            named = result.resource_id
        ids = (key for key in batch if named in (key, self.aliases[key]))
        return None if named is None else next(ids, None)
