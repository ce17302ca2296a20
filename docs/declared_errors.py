"""The Sphinx directive `declared-errors`: a table of what each operation declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel

from drsclient import DrsClient

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node  # type: ignore[import-untyped] # it has no types
    from sphinx.application import Sphinx

COMMON: Final = (
    "AccessDeniedException",
    "InternalServerException",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
)
"""What any call can raise, whether or not its operation declares it."""


def markdown() -> str:
    """Write the table in Markdown, from the service model of the installed botocore."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    service = ServiceModel(Loader().load_service_model("drs", "service-2"), "drs")
    yield (
        "An operation that is a link is a method of this version. Errors that any call "
        f"can raise are left out: {_links(COMMON)}."
    )
    yield ""
    yield "| operation | declared errors |"
    yield "|---|---|"
    for name in sorted(service.operation_names):
        declared = {error.name for error in service.operation_model(name).error_shapes}
        yield f"| {_operation(name)} | {_links(sorted(declared.difference(COMMON)))} |"


def _operation(name: str) -> str:
    method = xform_name(name)
    if hasattr(DrsClient, method):
        return f"{{py:meth}}`{name} <drsclient.DrsClient.{method}>`"
    return f"`{name}`"


def _links(errors: Iterable[str]) -> str:
    """Link errors to their sections on the page."""
    return ", ".join(f"[`{error}`](#{error.lower()})" for error in errors)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    # Late, so that the table can be tested where Sphinx is not installed.
    from sphinx.util.docutils import SphinxDirective  # noqa: PLC0415

    class DeclaredErrors(SphinxDirective):
        """Stands for the table; its content is for readers of the Markdown source."""

        has_content = True

        def run(self) -> list[Node]:
            return self.parse_text_to_nodes(markdown())

    app.add_directive("declared-errors", DeclaredErrors)
