"""The async methods of `AccountOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from drsclient.models import (
        Account,
        HasAccountId,
        HasSourceServerArn,
        SourceServer,
        StagingSourceServer,
    )


class AsyncAccountOperations(AsyncMethods):
    """The methods of `AccountOperations`, for async programs."""

    __slots__ = ()

    async def initialize_service(self) -> None:
        """
        Set up the service for the account in this Region.

        See `DrsClient.initialize_service`.
        """
        await self._call(self._drs.initialize_service)

    def list_staging_accounts(
        self, *, page_size: int | None = None
    ) -> AsyncIterator[Account]:
        """
        Iterate over the staging accounts of this account's extended source servers.

        See `DrsClient.list_staging_accounts`.
        """
        return self._iterate(self._drs.list_staging_accounts, page_size=page_size)

    def list_extensible_source_servers(
        self, staging_account_id: str | HasAccountId, *, page_size: int | None = None
    ) -> AsyncIterator[StagingSourceServer]:
        """
        Iterate over the source servers that a staging account can share with this one.

        See `DrsClient.list_extensible_source_servers`.
        """
        return self._iterate(
            self._drs.list_extensible_source_servers,
            staging_account_id,
            page_size=page_size,
        )

    async def create_extended_source_server(
        self,
        source_server_arn: str | HasSourceServerArn,
        *,
        tags: Mapping[str, str] | None = None,
    ) -> SourceServer:
        """
        Extend a staging account's source server into this account, to recover it here.

        See `DrsClient.create_extended_source_server`.
        """
        return await self._call(
            self._drs.create_extended_source_server, source_server_arn, tags=tags
        )
