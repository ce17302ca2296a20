"""How fast servers are copied."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from drsclient.models import DataReplicationState

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.outcomes import ServerReplication

# The service counts in steps: over several looks, its figures make a steady rate.
_LOOKS: Final = 5


class Rates:
    """How fast servers are copied, by what the last looks found."""

    def __init__(self) -> None:
        self._looks: defaultdict[str, deque[tuple[datetime, int]]] = defaultdict(
            lambda: deque(maxlen=_LOOKS)
        )

    def measure(self, server: ServerReplication, moment: datetime) -> float | None:
        """Return the bytes per second, unless they cannot be known yet."""
        looks, copied = self._looks[server.source_server_id], _copied(server)
        if looks and (copied is None or copied < looks[-1][1]):
            # It starts again from the beginning.
            looks.clear()
        if copied is None:
            return None
        looks.append((moment, copied))
        since, before = looks[0]
        seconds = (moment - since).total_seconds()
        return (copied - before) / seconds if seconds > 0 else None


def _copied(server: ServerReplication) -> int | None:
    # The time that it takes to set replication up would spoil the rate.
    is_set_up = server.state != DataReplicationState.INITIATING
    return server.replicated_storage_bytes if is_set_up else None
