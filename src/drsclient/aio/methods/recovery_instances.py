"""The async methods of `RecoveryInstanceOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from drsclient.models import (
        GetFailbackReplicationConfigurationResponse,
        HasRecoveryInstanceId,
        HasSourceServerId,
        InternetProtocol,
        InternetProtocolLiteral,
        Job,
        RecoveryInstance,
    )


class AsyncRecoveryInstanceOperations(AsyncMethods):
    """The methods of `RecoveryInstanceOperations`, for async programs."""

    __slots__ = ()

    def describe_recovery_instances(
        self,
        *,
        recovery_instance_ids: Iterable[str | HasRecoveryInstanceId] | None = None,
        source_server_ids: Iterable[str | HasSourceServerId] | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[RecoveryInstance]:
        """
        Iterate over the recovery instances in this Region.

        See `DrsClient.describe_recovery_instances`.
        """
        return self._iterate(
            self._drs.describe_recovery_instances,
            recovery_instance_ids=recovery_instance_ids,
            source_server_ids=source_server_ids,
            page_size=page_size,
        )

    async def get_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> RecoveryInstance:
        """
        Return a recovery instance by its ID, in its current state.

        See `DrsClient.get_recovery_instance`.
        """
        return await self._call(self._drs.get_recovery_instance, recovery_instance_id)

    async def disconnect_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> None:
        """
        Disconnect a recovery instance from the service, and keep its EC2 instance.

        See `DrsClient.disconnect_recovery_instance`.
        """
        await self._call(self._drs.disconnect_recovery_instance, recovery_instance_id)

    async def terminate_recovery_instances(
        self, recovery_instance_ids: Iterable[str | HasRecoveryInstanceId]
    ) -> Job:
        """
        Terminate recovery instances in EC2, and delete them from the service.

        See `DrsClient.terminate_recovery_instances`.
        """
        return await self._call(
            self._drs.terminate_recovery_instances, recovery_instance_ids
        )

    async def delete_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> None:
        """
        Delete a disconnected recovery instance from the service, but not from EC2.

        See `DrsClient.delete_recovery_instance`.
        """
        await self._call(self._drs.delete_recovery_instance, recovery_instance_id)

    async def reverse_replication(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> str:
        """
        Start replicating a recovery instance in the opposite direction.

        See `DrsClient.reverse_replication`.
        """
        return await self._call(self._drs.reverse_replication, recovery_instance_id)

    async def get_failback_replication_configuration(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> GetFailbackReplicationConfigurationResponse:
        """
        Return the failback replication settings of a recovery instance.

        See `DrsClient.get_failback_replication_configuration`.
        """
        return await self._call(
            self._drs.get_failback_replication_configuration, recovery_instance_id
        )

    async def update_failback_replication_configuration(
        self,
        recovery_instance_id: str | HasRecoveryInstanceId,
        *,
        name: str | None = None,
        bandwidth_throttling: int | None = None,
        use_private_ip: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> None:
        """
        Change the failback replication settings of a recovery instance.

        See `DrsClient.update_failback_replication_configuration`.
        """
        await self._call(
            self._drs.update_failback_replication_configuration,
            recovery_instance_id,
            name=name,
            bandwidth_throttling=bandwidth_throttling,
            use_private_ip=use_private_ip,
            internet_protocol=internet_protocol,
        )

    async def start_failback_launch(
        self,
        recovery_instance_ids: Iterable[str | HasRecoveryInstanceId],
        *,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Launch the machines that recovery instances fail back to, and complete failback.

        See `DrsClient.start_failback_launch`.
        """
        return await self._call(
            self._drs.start_failback_launch, recovery_instance_ids, tags=tags
        )

    async def stop_failback(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> None:
        """
        Stop the failback of a recovery instance.

        See `DrsClient.stop_failback`.
        """
        await self._call(self._drs.stop_failback, recovery_instance_id)
