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
        Iterate over the account's recovery instances in this Region, or some of them.

        The instances meet every condition that you give. The arguments are checked at
        once, but nothing is sent before you ask for the first instance. A list of more
        than 200 instance IDs becomes several calls. An empty list matches nothing, and
        nothing is sent.

        Source: the API operation DescribeRecoveryInstances.

        Args:
            recovery_instance_ids: Only recovery instances with these IDs, each `i-` and
                8 to 17 hexadecimal digits.
            source_server_ids: Only recovery instances that were launched from the
                source servers with these IDs, each `s-` and 17 letters and digits.
            page_size: How many recovery instances to request with one call, at least 1.
                By default, the service decides.

        Returns:
            An iterator over the recovery instances, each of them once.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
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
        Disconnect a recovery instance from the service, and keep its EC2 instance.

        Replication of its data ends at once: the replication state is `DISCONNECTED`,
        the sizes of the replicated disks are 0, and the lag is `None`. Within about 10
        minutes the agent on the instance, if it can reach the service, is told to
        uninstall itself. Within 90 minutes the service deletes everything that it
        created in the account to replicate the instance.

        The EC2 instance is not terminated, and EC2 goes on billing it. The recovery
        instance is still listed until you call `delete_recovery_instance`.

        Source: the API operation DisconnectRecoveryInstance.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance's; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
            ConflictException: The recovery instance is in a state in which it cannot be
                disconnected.
        """
        self._nothing(
            self._api.disconnect_recovery_instance,
            recoveryInstanceID=recovery_instance_id,
        )

    def terminate_recovery_instances(self, recovery_instance_ids: Iterable[str]) -> Job:
        """
        Terminate recovery instances in EC2, and delete them from the service.

        Their EC2 resources are deleted for good. To keep an EC2 instance, use
        `disconnect_recovery_instance` and `delete_recovery_instance` instead.

        This method starts a job and does not wait for it: follow it with
        `describe_jobs`.

        Source: the API operation TerminateRecoveryInstances.

        Args:
            recovery_instance_ids: The IDs of 1 to 200 recovery instances, each `i-` and
                8 to 17 hexadecimal digits.

        Returns:
            The job that terminates the instances.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: One of the recovery instances is in a state in which it
                cannot be terminated.
            ServiceQuotaExceededException: A quota of the account, such as the one for
                jobs under way, is used up.
        """
        return self._one(
            models.Job,
            "job",
            self._api.terminate_recovery_instances,
            recoveryInstanceIDs=id_list(recovery_instance_ids),
        )

    def delete_recovery_instance(self, recovery_instance_id: str) -> None:
        """
        Delete a disconnected recovery instance from the service, but not from EC2.

        The EC2 instance is not terminated, and EC2 goes on billing it. To delete both,
        use `terminate_recovery_instances` instead.

        Source: the API operation DeleteRecoveryInstance.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance's; nothing was sent.
            ConflictException: The recovery instance is not disconnected.
        """
        self._nothing(
            self._api.delete_recovery_instance, recoveryInstanceID=recovery_instance_id
        )

    def reverse_replication(self, recovery_instance_id: str) -> str:
        """
        Start replicating a recovery instance in the opposite direction.

        It works only for recovery instances whose origin is EC2. (To fail back to a
        machine outside AWS, boot the Failback Client on that machine instead.) From an
        instance that a recovery launched, data is copied to where its source server
        ran, which prepares failback. From an instance that a failback launched, data is
        copied to the recovery site, which protects it again.

        The service creates a source server for this direction in the Region that the
        data is copied to, where the service must have been initialized. The first full
        copy takes time, and between Regions data transfer is charged; this method waits
        for nothing. Follow the source server with a client for its Region. When its
        replication is healthy, you can fail back by launching it there.

        Source: the API operation ReverseReplication.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.

        Returns:
            The ARN of the new source server. The ARN contains its Region and its ID.

        Raises:
            DrsParameterError: The ID is not a recovery instance's; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
            ConflictException: The recovery instance is in a state in which its
                replication cannot be reversed.
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
        Return how a recovery instance's data is replicated during failback.

        Source: the API operation GetFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.

        Returns:
            The configuration.

        Raises:
            DrsParameterError: The ID is not a recovery instance's; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
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
        Change how a recovery instance's data is replicated during failback.

        What you do not give stays as it is.

        Source: the API operation UpdateFailbackReplicationConfiguration.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.
            name: The name of the configuration, at most 256 characters.
            bandwidth_throttling: The most that the recovery instance may send, in Mbps.
            use_private_ip: Whether to send data over private IP addresses, such as
                through a VPN, instead of public ones.
            internet_protocol: The version of the Internet Protocol to send data with.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
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
        Launch the machines that recovery instances fail back to, and complete failback.

        It is for machines that run the Failback Client. The failback of each recovery
        instance must be in the state `FAILBACK_READY_FOR_LAUNCH`. The Failback Client
        converts what it has received, and the machine reboots. The recovery instances
        are not terminated.

        This method starts a job and does not wait for it: follow it with
        `describe_jobs`.

        Source: the API operation StartFailbackLaunch.

        Args:
            recovery_instance_ids: The IDs of 1 to 200 recovery instances, each `i-` and
                8 to 17 hexadecimal digits.
            tags: Tags for the new job.

        Returns:
            The job that launches the machines.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: The failback of one of the recovery instances is in a
                state that does not allow a launch.
            ServiceQuotaExceededException: A quota of the account, such as the one for
                jobs under way, is used up.
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
        Stop the failback of a recovery instance.

        The state of its failback becomes `FAILBACK_NOT_STARTED` again. The recovery
        instance remains.

        Source: the API operation StopFailback.

        Args:
            recovery_instance_id: The ID of the recovery instance: `i-` and 8 to 17
                hexadecimal digits.

        Raises:
            DrsParameterError: The ID is not a recovery instance's; nothing was sent.
            ResourceNotFoundException: The recovery instance does not exist.
        """
        self._nothing(self._api.stop_failback, recoveryInstanceID=recovery_instance_id)
