"""A tree of pydantic models with the same fields as that of `SourceServer`."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from types import GenericAlias
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from pydantic import BaseModel, ConfigDict, Field, create_model

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


def pydantic_model(shape: StructureShape) -> type[BaseModel]:
    """
    Create the pydantic model of a shape.

    The model is frozen, and parses times and durations. Its enums are closed, which
    takes less time than the open enums of drsclient.
    """
    fields: dict[str, Any] = {
        xform_name(name): _field(member, name) for name, member in shape.members.items()
    }
    model: type[BaseModel] = create_model(shape.name, __base__=_Model, **fields)
    return model


def _field(shape: Shape, name: str) -> tuple[Any, Any]:
    if isinstance(shape, ListShape):
        kind = GenericAlias(tuple, (_kind(shape.member, name), ...))
        return kind, Field(default=(), alias=name)
    if isinstance(shape, MapShape):
        return dict[str, str], Field(default_factory=dict, alias=name)
    return _kind(shape, name) | None, Field(default=None, alias=name)


def _kind(shape: Shape, name: str) -> Any:  # noqa: ANN401 - a type, of any kind
    if isinstance(shape, StructureShape):
        return pydantic_model(shape)
    if isinstance(shape, StringShape) and shape.enum:
        return _enum(shape.name, shape.enum)
    if name.endswith("DateTime"):
        return datetime
    if name.endswith("Duration"):
        return timedelta
    return {"string": str, "long": int, "boolean": bool}[shape.type_name]


def _enum(name: str, values: Iterable[str]) -> Any:  # noqa: ANN401 - as above
    return StrEnum(name, {value: value for value in values})
