"""
The directives of the pages in reference/, which expand to what the code has.

- `about-all` GROUP: what holds for all waits or all fleets.
- `methods-of` GROUP: the methods of a resource, the waits or the fleets.
- `models-of` MODULE…: the classes of modules of models, without their enums.
- `enums-of` MODULE…: the enums of these modules.
- `type-alias` NAME MODULE: an alias of types, which a module defines.
- `all-methods`: a table of the methods of the client, by group.
- `async-methods`: a table of the methods of the async client.
- `exception-tree`: the tree of all exceptions.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from itertools import pairwise
from textwrap import indent
from typing import TYPE_CHECKING, Any, get_args

import attrs

from docs.service_tables import GROUPS, link, methods, page, resources, title
from drsclient import DrsClient, errors
from drsclient.aio import AsyncDrsClient
from drsclient.models import OpenEnum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docutils.nodes import Node  # type: ignore[import-untyped] # it has no types
    from sphinx.application import Sphinx


def about_all(group: str) -> str:
    """Return what the docstring of a group of methods says below its first line."""
    _, _, rest = (inspect.getdoc(GROUPS[group]) or "").partition("\n\n")
    return rest


def documented_methods(group: str) -> str:
    """Return the directives that document the methods of a group."""
    return "\n".join(
        f".. automethod:: drsclient.DrsClient.{name}" for name in methods(group)
    )


def all_methods() -> str:
    """Return a table of the methods of each group, in Markdown."""
    return "\n\n".join(
        f"**[{title(group)}]({page(group).name})**\n\n"
        "| method | what it does |\n|---|---|\n"
        + "\n".join(f"| {link(name)} | {_summary(name)} |" for name in methods(group))
        for group in (*GROUPS, *resources())
    )


def async_methods() -> dict[str, str]:
    """Return a row for each method that both clients have, in Markdown."""
    return {
        name: f"| {link(name)} | {_keyword(name)} | {_summary(name)} |"
        for name in dir(AsyncDrsClient)
        if name[0] != "_" and name not in {"boto3_client", "close"}
    }


def _keyword(method: str) -> str:
    """Return the keyword with which a method of the async client is used."""
    is_awaited = inspect.iscoroutinefunction(getattr(AsyncDrsClient, method))
    return "`await`" if is_awaited else "`async for`"


def _summary(method: str) -> str:
    return (inspect.getdoc(getattr(DrsClient, method)) or "").splitlines()[0]


def exception_tree() -> str:
    """Return the tree of exceptions with links, in reStructuredText."""
    _, _, rest = (errors.__doc__ or "").partition("```text\n")
    tree, _, _ = rest.partition("```")
    ours = "|".join(errors.__all__)
    linked = re.sub(rf"\b({ours})\b", r":py:exc:`~drsclient.errors.\1`", tree)
    return ".. parsed-literal::\n\n" + indent(linked, "   ")


@attrs.frozen
class _Definition:
    """The definition of a model, of an enum or of an alias of types."""

    name: str
    is_enum: bool
    directive: str
    parts: list[str]
    """The words in the annotations of its fields."""


def documented_models(*modules: str) -> str:
    """Return the directives for models: first what methods return, then its parts."""
    return "\n\n".join(
        one.directive
        for one in _in_reading_order(modules).values()
        if not one.is_enum and not one.name.endswith("Literal")
    )


def documented_enums(*modules: str) -> str:
    """Return the directives for enums, each followed by the alias for its text."""
    ordered = _in_reading_order(modules)
    return "\n\n".join(
        ordered[name].directive
        for one in ordered.values()
        if one.is_enum
        for name in (one.name, f"{one.name}Literal")
        if name in ordered
    )


def _in_reading_order(modules: Iterable[str]) -> dict[str, _Definition]:
    """
    Order definitions, which the source has with the parts before the whole.

    What methods return comes first. Each model is followed by its parts, in the order
    of its fields.
    """
    found = {
        one.name: one
        for module in modules
        for one in _definitions(f"drsclient.models.{module}", "drsclient.models")
    }
    returned = {
        word
        for _, method in inspect.getmembers(DrsClient, inspect.isfunction)
        for word in re.findall(r"\w+", str(method.__annotations__.get("return")))
    }
    parts = {part for one in found.values() for part in one.parts}
    ordered: dict[str, _Definition] = {}

    def add(names: Iterable[str]) -> None:
        for name in names:
            if name in found and name not in ordered:
                ordered[name] = found[name]
                add(found[name].parts)

    add(name for name in found if name in returned)
    add(name for name in found if name not in parts)
    return ordered


def documented_alias(public_name: str, module: str) -> str:
    """Return the directive for an alias of types, which a module defines."""
    package, _, name = public_name.rpartition(".")
    (alias,) = (one for one in _definitions(module, package) if one.name == name)
    return alias.directive


def _definitions(module: str, package: str) -> Iterator[_Definition]:
    """Find the definitions of a module, whose names users import from a package."""
    home = importlib.import_module(module)
    body = ast.parse(inspect.getsource(home)).body
    for node, below in pairwise([*body, None]):
        match node, below:
            case ast.ClassDef(name=name), _:
                is_enum = issubclass(getattr(home, name), OpenEnum)
                inherited = "" if is_enum else "\n   :inherited-members: Model"
                fields = [n for n in node.body if isinstance(n, ast.AnnAssign)]
                yield _Definition(
                    name=name,
                    is_enum=is_enum,
                    directive=f".. autoclass:: {package}.{name}\n"
                    f"   :members:{inherited}",
                    parts=_words(field.annotation for field in fields),
                )
            # Sphinx does not find the docstrings of names imported from another module.
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                union = " | ".join(map(_type_name, get_args(getattr(home, name))))
                yield _Definition(
                    name=name,
                    is_enum=False,
                    directive=f".. py:type:: {package}.{name}\n"
                    f"   :canonical: {union}\n\n"
                    + indent(inspect.cleandoc(text), "   "),
                    parts=_words([value]),
                )
            case _:
                pass


def _words(annotations: Iterable[ast.expr]) -> list[str]:
    return re.findall(r"\w+", " ".join(map(ast.unparse, annotations)))


def _type_name(option: Any) -> str:  # noqa: ANN401 - any type
    if isinstance(option, str):  # of a literal
        return repr(option)
    return str(getattr(option, "__origin__", option).__name__)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    # Imported here, so that the other functions can be tested without Sphinx.
    from docutils.nodes import row as Row  # noqa: N812, PLC0415 - a class
    from sphinx.util.docutils import SphinxDirective  # noqa: PLC0415

    def directive(expand: Callable[..., str]) -> type[SphinxDirective]:
        """Make a directive that expands to reStructuredText."""

        class Expanded(SphinxDirective):
            optional_arguments = len(inspect.signature(expand).parameters)
            final_argument_whitespace = True

            def run(self) -> list[Node]:
                words = " ".join(self.arguments).split()
                return self.parse_text_to_nodes(
                    f"```{{eval-rst}}\n{expand(*words)}\n```"
                )

        return Expanded

    class AllMethods(SphinxDirective):
        """Expands to tables of the methods of the client."""

        def run(self) -> list[Node]:
            return self.parse_text_to_nodes(all_methods())

    class AsyncMethods(SphinxDirective):
        """Expands to a table of the methods of the async client."""

        def run(self) -> list[Node]:
            rows = async_methods()
            head = ["| method | keyword | what it does |", "|---|---|---|"]
            nodes = self.parse_text_to_nodes("\n".join([*head, *rows.values()]))
            # Each name leads to its row. As an alias, because the search should show
            # the method of `DrsClient` first, where its documentation is.
            python = self.env.domains.python_domain
            _, *body = (row for node in nodes for row in node.findall(Row))
            for name, row in zip(rows, body, strict=True):
                full_name = f"drsclient.aio.AsyncDrsClient.{name}"
                row["ids"].append(full_name)
                python.note_object(
                    full_name, "method", full_name, aliased=True, location=row
                )
            return nodes

    app.add_directive("about-all", directive(about_all))
    app.add_directive("methods-of", directive(documented_methods))
    app.add_directive("models-of", directive(documented_models))
    app.add_directive("enums-of", directive(documented_enums))
    app.add_directive("type-alias", directive(documented_alias))
    app.add_directive("exception-tree", directive(exception_tree))
    app.add_directive("all-methods", AllMethods)
    app.add_directive("async-methods", AsyncMethods)
