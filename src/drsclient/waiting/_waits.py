"""What can be waited for, and what a caller says about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from drsclient._ids import id_of, ids_of
from drsclient.operations.jobs import JobOperations
from drsclient.operations.recovery_instances import RecoveryInstanceOperations
from drsclient.operations.recovery_plans import RecoveryPlanOperations
from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drsclient.models import (
        DataReplicationState,
        DataReplicationStateLiteral,
        HasJobId,
        HasRecoveryPlanExecutionArn,
        HasSourceServerId,
        Job,
    )
    from drsclient.outcomes import (
        ExecutionOutcome,
        FleetOutcome,
        JobOutcome,
        ReplicationOutcome,
    )

_MAX_STALL = timedelta(minutes=10)


class Waits(
    JobOperations,
    RecoveryInstanceOperations,
    RecoveryPlanOperations,
    SourceServerOperations,
):
    """
    What you can wait for.

    Each `wait_for_…` looks again and again, until there is nothing left to wait for or
    the time is up. An error that may pass does not end a wait: a throttle, a fault of
    the service, a lost connection, no response in time. It looks again after a random
    pause that grows, and that is no shorter than the service asks for. Any other error
    ends a wait at once.

    Each `check_…` looks once, for engines that wait by themselves.
    """

    __slots__ = ()

    def wait_for_replication(
        self,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        *,
        until: (
            DataReplicationState | DataReplicationStateLiteral | None
        ) = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        timeout: float = 86400.0,
        poll_interval: float = 60.0,
        on_progress: Callable[[ReplicationOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> ReplicationOutcome:
        """
        Wait until source servers are protected.

        One call asks for up to 200 servers at a time. A server that has got where it is
        awaited is not asked for again, and stays in the outcome as it was then.

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: The state to wait for. On the way from `INITIATING` over
                `INITIAL_SYNC` and `CREATING_SNAPSHOT` to `CONTINUOUS`, a later state
                will do. `None` means any state that follows the initial sync, to wait
                for `max_lag` alone.
            max_lag: How far the copy may lag behind the source server, at most.
            max_stall: How long a server may be seen stalled before it has failed: the
                time from the first of a row of looks that saw it stalled to the last.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two looks, in seconds.
            on_progress: What to call with the outcome of each look. What it raises ends
                the wait.
            raise_on_failure: Whether to raise a `ReplicationFailedError` as soon as a
                server has failed. Without it, the wait goes on until each server has
                succeeded or failed.

        Returns:
            The outcome, with each source server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ReplicationFailedError: A server is stopped, disconnected, deleted, or
                stalled for too long.
            WaitTimeoutError: The time is up. If the last look met an error that may
                pass, that is the `__cause__`.
        """
        from drsclient.waiting import _polling, _replication  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        goal = _replication.Goal.of(until, max_lag, max_stall)
        ids = ids_of("source_servers", source_servers, "source_server_id")
        reader = Reader(self)
        return _polling.wait(
            lambda previous: _replication.look(
                reader, ids, goal, clock=self._clock, previous=previous
            ),
            pending=_replication.pending(ids),
            clock=self._clock,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
            fail_early=True,
        )

    def check_replication(
        self,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        *,
        until: (
            DataReplicationState | DataReplicationStateLiteral | None
        ) = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        previous: ReplicationOutcome | None = None,
    ) -> ReplicationOutcome:
        """
        Look once whether source servers are protected.

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: As for `wait_for_replication`.
            max_lag: As for `wait_for_replication`.
            max_stall: As for `wait_for_replication`. The looks that count are those
                whose outcomes were passed on as `previous`.
            previous: The outcome of the look before. Only the servers that were waiting
                then are looked at.

        Returns:
            The outcome, with each source server. Once its `has_ended` is true, there is
            nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        from drsclient.waiting import _replication  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        return _replication.look(
            Reader(self),
            ids_of("source_servers", source_servers, "source_server_id"),
            _replication.Goal.of(until, max_lag, max_stall),
            clock=self._clock,
            previous=previous,
        )

    def wait_for_job(
        self,
        jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job],
        *,
        timeout: float = 7200.0,
        poll_interval: float = 30.0,
        on_progress: Callable[[JobOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> JobOutcome:
        """
        Wait until a job has ended, and find out what has become of each server.

        It can be a job of any kind: a launch, a termination, a failback, the recovery
        of a source network. It can also be several jobs, which one call asks for.

        Source: the API operations DescribeJobs, DescribeJobLogItems for the reasons of
        failures, and DescribeRecoveryInstances where jobs leave out what they launched.

        Args:
            jobs: The job or the jobs, or their IDs, or what `start_recovery_many` and
                `terminate_recovery_instances_many` return.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two looks, in seconds.
            on_progress: What to call with the outcome of each look. What it raises ends
                the wait.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if a job has
                ended, but not all of it worked.

        Returns:
            The outcome, with each server and source network.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: There is no such job.
            RecoveryFailedError: A server was not launched, say; the error has the
                outcome.
            WaitTimeoutError: The time is up.
        """
        from drsclient.waiting import _jobs, _polling  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        reader, started = Reader(self), _jobs.Started.of(jobs)
        return _polling.wait(
            lambda previous: _jobs.look(reader, started, previous=previous),
            pending=started.pending,
            clock=self._clock,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    def check_job(
        self,
        jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job],
        *,
        previous: JobOutcome | None = None,
    ) -> JobOutcome:
        """
        Look once what has become of a job, or of several.

        Source: as for `wait_for_job`.

        Args:
            jobs: As for `wait_for_job`.
            previous: The outcome of the look before. Only the jobs that had not ended
                then are looked at; servers without a job stay in the outcome.

        Returns:
            The outcome, with each server and source network. Once its `has_ended` is
            true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: There is no such job.
        """
        from drsclient.waiting import _jobs  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        return _jobs.look(Reader(self), _jobs.Started.of(jobs), previous=previous)

    def wait_for_recovery_plan_execution(
        self,
        execution: str | HasRecoveryPlanExecutionArn,
        *,
        timeout: float = 90000.0,
        poll_interval: float = 30.0,
        on_progress: Callable[[ExecutionOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> ExecutionOutcome:
        """
        Wait until an execution of a recovery plan has ended, with each server.

        Source: the API operations GetRecoveryPlanExecution and
        ListRecoveryPlanExecutionSteps, and those of `wait_for_job`.

        Args:
            execution: The execution, or its ARN.
            timeout: How long to wait at most, in seconds. DRS ends an execution after
                24 hours.
            poll_interval: How long to wait between two looks, in seconds.
            on_progress: What to call with the outcome of each look. What it raises ends
                the wait.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if the execution
                has failed or was cancelled.

        Returns:
            The outcome, with each step and server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: There is no such execution.
            RecoveryFailedError: The execution failed, was cancelled or timed out; the
                error has the outcome.
            WaitTimeoutError: The time is up.
        """
        from drsclient.waiting import _executions, _polling  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        reader = Reader(self)
        arn = id_of("execution", execution, "recovery_plan_execution_arn")
        return _polling.wait(
            lambda previous: _executions.look(reader, arn, previous=previous),
            pending=_executions.pending(),
            clock=self._clock,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    def check_recovery_plan_execution(
        self,
        execution: str | HasRecoveryPlanExecutionArn,
        *,
        previous: ExecutionOutcome | None = None,
    ) -> ExecutionOutcome:
        """
        Look once what has become of an execution of a recovery plan.

        Source: as for `wait_for_recovery_plan_execution`.

        Args:
            execution: The execution, or its ARN.
            previous: The outcome of the look before. Servers that had succeeded or
                failed then are not looked at again.

        Returns:
            The outcome, with each step and server. Once its `has_ended` is true, there
            is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: There is no such execution.
        """
        from drsclient.waiting import _executions  # noqa: PLC0415 - rarely used
        from drsclient.waiting._reader import Reader  # noqa: PLC0415 - rarely used

        arn = id_of("execution", execution, "recovery_plan_execution_arn")
        return _executions.look(Reader(self), arn, previous=previous)
