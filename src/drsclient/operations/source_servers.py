"""The operations on source servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, id_list, optional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drsclient.models import SourceServer


class SourceServerOperations(OperationGroup):
    """What can be done with source servers."""

    __slots__ = ()

    def start_replication(self, source_server_id: str) -> SourceServer:
        """
        Start replication of a stopped source server.

        The server is protected again, and billed again. Starting takes some minutes and
        the first full copy longer; this method does not wait for either.

        Source: the API operation StartReplication.

        Args:
            source_server_id: The ID of the source server, `s-` and 17 letters and
                digits.

        Returns:
            The source server as it is now, usually in the state `INITIATING`.

        Raises:
            DrsParameterError: The ID is not one of a source server; nothing was sent.
            ResourceNotFoundException: There is no such source server.
            ConflictException: The source server is not stopped.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: The service reported success, but did not return the
                source server.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        answer = self._call(
            self._api.start_replication, sourceServerID=source_server_id
        )
        return answer.entity(models.SourceServer, "sourceServer")

    def stop_replication(self, source_server_id: str) -> SourceServer:
        """
        Stop replication of a source server.

        The server is no longer protected or billed. The copy in the staging area and
        its recovery snapshots are deleted: starting again means a new full copy.

        Source: the API operation StopReplication.

        Args:
            source_server_id: The ID of the source server, `s-` and 17 letters and
                digits.

        Returns:
            The source server as it is now, in the state `STOPPED`.

        Raises:
            DrsParameterError: The ID is not one of a source server; nothing was sent.
            ResourceNotFoundException: There is no such source server.
            ConflictException: The source server is stopped or disconnected already.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: The service reported success, but did not return the
                source server.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        answer = self._call(self._api.stop_replication, sourceServerID=source_server_id)
        return answer.entity(models.SourceServer, "sourceServer")

    def retry_data_replication(self, source_server_id: str) -> SourceServer:
        """
        Have replication try again to set itself up, without waiting for its next turn.

        It works on source servers that are stalled, stopped or disconnected. AWS has
        deprecated the operation; `start_replication` is there for stopped servers.

        Source: the API operation RetryDataReplication.

        Args:
            source_server_id: The ID of the source server, `s-` and 17 letters and
                digits.

        Returns:
            The source server as it is now.

        Raises:
            DrsParameterError: The ID is not one of a source server; nothing was sent.
            ResourceNotFoundException: There is no such source server.
            ValidationException: The source server is in another state.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: The service reported success, but did not return the
                source server.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        answer = self._call(
            self._api.retry_data_replication, sourceServerID=source_server_id
        )
        return answer.entity(models.SourceServer)

    def describe_source_servers(
        self,
        *,
        source_server_ids: Iterable[str] | None = None,
        hardware_id: str | None = None,
        staging_account_ids: Iterable[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[SourceServer]:
        """
        Go over the source servers of the account in this Region, all or some of them.

        The servers have to meet every condition that is given. Nothing is sent before
        the first server is asked for, and each further page only when it is needed. The
        arguments are checked at once. A list with more IDs than the service takes at
        once becomes several calls; with an empty list nothing matches, and there is
        none.

        Source: the API operation DescribeSourceServers.

        Args:
            source_server_ids: Only source servers with these IDs. An ID that does not
                exist is passed over.
            hardware_id: Only source servers of this machine: an EC2 instance ID, a
                VMware UUID or a MAC address.
            staging_account_ids: Only source servers whose copies are in these accounts,
                twelve digits each.
            page_size: How many source servers to fetch with one call, at least 1. The
                service decides if it is not given.

        Returns:
            An iterator over the source servers, each of them once.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ValidationException: The service found the request invalid.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: The service reported success, but did not return a list.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        return self._list(
            models.SourceServer,
            "items",
            self._api.describe_source_servers,
            filters={
                "sourceServerIDs": id_list(source_server_ids),
                "hardwareId": optional(hardware_id),
                "stagingAccountIDs": id_list(staging_account_ids),
            },
            maxResults=optional(page_size),
        )

    def disconnect_source_server(self, source_server_id: str) -> SourceServer:
        """
        Disconnect a source server from the service.

        Its replication ends at once. Within minutes its agent is told to uninstall
        itself, and within 90 minutes all that the service made in the account to
        replicate it is deleted. A server with a recovery instance cannot be
        disconnected.

        Source: the API operation DisconnectSourceServer.

        Args:
            source_server_id: The ID of the source server, `s-` and 17 letters and
                digits.

        Returns:
            The source server as it is now, in the state `DISCONNECTED`.

        Raises:
            DrsParameterError: The ID is not one of a source server; nothing was sent.
            ResourceNotFoundException: There is no such source server.
            ConflictException: The source server has a recovery instance, or is
                disconnected already.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: The service reported success, but did not return the
                source server.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        answer = self._call(
            self._api.disconnect_source_server, sourceServerID=source_server_id
        )
        return answer.entity(models.SourceServer)

    def delete_source_server(self, source_server_id: str) -> None:
        """
        Delete a disconnected source server.

        Source: the API operation DeleteSourceServer.

        Args:
            source_server_id: The ID of the source server, `s-` and 17 letters and
                digits.

        Raises:
            DrsParameterError: The ID is not one of a source server; nothing was sent.
            ResourceNotFoundException: There is no such source server.
            ConflictException: The source server is not disconnected.
            UninitializedAccountException: The account was never set up for the service.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: Something else than the service reported success.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        answer = self._call(
            self._api.delete_source_server, sourceServerID=source_server_id
        )
        answer.nothing()
