"""Arguments on their way to botocore: which are given, and whether they are valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from botocore.exceptions import ParamValidationError

from drsclient._call._shapes import is_dict, is_items, is_list, is_structure
from drsclient.errors import DrsParameterError

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape

T = TypeVar("T")

_ABSENT: Final = object()


def optional(value: T | None) -> T:
    """
    Pass an argument on if there is one.

    `None` becomes a mark that `given` takes out again. It is typed as the argument
    itself, so that the call can be checked as if it were always there.
    """
    return cast("T", _ABSENT if value is None else value)  # `given` takes the mark out


def id_list(values: Iterable[str] | None) -> Sequence[str]:
    """Pass several IDs on as a list, if there are any; an empty list stays one."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return list(values)
    return optional(values)  # nothing, or something that `check` refuses by its name


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out, at any depth, the arguments that were not given."""
    present = {k: v for k, v in arguments.items() if v is not _ABSENT}
    return {k: given(v) if is_dict(v) else v for k, v in present.items()}


def check(
    arguments: Mapping[str, Any], shape: StructureShape, *, limit_lists: bool = True
) -> None:
    """
    Refuse what botocore lets pass, though the installed service model does not.

    Identifiers are held against their patterns and lists against their limits. Other
    patterns are left to the service, which may have moved on since botocore was
    released.

    Raises:
        DrsParameterError: An argument is not valid.
    """
    for problem in _problems(arguments, shape, "", limit_lists=limit_lists):
        raise problem


def check_as_botocore(arguments: Mapping[str, Any], shape: StructureShape) -> None:
    """
    Refuse what botocore would refuse, before it comes to a call.

    Raises:
        DrsParameterError: An argument is not valid.
    """
    from botocore.validate import validate_parameters  # noqa: PLC0415 - see connect

    try:
        validate_parameters(arguments, shape)
    except ParamValidationError as error:
        raise parameter_error(error, arguments) from error


def batches(value: Any, shape: Shape | None) -> list[Any]:
    """
    Split arguments whose lists are longer than the service takes at once.

    Returns:
        The arguments of each call to make; together they ask for the same. Nothing
        matches an empty list, so there is no call to make for one.
    """
    if is_list(shape):
        items = list(dict.fromkeys(value))
        size = shape.metadata.get("max") or len(items) or 1
        return [items[start : start + size] for start in range(0, len(items), size)]
    if is_structure(shape):
        choices = [batches(v, shape.members.get(name)) for name, v in value.items()]
        return [dict(zip(value, choice, strict=True)) for choice in product(*choices)]
    return [value]


def parameter_error(
    error: ParamValidationError, arguments: Mapping[str, Any]
) -> DrsParameterError:
    """Put what botocore's own check reports into this library's terms."""
    report: str = error.kwargs["report"]
    match = _REPORT.match(report)
    if match is None:
        return DrsParameterError("arguments", arguments, f"valid ones: {report}")
    value: Any = arguments
    try:
        for step in re.findall(r"\w+", match["path"]):
            value = value[int(step) if step.isdigit() else step]
    except (LookupError, TypeError):
        value = match["value"]  # not of ours: a handler on the client changed it
    types = " or ".join(re.findall(r"<class '(\w+)'>", match["types"] or ""))
    expected = f"type {types}" if types else f"at least {match['least']}"
    return DrsParameterError(_python_name(match["path"]), value, expected)


# Invalid type for parameter filters.hardwareId, value: 5, type: …, valid types: …
# Invalid value for parameter maxResults, value: 0, valid min value: 1
_REPORT: Final = re.compile(
    r"Invalid (?:type|value|length) for parameter (?P<path>[\w.\[\]]+), "
    r"value: (?P<value>.*?), "
    r"(?:valid types: (?P<types>[^\n]+)|valid min (?:value|length): (?P<least>\d+))",
    re.DOTALL,
)


def _problems(
    value: Any, shape: Shape | None, path: str, *, limit_lists: bool
) -> Iterator[DrsParameterError]:
    """Find what is wrong with identifiers and the lengths of lists, at any depth."""
    parts: list[tuple[str, Any, Shape | None]] = []
    if is_structure(shape) and is_dict(value):
        parts = [(f"{path}.{k}", v, shape.members.get(k)) for k, v in value.items()]
    elif is_list(shape) and is_items(value):
        limit = shape.metadata.get("max")
        if limit_lists and limit is not None and len(value) > limit:
            expected = f"at most {limit} items, not {len(value)}"
            yield DrsParameterError(_python_name(path), value, expected)
        parts = [(f"{path}[{i}]", item, shape.member) for i, item in enumerate(value)]
    elif shape is not None and not _fits_identifier(value, shape):
        yield DrsParameterError(_python_name(path), value, _describe(shape))
    for part_path, part, part_shape in parts:
        yield from _problems(part, part_shape, part_path, limit_lists=limit_lists)


_IDENTIFIERS: Final = ("ID", "Id", "ARN", "Arn")


def _fits_identifier(value: object, shape: Shape) -> bool:
    """Tell whether a value fits its shape, if that is one of identifiers."""
    return not shape.name.endswith(_IDENTIFIERS) or (
        isinstance(value, str)
        and shape.metadata.get("min", 0) <= len(value)
        and len(value) <= shape.metadata.get("max", len(value))
        and re.fullmatch(shape.metadata.get("pattern", ".*"), value) is not None
    )


def _describe(shape: Shape) -> str:
    """Say what an identifier looks like: how long it is, and its pattern."""
    limits = [str(shape.metadata[k]) for k in ("min", "max") if k in shape.metadata]
    length = " to ".join(dict.fromkeys(limits)) or "some"
    pattern = shape.metadata.get("pattern", "").strip("^$")
    return f"{length} characters that match {pattern!r} ({shape.name})"


def _python_name(path: str) -> str:
    """Turn a path in wire names into the argument's name: `source_server_ids[3]`."""
    last = path.rpartition(".")[2]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"ID(s?)\b", r"Id\1", last))
    name = words.lower()
    return "page_size" if name == "max_results" else name
