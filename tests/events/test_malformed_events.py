from __future__ import annotations

import contextlib
import copy
import pickle
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st

from drsclient import DrsEventError
from drsclient._json import is_object
from drsclient.events import (
    LaunchResultState,
    PITSnapshotTaken,
    SourceServerLaunchResult,
    from_event,
)
from tests.contract.strategies import repeatable
from tests.events.samples import (
    FAILBACK,
    LAUNCH,
    PROTECTION,
    SERVER,
    SNAPSHOT,
    STALLED,
    wire_event,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = "jo@example.com"


def launch_result(detail: Mapping[str, object]) -> SourceServerLaunchResult:
    """Parse a launch result with this detail."""
    event = from_event(wire_event(LAUNCH, detail))
    assert isinstance(event, SourceServerLaunchResult)
    return event


def snapshot_taken(detail: Mapping[str, object]) -> PITSnapshotTaken:
    """Parse a snapshot event with this detail."""
    event = from_event(wire_event(SNAPSHOT, detail))
    assert isinstance(event, PITSnapshotTaken)
    return event


@pytest.mark.parametrize(
    ("event", "path", "problem"),
    [
        (None, "", "the event is missing"),
        (SECRET, "", "the event is of type str, not an object"),
        ([wire_event()], "", "the event is of type list, not an object"),
        ({"Records": []}, "source", "the event's source is missing"),
        (
            wire_event(source="aws.ec2"),
            "source",
            "is <str of 7 characters>, not 'aws.drs'",
        ),
        (wire_event(source=[SECRET]), "source", "is of type list, not a string"),
        (wire_event(detail=[SECRET]), "detail", "is of type list, not an object"),
        (wire_event(without="detail"), "detail", "the event's detail is missing"),
        (wire_event(detail="{}"), "detail", "is of type str, not an object"),
        *(
            (wire_event(without=name), name, f"the event's {name} is missing")
            for name in ("id", "detail-type", "source", "account", "time", "region")
        ),
        (wire_event(id=5), "id", "the event's id is of type int, not a string"),
        (wire_event(account=111122223333), "account", "is of type int, not a string"),
        (
            wire_event(time="soon"),
            "time",
            "is <str of 4 characters>, not a time with a UTC offset",
        ),
        (wire_event(time="2016-08-22T20:12:19"), "time", "not a time with a UTC"),
        (wire_event(time="0001-01-01T00:00:00+01:00"), "time", "not a time with a UTC"),
        (wire_event(time=1471896739), "time", "is of type int, not a string"),
    ],
)
def test_anything_but_an_event_of_drs_is_refused(
    event: Any,  # noqa: ANN401 - deliberately of a wrong type
    path: str,
    problem: str,
) -> None:
    """The error has the path, the reason and the value, but never shows the value."""
    with pytest.raises(DrsEventError) as caught:
        from_event(event)
    error = caught.value
    assert isinstance(error, ValueError)
    assert problem in str(error)
    assert SECRET not in str(error)
    assert error.path == path
    assert error.value == (event.get(path) if path else event)


def test_a_long_text_is_shortened_in_the_message() -> None:
    """Only `value` of the error has the whole text."""
    for name in ("source", "time"):
        with pytest.raises(DrsEventError) as caught:
            from_event(wire_event(**{name: "x" * 10_000}))
        assert caught.value.value == "x" * 10_000
        assert len(str(caught.value)) < 200


@pytest.mark.usefixtures("no_garbage_collection")
def test_a_detail_may_be_nested_too_deeply() -> None:
    """The error is a `DrsEventError` instead of a `RecursionError`."""
    nested: object = 1
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(DrsEventError, match="detail is nested too deeply") as caught:
        from_event(wire_event(LAUNCH, {"a": nested}))
    assert caught.value.path == "detail"


def test_any_mapping_may_hold_an_event() -> None:
    """The event and its detail may be mappings other than dicts."""
    detail = MappingProxyType({"state": "RECOVERY_LAUNCH_FAILED"})
    event = from_event(MappingProxyType(wire_event(LAUNCH, detail)))
    assert isinstance(event, SourceServerLaunchResult)
    assert event.state is LaunchResultState.RECOVERY_LAUNCH_FAILED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("TRUE", True),
        ("FALSE", False),
        ("True", True),
        ("false", False),
        (True, True),
        (False, False),
        (None, None),
    ],
    ids=repr,
)
def test_is_drill_is_a_boolean(
    value: object, expected: object, caplog: pytest.LogCaptureFixture
) -> None:
    """Text in upper or lower case is read like a boolean."""
    assert launch_result({"is-drill": value}).is_drill is expected
    assert not caplog.messages


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("snap-1", ("snap-1",)),
        ("snap-1,snap-2", ("snap-1", "snap-2")),
        (" snap-1, snap-2,", ("snap-1", "snap-2")),
        ("", ()),
        (["snap-1", "snap-2"], ("snap-1", "snap-2")),
        (None, ()),
    ],
)
def test_the_ids_of_ebs_snapshots_are_split(
    value: object, expected: object, caplog: pytest.LogCaptureFixture
) -> None:
    """The IDs arrive as one text; a list is read as well."""
    assert snapshot_taken({"EbsSnapshotIDs": value}).ebs_snapshot_ids == expected
    assert not caplog.messages


