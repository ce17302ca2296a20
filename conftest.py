"""
Run the examples in README.md and docs/ against a FakeDrs.

With a botocore older than the library, skip what needs an operation that it lacks. Do
not measure the coverage of tests that are marked `no_cover`.
"""

from __future__ import annotations

import os
import re
import time
from functools import cache, partial
from inspect import isawaitable, iscoroutinefunction, signature
from typing import TYPE_CHECKING

import anyio
import pytest
from botocore import xform_name
from botocore.exceptions import ParamValidationError
from botocore.model import NoShapeFoundError, OperationNotFoundError
from coverage import Coverage
from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from drsclient import DrsClient, DrsConfigurationError
from drsclient.aio import AsyncDrsClient
from drsclient.aio._clock import VirtualClock
from drsclient.testing import FakeDrs
from tools.shapes import is_older_than_pinned, load_service

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from sybil import Example


def evaluate(example: Example) -> None:
    """Run a code block, and then each test that it defines."""
    before = dict(example.namespace)
    PythonEvaluator()(example)
    for name, value in example.namespace.items():
        if name.startswith("test_") and before.get(name) is not value:
            # With the fixture of this name, a page has its tests run on asyncio only.
            is_limited = "anyio_backend" in example.namespace
            run_tests(value, ["asyncio"] if is_limited else anyio.get_all_backends())


def run_tests(test: Callable[..., object], backends: Iterable[str]) -> None:
    """Run a test of the documentation with each of its parameters, as pytest would."""
    if iscoroutinefunction(test):
        for backend in backends:
            run_test(test, backend)
        return
    marks: list[pytest.Mark] = getattr(test, "pytestmark", [])
    if not marks:
        run_test(test)
    for mark in marks:
        name, values = mark.args
        for value in values:
            run_test(partial(test, **{name: value}))


def run_test(test: Callable[..., object], backend: str = "") -> None:
    """Run a test with a fake of its own, an async one with a backend of anyio."""
    with FakeDrs() as fake, pytest.MonkeyPatch.context() as patch:
        fixtures = {
            "fake_drs": fake,
            "drs_client": fake.client(),
            "async_drs_client": fake.async_client(),
            "monkeypatch": patch,
        }
        names = fixtures.keys() & signature(test).parameters
        call = partial(test, **{name: fixtures[name] for name in names})
        if backend:
            anyio.run(run_async, call, backend=backend)
        else:
            call()


async def run_async(test: Callable[[], object]) -> None:
    """Run an async test."""
    result = test()
    assert isawaitable(result)  # noqa: S101 - a test
    await result


@cache
def newer_names() -> set[str]:
    """Return the names that the library has and an older botocore lacks."""
    if not is_older_than_pinned():
        return set()
    # It imports all models, so not in every run.
    from tools.comparison import surplus, surplus_methods  # noqa: PLC0415

    service = load_service()
    names = {what.rpartition(".")[2] for what in surplus(service)}
    return {*map(xform_name, names), *surplus_methods(service)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Run the tests whose coverage is not measured last.

    What runs only once in a process, such as an import, would not be measured in them.
    """
    items.sort(key=lambda item: item.get_closest_marker("no_cover") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage in the tests that are marked so."""
    measurement = Coverage.current()
    if measurement is None or item.get_closest_marker("no_cover") is None:
        return (yield)
    measurement.stop()
    with pytest.MonkeyPatch.context() as patch:
        # The processes that the test starts would measure theirs.
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        try:
            return (yield)
        finally:
            measurement.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skip a test that fails because botocore is older than what the test needs."""
    report = yield
    # Of these types are the errors of the library, of boto3, of FakeDrs and of botocore
    # for an operation, a shape or a parameter that they do not know.
    if call.excinfo and call.excinfo.type in {
        AttributeError,
        DrsConfigurationError,
        NoShapeFoundError,
        OperationNotFoundError,
        ParamValidationError,
        ValueError,
    }:
        error = str(call.excinfo.value)
        words = map(xform_name, re.findall(r"\w+", error))
        if not newer_names().isdisjoint(words):
            path, line, _ = item.location
            report.outcome = "skipped"
            report.longrepr = (path, (line or 0) + 1, f"botocore is too old: {error}")
            if item.path.suffix == ".md" and item.parent:
                # The rest of the page needs the names that this example would define.
                item.parent.add_marker(pytest.mark.skip("see the example above"))
    return report


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
    files = tmp_path_factory.mktemp("files")
    with (
        FakeDrs(region_name="eu-central-1") as fake,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in os.environ:
            if name.startswith("AWS_"):
                patch.delenv(name)
        # Some examples write files.
        patch.chdir(files)
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
        clock = VirtualClock(fake)
        for kind in (DrsClient, AsyncDrsClient):
            defaults = kind.__init__.__kwdefaults__ or {}
            patch.setitem(defaults, "clock", clock)
        # With which it compares the argument.
        patch.setattr("drsclient.aio._client.time", clock)
        # One is from EC2 in another Region, one from elsewhere, and one from EC2 here.
        add = fake.add_source_server
        add(source_server_id=ID.format(1), hostname="db-1", origin_region="us-east-1")
        add(source_server_id=ID.format(2), hostname="web-1", hardware_id=VMWARE_UUID)
        add(source_server_id=ID.format(3), hostname="web-2")
        yield fake
