"""
The SDKs that this machine has, and the settings that all of them read.

`nox -s sdks` installs the AWS CLI and the JavaScript SDK and says where they are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeAlias

import botocore
import pytest

from tests.sdks.drivers import AwsCli, javascript_sdk
from tests.sdks.scenario import Sdk

# The path of `aws`; without it, `aws` on the PATH.
AWS_CLI = "DRSCLIENT_TESTS_AWS_CLI"
# The folder whose `node_modules` has the JavaScript SDK.
JAVASCRIPT_SDK = "DRSCLIENT_TESTS_JAVASCRIPT_SDK"

# Opens an SDK for the service at an endpoint URL.
OpenSdk: TypeAlias = Callable[[str], AbstractContextManager[Sdk]]
# Returns the environment variables for the service at an endpoint URL.
SettingsFor: TypeAlias = Callable[[str], Mapping[str, str]]


@pytest.fixture(scope="session")
def settings_for(tmp_path_factory: pytest.TempPathFactory) -> SettingsFor:
    """Return a function that returns an SDK's usual settings for an endpoint URL."""
    home = tmp_path_factory.mktemp("home")
    config = home / "aws-config"
    config.write_text("[default]\ncli_timestamp_format = iso8601\n")
    # This machine's settings for AWS stay hidden.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
    }
    return lambda endpoint_url: {
        **inherited,
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL_DRS": endpoint_url,
        "AWS_MAX_ATTEMPTS": "1",
        # The AWS CLI prints UTF-8 in every locale.
        "PYTHONIOENCODING": "utf-8",
    }


@pytest.fixture(scope="session")
def aws_executable() -> str:
    """Find the AWS CLI, or skip the test."""
    executable = os.environ.get(AWS_CLI) or shutil.which("aws")
    if executable is None or not _works(executable):
        pytest.skip(f"no AWS CLI: run `nox -s sdks`, or set {AWS_CLI} to its path")
    return executable


def _works(executable: str) -> bool:
    # A shim may be on the PATH without an AWS CLI behind it.
    done = subprocess.run(  # noqa: S603 - this program is to be tested
        [executable, "--version"], capture_output=True, timeout=30, check=False
    )
    return done.returncode == 0


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the service model that the AWS CLI reads."""
    models = tmp_path_factory.mktemp("models")
    # Once: an AWS CLI that runs might read a file that is being written again.
    shutil.copytree(Path(botocore.__file__).with_name("data") / "drs", models / "drs")
    return models


@pytest.fixture(scope="session", params=["cli", "javascript"])
def open_sdk(request: pytest.FixtureRequest, settings_for: SettingsFor) -> OpenSdk:
    """Find an SDK, or skip the test."""
    if request.param == "javascript":
        node, folder = request.getfixturevalue("javascript_paths")
        return lambda url: javascript_sdk(node, folder, settings_for(url))
    executable = request.getfixturevalue("aws_executable")
    models = request.getfixturevalue("models")
    return lambda url: nullcontext(AwsCli(executable, settings_for(url), models))
