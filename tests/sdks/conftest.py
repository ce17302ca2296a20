"""
The SDKs that this machine has, and the settings that all of them read.

`nox -s sdks` installs the AWS CLI and the JavaScript SDK and says where they are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pytest

from drsclient.testing import FakeDrs
from tests.sdks.drivers import AwsCli, javascript_sdk
from tests.sdks.scenario import Sdk

if TYPE_CHECKING:
    from pathlib import Path

# The path of `aws`; without it, `aws` on the PATH.
AWS_CLI = "DRSCLIENT_TESTS_AWS_CLI"
# The folder whose `node_modules` has the JavaScript SDK.
JAVASCRIPT_SDK = "DRSCLIENT_TESTS_JAVASCRIPT_SDK"

TalkTo: TypeAlias = Callable[[FakeDrs], None]
OpenSdk: TypeAlias = Callable[[], AbstractContextManager[Sdk]]


@pytest.fixture
def talk_to(aws_config: Path, monkeypatch: pytest.MonkeyPatch) -> TalkTo:
    """
    Let all SDKs talk to a fake.

    Returns:
        A function that writes an SDK's usual settings for a fake.
    """
    aws_config.write_text("[default]\ncli_timestamp_format = iso8601\n")

    def write_settings(fake: FakeDrs) -> None:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            # JavaScript reads this one.
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_DRS": fake.endpoint_url,
            "AWS_MAX_ATTEMPTS": "1",
            # The text of the AWS CLI, whatever the locale is.
            "PYTHONIOENCODING": "utf-8",
        }.items():
            monkeypatch.setenv(name, value)

    return write_settings


@pytest.fixture
def aws_executable() -> str:
    """Find the AWS CLI, or skip the test."""
    executable = os.environ.get(AWS_CLI) or shutil.which("aws")
    if executable is None or not _works(executable):
        pytest.skip(f"no AWS CLI: run `nox -s sdks`, or set {AWS_CLI} to its path")
    return executable


@cache
def _works(executable: str) -> bool:
    # A shim may be on the PATH without an AWS CLI behind it.
    done = subprocess.run(  # noqa: S603 - this program is to be tested
        [executable, "--version"], capture_output=True, timeout=30, check=False
    )
    return done.returncode == 0


@pytest.fixture
def javascript_paths() -> tuple[str, str]:
    """
    Find Node.js and the SDK for JavaScript, or skip the test.

    Returns:
        The path of `node`, and the folder in which npm installed the SDK.
    """
    node, folder = shutil.which("node"), os.environ.get(JAVASCRIPT_SDK)
    if node is None or folder is None:
        pytest.skip(
            "no AWS SDK for JavaScript: install Node.js and npm and run `nox -s sdks`,"
            f" or set {JAVASCRIPT_SDK} to the folder with its node_modules"
        )
    return node, folder


@pytest.fixture(params=["cli", "javascript"])
def open_sdk(request: pytest.FixtureRequest, tmp_path: Path) -> OpenSdk:
    """
    Find an SDK, or skip the test.

    Returns:
        A function that opens the SDK for the fake that `talk_to` named.
    """
    if request.param == "javascript":
        node, folder = request.getfixturevalue("javascript_paths")
        return lambda: javascript_sdk(node, folder)
    executable = request.getfixturevalue("aws_executable")
    return lambda: nullcontext(AwsCli(executable, tmp_path / "models"))
