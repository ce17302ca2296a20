"""Run the examples in README.md and docs/ against a FakeDrs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    pattern="*.md",
    fixtures=["aws"],
).pytest()

PROFILE = """
[profile recovery]
region = eu-central-1
aws_access_key_id = testing
aws_secret_access_key = testing
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeDrs]:
    """Stand in for AWS in the examples of one page, which know nothing of a fake."""
    config = tmp_path_factory.mktemp("aws") / "config"
    config.write_text(PROFILE)
    with (
        FakeDrs(region_name="eu-central-1") as fake,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in os.environ:
            if name.startswith("AWS_"):
                patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_CONFIG_FILE", str(config))
        patch.setenv("AWS_ENDPOINT_URL_DRS", fake.endpoint_url)
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        patch.setenv("NO_PROXY", "127.0.0.1")
        # It would keep the settings of whoever made it first.
        patch.setattr("boto3.DEFAULT_SESSION", None)
        for number, hostname in enumerate(["db-1", "web-1", "web-2"], start=1):
            fake.add_source_server(
                source_server_id=f"s-{number}123456789abcdef0", hostname=hostname
            )
        yield fake
