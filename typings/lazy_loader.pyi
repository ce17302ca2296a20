# What the package uses of lazy_loader, which ships no types.
from collections.abc import Callable, Iterable, Mapping

def attach(
    package_name: str,
    submodules: Iterable[str] | None = None,
    submod_attrs: Mapping[str, Iterable[str]] | None = None,
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]: ...
def attach_stub(
    package_name: str, filename: str
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]: ...
