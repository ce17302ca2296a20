from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections import OrderedDict
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import attrs
import pytest

from drsclient import from_wire, to_wire
from drsclient.models import (
    CPU,
    OS,
    DataReplicationError,
    DataReplicationErrorString,
    DataReplicationInfo,
    DataReplicationInfoReplicatedDisk,
    DataReplicationInitiation,
    DataReplicationInitiationStep,
    DataReplicationInitiationStepName,
    DataReplicationInitiationStepStatus,
    DataReplicationState,
    Disk,
    IdentificationHints,
    LastLaunchResult,
    LifeCycle,
    LifeCycleLastLaunch,
    LifeCycleLastLaunchInitiated,
    NetworkInterface,
    SourceProperties,
    SourceServer,
    SourceServerArchitecture,
    VolumeStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EMPTY: dict[str, object] = {}
IDS: Mapping[str, object] = {"sourceServerID": "s-1", "arn": "a"}
NO_IPS: list[str] = []

WIRE: Mapping[str, object] = {
    "sourceServerID": "s-1a2b3c4d5e6f7a8b9",
    "arn": "arn:aws:drs:eu-west-3:123456789012:source-server/s-1a2b3c4d5e6f7a8b9",
    "tags": {"Name": "db-1", "Owner": "Ada"},
    "recoveryInstanceId": "i-1a2b3c4d5e6f7a8b9",
    "lastLaunchResult": "NOT_STARTED",
    "dataReplicationInfo": {
        "dataReplicationState": "STALLED",
        "lagDuration": "PT1M30.25S",
        "etaDateTime": "2031-04-05T07:00:00Z",
        "replicatedDisks": [
            {
                "deviceName": "/dev/sda",
                "totalStorageBytes": 8589934592,
                "replicatedStorageBytes": 4294967296,
                "rescannedStorageBytes": 0,
                "backloggedStorageBytes": 512,
                "volumeStatus": "REGULAR",
            }
        ],
        "dataReplicationInitiation": {
            "startDateTime": "2031-04-05T06:00:00.250000+00:00",
            "nextAttemptDateTime": "2031-04-05T06:30:00+00:00",
            "steps": [
                {"name": "WAIT", "status": "SUCCEEDED"},
                {"name": "CREATE_SECURITY_GROUP", "status": "SKIPPED"},
            ],
        },
        "dataReplicationError": {"error": "AGENT_NOT_SEEN", "rawError": "gone"},
    },
    "lifeCycle": {
        "addedToServiceDateTime": "2031-04-01T06:00:00+00:00",
        "elapsedReplicationDuration": "P4DT3M",
        "lastLaunch": {"initiated": EMPTY},
    },
    "sourceProperties": {
        "identificationHints": {"hostname": "db-1", "vmWareUuid": "4c4c4544"},
        "networkInterfaces": [
            {"macAddress": "02-00-00-00-00-01", "ips": ["10.0.0.7"], "isPrimary": True},
            {"macAddress": "3206145913297", "ips": NO_IPS, "isPrimary": False},
        ],
        "disks": [{"deviceName": "/dev/sda", "bytes": 8589934592}],
        "cpus": [{"cores": 2, "modelName": "A Processor"}],
        "ramBytes": 1002663936,
        "os": {"fullString": "An Operating System 4"},
        "supportsNitroInstances": True,
        "architecture": "x86_64",
    },
}

SERVER = SourceServer(
    source_server_id="s-1a2b3c4d5e6f7a8b9",
    arn="arn:aws:drs:eu-west-3:123456789012:source-server/s-1a2b3c4d5e6f7a8b9",
    tags={"Name": "db-1", "Owner": "Ada"},
    recovery_instance_id="i-1a2b3c4d5e6f7a8b9",
    last_launch_result=LastLaunchResult.NOT_STARTED,
    data_replication_info=DataReplicationInfo(
        data_replication_state=DataReplicationState.STALLED,
        lag_duration=timedelta(minutes=1, seconds=30, milliseconds=250),
        eta_date_time=datetime(2031, 4, 5, 7, tzinfo=UTC),
        replicated_disks=(
            DataReplicationInfoReplicatedDisk(
                device_name="/dev/sda",
                total_storage_bytes=8589934592,
                replicated_storage_bytes=4294967296,
                rescanned_storage_bytes=0,
                backlogged_storage_bytes=512,
                volume_status=VolumeStatus.REGULAR,
            ),
        ),
        data_replication_initiation=DataReplicationInitiation(
            start_date_time=datetime(2031, 4, 5, 6, 0, 0, 250000, tzinfo=UTC),
            next_attempt_date_time=datetime(2031, 4, 5, 6, 30, tzinfo=UTC),
            steps=(
                DataReplicationInitiationStep(
                    name=DataReplicationInitiationStepName.WAIT,
                    status=DataReplicationInitiationStepStatus.SUCCEEDED,
                ),
                DataReplicationInitiationStep(
                    name=DataReplicationInitiationStepName.CREATE_SECURITY_GROUP,
                    status=DataReplicationInitiationStepStatus.SKIPPED,
                ),
            ),
        ),
        data_replication_error=DataReplicationError(
            error=DataReplicationErrorString.AGENT_NOT_SEEN, raw_error="gone"
        ),
    ),
    life_cycle=LifeCycle(
        added_to_service_date_time=datetime(2031, 4, 1, 6, tzinfo=UTC),
        elapsed_replication_duration=timedelta(days=4, minutes=3),
        last_launch=LifeCycleLastLaunch(initiated=LifeCycleLastLaunchInitiated()),
    ),
    source_properties=SourceProperties(
        identification_hints=IdentificationHints(
            hostname="db-1", vmware_uuid="4c4c4544"
        ),
        network_interfaces=(
            NetworkInterface(
                mac_address="02-00-00-00-00-01", ips=("10.0.0.7",), is_primary=True
            ),
            NetworkInterface(mac_address="3206145913297", is_primary=False),
        ),
        disks=(Disk(device_name="/dev/sda", bytes=8589934592),),
        cpus=(CPU(cores=2, model_name="A Processor"),),
        ram_bytes=1002663936,
        os=OS(full_string="An Operating System 4"),
        supports_nitro_instances=True,
        architecture=SourceServerArchitecture.X86_64,
    ),
)


@pytest.fixture
def only_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the fast path from the first entity on; fail if the lenient one is used."""

    def refuse(*_: object) -> None:
        pytest.fail("the lenient path was used")

    monkeypatch.setattr("drsclient._convert.LENIENT_READS", 0)
    monkeypatch.setattr("drsclient._convert.codecs.Structure.read_leniently", refuse)


@pytest.mark.usefixtures("only_fast")
def test_a_source_server_is_read() -> None:
    """The fast path converts a dict from the service into a model."""
    assert from_wire(SourceServer, WIRE) == SERVER


def test_a_source_server_is_written() -> None:
    """A model becomes a dict that can be written as JSON, without empty members."""
    wire = to_wire(SERVER)
    assert json.loads(json.dumps(wire)) == wire
    expected: dict[str, object] = json.loads(
        json.dumps(WIRE).replace("+00:00", "Z").replace(', "ips": []', "")
    )
    assert wire == expected
    assert wire["tags"] is not SERVER.tags
    assert from_wire(SourceServer, wire) == SERVER


def leaves(value: object) -> Iterator[object]:
    """Iterate over the values in dicts and lists, at any depth."""
    if isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():  # JSON's keys are text
            yield from leaves(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):  # a list may hold anything
            yield from leaves(item)
    else:
        yield value


def test_written_values_are_plain() -> None:
    """A wire dict holds plain text, numbers and booleans, and no enums."""
    assert {type(leaf) for leaf in leaves(to_wire(SERVER))} == {str, int, bool}


def test_a_written_dict_may_be_changed() -> None:
    """Changing a dict that was made from a model changes nothing else."""
    wire = to_wire(SERVER)
    wire.clear()
    tags = to_wire(SERVER)["tags"]
    assert isinstance(tags, dict)
    tags.clear()
    assert to_wire(SERVER)["tags"] == {"Name": "db-1", "Owner": "Ada"}


def test_reading_leaves_the_dict_unchanged() -> None:
    """The dict stays unchanged, and later changes to it do not affect the model."""
    wire = deepcopy(dict(WIRE))
    server = from_wire(SourceServer, wire)
    assert wire == WIRE
    wire["tags"] = None
    wire.clear()
    assert server == SERVER


def test_the_first_models_are_read_without_cattrs() -> None:
    """A program that reads or writes few entities does not import cattrs."""
    program = """
import json, sys
from drsclient import from_wire, to_wire
from drsclient._convert import LENIENT_READS
from drsclient.models import SourceServer
wire = json.loads(sys.argv[1])
for _ in range(LENIENT_READS):
    server = from_wire(SourceServer, wire)
to_wire(server)
print("cattrs" in sys.modules, from_wire(SourceServer, wire) == server)
print("cattrs" in sys.modules)
"""
    command = [sys.executable, "-c", program, json.dumps(WIRE)]
    printed = subprocess.check_output(command, text=True)  # noqa: S603 - our own
    assert printed.split() == ["False", "True", "True"]


def test_an_empty_dict_is_an_empty_model() -> None:
    """An empty dict is read as an empty model, which is written as an empty dict."""
    assert from_wire(LifeCycle, {}) == LifeCycle()
    assert to_wire(LifeCycle()) == {}


@pytest.mark.usefixtures("only_fast")
def test_unknown_members_are_ignored() -> None:
    """A member that the service added later is ignored, at any depth."""
    wire = {
        **IDS,
        "color": "red",
        "lifeCycle": {"mood": {}, "lastLaunch": {"initiated": {"by": ["me"]}}},
    }
    expected = LifeCycle(
        last_launch=LifeCycleLastLaunch(initiated=LifeCycleLastLaunchInitiated())
    )
    assert from_wire(SourceServer, wire) == SourceServer(
        source_server_id="s-1", arn="a", life_cycle=expected
    )


@pytest.mark.usefixtures("only_fast")
def test_unknown_enum_values_are_kept() -> None:
    """A value that the service added to an enum is read, and written back."""
    wire = {
        **IDS,
        "lastLaunchResult": "MAYBE",
        "dataReplicationInfo": {
            "dataReplicationInitiation": {
                "steps": [{"name": "NAP", "status": "SNORING"}]
            }
        },
    }
    server = from_wire(SourceServer, wire)
    assert server.last_launch_result == "MAYBE"
    assert server.last_launch_result is not None
    assert not server.last_launch_result.is_known
    assert to_wire(server) == wire


def test_models_of_enums_only_are_shared() -> None:
    """Equal initiation steps are one object, as each server has eleven of them."""
    step = {"name": "WAIT", "status": "SUCCEEDED"}
    one, two = (from_wire(DataReplicationInitiationStep, step) for _ in range(2))
    assert one is two


@pytest.mark.parametrize(
    ("wire", "step"),
    [
        ({}, DataReplicationInitiationStep()),
        (
            {"status": "FAILED"},
            DataReplicationInitiationStep(
                status=DataReplicationInitiationStepStatus.FAILED
            ),
        ),
        (
            {"name": None, "status": "FAILED"},
            DataReplicationInitiationStep(
                status=DataReplicationInitiationStepStatus.FAILED
            ),
        ),
    ],
    ids=["empty", "missing", "null"],
)
def test_models_of_enums_only_may_be_incomplete(
    wire: dict[str, object], step: DataReplicationInitiationStep
) -> None:
    """An incomplete step is read like any other structure."""
    assert from_wire(DataReplicationInitiationStep, wire) == step


def test_irregular_wire_names_are_used() -> None:
    """Members whose wire names break the rule are read and written."""
    wire = {
        **IDS,
        "recoveryInstanceId": "i-12345678",
        "sourceProperties": {"identificationHints": {"vmWareUuid": "4c4c"}},
    }
    server = from_wire(SourceServer, wire)
    assert server.recovery_instance_id == "i-12345678"
    assert to_wire(server) == wire
    regular = from_wire(SourceServer, {**IDS, "recoveryInstanceID": "i-12345678"})
    assert regular == from_wire(SourceServer, IDS)


def test_any_mapping_is_read() -> None:
    """Dict subclasses and read-only mappings are accepted at any depth."""
    step = OrderedDict({"name": "WAIT", "status": "SUCCEEDED"})
    wire = MappingProxyType(
        {
            **IDS,
            "tags": MappingProxyType({"Name": "db-1"}),
            "dataReplicationInfo": OrderedDict(
                {"dataReplicationInitiation": MappingProxyType({"steps": [step]})}
            ),
        }
    )
    server = from_wire(SourceServer, wire)
    assert server.name == "db-1"
    assert to_wire(server) == {
        **IDS,
        "tags": {"Name": "db-1"},
        "dataReplicationInfo": {"dataReplicationInitiation": {"steps": [dict(step)]}},
    }


def test_reading_a_valid_dict_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Neither absent nor unknown members are logged."""
    with caplog.at_level(logging.DEBUG):
        from_wire(SourceServer, WIRE)
        odd = {"color": "red", "agentVersion": None, "tags": None}
        from_wire(SourceServer, {**IDS, **odd})
    assert caplog.records == []


class Tagged(SourceServer):
    """A subclass as a user may write it, with its own `__dict__`."""


@attrs.frozen(kw_only=True)
class Owned(SourceServer):
    """A subclass with an additional field."""

    owner: str | None = None


@pytest.mark.parametrize("kind", [Tagged, Owned])
def test_a_subclass_is_read(kind: type[SourceServer]) -> None:
    """A user's own subclass is read with the same members."""
    server = from_wire(kind, {**IDS, "arn": "arn:aws:drs", "owner": "me"})
    assert type(server) is kind
    assert server.arn == "arn:aws:drs"


def test_an_envelope_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A dict without any known member is logged, as it is most likely an envelope."""
    assert from_wire(LifeCycle, {"lifeCycle": {"lastLaunch": {}}}) == LifeCycle()
    assert "envelope" in caplog.text
