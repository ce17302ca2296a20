from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.no_cover


def imported(source: str) -> set[str]:
    """Run Python source in an interpreter of its own, and return what it imported."""
    done = subprocess.run(  # noqa: S603 - the source is ours
        [sys.executable, "-c", f"{source}\nimport sys\nprint(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stdout.split())


def test_parsing_events_imports_no_client() -> None:
    """A Lambda function that calls nothing does not pay for boto3."""
    modules = imported("from drsclient.events import from_event")
    assert "drsclient.events" in modules
    assert modules.isdisjoint({"boto3", "botocore.session"})


def test_watching_is_optional() -> None:
    """Neither a client nor a log needs rich, which may not be installed."""
    assert "drsclient.watching" not in imported(MAKE_CLIENT)
    modules = imported("from drsclient.watching import Watch\nwith Watch(): pass")
    assert "drsclient.watching" in modules
    assert "rich" not in modules


def test_the_async_client_is_optional() -> None:
    """Neither the sync client nor a fake needs anyio, which may not be installed."""
    use_fake = "from drsclient.testing import FakeDrs\nwith FakeDrs() as f: f.client()"
    modules = imported(f"{MAKE_CLIENT}\n{use_fake}\nimport pytest_drsclient")
    assert "drsclient.testing._clients" in modules
    assert modules.isdisjoint({"anyio", "asyncio", "drsclient.aio"})


def test_the_plugin_costs_nothing_when_it_is_not_used() -> None:
    """Pytest imports it in every run of everybody who has this package."""
    modules = imported("import pytest_drsclient")
    assert not any(name.partition(".")[0] == "drsclient" for name in modules)
    assert "botocore" not in modules


MAKE_CLIENT = "import drsclient\ndrs = drsclient.DrsClient(region_name='us-east-1')"


def models_imported(source: str) -> set[str]:
    """Run Python source, and return which resources' models it imported."""
    prefix = "drsclient.models."
    names = {name for name in imported(source) if name.startswith(prefix)}
    return {name for name in names if not name.removeprefix(prefix).startswith("_")}


def test_starting_imports_no_models() -> None:
    """A client takes no longer to make for each resource that the library gains."""
    assert models_imported(MAKE_CLIENT) == set()


@pytest.mark.usefixtures("credentials")
def test_a_call_imports_only_the_models_that_it_returns(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first call pays for the models of its own resource, not for all."""
    needed = models_imported("import drsclient.models.source_servers")
    server_id = fake_drs.add_source_server()
    monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", fake_drs.endpoint_url)
    call = f"assert drs.start_replication({server_id!r}).arn"
    did_import = models_imported(f"{MAKE_CLIENT}\n{call}")
    assert "drsclient.models.source_servers" in did_import
    assert did_import <= needed
    assert [sent.operation for sent in fake_drs.requests] == ["StartReplication"]
