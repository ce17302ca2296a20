"""A canary: calls, errors, pages and waits work on a botocore with other events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.hooks import HierarchicalEmitter

from drsclient import ConflictException, DrsClient
from tests.contract import altered_botocore

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

ROOT = Path(__file__).parents[2]
SUITES = (
    "tests/behavior/test_describe_source_servers.py",
    "tests/behavior/test_operation_group.py",
    "tests/contract/test_operations.py::test_every_member_arrives",
    "tests/contract/test_operations.py::test_every_modeled_error_arrives_typed",
    "tests/waits/test_jobs.py",
)
# Errors that an operation does not declare take the way of those that it declares. The
# others look at the body of a response that the hook did not see, or at one on which
# botocore's own parser breaks.
LEFT_OUT = (
    "undeclared",
    "test_an_iteration_continues_in_the_middle_of_a_page",
    "test_a_repeated_token_is_refused",
    "test_a_response_without_the_result_is_refused",
)


each_alteration = pytest.mark.parametrize("alteration", altered_botocore.ALTERATIONS)


@each_alteration
def test_calls_work_on_an_altered_botocore(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    monkeypatch: pytest.MonkeyPatch,
    alteration: str,
) -> None:
    """Models, pages and typed errors arrive."""
    server = fake_drs.add_source_server(state="STOPPED")
    emit = altered_botocore.altered_emit(alteration)
    monkeypatch.setattr(HierarchicalEmitter, "_emit", emit)
    assert drs_client.start_replication(server).source_server_id == server
    assert [one.source_server_id for one in drs_client.describe_source_servers()] == [
        server
    ]
    with pytest.raises(ConflictException) as caught:
        drs_client.start_replication(server)
    assert caught.value.resource_id == server


@pytest.mark.no_cover
@each_alteration
def test_the_main_suites_pass_on_an_altered_botocore(alteration: str) -> None:
    """Models and typed errors do not depend on what is internal to botocore."""
    run = subprocess.run(  # noqa: S603 - it runs the tests of this project
        [
            *(sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short"),
            *("-p", altered_botocore.__name__, "-p", "no:cacheprovider"),
            *("-k", f"not ({' or '.join(LEFT_OUT)})"),
            *SUITES,
        ],
        cwd=ROOT,
        env={**os.environ, altered_botocore.VARIABLE: alteration},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
