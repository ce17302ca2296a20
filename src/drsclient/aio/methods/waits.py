"""The async methods of `Waits`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

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
        RecoveryInstanceOutcome,
        ReplicationOutcome,
    )

_MAX_STALL = timedelta(minutes=10)


class AsyncWaits(AsyncMethods):
    """The methods of `Waits`, for async programs."""

    __slots__ = ()

    async def wait_for_replication(
        self,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        *,
        until: DataReplicationState | DataReplicationStateLiteral | None = "CONTINUOUS",
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

        See `DrsClient.wait_for_replication`.
        """
        return await self._wait(
            self._waits.wait_for_replication,
            source_servers,
            until=until,
            max_lag=max_lag,
            max_stall=max_stall,
            after_rescan=after_rescan,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    async def check_replication(
        self,
        source_servers: str | HasSourceServerId | Iterable[str | HasSourceServerId],
        *,
        until: DataReplicationState | DataReplicationStateLiteral | None = "CONTINUOUS",
        max_lag: timedelta | None = None,
        max_stall: timedelta = _MAX_STALL,
        after_rescan: bool = False,
        previous: ReplicationOutcome | None = None,
    ) -> ReplicationOutcome:
        """
        Check once whether source servers are protected.

        See `DrsClient.check_replication`.
        """
        return await self._call(
            self._drs.check_replication,
            source_servers,
            until=until,
            max_lag=max_lag,
            max_stall=max_stall,
            after_rescan=after_rescan,
            previous=previous,
        )

    async def wait_for_job(
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

        See `DrsClient.wait_for_job`.
        """
        return await self._wait(
            self._waits.wait_for_job,
            jobs,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    async def check_job(
        self,
        jobs: str | HasJobId | Iterable[str | HasJobId] | FleetOutcome[Job],
        *,
        previous: JobOutcome | None = None,
    ) -> JobOutcome:
        """
        Check one or more jobs once.

        See `DrsClient.check_job`.
        """
        return await self._call(self._drs.check_job, jobs, previous=previous)

    async def wait_for_recovery_plan_execution(
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

        See `DrsClient.wait_for_recovery_plan_execution`.
        """
        return await self._wait(
            self._waits.wait_for_recovery_plan_execution,
            execution,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    async def check_recovery_plan_execution(
        self,
        execution: str | HasRecoveryPlanExecutionArn,
        *,
        previous: ExecutionOutcome | None = None,
    ) -> ExecutionOutcome:
        """
        Check an execution of a recovery plan once.

        See `DrsClient.check_recovery_plan_execution`.
        """
        return await self._call(
            self._drs.check_recovery_plan_execution, execution, previous=previous
        )

    async def wait_for_recovery_instances(
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

        See `DrsClient.wait_for_recovery_instances`.
        """
        return await self._wait(
            self._waits.wait_for_recovery_instances,
            recovery_instances,
            until=until,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    async def check_recovery_instances(
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

        See `DrsClient.check_recovery_instances`.
        """
        return await self._call(
            self._drs.check_recovery_instances,
            recovery_instances,
            until=until,
            previous=previous,
        )

    async def wait_for_failback(
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

        See `DrsClient.wait_for_failback`.
        """
        return await self._wait(
            self._waits.wait_for_failback,
            recovery_instances,
            until=until,
            timeout=timeout,
            poll_interval=poll_interval,
            on_progress=on_progress,
            raise_on_failure=raise_on_failure,
        )

    async def check_failback(
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

        See `DrsClient.check_failback`.
        """
        return await self._call(
            self._drs.check_failback, recovery_instances, until=until, previous=previous
        )
