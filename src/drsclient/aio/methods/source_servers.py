"""The async methods of `SourceServerOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from datetime import datetime

    from drsclient.models import (
        HasAccountId,
        HasRecoverySnapshotId,
        HasSourceServerId,
        Job,
        RecoverySnapshot,
        RecoverySnapshotsOrder,
        RecoverySnapshotsOrderLiteral,
        SourceServer,
    )


class AsyncSourceServerOperations(AsyncMethods):
    """The methods of `SourceServerOperations`, for async programs."""

    __slots__ = ()

    async def start_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Start replication of a stopped source server.

        See `DrsClient.start_replication`.
        """
        return await self._call(self._drs.start_replication, source_server_id)

    async def stop_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Stop replication of a source server.

        See `DrsClient.stop_replication`.
        """
        return await self._call(self._drs.stop_replication, source_server_id)

    async def retry_data_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Retry setting up a source server's replication immediately.

        See `DrsClient.retry_data_replication`.
        """
        return await self._call(self._drs.retry_data_replication, source_server_id)

    def describe_source_servers(
        self,
        *,
        source_server_ids: Iterable[str | HasSourceServerId] | None = None,
        hardware_id: str | None = None,
        staging_account_ids: Iterable[str | HasAccountId] | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[SourceServer]:
        """
        Iterate over the source servers in this Region.

        See `DrsClient.describe_source_servers`.
        """
        return self._iterate(
            self._drs.describe_source_servers,
            source_server_ids=source_server_ids,
            hardware_id=hardware_id,
            staging_account_ids=staging_account_ids,
            page_size=page_size,
        )

    async def get_source_server(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Return a source server by its ID, in its current state.

        See `DrsClient.get_source_server`.
        """
        return await self._call(self._drs.get_source_server, source_server_id)

    async def disconnect_source_server(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Disconnect a source server from the service.

        See `DrsClient.disconnect_source_server`.
        """
        return await self._call(self._drs.disconnect_source_server, source_server_id)

    async def delete_source_server(
        self, source_server_id: str | HasSourceServerId
    ) -> None:
        """
        Delete a disconnected source server.

        See `DrsClient.delete_source_server`.
        """
        await self._call(self._drs.delete_source_server, source_server_id)

    def describe_recovery_snapshots(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        from_date_time: datetime | None = None,
        to_date_time: datetime | None = None,
        order: RecoverySnapshotsOrder | RecoverySnapshotsOrderLiteral | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[RecoverySnapshot]:
        """
        Iterate over the recovery snapshots of a source server.

        See `DrsClient.describe_recovery_snapshots`.
        """
        return self._iterate(
            self._drs.describe_recovery_snapshots,
            source_server_id,
            from_date_time=from_date_time,
            to_date_time=to_date_time,
            order=order,
            page_size=page_size,
        )

    async def start_recovery(
        self,
        source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
        *,
        is_drill: bool,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Launch recovery instances for source servers, as a drill or a real recovery.

        See `DrsClient.start_recovery`.
        """
        return await self._call(
            self._drs.start_recovery, source_servers, is_drill=is_drill, tags=tags
        )
