"""Rows of source servers that replicate, with measured rates and estimated times."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.models import DataReplicationState
from drsclient.outcomes import Verdict
from drsclient.watching._views import (
    URGENCIES,
    ReplicationMetrics,
    Row,
    Urgency,
    count_rows,
    format_duration,
    format_rate,
    format_sizes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drsclient.outcomes import ReplicationOutcome, ServerReplication
    from drsclient.watching._views import ServerNames

# The service reports bytes in steps, which even out over this many polls.
_RATE_WINDOW: Final = 5
# At a low rate, the time left may be more than a `timedelta` can hold.
_MAX_REMAINING: Final = timedelta(days=999)
# More bytes than any server has, but few enough to calculate with floats.
_MAX_SIZE: Final = 2**63


class ReplicationRates:
    """The replication rates of source servers, averaged over the last polls."""

    def __init__(self) -> None:
        self._polls: defaultdict[str, deque[tuple[datetime, int]]] = defaultdict(
            lambda: deque(maxlen=_RATE_WINDOW)
        )

    def measure(self, server: ServerReplication, date_time: datetime) -> float | None:
        """Return the bytes per second, or `None` before two polls can be compared."""
        polls, copied = self._polls[server.source_server_id], _copied(server)
        if polls and (copied is None or copied < polls[-1][1]):
            # Replication has started again from the beginning.
            polls.clear()
        if copied is None:
            return None
        polls.append((date_time, copied))
        first_time, first_copied = polls[0]
        seconds = (date_time - first_time).total_seconds()
        return (copied - first_copied) / seconds if seconds > 0 else None


def replication_rows(
    outcome: ReplicationOutcome, rates: ReplicationRates, names: ServerNames
) -> list[Row]:
    """Return a row for each source server, and collect its name."""
    counts = Counter(server.name or server.hostname for server in outcome.servers)
    rows: list[Row] = []
    for server in outcome.servers:
        server_id, name = server.source_server_id, server.name or server.hostname
        if name and counts[name] > 1:
            # The ID tells servers of the same name apart.
            name = f"{name} {server_id}"
        names.add(server_id, name=name, hostname=server.hostname)
        rate = rates.measure(server, outcome.date_time)
        rows.append(
            Row(
                resource_id=server_id,
                state=server.state or "",
                urgency=_urgency(server),
                reason=_reason(server),
                current_step=server.current_step or "",
                metrics=_metrics(server, rate, outcome.date_time),
            )
        )
    return rows


def summarize_replication(rows: Sequence[Row]) -> str:
    """Summarize the progress of all source servers in one line."""
    metrics = [row.metrics for row in rows if row.metrics]
    parts = [count_rows("server", rows)]
    copied, total = sum(f.copied for f in metrics), sum(f.total for f in metrics)
    if total:
        parts.append(f"{format_sizes(copied, total)} copied")
    rates = [f.rate for f in metrics if f.rate is not None]
    if rates:
        parts.append(format_rate(sum(rates)))
    remaining = [f.remaining for f in metrics if f.remaining is not None]
    if remaining:
        parts.append(f"{format_duration(max(remaining))} left")
    return ", ".join(parts)


def _copied(server: ServerReplication) -> int | None:
    # The time for setting up replication is no part of the rate.
    is_set_up = server.state != DataReplicationState.INITIATING
    return _size(server.replicated_storage_bytes) if is_set_up else None


def _size(size: int | None) -> int | None:
    return None if size is None else max(0, min(size, _MAX_SIZE))


def _urgency(server: ServerReplication) -> Urgency:
    is_stalled = server.state == DataReplicationState.STALLED
    if is_stalled and server.verdict == Verdict.WAITING:
        return Urgency.STALLED
    return URGENCIES[server.verdict]


def _reason(server: ServerReplication) -> str:
    details = (server.failed_step, server.error, server.raw_error)
    if text := ": ".join(filter(None, details)):
        return text
    reason = server.reason or ""
    # A reason that only repeats the state adds nothing.
    return "" if server.state and server.state in reason else reason


def _metrics(
    server: ServerReplication, rate: float | None, date_time: datetime
) -> ReplicationMetrics | None:
    copied = _size(server.replicated_storage_bytes)
    total = _size(server.total_storage_bytes)
    if copied is None or not total:
        return None
    is_copying = server.verdict == Verdict.WAITING and copied < total
    remaining = None
    if is_copying and server.eta_date_time:
        remaining = server.eta_date_time - date_time
    elif is_copying and rate:
        seconds = min((total - copied) / rate, _MAX_REMAINING.total_seconds())
        remaining = timedelta(seconds=seconds)
    return ReplicationMetrics(
        copied=copied,
        total=total,
        rate=rate if is_copying else None,
        remaining=remaining,
        lag=server.lag_duration,
    )
