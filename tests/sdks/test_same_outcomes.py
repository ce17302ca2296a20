"""
Every SDK gets the same responses from the fake.

boto3's are the reference. Only what an SDK itself adds or leaves out differs:

- HTTP metadata is not part of an outcome: request IDs, status codes, headers, attempts.
- boto3 returns times as `datetime`, JavaScript as `Date`; both become ISO 8601 text,
  which the AWS CLI prints.
- An SDK that is older than boto3 drops the members that it does not know.
- SDKs generate a random client token if the caller passes none.
- The AWS CLI does not print the members of errors.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import attrs
import pytest
from botocore.session import Session

from drsclient.testing import FakeDrs
from tests.sdks.drivers import AwsCli, Boto3
from tests.sdks.scenario import DEFAULT_SITE, Limits, Outcome, Scenario, run
from tests.sdks.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future

    from drsclient.testing import RecordedRequest
    from tests.sdks.conftest import OpenSdk


UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@attrs.frozen
class Run:
    """The run of a scenario through an SDK."""

    outcomes: list[Outcome | None]
    """The outcome of each call; `None` where the SDK does not know the operation."""
    requests: tuple[RecordedRequest, ...]
    """The requests that the fake received."""
    limits: Limits
    """The limitations of the SDK."""


@pytest.fixture(scope="module")
def runs(
    open_sdk: OpenSdk, request: pytest.FixtureRequest
) -> Iterator[Mapping[str, Future[Run]]]:
    """
    Run the selected scenarios through an SDK.

    The scenarios run concurrently, because each call of the AWS CLI is a process that
    takes more than half a second to start. The longest ones start first, so that all
    end together.
    """

    def run_through_sdk(scenario: Scenario) -> Run:
        with FakeDrs(**scenario.fake) as fake, open_sdk(fake.endpoint_url) as sdk:
            if scenario.is_about_parsing and isinstance(sdk, AwsCli):
                # `Future.result` raises it again, in the test.
                pytest.skip("botocore parses responses for the AWS CLI as for boto3")
            outcomes = run(scenario, fake, sdk, fallback=Boto3(fake))
            return Run(outcomes, fake.requests, sdk.limits)

    names = " ".join(item.name for item in request.session.items)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            scenario.name: pool.submit(run_through_sdk, scenario)
            for scenario in sorted(SCENARIOS, key=lambda one: -len(one.calls))
            if f"-{scenario.name}]" in names
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(
    "scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS]
)
def test_same_outcomes(scenario: Scenario, runs: Mapping[str, Future[Run]]) -> None:
    """The SDK sends the same parameters as boto3, and gets the same responses."""
    with FakeDrs(**scenario.fake) as fake:
        expected = run(scenario, fake, Boto3(fake))
        expected_requests = fake.requests
    # If a step had another result than its scenario says, the comparison would be void.
    assert [outcome.code for outcome in expected if outcome] == [
        call.fails_with for call in scenario.calls
    ]
    actual = runs[scenario.name].result()
    limits = actual.limits
    unknown: set[str] = set()
    for call, outcome, expected_outcome in zip(
        scenario.calls, actual.outcomes, expected, strict=True
    ):
        if outcome is None:
            unknown.add(call.operation)
            continue
        assert (call, limits.shown(outcome)) == (call, limits.shown(expected_outcome))
    assert summary(actual.requests, limits) == summary(expected_requests, limits)
    if unknown:
        pytest.skip(f"all else is equal, but this SDK does not know {sorted(unknown)}")


def summary(requests: tuple[RecordedRequest, ...], limits: Limits) -> list[object]:
    """Return the parts of the requests that must be the same for all SDKs."""
    return [
        (
            request.account_id,
            request.region_name,
            request.operation,
            limits.known(without_random_token(request.parameters)),
        )
        for request in requests
    ]


def without_random_token(parameters: Mapping[str, object]) -> Mapping[str, object]:
    """Hide the token that an SDK generates if the caller passes none."""
    if UUID.fullmatch(str(parameters.get("clientToken"))):
        return {**parameters, "clientToken": "random"}
    return parameters


def test_each_operation_is_called() -> None:
    """The scenarios together call all operations of boto3."""
    called = {call.operation for scenario in SCENARIOS for call in scenario.calls}
    assert called == set(Session().get_service_model("drs").operation_names)


def test_requests_are_signed(open_sdk: OpenSdk) -> None:
    """The signature names the access key, the Region and the service."""
    with FakeDrs() as fake, open_sdk(fake.endpoint_url) as sdk:
        sdk.call("DescribeSourceServers", {})
        [request] = fake.requests
    algorithm, credential, *_ = request.headers["authorization"].split()
    assert algorithm == "AWS4-HMAC-SHA256"
    key, _, *scope = credential.rstrip(",").split("/")
    assert key == f"Credential={DEFAULT_SITE.access_key_id}"
    assert scope == [DEFAULT_SITE.region_name, "drs", "aws4_request"]
