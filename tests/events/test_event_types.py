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
from tests.events.samples import (
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
    wire_event,
)

JOB_ID = "drsjob-04ca7d0d3fb6afa3e"
LAUNCHED = {
    "state": "RECOVERY_LAUNCH_SUCCEEDED",
    "job-id": JOB_ID,
    "is-drill": "FALSE",
}
SAMPLES: list[tuple[dict[str, object], type[DrsEvent], dict[str, object]]] = [
    (
        wire_event(LAUNCH, LAUNCHED),
        SourceServerLaunchResult,
        {
            "state": LaunchResultState.RECOVERY_LAUNCH_SUCCEEDED,
            "job_id": JOB_ID,
            "is_drill": False,
        },
    ),
    (
        wire_event(LAUNCH, {**LAUNCHED, "state": "RECOVERY_LAUNCH_FAILED"}),
        SourceServerLaunchResult,
        {
            "state": LaunchResultState.RECOVERY_LAUNCH_FAILED,
            "job_id": JOB_ID,
            "is_drill": False,
        },
    ),
    (
        wire_event(STALLED, {"state": "STALLED"}),
        SourceServerDataReplicationStalledChange,
        {"state": StalledState.STALLED},
    ),
    (
        wire_event(STALLED, {"state": "NOT_STALLED"}),
        SourceServerDataReplicationStalledChange,
        {"state": StalledState.NOT_STALLED},
    ),
    (
        wire_event(FAILBACK, {"state": "FAILBACK_IN_PROGRESS"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_IN_PROGRESS},
    ),
    (
        wire_event(FAILBACK, {"state": "FAILBACK_COMPLETED"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_COMPLETED},
    ),
    (
        wire_event(FAILBACK, {"state": "FAILBACK_ERROR"}, INSTANCE),
        RecoveryInstanceFailbackStateChange,
        {"state": FailbackState.FAILBACK_ERROR},
    ),
    (
        wire_event(
            SNAPSHOT, {"DrsSnapshotID": "112233", "EbsSnapshotIDs": "445566,778899"}
        ),
        PITSnapshotTaken,
        {"snapshot_id": "112233", "ebs_snapshot_ids": ("445566", "778899")},
    ),
    (
        wire_event(PROTECTION, {"state": "PROTECTED"}, NETWORK),
        SourceNetworkProtectionStatusChange,
        {"state": "PROTECTED"},
    ),
    (
        wire_event(NETWORK_RECOVERY, {"outcome": ["fine"]}, NETWORK),
        SourceNetworkRecoveryResult,
        {"state": None},
    ),
    (
        wire_event("AWS API Call via CloudTrail", {"errorCode": "AccessDenied"}),
        UnknownEvent,
        {},
    ),
]

each_sample = pytest.mark.parametrize(("sample", "event_type", "members"), SAMPLES)


@each_sample
def test_each_detail_type_has_its_class_and_members(
    sample: dict[str, object], event_type: type[DrsEvent], members: dict[str, object]
) -> None:
    """The `detail-type` gives the class, and `detail` the values of its fields."""
    event = from_event(sample)
    assert type(event) is event_type
    own = [field.name for field in attrs.fields(event_type) if not field.inherited]
    assert {name: getattr(event, name) for name in own} == members
    assert event.detail_type == sample["detail-type"]


def test_every_event_class_has_a_sample() -> None:
    """The samples cover each exported class of events."""
    exported: list[object] = [getattr(events, name) for name in events.__all__]
    types = {x for x in exported if isinstance(x, type) and issubclass(x, DrsEvent)}
    assert {event_type for _, event_type, _ in SAMPLES} == types - {DrsEvent}


@pytest.mark.parametrize(
    "detail_type",
    [LAUNCH, STALLED, FAILBACK, SNAPSHOT, PROTECTION, NETWORK_RECOVERY],
)
def test_a_class_has_the_name_of_its_detail_type(detail_type: str) -> None:
    """The class name is the `detail-type` without "DRS" and spaces."""
    name = type(from_event(wire_event(detail_type))).__name__
    assert f"DRS{name}" == detail_type.replace(" ", "")


def test_every_event_has_the_common_members() -> None:
    """Events of every `detail-type` have IDs, a time and a Region."""
    event = from_event(wire_event("DRS Something New", {"a": 1}))
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
    event = from_event(wire_event(time="2016-08-22T22:12:19.5+02:00"))
    assert event.time.isoformat() == "2016-08-22T20:12:19.500000+00:00"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize(
    ("resource_type", "resource_id"),
    [
        (ResourceType.SOURCE_SERVER, "s-12345678901234567"),
        (ResourceType.RECOVERY_INSTANCE, "ri-12345678901234567"),
        (ResourceType.SOURCE_NETWORK, "sn-12345678901234567"),
        (ResourceType("something-new"), "a/b:c"),
    ],
)
def test_the_resource_is_taken_out_of_its_arn(
    partition: str, resource_type: ResourceType, resource_id: str
) -> None:
    """An ARN of any partition has the type and the ID of the resource."""
    arn = (
        f"arn:{partition}:drs:some-region-1:111122223333:{resource_type}/{resource_id}"
    )
    event = from_event(wire_event(LAUNCH, {}, arn))
    assert event.resource_arn == arn
    assert event.resource_type is not None
    assert (event.resource_type, event.resource_id) == (resource_type, resource_id)
    assert event.resource_type.is_known == (resource_type != "something-new")


def test_the_properties_are_those_of_the_first_resource() -> None:
    """`resources` has the others as well."""
    event = from_event(wire_event(LAUNCH, {}, NETWORK, SERVER))
    assert event.resources == (NETWORK, SERVER)
    assert event.resource_type == ResourceType.SOURCE_NETWORK
    assert event.resource_id == "sn-12345678901234567"


@pytest.mark.parametrize("resources", [[], None])
def test_an_event_may_have_no_resources(resources: object) -> None:
    """An event without resources has no ARN, type or ID."""
    event = from_event(wire_event(resources=resources))
    assert event.resources == ()
    assert event.resource_arn is event.resource_type is event.resource_id is None


@pytest.mark.parametrize(
    "text", ["", "s-1", "arn:aws:drs", SERVER[3:], f"{PREFIX}s-1", f"{PREFIX}/s-1"]
)
def test_a_resource_may_be_other_than_an_arn(text: str) -> None:
    """Text that is not an ARN is kept, and has neither type nor ID."""
    event = from_event(wire_event(resources=[text]))
    assert event.resource_arn == text
    assert event.resource_type is event.resource_id is None


@each_sample
def test_an_event_can_be_compared_stored_and_copied(
    sample: dict[str, object], event_type: type[DrsEvent], members: dict[str, object]
) -> None:
    """Equal events, unpickled events and copies are equal and have equal hashes."""
    event = from_event(sample)
    again: object = pickle.loads(pickle.dumps(event))  # noqa: S301 - our own
    for other in (from_event(sample), again, copy.copy(event), copy.deepcopy(event)):
        assert type(other) is event_type
        assert other == event
        assert hash(other) == hash(event)
    assert from_event({**sample, "id": "another"}) != event
    assert from_event({**sample, "detail": {"a": 1}}) != event
    for name, value in members.items():
        assert f"{name}={value!r}" in repr(event)


def test_an_event_cannot_change() -> None:
    """Fields and the detail are immutable at every level."""
    detail: dict[str, object] = {"a": [{"b": [1]}]}
    event = from_event(wire_event("DRS Something New", detail))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.id = "another"  # type: ignore[misc] # tested here  # pyright: ignore[reportAttributeAccessIssue]
    hash(event.detail)
    detail["a"] = detail["c"] = None
    assert event.detail == {"a": ({"b": (1,)},)}


def test_repr_omits_the_detail() -> None:
    """The detail of an unknown event may be sensitive, so it stays out of logs."""
    assert "jo@" not in repr(
        from_event(wire_event("DRS New", {"by": "jo@example.com"}))
    )
