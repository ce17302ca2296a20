"""The operations on recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        GetFailbackReplicationConfigurationResponse,
        InternetProtocol,
        Job,
        RecoveryInstance,
    )


class RecoveryInstanceOperations(OperationGroup):
    """What you can do with recovery instances."""

    __slots__ = ()

    def describe_recovery_instances(
        self,
        *,
        recovery_instance_ids: Iterable[str] | None = None,
        source_server_ids: Iterable[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryInstance]:
        """
        …

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instance_ids: …
            source_server_ids: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
        """
        return self._many(
            models.RecoveryInstance,
            "items",
            self._api.describe_recovery_instances,
            filters={
                "recoveryInstanceIDs": id_list(recovery_instance_ids),
                "sourceServerIDs": id_list(source_server_ids),
            },
            maxResults=if_given(page_size),
        )

    def disconnect_recovery_instance(self, recovery_instance_id: str) -> None:
        """
        …

        Source: the API operation DisconnectRecoveryInstance.

        Args:
            recovery_instance_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.disconnect_recovery_instance,
            recoveryInstanceID=recovery_instance_id,
        )

    def terminate_recovery_instances(self, recovery_instance_ids: Iterable[str]) -> Job:
        """
        …

        Source: the API operation TerminateRecoveryInstances.

        Args:
            recovery_instance_ids: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.Job,
            "job",
            self._api.terminate_recovery_instances,
            recoveryInstanceIDs=id_list(recovery_instance_ids),
        )

    def delete_recovery_instance(self, recovery_instance_id: str) -> None:
        """
        …

        Source: the API operation DeleteRecoveryInstance.

        Args:
            recovery_instance_id: …

        Raises:
            DrsParameterError: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_recovery_instance, recoveryInstanceID=recovery_instance_id
        )

    def reverse_replication(self, recovery_instance_id: str) -> str:
        """
        …

        Source: the API operation ReverseReplication.

        Args:
            recovery_instance_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._text(
            "reversedDirectionSourceServerArn",
            self._api.reverse_replication,
            recoveryInstanceID=recovery_instance_id,
        )

    def get_failback_replication_configuration(
        self, recovery_instance_id: str
    ) -> GetFailbackReplicationConfigurationResponse:
        """
        …

        Source: the API operation GetFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.GetFailbackReplicationConfigurationResponse,
            None,
            self._api.get_failback_replication_configuration,
            recoveryInstanceID=recovery_instance_id,
        )

    def update_failback_replication_configuration(
        self,
        recovery_instance_id: str,
        *,
        name: str | None = None,
        bandwidth_throttling: int | None = None,
        use_private_ip: bool | None = None,
        internet_protocol: InternetProtocol | None = None,
    ) -> None:
        """
        …

        Source: the API operation UpdateFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: …
            name: …
            bandwidth_throttling: …
            use_private_ip: …
            internet_protocol: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        self._nothing(
            self._api.update_failback_replication_configuration,
            recoveryInstanceID=recovery_instance_id,
            name=if_given(name),
            bandwidthThrottling=if_given(bandwidth_throttling),
            usePrivateIP=if_given(use_private_ip),
            internetProtocol=converted(internet_protocol),
        )

    def start_failback_launch(
        self,
        recovery_instance_ids: Iterable[str],
        *,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        …

        Source: the API operation StartFailbackLaunch.

        Args:
            recovery_instance_ids: …
            tags: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.Job,
            "job",
            self._api.start_failback_launch,
            recoveryInstanceIDs=id_list(recovery_instance_ids),
            tags=if_given(tags),
        )

    def stop_failback(self, recovery_instance_id: str) -> None:
        """
        …

        Source: the API operation StopFailback.

        Args:
            recovery_instance_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        self._nothing(self._api.stop_failback, recoveryInstanceID=recovery_instance_id)
