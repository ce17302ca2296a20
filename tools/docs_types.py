"""
Check the types of the examples in README.md and docs/ with mypy.

`python -m tools.docs_types` reads the pages as conftest.py does, with their hidden
blocks and without those that are skipped, and checks them as strictly as our own code.
The blocks of a page make one module, in which each line keeps its number, so that
errors name the line of the page.
"""

from __future__ import annotations

import doctest
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from sybil import Document
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Example

ROOT: Final = Path(__file__).parents[1]
# Replaces the title of a page: declares the fixture that conftest.py provides.
PREAMBLE: Final = "import drsclient.testing as _testing; aws: _testing.FakeDrs"
# The cache of mypy would name temporary files that no longer exist.
OPTIONS: Final = ("--no-incremental", "--no-error-summary")


def main() -> int:
    """Print the errors of all pages, and return the exit code."""
    # The tests of this tool run without mypy installed.
    from mypy import api  # noqa: PLC0415

    with chdir(ROOT), TemporaryDirectory() as folder:
        pages: dict[Path, Path] = {}
        for page in sorted([Path("README.md"), *Path("docs").rglob("*.md")]):
            if text := module(page):
                file = Path(folder, "_".join(page.with_suffix(".py").parts))
                file.write_text(text, encoding="utf-8")
                pages[file] = page
        output, failure, code = api.run([*OPTIONS, *map(str, pages)])
    for file, page in pages.items():
        output = output.replace(f"{file}:", f"{page}:")
    print(output + failure, end="")
    print(f"checked {len(pages)} pages")
    return code


def module(page: Path) -> str:
    """Return the code of a page with its line numbers, or nothing if it has no code."""
    lines = [PREAMBLE]
    for example in examples(page):
        if isinstance(example.parsed, doctest.Example):
            text, above = example.parsed.source, example.line - 1
        else:
            text, above = example.parsed, example.line + example.parsed.line_offset
        lines += [""] * (above - len(lines))
        lines += text.splitlines()
    return "\n".join([*lines, ""]) if lines[1:] else ""


def examples(page: Path) -> Iterator[Example]:
    """List the examples of a page that are executed, in their order."""
    skipping = ""
    for example in Document.parse(str(page), PythonCodeBlockParser(), SkipParser()):
        match example.parsed:
            case (str(action), reason):
                # Conditions ask for installed versions; here, the newest are installed.
                is_conditional = str(reason).startswith("if")
                skipping = "" if is_conditional or action == "end" else action
            case _ if not skipping:
                yield example
            case _ if skipping == "next":
                skipping = ""
            case _:
                pass


if __name__ == "__main__":
    sys.exit(main())
