"""What can be done with many resources at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.operations.source_servers import SourceServerOperations

if TYPE_CHECKING:
    from drsclient.outcomes import RegionStatus


class Fleets(SourceServerOperations):
    """What you can do with many resources at once."""

    __slots__ = ()

    def region_status(self) -> RegionStatus:
        """
        Find out whether the account can use DRS in this client's Region.

        `drsclient.fleet.region_statuses` looks at many Regions at once.

        Source: the API operation DescribeSourceServers.

        Returns:
            The status. A Region that does not know the credentials is `NOT_ENABLED`;
            with wrong credentials, this would be so in every Region.

        Raises:
            AuthenticationException: The credentials are expired, or the signature is
                wrong.
            DrsCredentialsError: There are no credentials, or they are incomplete.
        """
        from drsclient.fleet import _regions  # noqa: PLC0415 - rarely used

        return _regions.look(self, self._boto3_client.meta.region_name)
