"""The snapshots that the PIT policy takes of a source server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from drsclient.testing._life_cycles.life_cycle import LifeCycle, Transition
from drsclient.testing._records.source_server import Snapshot, SourceServer

if TYPE_CHECKING:
    from datetime import datetime

    from drsclient.testing._world.site import Site

_INTERVAL: Final = timedelta(minutes=10)

POINT_IN_TIME: Final = LifeCycle[SourceServer](
    name="point in time snapshots",
    table="source_servers",
    part="point_in_time",
    initial="OFF",
    transitions=(
        Transition("OFF", "(protected)", "ON"),
        Transition("ON", "take snapshot", "ON", _INTERVAL),
        Transition("ON", "(unprotected)", "OFF"),
    ),
)


@POINT_IN_TIME.on_entering("ON")
def _take_and_expire(site: Site, server: SourceServer) -> None:
    # While replication is held up, there is nothing new to keep.
    if server.replication.state == "CONTINUOUS":
        take_snapshot(site, server)
        _expire(site, server)


def take_snapshot(site: Site, server: SourceServer) -> Snapshot:
    """Take a snapshot of a server's replicated disks now."""
    snapshot = Snapshot(
        number=site.world.new_number(),
        snapshot_id=site.world.new_id("pit-"),
        taken=site.now,
        ebs_snapshots=[site.world.new_id("snap-") for _ in server.disks],
    )
    server.snapshots.append(snapshot)
    site.send(
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


def _expire(site: Site, server: SourceServer) -> None:
    """Keep the first snapshot of each interval of a rule while the rule retains it."""
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
