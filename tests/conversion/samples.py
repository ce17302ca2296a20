"""The models, and one of each with values that are made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from drsclient import models
from drsclient.models import Model, OpenEnum

EXPORTS: list[object] = [getattr(models, name) for name in dir(models)]
CLASSES = [value for value in EXPORTS if isinstance(value, type)]
MODELS = [kind for kind in CLASSES if issubclass(kind, Model) and kind is not Model]
ENUMS = [kind for kind in CLASSES if issubclass(kind, OpenEnum)]


each_model = pytest.mark.parametrize("model", MODELS, ids=lambda kind: kind.__name__)


def example(kind: object) -> object:
    """Make a value of a field's type, with every member present."""
    args: tuple[object, ...] = get_args(kind)
    if get_origin(kind) in {Union, UnionType}:
        return example(args[0])
    if get_origin(kind) is tuple:
        return (example(args[0]), example(args[0]))
    if get_origin(kind) is Mapping:
        return {"Name": example(args[1])}
    if isinstance(kind, type) and issubclass(kind, Model):
        return full(kind)
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        return kind("NEVER_SEEN")
    examples: dict[object, object] = {
        bool: True,
        datetime: datetime(2031, 4, 5, tzinfo=UTC),
        int: 5,
        str: "text",
        timedelta: timedelta(minutes=5),
    }
    return examples[kind]


def full(model: type[Model], **given: object) -> Model:
    """Make a model in which each field has a value: one that is given, or made up."""
    hints = get_type_hints(model)
    made_up = {field.name: example(hints[field.name]) for field in fields(model)}
    return model(**{**made_up, **given})


def bare(model: type[Model]) -> Model:
    """Make a model in which only the required fields have a value."""
    hints = get_type_hints(model)
    return model(
        **{
            field.name: example(hints[field.name])
            for field in fields(model)
            if is_required(field)
        }
    )


def is_required(field: attrs.Attribute[object]) -> bool:
    """Return whether there is no model without a field."""
    return field.default is attrs.NOTHING


def fields(model: type[Model]) -> tuple[attrs.Attribute[object], ...]:
    """Return the fields of a model."""
    assert attrs.has(model)
    found: tuple[attrs.Attribute[object], ...] = attrs.fields(model)
    return found
