# What the package uses of lazy_loader, which ships no types.
from collections.abc import Callable, Mapping, Sequence

def attach(
    package_name: str,
    submodules: Sequence[str] | None = None,
    submod_attrs: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]: ...
