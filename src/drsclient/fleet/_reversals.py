"""Reversals of the replication of many recovery instances, once their agents run."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from drsclient._backoff import backoff
from drsclient.errors import (
    ConflictException,
    DrsError,
    FleetInterrupt,
    NotAttemptedError,
)
from drsclient.fleet._runner import MAX_FAILURES
from drsclient.models import (
    EC2InstanceState,
    RecoveryInstanceDataReplicationState as ReplicationState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from drsclient.fleet._fleets import Fleets
    from drsclient.fleet._runner import FleetRunner
    from drsclient.models import RecoveryInstance
    from drsclient.outcomes import FleetOutcome

T = TypeVar("T")

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
    """The reversals of a fleet, in rounds: a call for each instance that is left."""

    drs: Fleets
    runner: FleetRunner[str]
    """It repeats no call that may have taken effect."""
    _lost_ids: set[str] = attrs.field(factory=set[str], init=False)
    """The IDs of the instances that may have been reversed."""
    _failures: Counter[str] = attrs.field(factory=Counter[str], init=False)
    """The number of transient errors, by the ID of the instance."""
    _is_waiting: bool = attrs.field(default=False, init=False)
    """Whether calls have been refused that may succeed later."""

    def start_all(self) -> FleetOutcome[str]:
        """
        Reverse the replication of each instance, and return the outcome.

        Raises:
            FleetInterrupt: Ctrl-C was pressed.
        """
        try:
            return self._run_rounds()
        except FleetInterrupt:
            raise
        except KeyboardInterrupt as error:
            raise FleetInterrupt(self.runner.outcome) from error

    def _run_rounds(self) -> FleetOutcome[str]:
        runner, pending = self.runner, list(self.runner.ids)
        while pending:
            runner.run(self._reverse, pending, self._report_success)
            failed = [key for key in pending if not self._has_succeeded(key)]
            has_ended = runner.deadline.has_passed
            pending = [] if has_ended else self._ids_to_retry(failed)
            retried = set(pending)
            for key in failed:
                if key not in retried:
                    runner.report(key)
            if pending:
                self._log_waiting(pending)
                runner.deadline.sleep(_RETRY_INTERVAL)
        return runner.outcome

    def _log_waiting(self, instance_ids: list[str]) -> None:
        if not self._is_waiting:
            _logger.warning(
                "ReverseReplication fails for %d of %d instances; retrying: %s",
                len(instance_ids),
                len(self.runner.ids),
                self.runner.results[instance_ids[0]],
            )
        self._is_waiting = True

    def _reverse(self, instance_id: str) -> None:
        result = self.runner.result_of(self.drs.reverse_replication, instance_id)
        # The error of an earlier round says more than that there was no time for this.
        is_first = isinstance(self.runner.results[instance_id], NotAttemptedError)
        if is_first or not isinstance(result, NotAttemptedError):
            self.runner.results[instance_id] = result

    def _report_success(self, instance_id: str) -> None:
        if self._has_succeeded(instance_id):
            self.runner.report(instance_id)

    def _has_succeeded(self, instance_id: str) -> bool:
        return isinstance(self.runner.results[instance_id], str)

    def _ids_to_retry(self, instance_ids: Collection[str]) -> list[str]:
        """
        Return the IDs of the instances whose calls may succeed later.

        The text of a conflict is no promise of the service, so the state of an instance
        tells whether its agent may still have to start. The state also tells whether a
        call without a response took effect, which then is a success.
        """
        errors: dict[str, DrsError] = {}
        for key in instance_ids:
            error = self.runner.results[key]
            if isinstance(error, DrsError) and (
                error.retryable or isinstance(error, ConflictException)
            ):
                errors[key] = error
                self._failures[key] += error.retryable
                if error.may_have_taken_effect:
                    self._lost_ids.add(key)
        found = {
            instance.recovery_instance_id: instance
            for instance in self._read(
                lambda: self.drs.describe_recovery_instances(
                    recovery_instance_ids=errors
                )
            )
        }
        retried: list[str] = []
        for key, error in errors.items():
            instance = found.get(key)
            if instance is None:
                continue
            info = instance.data_replication_info
            state = info and info.data_replication_state
            is_alive = instance.ec2_instance_state in _ALIVE
            if state in _NOT_STARTED:
                if is_alive and self._failures[key] < MAX_FAILURES:
                    retried.append(key)
            elif key in self._lost_ids and state not in _ENDED:
                self.runner.results[key] = self._arn_of(instance) or error
        return retried

    def _arn_of(self, instance: RecoveryInstance) -> str | None:
        """Return the ARN of the source server that an instance is replicated to."""
        ids = [instance.source_server_id] if instance.source_server_id else []
        for server in self._read(
            lambda: self.drs.describe_source_servers(source_server_ids=ids)
        ):
            place = server.arn.split(":")[3:5]
            cloud = server.source_cloud_properties
            if cloud and [cloud.origin_region, cloud.origin_account_id] == place:
                # Within a Region, the same source server goes on.
                return server.arn
            return server.reversed_direction_source_server_arn
        return None

    def _read(self, call: Callable[[], Iterator[T]]) -> list[T]:
        """Return all items of a list; return none if it cannot be read in time."""
        failures = 0
        while not self.runner.deadline.has_passed:
            try:
                return list(call())
            except DrsError as error:
                if not failures:
                    _logger.warning("A reversal cannot be checked: %s", error)
                if not error.retryable:
                    break
                failures += 1
                self.runner.deadline.sleep(backoff(error, failures))
        return []
