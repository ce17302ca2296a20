from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

    from drsclient.testing import FakeDrs

SERVER = "s-00000000000000001"
SITE = "123456789012 us-east-1"


def call(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Make a successful call, a refused one, and one that a fault applies to."""
    fake.add_source_server()
    drs.start_replication(sourceServerID=SERVER)
    fake.advance(minutes=1)
    with pytest.raises(drs.exceptions.ConflictException):
        drs.start_replication(sourceServerID=SERVER)
    fake.fail("DescribeJobs", "ThrottlingException")
    with pytest.raises(drs.exceptions.ThrottlingException):
        drs.describe_jobs()


def test_requests_have_their_outcome(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A request has its operation, parameters, virtual time and outcome."""
    call(fake, drs)
    start = f'{SITE} StartReplication {{"sourceServerID": "{SERVER}"}}'
    assert [str(request) for request in fake.requests] == [
        f"2030-01-01T00:00:00 {start} -> OK",
        f"2030-01-01T00:01:00 {start} -> ConflictException",
        f"2030-01-01T00:01:00 {SITE} DescribeJobs {{}} -> ThrottlingException",
    ]
    assert {request.account_id for request in fake.requests} == {"123456789012"}


def test_a_request_has_its_site(fake: FakeDrs) -> None:
    """Its account and Region are in its text, and so in the log."""
    site = fake.site(account_id="111122223333", region_name="eu-west-1")
    site.boto3_client().describe_jobs()
    (request,) = fake.requests
    assert "00:00:00 111122223333 eu-west-1 DescribeJobs {} -> OK" in str(request)


def test_requests_are_logged(
    fake: FakeDrs, drs: Boto3DrsClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A failed test shows the log of its requests."""
    with caplog.at_level(logging.INFO, "drsclient.testing"):
        call(fake, drs)
    assert caplog.messages == [str(request) for request in fake.requests]


def test_a_request_can_be_asserted(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Requests are asserted by operation, by some parameters, and by number."""
    call(fake, drs)
    assert len(fake.assert_requested("StartReplication")) == 2
    assert fake.assert_requested("StartReplication", sourceServerID=SERVER, times=2)
    assert fake.assert_requested("StopReplication", times=0) == ()


def test_a_missing_request_is_an_assertion_error(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """The message lists what was requested instead."""
    with pytest.raises(AssertionError, match=r"the requests were:\n\(none\)"):
        fake.assert_requested("StartReplication")
    call(fake, drs)
    with pytest.raises(AssertionError) as caught:
        fake.assert_requested("StartReplication", sourceServerID="s-2", times=1)
    message = str(caught.value)
    assert message.startswith(
        'expected StartReplication with {"sourceServerID": "s-2"} 1 times,'
        f" not 0 times; the requests were:\n2030-01-01T00:00:00 {SITE} StartReplication"
    )
    with pytest.raises(AssertionError, match="at least once, not 0 times"):
        fake.assert_requested("StopReplication")


def test_an_operation_with_a_typo_is_not_asserted(fake: FakeDrs) -> None:
    """Otherwise `times=0` would always hold."""
    with pytest.raises(ValueError, match="no operation 'StopReplicaton'"):
        fake.assert_requested("StopReplicaton", times=0)


def test_a_recorded_request_is_apart_from_the_state(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Changing a recorded request does not change the state."""
    server_id = fake.add_source_server()
    drs.update_launch_configuration(
        sourceServerID=server_id, licensing={"osByol": True}
    )
    licensing: Any = fake.requests[-1].parameters["licensing"]
    licensing.clear()
    launch = drs.get_launch_configuration(sourceServerID=server_id)
    assert launch["licensing"] == {"osByol": True}


def test_a_refused_call_leaves_no_trace(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A refused call does not change later IDs."""
    drs.describe_jobs()
    before = fake.save()
    with pytest.raises(drs.exceptions.ValidationException, match="tags"):
        drs.create_source_network(
            vpcID="vpc-0123456789abcdef0",
            originAccountID="123456789012",
            originRegion="us-east-1",
            tags={str(number): "" for number in range(51)},
        )
    assert fake.save() == before
