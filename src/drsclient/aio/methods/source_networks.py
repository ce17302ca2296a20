"""The async methods of `SourceNetworkOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from drsclient.models import (
        HasSourceNetworkId,
        Job,
        SourceNetwork,
        StartSourceNetworkRecoveryRequestNetworkEntry,
    )


class AsyncSourceNetworkOperations(AsyncMethods):
    """The methods of `SourceNetworkOperations`, for async programs."""

    __slots__ = ()

    async def create_source_network(
        self,
        vpc_id: str,
        *,
        origin_account_id: str,
        origin_region: str,
        tags: Mapping[str, str] | None = None,
    ) -> str:
        """
        Create a source network for a VPC.

        See `DrsClient.create_source_network`.
        """
        return await self._call(
            self._drs.create_source_network,
            vpc_id,
            origin_account_id=origin_account_id,
            origin_region=origin_region,
            tags=tags,
        )

    def describe_source_networks(
        self,
        *,
        source_network_ids: Iterable[str | HasSourceNetworkId] | None = None,
        origin_account_id: str | None = None,
        origin_region: str | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[SourceNetwork]:
        """
        Iterate over the source networks in this Region.

        See `DrsClient.describe_source_networks`.
        """
        return self._iterate(
            self._drs.describe_source_networks,
            source_network_ids=source_network_ids,
            origin_account_id=origin_account_id,
            origin_region=origin_region,
            page_size=page_size,
        )

    async def get_source_network(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Return a source network by its ID, in its current state.

        See `DrsClient.get_source_network`.
        """
        return await self._call(self._drs.get_source_network, source_network_id)

    async def delete_source_network(
        self, source_network_id: str | HasSourceNetworkId
    ) -> None:
        """
        Delete a source network.

        See `DrsClient.delete_source_network`.
        """
        await self._call(self._drs.delete_source_network, source_network_id)

    async def start_source_network_replication(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Start replication of a source network.

        See `DrsClient.start_source_network_replication`.
        """
        return await self._call(
            self._drs.start_source_network_replication, source_network_id
        )

    async def stop_source_network_replication(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Stop replication of a source network.

        See `DrsClient.stop_source_network_replication`.
        """
        return await self._call(
            self._drs.stop_source_network_replication, source_network_id
        )

    async def start_source_network_recovery(
        self,
        source_networks: (
            Iterable[
                str | HasSourceNetworkId | StartSourceNetworkRecoveryRequestNetworkEntry
            ]
        ),
        *,
        deploy_as_new: bool | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Recover source networks by deploying a VPC for each of them in this Region.

        See `DrsClient.start_source_network_recovery`.
        """
        return await self._call(
            self._drs.start_source_network_recovery,
            source_networks,
            deploy_as_new=deploy_as_new,
            tags=tags,
        )

    async def associate_source_network_stack(
        self, source_network_id: str | HasSourceNetworkId, *, cfn_stack_name: str
    ) -> Job:
        """
        Make a source network use an existing CloudFormation stack.

        See `DrsClient.associate_source_network_stack`.
        """
        return await self._call(
            self._drs.associate_source_network_stack,
            source_network_id,
            cfn_stack_name=cfn_stack_name,
        )

    async def export_source_network_cfn_template(
        self, source_network_id: str | HasSourceNetworkId
    ) -> str:
        """
        Export the CloudFormation template of a source network to your S3 bucket.

        See `DrsClient.export_source_network_cfn_template`.
        """
        return await self._call(
            self._drs.export_source_network_cfn_template, source_network_id
        )
