"""Copy the progress of replications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from drsclient._iso8601 import parse_date_time
from drsclient.testing._life_cycles.replication import (
    CONNECTION,
    REPLICATION,
    schedule_snapshot,
)
from drsclient.testing._records.observed import parsed
from drsclient.testing._records.replication import (
    INITIATION,
    LAGGING,
    REPLICATION_SERVER_STEPS,
    STOPPED,
    Replication,
    failed_step,
)

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._records.source_servers import SourceServer
    from drsclient.testing._state.site_state import SiteState

# Of a sync that is nearly done, the time that it took cannot be told from the rest.
_NEARLY_DONE: Final = 0.99


@attrs.frozen(kw_only=True)
class _Answer:
    """What an account answered about the replication of a source server."""

    now: datetime
    last_seen: datetime
    started: datetime | None
    first_byte: datetime | None
    steps: dict[str, str]
    """The status of each step of the initiation."""
    lag: timedelta | None
    eta: datetime | None
    """The time at which it becomes continuous; `None` if that has passed."""
    sizes: list[tuple[int, int]]
    """The total and the replicated bytes of each disk."""

    @property
    def started_or_now(self) -> datetime:
        """The time of its start, which some answers lack."""
        return self.started or self.now

    @property
    def is_copied(self) -> bool:
        """True if all bytes were replicated."""
        return all(replicated >= total for total, replicated in self.sizes)


def copied_replication(
    copy: SiteCopy, wire: Wire, *, is_protected: bool, shared_since: datetime | None
) -> Replication:
    """
    Return the progress of a replication that answers as a source server did.

    Args:
        copy: The copy.
        wire: The source server.
        is_protected: Whether it has snapshots.
        shared_since: The time since which there is a replication server that it can
            use, too; `None` if there is none.
    """
    info = wire.get("dataReplicationInfo", {})
    answer = _answer(copy, info, wire.get("lifeCycle", {}))
    state: str = info.get("dataReplicationState", "STOPPED")
    if state in STOPPED:
        return Replication(state=state, since=answer.last_seen)
    replication = Replication(
        state=state,
        since=answer.now,
        started=answer.started,
        first_byte=answer.first_byte,
        skipped=_skipped_steps(
            answer,
            shared_since if state == "INITIATING" or not answer.first_byte else None,
        ),
    )
    if state in LAGGING and answer.lag is not None:
        replication.lagging_since = answer.now - answer.lag
        replication.since = replication.lagging_since
    if state == "STALLED":
        _copy_stall(
            replication,
            answer,
            error=info.get("dataReplicationError", {}),
            is_protected=is_protected,
            initial_sync=copy.site.shared.durations.initial_sync,
        )
    elif state == "INITIATING":
        replication.first_byte = None
        share = _share_of_initiation(replication, answer)
        replication.since = answer.now - INITIATION * share
    else:
        # The service may answer these states without the time of the first byte.
        replication.first_byte = answer.first_byte or answer.started_or_now
    if state == "INITIAL_SYNC":
        _copy_initial_sync(replication, answer, copy.site.shared.durations.initial_sync)
    elif state in {"BACKLOG", "RESCAN"}:
        _copy_estimate(replication, answer)
    return replication


def _answer(copy: SiteCopy, info: Wire, life_cycle: Wire) -> _Answer:
    now = copy.now
    initiation = info.get("dataReplicationInitiation", {})
    eta = parsed(parse_date_time, info.get("etaDateTime"))
    times = {
        name: copy.past(text) if text else None
        for name, text in {
            "started": initiation.get("startDateTime"),
            "first_byte": life_cycle.get("firstByteDateTime"),
            "last_seen": life_cycle.get("lastSeenByServiceDateTime"),
        }.items()
    }
    return _Answer(
        now=now,
        last_seen=times["last_seen"] or now,
        started=times["started"],
        first_byte=times["first_byte"],
        steps={
            step["name"]: step.get("status", "")
            for step in initiation.get("steps", [])
            if "name" in step
        },
        lag=copy.lag(info.get("lagDuration")),
        eta=eta if eta and eta >= now else None,
        sizes=[
            (disk.get("totalStorageBytes", 0), disk.get("replicatedStorageBytes", 0))
            for disk in info.get("replicatedDisks", [])
        ],
    )


def _skipped_steps(answer: _Answer, shared_since: datetime | None) -> list[str]:
    """Return the steps that are skipped, also those that are still to be skipped."""
    skipped = {step for step, status in answer.steps.items() if status == "SKIPPED"}
    ahead = [
        step
        for step in REPLICATION_SERVER_STEPS
        if answer.steps.get(step) == "NOT_STARTED"
    ]
    is_shared = shared_since is not None and shared_since <= answer.started_or_now
    if skipped or is_shared:
        skipped |= {*ahead}
    return [step for step in answer.steps if step in skipped]


def _share_of_initiation(replication: Replication, answer: _Answer) -> float:
    """Return the share of an initiation that was done when it entered its state."""
    steps = replication.needed_steps
    share = (replication.since - answer.started_or_now) / INITIATION
    for index, step in enumerate(steps):
        is_current = answer.steps.get(step) == "IN_PROGRESS"
        if is_current and int(share * len(steps)) != index:
            share = (index + 0.5) / len(steps)
    return max(0.0, min(1.0, share))


def _copy_initial_sync(
    replication: Replication, answer: _Answer, usual: timedelta
) -> None:
    """Let an initial sync end at the time that was answered."""
    total = sum(total for total, _ in answer.sizes)
    replicated = sum(replicated for _, replicated in answer.sizes)
    done = min(replicated / max(total, 1), _NEARLY_DONE)
    left = (answer.eta or answer.now) - answer.now
    if not left:
        replication.done = done
        return
    for duration in (usual, left / (1 - done)):
        if left <= duration:
            replication.duration = duration
            replication.done = 1 - left / duration
            if all(
                replicated == round(total * replication.done)
                for total, replicated in answer.sizes
            ):
                return


def _copy_estimate(replication: Replication, answer: _Answer) -> None:
    """Let a backlog or a rescan be done at the time that was answered."""
    usual, eta, now = replication.estimate, answer.eta, answer.now
    replication.since = now
    replication.previous = "STALLED"
    if eta is None:
        return
    if eta - now > usual:
        replication.duration = eta - now
        return
    replication.since = eta - usual
    # A rescan that a test began, at once or after a backlog, does not end by itself.
    if replication.since == replication.lagging_since or eta == now:
        replication.previous = "CONTINUOUS"


def _copy_stall(
    replication: Replication,
    answer: _Answer,
    *,
    error: Wire,
    is_protected: bool,
    initial_sync: timedelta,
) -> None:
    """Let a stalled replication continue where it stalled."""
    replication.error = error.get("error")
    replication.raw_error = error.get("rawError")
    if not replication.is_agent_seen:
        replication.since = answer.last_seen
    if answer.first_byte is None:
        replication.previous = "INITIATING"
        replication.previously_done = _share_of_initiation(replication, answer)
        return
    if failed_step(replication.error_code) and answer.started:
        replication.since = answer.started
    if is_protected or answer.is_copied:
        replication.previous = "CONTINUOUS"
        return
    replication.previous = "INITIAL_SYNC"
    # The largest disk tells the time at which it stalled most precisely.
    total, replicated = max(answer.sizes)
    replication.previously_done = initial_sync * (replicated / total) / initial_sync


def schedule_copied_replication(site: SiteState, server: SourceServer) -> None:
    """Schedule what happens to a copied replication, and its next snapshot."""
    replication = server.replication
    REPLICATION.schedule_timed_events(site, server)
    if replication.state == "RESCAN" and (
        replication.previous == "STALLED" or server.recovered_site is not None
    ):
        ends = replication.since + replication.estimate
        REPLICATION.schedule_at(site, server, "finish rescan", ends)
    instance = server.recovered_instance(site)
    if (
        instance is not None
        and instance.failback.initiated is not None
        and instance.ec2.state in {"PENDING", "RUNNING"}
        and server.recovered_site != site.key
        and not replication.is_agent_seen
    ):
        connected = instance.failback.initiated + CONNECTION
        if connected > site.now:
            REPLICATION.schedule_at(site, server, "(connect new agent)", connected)
    if replication.is_synchronized:
        server.point_in_time.state = "ON"
        # The first snapshot is taken when a server is protected, and spares the one
        # after it. Those that launches take spare none.
        schedule_snapshot(site, server, server.snapshots[:1])
