"""
Whether a call took effect although its response was lost.

An attempt whose fate is unknown, followed by a refusal, is either: the first attempt
took effect, and the second one found nothing left to do; or the call was never allowed.
The state of the server tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.errors import (
    ConflictException,
    ResourceNotFoundException,
    ValidationException,
)
from drsclient.models import DataReplicationState

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.errors import DrsServiceError
    from drsclient.models import SourceServer
    from drsclient.operations.source_servers import SourceServerOperations

_STATES: Final = frozenset(DataReplicationState)
_OFF: Final = frozenset(
    {DataReplicationState.STOPPED, DataReplicationState.DISCONNECTED}
)

STARTED: Final = _STATES - _OFF
STOPPED: Final = frozenset({DataReplicationState.STOPPED})
RETRIED: Final = STARTED - {DataReplicationState.STALLED}
DISCONNECTED: Final = frozenset({DataReplicationState.DISCONNECTED})


def if_in(
    states: frozenset[DataReplicationState], drs: SourceServerOperations
) -> Callable[[str, DrsServiceError], SourceServer]:
    """Return what settles calls that put a source server into one of some states."""

    def settle(server_id: str, refusal: DrsServiceError) -> SourceServer:
        if isinstance(refusal, ConflictException | ValidationException):
            for server in drs.describe_source_servers(source_server_ids=[server_id]):
                if server.replication_state in states:
                    return server
        raise refusal

    return settle


def if_gone(_: str, refusal: DrsServiceError) -> None:
    """Settle a call that deletes something."""
    if not isinstance(refusal, ResourceNotFoundException):
        raise refusal
