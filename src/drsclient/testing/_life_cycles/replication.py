"""The life cycles of a source server's replication and point-in-time snapshots."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.life_cycle import PREVIOUS, LifeCycle, Transition
from drsclient.testing._records.replication import INITIAL_SYNC, INITIATION
from drsclient.testing._records.source_servers import Snapshot, SourceServer

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.testing._state.site_state import SiteState

_INTERVAL: Final = timedelta(minutes=10)

POINT_IN_TIME: Final = LifeCycle[SourceServer](
    name="point in time snapshots",
    table="source_servers",
    progress_field="point_in_time",
    initial="OFF",
    transitions=(
        Transition("OFF", "(protected)", "ON"),
        Transition("ON", "take snapshot", "ON", _INTERVAL),
        Transition("ON", "(unprotected)", "OFF"),
    ),
)


@POINT_IN_TIME.on_entering("ON")
def _take_and_expire_snapshots(site: SiteState, server: SourceServer) -> None:
    # A stalled or paused replication has no new data for a snapshot.
    if server.replication.state == "CONTINUOUS":
        take_snapshot(site, server)
        _expire_snapshots(site, server)


def take_snapshot(site: SiteState, server: SourceServer) -> Snapshot:
    """Take a snapshot of a server's replicated disks now."""
    snapshot = Snapshot(
        number=site.shared.new_number(),
        snapshot_id=site.shared.new_id("pit-"),
        taken=site.now,
        ebs_snapshots=[site.shared.new_id("snap-") for _ in server.disks],
    )
    server.snapshots.append(snapshot)
    site.send_event(
        "DRS PIT Snapshot Taken",
        server.arn(site),
        {
            "DrsSnapshotID": snapshot.snapshot_id,
            "EbsSnapshotIDs": ",".join(snapshot.ebs_snapshots),
        },
    )
    return snapshot


def _minutes(time: datetime) -> int:
    return (time.toordinal() * 24 + time.hour) * 60 + time.minute


def _expire_snapshots(site: SiteState, server: SourceServer) -> None:
    """Delete all snapshots but the first in each interval that a rule still retains."""
    now = _minutes(site.now)
    kept = {server.snapshots[-1].snapshot_id}
    for interval, retention in server.pit_rules:
        last_slot = -1
        for snapshot in server.snapshots:
            taken = _minutes(snapshot.taken)
            slot = taken // interval
            if slot != last_slot and now - taken <= retention:
                kept.add(snapshot.snapshot_id)
            last_slot = slot
    server.snapshots[:] = [one for one in server.snapshots if one.snapshot_id in kept]


_CONNECTION: Final = timedelta(minutes=2)
_RESCAN: Final = timedelta(minutes=10)

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
        Transition("STALLED", "RetryDataReplication", "INITIATING"),
        Transition("DISCONNECTED", "RetryDataReplication", "INITIATING"),
        Transition("INITIATING", "initiated", "INITIAL_SYNC", INITIATION),
        Transition("INITIAL_SYNC", "synchronized", "CONTINUOUS", INITIAL_SYNC),
        Transition("CONTINUOUS", "start snapshot", "CREATING_SNAPSHOT"),
        Transition("CREATING_SNAPSHOT", "finish snapshot", "CONTINUOUS"),
        Transition("CONTINUOUS", "fall behind", "BACKLOG"),
        Transition("BACKLOG", "catch up", "CONTINUOUS"),
        Transition("CONTINUOUS", "rescan", "RESCAN"),
        Transition(
            "RESCAN",
            "finish rescan",
            "CONTINUOUS",
            _RESCAN,
            "if it replicates a recovery instance",
        ),
        Transition(
            "STALLED",
            "(connect new agent)",
            "RESCAN",
            _CONNECTION,
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
    past = {
        "STOPPED": None,
        "DISCONNECTED": None,
        "INITIATING": timedelta(),
        "INITIAL_SYNC": INITIATION,
        "STALLED": INITIATION,
    }.get(state, INITIATION + INITIAL_SYNC)
    replication = server.replication
    replication.state = state
    if past is not None:
        server.added = replication.started = site.now - past
        if state not in {"INITIATING", "STALLED"}:
            replication.first_byte = replication.started + INITIATION
    if state == "STALLED":
        replication.previous = "INITIATING"
    elif replication.first_byte is not None:
        replication.previous = "CONTINUOUS"
    REPLICATION.schedule_timed_events(site, server)
    if state == "CONTINUOUS":
        POINT_IN_TIME.enter(site, server, "ON")


@REPLICATION.on_entering("INITIATING")
def _begin_initiation(site: SiteState, server: SourceServer) -> None:
    replication = server.replication
    if replication.previous == "STALLED":
        _end_stall(site, server)
    replication.started = site.now
    replication.first_byte = None
    POINT_IN_TIME.enter(site, server, "OFF")


@REPLICATION.on_entering("INITIAL_SYNC")
def _begin_initial_sync(site: SiteState, server: SourceServer) -> None:
    replication = server.replication
    replication.first_byte = replication.first_byte or site.now
    _schedule_stall(site, server)


def stall_at(site: SiteState, server: SourceServer, share: float) -> None:
    """Stall the replication at a share of the current or the next initial sync."""
    server.stalls_at = share
    if server.replication.state == "INITIAL_SYNC":
        _schedule_stall(site, server)


def _schedule_stall(site: SiteState, server: SourceServer) -> None:
    done = REPLICATION.done_so_far(site, server)
    if server.stalls_at is not None and server.stalls_at >= done:
        wait = INITIAL_SYNC * (server.stalls_at - done)
        REPLICATION.schedule(site, server, "stall", wait)
        server.stalls_at = None


@REPLICATION.on_entering("INITIAL_SYNC", "CONTINUOUS", "BACKLOG", "RESCAN", "PAUSED")
def _end_stall_when_resumed(site: SiteState, server: SourceServer) -> None:
    if server.replication.previous == "STALLED":
        _end_stall(site, server)


@REPLICATION.on_entering("CONTINUOUS")
def _protect(site: SiteState, server: SourceServer) -> None:
    if server.point_in_time.state == "OFF":
        POINT_IN_TIME.enter(site, server, "ON")


@REPLICATION.on_entering("STALLED")
def _send_stalled_event(site: SiteState, server: SourceServer) -> None:
    _send_stalled_change(site, server, "STALLED")


@REPLICATION.on_entering("STOPPED", "DISCONNECTED")
def _discard(site: SiteState, server: SourceServer) -> None:
    server.replication.started = None
    server.replication.first_byte = None
    _clear_error(server)
    POINT_IN_TIME.enter(site, server, "OFF")
    server.snapshots.clear()


def _end_stall(site: SiteState, server: SourceServer) -> None:
    _clear_error(server)
    _send_stalled_change(site, server, "NOT_STALLED")


def _clear_error(server: SourceServer) -> None:
    server.replication.error = None
    server.replication.raw_error = None


def _send_stalled_change(site: SiteState, server: SourceServer, state: str) -> None:
    site.send_event(
        "DRS Source Server Data Replication Stalled Change",
        server.arn(site),
        {"state": state},
    )
