"""Entities as text: one short line for people, of every class that is returned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.model import ListShape, MapShape, StructureShape

from drsclient import from_wire, models
from drsclient.models import (
    Account,
    DataReplicationInfo,
    DataReplicationState,
    EC2InstanceState,
    IdentificationHints,
    InitiatedBy,
    Job,
    JobLog,
    JobLogEvent,
    JobLogEventData,
    JobStatus,
    LaunchAction,
    LaunchConfiguration,
    LaunchDisposition,
    LaunchStatus,
    Model,
    ParticipatingResource,
    ParticipatingServer,
    RecoveryInstance,
    RecoveryInstanceProperties,
    RecoverySnapshot,
    ReplicationStatus,
    SourceNetwork,
    SourceProperties,
    SourceServer,
    StagingSourceServer,
)
from tests.contract.calls import RETURNING, SERVICE, entity
from tests.contract.strategies import example
from tests.conversion.samples import bare
from tools.shapes import enum_values, is_identifier, type_name

if TYPE_CHECKING:
    from botocore.model import Shape

SERVER = "s-12345678901234567"
INSTANCE = "i-12345678901234567"
JOB = "drsjob-12345678901234567"
NOON = datetime(2031, 4, 5, 12, 30, 15, 999_999, tzinfo=UTC)
HINTS = IdentificationHints(hostname="db-1")

RETURNED = sorted(
    {
        entity(operation).name
        for operation in RETURNING
        if isinstance(entity(operation), StructureShape)
    }
)

each_returned = pytest.mark.parametrize("name", RETURNED)


def whole(name: str) -> Model:
    """Make an entity that has every member."""
    kind: type[Model] = getattr(models, name)
    return from_wire(kind, example(SERVICE.shape_for(name)))


@each_returned
def test_an_entity_is_one_short_line(name: str) -> None:
    """However much it has, a table or a log has room for it."""
    text = str(whole(name))
    assert 0 < len(text) < 150
    assert text.isprintable()
    assert text == text.strip()
    assert name not in text
    assert "None" not in text


@each_returned
def test_an_entity_names_itself(name: str) -> None:
    """The line has an ID or ARN by which it is known, or the source server's."""
    made, text = whole(name), str(whole(name))
    shape = SERVICE.shape_for(name)
    assert isinstance(shape, StructureShape)
    wire = example(shape)
    known = {wire[k] for k, part in shape.members.items() if is_identifier(part)}
    if isinstance(made, JobLog):
        known = {made.event_data and made.event_data.source_server_id}
    assert any(str(one) in text for one in known)


@each_returned
def test_an_entity_with_little_in_it_has_a_text(name: str) -> None:
    """Unknown facts are left out of the line."""
    kind: type[Model] = getattr(models, name)
    text = str(bare(kind))
    assert "None" not in text
    assert "()" not in text
    assert text.isprintable()


ODD = "\x1b[31mdb\n1\r\t\x00\u2028\u202e\x85"


def odd(value: Any, shape: Shape) -> Any:  # noqa: ANN401 - JSON is anything
    """Put control characters into every text of a wire value."""
    if isinstance(shape, StructureShape):
        return {k: odd(item, shape.members[k]) for k, item in value.items()}
    if isinstance(shape, ListShape):
        return [odd(item, shape.member) for item in value]
    if isinstance(shape, MapShape):
        return {key: odd(item, shape.value) for key, item in value.items()}
    is_text = enum_values(shape) or type_name(shape) == "str"
    return f"{ODD}{value}" if is_text else value


@each_returned
def test_control_characters_are_replaced(name: str) -> None:
    """A host name from somewhere else neither begins a line nor changes colors."""
    kind: type[Model] = getattr(models, name)
    shape = SERVICE.shape_for(name)
    text = str(from_wire(kind, odd(example(shape), shape)))
    assert text.isprintable()
    assert " [31mdb 1" in text


