"""The operations on the account as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.models import (
        Account,
        HasAccountId,
        HasSourceServerArn,
        SourceServer,
        StagingSourceServer,
    )


class AccountOperations(OperationGroup):
    """The operations on the account."""

    __slots__ = ()

    def initialize_service(self) -> None:
        """
        Set up the service for the account in this Region.

        Before you call this method, create the six IAM roles that the service uses. The
        call creates the service-linked role, and instance profiles for these roles, so
        it requires administrator credentials. Afterwards, create a replication
        configuration template: agents cannot be installed without one. It is safe to
        call this method again.

        The guide "Set up an account" shows all three steps.

        Calls the API operation InitializeService.
        """
        self._nothing(self._api.initialize_service)

    def list_staging_accounts(
        self, *, page_size: int | None = None
    ) -> Iterator[Account]:
        """
        Iterate over the staging accounts of this account's extended source servers.

        A staging account replicates source servers that other accounts recover. The
        list includes each account with at least one source server that has been
        extended into this account.

        The first request is sent when you start iterating.

        Calls the API operation ListStagingAccounts.

        Args:
            page_size: The maximum number of accounts to request per call, 1 to 50. By
                default, the service decides.

        Returns:
            An iterator over the accounts.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.Account,
            "accounts",
            self._api.list_staging_accounts,
            maxResults=argument(page_size),
        )

    def list_extensible_source_servers(
        self, staging_account_id: str | HasAccountId, *, page_size: int | None = None
    ) -> Iterator[StagingSourceServer]:
        """
        Iterate over the source servers that a staging account can share with this one.

        The staging account needs a role that trusts this account. The list omits
        servers that this account already has, and servers that were extended into the
        staging account from another account.

        The first request is sent when you start iterating.

        Calls the API operation ListExtensibleSourceServers.

        Args:
            staging_account_id: The staging account, or its ID: 12 digits.
            page_size: The maximum number of source servers to request per call, 1 to
                300. By default, the service decides.

        Returns:
            An iterator over the source servers.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.StagingSourceServer,
            "items",
            self._api.list_extensible_source_servers,
            stagingAccountID=argument(staging_account_id),
            maxResults=argument(page_size),
        )

    def create_extended_source_server(
        self,
        source_server_arn: str | HasSourceServerArn,
        *,
        tags: Mapping[str, str] | None = None,
    ) -> SourceServer:
        """
        Extend a staging account's source server into this account, to recover it here.

        The original continues to replicate in the staging account: change its
        replication settings or stop its replication there. The extended source server
        uses the same settings and recovery snapshots, and deleting it does not affect
        the original.

        The staging account needs a role that trusts this account. If a KMS key encrypts
        the volumes, the staging account must share it with this account.

        Calls the API operation CreateExtendedSourceServer.

        Args:
            source_server_arn: The original source server, as returned by
                `list_extensible_source_servers`, or its ARN.
            tags: Tags for the new source server.

        Returns:
            The extended source server. Its `staging_area` identifies the original.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ServiceQuotaExceededException: A quota would be exceeded, such as the quota
                of source servers.
        """
        return self._one(
            models.SourceServer,
            "sourceServer",
            self._api.create_extended_source_server,
            sourceServerArn=argument(source_server_arn),
            tags=argument(tags),
        )
