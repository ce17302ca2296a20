"""Names that are imported when they are used, and the index of those of the models."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import typing
from types import ModuleType

import pytest

import drsclient
from drsclient import fleet, models, testing
from tools import model_index

each_package = pytest.mark.parametrize(
    "package",
    [drsclient, fleet, models, testing],
    ids=lambda package: package.__name__,
)


def names_for_type_checkers(
    package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> dict[str, object]:
    """Return what type checkers see: execute the package as if for them."""
    assert package.__file__
    spec = importlib.util.spec_from_file_location("for_checkers", package.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as patch:
        patch.setattr(typing, "TYPE_CHECKING", True)
        spec.loader.exec_module(module)
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        if not isinstance(value, ModuleType)
        if name != "TYPE_CHECKING"
    }


@each_package
def test_type_checkers_see_the_names_that_exist(
    package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is the same object at run time and to type checkers."""
    expected = names_for_type_checkers(package, monkeypatch)
    exported = {name for name in package.__all__ if not name.startswith("_")}
    assert exported == expected.keys()
    for name, value in expected.items():
        assert getattr(package, name) is value


@each_package
def test_an_unknown_name_is_an_attribute_error(package: ModuleType) -> None:
    """The error names the package and the name."""
    expected = f"module '{package.__name__}' has no attribute 'Nothing'"
    with pytest.raises(AttributeError, match=expected):
        str(package.Nothing)


@each_package
def test_dir_lists_the_names(package: ModuleType) -> None:
    """An interpreter completes names that have not been imported yet."""
    script = f"import {package.__name__} as package; print(*dir(package))"
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert {*done.stdout.split()} >= {*package.__all__}


@pytest.mark.parametrize("package", [fleet, models, testing])
def test_dir_lists_nothing_else(package: ModuleType) -> None:
    """The modules behind the names are private."""
    assert dir(package) == package.__all__


def test_the_index_of_models_is_current() -> None:
    """Run `python -m tools.model_index` after adding, moving or removing a model."""
    current = model_index.FILE.read_text(encoding="utf-8")
    is_current = current == model_index.source(current)
    assert is_current, "run `python -m tools.model_index`"


def test_the_tool_finds_a_new_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that a module defines is in both lists; what it imports is in neither."""
    home = importlib.import_module("drsclient.models.account")
    new = type("New", (models.Model,), {"__module__": home.__name__})
    monkeypatch.setattr(home, "New", new, raising=False)
    monkeypatch.setattr(home, "Job", models.Job, raising=False)
    source = model_index.source("head\n")
    assert source.startswith("head\nif TYPE_CHECKING:\n")
    assert model_index.names()["account"] == ["Account", "New", "StagingSourceServer"]
    assert source.count("New as New,") == 1
    assert source.count('"account": "Account New StagingSourceServer"') == 1
