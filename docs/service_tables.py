"""
Tables and directives of the documentation, made from the code and the service model.

Run as a program, it regenerates the tables in operations.md. It has directives:

- `operations-of` RESOURCE: the methods of a resource.
- `models-of` MODULE…: the classes of modules of models.
- `async-methods`: a table of the methods of the async client.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from itertools import pairwise
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final, get_args

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel

from drsclient import operations
from drsclient.aio import AsyncDrsClient
from drsclient.fleet import Fleets
from drsclient.models import Model
from drsclient.waiting import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node  # type: ignore[import-untyped] # it has no types
    from sphinx.application import Sphinx

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


def resources() -> list[str]:
    """List the resources: the modules of operations."""
    return [module.name for module in pkgutil.iter_modules(operations.__path__)]


def methods(resource: str) -> list[str]:
    """List the methods of a resource, in the order of its module."""
    module = importlib.import_module(f"drsclient.operations.{resource}")
    (group,) = (
        kind
        for name, kind in vars(module).items()
        if name.endswith("Operations") and kind.__module__ == module.__name__
    )
    bases = [
        base for base in group.__mro__ if base.__module__.startswith(module.__name__)
    ]
    return [name for base in bases for name in vars(base) if name[0] != "_"]


def table() -> str:
    """Return a table for each resource, in Markdown."""
    return "\n\n".join(
        f"**{resource.replace('_', ' ').capitalize()}**\n\n"
        + "\n".join(_rows(resource))
        for resource in resources()
    )


def _rows(resource: str) -> Iterator[str]:
    operations_of = {xform_name(name): name for name in SERVICE.operation_names}
    yield "| operation | method | IAM action | declared errors |"
    yield "|---|---|---|---|"
    for method in methods(resource):
        if name := operations_of.get(method):  # an old botocore does not know them all
            page = f"reference/{resource.replace('_', '-')}.md"
            link = f"[`{method}`]({page})"
            declared = {e.name for e in SERVICE.operation_model(name).error_shapes}
            errors = ", ".join(
                f"[`{error}`](errors.md#{error.lower()})"
                for error in sorted(declared.difference(COMMON))
            )
            yield f"| `{name}` | {link} | `drs:{name}` | {errors} |"


def documented_methods(resource: str) -> str:
    """Return the directives that document the methods of a resource."""
    return "\n".join(
        f".. automethod:: drsclient.DrsClient.{name}" for name in methods(resource)
    )


def async_methods() -> dict[str, str]:
    """Return a row for each method that both clients have, in Markdown."""
    return {
        name: f"| {{py:meth}}`{name} <{_documented_name(name)}>` "
        f"| {_keyword(name)} | {_first_line(name)} |"
        for name in dir(AsyncDrsClient)
        if name[0] != "_" and name not in {"boto3_client", "close"}
    }


def _documented_name(method: str) -> str:
    """Return the name under which the reference has a method of the sync client."""
    for group in (Waits, Fleets):  # which have pages of their own
        if method in vars(group):
            return f"{group.__module__.rpartition('._')[0]}.{group.__name__}.{method}"
    return f"drsclient.DrsClient.{method}"


def _keyword(method: str) -> str:
    """Return the keyword with which a method of the async client is used."""
    is_awaited = inspect.iscoroutinefunction(getattr(AsyncDrsClient, method))
    return "`await`" if is_awaited else "`async for`"


def _first_line(method: str) -> str:
    return (inspect.getdoc(getattr(AsyncDrsClient, method)) or "").splitlines()[0]


def documented_models(*modules: str) -> str:
    """Return the directives that document modules of models."""
    return "\n\n".join(
        directive for module in modules for directive in _directives(module)
    )


def _directives(module: str) -> Iterator[str]:
    home = importlib.import_module(f"drsclient.models.{module}")
    body = ast.parse(inspect.getsource(home)).body
    for node, below in pairwise([*body, None]):
        match node, below:
            case ast.ClassDef(name=name), _:
                yield f".. autoclass:: drsclient.models.{name}\n   :members:" + (
                    "\n   :inherited-members: Model"
                    if issubclass(getattr(home, name), Model)
                    else ""
                )
            # Sphinx does not find the docstrings of names imported from another module.
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                union = " | ".join(map(_type_name, get_args(getattr(home, name))))
                yield (
                    f".. py:type:: drsclient.models.{name}\n   :canonical: {union}\n\n"
                    + indent(inspect.cleandoc(text), "   ")
                )
            case _:
                pass


def _type_name(option: Any) -> str:  # noqa: ANN401 - any type
    if isinstance(option, str):  # of a literal
        return repr(option)
    return str(getattr(option, "__origin__", option).__name__)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    # Imported here, so that the other functions can be tested without Sphinx.
    from docutils.nodes import row as Row  # noqa: N812, PLC0415 - a class
    from sphinx.util.docutils import SphinxDirective  # noqa: PLC0415

    class OperationsOf(SphinxDirective):
        """Expands to the methods of a resource."""

        required_arguments = 1

        def run(self) -> list[Node]:
            return self.parse_text_to_nodes(
                _in_rst(documented_methods(*self.arguments))
            )

    class ModelsOf(SphinxDirective):
        """Expands to the models of one or more modules."""

        required_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[Node]:
            modules = self.arguments[0].split()
            return self.parse_text_to_nodes(_in_rst(documented_models(*modules)))

    class AsyncMethods(SphinxDirective):
        """Expands to a table of the methods of the async client."""

        def run(self) -> list[Node]:
            rows = async_methods()
            head = ["| method | keyword | what it does |", "|---|---|---|"]
            nodes = self.parse_text_to_nodes("\n".join([*head, *rows.values()]))
            # The search finds each method, and leads to its row.
            python = self.env.domains.python_domain
            _, *body = (row for node in nodes for row in node.findall(Row))
            for name, row in zip(rows, body, strict=True):
                full_name = f"drsclient.aio.AsyncDrsClient.{name}"
                row["ids"].append(full_name)
                python.note_object(full_name, "method", full_name, location=row)
            return nodes

    app.add_directive("operations-of", OperationsOf)
    app.add_directive("models-of", ModelsOf)
    app.add_directive("async-methods", AsyncMethods)


def _in_rst(text: str) -> str:
    return f"```{{eval-rst}}\n{text}\n```"


def main() -> None:
    """Regenerate the tables in operations.md."""
    page = Path(__file__).with_name("operations.md")
    above, mark, _ = page.read_text().partition(TABLES)
    page.write_text(f"{above}{mark}\n\n{table()}\n")


if __name__ == "__main__":
    main()
