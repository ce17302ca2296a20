"""
Every SDK gets the same answers from the fake.

boto3's answers are the reference. Only what an SDK itself adds or leaves out differs:

- HTTP metadata is not part of an answer: request IDs, status codes, headers, attempts.
- boto3 returns times as `datetime`, JavaScript as `Date`; both become ISO 8601 text,
  which the AWS CLI prints.
- The AWS CLI does not print the members of errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from drsclient.testing import FakeDrs
from tests.sdks.drivers import AwsCli, Boto3, boto3_sdk
from tests.sdks.scenario import Answer, Scenario, Sdk, run
from tests.sdks.scenarios import SCENARIOS

if TYPE_CHECKING:
    from tests.sdks.conftest import OpenSdk, TalkTo

each_scenario = pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS]
)


@each_scenario
def test_same_answers(
    scenario: Scenario,
    open_sdk: OpenSdk,
    talk_to: TalkTo,
) -> None:
    """The SDK sends the same parameters as boto3, and gets the same answers."""
    with FakeDrs(**scenario.fake) as fake:
        talk_to(fake)
        with boto3_sdk() as boto3:
            expected = reference(scenario, fake, boto3)
        expected_requests = requests(fake)
    with FakeDrs(**scenario.fake) as fake:
        talk_to(fake)
        with boto3_sdk() as boto3, open_sdk() as sdk:
            answers = run(scenario, fake, sdk, stand_in=boto3)
        assert requests(fake) == expected_requests
    unknown: list[str] = []
    for call, answer, wanted in zip(scenario.calls, answers, expected, strict=True):
        if answer is None:
            unknown.append(call.operation)
        else:
            assert (call, answer) == (call, as_seen_by(sdk, wanted))
    if unknown:
        pytest.skip(f"all else is equal, but this SDK does not know {set(unknown)}")


def reference(scenario: Scenario, fake: FakeDrs, boto3: Boto3) -> list[Answer]:
    """Run a scenario through boto3, and check that it goes as it should."""
    operations = {call.operation for call in scenario.calls}
    if unknown := {name for name in operations if not boto3.knows(name)}:
        pytest.skip(f"this version of boto3 does not know {unknown}")
    answers = [answer for answer in run(scenario, fake, boto3) if answer]
    assert [answer.code for answer in answers] == [
        call.fails_with for call in scenario.calls
    ]
    return answers


def requests(fake: FakeDrs) -> list[tuple[str, object]]:
    """Return what reached a fake."""
    return [(request.operation, request.parameters) for request in fake.requests]


def as_seen_by(sdk: Sdk, answer: Answer) -> Answer:
    """Return what an SDK shows of an answer."""
    if isinstance(sdk, AwsCli) and answer.code is not None:
        return attrs.evolve(answer, members={})
    return answer


def test_requests_are_signed(open_sdk: OpenSdk, talk_to: TalkTo) -> None:
    """The signature names the access key, the Region and the service."""
    with FakeDrs() as fake:
        talk_to(fake)
        with open_sdk() as sdk:
            sdk.call("DescribeSourceServers", {})
        [request] = fake.requests
    algorithm, credential, *_ = request.headers["authorization"].split()
    assert algorithm == "AWS4-HMAC-SHA256"
    key, _, *scope = credential.rstrip(",").split("/")
    assert key == "Credential=AKIDEXAMPLE"
    assert scope == ["us-east-1", "drs", "aws4_request"]
