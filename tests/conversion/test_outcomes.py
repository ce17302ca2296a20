"""Outcomes as JSON and pickles: what comes back, and what is no outcome."""

from __future__ import annotations

import copy
import json
import pickle
import types
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from drsclient import DrsResponseError, from_wire, outcomes, to_wire
from drsclient.models import Model, OpenEnum
from drsclient.outcomes import (
    Outcome,
    PartOutcome,
    RecoveryOutcome,
    ReplicationOutcome,
    ServerReplication,
    Verdict,
)
from tests.contract.calls import SERVICE
from tests.contract.strategies import repeatable, whole_values

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

START = datetime(2030, 1, 1, tzinfo=UTC)
GENERIC = {Outcome, RecoveryOutcome}

OUTCOMES: list[type[Model]] = [
    kind
    for name in outcomes.__all__
    for kind in [getattr(outcomes, name)]
    if isinstance(kind, type) and issubclass(kind, Model) and kind not in GENERIC
]

_scalars: dict[object, SearchStrategy[object]] = {
    str: st.text(max_size=10),
    int: st.integers(),
    bool: st.booleans(),
    # UTC has no time twice, which `fold` would be for.
    datetime: st.datetimes().map(lambda moment: moment.replace(fold=0, tzinfo=UTC)),
    timedelta: st.timedeltas(timedelta(-(10**5)), timedelta(10**5)),
}


def drawn(annotation: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - types of all kinds
    """Draw a value of a type that outcomes have."""
    if isinstance(annotation, types.UnionType):
        part, _ = get_args(annotation)  # the other is None
        return st.none() | drawn(part)
    if args := get_args(annotation):
        return st.lists(drawn(args[0]), max_size=3).map(tuple)
    if annotation in _scalars:
        return _scalars[annotation]
    if issubclass(annotation, OpenEnum):
        return st.sampled_from(list(annotation)) | st.text(max_size=10).map(annotation)
    assert issubclass(annotation, Model)
    if issubclass(annotation, PartOutcome) or annotation in OUTCOMES:
        fields = {field.name: drawn(field.type) for field in attrs.fields(annotation)}
        return st.builds(annotation, **fields)
    wire = whole_values(SERVICE.shape_for(annotation.__name__))
    return wire.map(lambda value: from_wire(annotation, value))


def test_all_outcomes_are_drawn() -> None:
    """Those that consist of models; that of a fleet has exceptions in it."""
    others = {"FleetOutcome", "RegionState", "Verdict"}
    assert {kind.__name__ for kind in OUTCOMES} == (
        set(outcomes.__all__) - {kind.__name__ for kind in GENERIC} - others
    )


@pytest.mark.parametrize("kind", OUTCOMES)
@settings(repeatable, max_examples=20)
@given(data=st.data())
def test_an_outcome_survives(kind: type[Model], data: st.DataObject) -> None:
    """As JSON, pickled or copied, it is the same, with the same text and hash."""
    outcome = data.draw(drawn(kind))
    wire = to_wire(outcome)
    text = json.dumps(wire)
    assert json.loads(text) == wire
    pickled: object = pickle.loads(pickle.dumps(outcome))  # noqa: S301 - our own
    read = from_wire(kind, json.loads(text))
    for again in (read, pickled, copy.deepcopy(outcome)):
        assert again == outcome
        assert hash(again) == hash(outcome)
        assert repr(again) == repr(outcome)
        assert str(again) == str(outcome)
    assert to_wire(read) == wire


SERVER: dict[str, object] = {"sourceServerID": "s-1", "verdict": "WAITING"}
WHOLE: dict[str, object] = {"dateTime": "2030-01-01T00:00:00Z", "servers": [SERVER]}


def test_an_outcome_is_written_as_models_are() -> None:
    """With names like the service's, and without what is not there."""
    outcome = ReplicationOutcome(
        date_time=START,
        servers=(
            ServerReplication(source_server_id="s-1", verdict=Verdict.WAITING),
            ServerReplication(
                source_server_id="s-2",
                verdict=Verdict.FAILED,
                reason="there is no such source server",
                lag_duration=timedelta(minutes=5),
                replicated_storage_bytes=0,
                stalled_since=START,
            ),
        ),
    )
    failed = {
        "sourceServerID": "s-2",
        "verdict": "FAILED",
        "reason": "there is no such source server",
        "lagDuration": "PT5M",
        "replicatedStorageBytes": 0,
        "stalledSince": "2030-01-01T00:00:00Z",
    }
    assert to_wire(outcome) == {**WHOLE, "servers": [SERVER, failed]}


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ({}, "ReplicationOutcome.dateTime"),
        ({"items": []}, "ReplicationOutcome.dateTime"),
        ({"servers": [SERVER]}, "ReplicationOutcome.dateTime"),
        ({**WHOLE, "dateTime": None}, "ReplicationOutcome.dateTime"),
        ({**WHOLE, "dateTime": "soon"}, "ReplicationOutcome.dateTime"),
        ({**WHOLE, "dateTime": 5}, "ReplicationOutcome.dateTime"),
        ({**WHOLE, "servers": SERVER}, "ReplicationOutcome.servers"),
        ({**WHOLE, "servers": ["s-1"]}, "ReplicationOutcome.servers[0]"),
        ({**WHOLE, "servers": [SERVER, {}]}, "ReplicationOutcome.servers[1].verdict"),
        (
            {**WHOLE, "servers": [SERVER, {"verdict": "WAITING"}]},
            "ReplicationOutcome.servers[1].sourceServerID",
        ),
        (
            {**WHOLE, "servers": [SERVER, {"sourceServerID": "s-2"}]},
            "ReplicationOutcome.servers[1].verdict",
        ),
        (
            {**WHOLE, "servers": [{**SERVER, "sourceServerID": 1}]},
            "ReplicationOutcome.servers[0].sourceServerID",
        ),
    ],
    ids=repr,
)
def test_some_members_of_outcomes_are_required(
    wire: dict[str, object], path: str
) -> None:
    """The error names it, although the same member of a model is optional."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(ReplicationOutcome, wire)
    assert caught.value.path == path


def test_what_is_missing_is_named_in_words() -> None:
    """The error says which object has it not."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(ReplicationOutcome, {**WHOLE, "servers": [{"verdict": "FAILED"}]})
    assert str(caught.value) == "ReplicationOutcome.servers[0] has no sourceServerID"


def test_what_else_is_odd_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """As in models: null, what does not parse, and what is not known."""
    odd = {**SERVER, "reason": None, "stalledSince": "soon", "mood": "good"}
    read = from_wire(ReplicationOutcome, {**WHOLE, "servers": [odd, None]})
    assert read == from_wire(ReplicationOutcome, WHOLE)
    (record,) = caplog.records
    assert record.getMessage().startswith("ReplicationOutcome.servers[0].stalledSince:")


def test_outcomes_can_be_empty() -> None:
    """An outcome without required members is read from an empty dict."""
    assert from_wire(outcomes.JobOutcome, {}) == outcomes.JobOutcome()
    assert to_wire(outcomes.JobOutcome()) == {}
