"""The SDKs that run the scenarios: boto3, the AWS CLI and the JavaScript SDK."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import StructureShape
from botocore.session import Session

from tests.sdks.scenario import (
    DEFAULT_SITE,
    Json,
    Limits,
    Outcome,
    Site,
    UnknownOperationError,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

_DRIVER: Final = Path(__file__).with_name("driver.mjs")
# A call that takes longer makes the test fail.
_SECONDS_PER_CALL: Final = 30
_TS_MEMBER: Final = re.compile(r"^\s+(?:readonly )?(\w+)\??:", re.MULTILINE)
_CLI_ERROR: Final = re.compile(
    r"An error occurred \((?P<code>[^)]+)\) when calling the \w+ operation"
    r"(?: \(reached max retries: \d+\))?: (?P<message>.*)"
)


class Boto3:
    """
    Plain boto3, in this process.

    Args:
        fake: The fake that it connects to.
    """

    limits = Limits()

    def __init__(self, fake: FakeDrs) -> None:
        self._fake = fake
        self._clients: dict[Site, Boto3DrsClient] = {}

    def call(
        self, operation: str, parameters: Json, site: Site = DEFAULT_SITE
    ) -> Outcome:
        """Call an operation."""
        client = self._client(site)
        if operation not in client.meta.service_model.operation_names:
            raise UnknownOperationError(operation)
        try:
            response = getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            return _boto3_failure(error.response)
        del response["ResponseMetadata"]
        return Outcome(_with_text_times(response))

    def _client(self, site: Site) -> Boto3DrsClient:
        if site not in self._clients:
            fake_site = self._fake.site(
                account_id=site.account_id, region_name=site.region_name
            )
            self._clients[site] = fake_site.boto3_client()
        return self._clients[site]


def _boto3_failure(response: Any) -> Outcome:  # noqa: ANN401 - an error has any members
    error = response["Error"]
    members = {
        name: member
        for name, member in response.items()
        if name not in {"Error", "ResponseMetadata", "message"}
    }
    return Outcome(_with_text_times(members), error["Code"], error["Message"])


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
        environment: Its environment variables.
        models: The folder with the service model.
        seconds_per_call: The timeout of a call, in seconds.
    """

    limits = Limits(shows_error_members=False)

    def __init__(
        self,
        executable: str,
        environment: Mapping[str, str],
        models: Path,
        *,
        seconds_per_call: float = _SECONDS_PER_CALL,
    ) -> None:
        self._executable = executable
        self._environment = {**environment, "AWS_DATA_PATH": str(models)}
        self._seconds_per_call = seconds_per_call

    def call(
        self, operation: str, parameters: Json, site: Site = DEFAULT_SITE
    ) -> Outcome:
        """Call an operation."""
        done = self._run(
            site,
            *("drs", xform_name(operation, "-"), "--no-paginate", "--output", "json"),
            *("--cli-input-json", json.dumps(parameters)),
        )
        if done.returncode == 0:
            # It prints nothing if a response has no members.
            return Outcome(json.loads(done.stdout or "{}"))
        if "invalid choice" in done.stderr.lower():
            raise UnknownOperationError(operation)
        error = _CLI_ERROR.search(done.stderr)
        assert error, f"the AWS CLI ended with {done.returncode}: {done.stderr}"
        return Outcome({}, error["code"], error["message"])

    def _run(self, site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - the tests found this program
                [self._executable, *arguments],
                env={
                    **self._environment,
                    "AWS_ACCESS_KEY_ID": site.access_key_id,
                    "AWS_DEFAULT_REGION": site.region_name,
                },
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
        folder: The folder in which npm installed the SDK.
        seconds_per_call: The timeout of a call, in seconds.
    """

    def __init__(
        self, process: subprocess.Popen[str], folder: str, *, seconds_per_call: float
    ) -> None:
        self._process = process
        self._folder = folder
        self._seconds_per_call = seconds_per_call

    def call(
        self, operation: str, parameters: Json, site: Site = DEFAULT_SITE
    ) -> Outcome:
        """Call an operation."""
        request = {
            "operation": operation,
            "parameters": parameters,
            "accessKeyId": site.access_key_id,
            "region": site.region_name,
        }
        response = json.loads(self._send(json.dumps(request)))
        if response.pop("unknown", False):
            raise UnknownOperationError(operation)
        return Outcome(**response)

    @property
    def limits(self) -> Limits:
        """The limitations of the SDK."""
        return Limits(unknown_members=_javascript_lacks(self._folder))

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def _send(self, line: str) -> str:
        process = self._process
        assert process.stdin
        assert process.stdout
        limit = Timer(self._seconds_per_call, process.kill)
        limit.start()
        response = ""
        try:
            # The pipe is broken if Node.js could not even start the driver.
            with suppress(BrokenPipeError):
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
                response = process.stdout.readline()
        finally:
            limit.cancel()
            limit.join()
        assert response, (
            f"Node.js ended, or took more than {self._seconds_per_call} seconds;"
            " what it said is in the captured output"
        )
        return response


@cache
def _javascript_lacks(folder: str) -> frozenset[str]:
    """Return the members that boto3 knows and the SDK in this folder does not."""
    types = Path(folder, "node_modules/@aws-sdk/client-drs/dist-types/models")
    known = {
        name
        for path in types.glob("*.d.ts")
        for name in _TS_MEMBER.findall(path.read_text(encoding="utf-8"))
    }
    assert known, f"no types in {types}"
    model = Session().get_service_model("drs")
    shapes = map(model.shape_for, model.shape_names)
    members = {
        name
        for shape in shapes
        if isinstance(shape, StructureShape)
        for name in shape.members
    }
    return frozenset(members - known)


@contextmanager
def javascript_sdk(
    node: str,
    folder: str,
    environment: Mapping[str, str],
    *,
    seconds_per_call: float = _SECONDS_PER_CALL,
) -> Generator[JavaScript]:
    """
    Start Node.js, and end it afterwards.

    Args:
        node: The path of `node`.
        folder: The folder in which npm installed the SDK.
        environment: The environment variables of Node.js.
        seconds_per_call: The timeout of a call, in seconds.
    """
    process = subprocess.Popen(  # noqa: S603 - the tests found this program
        [node, str(_DRIVER), folder],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield JavaScript(process, folder, seconds_per_call=seconds_per_call)
    finally:
        process.kill()
        # This closes the pipes and waits, whatever state they are in.
        process.communicate()
