"""The operations on recovery instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        GetFailbackReplicationConfigurationResponse,
        HasRecoveryInstanceId,
        HasSourceServerId,
        InternetProtocol,
        InternetProtocolLiteral,
        Job,
        RecoveryInstance,
    )


class RecoveryInstanceOperations(OperationGroup):
    """The operations on recovery instances."""

    __slots__ = ()

    def describe_recovery_instances(
        self,
        *,
        recovery_instance_ids: Iterable[str | HasRecoveryInstanceId] | None = None,
        source_server_ids: Iterable[str | HasSourceServerId] | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoveryInstance]:
        """
        Iterate over the recovery instances in this Region.

        A recovery instance must match all filters. The first request is sent when you
        start iterating.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instance_ids: Only these recovery instances, as models or IDs: `i-`
                and 8 to 17 hexadecimal digits. More than 200 are split across several
                calls. An empty list matches nothing, and no call is made.
            source_server_ids: Only recovery instances of these source servers, as
                models or IDs: `s-` and 17 letters and digits. An empty list matches
                nothing, and no call is made.
            page_size: The maximum number of recovery instances to request per call, at
                least 1. By default, the service decides.

        Returns:
            An iterator over the recovery instances.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.RecoveryInstance,
            "items",
            self._api.describe_recovery_instances,
            filters={
                "recoveryInstanceIDs": argument(recovery_instance_ids),
                "sourceServerIDs": argument(source_server_ids),
            },
            maxResults=argument(page_size),
        )

    def get_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> RecoveryInstance:
        """
        Return a recovery instance by its ID, in its current state.

        Calls the API operation DescribeRecoveryInstances.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Returns:
            The recovery instance.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            DrsNotFoundError: The recovery instance does not exist.
        """
        return self._find(
            "RecoveryInstanceID",
            recovery_instance_id,
            lambda key: self.describe_recovery_instances(recovery_instance_ids=[key]),
        )

    def disconnect_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> None:
        """
        Disconnect a recovery instance from the service, and keep its EC2 instance.

        Replication stops immediately, and its state becomes `DISCONNECTED`. Within
        about 10 minutes, the service tells the agent on the instance, if it can reach
        it, to uninstall itself. Within 90 minutes, the service deletes everything that
        it created in the account to replicate the instance.

        The EC2 instance is not terminated, and EC2 still bills for it. The service
        still lists the recovery instance until you call `delete_recovery_instance`.

        Calls the API operation DisconnectRecoveryInstance.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
            ConflictException: The state of the recovery instance does not allow the
                operation.
        """
        self._nothing(
            self._api.disconnect_recovery_instance,
            recoveryInstanceID=argument(recovery_instance_id),
        )

    def terminate_recovery_instances(
        self, recovery_instance_ids: Iterable[str | HasRecoveryInstanceId]
    ) -> Job:
        """
        Terminate recovery instances in EC2, and delete them from the service.

        Their EC2 resources are permanently deleted. To keep an EC2 instance, use
        `disconnect_recovery_instance` and `delete_recovery_instance` instead.

        This method starts a job and does not wait for it: use `wait_for_job`.

        Calls the API operation TerminateRecoveryInstances.

        Args:
            recovery_instance_ids: 1 to 200 recovery instances, or their IDs: `i-` and 8
                to 17 hexadecimal digits.

        Returns:
            The new job.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: The state of a recovery instance does not allow the
                operation.
            ServiceQuotaExceededException: A quota would be exceeded, such as the quota
                of jobs in progress.
        """
        return self._one(
            models.Job,
            "job",
            self._api.terminate_recovery_instances,
            recoveryInstanceIDs=argument(recovery_instance_ids),
        )

    def delete_recovery_instance(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> None:
        """
        Delete a disconnected recovery instance from the service, but not from EC2.

        The EC2 instance is not terminated, and EC2 still bills for it. To delete both,
        use `terminate_recovery_instances` instead.

        Calls the API operation DeleteRecoveryInstance.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            ConflictException: The recovery instance is not disconnected.
        """
        self._nothing(
            self._api.delete_recovery_instance,
            recoveryInstanceID=argument(recovery_instance_id),
        )

    def reverse_replication(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> str:
        """
        Start replicating a recovery instance in the opposite direction.

        This works only for recovery instances that originate from EC2. To fail back to
        a machine outside AWS, boot the Failback Client on that machine instead. If a
        recovery launched the instance, its data is copied back to the original location
        of its source server, in preparation for failback. If a failback launched the
        instance, its data is copied to the recovery site, which protects the instance
        again.

        The service creates a source server in the destination Region, where the service
        must already be initialized. The first full copy takes time, and this method
        does not wait for it. Data transfer between Regions costs money. Use a client
        for the destination Region to monitor the new source server. Once its
        replication is healthy, launch it there to fail back. If the destination already
        has a source server with a copy, as it does after a failback, that server
        continues with a rescan instead.

        The service rejects the call until the agent on a new instance is initialized,
        which takes some time after the instance starts running.
        `reverse_replication_many` waits for the agents.

        Calls the API operation ReverseReplication.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Returns:
            The ARN of the source server that receives the data. It contains the
            server's Region and ID.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
            ConflictException: The state of the recovery instance does not allow the
                operation.
        """
        return self._text(
            "reversedDirectionSourceServerArn",
            self._api.reverse_replication,
            recoveryInstanceID=argument(recovery_instance_id),
        )

    def get_failback_replication_configuration(
        self, recovery_instance_id: str | HasRecoveryInstanceId
    ) -> GetFailbackReplicationConfigurationResponse:
        """
        Return the failback replication settings of a recovery instance.

        Calls the API operation GetFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Returns:
            The failback replication configuration.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
        """
        return self._one(
            models.GetFailbackReplicationConfigurationResponse,
            None,
            self._api.get_failback_replication_configuration,
            recoveryInstanceID=argument(recovery_instance_id),
        )

    def update_failback_replication_configuration(
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

        Values that you omit stay unchanged.

        Calls the API operation UpdateFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.
            name: The name of the configuration, at most 256 characters.
            bandwidth_throttling: The bandwidth limit for data that the recovery
                instance sends, in Mbps.
            use_private_ip: Whether to send data over private IP addresses, such as
                through a VPN, instead of public IP addresses.
            internet_protocol: Whether data is sent over IPv4 or IPv6.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
        """
        self._nothing(
            self._api.update_failback_replication_configuration,
            recoveryInstanceID=argument(recovery_instance_id),
            name=argument(name),
            bandwidthThrottling=argument(bandwidth_throttling),
            usePrivateIP=argument(use_private_ip),
            internetProtocol=argument(internet_protocol),
        )

    def start_failback_launch(
        self,
        recovery_instance_ids: Iterable[str | HasRecoveryInstanceId],
        *,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Launch the machines that recovery instances fail back to, and complete failback.

        This is for machines that run the Failback Client. The failback of each recovery
        instance must be in the state `FAILBACK_READY_FOR_LAUNCH`: `wait_for_failback`
        waits for it. The Failback Client converts the data that it has received, and
        the machine reboots. The recovery instances are not terminated.

        This method starts a job and does not wait for it: use `wait_for_job`.

        Calls the API operation StartFailbackLaunch.

        Args:
            recovery_instance_ids: 1 to 200 recovery instances, or their IDs: `i-` and 8
                to 17 hexadecimal digits.
            tags: Tags for the new job.

        Returns:
            The new job.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: The failback state of a recovery instance does not allow
                the operation.
            ServiceQuotaExceededException: A quota would be exceeded, such as the quota
                of jobs in progress.
        """
        return self._one(
            models.Job,
            "job",
            self._api.start_failback_launch,
            recoveryInstanceIDs=argument(recovery_instance_ids),
            tags=argument(tags),
        )

    def stop_failback(self, recovery_instance_id: str | HasRecoveryInstanceId) -> None:
        """
        Stop the failback of a recovery instance.

        The state of its failback becomes `FAILBACK_NOT_STARTED` again. The recovery
        instance is kept.

        Calls the API operation StopFailback.

        Args:
            recovery_instance_id: The recovery instance, or its ID: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance ID; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
        """
        self._nothing(
            self._api.stop_failback, recoveryInstanceID=argument(recovery_instance_id)
        )
