"""The operations on source servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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


class SourceServerOperations(OperationGroup):
    """The operations on source servers."""

    __slots__ = ()

    def start_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Start replication of a stopped source server.

        The service starts protecting the server again, and billing for it. Replication
        takes a few minutes to start, and the first full copy takes longer. This method
        waits for neither: use `wait_for_replication`.

        Calls the API operation StartReplication.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The updated source server, usually in the state `INITIATING`.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The source server is not stopped.
        """
        return self._one(
            models.SourceServer,
            "sourceServer",
            self._api.start_replication,
            sourceServerID=argument(source_server_id),
        )

    def stop_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Stop replication of a source server.

        The service no longer protects the server or bills for it. It deletes the copy
        in the staging area and the recovery snapshots, so restarting replication
        requires a new full copy.

        Calls the API operation StopReplication.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The updated source server, in the state `STOPPED`.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The source server is already stopped or disconnected.
        """
        return self._one(
            models.SourceServer,
            "sourceServer",
            self._api.stop_replication,
            sourceServerID=argument(source_server_id),
        )

    def retry_data_replication(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Retry setting up a source server's replication immediately.

        The service does not wait for the next scheduled attempt. A stalled server keeps
        its recovery snapshots. If its initial sync had already completed, its disks are
        only rescanned. The service rejects source servers in any state other than
        `STALLED`, `STOPPED` and `DISCONNECTED` with a `ValidationException`. AWS has
        deprecated this operation: use `start_replication` for stopped servers.

        Calls the API operation RetryDataReplication.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The updated source server.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
        """
        return self._one(
            models.SourceServer,
            None,
            self._api.retry_data_replication,
            sourceServerID=argument(source_server_id),
        )

    def describe_source_servers(
        self,
        *,
        source_server_ids: Iterable[str | HasSourceServerId] | None = None,
        hardware_id: str | None = None,
        staging_account_ids: Iterable[str | HasAccountId] | None = None,
        page_size: int | None = None,
    ) -> Iterator[SourceServer]:
        """
        Iterate over the source servers in this Region.

        A source server must match all filters. Arguments are checked immediately, but
        the first request is sent when you start iterating, and each further page is
        requested only when you reach it.

        Calls the API operation DescribeSourceServers.

        Args:
            source_server_ids: Only these source servers, as models or IDs: `s-` and 17
                letters and digits. IDs that do not exist are ignored. More than 200 are
                split across several calls. An empty list matches nothing, and no call
                is made.
            hardware_id: Only source servers with this hardware ID: a MAC address,
                a VMware UUID or an EC2 instance ID.
            staging_account_ids: Only source servers in these staging accounts, as
                models or IDs: 12 digits. More than 200 are split across several calls.
                An empty list matches nothing, and no call is made.
            page_size: The maximum number of source servers to request per call, at
                least 1. By default, the service decides.

        Returns:
            An iterator over the source servers.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.SourceServer,
            "items",
            self._api.describe_source_servers,
            filters={
                "sourceServerIDs": argument(source_server_ids),
                "hardwareId": argument(hardware_id),
                "stagingAccountIDs": argument(staging_account_ids),
            },
            maxResults=argument(page_size),
        )

    def get_source_server(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Return a source server by its ID, in its current state.

        Calls the API operation DescribeSourceServers.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The source server.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            DrsNotFoundError: The source server does not exist.
        """
        return self._find(
            "SourceServerID",
            source_server_id,
            lambda key: self.describe_source_servers(source_server_ids=[key]),
        )

    def disconnect_source_server(
        self, source_server_id: str | HasSourceServerId
    ) -> SourceServer:
        """
        Disconnect a source server from the service.

        Replication stops immediately. Within about 10 minutes, the service tells the
        agent on the server, if it can reach it, to uninstall itself. Within 90 minutes,
        the service deletes everything that it created in the account to replicate the
        server, including the recovery snapshots.

        Calls the API operation DisconnectSourceServer.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The updated source server, in the state `DISCONNECTED`.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The source server has a recovery instance that is not
                disconnected, or is already disconnected.
        """
        return self._one(
            models.SourceServer,
            None,
            self._api.disconnect_source_server,
            sourceServerID=argument(source_server_id),
        )

    def delete_source_server(self, source_server_id: str | HasSourceServerId) -> None:
        """
        Delete a disconnected source server.

        A source server cannot be deleted while it belongs to a recovery plan, or while
        it has a recovery instance that is not disconnected. The recovery instance does
        not matter if the server is extended from a staging account.

        Calls the API operation DeleteSourceServer.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The source server is not disconnected, or is in use.
        """
        self._nothing(
            self._api.delete_source_server, sourceServerID=argument(source_server_id)
        )

    def describe_recovery_snapshots(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        from_date_time: datetime | None = None,
        to_date_time: datetime | None = None,
        order: RecoverySnapshotsOrder | RecoverySnapshotsOrderLiteral | None = None,
        page_size: int | None = None,
    ) -> Iterator[RecoverySnapshot]:
        """
        Iterate over the recovery snapshots of a source server.

        The service takes them while it replicates the server, and keeps each one for
        the retention period of the server's point-in-time policy. To launch the server
        from one of them, pass it to `start_recovery`.

        The first request is sent when you start iterating.

        Calls the API operation DescribeRecoverySnapshots.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.
            from_date_time: Only snapshots from this time on. The time must have a UTC
                offset.
            to_date_time: Only snapshots up to this time. The time must have a UTC
                offset.
            order: The sort order, oldest or newest first. By default, the service
                decides; it has been observed to list the newest first.
            page_size: The maximum number of snapshots to request per call, at least 1.
                By default, the service decides.

        Returns:
            An iterator over the recovery snapshots.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.RecoverySnapshot,
            "items",
            self._api.describe_recovery_snapshots,
            sourceServerID=argument(source_server_id),
            filters={
                "fromDateTime": argument(from_date_time),
                "toDateTime": argument(to_date_time),
            },
            order=argument(order),
            maxResults=argument(page_size),
        )

    def start_recovery(
        self,
        source_servers: Iterable[str | HasSourceServerId | HasRecoverySnapshotId],
        *,
        is_drill: bool,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Launch recovery instances for source servers, as a drill or a real recovery.

        First, the service terminates the recovery instances that earlier drills and
        recoveries of these servers launched, even if you have disconnected them from
        the service or deleted them from it. Replication continues. The new instances,
        even those of a drill, cost money until you terminate them with
        `terminate_recovery_instances`.

        This method starts a job and does not wait for it: use `wait_for_job`. The job
        ends as `COMPLETED` even if launches failed: `wait_for_job` raises an error with
        the reasons.

        Calls the API operation StartRecovery.

        Args:
            source_servers: The source servers, 1 to 200; the quota of servers in one
                job is usually 100. Pass a server or its ID to launch the latest data,
                or a `RecoverySnapshot` to launch the data from that point in time. A
                `StartRecoveryRequestSourceServer` requests either by ID.
            is_drill: Whether this is a drill. It must be `True` or `False`.
            tags: Tags for the new job.

        Returns:
            The new job, usually in the status `PENDING`.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: A source server is already in a job that has not ended.
            ServiceQuotaExceededException: The request would exceed the quota of source
                servers per job, or the quota of jobs in progress or of source servers
                in them.
        """
        return self._one(
            models.Job,
            "job",
            self._api.start_recovery,
            sourceServers=argument(source_servers),
            isDrill=is_drill,
            tags=argument(tags),
        )
