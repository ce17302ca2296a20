"""The program in docs/how-to/dask.md, on Dask with worker processes."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from drsclient import from_wire
from drsclient.errors import (
    AccessDeniedException,
    FleetInterrupt,
    ThrottlingException,
    WaitTimeoutError,
)
from drsclient.models import (
    DataReplicationState,
    Job,
    JobLogEvent,
    LaunchStatus,
    RecoveryPlanExecution,
    RecoveryPlanExecutionMode,
    RecoveryPlanExecutionStatus,
    SourceServer,
)
from drsclient.outcomes import (
    ExecutionOutcome,
    FleetOutcome,
    JobOutcome,
    NetworkOutcome,
    ParticipantOutcome,
    PendingOutcome,
    ReplicationOutcome,
    ServerOutcome,
    ServerReplication,
    Verdict,
)
from tests.behavior.service_errors import RESPONSE
from tests.behavior.test_errors import EXAMPLES, assert_same
from tests.contract.strategies import repeatable
from tests.contract.test_round_trips import ENTITIES, drawn, model_named
from tests.engines import tasks
from tests.engines.pages import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from drsclient.testing import FakeDrs

dask = pytest.importorskip("dask", reason="run `nox -s engines`")
distributed = pytest.importorskip("distributed", reason="run `nox -s engines`")

ACCOUNTS = [digit * 12 for digit in "1234"]
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-south-1"]
SITES = [(account, region) for account in ACCOUNTS for region in REGIONS]
SERVERS = 100
PROFILE = """
[profile {0}]
aws_access_key_id = AKIA{0}
aws_secret_access_key = testing
"""
NOW = datetime(2030, 1, 1, tzinfo=UTC)
ARN = "arn:aws:drs:us-east-1:123456789012:{}"
JOB = Job(
    job_id="drsjob-0123456789abcdef0",
    arn=ARN.format("job/drsjob-0123456789abcdef0"),
    creation_date_time=NOW,
)
SERVER = SourceServer(source_server_id="s-1", arn=ARN.format("source-server/s-1"))
LAUNCHED = ServerOutcome(
    verdict=Verdict.FAILED,
    source_server_id="s-0123456789abcdef0",
    launch_status=LaunchStatus("NEW_TO_THIS_VERSION"),
    reason="no capacity",
    event=JobLogEvent.LAUNCH_FAILED,
)
THROTTLE = ThrottlingException(RESPONSE, "DescribeSourceServers")
FLEET: FleetOutcome[SourceServer] = FleetOutcome(
    operation_name="StartReplication",
    results={"s-1": SERVER, "s-2": THROTTLE},
)
STALLED = ServerReplication(
    source_server_id="s-0123456789abcdef0",
    verdict=Verdict.WAITING,
    name="db-1",
    state=DataReplicationState.STALLED,
    lag_duration=timedelta(minutes=7),
    stalled_since=NOW,
)
OUTCOMES = [
    ReplicationOutcome(date_time=NOW, servers=(STALLED,)),
    JobOutcome(
        jobs=(JOB,),
        servers=(LAUNCHED,),
        networks=(NetworkOutcome(verdict=Verdict.SUCCEEDED),),
    ),
    ExecutionOutcome(
        execution=RecoveryPlanExecution(
            recovery_plan_execution_arn=ARN.format("recovery-plan-execution/exec-1"),
            recovery_plan_arn=ARN.format("recovery-plan/rp-1"),
            mode=RecoveryPlanExecutionMode.DRILL,
            status=RecoveryPlanExecutionStatus("NEW_TO_THIS_VERSION"),
            started_at=NOW,
        ),
        servers=(LAUNCHED,),
    ),
    PendingOutcome(
        pending=(ParticipantOutcome(verdict=Verdict.WAITING, job_id=JOB.job_id),)
    ),
]
TIMEOUT = WaitTimeoutError(
    ReplicationOutcome(date_time=NOW, servers=(STALLED,)), timeout=60
)


@pytest.fixture(scope="module")
def address(
    fake: FakeDrs,
    tmp_path_factory: pytest.TempPathFactory,
    environment: pytest.MonkeyPatch,
) -> Iterator[str]:
    """Run a scheduler with two processes, and return its address."""
    config = tmp_path_factory.mktemp("aws") / "config"
    config.write_text("".join(map(PROFILE.format, ACCOUNTS)))
    environment.setenv("AWS_CONFIG_FILE", str(config))
    environment.setenv("AWS_ENDPOINT_URL_DRS", fake.endpoint_url)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=4, dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def pool(address: str) -> Iterator[Executor]:
    """Connect to the scheduler, as the page does."""
    with distributed.Client(address) as client:
        yield client.get_executor(pure=False)


def test_the_program_of_the_page_waits_for_thousands_of_servers(
    address: str, fake: FakeDrs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program waits for servers in many accounts and Regions, despite errors."""
    servers = {
        (account, region): [
            fake.site(account_id=account, region_name=region).add_source_server(
                state="INITIATING"
            )
            for _ in range(SERVERS)
        ]
        for account, region in SITES
    }
    throttled, denied, incomplete = SITES[0], SITES[7], SITES[13]
    operation = "DescribeSourceServers"
    fake.fail(operation, "ThrottlingException", resource_id=servers[throttled][0])
    fake.fail(
        operation, "AccessDeniedException", resource_id=servers[denied][0], times=None
    )
    missing = servers[incomplete][5] = "s-0123456789abcdef0"
    fake.advance(minutes=30)
    monkeypatch.setattr(time, "sleep", fake.sleep)
    module, _, main = blocks("how-to/dask.md", "python")
    (tmp_path / "protect.py").write_text(module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    program: dict[str, Any] = {"__name__": "__main__", "servers": servers}
    with dask.config.set({"scheduler-address": address}):
        exec(main, program)  # noqa: S102 - as on the page
    outcomes, errors = program["outcomes"], program["errors"]

    assert isinstance(errors.pop(denied), AccessDeniedException)
    assert errors == {}
    assert sorted(outcomes) == sorted(set(SITES) - {denied})
    (failed,) = outcomes.pop(incomplete).failed
    assert failed.source_server_id == missing
    for site, outcome in outcomes.items():
        assert outcome.is_success
        assert [one.source_server_id for one in outcome.servers] == servers[site]
    polls = Counter((poll.account_id, poll.region_name) for poll in fake.requests)
    assert polls[denied] == 1
    assert polls[throttled] == polls[SITES[1]] == 6


@settings(repeatable, max_examples=20)
@given(st.sampled_from(ENTITIES), st.data())
def test_models_cross_processes(pool: Executor, name: str, data: st.DataObject) -> None:
    """A model comes back from another process unchanged, whatever its values."""
    model = from_wire(model_named(name), drawn(name, data))
    process, returned = pool.submit(tasks.repeat, model).result()
    assert process != os.getpid()
    assert returned == model


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda one: type(one).__name__)
def test_outcomes_cross_processes(pool: Executor, outcome: object) -> None:
    """An outcome comes back from another process unchanged."""
    process, returned = pool.submit(tasks.repeat, outcome).result()
    assert process != os.getpid()
    assert returned == outcome
    assert str(returned) == str(outcome)


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids="example {}".format)
def test_exceptions_cross_processes(pool: Executor, number: int) -> None:
    """The exception of a task is raised with its attributes where a result is read."""
    with pytest.raises(type(EXAMPLES[number])) as raised:
        pool.submit(tasks.raise_example, number).result()
    assert_same(raised.value, EXAMPLES[number])


