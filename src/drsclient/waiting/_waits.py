"""The methods of `DrsClient` that wait for long processes, or check them once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from drsclient._lazy import LazyModule
from drsclient.operations.jobs import JobOperations
from drsclient.operations.recovery_instances import RecoveryInstanceOperations
from drsclient.operations.recovery_plans import RecoveryPlanOperations
from drsclient.operations.source_servers import SourceServerOperations
from drsclient.waiting._polling import PollCache, WaitOptions, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from drsclient.models import (
        DataReplicationState,
        DataReplicationStateLiteral,
        EC2InstanceState,
        EC2InstanceStateLiteral,
        FailbackState,
        FailbackStateLiteral,
        HasJobId,
        HasRecoveryInstanceId,
        HasRecoveryPlanExecutionArn,
        HasSourceServerId,
        Job,
    )
    from drsclient.outcomes import (
        ExecutionOutcome,
        FailbackOutcome,
        FleetOutcome,
        JobOutcome,
        Outcome,
        PartOutcome,
        RecoveryInstanceOutcome,
        ReplicationOutcome,
    )
    from drsclient.waiting import (
        _executions,
        _failback,
        _jobs,
        _recovery_instances,
        _replication,
    )
    from drsclient.waiting._polling import Poller

    OutcomeT = TypeVar("OutcomeT", bound=Outcome[PartOutcome])
else:
    # They import models, which a client does not need before its first call.
    _executions = LazyModule("drsclient.waiting._executions")
    _failback = LazyModule("drsclient.waiting._failback")
    _jobs = LazyModule("drsclient.waiting._jobs")
    _recovery_instances = LazyModule("drsclient.waiting._recovery_instances")
    _replication = LazyModule("drsclient.waiting._replication")

_MAX_STALL = timedelta(minutes=10)


class Waits(
    JobOperations,
    RecoveryInstanceOperations,
    RecoveryPlanOperations,
    SourceServerOperations,
):
    """
    Wait for replication, jobs, recovery plan executions and failback.

    Each `wait_for_…` method polls until there is nothing left to wait for, or until the
    timeout has passed. Transient errors do not end a wait: throttling, internal errors
    of the service, lost connections, timeouts, and responses that do not come from the
    service. The wait polls again after an exponential backoff with jitter, and never
    earlier than the service requests. The logger `drsclient` reports the first of
    consecutive errors, and when they are over. If the service has never responded, the
    wait raises the last error after two minutes and at least five polls. Any other
    error ends a wait immediately.

    Each `check_…` method polls once, for workflow engines that do their own waiting.
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
        after_rescan: bool = False,
        timeout: float = 86400.0,
        poll_interval: float = 60.0,
        on_progress: Callable[[ReplicationOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> ReplicationOutcome:
        """
        Wait until source servers are protected.

        One call polls up to 200 servers. Once a server has reached the target state, it
        is not polled again, and the outcome keeps its result.

        Calls the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: The target state. In the sequence `INITIATING`, `INITIAL_SYNC`,
                `CREATING_SNAPSHOT`, `CONTINUOUS`, later states count as well. With
                `None`, any state after the initial sync counts, which lets you wait for
                `max_lag` alone.
            max_lag: The maximum lag of the copy behind the source server. By default,
                the lag is ignored.
            max_stall: How long a server may be stalled before it counts as failed. This
                is the time from the first to the last of consecutive polls that found
                it stalled.
            after_rescan: Whether to also wait until all bytes on the server's disks
                have been rescanned. Use it to protect a server again after it was
                failed back: its state may still be the one from before the failback.
            timeout: The maximum time to wait, in seconds.
            poll_interval: The time between two polls, in seconds.
            on_progress: A callback that is called with the outcome of each poll, such
                as a `drsclient.watching.Watch`. If it raises an exception, the wait
                ends with that exception.
            raise_on_failure: Whether to raise a `ReplicationFailedError` as soon as a
                server has failed. Otherwise, the wait continues until each server has
                succeeded or failed.

        Returns:
            The outcome, with the result for each source server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ReplicationFailedError: A server is stopped, disconnected or deleted, or has
                been stalled for too long.
            WaitTimeoutError: The timeout has passed. If the last poll failed with a
                transient error, that error is the `__cause__`.
        """
        poller = _replication.ReplicationPoller(
            PollCache(self, self._clock),
            source_servers,
            until,
            max_lag,
            max_stall,
            after_rescan=after_rescan,
        )
        options = WaitOptions(
            timeout, poll_interval, on_progress, raise_on_failure, fail_early=True
        )
        return self._wait(poller, options)

    def check_replication(
        self,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        *,
        until: (
            DataReplicationState | DataReplicationStateLiteral | None
        ) = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        after_rescan: bool = False,
        previous: ReplicationOutcome | None = None,
    ) -> ReplicationOutcome:
        """
        Check once whether source servers are protected.

        Calls the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: See `wait_for_replication`.
            max_lag: See `wait_for_replication`.
            max_stall: See `wait_for_replication`. Only polls whose outcomes were passed
                on as `previous` count.
            after_rescan: See `wait_for_replication`.
            previous: The outcome of the previous poll. Only servers that were still
                waiting are polled.

        Returns:
            The outcome, with the result for each source server. Once its `has_ended` is
            true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        poller = _replication.ReplicationPoller(
            PollCache(self, self._clock),
            source_servers,
            until,
            max_lag,
            max_stall,
            after_rescan=after_rescan,
        )
        return poller.poll(previous)

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
        Wait until a job has ended, and return the result for each server.

        The job can be of any kind: a launch, a termination, a failback, or the recovery
        of a source network. You can also wait for several jobs: one call polls all of
        them.

        Calls the API operations DescribeJobs; DescribeJobLogItems, for the reasons of
        failures and for `on_progress`; and DescribeRecoveryInstances, if jobs omit the
        instances that they launched.

        Args:
            jobs: The job or jobs, or their IDs, or the `FleetOutcome` of
                `start_recovery_many` or `terminate_recovery_instances_many`.
            timeout: The maximum time to wait, in seconds.
            poll_interval: The time between two polls, in seconds.
            on_progress: A callback that is called with the outcome of each poll, such
                as a `drsclient.watching.Watch`. If it raises an exception, the wait
                ends with that exception. With a callback, each poll also reads the log
                of each running job to find the `phase` of each participant.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if any part of
                the jobs has failed, once all jobs have ended.

        Returns:
            The outcome, with the result for each server and source network.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: A job does not exist.
            RecoveryFailedError: A part of a job failed; for example, a server was not
                launched. The error contains the outcome.
            WaitTimeoutError: The timeout has passed.
        """
        poller = _jobs.JobPoller(
            PollCache(self, self._clock), jobs, is_watched=on_progress is not None
        )
        options = WaitOptions(timeout, poll_interval, on_progress, raise_on_failure)
        return self._wait(poller, options)

    def check_job(
        self,
        jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job],
        *,
        previous: JobOutcome | None = None,
    ) -> JobOutcome:
        """
        Check one or more jobs once.

        Calls the same API operations as `wait_for_job`.

        Args:
            jobs: See `wait_for_job`.
            previous: The outcome of the previous poll. Only jobs that had not ended are
                polled; servers without a job stay in the outcome.

        Returns:
            The outcome, with the result for each server and source network. Once its
            `has_ended` is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: A job does not exist.
        """
        return _jobs.JobPoller(PollCache(self, self._clock), jobs).poll(previous)

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
        Wait until an execution of a recovery plan has ended.

        Calls the API operations GetRecoveryPlanExecution and
        ListRecoveryPlanExecutionSteps, and those of `wait_for_job`.

        Args:
            execution: The execution, or its ARN.
            timeout: The maximum time to wait, in seconds. DRS ends an execution after
                24 hours.
            poll_interval: The time between two polls, in seconds.
            on_progress: A callback that is called with the outcome of each poll, such
                as a `drsclient.watching.Watch`. If it raises an exception, the wait
                ends with that exception. With a callback, each poll also reads the log
                of each running job to find the `phase` of each participant.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if the execution
                has failed or was cancelled.

        Returns:
            The outcome, with the result for each step and server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The execution does not exist.
            RecoveryFailedError: The execution failed, was cancelled or timed out. The
                error contains the outcome.
            WaitTimeoutError: The timeout has passed.
        """
        poller = _executions.ExecutionPoller(
            PollCache(self, self._clock), execution, is_watched=on_progress is not None
        )
        options = WaitOptions(timeout, poll_interval, on_progress, raise_on_failure)
        return self._wait(poller, options)

    def check_recovery_plan_execution(
        self,
        execution: str | HasRecoveryPlanExecutionArn,
        *,
        previous: ExecutionOutcome | None = None,
    ) -> ExecutionOutcome:
        """
        Check an execution of a recovery plan once.

        Calls the same API operations as `wait_for_recovery_plan_execution`.

        Args:
            execution: The execution, or its ARN.
            previous: The outcome of the previous poll. Jobs that had ended are not
                polled again.

        Returns:
            The outcome, with the result for each step and server. Once its `has_ended`
            is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The execution does not exist.
        """
        return _executions.ExecutionPoller(
            PollCache(self, self._clock), execution
        ).poll(previous)

    def wait_for_recovery_instances(
        self,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        *,
        until: EC2InstanceState | EC2InstanceStateLiteral = "RUNNING",
        timeout: float = 3600.0,
        poll_interval: float = 15.0,
        on_progress: Callable[[RecoveryInstanceOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> RecoveryInstanceOutcome:
        """
        Wait until recovery instances are running in EC2, or have reached another state.

        A launch ends before its EC2 instances are running. One call polls up to 200
        recovery instances. Once an instance has reached the target state, it is not
        polled again, and the outcome keeps its result.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs. To wait for the
                instances of a job, pass the `recovery_instance_ids` of its outcome.
            until: The target state. In the sequences `PENDING`, `RUNNING`; `STOPPING`,
                `STOPPED`; and `SHUTTING-DOWN`, `TERMINATED`, `NOT_FOUND`, later states
                count as well. For the last three states, an instance that the service
                does not list counts, too: the service removes instances that it has
                terminated, and instances that you delete from it.
            timeout: The maximum time to wait, in seconds.
            poll_interval: The time between two polls, in seconds.
            on_progress: A callback that is called with the outcome of each poll, such
                as a `drsclient.watching.Watch`. If it raises an exception, the wait
                ends with that exception.
            raise_on_failure: Whether to raise a `RecoveryInstanceFailedError` as soon
                as an instance has failed. Otherwise, the wait continues until each
                instance has succeeded or failed.

        Returns:
            The outcome, with the result for each recovery instance.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            RecoveryInstanceFailedError: An instance will not reach the target state by
                itself: it is stopped but should be running, it is terminated, or the
                service does not list it.
            WaitTimeoutError: The timeout has passed.
        """
        poller = _recovery_instances.RecoveryInstancePoller(
            PollCache(self, self._clock), recovery_instances, until
        )
        options = WaitOptions(
            timeout, poll_interval, on_progress, raise_on_failure, fail_early=True
        )
        return self._wait(poller, options)

    def check_recovery_instances(
        self,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        *,
        until: EC2InstanceState | EC2InstanceStateLiteral = "RUNNING",
        previous: RecoveryInstanceOutcome | None = None,
    ) -> RecoveryInstanceOutcome:
        """
        Check once whether recovery instances have reached a state in EC2.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: See `wait_for_recovery_instances`.
            until: See `wait_for_recovery_instances`.
            previous: The outcome of the previous poll. Only instances that were still
                waiting are polled.

        Returns:
            The outcome, with the result for each recovery instance. Once its
            `has_ended` is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return _recovery_instances.RecoveryInstancePoller(
            PollCache(self, self._clock), recovery_instances, until
        ).poll(previous)

    def wait_for_failback(
        self,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        *,
        until: FailbackState | FailbackStateLiteral = "FAILBACK_READY_FOR_LAUNCH",
        timeout: float = 86400.0,
        poll_interval: float = 60.0,
        on_progress: Callable[[FailbackOutcome], object] | None = None,
        raise_on_failure: bool = True,
    ) -> FailbackOutcome:
        """
        Wait until the failback of recovery instances can be completed.

        Once a failback is `FAILBACK_READY_FOR_LAUNCH`, you can call
        `start_failback_launch`. A failback that has not been started yet counts as
        waiting, because the Failback Client may connect later. One call polls up to 200
        recovery instances. Once an instance has reached the target state, it is not
        polled again, and the outcome keeps its result.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            until: The target state. For `FAILBACK_IN_PROGRESS`,
                `FAILBACK_READY_FOR_LAUNCH` counts as well.
            timeout: The maximum time to wait, in seconds.
            poll_interval: The time between two polls, in seconds.
            on_progress: A callback that is called with the outcome of each poll, such
                as a `drsclient.watching.Watch`. If it raises an exception, the wait
                ends with that exception.
            raise_on_failure: Whether to raise a `FailbackFailedError` as soon as the
                failback of an instance has failed. Otherwise, the wait continues until
                each instance has succeeded or failed.

        Returns:
            The outcome, with the result for each recovery instance.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            FailbackFailedError: A failback is `FAILBACK_ERROR`, was stopped after an
                earlier poll, or was completed before it reached the target state; or a
                recovery instance was terminated or disconnected, or the service does
                not list it.
            WaitTimeoutError: The timeout has passed.
        """
        poller = _failback.FailbackPoller(
            PollCache(self, self._clock), recovery_instances, until
        )
        options = WaitOptions(
            timeout, poll_interval, on_progress, raise_on_failure, fail_early=True
        )
        return self._wait(poller, options)

    def check_failback(
        self,
        recovery_instances: (
            str | HasRecoveryInstanceId | Iterable[str | HasRecoveryInstanceId]
        ),
        *,
        until: FailbackState | FailbackStateLiteral = "FAILBACK_READY_FOR_LAUNCH",
        previous: FailbackOutcome | None = None,
    ) -> FailbackOutcome:
        """
        Check once whether the failback of recovery instances can be completed.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: See `wait_for_failback`.
            until: See `wait_for_failback`.
            previous: The outcome of the previous poll. Only instances that were still
                waiting are polled.

        Returns:
            The outcome, with the result for each recovery instance. Once its
            `has_ended` is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return _failback.FailbackPoller(
            PollCache(self, self._clock), recovery_instances, until
        ).poll(previous)

    def _wait(
        self, poller: Poller[OutcomeT], options: WaitOptions[OutcomeT]
    ) -> OutcomeT:
        return wait(poller, self._clock, options)
