"""
Find out whether a call took effect although its response was lost.

If an attempt without a response is followed by a refusal, then either the first attempt
took effect, and the second one found nothing left to do, or the call was never allowed.
The state of the source server tells which. A job that was started is found among the
jobs of the account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from drsclient._clock import time_of_day
from drsclient.errors import (
    ConflictException,
    DrsError,
    DrsParameterError,
    ResourceNotFoundException,
    ValidationException,
)
from drsclient.models import DataReplicationState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from drsclient._clock import Clock
    from drsclient.errors import DrsServiceError
    from drsclient.fleet._fleets import Fleets
    from drsclient.models import InitiatedBy, Job, ParticipatingServer, SourceServer
    from drsclient.operations.source_servers import SourceServerOperations

_NOT_REPLICATED: Final = frozenset(
    {DataReplicationState.STOPPED, DataReplicationState.DISCONNECTED}
)
_REPLICATED: Final = frozenset(DataReplicationState) - _NOT_REPLICATED

# The states of a source server for which a call has taken effect, by API operation.
_TARGET_STATES: Final[Mapping[str, frozenset[DataReplicationState]]] = {
    "DisconnectSourceServer": frozenset({DataReplicationState.DISCONNECTED}),
    "RetryDataReplication": _REPLICATED - {DataReplicationState.STALLED},
    "StartReplication": _REPLICATED,
    "StopReplication": frozenset({DataReplicationState.STOPPED}),
}

# The age up to which jobs are compared: more than the difference between the clocks of
# the service and of this machine, with which the service refuses all signatures.
_MAX_AGE: Final = timedelta(hours=1)


def resolver(
    operation_name: str, drs: SourceServerOperations
) -> Callable[[str, DrsServiceError], Any]:
    """
    Return the function that resolves the lost responses of an API operation.

    It takes the ID of a source server and the error of a refused call. It returns what
    the operation would have returned, or raises the error.
    """
    if operation_name == "DeleteSourceServer":
        return _resolve_deletion
    target_states = _TARGET_STATES[operation_name]

    def resolve(source_server_id: str, refusal: DrsServiceError) -> SourceServer:
        if isinstance(refusal, ConflictException | ValidationException):
            found = drs.describe_source_servers(source_server_ids=[source_server_id])
            for server in found:
                if server.replication_state in target_states:
                    return server
        raise refusal

    return resolve


def _resolve_deletion(_: str, refusal: DrsServiceError) -> None:
    if not isinstance(refusal, ResourceNotFoundException):
        raise refusal


@attrs.define(kw_only=True, eq=False)
class LostJobs:
    """The jobs that were started by calls without a response."""

    drs: Fleets
    clock: Clock
    initiated_by: InitiatedBy
    """The initiator of the jobs, as they have it."""
    id_of: Callable[[ParticipatingServer], str | None]
    """Returns the ID of a participant that a call was made with."""
    source_server_ids: dict[str, str | None] = attrs.field(
        factory=dict[str, "str | None"]
    )
    """
    The IDs of the source servers, by the IDs that a call was made with.

    The service may name only the source servers of terminated instances.
    """
    _from_date: datetime = attrs.field(init=False)
    """The time after which the jobs were created that are considered, in UTC."""
    _existing_job_ids: set[str] | None = attrs.field(default=None, init=False)
    """The IDs of the jobs that existed before; `None` if they are not known."""
    _can_find_source_servers: bool = attrs.field(default=True, init=False)

    def __attrs_post_init__(self) -> None:
        self._from_date = time_of_day(self.clock) - _MAX_AGE

    def record_existing_jobs(self) -> None:
        """
        Record the existing jobs before the first call.

        Only so can a new job be told from an earlier one of the same servers, however
        wrong the clock of this machine is.
        """
        self._existing_job_ids = {job.job_id for job in self._recent_jobs()}

    @property
    def can_be_found(self) -> bool:
        """Whether new jobs can be told from earlier ones."""
        return self._existing_job_ids is not None

    def find_source_servers(self, instance_ids: Collection[str]) -> None:
        """
        Find the source servers of recovery instances of which only the IDs are known.

        Once a job has terminated them, nothing tells which source servers they had. An
        error is no reason not to start the job.
        """
        unknown = [key for key in instance_ids if key not in self.source_server_ids]
        if not unknown or not self._can_find_source_servers:
            return
        try:
            instances = list(
                self.drs.describe_recovery_instances(recovery_instance_ids=unknown)
            )
        except DrsError as error:
            # The job is refused, too, because of an ID that is not valid.
            is_for_now = error.retryable or isinstance(error, DrsParameterError)
            self._can_find_source_servers = is_for_now
            return
        self.source_server_ids.update(dict.fromkeys(unknown))
        self.source_server_ids.update(
            (str(one.recovery_instance_id), one.source_server_id) for one in instances
        )

    def find(self, ids: Collection[str], other_job_ids: Collection[str]) -> Job | None:
        """
        Find the job that was started for these servers, if any can be found.

        Args:
            ids: The IDs that the call was made with.
            other_job_ids: The IDs of jobs that other calls have started.
        """
        source_server_ids = {self.source_server_ids.get(key) for key in ids}
        for job in self._new_jobs():
            if job.job_id in other_job_ids:
                continue
            participants = job.participating_servers
            if {self.id_of(server) for server in participants} == set(ids):
                return job
            if not any(map(self.id_of, participants)) and source_server_ids == {
                server.source_server_id or "" for server in participants
            }:
                return job
        return None

    def _new_jobs(self) -> Iterator[Job]:
        existing = self._existing_job_ids
        jobs = self._recent_jobs() if existing is not None else ()
        ours = (job for job in jobs if job.initiated_by == self.initiated_by)
        return (job for job in ours if job.job_id not in (existing or ()))

    def _recent_jobs(self) -> Iterator[Job]:
        return self.drs.describe_jobs(from_date=self._from_date)
