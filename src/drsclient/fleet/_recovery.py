"""Starting jobs for many servers: as few as possible, and none of them twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._clock import time_of_day
from drsclient._ids import chosen_snapshot, items_of, own_id, with_ids
from drsclient._json import is_object
from drsclient.errors import (
    ConflictException,
    DrsError,
    DrsParameterError,
    DrsServiceError,
    FleetInterrupt,
    NotAttemptedError,
    ResourceNotFoundException,
    ThrottlingException,
)
from drsclient.fleet._calling import not_attempted
from drsclient.fleet._running import run
from drsclient.models import HasRecoverySnapshotId, Job, JobStatus
from drsclient.models._model import EMPTY_MAP
from drsclient.outcomes import FleetOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from drsclient._clock import Clock
    from drsclient.models import (
        HasRecoveryInstanceId,
        InitiatedBy,
        ParticipatingServer,
    )
    from drsclient.operations.jobs import JobOperations

# By how much the service's clock may differ from ours: it refuses signatures otherwise.
_SKEW: Final = timedelta(minutes=5)

_logger: Final = logging.getLogger("drsclient")


def check_is_drill(value: object) -> None:
    """
    Check that a caller has said whether it is a drill.

    Raises:
        DrsParameterError: It is anything but `True` and `False`, such as the `None` of
            a missing setting.
    """
    if not isinstance(value, bool):
        raise DrsParameterError("is_drill", value, "True or False")


def snapshots_of(source_servers: object) -> dict[str, str | None]:
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


def aliases_of(
    recovery_instances: Iterable[str | HasRecoveryInstanceId],
) -> dict[str, str | None]:
    """Return the ID of each recovery instance's source server, if known, by its ID."""
    pairs = with_ids("recovery_instances", recovery_instances, "recovery_instance_id")
    return {
        recovery_instance_id: getattr(given, "source_server_id", None)
        for recovery_instance_id, given in pairs
    }


def _time_of(jobs: Jobs) -> datetime:
    return time_of_day(jobs.clock)


