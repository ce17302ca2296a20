from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "boto3",
    "botocore.client",
    "botocore.httpsession",
    "botocore.session",
    "drsclient.models.source_servers",
    "werkzeug",
)


def imported(source: str) -> set[str]:
    """Run Python source in an interpreter of its own, and return what it imported."""
    done = subprocess.run(  # noqa: S603 - the source is ours
        [sys.executable, "-c", f"{source}\nimport sys\nprint(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "source",
    [
        "import drsclient",
        "from drsclient import DrsClient, DrsError, from_wire, to_wire",
        "import drsclient.models",
        "import drsclient.testing",
        "import drsclient.testing.pytest_plugin",
    ],
)
def test_importing_is_cheap(source: str) -> None:
    """What takes long to import waits until somebody needs it."""
    assert imported(source).isdisjoint(HEAVY)


def test_a_connection_needs_no_server() -> None:
    """The fake's HTTP server is for tests only."""
    modules = imported("import drsclient\ndrsclient.DrsClient(region_name='us-east-1')")
    assert "boto3" in modules
    assert not any(name.startswith("drsclient.testing") for name in modules)
    assert "werkzeug" not in modules


def test_the_fake_is_there_when_it_is_asked_for() -> None:
    """Naming `FakeDrs` is what imports the server."""
    assert "werkzeug" in imported("from drsclient.testing import FakeDrs")
