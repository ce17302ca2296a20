from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from tests.sdks.drivers import AwsCli, Boto3, javascript_sdk
from tests.sdks.scenario import UnknownOperationError

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.conftest import Serve
    from tests.sdks.conftest import OpenSdk, SettingsFor


@pytest.fixture
def silent_url(serve: Serve) -> str:
    """Start a server that reads, and never responds."""

    def read(connection: socket.socket) -> None:
        while connection.recv(2**16):
            pass

    return f"http://{serve(read)}"


def test_an_operation_that_an_sdk_does_not_know_is_reported(open_sdk: OpenSdk) -> None:
    """The SDK still works after that."""
    with FakeDrs() as fake, open_sdk(fake.endpoint_url) as sdk:
        with pytest.raises(UnknownOperationError):
            sdk.call("DescribeNothing", {})
        assert sdk.call("DescribeSourceServers", {}).members == {"items": []}


def test_boto3_reports_an_operation_that_it_does_not_know() -> None:
    """The error differs from an error of the service."""
    with FakeDrs() as fake, pytest.raises(UnknownOperationError):
        Boto3(fake).call("DescribeNothing", {})


def test_a_cli_that_hangs_is_a_failure(
    silent_url: str, aws_executable: str, settings_for: SettingsFor, tmp_path: Path
) -> None:
    """The process is killed when a call times out."""
    settings = settings_for(silent_url)
    cli = AwsCli(aws_executable, settings, tmp_path, seconds_per_call=0.01)
    with pytest.raises(AssertionError, match="the AWS CLI hangs"):
        cli.call("DescribeSourceServers", {})


def test_a_javascript_sdk_that_hangs_is_a_failure(
    silent_url: str, javascript_paths: tuple[str, str], settings_for: SettingsFor
) -> None:
    """The process is killed when a call times out."""
    settings = settings_for(silent_url)
    with (
        javascript_sdk(*javascript_paths, settings, seconds_per_call=0.01) as sdk,
        pytest.raises(AssertionError, match="took more than"),
    ):
        sdk.call("DescribeSourceServers", {})
    assert sdk.ended


def test_a_missing_javascript_sdk_is_a_failure(
    javascript_paths: tuple[str, str],
    settings_for: SettingsFor,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The captured output names the missing module."""
    node, _ = javascript_paths
    with (
        javascript_sdk(node, str(tmp_path), settings_for("http://127.0.0.1:9")) as sdk,
        pytest.raises(AssertionError, match=r"Node\.js ended"),
    ):
        sdk.call("DescribeSourceServers", {})
    assert "Cannot find module '@aws-sdk/client-drs'" in capfd.readouterr().err


def test_node_ends_with_the_test(
    javascript_paths: tuple[str, str], settings_for: SettingsFor
) -> None:
    """No process keeps running."""
    with FakeDrs() as fake:
        settings = settings_for(fake.endpoint_url)
        with javascript_sdk(*javascript_paths, settings) as sdk:
            sdk.call("DescribeSourceServers", {})
            assert not sdk.ended
    assert sdk.ended
