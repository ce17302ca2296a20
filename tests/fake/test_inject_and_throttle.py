from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from drsclient.testing import Answer, FakeDrs, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient

ARN = "arn:aws:drs:us-east-1:123456789012:source-server/s-00000000000000001"


def outcomes(drs: Boto3DrsClient, calls: int) -> list[str]:
    """Return the results of some calls: an error code each, or `ok`."""
    return [outcome(drs.describe_source_servers) for _ in range(calls)]


def outcome(call: Callable[[], object]) -> str:
    """Return the result of a call: its error code, or `ok`."""
    try:
        call()
    except ClientError as error:
        return error.response.get("Error", {}).get("Code", "none")
    return "ok"


def test_faults_apply_in_the_order_of_their_injection(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Faults for any operation and for one operation share one order."""
    fake.fail("DescribeSourceServers", "A")
    fake.inject(ServiceError("B"))
    fake.fail("DescribeSourceServers", "C")
    assert outcomes(drs, 4) == ["A", "B", "C", "ok"]


def test_a_fault_lasts_until_it_is_cleared(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A fault without a number of times applies until `clear_faults`."""
    fake.inject(ServiceError("Down"), times=None)
    assert outcomes(drs, 5) == ["Down"] * 5
    fake.clear_faults()
    assert outcomes(drs, 1) == ["ok"]


def test_a_fault_can_apply_to_one_resource(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The ID may be deep in the parameters, or at the end of an ARN."""
    first, second = fake.add_source_server(), fake.add_source_server()
    fake.inject(ServiceError("Applied"), resource_id=first, times=None)
    assert outcome(lambda: drs.stop_replication(sourceServerID=first)) == "Applied"
    assert outcome(lambda: drs.list_tags_for_resource(resourceArn=ARN)) == "Applied"
    filters: Any = {"sourceServerIDs": [second, first]}
    assert outcome(lambda: drs.describe_source_servers(filters=filters)) == "Applied"
    filters = {"sourceServerIDs": [second]}
    assert outcome(lambda: drs.describe_source_servers(filters=filters)) == "ok"
    assert outcome(lambda: drs.describe_source_servers(maxResults=1)) == "ok"


def test_a_shorthand_can_name_a_resource_too(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """`fail` and `answer` take a resource ID, too."""
    first, second = fake.add_source_server(), fake.add_source_server()
    fake.fail("StartReplication", "Applied", resource_id=second, times=None)
    fake.answer("StopReplication", json={}, resource_id=second, times=None)
    assert outcome(lambda: drs.start_replication(sourceServerID=first)) == "ok"
    assert outcome(lambda: drs.start_replication(sourceServerID=second)) == "Applied"
    assert "sourceServer" not in drs.stop_replication(sourceServerID=second)
    assert "sourceServer" in drs.stop_replication(sourceServerID=first)


def test_a_fault_can_apply_to_one_region(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Calls in other Regions succeed."""
    there = fake.site(region_name="eu-west-1").boto3_client()
    fake.inject(ServiceError("Applied"), region_name="eu-west-1")
    fake.fail("DescribeJobs", "Applied too", region_name="us-east-1")
    fake.answer("DescribeJobs", json={}, region_name="eu-west-1")
    assert outcome(drs.describe_source_servers) == "ok"
    assert outcome(there.describe_source_servers) == "Applied"
    assert outcome(drs.describe_jobs) == "Applied too"
    assert "items" not in there.describe_jobs()


def history(seed: int) -> list[str]:
    """Return the results of 30 calls, each of which may fail."""
    with FakeDrs(seed=seed) as fake:
        fake.inject(ServiceError("Bad"), times=None, probability=0.3)
        return outcomes(fake.boto3_client(), 30)


def test_chance_follows_the_seed() -> None:
    """Equal seeds give equal results, and another seed gives others."""
    assert history(1) == history(1)
    assert history(1) != history(2)
    assert 0 < history(1).count("Bad") < 20


def test_the_next_fault_applies_if_one_does_not_by_chance(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """A fault that does not apply keeps its number of times."""
    fake.fail("DescribeSourceServers", "Rare", probability=0.1)
    fake.answer("DescribeSourceServers", status_code=503, times=None, probability=1)
    codes = outcomes(drs, 60)
    assert codes.count("Rare") == 1
    assert codes.count("503") == 59


def test_throttling_refills_with_the_virtual_time(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """After a burst, one call is allowed for each half second of virtual time."""
    fake.throttle(2, burst=3)
    throttled = "ThrottlingException"
    assert outcomes(drs, 5) == ["ok", "ok", "ok", throttled, throttled]
    for _ in range(4):
        fake.advance(seconds=0.125)
    assert outcomes(drs, 2) == ["ok", throttled]
    fake.advance(days=1)
    assert outcomes(drs, 4) == ["ok", "ok", "ok", throttled]
    fake.clear_faults()
    assert outcomes(drs, 4) == ["ok"] * 4


def test_throttling_says_when_to_try_again(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """The header `Retry-After` is rounded up to whole seconds."""
    fake.throttle(0.4)
    assert outcomes(drs, 1) == ["ok"]
    with pytest.raises(drs.exceptions.ThrottlingException) as caught:
        drs.describe_source_servers()
    response: Any = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "3"
    fake.advance(seconds=3)
    assert outcomes(drs, 1) == ["ok"]


def test_throttling_may_concern_one_operation(
    fake: FakeDrs, drs: Boto3DrsClient
) -> None:
    """Other operations are not limited, and the default burst is that of one second."""
    fake.throttle(2.5, operation="DescribeSourceServers")
    assert outcomes(drs, 4) == ["ok", "ok", "ok", "ThrottlingException"]
    assert outcome(drs.initialize_service) == "ok"


def test_a_throttled_call_uses_up_no_fault(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """Throttling applies first, and counts calls that fail in another way."""
    fake.throttle(1)
    fake.fail("DescribeSourceServers", "A", times=2)
    assert outcomes(drs, 2) == ["A", "ThrottlingException"]
    fake.advance(seconds=1)
    assert outcomes(drs, 1) == ["A"]


def test_a_fault_does_not_change(fake: FakeDrs, drs: Boto3DrsClient) -> None:
    """A fault keeps copies of its arguments."""
    headers = {"X-Test": "before"}
    answer = Answer(headers=headers)
    headers["X-Test"] = "after"
    fake.inject(answer)
    metadata = drs.describe_source_servers()["ResponseMetadata"]
    assert metadata["HTTPHeaders"]["x-test"] == "before"
