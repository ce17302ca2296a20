"""The classes of events, each named after its `detail-type`."""

# Annotations are not postponed here: `from_event` reads them at run time.

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias

import attrs
from immutabledict import immutabledict

from drsclient._json import freeze
from drsclient._open_enum import OpenEnum
from drsclient.models._model import WIRE_NAME
from drsclient.models.recovery_instances import FailbackState

_ARN: Final = re.compile(r"arn:(?:[^:]*:){4}([^:/]+)/(.+)")


class ResourceType(OpenEnum):
    """The type of the resource that an event is about, as in its ARN."""

    SOURCE_SERVER = "source-server"
    """A source server."""
    RECOVERY_INSTANCE = "recovery-instance"
    """A recovery instance."""
    SOURCE_NETWORK = "source-network"
    """A source network."""


class LaunchResultState(OpenEnum):
    """The result of the launch of a source server."""

    RECOVERY_LAUNCH_SUCCEEDED = "RECOVERY_LAUNCH_SUCCEEDED"
    """The drill or recovery instance was launched."""
    RECOVERY_LAUNCH_FAILED = "RECOVERY_LAUNCH_FAILED"
    """The instance was not launched; the job log has the reason."""


class StalledState(OpenEnum):
    """The state of a source server's replication: stalled or not."""

    STALLED = "STALLED"
    """Replication has stalled: no data is replicated."""
    NOT_STALLED = "NOT_STALLED"
    """Replication is no longer stalled."""


def _frozen(detail: Mapping[str, object]) -> Mapping[str, object]:
    return immutabledict({key: freeze(item) for key, item in detail.items()})


@attrs.frozen(kw_only=True)
class DrsEvent:
    """
    The base class of all events, with the members that every event has.

    Events are frozen, hashable and comparable, and can be pickled and deep-copied.
    """

    id: str
    """
    The ID of the event in EventBridge.

    EventBridge may deliver an event more than once, always with the same ID.
    """
    account_id: str
    """The ID of the account that the event is from."""
    region_name: str
    """The Region that the event is from, such as `eu-central-1`."""
    time: datetime
    """The time of the event, in UTC."""
    resources: tuple[str, ...] = ()
    """The ARNs of the resources that the event is about."""
    detail_type: str
    """The `detail-type` of the event, such as `DRS Source Server Launch Result`."""
    detail: Mapping[str, object] = attrs.field(
        converter=_frozen,
        repr=False,
    )
    """
    The details as delivered, as text, numbers, tuples and frozen mappings.

    They may be sensitive, so `repr` omits them.
    """

    @property
    def resource_arn(self) -> str | None:
        """The ARN of the first resource; `None` if the event has no resources."""
        return self.resources[0] if self.resources else None

    @property
    def resource_type(self) -> ResourceType | None:
        """The type in `resource_arn`; `None` if it has none."""
        match = _ARN.fullmatch(self.resource_arn or "")
        return ResourceType(match[1]) if match else None

    @property
    def resource_id(self) -> str | None:
        """The ID in `resource_arn`, such as a server's; `None` if it has none."""
        match = _ARN.fullmatch(self.resource_arn or "")
        return match[2] if match else None


@attrs.frozen(kw_only=True)
class SourceServerLaunchResult(DrsEvent):
    """The launch of a source server, for a drill or a recovery, has ended."""

    state: LaunchResultState | None = None
    """The result: succeeded or failed."""
    job_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "job-id"})
    """The ID of the job that launched the server."""
    is_drill: bool | None = attrs.field(default=None, metadata={WIRE_NAME: "is-drill"})
    """Whether the launch was a drill rather than a recovery."""


@attrs.frozen(kw_only=True)
class SourceServerDataReplicationStalledChange(DrsEvent):
    """The replication of a source server has stalled, or is no longer stalled."""

    state: StalledState | None = None
    """The new state: stalled or not stalled."""


@attrs.frozen(kw_only=True)
class RecoveryInstanceFailbackStateChange(DrsEvent):
    """The failback of a recovery instance has started, been completed or failed."""

    state: FailbackState | None = None
    """The new state of the failback."""


@attrs.frozen(kw_only=True)
class PITSnapshotTaken(DrsEvent):
    """A point-in-time snapshot of a source server was taken."""

    snapshot_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "DrsSnapshotID"}
    )
    """The ID of the snapshot in DRS."""
    ebs_snapshot_ids: tuple[str, ...] = attrs.field(
        default=(), metadata={WIRE_NAME: "EbsSnapshotIDs"}
    )
    """The IDs of the EBS snapshots that the snapshot consists of."""


@attrs.frozen(kw_only=True)
class SourceNetworkProtectionStatusChange(DrsEvent):
    """
    The protection status of a source network has changed.

    AWS does not document the members of this event: read `detail` as well.
    """

    state: str | None = None
    """The new status, if the event has a member of this name."""


@attrs.frozen(kw_only=True)
class SourceNetworkRecoveryResult(DrsEvent):
    """
    The recovery of a source network has ended.

    AWS does not document the members of this event: read `detail` as well.
    """

    state: str | None = None
    """The result, if the event has a member of this name."""


@attrs.frozen(kw_only=True)
class UnknownEvent(DrsEvent):
    """
    An event with a `detail-type` that this version of drsclient does not know.

    This includes API calls that CloudTrail reports to EventBridge.
    """


Event: TypeAlias = (
    SourceServerLaunchResult
    | SourceServerDataReplicationStalledChange
    | RecoveryInstanceFailbackStateChange
    | PITSnapshotTaken
    | SourceNetworkProtectionStatusChange
    | SourceNetworkRecoveryResult
    | UnknownEvent
)
"""Any event, for a `match` statement that type checkers verify to be exhaustive."""
