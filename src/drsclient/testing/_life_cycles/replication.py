"""How the replication of a source server progresses in virtual time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

import attrs
from isodate import duration_isoformat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_drs.literals import (
        DataReplicationInitiationStepNameType,
        DataReplicationInitiationStepStatusType,
        DataReplicationStateType,
    )
    from mypy_boto3_drs.type_defs import (
        DataReplicationInfoReplicatedDiskTypeDef,
        DataReplicationInfoTypeDef,
        DataReplicationInitiationTypeDef,
    )

_INITIATION: Final = timedelta(minutes=5)
_INITIAL_SYNC: Final = timedelta(minutes=30)
_UNTIL_NEXT_ATTEMPT: Final = timedelta(minutes=30)

# How long after its start a replication reaches each state.
_REACHED_AFTER: Final[dict[DataReplicationStateType, timedelta]] = {
    "INITIATING": timedelta(),
    "INITIAL_SYNC": _INITIATION,
    "CONTINUOUS": _INITIATION + _INITIAL_SYNC,
}
# Other states, which a replication enters after the disks have been copied.
_COPIED_BEFORE: Final = frozenset({"BACKLOG", "CREATING_SNAPSHOT", "PAUSED", "RESCAN"})

_STEPS: Final[tuple[DataReplicationInitiationStepNameType, ...]] = (
    "WAIT",
    "CREATE_SECURITY_GROUP",
    "LAUNCH_REPLICATION_SERVER",
    "BOOT_REPLICATION_SERVER",
    "AUTHENTICATE_WITH_SERVICE",
    "DOWNLOAD_REPLICATION_SOFTWARE",
    "CREATE_STAGING_DISKS",
    "ATTACH_STAGING_DISKS",
    "PAIR_REPLICATION_SERVER_WITH_AGENT",
    "CONNECT_AGENT_TO_REPLICATION_SERVER",
    "START_DATA_TRANSFER",
)
_STALLED_AT: Final = _STEPS.index("AUTHENTICATE_WITH_SERVICE")


@attrs.frozen
class Replication:
    """What last happened to a server's replication; the rest follows from the time."""

    _entered: DataReplicationStateType
    since: datetime

    @classmethod
    def in_state(cls, state: DataReplicationStateType, now: datetime) -> Self:
        """Create a replication that enters a state now."""
        if state in _REACHED_AFTER:
            return cls("INITIATING", now - _REACHED_AFTER[state])
        return cls(state, now)

    def state(self, now: datetime) -> DataReplicationStateType:
        """Return its state."""
        if self._entered != "INITIATING":
            return self._entered
        elapsed = now - self.since
        return next(
            state
            for state, reached_after in reversed(_REACHED_AFTER.items())
            if elapsed >= reached_after
        )

    @property
    def started(self) -> datetime | None:
        """When it was started; `None` if it is stopped or disconnected."""
        if self._entered in _COPIED_BEFORE:
            return self.since - _INITIATION - _INITIAL_SYNC
        if self._entered == "STALLED":
            return self.since - _INITIATION
        return self.since if self._entered == "INITIATING" else None

    def first_byte(self, now: datetime) -> datetime | None:
        """Return when the first byte was copied; `None` if none has been."""
        if self.started is None or self._entered == "STALLED":
            return None
        first_byte = self.started + _INITIATION
        return first_byte if first_byte <= now else None

    def wire(
        self, now: datetime, disks: Sequence[int], availability_zone: str
    ) -> DataReplicationInfoTypeDef:
        """Return it with wire names, for disks of these sizes in bytes."""
        state = self.state(now)
        first_byte = self.first_byte(now)
        copied = min(1, (now - first_byte) / _INITIAL_SYNC) if first_byte else 0
        info: DataReplicationInfoTypeDef = {
            "dataReplicationState": state,
            "replicatedDisks": [
                _disk(device_name(index), size, copied, state)
                for index, size in enumerate(disks)
            ],
            "stagingAvailabilityZone": availability_zone,
        }
        if self.started is not None:
            info["dataReplicationInitiation"] = self._initiation(self.started, now)
        if state == "CONTINUOUS":
            info["lagDuration"] = duration_isoformat(timedelta())
        elif state in _COPIED_BEFORE or state == "STALLED":
            info["lagDuration"] = duration_isoformat(now - self.since)
        if state == "INITIAL_SYNC":
            info["etaDateTime"] = (
                self.since + _REACHED_AFTER["CONTINUOUS"]
            ).isoformat()
        if state == "STALLED":
            info["dataReplicationError"] = {
                "error": "FAILED_TO_AUTHENTICATE_WITH_SERVICE",
                "rawError": "the replication server could not reach the service",
            }
        return info

    def _initiation(
        self, started: datetime, now: datetime
    ) -> DataReplicationInitiationTypeDef:
        stalled = self._entered == "STALLED"
        taken = int((now - started) / _INITIATION * len(_STEPS))
        current = _STALLED_AT if stalled else taken
        current_status: DataReplicationInitiationStepStatusType = (
            "FAILED" if stalled else "IN_PROGRESS"
        )
        return {
            "startDateTime": started.isoformat(),
            "nextAttemptDateTime": (started + _UNTIL_NEXT_ATTEMPT).isoformat(),
            "steps": [
                {
                    "name": name,
                    "status": "SUCCEEDED"
                    if index < current
                    else current_status
                    if index == current
                    else "NOT_STARTED",
                }
                for index, name in enumerate(_STEPS)
            ],
        }


def device_name(index: int) -> str:
    """Return the device name of a server's disk."""
    return f"/dev/nvme{index}n1"


def _disk(
    name: str, size: int, copied: float, state: DataReplicationStateType
) -> DataReplicationInfoReplicatedDiskTypeDef:
    return {
        "deviceName": name,
        "totalStorageBytes": 0 if state == "DISCONNECTED" else size,
        "replicatedStorageBytes": int(size * copied),
        "rescannedStorageBytes": size // 2 if state == "RESCAN" else 0,
        "backloggedStorageBytes": size // 100 if state == "BACKLOG" else 0,
        "volumeStatus": "REGULAR",
    }
