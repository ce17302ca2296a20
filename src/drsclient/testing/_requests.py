"""The requests that reached the fake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

SUCCESS: Final = "OK"


@attrs.frozen(kw_only=True)
class RecordedRequest:
    """
    A request that reached the fake.

    As text, it is one line, such as
    `2030-01-01T00:05:00 StartReplication {"sourceServerID": "s-..."} -> OK`.
    """

    operation: str
    """The operation's name, such as `StartReplication`."""
    parameters: Mapping[str, object]
    """The parameters with wire names; empty if the body could not be read."""
    headers: Mapping[str, str]
    """The HTTP headers; names are in lower case, such as `user-agent`."""
    account_id: str
    """The account of the credentials that signed it."""
    region_name: str
    """The Region that it was signed for."""
    time: datetime
    """The virtual time, in UTC."""
    outcome: str
    """`OK`, the error code, or the name of the fault that was injected."""

    def __str__(self) -> str:
        return (
            f"{self.time:%Y-%m-%dT%H:%M:%S} {self.operation}"
            f" {json.dumps(self.parameters)} -> {self.outcome}"
        )


def matching(
    requests: Iterable[RecordedRequest],
    operation: str,
    parameters: Mapping[str, object],
) -> tuple[RecordedRequest, ...]:
    """Return the requests for an operation that have these parameters among theirs."""
    return tuple(
        request
        for request in requests
        if request.operation == operation
        and all(
            name in request.parameters and request.parameters[name] == value
            for name, value in parameters.items()
        )
    )
