"""Terminals in memory, and the outcomes that tests show on them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from rich.console import Console

from drsclient.models import (
    DataReplicationErrorString,
    DataReplicationInitiationStepName,
    DataReplicationState,
    InitiatedBy,
    Job,
    JobStatus,
    LaunchStatus,
)
from drsclient.outcomes import (
    ReplicationOutcome,
    ServerOutcome,
    ServerReplication,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from drsclient.fleet import FleetProgress
    from drsclient.models import SourceServer
    from drsclient.watching import Watch

GIB = 1024**3
START = datetime(2030, 1, 1, tzinfo=UTC)
HIDE_CURSOR = "\x1b[?25l"
SHOW_CURSOR = "\x1b[?25h"


class TerminalFile(io.StringIO):
    """A file that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return `True`, as terminals do."""
        return True


class Terminal:
    """A terminal that keeps the output written to it."""

    def __init__(
        self,
        *,
        width: int = 80,
        height: int = 24,
        color_system: Literal["standard"] | None = None,
    ) -> None:
        self.file = TerminalFile()
        self.console = Console(
            file=self.file,
            force_terminal=True,
            width=width,
            height=height,
            color_system=color_system,
            legacy_windows=False,
        )

    @property
    def written(self) -> str:
        """The whole output, with the control codes."""
        return self.file.getvalue()

    @property
    def display(self) -> str:
        """The last display, without control codes."""
        return self.displays[-1]

    @property
    def displays(self) -> list[str]:
        """All displays in their order, without control codes."""
        drawn = re.split(r"(?:\x1b\[1A|\x1b\[2K|\r)+", self.written)
        plain = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text) for text in drawn]
        return [text.strip("\n") for text in plain if text.strip("\n")]


class WatchThen:
    """A callback that calls a `Watch`, and then a function."""

    def __init__(self, watch: Watch, then: Callable[[], object]) -> None:
        self.show_problem = watch.show_problem
        self.clear_problem = watch.clear_problem
        self._watch = watch
        self._then = then

    def __call__(
        self, progress: ReplicationOutcome | FleetProgress[SourceServer]
    ) -> None:
        """Show the progress, and call the function."""
        self._watch(progress)
        self._then()


def server_id(number: int) -> str:
    """Return the ID of a source server."""
    return f"s-{number:017}"


def server(
    number: int,
    state: str | None = "INITIAL_SYNC",
    verdict: Verdict = Verdict.WAITING,
    *,
    name: str | None = None,
    tag: str | None = None,
    copied: float | None = None,
    total: float | None = None,
    eta: int | None = None,
    lag_duration: timedelta | None = None,
    current_step: DataReplicationInitiationStepName | None = None,
    failed_step: DataReplicationInitiationStepName | None = None,
    error: DataReplicationErrorString | None = None,
    raw_error: str | None = None,
    reason: str | None = None,
) -> ServerReplication:
    """Make the result of a poll for a server: sizes in GiB, the ETA in minutes."""
    return ServerReplication(
        source_server_id=server_id(number),
        hostname=f"db-{number}" if name is None else name,
        name=tag,
        state=None if state is None else DataReplicationState(state),
        verdict=verdict,
        replicated_storage_bytes=None if copied is None else int(copied * GIB),
        total_storage_bytes=None if total is None else int(total * GIB),
        eta_date_time=None if eta is None else START + timedelta(minutes=eta),
        lag_duration=lag_duration,
        current_step=current_step,
        failed_step=failed_step,
        error=error,
        raw_error=raw_error,
        reason=reason,
    )


def replication(*servers: ServerReplication, minutes: float = 0) -> ReplicationOutcome:
    """Make the outcome of a poll, some minutes after the start."""
    return ReplicationOutcome(
        date_time=START + timedelta(minutes=minutes), servers=servers
    )


def job(number: int, status: str, initiated_by: str = "START_DRILL") -> Job:
    """Make a job."""
    return Job(
        job_id=job_id(number),
        arn=f"arn:aws:drs:us-east-1:123456789012:job/{job_id(number)}",
        initiated_by=InitiatedBy(initiated_by),
        status=JobStatus(status),
    )


def job_id(number: int) -> str:
    """Return the ID of a job."""
    return f"drsjob-{number:017}"


def part(
    number: int,
    status: str | None,
    verdict: Verdict,
    *,
    job: int | None = 1,
    recovery_instance_id: str | None = None,
    reason: str | None = None,
) -> ServerOutcome:
    """Make the outcome of a source server in a job."""
    return ServerOutcome(
        source_server_id=server_id(number),
        verdict=verdict,
        launch_status=None if status is None else LaunchStatus(status),
        job_id=None if job is None else job_id(job),
        recovery_instance_id=recovery_instance_id,
        reason=reason,
    )
