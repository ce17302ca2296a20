"""Names and modules that are imported when they are used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_names(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """
    Return the `__getattr__`, the `__dir__` and the `__all__` of a package (PEP 562).

    Args:
        package: The name of the package.
        modules: The names that each of its modules has, separated by spaces.
    """
    homes = {
        name: module for module, names in modules.items() for name in names.split()
    }

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)  # the next use does not call this
        return value

    return load, lambda: sorted(homes), sorted(homes)


class LazyModule:
    """
    A module that is imported when one of its names is used.

    Args:
        name: The name of the module.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self._name), name)
