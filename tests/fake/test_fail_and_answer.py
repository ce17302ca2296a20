from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

STATUS_CODES = {
    "AccessDeniedException": 403,
    "ConflictException": 409,
    "InternalServerException": 500,
    "ResourceNotFoundException": 404,
    "ServiceQuotaExceededException": 402,
    "ThrottlingException": 429,
    "UninitializedAccountException": 400,
    "ValidationException": 400,
}


def failure(drs: Boto3DrsClient) -> Any:  # noqa: ANN401 - a response has any members
    """Return the error response of a call that must fail."""
    with pytest.raises(ClientError) as caught:
        drs.describe_source_servers()
    return caught.value.response


@pytest.mark.parametrize("code", STATUS_CODES)
def test_a_modeled_error_has_the_status_code_of_the_model(
    fake: FakeDrs, drs: Boto3DrsClient, code: str
) -> None:
    """boto3 raises the exception class of the code."""
    fake.fail("DescribeSourceServers", code, message="no")
    with pytest.raises(getattr(drs.exceptions, code)) as caught:
        drs.describe_source_servers()
    response: Any = caught.value.response
    assert response["Error"]["Code"] == code
    assert response["Error"]["Message"] == "no"
    metadata = response["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == STATUS_CODES[code]
    assert metadata["HTTPHeaders"]["x-amzn-errortype"] == code
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]


def test_failures_end_after_the_given_times(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Failures occur in the order in which they were requested."""
    fake.fail("DescribeSourceServers", "ThrottlingException", times=2)
    fake.fail("DescribeSourceServers", "AccessDeniedException")
    codes = [failure(drs)["Error"]["Code"] for _ in range(3)]
    assert codes == [
        "ThrottlingException",
        "ThrottlingException",
        "AccessDeniedException",
    ]
    assert drs.describe_source_servers()["items"] == []


def test_other_operations_do_not_fail(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A failure only affects its own operation."""
    fake.fail("StopReplication", "ThrottlingException")
    assert drs.describe_source_servers()["items"] == []


def test_a_failed_call_does_nothing(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A failed call does not change the server."""
    server_id = fake.add_source_server()
    before = fake.source_server(server_id)
    fake.fail("StartReplication", "InternalServerException")
    with pytest.raises(drs.exceptions.InternalServerException):
        drs.start_replication(sourceServerID=server_id)
    assert fake.source_server(server_id) == before


def test_an_error_carries_members_and_retry_after(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Members are in the body, the delay is in the header."""
    fake.fail(
        "DescribeSourceServers",
        "ThrottlingException",
        retry_after=3,
        serviceCode="drs",
        quotaCode="L-1",
    )
    response = failure(drs)
    assert response["serviceCode"] == "drs"
    assert response["quotaCode"] == "L-1"
    assert response["retryAfterSeconds"] == "3"
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "3"


def test_the_member_code_is_not_the_error_code(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Most errors of DRS have a member of that name."""
    fake.fail("DescribeSourceServers", "ConflictException", code="DETAIL")
    response = failure(drs)
    assert response["Error"]["Code"] == "ConflictException"
    assert response["code"] == "DETAIL"


@pytest.mark.parametrize(("status_code", "expected"), [(None, 400), (503, 503)])
def test_an_error_need_not_be_in_the_model(
    fake: FakeDrs, drs: Boto3DrsClient, status_code: int | None, expected: int
) -> None:
    """AWS returns errors that are in no service model."""
    fake.fail("DescribeSourceServers", "ExpiredToken", status_code=status_code, why=1)
    response = failure(drs)
    assert response["Error"]["Code"] == "ExpiredToken"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == expected


def test_typos_are_refused(fake: FakeDrs) -> None:
    """A failure that can never occur would let a test pass that tests nothing."""
    with pytest.raises(ValueError, match="no operation 'StartReplicaton'"):
        fake.fail("StartReplicaton", "ThrottlingException")
    with pytest.raises(ValueError, match="no operation 'start_replication'"):
        fake.answer("start_replication")
    with pytest.raises(ValueError, match="ConflictException: resourceID is not"):
        fake.fail("StartReplication", "ConflictException", resourceID="s-1")


def test_a_refused_failure_has_no_effect(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The next call succeeds after a `fail` or an `answer` that was refused."""
    with pytest.raises(ValueError, match="times must be at least 1, not 0"):
        fake.fail("DescribeSourceServers", "ThrottlingException", times=0)
    with pytest.raises(ValueError, match="status_code must be at most 599, not 600"):
        fake.answer("DescribeSourceServers", status_code=600)
    assert drs.describe_source_servers()["items"] == []


def test_the_limits_themselves_are_allowed(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A delay of no seconds is allowed, and so is an `HTTPStatus`."""
    fake.fail(
        "DescribeSourceServers",
        "ThrottlingException",
        retry_after=0,
        status_code=HTTPStatus.SERVICE_UNAVAILABLE,
    )
    metadata = failure(drs)["ResponseMetadata"]
    assert metadata["HTTPHeaders"]["retry-after"] == "0"
    assert metadata["HTTPStatusCode"] == 503
    fake.answer("DescribeSourceServers", status_code=599)
    assert failure(drs)["ResponseMetadata"]["HTTPStatusCode"] == 599


def test_operations_that_are_not_implemented_can_fail_too(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """All operations of the service model can be made to fail."""
    fake.fail("DescribeJobs", "ThrottlingException")
    with pytest.raises(drs.exceptions.ThrottlingException):
        drs.describe_jobs()


def test_any_bytes_can_be_a_response(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A proxy's page arrives unchanged, with a request ID."""
    fake.answer(
        "DescribeSourceServers",
        status_code=503,
        body=b"<html>sorry</html>",
        headers={"Content-Type": "text/html"},
    )
    metadata = failure(drs)["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 503
    assert metadata["HTTPHeaders"]["content-type"] == "text/html"
    assert metadata["HTTPHeaders"]["x-amzn-requestid"].startswith("00000001-")
    assert drs.describe_source_servers()["items"] == []


def test_responses_can_stand_in_for_operations_that_are_not_implemented(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """With `times`, the same response is sent again."""
    fake.answer("DescribeJobs", body=b'{"items": [{"jobID": "drsjob-1"}]}', times=2)
    responses = [drs.describe_jobs()["items"] for _ in range(2)]
    assert responses == [[{"jobID": "drsjob-1"}]] * 2


def test_requests_are_recorded(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Failed requests are recorded too, with the user agent that the client sent."""
    fake.fail("StartReplication", "ThrottlingException")
    server_id = fake.add_source_server()
    assert list(fake.requests) == []
    drs.describe_source_servers(maxResults=3)
    with pytest.raises(drs.exceptions.ThrottlingException):
        drs.start_replication(sourceServerID=server_id)
    assert [(request.operation, request.parameters) for request in fake.requests] == [
        ("DescribeSourceServers", {"maxResults": 3}),
        ("StartReplication", {"sourceServerID": server_id}),
    ]
    assert "Boto3/" in fake.requests[0].headers["user-agent"]


def test_a_client_makes_one_attempt_by_default(
    fake: FakeDrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test sees each error; boto3's retries can be switched on."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    fake.fail("DescribeSourceServers", "ThrottlingException", times=2)
    failure(fake.boto3_client())
    assert len(list(fake.requests)) == 1
    patient = fake.boto3_client(config=Config(retries={"total_max_attempts": 2}))
    assert patient.describe_source_servers()["items"] == []
    assert len(list(fake.requests)) == 3
    assert len(slept) == 1
