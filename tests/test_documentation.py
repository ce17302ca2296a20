"""What README.md and docs/ say of the library is true; their examples run elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

from drsclient import errors
from drsclient.operations.source_servers import SourceServerOperations

ROOT = Path(__file__).parents[1]


def block(text: str, language: str) -> str:
    """Find the one code block in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_page_on_exceptions_draws_the_tree_of_the_module() -> None:
    """The tree in docs/errors.md is the one in the docstring of drsclient.errors."""
    page = (ROOT / "docs/errors.md").read_text()
    assert block(page, "text") == block(errors.__doc__ or "", "text")


def test_the_page_on_exceptions_explains_each() -> None:
    """Each exception but the root has a section in docs/errors.md, and nothing else."""
    page = (ROOT / "docs/errors.md").read_text()
    explained = re.findall(r"^### `(\w+)`", page, re.MULTILINE)
    exceptions = {
        name
        for name in errors.__all__
        if issubclass(getattr(errors, name), errors.DrsError)
    }
    assert sorted(explained) == sorted(exceptions - {"DrsError"})


def test_the_policy_allows_the_operations_on_source_servers() -> None:
    """The IAM policy in README.md names each operation, and none that is not there."""
    readme = (ROOT / "README.md").read_text()
    policy = json.loads(block(readme, "json"))
    actions: list[str] = []
    for statement in policy["Statement"]:
        action: str | list[str] = statement["Action"]
        actions += [action] if isinstance(action, str) else action
    methods = [name for name in vars(SourceServerOperations) if name[0] != "_"]
    camel = {f"drs:{name.title().replace('_', '')}" for name in methods}
    assert sorted(actions) == sorted(camel)
