"""
Write the index of names in `drsclient/models/__init__.py`.

`python -m tools.model_index` lists the public names of the modules of models twice, for
type checkers and for imports at run time. Run it when you add, move or remove a model.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_origin

from drsclient import models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

FILE: Final = Path(models.__file__)
# The modules that all resources share, and their names that are for users.
SHARED: Final[Mapping[str, Sequence[str]]] = {
    "_model": ["Model", "OpenEnum", "UnknownMember"],
}
CHECKED: Final = "if TYPE_CHECKING:\n"
AT_RUN_TIME: Final = (
    "else:  # hidden from type checkers, for which `__getattr__` would make every name"
    " valid\n"
    "    __getattr__, __dir__, __all__ = _lazy_names(\n"
    "        __name__,\n"
    "        {\n"
)


def main() -> int:
    """Write the file, and return the exit code."""
    FILE.write_text(source(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def source(old: str) -> str:
    """Return the source of the file: what precedes the index, and the index."""
    index = names()
    checked = [
        f"    from {models.__name__}.{module} import (\n"
        + "".join(f"        {name} as {name},\n" for name in public)
        + "    )\n"
        for module, public in index.items()
    ]
    at_run_time = [
        f'            "{module}": "{" ".join(public)}",\n'
        for module, public in index.items()
    ]
    head, _, _ = old.partition(CHECKED)
    parts = [head, CHECKED, *checked, AT_RUN_TIME, *at_run_time, "        },\n    )\n"]
    return "".join(parts)


def names() -> dict[str, list[str]]:
    """Return the public names of each module, in the order in which ruff sorts them."""
    prefix = f"{models.__name__}."
    found = sorted(m.name for m in pkgutil.walk_packages(models.__path__, prefix))
    public = {
        name.removeprefix(prefix): _public(
            import_module(name), name.removeprefix(prefix)
        )
        for name in found
    }
    return {
        module: sorted(these, key=lambda name: (not name.isupper(), name.lower()))
        for module, these in public.items()
        if these
    }


def _public(module: ModuleType, name: str) -> Sequence[str]:
    """Return the classes that a module defines, and its aliases of literals."""
    return SHARED.get(name) or [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        if get_origin(value)
        or (inspect.isclass(value) and value.__module__ == module.__name__)
    ]


if __name__ == "__main__":
    sys.exit(main())
