"""
The tables in operations.md, made from the code and the service model.

Run as a program, it regenerates them.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel

from drsclient import operations
from drsclient.fleet._fleets import Fleets
from drsclient.waiting._waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMON: Final = (
    "AccessDeniedException",
    "InternalServerException",
    "ThrottlingException",
    "UninitializedAccountException",
    "ValidationException",
)
"""The errors that any call can raise, even if its operation does not declare them."""

TABLES: Final = "<!--- From here on: python -m docs.service_tables -->"
"""The line above the tables in operations.md."""

SERVICE: Final = ServiceModel(Loader().load_service_model("drs", "service-2"), "drs")

GROUPS: Final[dict[str, type]] = {"waits": Waits, "fleets": Fleets}
"""The groups of methods other than the operations on a resource."""


def resources() -> list[str]:
    """List the resources: the modules of operations."""
    return [module.name for module in pkgutil.iter_modules(operations.__path__)]


def methods(group: str) -> list[str]:
    """List the methods of a resource, the waits or the fleets, in source order."""
    bases = [GROUPS[group]] if group in GROUPS else _operations(group)
    return [name for base in bases for name in vars(base) if name[0] != "_"]


def _operations(resource: str) -> list[type]:
    """List the classes that have the operations on a resource."""
    module = importlib.import_module(f"drsclient.operations.{resource}")
    (group,) = (
        kind
        for name, kind in vars(module).items()
        if name.endswith("Operations") and kind.__module__ == module.__name__
    )
    return [
        base for base in group.__mro__ if base.__module__.startswith(module.__name__)
    ]


def page(group: str) -> Path:
    """Return the page of the reference that has a group of methods."""
    return Path(__file__).with_name("reference") / f"{group.replace('_', '-')}.md"


def title(group: str) -> str:
    """Return the title of the page that has a group of methods."""
    return page(group).read_text().splitlines()[0].removeprefix("# ")


def link(method: str) -> str:
    """Return a link to a method of `DrsClient` in the reference, in Markdown."""
    return f"[`{method}`](#drsclient.DrsClient.{method})"


def table() -> str:
    """Return a table for each resource, in Markdown."""
    return "\n\n".join(
        f"## {title(resource)}\n\n" + "\n".join(_rows(resource))
        for resource in resources()
    )


def _rows(resource: str) -> Iterator[str]:
    operations_of = {xform_name(name): name for name in SERVICE.operation_names}
    yield "| method and operation | declared errors |"
    yield "|---|---|"
    for method in methods(resource):
        if name := operations_of.get(method):  # an old botocore does not know them all
            declared = {e.name for e in SERVICE.operation_model(name).error_shapes}
            errors = ", ".join(
                f"[`{error}`](errors.md#{error.lower()})"
                for error in sorted(declared.difference(COMMON))
            )
            yield f"| {link(method)}<br>`{name}` | {errors} |"


def main() -> None:
    """Regenerate the tables in operations.md."""
    page = Path(__file__).with_name("operations.md")
    above, mark, _ = page.read_text().partition(TABLES)
    page.write_text(f"{above}{mark}\n\n{table()}\n")


if __name__ == "__main__":
    main()
