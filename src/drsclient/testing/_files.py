"""Files with states, which nobody ever sees a part of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def replacement(path: Path) -> Generator[Path]:
    """
    Create an empty file to write to, which replaces another one at the end.

    If the body raises an exception, everything stays as it was.

    Args:
        path: The path of the file to replace, which need not exist.

    Yields:
        The path of the file to write to.

    Raises:
        OSError: The file cannot be written.
    """
    if path.is_dir():
        # Only the end would tell.
        raise IsADirectoryError(f"{path} is a directory")
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(b"")
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
