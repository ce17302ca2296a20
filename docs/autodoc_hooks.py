"""
What Sphinx shows of the library, and under which names.

The reference has public names only: those that users import. Sphinx knows objects by
the modules that define them, most of which are private.
"""

from __future__ import annotations

import importlib
import re
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from docutils import nodes  # type: ignore[import-untyped] # it has no types
from sphinx import addnodes
from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.util.nodes import make_refnode

import drsclient
from drsclient.events import DrsEvent
from drsclient.models import Model, OpenEnum

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

HOMES: Final = (
    "drsclient.DrsClient",
    "drsclient.aio",
    "drsclient.errors",
    "drsclient.events",
    "drsclient.fleet",
    "drsclient.models",
    "drsclient.outcomes",
    "drsclient.testing",
    "drsclient.waiting",
    "drsclient.watching",
    "drsclient",
)
"""Where the reference documents names; the last one has aliases of others."""

DEFAULTS: Final = {
    r"<module '(\w+)' \(built-in\)>": r"\1",
    r"<built-in function monotonic>": "time.monotonic",
    r"\bdatetime\.(?=\w)": "",
    r"\bNOTHING\b": "{}",  # a factory's
}
"""Defaults in signatures, and how users write them."""

TYPES: Final = {
    "AnyBoto3Client": "BaseClient",
    "Boto3DrsClient": "BaseClient",
    "PartT_co": "PartOutcome",
    "ParticipantT_co": "ParticipantOutcome",
}
"""Private types and type variables in annotations, and what they stand for."""

BUILTINS: Final = {"bytes", "type"}
"""Built-in types that are also the names of fields, which they would link to."""


def tidy_signature(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: type,
    _options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str, str | None] | None:
    """Hide the signatures of models and enums, and write defaults as users do."""
    if what == "class" and issubclass(obj, DrsEvent | Model | OpenEnum):
        return "", ""
    if signature is None:
        return None
    for shown, written in DEFAULTS.items():
        signature = re.sub(shown, written, signature)
    return signature, returned


def convert_docstring(  # noqa: PLR0917 - Sphinx calls it
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Convert Google docstrings, except those of modules, which the pages describe."""
    # Converted as a method's, because napoleon takes the text before a colon in an
    # attribute's docstring as its type.
    docstring = GoogleDocstring(
        [] if what == "module" else lines,
        Config(),  # type: ignore[arg-type] # napoleon's own has all that it reads
        *(app, "method", name, obj, options),
    )
    lines.clear()
    for line in docstring.lines():
        lines.append(line)
        _, is_attribute, attribute = line.partition(".. attribute:: ")
        if is_attribute and (annotation := _annotations(obj).get(attribute)):
            lines.append(f"   :type: {annotation}")


def _annotations(kind: object) -> dict[str, str]:
    """Return the annotations of a class, and of what makes it."""
    made_of = getattr(getattr(kind, "__init__", None), "__annotations__", {})
    return {**made_of, **getattr(kind, "__annotations__", {})}


def tidy_types(_app: Sphinx, doctree: nodes.document) -> None:
    """Name types in annotations as users know them."""
    for reference in list(doctree.findall(addnodes.pending_xref)):
        name = reference["reftarget"].rpartition(".")[2]
        if name in BUILTINS:
            reference.replace_self(reference.children)
        elif name in TYPES:
            reference["reftarget"] = TYPES[name]
            reference.children = [nodes.Text(TYPES[name])]
        elif name == "Annotated":  # only the type, without how it is written
            written = reference.parent.children
            begin = written.index(reference)
            end = next(
                i for i in range(begin, len(written)) if written[i].astext() == "]"
            )
            written[begin : end + 1] = [written[begin + 2]]


def tidy_enums(_app: Sphinx, doctree: nodes.document) -> None:
    """Mark the members of enums, for the style sheet, and hide a text that repeats."""
    for value in list(doctree.findall(addnodes.desc_annotation)):
        text = value.astext()
        member = value.parent.parent
        if text.startswith(" = ") and member["objtype"] == "attribute":
            member["classes"].append("enum-member")
            if text == f" = {_name(value.parent)!r}":
                value.parent.remove(value)


def tidy_classes(_app: Sphinx, doctree: nodes.document) -> None:
    """List a class's own members first, and only methods in the table of contents."""
    for description in doctree.findall(addnodes.desc):
        if description["objtype"] in {"attribute", "property"}:
            description["no-contents-entry"] = True
        signature, *_, content = description
        if description["objtype"] == "class":
            module = importlib.import_module(signature["module"])
            own = vars(attrgetter(signature["fullname"])(module))
            inherited = [
                child
                for child in content.children
                if isinstance(child, addnodes.desc) and _name(child[0]) not in own
            ]
            for child in inherited:
                content.remove(child)
            content += inherited


def _name(signature: addnodes.desc_signature) -> str:
    """Return the name of a member, without that of its class."""
    return str(signature["fullname"]).rpartition(".")[2]


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Link names in backticks of Markdown to the reference, as in docstrings."""
    for literal in list(doctree.findall(nodes.literal)):
        name = literal.astext()
        is_linked = not isinstance(literal.parent, nodes.paragraph)
        if re.fullmatch(r"[\w.]+", name) and not is_linked:
            reference = addnodes.pending_xref(
                refdomain="py", reftype="obj", reftarget=name, refdoc=app.env.docname
            )
            literal.replace_self(reference)
            reference += literal


def publish_names(_app: Sphinx, env: BuildEnvironment) -> None:
    """Take private names out of the inventory, and put in those of `drsclient`."""
    objects = env.domains.python_domain.objects
    for name, entry in list(objects.items()):
        if entry.aliased and ".AsyncDrsClient." not in name:
            del objects[name]
    for home in HOMES:
        for name in drsclient.__all__:
            if found := objects.get(f"{home}.{name}"):
                objects.setdefault(f"drsclient.{name}", found._replace(aliased=True))


def find_public_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.Element
) -> nodes.reference | None:
    """Resolve a name without its module, or with the private one that defines it."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    short = target.rpartition(".")[2] if target.startswith("drsclient.") else target
    objects = env.domains.python_domain.objects
    for name in (f"{home}.{short}" for home in HOMES):
        if entry := objects.get(name):
            return make_refnode(
                app.builder, node["refdoc"], entry.docname, entry.node_id, text, name
            )
    return None


def setup(app: Sphinx) -> None:
    """Connect the functions above to Sphinx's events."""
    app.connect("autodoc-process-signature", tidy_signature)
    app.connect("autodoc-process-docstring", convert_docstring)
    app.connect("doctree-read", tidy_classes, priority=400)  # before its contents
    app.connect("doctree-read", tidy_types)
    app.connect("doctree-read", tidy_enums)
    app.connect("doctree-read", link_names)
    app.connect("env-updated", publish_names)
    app.connect("missing-reference", find_public_name)
