"""Staging accounts and their source servers."""

from collections.abc import Mapping

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasAccountId, HasSourceServerArn
from drsclient.models._model import EMPTY_MAP, Model, frozen_map


@attrs.frozen(kw_only=True)
class Account(Model, HasAccountId):
    """
    A staging account: it replicates source servers that other accounts recover.

    Returned by ListStagingAccounts.
    """

    account_id: str
    """The ID: 12 digits."""

    def __str__(self) -> str:
        return one_line(None, self.account_id)


@attrs.frozen(kw_only=True)
class StagingSourceServer(Model, HasSourceServerArn):
    """
    A source server in a staging account that can be extended into this account.

    Returned by ListExtensibleSourceServers.
    """

    hostname: str | None = None
    """The host name."""
    arn: str
    """The ARN in the staging account."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """
    The tags in the staging account.

    `repr` omits them because the service marks them as sensitive.
    """

    def __str__(self) -> str:
        return one_line(self.hostname, self.arn)
