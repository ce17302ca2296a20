"""Reversals of the replication of many recovery instances, once their agents run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import attrs

from drsclient.errors import ConflictException, DrsError, NotAttemptedError
from drsclient.models import (
    EC2InstanceState,
    RecoveryInstanceDataReplicationState as ReplicationState,
)

if TYPE_CHECKING:
    from drsclient.fleet._fleets import Fleets
    from drsclient.fleet._runner import FleetRunner
    from drsclient.fleet._workers import WorkerPool
    from drsclient.models import RecoveryInstance
    from drsclient.outcomes import FleetOutcome

_logger: Final = logging.getLogger("drsclient")

# How long to wait before the next calls for instances whose agents are not initialized,
# in seconds.
_RETRY_INTERVAL: Final = 15.0

# The EC2 states of an instance whose agent runs, or will soon.
_ALIVE: Final = (EC2InstanceState.PENDING, EC2InstanceState.RUNNING)
# The replication states of an instance that was not reversed, and of one that was
# reversed and is not anymore.
_NOT_STARTED: Final = (None, ReplicationState.NOT_STARTED)
_ENDED: Final = (ReplicationState.STOPPED, ReplicationState.DISCONNECTED)


@attrs.define(kw_only=True, eq=False)
class Reversals:
    """
    The reversals of a fleet, in rounds: a call for each instance that is left.

    Between two rounds, no worker waits for an agent while other instances are ready.
    """

    drs: Fleets
    runner: FleetRunner[str]
    """It may repeat `_call`, which repeats no call that has taken effect."""
    _lost: dict[str, DrsError] = attrs.field(factory=dict[str, DrsError], init=False)
    """The last error of each instance that may have been reversed."""
    _waiting: set[str] = attrs.field(factory=set[str], init=False)
    """The IDs of the instances whose calls may succeed in the next round."""

    def start_all(self) -> FleetOutcome[str]:
        """Reverse the replication of each instance, and return the outcome."""
        return self.runner.run(self._run_rounds)

    def _run_rounds(self, pool: WorkerPool) -> None:
        runner = self.runner
        pending: list[str] = list(runner.ids)
        while pending:
            self._waiting.clear()
            pool.call_each(self._reverse, pending, self._report)
            pending = [key for key in pending if key in self._waiting]
            if pending:
                runner.deadline.sleep(_RETRY_INTERVAL)
        if not runner.deadline.has_passed:
            runner.refusal_reports.record_success()

    def _report(self, instance_id: str) -> None:
        if instance_id not in self._waiting:
            self.runner.report(instance_id)

    def _reverse(self, instance_id: str) -> None:
        result = self.runner.result_of(self._call, instance_id)
        # The error of an earlier round says more than that there was no time for this.
        is_first = isinstance(self.runner.results[instance_id], NotAttemptedError)
        if is_first or not isinstance(result, NotAttemptedError):
            self.runner.results[instance_id] = result

    def _call(self, instance_id: str) -> str:
        self._waiting.discard(instance_id)
        lost = self._lost.get(instance_id)
        if lost and (arn := self._resolve(instance_id, lost)):
            return arn
        try:
            return self.drs.reverse_replication(instance_id)
        except DrsError as error:
            if error.may_have_taken_effect:
                self._lost[instance_id] = error
            error.may_have_taken_effect |= lost is not None
            if not isinstance(error, ConflictException):
                raise
            if arn := self._resolve(instance_id, error):
                return arn
            self._waiting.add(instance_id)
            self.runner.refusal_reports.record_error(error)
            raise

    def _resolve(self, instance_id: str, error: DrsError) -> str | None:
        """
        Find out whether a call that has failed may be repeated.

        The text of a conflict is no promise of the service, so the state of an instance
        tells whether its agent may still have to start. The state also tells whether a
        call without a response took effect.

        Returns:
            The ARN of the new source server, if a call took effect after all; `None`,
            if the call may be repeated.

        Raises:
            DrsError: The error, if the call must not be repeated.
        """
        found = self.runner.result_of(self._read, instance_id)
        if isinstance(found, DrsError):
            if found.retryable:
                self._waiting.add(instance_id)
            else:
                _logger.warning("ReverseReplication cannot be verified: %s", found)
            raise error from found
        may_be_reversed, arn = found
        if may_be_reversed:
            return None
        if arn and error.may_have_taken_effect:
            return arn
        raise error

    def _read(self, instance_id: str) -> tuple[bool, str | None]:
        """
        Read the state of an instance.

        Returns:
            Whether it may be reversed, now or later, and the ARN of the source server
            that it is replicated to, if it was reversed and this is known.
        """
        instance = self.drs.get_recovery_instance(instance_id)
        info = instance.data_replication_info
        state = info and info.data_replication_state
        if state in _NOT_STARTED:
            return instance.ec2_instance_state in _ALIVE, None
        return False, None if state in _ENDED else self._arn_of(instance)

    def _arn_of(self, instance: RecoveryInstance) -> str | None:
        ids = [instance.source_server_id] if instance.source_server_id else []
        for server in self.drs.describe_source_servers(source_server_ids=ids):
            place = server.arn.split(":")[3:5]
            cloud = server.source_cloud_properties
            if cloud and [cloud.origin_region, cloud.origin_account_id] == place:
                # Within a Region, the same source server goes on.
                return server.arn
            return server.reversed_direction_source_server_arn
        return None
