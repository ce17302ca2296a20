"""The operations on the account as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, if_given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drsclient.models import Account, SourceServer, StagingSourceServer


class AccountOperations(OperationGroup):
    """What you can do with the account."""

    __slots__ = ()

    def initialize_service(self) -> None:
        """
        Set up the account for the service, in this Region.

        It creates the IAM roles that the service works with, which requires an
        administrator's credentials. Calling it again does no harm.

        Source: the API operation InitializeService.
        """
        self._nothing(self._api.initialize_service)

    def list_staging_accounts(
        self, *, page_size: int | None = None
    ) -> Iterator[Account]:
        """
        …

        Source: the API operation ListStagingAccounts.

        Args:
            page_size: …

        Returns:
            …
        """
        return self._many(
            models.Account,
            "accounts",
            self._api.list_staging_accounts,
            maxResults=if_given(page_size),
        )

    def list_extensible_source_servers(
        self, staging_account_id: str, *, page_size: int | None = None
    ) -> Iterator[StagingSourceServer]:
        """
        …

        Source: the API operation ListExtensibleSourceServers.

        Args:
            staging_account_id: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
        """
        return self._many(
            models.StagingSourceServer,
            "items",
            self._api.list_extensible_source_servers,
            stagingAccountID=staging_account_id,
            maxResults=if_given(page_size),
        )

    def create_extended_source_server(
        self, source_server_arn: str, *, tags: Mapping[str, str] | None = None
    ) -> SourceServer:
        """
        …

        Source: the API operation CreateExtendedSourceServer.

        Args:
            source_server_arn: …
            tags: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.SourceServer,
            "sourceServer",
            self._api.create_extended_source_server,
            sourceServerArn=source_server_arn,
            tags=if_given(tags),
        )
