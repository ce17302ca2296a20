from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from tests.sdks.drivers import AwsCli, boto3_sdk, javascript_sdk
from tests.sdks.scenario import UnknownOperationError

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.conftest import Serve
    from tests.sdks.conftest import OpenSdk, TalkTo


@pytest.fixture
def silence(serve: Serve, talk_to: TalkTo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all SDKs talk to a server that reads, and never responds."""
    with FakeDrs() as fake:
        talk_to(fake)

    def read(connection: socket.socket) -> None:
        while connection.recv(2**16):
            pass

    monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", f"http://{serve(read)}")


def test_an_operation_that_an_sdk_does_not_know_is_reported(
    open_sdk: OpenSdk, talk_to: TalkTo
) -> None:
    """The SDK goes on to work after that."""
    with FakeDrs() as fake:
        talk_to(fake)
        with open_sdk() as sdk:
            with pytest.raises(UnknownOperationError):
                sdk.call("DescribeNothing", {})
            assert sdk.call("DescribeSourceServers", {}).members == {"items": []}


def test_boto3_reports_an_operation_that_it_does_not_know(talk_to: TalkTo) -> None:
    """An old boto3 cannot run every scenario."""
    with FakeDrs() as fake:
        talk_to(fake)
        with boto3_sdk() as sdk, pytest.raises(UnknownOperationError):
            sdk.call("DescribeNothing", {})


@pytest.mark.usefixtures("silence")
def test_a_cli_that_hangs_is_a_failure(aws_executable: str, tmp_path: Path) -> None:
    """The process ends when its time is over."""
    cli = AwsCli(aws_executable, tmp_path / "models", seconds_per_call=0.01)
    with pytest.raises(AssertionError, match="the AWS CLI hangs"):
        cli.call("DescribeSourceServers", {})


@pytest.mark.usefixtures("silence")
def test_a_javascript_sdk_that_hangs_is_a_failure(
    javascript_paths: tuple[str, str],
) -> None:
    """The process ends when its time is over."""
    with (
        javascript_sdk(*javascript_paths, seconds_per_call=0.01) as sdk,
        pytest.raises(AssertionError, match="took more than"),
    ):
        sdk.call("DescribeSourceServers", {})
    assert sdk.ended


def test_a_javascript_sdk_that_is_not_there_is_a_failure(
    javascript_paths: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The captured output says what is missing."""
    node, _ = javascript_paths
    with (
        javascript_sdk(node, str(tmp_path)) as sdk,
        pytest.raises(AssertionError, match=r"Node\.js ended"),
    ):
        sdk.call("DescribeSourceServers", {})
    assert "Cannot find module '@aws-sdk/client-drs'" in capfd.readouterr().err


def test_node_ends_with_the_test(
    javascript_paths: tuple[str, str], talk_to: TalkTo
) -> None:
    """No process is left behind."""
    with FakeDrs() as fake:
        talk_to(fake)
        with javascript_sdk(*javascript_paths) as sdk:
            sdk.call("DescribeSourceServers", {})
            assert not sdk.ended
    assert sdk.ended
