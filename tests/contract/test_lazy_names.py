from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import shutil
from typing import TYPE_CHECKING

import pytest

from drsclient import fleet, models, testing

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

each_package = pytest.mark.parametrize(
    "package", [fleet, models, testing], ids=lambda package: package.__name__
)


def names_for_type_checkers(package: ModuleType) -> dict[str, list[str]]:
    """Return what type checkers see: private module -> public names."""
    prefix = f"{package.__name__}."
    return {
        node.module.removeprefix(prefix): [
            # `import X as X` is what makes a name public to them.
            alias.name
            for alias in node.names
            if alias.asname == alias.name
        ]
        for node in ast.walk(ast.parse(inspect.getsource(package)))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith(prefix)
    }


def names_at_run_time(package: ModuleType) -> object:
    """Return the table of lazy names: private module -> public names."""
    (table,) = (
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(package)))
        if isinstance(node, ast.keyword) and node.arg == "submod_attrs"
    )
    return ast.literal_eval(table)


@each_package
def test_type_checkers_see_the_names_that_exist(package: ModuleType) -> None:
    """The imports for type checkers and the table of lazy names agree."""
    assert names_for_type_checkers(package)
    assert names_for_type_checkers(package) == names_at_run_time(package)


@each_package
def test_lazy_names_lead_to_what_they_name(package: ModuleType) -> None:
    """Each public name leads to what its module has, and `dir` lists it."""
    table = names_for_type_checkers(package)
    assert dir(package) == sorted(sum(table.values(), list[str]()))
    for module, names in table.items():
        home = importlib.import_module(f"{package.__name__}.{module}")
        for name in names:
            assert getattr(package, name) is getattr(home, name)


@each_package
def test_the_names_do_not_come_from_a_stub_file(
    package: ModuleType, tmp_path: Path
) -> None:
    """A copy of the file with no `.pyi` beside it, as packagers make, has the names."""
    copy = shutil.copy(inspect.getfile(package), tmp_path)
    spec = importlib.util.spec_from_file_location("copy_without_stub", copy)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert vars(module)["__all__"] == sorted(dir(package))
