"""Models write the wire values that they were read from, whatever the service sends."""

from __future__ import annotations

import copy
import json
import pickle
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import pytest
from botocore.model import StructureShape
from hypothesis import given, settings, strategies as st

from drsclient import DrsResponseError, from_wire, models, to_wire
from drsclient._convert.codecs import codec_of
from drsclient.models import SourceServer
from tests.contract.calls import OPERATIONS, RETURNING, SERVICE, entity
from tests.contract.strategies import (
    repeatable,
    values,
    whole_values,
    without_empties,
)
from tools.shapes import is_union
from tools.skeleton import needed

if TYPE_CHECKING:
    from mypy_boto3_drs.literals import DataReplicationStateType

    from drsclient.models import Model
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.no_cover

# The models that methods return; all others are inside them.
ENTITIES = sorted(
    {entity(op).name for op in RETURNING if isinstance(entity(op), StructureShape)}
)

MODELS = sorted(
    name
    for operation in OPERATIONS
    for name, shape in needed(operation).items()
    if isinstance(shape, StructureShape) and not is_union(shape)
)

STATES: tuple[DataReplicationStateType, ...] = (
    "STOPPED",
    "INITIATING",
    "INITIAL_SYNC",
    "CONTINUOUS",
    "STALLED",
    "DISCONNECTED",
)


@pytest.fixture(autouse=True)
def fast_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the fast path from the first entity on."""
    monkeypatch.setattr("drsclient._convert.LENIENT_READS", 0)


def model_named(name: str) -> type[Model]:
    """Return the model with a name."""
    model: type[Model] = getattr(models, name)
    return model


def drawn(name: str, data: st.DataObject, *, malformed: bool = True) -> dict[str, Any]:
    """Draw the wire dict of a model."""
    wire: dict[str, Any] = data.draw(
        whole_values(SERVICE.shape_for(name), malformed=malformed)
    )
    return wire


@settings(repeatable, max_examples=60)
@given(st.sampled_from(ENTITIES), st.data())
def test_what_is_read_survives_writing(name: str, data: st.DataObject) -> None:
    """Read, written and read again, an entity is the same, and so is its wire dict."""
    model = model_named(name)
    read = from_wire(model, drawn(name, data))
    wire = to_wire(read)
    assert json.loads(json.dumps(wire)) == wire
    assert from_wire(model, wire) == read
    assert to_wire(from_wire(model, wire)) == wire


@settings(repeatable, max_examples=40)
@given(st.sampled_from(ENTITIES), st.data())
def test_what_is_read_survives_pickling(name: str, data: st.DataObject) -> None:
    """Pickled or copied, an entity is the same, and the same key."""
    read = from_wire(model_named(name), drawn(name, data))
    pickled: object = pickle.loads(pickle.dumps(read))  # noqa: S301 - our own
    for again in (pickled, copy.deepcopy(read)):
        assert again == read
        assert hash(again) == hash(read)
        assert repr(again) == repr(read)


@settings(repeatable, max_examples=40)
@given(st.sampled_from(ENTITIES), st.data())
def test_any_mapping_reads_as_a_dict_does(name: str, data: st.DataObject) -> None:
    """A plain dict and any other mapping give the same result."""
    model, wire = model_named(name), drawn(name, data)
    of_dict, of_mapping = from_wire(model, wire), from_wire(model, OrderedDict(wire))
    assert of_dict == of_mapping
    assert repr(of_dict) == repr(of_mapping)


@settings(repeatable, max_examples=60)
@given(st.sampled_from(ENTITIES), st.data())
def test_both_paths_read_the_same(name: str, data: st.DataObject) -> None:
    """The fast and the lenient path make equal models of any valid wire dict."""
    model: Any = model_named(name)  # mypy sees that a class can be hashed only so
    codec, wire = codec_of(model), drawn(name, data, malformed=False)
    fast, lenient = codec.read(wire), codec.read_leniently(wire, name)
    assert fast == lenient
    assert repr(fast) == repr(lenient)


@settings(repeatable, max_examples=40)
@given(st.sampled_from(ENTITIES), st.data())
def test_what_is_in_order_is_kept_whole(name: str, data: st.DataObject) -> None:
    """Nothing that the service sent is lost on the way, except what is empty."""
    wire = drawn(name, data, malformed=False)
    expected = without_empties(wire, SERVICE.shape_for(name))
    assert to_wire(from_wire(model_named(name), wire)) == expected


@settings(repeatable, max_examples=150)
@given(st.sampled_from(MODELS), st.data())
def test_garbage_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Whatever JSON arrives, the outcome is a model or a DrsResponseError."""
    model = model_named(name)
    garbage: Any = data.draw(
        values(SERVICE.shape_for(name), malformed=True, anything=True)
    )
    try:
        made = from_wire(model, garbage)
    except DrsResponseError:
        return
    assert type(made) is model
    assert from_wire(model, to_wire(made)) == made


def test_what_the_fake_sends_comes_back_as_it_was(fake_drs: FakeDrs) -> None:
    """A source server in any state is read whole, from the bytes on the wire."""
    for state in STATES:
        fake_drs.add_source_server(state=state, tags={"Name": state}, disks=[1, 2])
    bodies: list[bytes] = []

    def keep(response_dict: dict[str, bytes], **_: object) -> None:
        bodies.append(response_dict["body"])

    boto3_client = fake_drs.boto3_client()
    boto3_client.meta.events.register("before-parse.drs", keep)
    boto3_client.describe_source_servers()
    sent = json.loads(bodies[0].replace(b"+00:00", b"Z"))["items"]
    servers = [from_wire(SourceServer, item) for item in sent]
    assert len(servers) == len(STATES)
    shape = SERVICE.shape_for("SourceServer")
    assert [to_wire(s) for s in servers] == [without_empties(s, shape) for s in sent]
    assert pickle.loads(pickle.dumps(servers)) == servers  # noqa: S301 - our own
