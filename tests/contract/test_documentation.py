"""What README.md and docs/ say about the library; conftest.py runs their examples."""

from __future__ import annotations

import json
import re
from pathlib import Path

from botocore import xform_name
from botocore.loaders import Loader

from docs.declared_errors import COMMON, markdown
from drsclient import DrsClient, errors
from drsclient.operations.source_servers import SourceServerOperations

ROOT = Path(__file__).parents[2]
OPERATIONS = Loader().load_service_model("drs", "service-2")["operations"]


def block(text: str, language: str) -> str:
    """Return the only code block in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_page_on_exceptions_draws_the_tree_of_the_module() -> None:
    """The tree in docs/errors.md is the one in the docstring of drsclient.errors."""
    page = (ROOT / "docs/errors.md").read_text()
    assert block(page, "text") == block(errors.__doc__ or "", "text")


def test_the_page_on_exceptions_explains_each() -> None:
    """In docs/errors.md, each exception but the root has a section of its own."""
    page = (ROOT / "docs/errors.md").read_text()
    explained = re.findall(r"^### `(\w+)`", page, re.MULTILINE)
    exceptions = {
        name
        for name in errors.__all__
        if issubclass(getattr(errors, name), errors.DrsError)
    }
    assert sorted(explained) == sorted(exceptions - {"DrsError"})


def test_the_table_has_what_each_operation_declares() -> None:
    """The table in docs/errors.md has every operation and its own errors, once."""
    declared = {
        name: sorted(
            {error["shape"] for error in operation.get("errors", ())} - {*COMMON}
        )
        for name, operation in OPERATIONS.items()
    }
    rows = re.findall(r"^\| .*?`(\w+).*? \| (.*) \|$", markdown(), re.MULTILINE)
    assert {name: re.findall(r"`(\w+)`", cell) for name, cell in rows} == declared
    assert len(rows) == len(declared)


def test_the_table_links_to_the_methods() -> None:
    """An operation that the client has as a method is a link to it."""
    linked = re.findall(r"<drsclient\.DrsClient\.(\w+)>", markdown())
    assert set(linked) == set(map(xform_name, OPERATIONS)).intersection(dir(DrsClient))


def test_the_page_on_exceptions_names_what_any_call_can_raise() -> None:
    """What the table leaves out is named above it and in the section on any call."""
    page = (ROOT / "docs/errors.md").read_text()
    _, _, rest = page.partition("## What any call can raise")
    section, _, _ = rest.partition("\n## ")
    above, _, _ = markdown().partition("\n|")
    for name in COMMON:
        assert f"`{name}`" in section
        assert f"`{name}`" in above


def test_the_policy_allows_the_operations_on_source_servers() -> None:
    """The IAM policy in README.md names each operation on source servers, no others."""
    readme = (ROOT / "README.md").read_text()
    policy = json.loads(block(readme, "json"))
    actions: list[str] = []
    for statement in policy["Statement"]:
        action: str | list[str] = statement["Action"]
        actions += [action] if isinstance(action, str) else action
    methods = [name for name in vars(SourceServerOperations) if name[0] != "_"]
    camel = {f"drs:{name.title().replace('_', '')}" for name in methods}
    assert sorted(actions) == sorted(camel)
