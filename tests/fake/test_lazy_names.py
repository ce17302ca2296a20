from __future__ import annotations

import ast
import importlib.util
import inspect
import shutil
from typing import TYPE_CHECKING

import drsclient.testing
from drsclient.testing import FakeDrs, RecordedRequest

if TYPE_CHECKING:
    from pathlib import Path

INIT = ast.parse(inspect.getsource(drsclient.testing))


def names_for_type_checkers() -> dict[str, list[str]]:
    """Return what type checkers see: private module -> public names."""
    return {
        node.module.removeprefix("drsclient.testing."): [
            # `import X as X` is what makes a name public to them.
            alias.name
            for alias in node.names
            if alias.asname == alias.name
        ]
        for node in ast.walk(INIT)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("drsclient.testing.")
    }


def names_at_run_time() -> object:
    """Return the table of lazy names: private module -> public names."""
    (table,) = (
        node.value
        for node in ast.walk(INIT)
        if isinstance(node, ast.keyword) and node.arg == "submod_attrs"
    )
    return ast.literal_eval(table)


def test_type_checkers_see_the_names_that_exist() -> None:
    """The imports for type checkers and the table of lazy names agree."""
    assert names_for_type_checkers()
    assert names_for_type_checkers() == names_at_run_time()


def test_lazy_names_are_those_of_the_classes() -> None:
    """Each public name leads to the class of that name, and `dir` lists it."""
    assert FakeDrs.__name__ == "FakeDrs"
    assert RecordedRequest.__name__ == "RecordedRequest"
    assert dir(drsclient.testing) == ["FakeDrs", "RecordedRequest"]


def test_the_names_do_not_come_from_a_stub_file(tmp_path: Path) -> None:
    """A copy of the file with no `.pyi` beside it has the same names."""
    copy = shutil.copy(inspect.getfile(drsclient.testing), tmp_path)
    spec = importlib.util.spec_from_file_location("copy_without_stub", copy)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert vars(module)["__all__"] == ["FakeDrs", "RecordedRequest"]
