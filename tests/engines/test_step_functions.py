"""The state machine in docs/how-to/step-functions.md, on moto's Step Functions."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import boto3
import pytest

from drsclient import from_wire
from drsclient.errors import NotAttemptedError, WaitError
from drsclient.outcomes import JobOutcome
from drsclient.testing import Html, Reset, ServiceError
from tests.behavior.test_errors import EXAMPLES
from tests.engines.lambda_service import serve
from tests.engines.pages import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.testing import FakeDrs

moto = pytest.importorskip("moto", reason="run `nox -s engines`")
retries = pytest.importorskip(
    "moto.stepfunctions.parser.asl.component.common.retry.retrier_decl"
)
waits = pytest.importorskip(
    "moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function"
)
threads = pytest.importorskip("moto.stepfunctions.parser.utils").TMP_THREADS

PAGE = "how-to/step-functions.md"
(TEXT,) = blocks(PAGE, "json")
DEFINITION: dict[str, Any] = json.loads(TEXT)
REGION = "eu-central-1"


class StepFunctions:
    """Step Functions with the Lambda functions that the page shows."""

    def __init__(self, functions: dict[str, Any]) -> None:
        self.functions = functions
        self._client: Any = boto3.client("stepfunctions", region_name=REGION)  # pyright: ignore[reportUnknownMemberType] - only the types of DRS are installed

    def run(self, event: object, definition: str = TEXT) -> Execution:
        """Run a state machine to its end, and return the result."""
        machine = self._client.create_state_machine(
            name="machine",
            definition=definition,
            roleArn="arn:aws:iam::123456789012:role/machine",
        )
        before = len(threads)
        started = self._client.start_execution(
            stateMachineArn=machine["stateMachineArn"], input=json.dumps(event)
        )
        threads[before].join()
        found = self._client.describe_execution(executionArn=started["executionArn"])
        return Execution(
            status=found["status"],
            output=json.loads(found.get("output", "{}")),
            error=found.get("error"),
            cause=found.get("cause"),
        )


@attrs.frozen(kw_only=True)
class Execution:
    """The result of an execution of a state machine."""

    status: str
    output: dict[str, Any]
    error: str | None
    cause: str | None


@pytest.fixture
def step_functions(
    fake_drs: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StepFunctions]:
    """Start Step Functions and Lambda, which wait in virtual time."""
    end = fake_drs.now + timedelta(hours=3)

    def wait(_: object, *, env: object, wait_seconds: int) -> None:
        del env
        assert fake_drs.now < end, "the execution does not end"
        fake_drs.sleep(wait_seconds)

    monkeypatch.setattr(waits.WaitFunction, "_wait_interval", wait)
    monkeypatch.setattr(retries, "time", fake_drs)
    for name, text in fake_drs.environment.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    loopback = {"passthrough": {"urls": [r"http://127\.0\.0\.1:"]}}
    engine = {"execute_state_machine": True}
    functions: dict[str, Any] = {}
    with (
        serve(functions) as url,
        moto.mock_aws(config={"core": loopback, "stepfunctions": engine}),
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url)
        for code in blocks(PAGE, "python"):
            exec(code, functions)  # noqa: S102 - as on the page
        yield StepFunctions(functions)
        functions["drs"].close()


def protected(fake: FakeDrs, count: int) -> list[str]:
    """Add servers that can be launched."""
    return [fake.add_source_server(state="CONTINUOUS") for _ in range(count)]


def outcomes(fake: FakeDrs, operation: str) -> list[str]:
    """List the outcomes of the requests for an operation."""
    return [one.outcome for one in fake.requests if one.operation == operation]


def test_a_drill_runs_to_its_end(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """The execution ends with the outcome once the job has ended."""
    ids, start = protected(fake_drs, 3), fake_drs.now
    execution = step_functions.run({"source_server_ids": ids})
    assert execution.status == "SUCCEEDED"
    outcome = from_wire(JobOutcome, execution.output["outcome"])
    assert outcome.is_success
    assert [one.source_server_id for one in outcome.servers] == ids
    assert len(outcome.recovery_instance_ids) == 3
    polls = len(outcomes(fake_drs, "DescribeJobs"))
    assert polls > 2
    assert fake_drs.now - start == polls * timedelta(seconds=30)


def test_a_failed_launch_fails_the_execution(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """The cause of the failed execution has the failed server and its reason."""
    good, bad = protected(fake_drs, 2)
    fake_drs.fail_launch(bad, "no capacity")
    execution = step_functions.run({"source_server_ids": [good, bad]})
    assert execution.status == "FAILED"
    assert execution.error == "RecoveryFailedError"
    assert execution.cause is not None
    assert bad in execution.cause
    assert "no capacity" in execution.cause
    assert good not in execution.cause


def test_the_state_machine_retries_transient_errors(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """Throttling, service faults and lost connections are retried by their names."""
    fake_drs.fail("StartRecovery", "ThrottlingException", times=2)
    for fault in (
        ServiceError("ThrottlingException"),
        ServiceError("InternalServerException"),
        Reset(),
        Html(),
    ):
        fake_drs.inject(fault, "DescribeJobs")
    execution = step_functions.run({"source_server_ids": protected(fake_drs, 1)})
    assert execution.status == "SUCCEEDED"
    assert outcomes(fake_drs, "StartRecovery").count("OK") == 1
    assert len(set(outcomes(fake_drs, "DescribeJobs"))) == 5


def test_checks_are_retried_after_every_retryable_error() -> None:
    """`Check` lists each exception that can be retryable, by its name in Lambda."""
    (retry,) = DEFINITION["States"]["Check"]["Retry"]
    names = {name for name in retry["ErrorEquals"] if not name.startswith("Lambda.")}
    retryable = {
        type(error).__name__
        for error in EXAMPLES
        if error.retryable and not isinstance(error, NotAttemptedError | WaitError)
    }
    # The status code decides whether this one is retryable.
    assert names == {*retryable, "DrsServiceError"}


def test_other_errors_end_the_execution(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """A denied access is not retried; the execution has its name and its message."""
    fake_drs.fail("DescribeJobs", "AccessDeniedException", message="Not you.")
    execution = step_functions.run({"source_server_ids": protected(fake_drs, 1)})
    assert execution.status == "FAILED"
    assert execution.error == "AccessDeniedException"
    assert execution.cause is not None
    assert "Not you." in json.loads(execution.cause)["errorMessage"]
    assert outcomes(fake_drs, "DescribeJobs") == ["AccessDeniedException"]


def test_a_start_with_an_unknown_outcome_is_not_retried(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """After a lost connection, no second drill is started."""
    fake_drs.inject(Reset(), "StartRecovery")
    execution = step_functions.run({"source_server_ids": protected(fake_drs, 1)})
    assert execution.status == "FAILED"
    assert execution.error == "DrsConnectionError"
    assert len(outcomes(fake_drs, "StartRecovery")) == 1


def start_replication(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Start nothing, because the servers are already initiating."""
    del context
    return event