def test_groups_of_exceptions_cross_processes(pool: Executor) -> None:
    """The exception group of a fleet comes back complete."""
    with pytest.raises(ExceptionGroup) as raised:
        pool.submit(tasks.raise_all).result()
    examples = zip(raised.value.exceptions, EXAMPLES, strict=True)
    for number, (returned, example) in enumerate(examples):
        error = copy(example)
        error.add_note(f"StartReplication: s-{number:017x}")
        assert_same(returned, error)


def test_causes_cross_processes(pool: Executor) -> None:
    """The last error of a wait that timed out comes back with it."""
    with pytest.raises(WaitTimeoutError) as raised:
        pool.submit(tasks.raise_caused, TIMEOUT, THROTTLE).result()
    assert isinstance(raised.value.__cause__, ThrottlingException)
    assert_same(raised.value.__cause__, THROTTLE)


def test_fleets_cross_processes(pool: Executor) -> None:
    """The result of each of many calls comes back, even after Ctrl-C."""
    _, returned = pool.submit(tasks.repeat, FLEET).result()
    assert returned.succeeded == FLEET.succeeded
    assert_same(returned.failed["s-2"], THROTTLE)
    _, interrupt = pool.submit(tasks.repeat, FleetInterrupt(FLEET)).result()
    assert isinstance(interrupt, FleetInterrupt)
    assert str(interrupt.outcome) == str(FLEET)
