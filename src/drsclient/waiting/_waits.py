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
    Wait for replication, jobs, executions of recovery plans, and the way back.

    Each `wait_for_…` polls until there is nothing left to wait for or the timeout has
    passed. Transient errors do not end a wait: throttling, an internal error of the
    service, a lost connection, no response in time, or one that is not the service's.
    The wait polls again after an exponential backoff with jitter, and never sooner than
    the service asks for. The logger `drsclient` reports the first of consecutive
    errors, and when they are over. If the service has never responded, the wait raises
    the last error after two minutes and at least five polls. Any other error ends a
    wait at once.

    Each `check_…` polls once, for engines that do their own waiting.
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

        One call polls up to 200 servers. A server that has reached the target state is
        not polled again, and stays in the outcome as it was then.

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: The target state. From `INITIATING` through `INITIAL_SYNC` and
                `CREATING_SNAPSHOT` to `CONTINUOUS`, a later state counts, too. `None`
                means any state that follows the initial sync, to wait for `max_lag`
                alone.
            max_lag: The maximum lag of the copy behind the source server.
            max_stall: How long a server may be stalled before it has failed: the time
                from the first to the last of consecutive polls that found it stalled.
            after_rescan: Whether to wait for the end of a rescan, too, to protect a
                server again that was failed back: until all bytes of its disks were
                scanned again. Its state alone may be that of the time before.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two polls, in seconds.
            on_progress: A callback that gets the outcome of each poll. An exception
                that it raises ends the wait.
            raise_on_failure: Whether to raise a `ReplicationFailedError` as soon as a
                server has failed. Otherwise, the wait continues until each server has
                succeeded or failed.

        Returns:
            The outcome, with the result for each source server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ReplicationFailedError: A server is stopped, disconnected, deleted, or
                stalled for too long.
            WaitTimeoutError: The timeout has passed. If the last poll failed with a
                transient error, that is the `__cause__`.
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

        Source: the API operation DescribeSourceServers.

        Args:
            source_servers: The source servers, or their IDs.
            until: As for `wait_for_replication`.
            max_lag: As for `wait_for_replication`.
            max_stall: As for `wait_for_replication`. The polls that count are those
                whose outcomes were passed on as `previous`.
            after_rescan: As for `wait_for_replication`.
            previous: The outcome of the previous poll. Only the servers that were
                waiting then are polled.

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

        The job can be of any kind: a launch, a termination, a failback, the recovery of
        a source network. You can also wait for several jobs: one call polls them all.

        Source: the API operations DescribeJobs, DescribeJobLogItems for the reasons of
        failures and for `on_progress`, and DescribeRecoveryInstances where jobs leave
        out what they launched.

        Args:
            jobs: The job or jobs, or their IDs, or the `FleetOutcome` of
                `start_recovery_many` or `terminate_recovery_instances_many`.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two polls, in seconds.
            on_progress: A callback that gets the outcome of each poll. An exception
                that it raises ends the wait. For its sake, each poll also reads the
                log of each running job, which has the `phase` of each participant.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if any part of
                the jobs has failed, once all jobs have ended.

        Returns:
            The outcome, with the result for each server and source network.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: There is no such job.
            RecoveryFailedError: A server was not launched, for example; the error has
                the outcome.
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

        Source: as for `wait_for_job`.

        Args:
            jobs: As for `wait_for_job`.
            previous: The outcome of the previous poll. Only the jobs that had not ended
                then are polled; servers without a job stay in the outcome.

        Returns:
            The outcome, with the result for each server and source network. Once its
            `has_ended` is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            JobNotFoundError: There is no such job.
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

        Source: the API operations GetRecoveryPlanExecution and
        ListRecoveryPlanExecutionSteps, and those of `wait_for_job`.

        Args:
            execution: The execution, or its ARN.
            timeout: How long to wait at most, in seconds. DRS ends an execution after
                24 hours.
            poll_interval: How long to wait between two polls, in seconds.
            on_progress: A callback that gets the outcome of each poll. An exception
                that it raises ends the wait. For its sake, each poll also reads the
                log of each running job, which has the `phase` of each participant.
            raise_on_failure: Whether to raise a `RecoveryFailedError` if the execution
                has failed or was cancelled.

        Returns:
            The outcome, with the result for each step and server.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: There is no such execution.
            RecoveryFailedError: The execution failed, was cancelled or timed out; the
                error has the outcome.
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

        Source: as for `wait_for_recovery_plan_execution`.

        Args:
            execution: The execution, or its ARN.
            previous: The outcome of the previous poll. The jobs that had ended then are
                not polled again.

        Returns:
            The outcome, with the result for each step and server. Once its `has_ended`
            is true, there is nothing left to wait for.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: There is no such execution.
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
        Wait until recovery instances are running in EC2, or have another state there.

        A launch ends before its EC2 instances are running. One call polls up to 200
        recovery instances. One that has reached the target state is not polled again,
        and stays in the outcome as it was then.

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs. They can come from
                the outcome of a job: pass its `recovery_instance_ids`.
            until: The target state. From `PENDING` to `RUNNING`, from `STOPPING` to
                `STOPPED`, and from `SHUTTING-DOWN` through `TERMINATED` to `NOT_FOUND`,
                a later state counts, too. For the last three, so does an instance that
                the service does not list: it removes those that it has terminated, and
                those that you delete from it.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two polls, in seconds.
            on_progress: A callback that gets the outcome of each poll. An exception
                that it raises ends the wait.
            raise_on_failure: Whether to raise a `RecoveryInstanceFailedError` as soon
                as an instance has failed. Otherwise, the wait continues until each
                instance has succeeded or failed.

        Returns:
            The outcome, with the result for each recovery instance.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            RecoveryInstanceFailedError: An instance will not reach the target state,
                unless somebody starts it in EC2: it is stopped although it is awaited
                to run, or terminated, or not listed.
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
        Check once whether recovery instances have a state in EC2.

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: As for `wait_for_recovery_instances`.
            until: As for `wait_for_recovery_instances`.
            previous: The outcome of the previous poll. Only the instances that were
                waiting then are polled.

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

        Once it is `FAILBACK_READY_FOR_LAUNCH`, `start_failback_launch` is possible. A
        failback that nobody has started yet is waiting: the Failback Client may connect
        later. One call polls up to 200 recovery instances. One that has reached the
        target state is not polled again, and stays in the outcome as it was then.

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: The recovery instances, or their IDs.
            until: The target state. For `FAILBACK_IN_PROGRESS`,
                `FAILBACK_READY_FOR_LAUNCH` counts, too.
            timeout: How long to wait at most, in seconds.
            poll_interval: How long to wait between two polls, in seconds.
            on_progress: A callback that gets the outcome of each poll. An exception
                that it raises ends the wait.
            raise_on_failure: Whether to raise a `FailbackFailedError` as soon as the
                failback of an instance has failed. Otherwise, the wait continues until
                each instance has succeeded or failed.

        Returns:
            The outcome, with the result for each recovery instance.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            FailbackFailedError: A failback is `FAILBACK_ERROR`, was stopped since an
                earlier poll, or is completed although another state is awaited; or a
                recovery instance was terminated or disconnected, or is not listed.
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

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instances: As for `wait_for_failback`.
            until: As for `wait_for_failback`.
            previous: The outcome of the previous poll. Only the instances that were
                waiting then are polled.

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
