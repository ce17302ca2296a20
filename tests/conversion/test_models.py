from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args, get_origin, get_type_hints

import pytest

from drsclient import models
from drsclient.models import DataReplicationState, Model, SourceServer
from drsclient.models._model import WIRE_NAME, wire_name
from tests.conversion.samples import (
    ENUMS,
    MODELS,
    bare,
    each_model,
    fields,
    full,
    is_required,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import attrs

each_class = pytest.mark.parametrize(
    "kind", [*MODELS, *ENUMS], ids=lambda kind: kind.__name__
)


def undocumented(kind: type) -> Iterator[str]:
    """Find the fields and members that have no docstring below them."""
    source = inspect.getsource(sys.modules[kind.__module__])
    (body,) = (
        node.body
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    )
    for statement, below in zip(body, [*body[1:], None], strict=True):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]):
                pass
            case _:
                continue
        match below:
            case ast.Expr(value=ast.Constant(value=str(text))) if text.strip():
                pass
            case _:
                yield name


def test_there_are_models_and_enums() -> None:
    """The tests below have models and enums to check."""
    assert SourceServer in MODELS
    assert DataReplicationState in ENUMS


@each_model
def test_a_model_cannot_change(model: type[Model]) -> None:
    """No field can be set, added or deleted."""
    made = full(model)
    for name in (fields(model)[0].name, "brand_new"):
        with pytest.raises(AttributeError):
            setattr(made, name, "changed")
    with pytest.raises(AttributeError):
        delattr(made, fields(model)[0].name)


@each_model
def test_a_model_has_slots(model: type[Model]) -> None:
    """A model is small because it has no `__dict__`."""
    assert not hasattr(full(model), "__dict__")


@each_model
def test_a_model_takes_keywords_only(model: type[Model]) -> None:
    """Positional arguments are refused: the fields' order is not in the interface."""
    assert all(field.kw_only for field in fields(model))
    with pytest.raises(TypeError, match="positional argument"):
        model("text")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue] - deliberately wrong


@each_model
def test_a_model_needs_its_required_fields_only(model: type[Model]) -> None:
    """Any other member can be absent: None, an empty tuple or an empty mapping."""
    empty = bare(model)
    hints = get_type_hints(model)
    for field in fields(model):
        value: object = getattr(empty, field.name)
        origin = get_origin(hints[field.name])
        if is_required(field):
            assert value is not None
        elif origin is tuple:
            assert value == ()
        elif origin is Mapping:
            assert value == {}
        else:
            assert value is None


@each_model
def test_a_required_field_cannot_be_left_out(model: type[Model]) -> None:
    """The error of a model that is made without it names the field."""
    complete = {field.name: getattr(full(model), field.name) for field in fields(model)}
    for name in (field.name for field in fields(model) if is_required(field)):
        given = {key: value for key, value in complete.items() if key != name}
        with pytest.raises(TypeError, match=f"'{name}'"):
            model(**given)


@each_model
def test_a_field_is_required_or_optional_or_a_tuple_or_a_map(
    model: type[Model],
) -> None:
    """Only an optional value can be None; tuples have any length, maps text as keys."""
    hints = get_type_hints(model)
    for field in fields(model):
        args: tuple[object, ...] = get_args(hints[field.name])
        origin = get_origin(hints[field.name])
        if origin is tuple:
            assert args[1:] == (...,), field.name
        elif origin is Mapping:
            assert args[0] is str, field.name
        else:
            assert (type(None) in args) is not is_required(field), field.name
            assert is_required(field) or args[-1] is type(None), field.name


@each_model
def test_models_with_equal_fields_are_equal(model: type[Model]) -> None:
    """Models with equal fields are equal and have the same hash."""
    assert full(model) == full(model)
    assert hash(full(model)) == hash(full(model))
    assert len({full(model), full(model), changed(model, fields(model)[0])}) == 2


def changed(model: type[Model], field: attrs.Attribute[object]) -> Model:
    """Make a model in which a field has another value: none, if it can be absent."""
    other: object = field.default
    if is_required(field):
        is_tuple = get_origin(get_type_hints(model)[field.name]) is tuple
        other = () if is_tuple else "another"
    return full(model, **{field.name: other})


