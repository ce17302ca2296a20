"""A scenario of many Regions, and the conditions at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from drsclient.errors import AuthenticationException
from drsclient.fleet import region_statuses
from drsclient.outcomes import RegionState
from tests.chaos.run import unique

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.outcomes import RegionStatus
    from tests.chaos.run import Run

_NAMES: Final = [
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-2",
]
_STATES: Final[Mapping[str, RegionState]] = {
    "AccessDeniedException": RegionState.DENIED,
    "OK": RegionState.INITIALIZED,
    "UninitializedAccountException": RegionState.NOT_INITIALIZED,
    "UnrecognizedClientException": RegionState.NOT_ENABLED,
}


def read_region_statuses(run: Run) -> None:
    """Read the status of DRS in many Regions."""
    random, fake = run.random, run.fake
    names = random.choices(_NAMES, k=random.choice([1, 5, 20]))
    run.operations = ["DescribeSourceServers"]
    run.inject_faults()
    session = boto3.Session(
        aws_access_key_id="AKIA123456789012",
        aws_secret_access_key="testing",
        region_name="us-east-1",
    )
    try:
        statuses = region_statuses(
            names,
            session=session,
            endpoint_url=fake.endpoint_url,
            config=Config(retries={"total_max_attempts": 1}),
            max_concurrency=random.choice([1, 3, 40]),
        )
    except AuthenticationException as error:
        code = error.code
    else:
        _verify(run, names, statuses)
        return
    ends = [request.outcome for request in fake.requests]
    assert code in ends
    assert code == "ExpiredTokenException" or "OK" not in ends


def _verify(run: Run, names: list[str], statuses: tuple[RegionStatus, ...]) -> None:
    """Verify each status against the response of its Region."""
    assert [status.region_name for status in statuses] == unique(names)
    found = {request.region_name: request.outcome for request in run.fake.requests}
    assert len(run.fake.requests) == len(statuses)
    for status in statuses:
        state = _STATES.get(found[status.region_name], RegionState.UNREACHABLE)
        assert status.state == state, (status, found)
        assert (status.reason is None) == (state == RegionState.INITIALIZED)