@attrs.define(kw_only=True, eq=False)
class Jobs:
    """Jobs of one kind, which are started for batches of servers."""

    drs: JobOperations
    clock: Clock
    operation_name: str
    """The API operation that starts a job, for the outcome."""
    start: Callable[[list[str]], Job]
    """Starts a job for the servers with these IDs."""
    aliases: Mapping[str, str | None]
    """What else an error may call a server, such as the ID of its snapshot, by ID."""
    initiated_by: InitiatedBy
    """What the jobs say of who started them."""
    id_of: Callable[[ParticipatingServer], str | None]
    """Returns the ID with which a participant was given."""
    snapshots: Mapping[str, str] = EMPTY_MAP
    """The IDs of the snapshots that were chosen, by the ID of the server."""
    _begun: datetime = attrs.field(
        default=attrs.Factory(_time_of, takes_self=True), init=False
    )
    """When the work began, in UTC."""
    _others: set[str] | None = attrs.field(default=None, init=False)
    """The IDs of the jobs that were there before; `None` if they are not known."""
    _is_noted: bool = attrs.field(default=False, init=False)

    def start_all(self, batches: list[list[str]], timeout: float) -> FleetOutcome[Job]:
        """
        Start a job for each batch, and return what has become of each server.

        A server because of which a batch is refused is left out, and the job is started
        for the others.

        Args:
            batches: The IDs of the servers.
            timeout: For how long to start and repeat calls, in seconds.
        """
        results: dict[str, Job | DrsError] = {
            key: not_attempted(self.operation_name)
            for batch in batches
            for key in batch
        }
        deadline = self.clock.monotonic() + timeout
        while batches:
            try:
                outcome = self._run(batches, timeout)
            except FleetInterrupt as interrupt:
                self._spread(interrupt.outcome, batches, results)
                raise FleetInterrupt(self._outcome(results)) from interrupt
            batches = self._spread(outcome, batches, results)
            timeout = max(deadline - self.clock.monotonic(), 0)
        return self._outcome(results)

    def _outcome(self, results: Mapping[str, Job | DrsError]) -> FleetOutcome[Job]:
        return FleetOutcome(
            operation_name=self.operation_name,
            results=results,
            recovery_snapshot_ids=self.snapshots,
        )

    def _run(self, batches: list[list[str]], timeout: float) -> FleetOutcome[Job]:
        """Make a call for each batch; the IDs in the outcome are their indices."""
        lost: dict[str, DrsError] = {}

        def call(index: str) -> Job:
            batch = batches[int(index)]
            self._note_others()
            if index in lost:
                if job := self._find(batch):
                    return job
                if not self._can_find:
                    raise lost[index]
            try:
                return self.start(batch)
            except DrsError as error:
                if error.retryable and not isinstance(error, ThrottlingException):
                    lost[index] = error
                    if job := self._find(batch):
                        return job
                raise

        def settle(index: str, refusal: DrsServiceError) -> Job:
            if job := self._find(batches[int(index)]):
                return job
            raise refusal

        return run(
            call,
            [str(index) for index in range(len(batches))],
            operation_name=self.operation_name,
            # A call that may have taken effect looks for its job before it is repeated.
            is_idempotent=True,
            settle=settle,
            clock=self.clock,
            pool=1,
            max_concurrency=1,
            timeout=timeout,
            on_progress=None,
        )

    def _note_others(self) -> None:
        """
        Note the jobs of others before the first start, if snapshots were chosen.

        A job does not say what it launches: somebody else's job for the same servers
        may launch their latest data.
        """
        if self._is_noted or not self.snapshots:
            return
        self._is_noted = True
        try:
            jobs = self.drs.describe_jobs(from_date=self._begun - _SKEW)
            self._others = {job.job_id for job in jobs}
        except DrsError as error:
            # Recovery must not wait for it. If a response is lost, that is the result.
            _logger.warning("DescribeJobs failed before the first job: %s", error)

    @property
    def _can_find(self) -> bool:
        """Whether a job of ours can be told from somebody else's."""
        return self._others is not None or not self.snapshots

    def _find(self, batch: list[str]) -> Job | None:
        """Find the job of a batch whose start may have succeeded."""
        if not self._can_find:
            return None
        for job in self.drs.describe_jobs(from_date=self._begun - _SKEW):
            if job.job_id in (self._others or ()):
                continue
            created = job.creation_date_time or self._begun
            is_new = job.status != JobStatus.COMPLETED or created >= self._begun
            participants = {self.id_of(server) for server in job.participating_servers}
            is_alike = job.initiated_by == self.initiated_by
            if is_new and is_alike and participants == set(batch):
                return job
        return None

    def _spread(
        self,
        outcome: FleetOutcome[object],
        batches: list[list[str]],
        results: dict[str, Job | DrsError],
    ) -> list[list[str]]:
        """Spread the batches' results over their servers; return what is left to do."""
        left: list[list[str]] = []
        for batch, result in zip(batches, outcome.results.values(), strict=True):
            culprit = self._culprit(batch, result)
            if culprit is None and isinstance(result, DrsParameterError):
                raise result  # it is about an argument that all batches share
            is_done = not isinstance(result, NotAttemptedError)
            if is_done and isinstance(result, Job | DrsError):
                results |= dict.fromkeys([culprit] if culprit else batch, result)
            if culprit:
                left.append([key for key in batch if key != culprit])
        return [batch for batch in left if batch]

    def _culprit(self, batch: list[str], result: object) -> str | None:
        """Find the server because of which a batch was refused, if the error says."""
        named: object = None
        if isinstance(result, DrsParameterError):
            named = result.value
        elif isinstance(result, ConflictException | ResourceNotFoundException):
            named = result.resource_id
        names = (key for key in batch if named in (key, self.aliases[key]))
        return None if named is None else next(names, None)
