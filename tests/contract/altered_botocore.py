"""
A pytest plugin that alters botocore's internal events, as a later botocore might.

`DRSCLIENT_ALTERED_BOTOCORE` is the name of the alteration.
"""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Any, Final

from botocore.hooks import HierarchicalEmitter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VARIABLE: Final = "DRSCLIENT_ALTERED_BOTOCORE"


def _without_keyword(event: dict[str, Any]) -> None:
    """Take away the dict by which the response hook returns members."""
    event.pop("customized_response_dict", None)


def _with_another_operation(event: dict[str, Any]) -> None:
    """Replace the operation by another object, equal to it in all that it has."""
    event["operation_model"] = copy.copy(event["operation_model"])


ALTERATIONS: Final[Mapping[str, Callable[[dict[str, Any]], None]]] = {
    "without keyword": _without_keyword,
    "with another operation": _with_another_operation,
}


def altered_emit(alteration: str) -> Callable[..., object]:
    """Return the method that emits botocore's events, with an alteration."""
    alter = ALTERATIONS[alteration]
    emit: Callable[..., object] = vars(HierarchicalEmitter)["_emit"]

    def emit_altered(
        emitter: HierarchicalEmitter,
        name: str,
        event: dict[str, Any],
        **options: object,
    ) -> object:
        if name.startswith("before-parse."):
            alter(event)
        return emit(emitter, name, event, **options)

    return emit_altered


def pytest_configure() -> None:
    """Alter botocore."""
    emit = altered_emit(os.environ[VARIABLE])
    setattr(HierarchicalEmitter, "_emit", emit)  # noqa: B010 - it is private
