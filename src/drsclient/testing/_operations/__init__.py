"""The resources of the fake service, each with a handler per operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeAlias

import attrs
from botocore import xform_name

from drsclient.testing._operations.account import Account
from drsclient.testing._operations.source_servers import SourceServers
from drsclient.testing._world.clock import Clock

# Takes the parameters and returns the result, both with wire names.
Handler: TypeAlias = Callable[[Any], Mapping[str, object]]


@attrs.frozen(kw_only=True)
class Resources:
    """
    Everything that the service stores.

    The handler of an operation is the method of a resource with the operation's name in
    snake case. To implement another operation, write that method; to implement another
    resource, add it here.
    """

    clock: Clock
    account: Account
    source_servers: SourceServers

    @classmethod
    def create(
        cls, *, region_name: str, account_id: str, initialized: bool, page_size: int
    ) -> Self:
        """Create the resources of an empty account."""
        clock = Clock()
        account = Account(
            region_name=region_name, account_id=account_id, initialized=initialized
        )
        return cls(
            clock=clock,
            account=account,
            source_servers=SourceServers(account, clock, page_size=page_size),
        )

    def handler(self, operation: str) -> Handler | None:
        """Find the handler of an operation; `None` if it is not implemented yet."""
        name = xform_name(operation)
        for resource in (self.account, self.source_servers):
            handler: Handler | None = getattr(resource, name, None)
            if handler is not None:
                return handler
        return None