EXAMPLES: list[tuple[Model, str]] = [
    (Account(account_id="123456789012"), "123456789012"),
    (SourceServer(source_server_id=SERVER, arn="a"), SERVER),
    (
        SourceServer(
            source_server_id=SERVER,
            arn="a",
            tags={"Name": "secret"},
            source_properties=SourceProperties(identification_hints=HINTS),
            data_replication_info=DataReplicationInfo(
                data_replication_state=DataReplicationState.CONTINUOUS,
                lag_duration=timedelta(minutes=5, milliseconds=600),
            ),
        ),
        f"db-1 ({SERVER}): CONTINUOUS, lag 0:05:01",
    ),
    (RecoveryInstance(recovery_instance_id=INSTANCE, arn="a"), INSTANCE),
    (
        RecoveryInstance(
            recovery_instance_id=INSTANCE,
            arn="a",
            is_drill=True,
            ec2_instance_state=EC2InstanceState.RUNNING,
            recovery_instance_properties=RecoveryInstanceProperties(
                identification_hints=HINTS
            ),
        ),
        f"db-1 ({INSTANCE}): RUNNING, drill",
    ),
    (Job(job_id=JOB, arn="a"), JOB),
    (
        Job(
            job_id=JOB,
            arn="a",
            initiated_by=InitiatedBy.START_DRILL,
            status=JobStatus.STARTED,
            participating_servers=(ParticipatingServer(source_server_id=SERVER),),
        ),
        f"{JOB}: START_DRILL, STARTED, 1 server",
    ),
    (
        Job(
            job_id=JOB,
            arn="a",
            participating_servers=(ParticipatingServer(source_server_id=SERVER),) * 2,
        ),
        f"{JOB}: 2 servers",
    ),
    (
        JobLog(
            event=JobLogEvent.LAUNCH_FAILED,
            log_date_time=NOON,
            event_data=JobLogEventData(source_server_id=SERVER, raw_error="no room"),
        ),
        f"LAUNCH_FAILED ({SERVER}): 2031-04-05 12:30:15 UTC, no room",
    ),
    (JobLog(event=JobLogEvent.JOB_START), "JOB_START"),
    (
        RecoverySnapshot(
            snapshot_id="pit-1", source_server_id=SERVER, expected_timestamp=NOON
        ),
        f"{SERVER} (pit-1): 2031-04-05 12:30:15 UTC",
    ),
    (
        RecoverySnapshot(
            snapshot_id="pit-1",
            source_server_id=SERVER,
            expected_timestamp=NOON,
            timestamp=NOON - timedelta(seconds=5),
        ),
        f"{SERVER} (pit-1): 2031-04-05 12:30:10 UTC",
    ),
    (
        SourceNetwork(
            source_network_id="sn-1",
            arn="a",
            source_vpc_id="vpc-1",
            replication_status=ReplicationStatus.PROTECTED,
        ),
        "vpc-1 (sn-1): PROTECTED",
    ),
    (StagingSourceServer(arn="arn:…", hostname="db-1"), "db-1 (arn:…)"),
    (
        ParticipatingServer(
            source_server_id=SERVER,
            recovery_instance_id="i-1",
            launch_status=LaunchStatus.LAUNCHED,
        ),
        f"{SERVER} as i-1: LAUNCHED",
    ),
    (
        ParticipatingResource(
            participating_resource_id="sn-1", launch_status=LaunchStatus.FAILED
        ),
        "sn-1: FAILED",
    ),
    (ParticipatingResource(), "resource"),
    (
        LaunchAction(name="warm up", action_id="1234", action_code="X", active=True),
        "warm up (1234): X, active",
    ),
    (
        LaunchConfiguration(
            source_server_id=SERVER, launch_disposition=LaunchDisposition.STOPPED
        ),
        f"{SERVER}: STOPPED",
    ),
]


@pytest.mark.parametrize(
    ("lag", "text"),
    [
        (timedelta(seconds=5.4), "0:00:05"),
        (timedelta(seconds=-5), "-0:00:05"),
        (timedelta(days=2, hours=3), "2 days, 3:00:00"),
        (timedelta.max, "999999999 days, 23:59:59.999999"),
        (timedelta.min, "-999999999 days, 0:00:00"),
    ],
)
def test_any_lag_can_be_read(lag: timedelta, text: str) -> None:
    """Also one at the end of what Python can count, and one that is negative."""
    info = DataReplicationInfo(lag_duration=lag)
    made = SourceServer(source_server_id=SERVER, arn="a", data_replication_info=info)
    assert str(made) == f"{SERVER}: lag {text}"


@pytest.mark.parametrize(("made", "text"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_the_line_has_what_people_ask_for(made: Model, text: str) -> None:
    """Who it is and how it is, and no tag, as tags are sensitive."""
    assert str(made) == f"{made}" == text
    assert repr(made).startswith(f"{type(made).__name__}(")
