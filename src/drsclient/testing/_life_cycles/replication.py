"""The life cycles of a source server's replication and point-in-time snapshots."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.life_cycle import PREVIOUS, LifeCycle, Transition
from drsclient.testing._records.replication import (
    INITIATION,
    LAGGING,
    REPLICATION_SERVER_STEPS,
    RESCAN,
    STAGING_STEPS,
    PlannedStall,
)
from drsclient.testing._records.source_servers import (
    Snapshot,
    SourceServer,
    expected_time,
)
from drsclient.testing._state.durations import DEFAULT_DURATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from drsclient.testing._state.site_state import SiteState

_INTERVAL: Final = timedelta(minutes=10)
_DELAY: Final = timedelta(minutes=7)

POINT_IN_TIME: Final = LifeCycle[SourceServer](
    name="point in time snapshots",
    table="source_servers",
    progress_field="point_in_time",
    initial="OFF",
    transitions=(
        Transition("OFF", "(protected)", "ON"),
        Transition(
            "ON",
            "take snapshot",
            "ON",
            note="7 to 8 minutes after each ten minutes of the clock",
        ),
        Transition("ON", "(unprotected)", "OFF"),
    ),
)


@POINT_IN_TIME.on_entering("ON")
def _take_and_expire_snapshots(site: SiteState, server: SourceServer) -> None:
    # A stalled or paused replication has no new data for a snapshot.
    if server.replication.state == "CONTINUOUS":
        take_snapshot(site, server)
        _expire_snapshots(server)
    schedule_snapshot(site, server, server.snapshots[-1:])


def take_snapshot(site: SiteState, server: SourceServer) -> Snapshot:
    """Take a snapshot of a server's replicated disks now."""
    snapshot = _add_snapshot(site, server, site.now)
    site.send_event(
        "DRS PIT Snapshot Taken",
        server.arn(site),
        {
            "DrsSnapshotID": snapshot.snapshot_id,
            "EbsSnapshotIDs": ",".join(snapshot.ebs_snapshots),
        },
    )
    return snapshot


def _add_snapshot(site: SiteState, server: SourceServer, taken: datetime) -> Snapshot:
    snapshot = Snapshot(
        number=site.shared.new_number(),
        snapshot_id=site.shared.new_id("pit-"),
        taken=taken,
        ebs_snapshots=[site.shared.new_id("snap-") for _ in server.disks],
    )
    server.snapshots.append(snapshot)
    return snapshot


def schedule_snapshot(
    site: SiteState, server: SourceServer, snapshots: Sequence[Snapshot]
) -> None:
    """Schedule the snapshot for the next expected time that none of these is for."""
    expected = expected_time(site.now)
    if (
        any(expected_time(one.taken) >= expected for one in snapshots)
        or _time_of_snapshot(server, expected) <= site.now
    ):
        expected += _INTERVAL
    wait = _time_of_snapshot(server, expected) - site.now
    POINT_IN_TIME.schedule(site, server, "take snapshot", wait)


def _time_of_snapshot(server: SourceServer, expected: datetime) -> datetime:
    """Return the time at which a server's snapshot for an expected time is taken."""
    microseconds = server.number_below(60_000_000, _minutes(expected))
    return expected + _DELAY + timedelta(microseconds=microseconds)


