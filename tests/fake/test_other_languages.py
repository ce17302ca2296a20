"""The examples and tables of docs/testing/other-languages.md."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from drsclient.testing import FakeDrs
from drsclient.testing._control import FAKE_CALLS, SITE_CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = (Path(__file__).parents[2] / "docs/testing/other-languages.md").read_text(
    "utf-8"
)


def blocks(language: str) -> list[str]:
    """Return the code blocks in a language."""
    pattern = rf"^```{language}\n(.*?)^```"
    return re.findall(pattern, PAGE, re.DOTALL | re.MULTILINE)


def run(fake: FakeDrs, *command: str, program: str) -> str:
    """Run a program that is read from the standard input, and return its output."""
    done = subprocess.run(  # noqa: S603 - the programs of the page
        command,
        input=program,
        env=os.environ | fake.environment,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_calls_with_curl_give_what_the_page_shows(fake: FakeDrs) -> None:
    """Each line after a `$` is run, and the output is that of the page."""
    (session,) = (block for block in blocks("console") if "/_fake/" in block)
    port = str(urlsplit(fake.endpoint_url).port)
    lines = session.replace("8080", port).splitlines()
    program = "".join(f"{line[2:]}\n" for line in lines if line.startswith("$ "))
    output = run(fake, "bash", program=program)
    assert output.splitlines() == [line for line in lines if not line.startswith("$ ")]


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_the_calls_in_javascript_are_made(fake: FakeDrs) -> None:
    """The function and the calls of the page run with Node.js."""
    (program,) = (block for block in blocks("javascript") if "/_fake/" in block)
    fake.add_source_server(hostname="of an earlier test")
    run(fake, "node", "--input-type=module", program=program)
    assert fake.now.isoformat() == "2030-01-01T00:20:00+00:00"
    (server,) = fake.boto3_client().describe_source_servers()["items"]
    info = server.get("dataReplicationInfo", {})
    assert info.get("dataReplicationState") == "CONTINUOUS"


@pytest.mark.parametrize("calls", [SITE_CALLS, FAKE_CALLS], ids=["site", "fake"])
def test_the_page_has_each_call_with_its_arguments(calls: frozenset[str]) -> None:
    """The tables have the parameters of the methods, in their order."""
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\|$", PAGE, re.MULTILINE)
    described = {name: re.findall(r"`(\w+)`", cell) for name, cell in rows}
    methods = {name: getattr(FakeDrs, name) for name in calls}
    assert {name: described.get(name) for name in calls} == {
        name: [] if isinstance(method, property) else list(parameters(method))
        for name, method in methods.items()
    }


def parameters(method: object) -> Sequence[str]:
    """Return the names of a method's parameters."""
    assert inspect.isfunction(method)
    _, *names = inspect.signature(method).parameters
    return names
