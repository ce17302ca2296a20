"""The files for the package index: the wheel and the source distribution."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from importlib.metadata import PathDistribution
from pathlib import Path
from zipfile import Path as ZipPath, ZipFile

import pytest

from tools.release import read_version

pytestmark = pytest.mark.skipif(
    "WHEEL" not in os.environ, reason="only nox builds the wheel, and names it in WHEEL"
)

ROOT = Path(__file__).parents[2]
VERSION = read_version()
INFO = f"aws_drsclient-{VERSION}.dist-info"
# Only for those who develop or host the project.
NOT_DISTRIBUTED = (".ci/", ".github/", ".readthedocs.yaml")
# Where the links and pictures of a page lead, in Markdown and in HTML.
TARGETS = re.compile(
    r'(?<=\]\()[^)]*|(?<= href=")[^"]*|(?<= src=")[^"]*|(?<= srcset=")[^"]*'
)


@pytest.fixture
def wheel() -> Path:
    """Return the wheel."""
    return ROOT / os.environ["WHEEL"]


@pytest.fixture
def metadata(wheel: Path) -> PathDistribution:
    """Return the metadata in the wheel."""
    return PathDistribution(ZipPath(wheel, f"{INFO}/"))


def test_the_wheel_has_the_packages_and_nothing_else(wheel: Path) -> None:
    """The wheel has each file of both packages, and its own metadata."""
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for package in ("drsclient", "pytest_drsclient")
        for path in (ROOT / "src" / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"drsclient/py.typed", "pytest_drsclient/py.typed"} < sources
    names = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    with ZipFile(wheel) as archive:
        assert sorted(archive.namelist()) == sorted(
            sources | {f"{INFO}/{name}" for name in names}
        )


def test_the_wheel_is_for_every_platform(wheel: Path) -> None:
    """The name of the wheel has the version, and asks for no platform."""
    assert wheel.name == f"aws_drsclient-{VERSION}-py3-none-any.whl"


def test_the_metadata_is_complete(metadata: PathDistribution) -> None:
    """The metadata says what the package is, and what it runs on."""
    fields = metadata.metadata
    assert (fields["Name"], fields["Version"]) == ("aws-drsclient", VERSION)
    assert fields["Requires-Python"] == ">=3.11"
    assert fields["License-Expression"] == "Apache-2.0"
    assert fields.get_all("License-File") == ["LICENSE"]
    assert fields.get_all("Provides-Extra") == ["aio", "rich"]
    assert "Typing :: Typed" in fields.get_all("Classifier", [])
    urls = dict(
        url.split(", ", maxsplit=1) for url in fields.get_all("Project-URL", [])
    )
    assert {"Source", "Changelog", "Issues"} <= urls.keys()
    assert all(url.startswith("https://") for url in urls.values())


def test_the_dependencies_are_few(metadata: PathDistribution) -> None:
    """Only an extra installs what boto3, attrs and their types do not need."""
    always = [line for line in metadata.requires or [] if "extra ==" not in line]
    assert sorted(line.partition(">=")[0] for line in always) == [
        "attrs",
        "boto3",
        "botocore",
        "botocore-stubs",
        "cattrs",
        "immutabledict",
        "mypy-boto3-drs",
    ]


def test_the_fixtures_are_a_plugin_of_pytest(metadata: PathDistribution) -> None:
    """The only entry point is the module with the fixtures."""
    points = [(point.group, point.name, point.value) for point in metadata.entry_points]
    assert points == [("pytest11", "drsclient", "pytest_drsclient")]


def test_the_index_shows_the_readme_with_its_links(metadata: PathDistribution) -> None:
    """The description is README.md, with absolute links instead of relative ones."""
    assert metadata.metadata["Description-Content-Type"] == "text/markdown"
    _, _, description = (metadata.read_text("METADATA") or "").partition("\n\n")
    targets = TARGETS.findall(description)
    assert [one for one in targets if not one.startswith("https://")] == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert TARGETS.sub("", description) == TARGETS.sub("", readme)


def test_the_support_policy_names_what_is_claimed(metadata: PathDistribution) -> None:
    """SECURITY.md lists the same versions of Python and boto3 as the metadata."""
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    classifiers = metadata.metadata.get_all("Classifier", [])
    pattern = r"Programming Language :: Python :: (3\.\d+)"
    claimed = [m[1] for m in map(re.compile(pattern).fullmatch, classifiers) if m]
    assert re.findall(r"^\| (3\.\d+) \|", policy, re.MULTILINE) == claimed
    (boto3,) = [line for line in metadata.requires or [] if line.startswith("boto3>=")]
    assert f"boto3 {boto3.removeprefix('boto3>=')} or later" in policy


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git lists the files")
def test_the_source_distribution_has_what_the_tests_and_the_docs_need(
    wheel: Path,
) -> None:
    """It has each file of the repository, except what is for its hosts."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout.split("\0")
    expected = {
        file
        for file in files
        if (ROOT / file).is_file() and not file.startswith(NOT_DISTRIBUTED)
    }
    folder = f"aws_drsclient-{VERSION}"
    with tarfile.open(wheel.with_name(f"{folder}.tar.gz")) as archive:
        found = {name.removeprefix(f"{folder}/") for name in archive.getnames()}
    assert found == expected | {"PKG-INFO"}
