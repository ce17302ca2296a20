from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import attrs
import pytest

from drsclient import events
from drsclient.events import (
    DrsEvent,
    LaunchResultState,
    PITSnapshotTaken,
    RecoveryInstanceFailbackStateChange,
    ResourceType,
    SourceNetworkProtectionStatusChange,
    SourceNetworkRecoveryResult,
    SourceServerDataReplicationStalledChange,
    SourceServerLaunchResult,
    StalledState,
    UnknownEvent,
    from_event,
)
from drsclient.models import FailbackState
from tests.events.frames import (
    FAILBACK,
    INSTANCE,
    LAUNCH,
    NETWORK,
    NETWORK_RECOVERY,
    PREFIX,
    PROTECTION,
    SERVER,
    SNAPSHOT,
    STALLED,
    delivered,
)

JOB_ID = "drsjob-04ca7d0d3fb6afa3e"
LAUNCHED = {
    "state": "RECOVERY_LAUNCH_SUCCEEDED",
    "job-id": JOB_ID,
    "is-drill": "FALSE",
}
SAMPLES: list[tuple[dict[str, object], type[DrsEvent], dict[str, object]]] = [
    (
        delivered(LAUNCH, LAUNCHED),
        SourceServerLaunchResult,
        {
            "state": LaunchResultState.RECOVERY_LAUNCH_SUCCEEDED,
            "job_id": JOB_ID,
            "is_drill": False,
        },
    ),
    (
        delivered(LAUNCH, {**LAUNCHED, "state": "RECOVERY_LAUNCH_FAILED"}),
        SourceServerLaunchResult,
        {
            "state": LaunchResultState.RECOVERY_LAUNCH_FAILED,
            "job_id": JOB_ID,
            "is_drill": False,
        },
    ),
    (
        delivered(STALLED, {"state": "STALLED"}),
        SourceServerDataReplicationStalledChange,
        {"state": StalledState.STALLED},
    ),
    (
        delivered(STALLED, {"state": "NOT_STALLED"}),
        SourceServerDataReplicationStalledChange,
        {"state": StalledState.NOT_STALLED},
    ),
    (
        delivered(FAILBACK, {"state": "FAILBACK_IN_PROGRESS"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_IN_PROGRESS},
    ),
    (
        delivered(FAILBACK, {"state": "FAILBACK_COMPLETED"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_COMPLETED},
    ),
    (
        delivered(FAILBACK, {"state": "FAILBACK_ERROR"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_ERROR},
    ),
    (
        delivered(
            SNAPSHOT, {"DrsSnapshotID": "112233", "EbsSnapshotIDs": "445566,778899"}
        ),
        PITSnapshotTaken,
        {"snapshot_id": "112233", "ebs_snapshot_ids": ("445566", "778899")},
    ),
    (
        delivered(PROTECTION, {"state": "PROTECTED"}, NETWORK),
        SourceNetworkProtectionStatusChange,
        {"state": "PROTECTED"},
    ),
    (
        delivered(NETWORK_RECOVERY, {"outcome": ["fine"]}, NETWORK),
        SourceNetworkRecoveryResult,
        {"state": None},
    ),
    (
        delivered("AWS API Call via CloudTrail", {"errorCode": "AccessDenied"}),
        UnknownEvent,
        {},
    ),
]

each_sample = pytest.mark.parametrize(("sample", "kind", "members"), SAMPLES)


@each_sample
def test_each_kind_has_its_class_and_members(
    sample: dict[str, object], kind: type[DrsEvent], members: dict[str, object]
) -> None:
    """The class is that of the kind, and its own fields are those of the detail."""
    event = from_event(sample)
    assert type(event) is kind
    own = [field.name for field in attrs.fields(kind) if not field.inherited]
    assert {name: getattr(event, name) for name in own} == members
    assert event.detail_type == sample["detail-type"]


def test_every_kind_has_a_sample() -> None:
    """The tests above cover each class that is exported."""
    exported: list[object] = [getattr(events, name) for name in events.__all__]
    kinds = {k for k in exported if isinstance(k, type) and issubclass(k, DrsEvent)}
    assert {kind for _, kind, _ in SAMPLES} == kinds - {DrsEvent}


@pytest.mark.parametrize(
    "detail_type",
    [LAUNCH, STALLED, FAILBACK, SNAPSHOT, PROTECTION, NETWORK_RECOVERY],
)
def test_a_class_has_the_name_of_its_kind(detail_type: str) -> None:
    """It is the `detail-type` without the name of the service and without spaces."""
    name = type(from_event(delivered(detail_type))).__name__
    assert f"DRS{name}" == detail_type.replace(" ", "")


def test_every_event_has_its_frame() -> None:
    """IDs, time and Region are there, whatever the kind."""
    event = from_event(delivered("DRS Something New", {"a": 1}))
    assert event == UnknownEvent(
        id="9da9af57-9253-4406-87cb-7cc400e43465",
        account_id="111122223333",
        region_name="us-west-2",
        time=datetime(2016, 8, 22, 20, 12, 19, tzinfo=UTC),
        resources=(SERVER,),
        detail_type="DRS Something New",
        detail={"a": 1},
    )
    assert event.time.tzinfo is UTC


def test_the_time_is_in_utc() -> None:
    """A time with another offset is converted."""
    event = from_event(delivered(time="2016-08-22T22:12:19.5+02:00"))
    assert event.time.isoformat() == "2016-08-22T20:12:19.500000+00:00"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize(
    ("kind", "resource_id"),
    [
        (ResourceType.SOURCE_SERVER, "s-12345678901234567"),
        (ResourceType.RECOVERY_INSTANCE, "ri-12345678901234567"),
        (ResourceType.SOURCE_NETWORK, "sn-12345678901234567"),
        (ResourceType("something-new"), "a/b:c"),
    ],
)
def test_the_resource_is_taken_out_of_its_arn(
    partition: str, kind: ResourceType, resource_id: str
) -> None:
    """An ARN of any partition has the type and the ID of the resource."""
    arn = f"arn:{partition}:drs:some-region-1:111122223333:{kind}/{resource_id}"
    event = from_event(delivered(LAUNCH, {}, arn))
    assert event.resource_arn == arn
    assert event.resource_type is not None
    assert (event.resource_type, event.resource_id) == (kind, resource_id)
    assert event.resource_type.is_known == (kind != "something-new")


def test_the_first_of_several_resources_counts() -> None:
    """The others are in `resources`."""
    event = from_event(delivered(LAUNCH, {}, NETWORK, SERVER))
    assert event.resources == (NETWORK, SERVER)
    assert event.resource_type == ResourceType.SOURCE_NETWORK
    assert event.resource_id == "sn-12345678901234567"


@pytest.mark.parametrize("resources", [[], None])
def test_an_event_may_have_no_resources(resources: object) -> None:
    """Then it has no resource either."""
    event = from_event(delivered(resources=resources))
    assert event.resources == ()
    assert event.resource_arn is event.resource_type is event.resource_id is None


@pytest.mark.parametrize(
    "text", ["", "s-1", "arn:aws:drs", SERVER[3:], f"{PREFIX}s-1", f"{PREFIX}/s-1"]
)
def test_a_resource_may_be_no_arn(text: str) -> None:
    """The text is kept, and has neither type nor ID."""
    event = from_event(delivered(resources=[text]))
    assert event.resource_arn == text
    assert event.resource_type is event.resource_id is None


@each_sample
def test_an_event_can_be_compared_stored_and_copied(
    sample: dict[str, object], kind: type[DrsEvent], members: dict[str, object]
) -> None:
    """Equal events have equal hashes, and so have unpickled events and copies."""
    event = from_event(sample)
    again: object = pickle.loads(pickle.dumps(event))  # noqa: S301 - our own
    for other in (from_event(sample), again, copy.copy(event), copy.deepcopy(event)):
        assert type(other) is kind
        assert other == event
        assert hash(other) == hash(event)
    assert from_event({**sample, "id": "another"}) != event
    assert from_event({**sample, "detail": {"a": 1}}) != event
    for name, value in members.items():
        assert f"{name}={value!r}" in repr(event)


def test_an_event_cannot_change() -> None:
    """Neither a field nor anything in the detail, however deep."""
    detail: dict[str, object] = {"a": [{"b": [1]}]}
    event = from_event(delivered("DRS Something New", detail))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.id = "another"  # type: ignore[misc] # that is the point  # pyright: ignore[reportAttributeAccessIssue]
    hash(event.detail)
    detail["a"] = detail["c"] = None
    assert event.detail == {"a": ({"b": (1,)},)}


def test_a_detail_is_not_shown() -> None:
    """Nobody knows what newer kinds have, so it does not get into logs."""
    assert "jo@" not in repr(from_event(delivered("DRS New", {"by": "jo@example.com"})))
