"""Required members: it is an error if one is missing, null or invalid."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

import pytest

from drsclient import DrsResponseError, from_wire, to_wire
from drsclient.models import (
    Job,
    LifeCycle,
    Model,
    OpenEnum,
    ParticipatingServer,
    RecoverySnapshot,
    SourceServer,
)
from drsclient.models._model import WIRE_NAME, wire_name
from tests.conversion.samples import MODELS, bare, each_model, fields, full, is_required

if TYPE_CHECKING:
    import attrs

pytestmark = pytest.mark.no_cover

REQUIRING = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for model in MODELS
    for field in fields(model)
    if is_required(field)
]

each_required = pytest.mark.parametrize(("model", "field"), REQUIRING)


def wire_name_of(field: attrs.Attribute[object]) -> str:
    """Return the name of a field's member on the wire."""
    return field.metadata.get(WIRE_NAME) or wire_name(field.name)


def failure(model: type[Model], wire: object) -> DrsResponseError:
    """Return the error for a dict that is no model."""
    odd: Any = wire
    with pytest.raises(DrsResponseError) as caught:
        from_wire(model, odd)
    return caught.value


def test_some_members_are_required() -> None:
    """The tests below have members of many types."""
    assert len(REQUIRING) > 40


@each_model
def test_the_required_members_are_enough(
    model: type[Model], caplog: pytest.LogCaptureFixture
) -> None:
    """Without any other member, there is a model, and nothing to log."""
    smallest = bare(model)
    assert from_wire(model, to_wire(smallest)) == smallest
    assert caplog.records == []


@each_required
@pytest.mark.parametrize("is_null", [False, True], ids=["missing", "null"])
def test_a_required_member_that_is_absent_is_an_error(
    model: type[Model], field: attrs.Attribute[object], *, is_null: bool
) -> None:
    """Whatever else there is; the error names the model and the member."""
    for made in (full(model), bare(model)):
        wire, name = to_wire(made), wire_name_of(field)
        del wire[name]
        if is_null:
            wire[name] = None
        error = failure(model, wire)
        assert error.path == f"{model.__name__}.{name}"
        assert error.value is None
        assert str(error) == f"{model.__name__} has no {name}"


@each_model
def test_an_object_of_another_structure_is_an_error(model: type[Model]) -> None:
    """That of a model which requires something is most likely in an envelope."""
    required = [wire_name_of(field) for field in fields(model) if is_required(field)]
    envelope = {"unknownMember": to_wire(full(model))}
    if required:
        error = failure(model, envelope)
        assert error.path == f"{model.__name__}.{required[0]}"
        assert error.value == envelope
        assert str(error).endswith(
            "no known member; pass the object without its envelope"
        )
    else:
        assert from_wire(model, envelope) == model()


@each_required
def test_a_required_member_that_does_not_parse_is_an_error(
    model: type[Model], field: attrs.Attribute[object]
) -> None:
    """Where another member would be left out; the error has the value."""
    name, kind = wire_name_of(field), get_type_hints(model)[field.name]
    odd: object = 5
    if isinstance(kind, type) and issubclass(kind, int):
        odd = "5"
    elif kind in {datetime, timedelta}:
        odd = "soon"
    error = failure(model, {**to_wire(full(model)), name: odd})
    assert error.path == f"{model.__name__}.{name}"
    assert error.value == odd
    assert f"{model.__name__}.{name} is " in str(error)


@each_model
def test_any_other_member_may_be_odd(
    model: type[Model], caplog: pytest.LogCaptureFixture
) -> None:
    """Only the member that is null or does not parse is left out."""
    hints = get_type_hints(model)
    whole = full(model)
    for field in fields(model):
        if is_required(field):
            continue
        name = wire_name_of(field)
        without = full(model, **{field.name: field.default})
        assert from_wire(model, {**to_wire(whole), name: None}) == without
        assert caplog.records == []
        if is_scalar(hints[field.name]):
            odd: object = ["odd"]
            assert from_wire(model, {**to_wire(whole), name: odd}) == without
            (record,) = caplog.records
            assert record.levelno == logging.WARNING
            assert record.getMessage().startswith(f"{model.__name__}.{name}: ignored ")
            caplog.clear()


def is_scalar(hint: Any) -> bool:  # noqa: ANN401 - annotations of all kinds
    """Return whether an optional field is text, a number, a time or an enum."""
    kind, *others = getattr(hint, "__args__", (hint,))
    if get_origin(hint) in {tuple, Mapping} or len(others) > 1:
        return False
    plain = (bool, datetime, int, OpenEnum, str, timedelta)
    return isinstance(kind, type) and issubclass(kind, plain)


SERVER: dict[str, object] = {"sourceServerID": "s-1", "arn": "a"}
JOB: dict[str, object] = {"jobID": "drsjob-1", "arn": "a"}
SNAPSHOT: dict[str, object] = {
    "snapshotID": "pit-1",
    "sourceServerID": "s-1",
    "expectedTimestamp": "2031-04-05T06:07:08Z",
}


@pytest.mark.parametrize(
    ("model", "wire", "path", "message"),
    [
        (SourceServer, {}, "sourceServerID", "SourceServer has no sourceServerID"),
        (
            SourceServer,
            {"sourceServer": SERVER},
            "sourceServerID",
            "SourceServer: no known member; pass the object without its envelope",
        ),
        (
            SourceServer,
            {"sourceServerID": "s-1", "tags": {}},
            "arn",
            "SourceServer has no arn",
        ),
        (
            SourceServer,
            {**SERVER, "arn": 5},
            "arn",
            "SourceServer.arn is a value of type int, not a valid str",
        ),
        (
            RecoverySnapshot,
            {**SNAPSHOT, "expectedTimestamp": "soon"},
            "expectedTimestamp",
            (
                "RecoverySnapshot.expectedTimestamp is a value of type str, not a valid"
                " datetime"
            ),
        ),
        (
            Job,
            {**JOB, "participatingServers": [{"sourceServerID": "s-1"}, {}]},
            "participatingServers[1].sourceServerID",
            "Job.participatingServers[1] has no sourceServerID",
        ),
        (
            Job,
            {**JOB, "participatingServers": [{"launchStatus": "LAUNCHED"}]},
            "participatingServers[0].sourceServerID",
            "Job.participatingServers[0] has no sourceServerID",
        ),
    ],
    ids=["empty", "envelope", "one of two", "type", "time", "nested", "nested first"],
)
def test_the_error_says_in_words_what_is_missing(
    model: type[Model], wire: dict[str, object], path: str, message: str
) -> None:
    """It names the object that has it not, by its path."""
    error = failure(model, wire)
    assert error.path == f"{model.__name__}.{path}"
    assert str(error) == message


def test_an_item_that_is_null_is_still_absent() -> None:
    """A list may have a null in it, even where its items require something."""
    wire = {**JOB, "participatingServers": [None, {"sourceServerID": "s-1"}]}
    servers = from_wire(Job, wire).participating_servers
    assert servers == (ParticipatingServer(source_server_id="s-1"),)


def test_a_model_that_requires_nothing_is_read_from_anything(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An object without a known member is most likely an envelope, which is logged."""
    assert from_wire(LifeCycle, {"lifeCycle": {}}) == LifeCycle()
    assert "LifeCycle: no known member; pass the object without" in caplog.text


def test_an_error_has_no_sensitive_value() -> None:
    """The text has the type of an odd value, and not what it is."""
    error = failure(SourceServer, {**SERVER, "arn": {"Owner": "Ada"}})
    assert "Ada" not in str(error)
    assert error.value == {"Owner": "Ada"}
