"""The outcomes of waits for the replication of source servers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from drsclient._text import duration, plain, printable, subject
from drsclient.errors import ReplicationFailedError
from drsclient.models import (
    DataReplicationErrorString,
    DataReplicationInitiationStepName,
    DataReplicationState,
)
from drsclient.models.data_replication import share_of
from drsclient.outcomes._outcome import Outcome, PartOutcome


@attrs.frozen(kw_only=True)
class ServerReplication(PartOutcome):
    """The replication of one source server, with its verdict."""

    # A keyword-only field may lose its default.
    source_server_id: str  # pyright: ignore[reportGeneralTypeIssues]
    """The ID of the source server: `s-` and 17 letters and digits."""
    name: str | None = attrs.field(default=None, repr=False)
    """Its `Name` tag. `repr` and `str` omit it: tags are sensitive."""
    state: DataReplicationState | None = None
    """The state of its replication; `None` if there is no such source server."""
    lag_duration: timedelta | None = None
    """The lag of the copy behind the source server."""
    eta_date_time: datetime | None = None
    """When the service expects the copy to be complete, in UTC."""
    replicated_storage_bytes: int | None = None
    """The amount of data copied so far from all its disks, in bytes."""
    total_storage_bytes: int | None = None
    """The size of all its disks, in bytes."""
    rescanned_storage_bytes: int | None = None
    """The amount of data that was scanned again to find changes, in bytes."""
    current_step: DataReplicationInitiationStepName | None = None
    """The step of setting up replication that is running, if any."""
    failed_step: DataReplicationInitiationStepName | None = None
    """The step of setting up replication that failed, if any."""
    error: DataReplicationErrorString | None = None
    """The kind of error, if replication has stalled."""
    raw_error: str | None = None
    """The error message of the component that failed, in human-readable form."""
    stalled_since: datetime | None = None
    """The time of the first poll that found it stalled, in UTC, if it is stalled."""

    @property
    def progress(self) -> float | None:
        """The share of the data that has been copied, from 0.0 to 1.0, if known."""
        return copied_share(self.replicated_storage_bytes, self.total_storage_bytes)

    def __str__(self) -> str:
        who = subject(self.hostname, plain(self.source_server_id))
        return printable(f"{who}: {self.reason or ', '.join(self._facts())}")

    def _facts(self) -> Iterator[str]:
        yield self.state or "in an unknown state"
        if self.current_step:
            yield self.current_step
        if self.error:
            yield self.error
        is_copying = self.state == DataReplicationState.INITIAL_SYNC
        progress = self.progress if is_copying else None
        yield from copying_facts(progress, self.eta_date_time, self.lag_duration)


@attrs.frozen(kw_only=True)
class ReplicationOutcome(Outcome[ServerReplication]):
    """
    The replication of source servers at the time of one poll.

    Returned by `check_replication` and `wait_for_replication`.
    """

    _error: ClassVar = ReplicationFailedError

    date_time: datetime
    """The time of the poll, in UTC, by the client's clock."""
    servers: tuple[ServerReplication, ...] = ()
    """The source servers, in the order in which they were given."""

    @property
    def parts(self) -> tuple[ServerReplication, ...]:
        """The source servers."""
        return self.servers

    def __str__(self) -> str:
        return self._describe_counts("source server")


def copied_share(replicated: int | None, total: int | None) -> float | None:
    """Return the share of data that has been copied, from 0.0 to 1.0, if known."""
    if replicated is None or total is None or total <= 0:
        return None
    return share_of(replicated, total)


def copying_facts(
    progress: float | None, eta: datetime | None, lag: timedelta | None
) -> Iterator[str]:
    """Describe how far data has been copied, as far as it is known."""
    if progress is not None:
        yield f"{int(progress * 100)}% copied"
    if eta:
        yield f"ETA {eta:%Y-%m-%d %H:%M} UTC"
    if lag:
        yield f"lag {duration(lag)}"
