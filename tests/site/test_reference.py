"""
The reference of the built site has every public name, and no other.

`nox -s docs` builds the site in docs/_build/html before it runs these tests.
"""

from __future__ import annotations

import inspect
import re
import zlib
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import drsclient
from drsclient import DrsClient, aio
from tests.contract.public_modules import PUBLIC_MODULES

if TYPE_CHECKING:
    from types import ModuleType

SITE: Final = Path(__file__).parents[2] / "docs/_build/html"
PAGES: Final = sorted((SITE / "reference").glob("*.html"))


def inventory() -> dict[str, int]:
    """Return the names of the library in objects.inv, with their priorities."""
    *_, compressed = (SITE / "objects.inv").read_bytes().split(b"\n", maxsplit=4)
    lines = zlib.decompress(compressed).decode().splitlines()
    return {
        name: int(priority)
        for name, kind, priority, *_ in map(str.split, lines)
        if kind.startswith("py:")
    }


NAMES: Final = inventory()


def classes(module: ModuleType) -> list[tuple[str, type]]:
    """List the classes that a module exports, with the names under which it does."""
    exported = ((name, getattr(module, name)) for name in module.__all__)
    return [
        (f"{module.__name__}.{name}", kind)
        for name, kind in exported
        if isinstance(kind, type)
    ]


def members(kind: type) -> list[str]:
    """List the public members that a class itself defines, or its private bases."""
    bases = [base for base in kind.__mro__ if base is kind or base.__name__[0] == "_"]
    return [
        name
        for base in bases
        if base.__module__.startswith("drsclient.")
        for name, value in vars(base).items()
        if name[0] != "_"
        if inspect.isroutine(value) or inspect.isdatadescriptor(value)
    ]


def signatures(page: Path) -> list[str]:
    """List the signatures on a page, as text."""
    found = re.findall(r'<dt class="sig.*?</dt>', page.read_text(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in found]


@pytest.mark.parametrize("module", PUBLIC_MODULES, ids=lambda module: module.__name__)
def test_the_inventory_has_every_public_name(module: ModuleType) -> None:
    """It has what a module exports, and the members of these classes."""
    public = {f"{module.__name__}.{name}" for name in module.__all__}
    if module is not drsclient:  # whose classes are those of other modules
        public |= {
            f"{name}.{member}"
            for name, kind in classes(module)
            for member in members(kind)
        }
    missing = sorted(public - NAMES.keys())
    assert not missing


@pytest.mark.parametrize("client", [DrsClient, aio.AsyncDrsClient])
def test_the_inventory_has_every_method_of_the_clients(client: type) -> None:
    """It has them under the client's name, whichever base class defines them."""
    home = "drsclient" if client is DrsClient else "drsclient.aio"
    methods = {f"{home}.{client.__name__}.{n}" for n in dir(client) if n[0] != "_"}
    missing = sorted(methods - NAMES.keys())
    assert not missing


def test_the_search_finds_methods_of_the_client_first() -> None:
    """The search sees no other object with the name of a method of both clients."""
    for method in {*dir(DrsClient)} - {*dir(object), "boto3_client", "close"}:
        if method[0] != "_":
            found = [n for n, p in NAMES.items() if n.endswith(f".{method}") and p > 0]
            assert found == [f"drsclient.DrsClient.{method}"]


def test_the_inventory_has_no_private_names() -> None:
    """Users find only what they can import."""
    special = {"drsclient.__version__", "drsclient.watching.Watch.__call__"}
    private = {name for name in NAMES if re.search(r"\b_", name)}
    assert private == special


def test_the_inventory_has_nothing_that_python_defines() -> None:
    """The reference does not repeat methods of `str`, `Exception` and the like."""
    inherited = {
        f"{name}.{member}"
        for module in PUBLIC_MODULES
        for name, kind in classes(module)
        for base in kind.__mro__
        if base.__module__ in {"builtins", "enum"}
        for member in vars(base).keys() - vars(kind).keys()
    }
    assert "drsclient.outcomes.Verdict.capitalize" in inherited
    repeated = sorted(inherited & NAMES.keys())
    assert not repeated


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_signatures_are_what_users_write(page: Path) -> None:
    """They have no private names, no addresses and no representations of objects."""
    for signature in signatures(page):
        name, _, rest = signature.partition("(")
        assert not re.search(r"(?<!\w)_\w|[<>]|\b0x|NOTHING|Annotated", rest), name


def test_long_signatures_have_a_line_for_each_parameter() -> None:
    """Their parameters are the items of a list."""
    page = (SITE / "reference/waits.html").read_text()
    (signature,) = re.findall(
        r'<dt [^>]*id="drsclient.DrsClient.wait_for_job">.*?</dt>', page, re.DOTALL
    )
    assert signature.count("<dd>") == len(
        inspect.signature(DrsClient.wait_for_job).parameters
    )


def test_the_table_of_operations_leads_to_the_methods() -> None:
    """Each of its links has the anchor of a method."""
    page = (SITE / "operations.html").read_text()
    rows = re.findall(r'<td><p><a [^>]*href="reference/[\w-]+\.html#([\w.]+)"', page)
    assert len(rows) > 50
    assert {*rows} <= {f"drsclient.DrsClient.{name}" for name in dir(DrsClient)}
