"""The async methods of `Fleets`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from drsclient.fleet._runner import FleetProgress
    from drsclient.models import (
        HasId,
        HasRecoveryInstanceId,
        HasRecoverySnapshotId,
        HasSourceServerId,
        Job,
        SourceServer,
    )
    from drsclient.outcomes import FleetOutcome, RegionStatus

IdT = TypeVar("IdT", bound="str | HasId")
T = TypeVar("T")


class AsyncFleets(AsyncMethods):
    """The methods of `Fleets`, for async programs."""

    __slots__ = ()

    async def start_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Start replication of many stopped source servers.

        See `DrsClient.start_replication_many`.
        """
        return await self._run_fleet(
            self._drs.start_replication_many,
            source_servers,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def stop_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Stop replication of many source servers.

        See `DrsClient.stop_replication_many`.
        """
        return await self._run_fleet(
            self._drs.stop_replication_many,
            source_servers,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def retry_data_replication_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Retry setting up the replication of many source servers immediately.

        See `DrsClient.retry_data_replication_many`.
        """
        return await self._run_fleet(
            self._drs.retry_data_replication_many,
            source_servers,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def disconnect_source_server_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[SourceServer]], object] | None = None,
    ) -> FleetOutcome[SourceServer]:
        """
        Disconnect many source servers from the service.

        See `DrsClient.disconnect_source_server_many`.
        """
        return await self._run_fleet(
            self._drs.disconnect_source_server_many,
            source_servers,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def delete_source_server_many(
        self,
        source_servers: Iterable[str | HasSourceServerId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[None]], object] | None = None,
    ) -> FleetOutcome[None]:
        """
        Delete many disconnected source servers.

        See `DrsClient.delete_source_server_many`.
        """
        return await self._run_fleet(
            self._drs.delete_source_server_many,
            source_servers,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def start_recovery_many(
        self,
        source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
        *,
        is_drill: bool,
        tags: Mapping[str, str] | None = None,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Launch recovery instances for any number of source servers.

        See `DrsClient.start_recovery_many`.
        """
        return await self._run_fleet(
            self._drs.start_recovery_many,
            source_servers,
            is_drill=is_drill,
            tags=tags,
            servers_per_job=servers_per_job,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def terminate_recovery_instances_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Terminate any number of recovery instances.

        See `DrsClient.terminate_recovery_instances_many`.
        """
        return await self._run_fleet(
            self._drs.terminate_recovery_instances_many,
            recovery_instances,
            servers_per_job=servers_per_job,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def start_failback_launch_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        tags: Mapping[str, str] | None = None,
        servers_per_job: int = 100,
        timeout: float = 14400.0,
        on_progress: Callable[[FleetProgress[Job]], object] | None = None,
    ) -> FleetOutcome[Job]:
        """
        Launch the failback of any number of recovery instances.

        See `DrsClient.start_failback_launch_many`.
        """
        return await self._run_fleet(
            self._drs.start_failback_launch_many,
            recovery_instances,
            tags=tags,
            servers_per_job=servers_per_job,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def reverse_replication_many(
        self,
        recovery_instances: Iterable[str | HasRecoveryInstanceId],
        *,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[str]], object] | None = None,
    ) -> FleetOutcome[str]:
        """
        Reverse the replication of many recovery instances, once their agents run.

        See `DrsClient.reverse_replication_many`.
        """
        return await self._run_fleet(
            self._drs.reverse_replication_many,
            recovery_instances,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def call_many(
        self,
        operation: Callable[[IdT], Awaitable[T]],
        ids: Iterable[IdT],
        *,
        is_idempotent: bool = False,
        max_concurrency: int = 10,
        timeout: float = 3600.0,
        on_progress: Callable[[FleetProgress[T]], object] | None = None,
    ) -> FleetOutcome[T]:
        """
        Call any operation for each of many resources.

        See `DrsClient.call_many`.
        """
        return await self._run_fleet(
            self._drs.call_many,
            self._blocking(operation),
            ids,
            is_idempotent=is_idempotent,
            max_concurrency=max_concurrency,
            timeout=timeout,
            on_progress=on_progress,
        )

    async def region_status(self) -> RegionStatus:
        """
        Check whether the account can use DRS in this client's Region.

        See `DrsClient.region_status`.
        """
        return await self._call(self._drs.region_status)
