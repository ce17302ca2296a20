"""Answers drawn at random from the service model that botocore has installed."""

from __future__ import annotations

import copy
import json
import pickle
from collections import OrderedDict
from datetime import timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from botocore.loaders import Loader
from botocore.model import (
    ListShape,
    MapShape,
    ServiceModel,
    StringShape,
    StructureShape,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drsclient import DrsResponseError, from_wire, models, to_wire
from drsclient.models import SourceServer

if TYPE_CHECKING:
    from botocore.model import Shape
    from hypothesis.strategies import SearchStrategy

    from drsclient.models import Model

SERVICE = ServiceModel(Loader().load_service_model("drs", "service-2"), "drs")
SERVER = SERVICE.shape_for("SourceServer")

repeatable = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    # A source server is a large thing to draw.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
times = st.datetimes(timezones=st.none() | offsets).map(
    lambda moment: moment.isoformat().replace("+00:00", "Z")
)
durations = st.from_regex(
    r"-?P([0-9]{1,3}[YMWD]){0,2}(T([0-9]{1,3}[HM]){0,2}([0-9]{1,3}([.,][0-9]{1,9})?S)?)?",
    fullmatch=True,
)
good_times = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
good_durations = st.sampled_from(
    ["P0D", "PT5S", "-P1DT1H", "P2DT1H32M12.136909S", "P3W"]
)
json_values: SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@cache
def wire(shape: Shape, *, odd: bool, anything: bool = False) -> SearchStrategy[object]:
    """
    Draw a value of a shape.

    Args:
        shape: Which values to draw.
        odd: Whether there are nulls, and values that do not parse.
        anything: Whether there is any JSON, in any place, too.
    """
    values = plain(shape, odd=odd, anything=anything)
    if odd:
        values = st.one_of(values, values, values, st.none())
    return values | json_values if anything else values


def plain(shape: Shape, *, odd: bool, anything: bool) -> SearchStrategy[object]:
    """Draw a value that is what its shape says."""
    if isinstance(shape, StructureShape):
        members = {
            name: wire(member, odd=odd, anything=anything)
            for name, member in shape.members.items()
        }
        # The steps of an initiation are whole, but for an answer that is odd.
        whole = not odd and all(map(is_enum, shape.members.values()))
        optional = {} if whole else members
        return st.fixed_dictionaries(members if whole else {}, optional=optional)
    if isinstance(shape, ListShape):
        return st.lists(wire(shape.member, odd=odd, anything=anything), max_size=3)
    if isinstance(shape, MapShape):
        values = wire(shape.value, odd=odd, anything=anything)
        return st.dictionaries(st.text(), values, max_size=3)
    if isinstance(shape, StringShape):
        return texts(shape, odd=odd)
    return {"boolean": st.booleans(), "long": st.integers()}[shape.type_name]


def is_enum(shape: Shape) -> bool:
    """Say whether a shape is text of which some values are listed."""
    return isinstance(shape, StringShape) and bool(shape.enum)


def texts(shape: StringShape, *, odd: bool) -> SearchStrategy[object]:
    """Draw text as a shape has it: a time, a duration, a value listed or not."""
    if shape.enum:
        return st.sampled_from(shape.enum) | st.text(max_size=10)
    if shape.name == "ISO8601DatetimeString":
        return times | st.text(max_size=10) if odd else good_times
    if shape.name == "ISO8601DurationString":
        return durations | st.text(max_size=10) if odd else good_durations
    return st.text(max_size=10)


good_servers = wire(SERVER, odd=False)
odd_servers = plain(SERVER, odd=True, anything=False)


@repeatable
@given(odd_servers)
def test_what_is_read_survives_being_written(answer: dict[str, object]) -> None:
    """Read, written and read again, a source server is the same."""
    server = from_wire(SourceServer, answer)
    written = to_wire(server)
    assert json.loads(json.dumps(written)) == written
    assert from_wire(SourceServer, written) == server
    assert to_wire(from_wire(SourceServer, written)) == written


@repeatable
@given(odd_servers)
def test_what_is_read_survives_pickling(answer: dict[str, object]) -> None:
    """Pickled or copied, a source server is the same, and the same key."""
    server = from_wire(SourceServer, answer)
    pickled: object = pickle.loads(pickle.dumps(server))  # noqa: S301 - our own
    for again in (pickled, copy.deepcopy(server)):
        assert again == server
        assert hash(again) == hash(server)
        assert repr(again) == repr(server)


@repeatable
@given(odd_servers)
def test_both_ways_of_reading_agree(answer: dict[str, object]) -> None:
    """The fast way gives what the careful one does, which all but plain dicts take."""
    fast = from_wire(SourceServer, answer)
    careful = from_wire(SourceServer, OrderedDict(answer))
    assert fast == careful
    assert repr(fast) == repr(careful)


@repeatable
@given(good_servers)
def test_what_is_in_order_is_read_fast(answer: dict[str, object]) -> None:
    """The careful way, which is slow, is not taken for what the service may send."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("drsclient._convert._walk", None)
        fast = from_wire(SourceServer, answer)
    assert fast == from_wire(SourceServer, OrderedDict(answer))


@repeatable
@given(good_servers)
def test_what_is_in_order_is_kept_whole(answer: dict[str, object]) -> None:
    """Nothing that the service sent is lost on the way, but for what is empty."""
    written = to_wire(from_wire(SourceServer, answer))
    assert set(written) == {k for k, v in answer.items() if v or k != "tags"}


MODELS: list[type[Model]] = [
    getattr(models, name)
    for name in sorted(set(dir(models)) & set(SERVICE.shape_names))
    if isinstance(SERVICE.shape_for(name), StructureShape)
]


@settings(repeatable, max_examples=300)
@given(st.sampled_from(MODELS), st.data())
def test_garbage_is_read_or_refused(model: type[Model], data: st.DataObject) -> None:
    """Whatever JSON comes, the outcome is a model or a DrsResponseError."""
    shape = SERVICE.shape_for(model.__name__)
    garbage: Any = data.draw(wire(shape, odd=True, anything=True))
    try:
        made = from_wire(model, garbage)
    except DrsResponseError:
        return
    assert type(made) is model
    assert from_wire(model, to_wire(made)) == made
