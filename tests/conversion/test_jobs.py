"""Special features of jobs and networks: unions of one member, and a timestamp."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drsclient import from_wire
from drsclient.models import (
    JobLogEventData,
    ParticipatingResource,
    RecoveryLifeCycle,
    SourceNetworkData,
    UnknownMember,
)


@pytest.mark.parametrize(
    ("wire", "whole", "network_id"),
    [
        ({}, None, None),
        ({"sourceNetworkID": "sn-1"}, "sn-1", "sn-1"),
        ({"subnetID": "x"}, UnknownMember(name="subnetID", value="x"), None),
    ],
)
def test_a_resource_that_takes_part(
    wire: dict[str, str], whole: object, network_id: str | None
) -> None:
    """A network's ID is as easy to read as if nothing else could take part."""
    resource = from_wire(ParticipatingResource, {"participatingResourceID": wire})
    assert resource.participating_resource_id == whole
    assert resource.source_network_id == network_id


@pytest.mark.parametrize(
    ("wire", "stack_name"),
    [
        ({}, None),
        ({"sourceNetworkData": {"stackName": "net"}}, "net"),
        ({"subnetData": {"stackName": "net"}}, None),
    ],
)
def test_the_network_that_an_event_is_about(
    wire: dict[str, object], stack_name: str | None
) -> None:
    """A network's data are as easy to read as if an event were about nothing else."""
    data = from_wire(JobLogEventData, {"eventResourceData": wire}).source_network_data
    assert data == (SourceNetworkData(stack_name=stack_name) if stack_name else None)


@pytest.mark.parametrize(
    "came",
    [
        "2031-04-05T12:00:00Z",
        "2031-04-05T14:00:00+02:00",
        datetime(2031, 4, 5, 12, tzinfo=UTC),
    ],
)
def test_the_one_timestamp_of_the_model(came: object) -> None:
    """The service has it as text, and plain boto3 as a time."""
    read = from_wire(RecoveryLifeCycle, {"apiCallDateTime": came})
    assert read.api_call_date_time == datetime(2031, 4, 5, 12, tzinfo=UTC)
