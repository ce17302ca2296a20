"""The operations on the account as a whole."""

from __future__ import annotations

from drsclient._call import OperationGroup


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
