"""The failback of recovery instances, and its settings."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from drsclient._iso8601 import format_duration, parse_date_time, parse_duration
from drsclient.testing._records.record import Progress, Wire
from drsclient.testing._records.replication import INITIATION, LAGGING
from drsclient.testing._service_model import only_known
from drsclient.testing._state.durations import DEFAULT_DURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STEPS: Final = (
    "LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE",
    "COMPLETE_VOLUME_MAPPING",
    "ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION",
    "DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT",
    "CONFIGURE_REPLICATION_SOFTWARE",
    "PAIR_AGENT_WITH_REPLICATION_SOFTWARE",
    "ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION",
)
_REPLICATION_STATES: Final = {
    "FAILBACK_COMPLETED": "STOPPED",
    "FAILBACK_ERROR": "STALLED",
    "FAILBACK_NOT_READY_FOR_LAUNCH": "BACKLOG",
    "FAILBACK_NOT_STARTED": "NOT_STARTED",
    "FAILBACK_READY_FOR_LAUNCH": "CONTINUOUS",
}
# Times that are close to the present while an agent or a failback client runs.
_SEEN: Final = frozenset(
    {"agentLastSeenByServiceDateTime", "failbackClientLastSeenByServiceDateTime"}
)

REPLICATING: Final = (
    "FAILBACK_IN_PROGRESS",
    "FAILBACK_READY_FOR_LAUNCH",
    "FAILBACK_NOT_READY_FOR_LAUNCH",
)
"""The states in which a recovery instance replicates to its origin."""


@attrs.define(kw_only=True)
class ObservedFailback:
    """The members that differ in the account that an instance was copied from."""

    time: datetime
    """The time of the copy."""
    failback: Wire
    replication: Wire
    """The members of `dataReplicationInfo`."""

    def apply(self, now: datetime, failback: Wire, replication: Wire) -> None:
        """Put the members into the wire form; what grows with time has grown since."""
        passed = now - self.time
        failback |= self.failback
        replication |= self.replication
        for name in self.failback.keys() & _SEEN:
            failback[name] = (parse_date_time(failback[name]) + passed).isoformat()
        if "elapsedReplicationDuration" in self.failback:
            _lengthen(failback, "elapsedReplicationDuration", passed)
        state = replication["dataReplicationState"]
        if "lagDuration" in self.replication and state in LAGGING:
            _lengthen(replication, "lagDuration", passed)
        disks = self.replication.get("replicatedDisks")
        # The estimate may be a time that has passed.
        if passed and disks and "etaDateTime" in replication:
            left = parse_date_time(replication["etaDateTime"]) - self.time
            share = passed / left if passed < left else 1.0
            replication["replicatedDisks"] = [_grown(disk, share) for disk in disks]


def _lengthen(members: Wire, name: str, passed: timedelta) -> None:
    # One in months has no fixed length.
    with suppress(ValueError, OverflowError):
        members[name] = format_duration(parse_duration(members[name]) + passed)


def _grown(disk: Wire, share: float) -> Wire:
    """Return a disk after a share of what was left to replicate."""
    done = disk.get("replicatedStorageBytes", 0)
    left = max(disk.get("totalStorageBytes", 0) - done, 0)
    return {**disk, "replicatedStorageBytes": done + int(left * share)}


@attrs.define(kw_only=True)
class Failback(Progress):
    """The progress of a recovery instance's failback."""

    client_id: str | None = None
    """The failback client that it replicates to, if it came from on-premises."""
    initiated: datetime | None = None
    """The time of the last start of its replication."""
    initial_sync: timedelta = DEFAULT_DURATIONS.initial_sync
    """The duration of its initial sync, if it replicates to a failback client."""
    job_id: str | None = None
    """The ID of the last job that launched the machine to fail back to."""
    launch_type: str | None = None
    """The type of the last launch, `DRILL` or `RECOVERY`, if it came from EC2."""
    reversed_site: str | None = None
    """The key of the site of the source server that it replicates to, if from EC2."""
    reversed_server_id: str = ""
    observed: ObservedFailback | None = None
    """The members that differ, until its state changes, if it was copied."""

    @property
    def is_replicating(self) -> bool:
        """True if the recovery instance replicates to its origin."""
        return self.state in REPLICATING

    @property
    def synchronization(self) -> timedelta:
        """The time from its start to a finished initial sync."""
        return INITIATION + self.initial_sync

    def wire(self, now: datetime) -> Wire:
        """Return the wire form, as it is now."""
        failback: Wire = {"state": self.state}
        for name, value in {
            "failbackClientID": self.client_id,
            "failbackJobID": self.job_id,
            "failbackLaunchType": self.launch_type,
            "failbackInitiationTime": self.initiated and self.initiated.isoformat(),
        }.items():
            if value is not None:
                failback[name] = value
        if self.client_id is not None:
            has_ended = self.state in {"FAILBACK_COMPLETED", "FAILBACK_ERROR"}
            last_seen = self.since if has_ended else now
            failback["failbackToOriginalServer"] = True
            failback["failbackClientLastSeenByServiceDateTime"] = last_seen.isoformat()
            first_byte = self._first_byte(now)
            if first_byte is not None:
                failback |= replicated_since(first_byte, now)
        return failback

    def data_replication(self, now: datetime, disks: Mapping[str, int]) -> Wire:
        """Return the replication to a failback client with wire names."""
        if self.initiated is None:
            return {"dataReplicationState": "NOT_STARTED"}
        first_byte = self._first_byte(now)
        copied = self._copied(now)
        info: Wire = {
            "dataReplicationState": self._replication_state(first_byte),
            "dataReplicationInitiation": {
                "startDateTime": self.initiated.isoformat(),
                "steps": self._steps(self.initiated, now),
            },
            "replicatedDisks": [
                _disk(name, size, int(size * copied)) for name, size in disks.items()
            ],
        }
        if self.state == "FAILBACK_READY_FOR_LAUNCH":
            info["lagDuration"] = format_duration(timedelta())
        if self.state in {"FAILBACK_NOT_READY_FOR_LAUNCH", "FAILBACK_ERROR"}:
            info["lagDuration"] = format_duration(now - self.since)
        if self.state == "FAILBACK_IN_PROGRESS":
            eta = self.initiated + self.synchronization
            info["etaDateTime"] = eta.isoformat()
        if self.state == "FAILBACK_ERROR":
            info["dataReplicationError"] = {
                "error": "FAILBACK_CLIENT_NOT_SEEN",
                "rawError": "the failback client has not reported for a while",
            }
        return info

    def _replication_state(self, first_byte: datetime | None) -> str:
        if self.state == "FAILBACK_IN_PROGRESS":
            return "INITIATING" if first_byte is None else "INITIAL_SYNC"
        return _REPLICATION_STATES[self.state]

    def _first_byte(self, now: datetime) -> datetime | None:
        first_byte = (self.initiated or now) + INITIATION
        until = self.since if self.state == "FAILBACK_ERROR" else now
        return first_byte if first_byte <= until else None

    def _copied(self, now: datetime) -> float:
        first_byte = self._first_byte(now)
        until = self.since if self.state == "FAILBACK_ERROR" else now
        if first_byte is None:
            return 0.0
        return min(1.0, (until - first_byte) / self.initial_sync)

    def _steps(self, initiated: datetime, now: datetime) -> list[Wire]:
        failed = self.state == "FAILBACK_ERROR"
        share = ((self.since if failed else now) - initiated) / INITIATION
        current = int(share * len(_STEPS))
        return [
            {
                "name": name,
                "status": "SUCCEEDED"
                if index < current
                else "NOT_STARTED"
                if index > current
                else "FAILED"
                if failed
                else "IN_PROGRESS",
            }
            for index, name in enumerate(_STEPS)
        ]


def failback_configuration() -> Wire:
    """Return the default settings of an instance's failback, with wire names."""
    return only_known(
        "GetFailbackReplicationConfigurationResponse",
        {
            "name": "Failback Replication Configuration",
            "bandwidthThrottling": 0,
            "internetProtocol": "IPV4",
            "usePrivateIP": False,
        },
    )


def replicated_since(first_byte: datetime, now: datetime) -> Wire:
    """Return the start and the duration of a failback's replication on the wire."""
    return {
        "firstByteDateTime": first_byte.isoformat(),
        "elapsedReplicationDuration": format_duration(now - first_byte),
    }


def disconnected_replication(disks: Iterable[str]) -> Wire:
    """Return the replication of an instance's disks after its disconnection."""
    return {
        "dataReplicationState": "DISCONNECTED",
        "replicatedDisks": [_disk(name, 0, 0) for name in disks],
    }


def _disk(name: str, total: int, replicated: int) -> Wire:
    return {
        "deviceName": name,
        "totalStorageBytes": total,
        "replicatedStorageBytes": replicated,
        "rescannedStorageBytes": 0,
        "backloggedStorageBytes": 0,
    }
