"""The operations on the account as a whole."""

from __future__ import annotations

from drsclient._call import OperationGroup


class AccountOperations(OperationGroup):
    """What can be done with the account."""

    __slots__ = ()

    def initialize_service(self) -> None:
        """
        Set the account up for the service, in this Region.

        It makes the roles that the service works with. Doing it again does no harm.

        Source: the API operation InitializeService.

        Raises:
            AccessDeniedException: The credentials may not make the roles.
            ValidationException: The service found the request invalid.
            ThrottlingException: Too many calls in a short time.
            InternalServerException: The service failed.
            DrsResponseError: Something else than the service reported success.
            DrsError: Anything else that went wrong; see `drsclient.errors`.
        """
        self._call(self._api.initialize_service).nothing()
