"""Measure in answers how long initial syncs and the phases of launches took."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import median_low
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from drsclient._iso8601 import parse_date_time
from drsclient.testing._records.replication import pit_rules
from drsclient.testing._state.copy_report import MeasuredDuration
from drsclient.testing._state.durations import LONGEST, Durations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.shared_state import SharedState

MIN_MEASUREMENTS: Final = 5
"""The number of measurements from which on the fake has their median."""
MIN_OWN_MEASUREMENTS: Final = 3
"""The number of its measurements from which on a source server has their median."""

# The events in the log of a job between which a phase lies. Retries repeat them.
_PHASES: Final = {
    "snapshot": ("SNAPSHOT_START", "SNAPSHOT_END"),
    "preparation": ("SNAPSHOT_END", "CONVERSION_START"),
    "conversion": ("CONVERSION_START", "CONVERSION_END"),
    "launch": ("LAUNCH_START", "LAUNCH_END"),
}
# Failbacks, and conversions for other accounts, have some of the events as well.
_LAUNCHES: Final = frozenset({"START_DRILL", "START_RECOVERY"})

_Measured: TypeAlias = dict[str, list[timedelta]]
"""The measured durations of each phase."""


def set_durations(
    state: SharedState, copies: Sequence[SiteCopy]
) -> list[MeasuredDuration]:
    """
    Give a state the durations that were measured in all accounts.

    The copies get those of source servers with enough measurements of their own.

    Returns:
        What was measured.
    """
    measured = [_measure(copy) for copy in copies]
    phases = [field.name for field in attrs.fields(Durations)]
    found: _Measured = {
        phase: [one for servers in measured for one in _all(servers, phase)]
        for phase in phases
    }
    defaults = state.durations
    state.durations = _with_medians(defaults, found, MIN_MEASUREMENTS)
    for copy, servers in zip(copies, measured, strict=True):
        for server_id, own in servers.items():
            durations = _with_medians(state.durations, own, MIN_OWN_MEASUREMENTS)
            if durations != state.durations:
                copy.durations[server_id] = durations
    return [
        MeasuredDuration(
            phase=phase,
            duration=getattr(state.durations, phase),
            measurements=len(found[phase]),
            is_default=len(found[phase]) < MIN_MEASUREMENTS,
        )
        for phase in phases
    ]


def copy_durations(copy: SiteCopy) -> None:
    """Give source servers the durations that were measured of each."""
    for server_id, durations in copy.durations.items():
        if server_id in copy.site.source_servers:
            copy.site.source_servers.find(server_id).durations = durations


def _all(servers: dict[str, _Measured], phase: str) -> Iterator[timedelta]:
    for server in servers.values():
        yield from server.get(phase, [])


def _with_medians(durations: Durations, measured: _Measured, least: int) -> Durations:
    """Replace the durations of which there are enough measurements by their median."""
    medians = {
        phase: min(max(median_low(found), timedelta.resolution), LONGEST)
        for phase, found in measured.items()
        if len(found) >= least
    }
    return attrs.evolve(durations, **medians)


def _measure(copy: SiteCopy) -> dict[str, _Measured]:
    """Return what can be measured in an account, by source server ID."""
    answers = copy.answers
    measured = defaultdict[str, _Measured](lambda: defaultdict(list))
    for server in answers.items("DescribeSourceServers"):
        duration = _initial_sync(answers, server, copy.now)
        if duration is not None:
            measured[server["sourceServerID"]]["initial_sync"].append(duration)
    for job in answers.items("DescribeJobs"):
        if job.get("initiatedBy") in _LAUNCHES:
            for server_id, times in _event_times(answers, job["jobID"]).items():
                for phase, duration in _phases(times):
                    measured[server_id][phase].append(duration)
    return measured


def _initial_sync(answers: Answers, server: Wire, now: datetime) -> timedelta | None:
    """Return the duration of a server's initial sync, if it can be told."""
    server_id = server["sourceServerID"]
    first_byte = server.get("lifeCycle", {}).get("firstByteDateTime")
    info = server.get("dataReplicationInfo", {})
    if first_byte is None:
        return None
    start = parse_date_time(first_byte)
    if info.get("dataReplicationState") == "INITIAL_SYNC":
        ends = [info["etaDateTime"]] if "etaDateTime" in info else []
    else:
        settings = answers.entity("GetReplicationConfiguration", server_id)
        retentions = [retention for _, retention in pit_rules(settings)]
        if (now - start) / timedelta(minutes=1) > max(retentions, default=0):
            # The first snapshot may have been deleted.
            return None
        snapshots = answers.items("DescribeRecoverySnapshots", server_id)
        ends = [one["timestamp"] for one in snapshots if "timestamp" in one]
    end = min(map(parse_date_time, ends), default=start)
    return end - start if end > start else None


def _event_times(answers: Answers, job_id: str) -> dict[str, dict[str, list[datetime]]]:
    """Return the times of each event in the log of a job, by source server ID."""
    times = defaultdict[str, dict[str, list["datetime"]]](lambda: defaultdict(list))
    for item in answers.items("DescribeJobLogItems", job_id):
        server_id = item.get("eventData", {}).get("sourceServerID")
        if server_id and "event" in item and "logDateTime" in item:
            time = parse_date_time(item["logDateTime"])
            times[server_id][item["event"]].append(time)
    return times


def _phases(times: dict[str, list[datetime]]) -> Iterator[tuple[str, timedelta]]:
    """Return the duration of each phase that has succeeded without a retry."""
    for phase, (start, end) in _PHASES.items():
        starts, ends = times.get(start, []), times.get(end, [])
        if len(starts) == len(ends) == 1 and starts <= ends:
            yield phase, ends[0] - starts[0]
