"""The tool that compares a tag with the version and the changelog."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tools import release

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = """\
# Changelog

What users see.

## 1.2.0 (2026-01-31)

### Added

- A method was added,
  which does more.
  - It has a part
    of its own.

## 1.1.0 (2025-12-01)

- It began.
"""
UNRELEASED = RELEASED.replace("2026-01-31", "unreleased")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that the tool reads instead of the repository."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    version = tmp_path / release.VERSION_FILE
    version.parent.mkdir(parents=True)
    version.write_text('__version__ = "1.2.0"\n', encoding="utf-8")
    (tmp_path / release.CHANGELOG).write_text(RELEASED, encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Run the tool."""
    monkeypatch.setattr(sys, "argv", ["release", *arguments])
    release.main()


@pytest.mark.usefixtures("root")
def test_the_notes_are_the_changes_of_the_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For a tag, it prints the section of the version, with one line for each item."""
    run(monkeypatch, "v1.2.0")
    assert capsys.readouterr().out == (
        "### Added\n"
        "\n"
        "- A method was added, which does more.\n"
        "  - It has a part of its own.\n"
    )


@pytest.mark.parametrize(
    ("changelog", "answer"),
    [
        (RELEASED, "You can tag v1.2.0, with the date 2026-01-31.\n"),
        (UNRELEASED, "You cannot tag v1.2.0 yet: CHANGELOG.md says that it is unrel"),
    ],
    ids=["released", "unreleased"],
)
def test_without_a_tag_it_says_whether_you_can_tag(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changelog: str,
    answer: str,
) -> None:
    """An unreleased version is reported, and is not an error until it is tagged."""
    (root / release.CHANGELOG).write_text(changelog, encoding="utf-8")
    run(monkeypatch)
    assert capsys.readouterr().out.startswith(answer)


@pytest.mark.parametrize(
    ("changelog", "tag", "message"),
    [
        (
            RELEASED,
            "v1.3.0",
            r"_version\.py says 1\.2\.0\. Delete the tag\. Then tag v1",
        ),
        (RELEASED, "1.2.0", "Then tag v1.2.0"),
        (UNRELEASED, "v1.2.0", "write the date of the release in the heading"),
        (RELEASED.replace("1.2.0", "1.3.0"), "v1.2.0", r"begins with 1\.3\.0, but src"),
        (RELEASED.replace("01-31", "02-30"), "v1.2.0", "2026-02-30 is no date"),
        (RELEASED.replace(" (2026-01-31)", ""), "v1.2.0", r"heading .* is '1\.2\.0'"),
        ("# Changelog\n", "v1.2.0", r"Write `## 1\.2\.0 \(unreleased\)`, or the date"),
        ("## 1.2.0 (2026-01-31)\n\n", "v1.2.0", "no changes below '1.2.0 "),
    ],
)
def test_what_does_not_match_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch, changelog: str, tag: str, message: str
) -> None:
    """The error names the file and says what to change."""
    (root / release.CHANGELOG).write_text(changelog, encoding="utf-8")
    with pytest.raises(SystemExit, match=message):
        run(monkeypatch, tag)


def test_this_repository_can_be_released() -> None:
    """The version and the changelog of this repository match."""
    version = release.read_version()
    text = (release.ROOT / release.CHANGELOG).read_text(encoding="utf-8")
    _, changes = release.read_changes(text, version)
    assert "\n### " in changes