def _expire_snapshots(server: SourceServer) -> None:
    """Delete all snapshots but the first in each interval that a rule still retains."""
    # The time at which each was expected, in minutes.
    times = [_minutes(one.taken) // 10 * 10 for one in server.snapshots]
    kept = {server.snapshots[-1].snapshot_id}
    for interval, retention in server.pit_rules:
        last_slot = -1
        for snapshot, time in zip(server.snapshots, times, strict=True):
            slot = time // interval
            if slot != last_slot and times[-1] - time <= retention:
                kept.add(snapshot.snapshot_id)
            last_slot = slot
    server.snapshots[:] = [one for one in server.snapshots if one.snapshot_id in kept]


def _minutes(time: datetime) -> int:
    return (time.toordinal() * 24 + time.hour) * 60 + time.minute


CONNECTION: Final = timedelta(minutes=2)
"""The time until the agent on a new recovery instance is connected."""

# States in which the agent and the replication servers run.
_ACTIVE: Final = (
    "INITIATING",
    "INITIAL_SYNC",
    "CREATING_SNAPSHOT",
    "CONTINUOUS",
    "BACKLOG",
    "RESCAN",
    "PAUSED",
)

REPLICATION: Final = LifeCycle[SourceServer](
    name="replication",
    table="source_servers",
    progress_field="replication",
    initial="STOPPED",
    transitions=(
        Transition("STOPPED", "StartReplication", "INITIATING"),
        Transition("STOPPED", "RetryDataReplication", "INITIATING"),
        Transition(
            "STALLED",
            "RetryDataReplication",
            "INITIATING",
            note="if it stalled before the initial sync",
        ),
        Transition(
            "STALLED",
            "RetryDataReplication",
            "INITIAL_SYNC",
            note="if it stalled in the initial sync",
        ),
        Transition(
            "STALLED",
            "RetryDataReplication",
            "RESCAN",
            note="if it stalled after the initial sync",
        ),
        Transition("DISCONNECTED", "RetryDataReplication", "INITIATING"),
        Transition("INITIATING", "initiated", "INITIAL_SYNC", INITIATION),
        Transition(
            "INITIAL_SYNC",
            "synchronized",
            "CONTINUOUS",
            DEFAULT_DURATIONS.initial_sync,
            duration="initial_sync",
        ),
        Transition("CONTINUOUS", "start snapshot", "CREATING_SNAPSHOT"),
        Transition("CREATING_SNAPSHOT", "finish snapshot", "CONTINUOUS"),
        Transition("CONTINUOUS", "fall behind", "BACKLOG"),
        Transition("BACKLOG", "catch up", "CONTINUOUS"),
        Transition("CONTINUOUS", "rescan", "RESCAN"),
        Transition(
            "RESCAN",
            "finish rescan",
            "CONTINUOUS",
            RESCAN,
            "if it was stalled, or replicates a recovery instance",
        ),
        Transition(
            "STALLED",
            "(connect new agent)",
            "RESCAN",
            CONNECTION,
            "if it replicates a new recovery instance in another Region",
        ),
        Transition("CONTINUOUS", "pause", "PAUSED"),
        Transition("PAUSED", "resume", "CONTINUOUS"),
        *(Transition(state, "stall", "STALLED") for state in _ACTIVE),
        Transition("STALLED", "recover", PREVIOUS),
        *(
            Transition(state, "StopReplication", "STOPPED")
            for state in (*_ACTIVE, "STALLED")
        ),
        *(
            Transition(state, "DisconnectSourceServer", "DISCONNECTED")
            for state in (*_ACTIVE, "STALLED", "STOPPED")
        ),
    ),
)


def seed_replication(site: SiteState, server: SourceServer, state: str) -> None:
    """Put a new server into a state, as if it had replicated before."""
    # A synchronized server has one snapshot, from the end of its initial sync.
    expected = expected_time(site.now) - _INTERVAL
    synchronized = _time_of_snapshot(server, expected)
    past = {
        "STOPPED": None,
        "DISCONNECTED": None,
        "INITIATING": timedelta(),
        "INITIAL_SYNC": INITIATION,
        "STALLED": INITIATION,
    }.get(
        state,
        INITIATION + site.shared.durations.initial_sync + site.now - synchronized,
    )
    replication = server.replication
    replication.state = state
    if state in LAGGING:
        replication.lagging_since = site.now
    if past is not None:
        server.added = replication.started = site.now - past
        replication.skipped = _skipped_steps(site, server)
        if state not in {"INITIATING", "STALLED"}:
            replication.first_byte = replication.started + INITIATION
    if state == "STALLED":
        replication.previous = "INITIATING"
    elif replication.first_byte is not None:
        replication.previous = "CONTINUOUS"
    REPLICATION.schedule_timed_events(site, server)
    if replication.is_synchronized:
        server.point_in_time.state = "ON"
        _add_snapshot(site, server, synchronized)
        schedule_snapshot(site, server, server.snapshots)


def retry(site: SiteState, server: SourceServer) -> None:
    """
    Initiate the replication of a server that is stalled, stopped or disconnected.

    What a stalled server has copied is kept, and so are its snapshots.
    """
    replication = server.replication
    if replication.first_byte is None:
        REPLICATION.trigger(site, server, "RetryDataReplication")
        return
    if replication.is_synchronized:
        REPLICATION.enter(site, server, "RESCAN")
    else:
        done = replication.previously_done
        REPLICATION.enter(site, server, "INITIAL_SYNC", done=done)
    replication.started = site.now
    replication.skipped = list(STAGING_STEPS)


# Registered before the effects that plan the next stall with its error.
@REPLICATION.on_entering(*_ACTIVE)
def _end_stall(site: SiteState, server: SourceServer) -> None:
    _clear_error(server)
    if server.replication.previous == "STALLED":
        _send_stalled_change(site, server, "NOT_STALLED")


@REPLICATION.on_entering("INITIATING")
def _begin_initiation(site: SiteState, server: SourceServer) -> None:
    replication = server.replication
    replication.started = site.now
    replication.first_byte = replication.lagging_since = None
    replication.skipped = _skipped_steps(site, server)
    POINT_IN_TIME.enter(site, server, "OFF")
    server.snapshots.clear()
    _schedule_stall(site, server)


def _skipped_steps(site: SiteState, server: SourceServer) -> list[str]:
    """Return the steps that are done already if another replication server runs."""
    is_running = not server.has_dedicated_replication_server and any(
        other is not server
        and other.replication.first_byte is not None
        and not other.has_dedicated_replication_server
        for other in site.source_servers
    )
    return list(REPLICATION_SERVER_STEPS) if is_running else []


@REPLICATION.on_entering("INITIAL_SYNC")
def _begin_initial_sync(site: SiteState, server: SourceServer) -> None:
    replication = server.replication
    replication.first_byte = replication.first_byte or site.now
    replication.lagging_since = None
    _schedule_stall(site, server)


def plan_stall(site: SiteState, server: SourceServer, stall: PlannedStall) -> None:
    """Stall the current or the next replication of a server."""
    server.planned_stall = stall
    _schedule_stall(site, server)


def _schedule_stall(site: SiteState, server: SourceServer) -> None:
    """Schedule the planned stall if it is still to come in the current state."""
    stall, replication = server.planned_stall, server.replication
    if stall is None:
        return
    step = stall.step
    if replication.state != ("INITIAL_SYNC" if step is None else "INITIATING"):
        return
    if step is None:
        duration, share = replication.estimate, stall.at
    else:
        replication.skipped = [name for name in replication.skipped if name != step]
        duration, share = INITIATION, replication.share_of_step(step)
    done = REPLICATION.done_so_far(site, server)
    if share >= done:
        REPLICATION.schedule(site, server, "stall", duration * (share - done))
        replication.error, replication.raw_error = stall.error, stall.raw_error
        server.planned_stall = None


@REPLICATION.on_entering(*LAGGING)
def _begin_lag(site: SiteState, server: SourceServer) -> None:
    replication = server.replication
    replication.lagging_since = replication.lagging_since or site.now


@REPLICATION.on_entering("RESCAN")
def _schedule_end_of_rescan(site: SiteState, server: SourceServer) -> None:
    if server.replication.previous == "STALLED" or server.recovered_site is not None:
        REPLICATION.schedule(site, server, "finish rescan")


@REPLICATION.on_entering("CONTINUOUS")
def _protect(site: SiteState, server: SourceServer) -> None:
    server.replication.lagging_since = None
    if server.point_in_time.state == "OFF":
        POINT_IN_TIME.enter(site, server, "ON")


@REPLICATION.on_entering("STALLED")
def _send_stalled_event(site: SiteState, server: SourceServer) -> None:
    _send_stalled_change(site, server, "STALLED")


@REPLICATION.on_entering("STOPPED", "DISCONNECTED")
def _discard(site: SiteState, server: SourceServer) -> None:
    server.replication.started = None
    server.replication.first_byte = None
    server.replication.lagging_since = None
    _clear_error(server)
    POINT_IN_TIME.enter(site, server, "OFF")
    server.snapshots.clear()


def _clear_error(server: SourceServer) -> None:
    server.replication.error = None
    server.replication.raw_error = None


def _send_stalled_change(site: SiteState, server: SourceServer, state: str) -> None:
    site.send_event(
        "DRS Source Server Data Replication Stalled Change",
        server.arn(site),
        {"state": state},
    )