@each_model
def test_models_that_differ_in_any_field_differ(model: type[Model]) -> None:
    """Models differ if any of their fields or their classes differ."""
    made = full(model)
    for field in fields(model):
        assert changed(model, field) != made, field.name
    assert made != Model()


@each_model
def test_a_model_survives_pickling_and_copying(model: type[Model]) -> None:
    """A model, full or bare, is the same after pickling or copying."""
    for made in (full(model), bare(model)):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            again: object = pickle.loads(pickle.dumps(made, protocol))  # noqa: S301 - our own
            assert again == made
            assert hash(again) == hash(made)
        assert copy.deepcopy(made) == copy.copy(made) == made


@each_model
def test_the_repr_shows_what_is_not_sensitive(model: type[Model]) -> None:
    """Each field is shown, or left out because its declaration says so."""
    shown = repr(full(model))
    for field in fields(model):
        found = re.search(rf"\b{field.name}=", shown)
        assert bool(found) is bool(field.repr), field.name


def server(tags: Mapping[str, str]) -> SourceServer:
    """Make a source server that has no other members than its IDs and tags."""
    return SourceServer(source_server_id="s-1", arn="arn:…", tags=tags)


def test_tags_are_left_out_of_the_repr() -> None:
    """Neither the key nor the value of a tag gets into a log by accident."""
    shown = repr(server({"Owner": "Ada"}))
    assert "arn:…" in shown
    assert "Owner" not in shown
    assert "Ada" not in shown


@each_class
def test_everything_is_documented(kind: type) -> None:
    """Every class, field and enum member has a docstring."""
    assert kind.__dict__["__doc__"].strip()
    assert list(undocumented(kind)) == []


@each_class
def test_a_class_is_exported_by_its_module_and_the_package(kind: type) -> None:
    """A class is exported by its resource's module and by the models package."""
    home = importlib.import_module(kind.__module__)
    assert getattr(home, kind.__name__) is kind
    assert getattr(models, kind.__name__) is kind


@each_model
def test_only_exceptions_to_the_rule_have_a_wire_name(model: type[Model]) -> None:
    """A field's metadata has its wire name only where the rule gets it wrong."""
    for field in fields(model):
        assert field.metadata.get(WIRE_NAME) != wire_name(field.name)


@pytest.mark.parametrize(
    ("field_name", "wire"),
    [
        ("arn", "arn"),
        ("source_server_id", "sourceServerID"),
        ("job_ids", "jobIDs"),
        ("is_primary", "isPrimary"),
        ("eta_date_time", "etaDateTime"),
        ("ec2_launch_template_id", "ec2LaunchTemplateID"),
        ("staging_outpost_arn", "stagingOutpostArn"),
    ],
)
def test_the_rule_for_wire_names(field_name: str, wire: str) -> None:
    """Wire names are in camel case, with ID in capitals after the first word."""
    assert wire_name(field_name) == wire


def test_tags_cannot_change_from_outside() -> None:
    """A model keeps its own copy of the tags that it was created with."""
    tags = {"a": "b"}
    made = server(tags)
    same = hash(server({"a": "b"}))
    tags["a"] = "changed"
    assert made.tags == {"a": "b"}
    assert hash(made) == same
    assert not hasattr(made.tags, "__setitem__")


def test_the_order_of_tags_does_not_matter() -> None:
    """Models are equal whatever the order in which the service sends their tags."""
    one = server({"a": "1", "b": "2"})
    two = server({"b": "2", "a": "1"})
    assert one == two
    assert hash(one) == hash(two)


def test_models_are_imported_when_they_are_used() -> None:
    """Importing the package imports no models, but `dir` lists their names."""
    script = """
import sys
import drsclient
from drsclient import models
source_servers = "drsclient.models.source_servers"
assert source_servers not in sys.modules
assert sys.modules.keys().isdisjoint({"boto3", "ssl"})
assert "SourceServer" in dir(models)
assert source_servers not in sys.modules
models.SourceServer
assert source_servers in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 - our own


def test_an_unknown_model_is_an_attribute_error() -> None:
    """A misspelt model name is refused like any unknown attribute."""
    with pytest.raises(AttributeError, match="SourceServers"):
        str(models.SourceServers)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType] - deliberately wrong