def test_the_outcome_of_hundreds_of_servers_is_passed_on(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """The outcome of 500 servers fits; a stalled server fails the execution."""
    ids = [fake_drs.add_source_server(state="INITIATING") for _ in range(500)]
    fake_drs.stall_replication(ids[0], error="AGENT_NOT_SEEN")
    step_functions.functions["start_replication"] = start_replication
    step_functions.functions["drs"] = fake_drs.client()
    execution = step_functions.run(
        {"source_server_ids": ids},
        TEXT.replace("start_drill", "start_replication")
        .replace("check_job", "check_replication")
        .replace('"Seconds": 30', '"Seconds": 300')
        .replace("RecoveryFailedError", "ReplicationFailedError"),
    )
    assert execution.error == "ReplicationFailedError"
    assert execution.cause is not None
    assert "1 of 500 " in execution.cause
    assert ids[0] in execution.cause
    assert "AGENT_NOT_SEEN" in execution.cause


def test_servers_without_a_job_fail_the_execution(
    fake_drs: FakeDrs, step_functions: StepFunctions
) -> None:
    """The execution waits for all jobs, and fails for the server that was refused."""
    ids = [*protected(fake_drs, 300), "s-0123456789abcdef0"]
    execution = step_functions.run(
        {"source_server_ids": ids}, TEXT.replace("start_drill", "start_drills")
    )
    assert outcomes(fake_drs, "StartRecovery").count("OK") == 3
    assert execution.error == "RecoveryFailedError"
    assert execution.cause is not None
    assert "1 of 301 " in execution.cause
    assert "s-0123456789abcdef0" in execution.cause