def test_a_state_may_be_new() -> None:
    """An unknown state keeps its text, as every open enum does."""
    state = launch_result({"state": "RECOVERY_LAUNCH_POSTPONED"}).state
    assert state is not None
    assert (state, state.is_known) == ("RECOVERY_LAUNCH_POSTPONED", False)


MALFORMED: list[tuple[dict[str, object], str, str]] = [
    (wire_event(LAUNCH, {"state": 5}), "state", "detail.state"),
    (wire_event(LAUNCH, {"state": [SECRET]}), "state", "detail.state"),
    (wire_event(LAUNCH, {"job-id": {"a": SECRET}}), "job_id", "detail.job-id"),
    (wire_event(LAUNCH, {"is-drill": SECRET}), "is_drill", "detail.is-drill"),
    (wire_event(LAUNCH, {"is-drill": 1}), "is_drill", "detail.is-drill"),
    (wire_event(STALLED, {"state": True}), "state", "detail.state"),
    (wire_event(FAILBACK, {"state": {}}), "state", "detail.state"),
    (wire_event(PROTECTION, {"state": 5}), "state", "detail.state"),
    (wire_event(SNAPSHOT, {"DrsSnapshotID": 5}), "snapshot_id", "detail.DrsSnapshotID"),
    (
        wire_event(SNAPSHOT, {"EbsSnapshotIDs": {"a": SECRET}}),
        "ebs_snapshot_ids",
        "detail.EbsSnapshotIDs",
    ),
    (
        wire_event(SNAPSHOT, {"EbsSnapshotIDs": [5]}),
        "ebs_snapshot_ids",
        "detail.EbsSnapshotIDs[0]",
    ),
    (wire_event(resources=SERVER), "resources", "resources"),
    (wire_event(resources=[{"a": SECRET}]), "resources", "resources[0]"),
]


@pytest.mark.parametrize(("malformed", "name", "path"), MALFORMED)
def test_a_malformed_member_is_ignored(
    malformed: dict[str, object],
    name: str,
    path: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A malformed member reads as absent, and is logged without its value."""
    event = from_event(malformed)
    assert getattr(event, name) == attrs.fields_dict(type(event))[name].default
    (message,) = caplog.messages
    assert f"{type(event).__name__}.{path}" in message
    assert "ignored" in message
    assert SECRET not in message
    assert caplog.records[0].levelname == "WARNING"
    assert caplog.records[0].name == "drsclient"


def test_a_missing_member_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The service may leave out any member of the detail."""
    event = launch_result({})
    assert [event.state, event.job_id, event.is_drill] == [None] * 3
    assert snapshot_taken({}).ebs_snapshot_ids == ()
    assert not caplog.messages


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=5,
)
NAMES = ["state", "job-id", "is-drill", "DrsSnapshotID", "EbsSnapshotIDs", "new"]
DETAIL_TYPES = [LAUNCH, STALLED, FAILBACK, SNAPSHOT, PROTECTION, "DRS Something New"]
envelopes: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        **{name: st.just(value) for name, value in wire_event().items()},
        "detail-type": st.sampled_from(DETAIL_TYPES),
        "detail": st.dictionaries(st.sampled_from(NAMES), json_values),
        "resources": st.lists(json_values, max_size=3) | json_values,
    }
)
changes = st.dictionaries(
    st.sampled_from(sorted(wire_event())), json_values, max_size=1
)


@pytest.mark.no_cover
@repeatable
@given(json_values | envelopes, changes)
def test_any_json_is_an_event_or_an_error(
    wire: Any,  # noqa: ANN401 - deliberately of a wrong type
    changes: dict[str, object],
) -> None:
    """Any JSON value makes a valid event or a `DrsEventError`, and never changes."""
    if is_object(wire):
        wire = {**wire, **changes}
    before = copy.deepcopy(wire)
    with contextlib.suppress(DrsEventError):
        event = from_event(wire)
        again: object = pickle.loads(pickle.dumps(event))  # noqa: S301 - our own
        assert repr(again) == repr(event)
        assert hash(again) == hash(event)
        assert event.time.utcoffset() is not None
    assert repr(wire) == repr(before)
