from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, get_origin

import pytest

import drsclient
from drsclient import errors, models
from tests.contract.public_modules import PUBLIC_MODULES

if TYPE_CHECKING:
    from types import ModuleType

# Users read these off an error and seldom name them: `drsclient.errors` has them.
ONLY_IN_ERRORS = {"ValidationExceptionField", "ValidationExceptionReason"}


def exports(module: ModuleType) -> list[str]:
    """List what a module says it exports."""
    names: list[str] = module.__all__
    return names


def resources() -> list[ModuleType]:
    """List the modules of models, one per resource."""
    return [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(models.__path__, f"{models.__name__}.")
        if "._" not in module.name
    ]


def subclasses(kind: type[BaseException]) -> list[type[BaseException]]:
    """List all classes of this package below a class."""
    below = [k for k in kind.__subclasses__() if k.__module__.startswith("drsclient.")]
    return below + [kind for subclass in below for kind in subclasses(subclass)]


def methods(kind: object) -> list[tuple[str, object]]:
    """List the public methods and properties that a class has of this package."""
    return [
        (name, value)
        for base in (kind.__mro__ if isinstance(kind, type) else ())
        if base.__module__.startswith("drsclient.")
        for name, value in vars(base).items()
        if not name.startswith("_")
        if inspect.isfunction(value) or isinstance(value, property | classmethod)
    ]


@pytest.mark.parametrize("module", PUBLIC_MODULES, ids=lambda module: module.__name__)
def test_all_is_sorted_and_true(module: ModuleType) -> None:
    """The names that a module exports exist, and are sorted without duplicates."""
    exported = exports(module)
    assert exported == sorted(set(exported))
    assert all(hasattr(module, name) for name in exported)


@pytest.mark.parametrize("module", PUBLIC_MODULES, ids=lambda module: module.__name__)
def test_what_is_lazy_is_listed(module: ModuleType) -> None:
    """An interpreter completes every name, also those not imported yet."""
    assert {*dir(module)} >= {*exports(module)}


@pytest.mark.parametrize("module", PUBLIC_MODULES, ids=lambda module: module.__name__)
def test_nothing_leaks(module: ModuleType) -> None:
    """A module shows nothing of this package except what it exports."""
    shown = {
        name
        for name, value in vars(module).items()
        if inspect.isclass(value) or inspect.isroutine(value)
        if not name.startswith("_") and value.__module__.startswith("drsclient.")
    }
    # The base of the enums is in reach of whoever defines one.
    assert shown - {"OpenEnum"} <= set(exports(module))


def test_every_exception_is_exported_at_the_top() -> None:
    """Whatever is raised can be imported from the package itself."""
    missing = set(errors.__all__) - ONLY_IN_ERRORS - set(drsclient.__all__)
    assert not missing, f"export from drsclient as well: {sorted(missing)}"
    assert ONLY_IN_ERRORS.isdisjoint(drsclient.__all__)
    for name in set(errors.__all__) - ONLY_IN_ERRORS:
        assert getattr(drsclient, name) is getattr(errors, name)


def test_no_exception_is_hidden() -> None:
    """Every exception is exported, but for those that others derive from."""
    # Those that are no `DrsError` pass through `except Exception`.
    roots = (errors.DrsError, BaseException, KeyboardInterrupt)
    found = [kind for root in roots for kind in subclasses(root)]
    ours = [kind for kind in found if not kind.__subclasses__()]
    assert errors.CallCancelled in ours
    assert errors.FleetInterrupt in ours
    hidden = sorted({kind.__name__ for kind in ours} - set(errors.__all__))
    assert not hidden, f"defined, but not exported by drsclient.errors: {hidden}"


def test_no_two_models_share_a_name() -> None:
    """All classes of all resources can be imported from `drsclient.models`."""
    defined = [
        name
        for module in resources()
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__.startswith(module.__name__)
    ]
    repeated = sorted(name for name, n in Counter(defined).items() if n > 1)
    assert not repeated, f"defined in two modules of drsclient.models: {repeated}"
    assert dir(models) == sorted(exports(models))


@pytest.mark.parametrize("module", PUBLIC_MODULES, ids=lambda module: module.__name__)
def test_everything_public_is_documented(module: ModuleType) -> None:
    """Every exported name, and each method and property of a class, says what it is."""
    assert module.__doc__
    for name in exports(module):
        if not name.startswith("__"):
            value: object = getattr(module, name)
            # A subclass must not pass for documented by its base class, and an alias
            # cannot have a docstring.
            text = vars(value)["__doc__"] if isinstance(value, type) else value.__doc__
            assert text or get_origin(value)
            for member, what in methods(value):
                assert what.__doc__, f"{name}.{member}"


def test_the_version_is_exported() -> None:
    """The package says which version it is."""
    assert drsclient.__version__
    assert "__version__" in drsclient.__all__


def test_the_package_says_that_it_is_typed() -> None:
    """Type checkers find the marker."""
    assert files("drsclient").joinpath("py.typed").is_file()
