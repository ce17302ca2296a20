"""Jobs for many servers: as few jobs as possible, and no server in two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from drsclient._ids import chosen_snapshot, items_of, own_id, with_ids
from drsclient._json import is_object
from drsclient.errors import (
    ConflictException,
    DrsConfigurationError,
    DrsError,
    DrsParameterError,
    NotAttemptedError,
    ResourceNotFoundException,
    ThrottlingException,
)
from drsclient.fleet._lost_responses import LostJobs
from drsclient.fleet._runner import FleetOptions, FleetRunner
from drsclient.models import (
    HasRecoverySnapshotId,
    InitiatedBy,
    StartRecoveryRequestSourceServer,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError
    from drsclient.fleet._fleets import Fleets
    from drsclient.models import HasRecoveryInstanceId, HasSourceServerId, Job
    from drsclient.outcomes import FleetOutcome

_Batch: TypeAlias = tuple[str, ...]
"""The IDs of the servers that one job is started for."""

_Split: TypeAlias = "Callable[[Iterable[str]], list[list[str]]]"
"""Splits IDs into batches that the service takes in one call."""


def start_recovery(
    drs: Fleets,
    clock: Clock,
    source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
    *,
    is_drill: bool,
    tags: Mapping[str, str] | None,
    timeout: float,
    split: _Split,
) -> FleetOutcome[Job]:
    """Implement `start_recovery_many`."""
    _check_is_drill(is_drill)
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
    return _BatchJobs(
        runner=FleetRunner(
            "StartRecovery", snapshots, FleetOptions(timeout), clock, chosen
        ),
        start=start,
        other_ids=snapshots,
        lost_jobs=LostJobs(
            drs=drs,
            clock=clock,
            initiated_by=initiator,
            id_of=lambda participant: participant.source_server_id,
            has_snapshots=bool(chosen),
        ),
    ).start_all(split(snapshots))


def terminate_recovery_instances(
    drs: Fleets,
    clock: Clock,
    recovery_instances: Iterable[str | HasRecoveryInstanceId],
    *,
    timeout: float,
    split: _Split,
) -> FleetOutcome[Job]:
    """Implement `terminate_recovery_instances_many`."""
    pairs = with_ids("recovery_instances", recovery_instances, "recovery_instance_id")
    servers: dict[str, str | None] = {
        key: getattr(given, "source_server_id", None) for key, given in pairs
    }
    return _BatchJobs(
        runner=FleetRunner(
            "TerminateRecoveryInstances", servers, FleetOptions(timeout), clock
        ),
        start=drs.terminate_recovery_instances,
        other_ids=servers,
        lost_jobs=LostJobs(
            drs=drs,
            clock=clock,
            initiated_by=InitiatedBy.TERMINATE_RECOVERY_INSTANCES,
            id_of=lambda participant: participant.recovery_instance_id,
        ),
    ).start_all(split(servers))


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


@attrs.frozen(kw_only=True)
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
    _lost: dict[_Batch, DrsError] = attrs.field(
        factory=dict[_Batch, DrsError], init=False
    )
    """The last error of each call that may have started a job."""

    def start_all(self, batches: list[list[str]]) -> FleetOutcome[Job]:
        """Start a job for each batch, and return the result for each server."""
        self.runner.run(self._start_batch, [tuple(batch) for batch in batches])
        return self.runner.outcome

    def _start_batch(self, batch: _Batch) -> None:
        """Start the job of a batch; if an error names a server, leave that one out."""
        self.lost_jobs.record_existing_jobs()
        while batch:
            result = self.runner.result_of(self._call, batch, self._resolve)
            if isinstance(result, NotAttemptedError):
                return
            refused_id = self._refused_id(batch, result)
            if refused_id is None and isinstance(result, DrsParameterError):
                raise result  # it is about an argument that all batches share
            done = batch if refused_id is None else (refused_id,)
            self.runner.results.update(dict.fromkeys(done, result))
            batch = tuple(key for key in batch if key not in done)

    def _call(self, batch: _Batch) -> Job:
        if batch in self._lost:
            if job := self.lost_jobs.find(batch):
                return job
            # A second call might launch the servers twice.
            if not self.lost_jobs.can_be_found:
                raise self._lost[batch]
        try:
            return self.start(batch)
        except DrsError as error:
            if error.retryable and not isinstance(error, ThrottlingException):
                self._lost[batch] = error
                if job := self.lost_jobs.find(batch):
                    return job
            raise

    def _resolve(self, batch: _Batch, refusal: DrsServiceError) -> Job:
        if job := self.lost_jobs.find(batch):
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
        ids = (key for key in batch if named in (key, self.other_ids[key]))
        return None if named is None else next(ids, None)
