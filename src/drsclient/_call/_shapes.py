"""botocore's shapes, and whether values have their structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import ListShape, Shape, StructureShape
    from typing_extensions import TypeIs


# Shapes say what they are: no need to import their classes, which is slow.
def is_structure(shape: Shape | None) -> TypeIs[StructureShape]:
    """Tell whether a shape is a structure."""
    return shape is not None and shape.type_name == "structure"


def is_list(shape: Shape | None) -> TypeIs[ListShape]:
    """Tell whether a shape is a list."""
    return shape is not None and shape.type_name == "list"


def is_dict(value: object) -> TypeIs[dict[str, Any]]:
    """Tell whether a value is what JSON has for structures and maps."""
    return isinstance(value, dict)


def is_items(value: object) -> TypeIs[list[Any]]:
    """Tell whether a value is what JSON has for lists."""
    return isinstance(value, list)


def misfits(
    value: Any, shape: Shape | None, path: str
) -> Iterator[tuple[str, object, str]]:
    """
    Find where a value has not the structure of its shape.

    Returns:
        For each such place, its path, what is there, and what should be.
    """
    if value is None or shape is None:
        return
    kind, expected = _STRUCTURES.get(shape.type_name, (object, ""))
    fits = isinstance(value, kind)
    parts: list[tuple[str, Any, Shape]] = []
    if not fits:
        yield path, value, expected
    elif is_structure(shape):
        prefix = f"{path}." if path else ""
        parts = [(f"{prefix}{k}", value.get(k), s) for k, s in shape.members.items()]
    elif is_list(shape):
        parts = [(f"{path}[{i}]", item, shape.member) for i, item in enumerate(value)]
    for part_path, part, part_shape in parts:
        yield from misfits(part, part_shape, part_path)


_STRUCTURES: Final[dict[str, tuple[type, str]]] = {
    "structure": (dict, "an object"),
    "map": (dict, "an object"),
    "list": (list, "a list"),
}
