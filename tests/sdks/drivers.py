"""The SDKs that run the scenarios: boto3, the AWS CLI, and JavaScript's."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

import boto3
import botocore
from botocore import xform_name
from botocore.exceptions import ClientError

from tests.sdks.scenario import Answer, Json, UnknownOperationError

if TYPE_CHECKING:
    from collections.abc import Generator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

_DRIVER: Final = Path(__file__).with_name("driver.mjs")
_BOTOCORE_DATA: Final = Path(botocore.__file__).with_name("data")
# How an SDK that hangs ends: as a failing test.
_SECONDS_PER_CALL: Final = 30
_CLI_ERROR: Final = re.compile(
    r"An error occurred \((?P<code>[^)]+)\) when calling the \w+ operation"
    r"(?: \(reached max retries: \d+\))?: (?P<message>.*)"
)


class Boto3:
    """Plain boto3, in this process."""

    def __init__(self, client: Boto3DrsClient) -> None:
        self._client = client

    def knows(self, operation: str) -> bool:
        """Return whether this version of botocore has an operation."""
        return operation in self._client.meta.service_model.operation_names

    def call(self, operation: str, parameters: Json) -> Answer:
        """Call an operation."""
        if not self.knows(operation):
            raise UnknownOperationError(operation)
        method = getattr(self._client, xform_name(operation))
        try:
            response = method(**parameters)
        except ClientError as error:
            return _boto3_failure(error.response)
        del response["ResponseMetadata"]
        return Answer(_with_text_times(response))


@contextmanager
def boto3_sdk() -> Generator[Boto3]:
    """Open a boto3 client, which takes its settings from the environment."""
    client = boto3.Session().client("drs")  # pyright: ignore[reportUnknownMemberType] - of all services, only the types of DRS are installed
    try:
        yield Boto3(client)
    finally:
        client.close()


def _boto3_failure(response: Any) -> Answer:  # noqa: ANN401 - an error has any members
    error = response["Error"]
    members = {
        name: member
        for name, member in response.items()
        if name not in {"Error", "ResponseMetadata", "message"}
    }
    return Answer(_with_text_times(members), error["Code"], error["Message"])


def _with_text_times(response: Json) -> Json:
    def text(time: object) -> str:
        assert isinstance(time, datetime)
        return time.astimezone(UTC).isoformat()

    converted: Json = json.loads(json.dumps(response, default=text))
    return converted


class AwsCli:
    """
    The AWS CLI, in a process per call.

    It reads the service model of the installed botocore instead of its own, which may
    be older and would make it drop members and lack operations.

    Args:
        executable: The path of `aws`.
        models: An empty folder, for the service model.
        seconds_per_call: How long a call may take.
    """

    def __init__(
        self,
        executable: str,
        models: Path,
        *,
        seconds_per_call: float = _SECONDS_PER_CALL,
    ) -> None:
        self._executable = executable
        self._seconds_per_call = seconds_per_call
        shutil.copytree(_BOTOCORE_DATA / "drs", models / "drs")
        self._models = models

    def call(self, operation: str, parameters: Json) -> Answer:
        """Call an operation."""
        done = self._run(
            *("drs", xform_name(operation, "-"), "--no-paginate", "--output", "json"),
            *("--cli-input-json", json.dumps(parameters)),
        )
        if done.returncode == 0:
            # It prints nothing if a response has no members.
            return Answer(json.loads(done.stdout or "{}"))
        if "invalid choice" in done.stderr.lower():
            raise UnknownOperationError(operation)
        error = _CLI_ERROR.search(done.stderr)
        assert error, f"the AWS CLI failed: {done.stderr}"
        return Answer({}, error["code"], error["message"])

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - the tests found this program
                [self._executable, *arguments],
                env={**os.environ, "AWS_DATA_PATH": str(self._models)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                timeout=self._seconds_per_call,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"the AWS CLI hangs: {error}") from error


class JavaScript:
    """
    The AWS SDK for JavaScript, in a process of Node.js.

    Args:
        process: The process, which runs `driver.mjs`.
        seconds_per_call: How long a call may take.
    """

    def __init__(
        self, process: subprocess.Popen[str], *, seconds_per_call: float
    ) -> None:
        self._process = process
        self._seconds_per_call = seconds_per_call

    def call(self, operation: str, parameters: Json) -> Answer:
        """Call an operation."""
        request = {"operation": operation, "parameters": parameters}
        answer = json.loads(self._exchange(json.dumps(request)))
        if answer.pop("unknown", False):
            raise UnknownOperationError(operation)
        return Answer(**answer)

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def _exchange(self, line: str) -> str:
        process = self._process
        assert process.stdin
        assert process.stdout
        limit = Timer(self._seconds_per_call, process.kill)
        limit.start()
        answer = ""
        try:
            # The pipe is broken if Node.js could not even start the driver.
            with suppress(BrokenPipeError):
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
                answer = process.stdout.readline()
        finally:
            limit.cancel()
            limit.join()
        assert answer, (
            f"Node.js ended, or took more than {self._seconds_per_call} seconds;"
            " what it said is in the captured output"
        )
        return answer


@contextmanager
def javascript_sdk(
    node: str, folder: str, *, seconds_per_call: float = _SECONDS_PER_CALL
) -> Generator[JavaScript]:
    """
    Start Node.js, and end it afterwards.

    Args:
        node: The path of `node`.
        folder: The folder in which npm installed the SDK.
        seconds_per_call: How long a call may take.
    """
    process = subprocess.Popen(  # noqa: S603 - the tests found this program
        [node, str(_DRIVER), folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield JavaScript(process, seconds_per_call=seconds_per_call)
    finally:
        process.kill()
        # This closes the pipes and waits, whatever state they are in.
        process.communicate()
