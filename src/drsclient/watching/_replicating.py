"""What there is to see of replication."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.models import DataReplicationState
from drsclient.outcomes import Verdict
from drsclient.watching._texts import counts_text, duration_text, rate_text, sizes_text
from drsclient.watching._views import URGENCIES, Figures, Row, Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drsclient.outcomes import ReplicationOutcome, ServerReplication
    from drsclient.watching._names import Names
    from drsclient.watching._rates import Rates

# Nobody plans for longer, and at a low rate it might be more than Python can count.
_LONGEST: Final = timedelta(days=999)


def rows(outcome: ReplicationOutcome, rates: Rates, names: Names) -> list[Row]:
    """Return a row for each source server, and learn its name."""
    shared = Counter(server.name or server.hostname for server in outcome.servers)
    found: list[Row] = []
    for server in outcome.servers:
        server_id, name = server.source_server_id, server.name or server.hostname
        if name and shared[name] > 1:
            # They would be hard to tell apart.
            name = f"{name} {server_id}"
        names.learn(server_id, name=name, hostname=server.hostname)
        rate = rates.measure(server, outcome.date_time)
        found.append(
            Row(
                resource_id=server_id,
                name=names.on_screen(server_id),
                label=names.in_log(server_id),
                state=server.state or "",
                urgency=_urgency(server),
                why=_why(server),
                step=server.current_step or "",
                figures=_figures(server, rate, outcome.date_time),
            )
        )
    return found


def summary(found: Sequence[Row]) -> str:
    """Sum up how far all source servers are."""
    urgencies = [row.urgency for row in found]
    figures = [row.figures for row in found if row.figures]
    parts = [
        counts_text(
            "server",
            total=len(found),
            done=urgencies.count(Urgency.DONE),
            failed=urgencies.count(Urgency.FAILED),
        )
    ]
    copied, total = sum(f.copied for f in figures), sum(f.total for f in figures)
    if total:
        parts.append(f"{sizes_text(copied, total)} copied")
    rates = [f.rate for f in figures if f.rate is not None]
    if rates:
        parts.append(rate_text(sum(rates)))
    left = [f.left for f in figures if f.left is not None]
    if left:
        parts.append(f"{duration_text(max(left))} left")
    return ", ".join(parts)


def _urgency(server: ServerReplication) -> Urgency:
    is_stalled = server.state == DataReplicationState.STALLED
    if is_stalled and server.verdict == Verdict.WAITING:
        return Urgency.STALLED
    return URGENCIES[server.verdict]


def _why(server: ServerReplication) -> str:
    details = (server.failed_step, server.error, server.raw_error)
    why = ": ".join(filter(None, details))
    reason = server.reason or ""
    return why or ("" if server.state and server.state in reason else reason)


def _figures(
    server: ServerReplication, rate: float | None, moment: datetime
) -> Figures | None:
    copied, total = server.replicated_storage_bytes, server.total_storage_bytes
    if copied is None or not total:
        return None
    is_copying = server.verdict == Verdict.WAITING and copied < total
    left = None
    if is_copying and server.eta_date_time:
        left = server.eta_date_time - moment
    elif is_copying and rate:
        seconds = min((total - copied) / rate, _LONGEST.total_seconds())
        left = timedelta(seconds=seconds)
    return Figures(
        copied=copied,
        total=total,
        rate=rate if is_copying else None,
        left=left,
        lag=server.lag_duration,
    )
