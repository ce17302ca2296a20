"""
Compare a tag with the version and the changelog.

`python -m tools.release v0.1.0` prints the changes in that version, for the release on
GitHub. Without a tag, it says whether you can tag this version. It exits with 1 if
something has to change first. Without a tag, a version that is unreleased in the
changelog is fine, because only the commit that you tag needs the date.
"""

from __future__ import annotations

import argparse
import re
import runpy
import sys
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
VERSION_FILE: Final = "src/drsclient/_version.py"
CHANGELOG: Final = "CHANGELOG.md"
UNRELEASED: Final = "unreleased"


class ReleaseError(Exception):
    """What has to change before the release."""


def read_version() -> str:
    """Return the version of the package, without importing it."""
    return str(runpy.run_path(str(ROOT / VERSION_FILE))["__version__"])


def read_changes(changelog: str, version: str) -> tuple[date | None, str]:
    """
    Return the date and the changes of the first version in the changelog.

    Raises:
        ReleaseError: The first version is another one, or has no date or no changes.
    """
    _, *sections = re.split("^## ", changelog, flags=re.MULTILINE)
    heading, _, changes = sections[0].partition("\n") if sections else ("", "", "")
    found = re.fullmatch(r"(\S+) \((unreleased|\d{4}-\d\d-\d\d)\)", heading)
    if found is None:
        raise ReleaseError(
            f"The first heading in {CHANGELOG} is {heading!r}. Write `## {version} "
            f"({UNRELEASED})`, or the date of the release, as in `## {version} "
            "(2026-01-31)`."
        )
    name, day = found.groups()
    if name != version:
        raise ReleaseError(
            f"{CHANGELOG} begins with {name}, but {VERSION_FILE} says {version}. "
            "Change one of them."
        )
    if not changes.strip():
        raise ReleaseError(f"{CHANGELOG} has no changes below {heading!r}. List them.")
    try:
        return None if day == UNRELEASED else date.fromisoformat(day), changes.strip()
    except ValueError as error:
        raise ReleaseError(f"{CHANGELOG}: {day} is no date: {error}.") from None


def check_tag(tag: str, version: str, released: date | None) -> None:
    """
    Compare a tag with the version and its date in the changelog.

    Raises:
        ReleaseError: They do not match.
    """
    if tag != f"v{version}":
        raise ReleaseError(
            f"The tag is {tag}, but {VERSION_FILE} says {version}. Delete the tag. "
            f"Then tag v{version}, or change the version and {CHANGELOG} first."
        )
    if released is None:
        raise ReleaseError(
            f"{CHANGELOG} says that {version} is {UNRELEASED}. Delete the tag, write "
            "the date of the release in the heading, and tag the commit that does it."
        )


def unwrap(text: str) -> str:
    """Join the lines of each paragraph and item, because GitHub keeps line breaks."""
    return re.sub(r"(?<=\S)\n *(?!- |#)(?=\S)", " ", text)


def main() -> None:
    """Print the changes in a tagged version, or whether the version can be tagged."""
    parser = argparse.ArgumentParser(description="Compare a tag with the release.")
    parser.add_argument("tag", nargs="?", help="a tag, such as v0.1.0")
    tag: str | None = parser.parse_args().tag
    try:
        version = read_version()
        released, changes = read_changes((ROOT / CHANGELOG).read_text("utf-8"), version)
        if tag is not None:
            check_tag(tag, version, released)
    except ReleaseError as error:
        sys.exit(str(error))
    if tag is not None:
        print(unwrap(changes))
    elif released is not None:
        print(f"You can tag v{version}, with the date {released}.")
    else:
        print(
            f"You cannot tag v{version} yet: {CHANGELOG} says that it is {UNRELEASED}. "
            "Write the date of the release in the heading."
        )


if __name__ == "__main__":
    main()
