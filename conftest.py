"""Run the examples in README.md and docs/ against a FakeDrs."""

from __future__ import annotations

import os
import time
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING

import pytest
from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sybil import Example


def evaluate(example: Example) -> None:
    """Run a code block, and then each test that it defines."""
    before = dict(example.namespace)
    PythonEvaluator()(example)
    for name, value in example.namespace.items():
        if name.startswith("test_") and before.get(name) is not value:
            run_tests(value)


def run_tests(test: Callable[..., None]) -> None:
    """Run a test of the documentation with each of its parameters, as pytest would."""
    marks: list[pytest.Mark] = getattr(test, "pytestmark", [])
    if not marks:
        run_test(test)
    for mark in marks:
        name, values = mark.args
        for value in values:
            run_test(partial(test, **{name: value}))


def run_test(test: Callable[..., None]) -> None:
    """Run a test with a fake of its own."""
    with FakeDrs() as fake, pytest.MonkeyPatch.context() as patch:
        fixtures = {
            "fake_drs": fake,
            "drs_client": fake.client(),
            "monkeypatch": patch,
        }
        test(**{n: fixtures[n] for n in signature(test).parameters if n in fixtures})


parser = PythonCodeBlockParser()
parser.codeblock_parser = CodeBlockParser("python", evaluate)
pytest_collect_file = Sybil(
    parsers=[parser, SkipParser()],
    pattern="*.md",
    fixtures=["aws"],
).pytest()

PROFILE = """
[profile recovery]
region = eu-central-1
aws_access_key_id = testing
aws_secret_access_key = testing
"""
ID = "s-{}123456789abcdef0"
VMWARE_UUID = "4214a8f9-2c0d-4b6e-9b0a-5d2f6c1e7a31"


def advance(fake: FakeDrs, seconds: float) -> None:
    """Let time pass in a fake instead of sleeping."""
    fake.advance(seconds=seconds)


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
        # The examples wait in virtual time.
        patch.setattr(time, "sleep", partial(advance, fake))
        # One is from EC2 in another Region, one from elsewhere, and one from EC2 here.
        add = fake.add_source_server
        add(source_server_id=ID.format(1), hostname="db-1", origin_region="us-east-1")
        add(source_server_id=ID.format(2), hostname="web-1", hardware_id=VMWARE_UUID)
        add(source_server_id=ID.format(3), hostname="web-2")
        yield fake
