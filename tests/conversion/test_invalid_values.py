from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from drsclient import DrsResponseError, from_wire, to_wire
from drsclient.models import (
    CPU,
    DataReplicationInfo,
    DataReplicationInitiation,
    LifeCycle,
    Model,
    NetworkInterface,
    SourceProperties,
    SourceServer,
)

if TYPE_CHECKING:
    from collections.abc import Callable

IDS: dict[str, object] = {"sourceServerID": "s-1", "arn": "a"}


@pytest.fixture(autouse=True, params=[0, 10**9], ids=["fast", "lenient"])
def each_path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with the fast path first, and with the lenient path only."""
    monkeypatch.setattr("drsclient._convert.LENIENT_READS", request.param)


def server(**members: Any) -> SourceServer:  # noqa: ANN401 - they are of many types
    """Make a source server that has no other members than these and its IDs."""
    return SourceServer(source_server_id="s-1", arn="a", **members)


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that lists the library's warnings so far."""

    def messages() -> list[str]:
        assert {record.levelno for record in caplog.records} <= {logging.WARNING}
        assert {record.name for record in caplog.records} <= {"drsclient"}
        return [record.getMessage() for record in caplog.records]

    return messages


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"agentVersion": None, "tags": None, "lifeCycle": None}, server()),
        ({"lifeCycle": {"lastLaunch": None}}, server(life_cycle=LifeCycle())),
        (
            {"sourceProperties": {"cpus": None, "disks": [None], "ramBytes": None}},
            server(source_properties=SourceProperties()),
        ),
        (
            {"sourceProperties": {"cpus": [None, {"cores": 2}, {"cores": None}]}},
            server(source_properties=SourceProperties(cpus=(CPU(cores=2), CPU()))),
        ),
        (
            {"sourceProperties": {"networkInterfaces": [{"ips": [None, "10.0.0.7"]}]}},
            server(
                source_properties=SourceProperties(
                    network_interfaces=(NetworkInterface(ips=("10.0.0.7",)),)
                )
            ),
        ),
        (
            {"dataReplicationInfo": {"dataReplicationInitiation": {"steps": [None]}}},
            server(
                data_replication_info=DataReplicationInfo(
                    data_replication_initiation=DataReplicationInitiation()
                )
            ),
        ),
    ],
    ids=["top", "structure", "list", "item", "text in a list", "enums only"],
)
def test_null_is_absent(
    wire: dict[str, object], expected: SourceServer, warnings: Callable[[], list[str]]
) -> None:
    """Null is the same as absent at any depth, and causes no warning."""
    assert from_wire(SourceServer, {**IDS, **wire}) == expected
    assert warnings() == []


INVALID_VALUES: list[tuple[type[Model], str, object, str]] = [
    (LifeCycle, "firstByteDateTime", "yesterday", "a value of type str"),
    (LifeCycle, "firstByteDateTime", "2031-04-05T06:07:08", "a value of type str"),
    (
        LifeCycle,
        "firstByteDateTime",
        "0001-01-01T00:00:00+01:00",
        "a value of type str",
    ),
    (LifeCycle, "firstByteDateTime", 1933135628, "a value of type int"),
    (LifeCycle, "firstByteDateTime", {"at": "noon"}, "a value of type dict"),
    (LifeCycle, "elapsedReplicationDuration", "P1Y", "a value of type str"),
    (LifeCycle, "elapsedReplicationDuration", "P9999999999D", "a value of type str"),
    (LifeCycle, "elapsedReplicationDuration", 90, "a value of type int"),
    (LifeCycle, "elapsedReplicationDuration", ["P1D"], "a value of type list"),
    (SourceProperties, "ramBytes", "4 GiB", "a value of type str"),
    (SourceProperties, "ramBytes", 1.5, "a value of type float"),
    (SourceProperties, "ramBytes", True, "a value of type bool"),
    (SourceProperties, "supportsNitroInstances", 1, "a value of type int"),
    (SourceProperties, "supportsNitroInstances", "yes", "a value of type str"),
    (SourceProperties, "architecture", 64, "a value of type int"),
    (SourceProperties, "architecture", ["arm64"], "a value of type list"),
    (SourceProperties, "recommendedInstanceType", 5, "a value of type int"),
    (
        SourceProperties,
        "recommendedInstanceType",
        {"family": "c5"},
        "a value of type dict",
    ),
]


@pytest.mark.parametrize(
    ("model", "member", "value", "shown"),
    INVALID_VALUES,
    ids=[f"{member}={value!r}" for _, member, value, _ in INVALID_VALUES],
)
def test_an_invalid_value_is_left_out(
    model: type[Model],
    member: str,
    value: object,
    shown: str,
    warnings: Callable[[], list[str]],
) -> None:
    """Only the invalid value is left out; its path and type are logged."""
    assert from_wire(model, {member: value}) == model()
    (message,) = warnings()
    assert message.startswith(f"{model.__name__}.{member}: ignored {shown}")


def test_an_invalid_value_is_logged_with_its_full_path(
    warnings: Callable[[], list[str]],
) -> None:
    """The path leads from the model through structures and lists to the value."""
    wire = {
        **IDS,
        "sourceProperties": {
            "cpus": [{"cores": 2}, {"cores": "two"}],
            "networkInterfaces": [{"ips": ["10.0.0.7", 7]}],
        },
        "dataReplicationInfo": {
            "dataReplicationInitiation": {"steps": [{"name": 1, "status": "FAILED"}]}
        },
    }
    found = from_wire(SourceServer, wire)
    assert to_wire(found) == {
        **IDS,
        "sourceProperties": {
            "cpus": [{"cores": 2}, {}],
            "networkInterfaces": [{"ips": ["10.0.0.7"]}],
        },
        "dataReplicationInfo": {
            "dataReplicationInitiation": {"steps": [{"status": "FAILED"}]}
        },
    }
    assert sorted(message.split(": ")[0] for message in warnings()) == [
        "SourceServer.dataReplicationInfo.dataReplicationInitiation.steps[0].name",
        "SourceServer.sourceProperties.cpus[1].cores",
        "SourceServer.sourceProperties.networkInterfaces[0].ips[1]",
    ]


def test_only_an_invalid_tag_is_left_out(warnings: Callable[[], list[str]]) -> None:
    """Tags that are not text are left out, and no part of any tag is logged."""
    tags = {"Owner": "Ada", "Secret": 5, "Token": None, "List": ["hush"]}
    found = from_wire(SourceServer, {**IDS, "tags": tags})
    assert found.tags == {"Owner": "Ada"}
    number, items = warnings()
    assert (
        number == "SourceServer.tags[*]: ignored a value of type int, not a valid str"
    )
    assert (
        items == "SourceServer.tags[*]: ignored a value of type list, not a valid str"
    )
    message = number + items
    for part in ("Owner", "Ada", "Secret", "5", "Token", "List", "hush"):
        assert part not in message


def test_tags_are_not_logged_with_another_member(
    warnings: Callable[[], list[str]],
) -> None:
    """A warning about a value does not show the tags next to it."""
    from_wire(SourceServer, {**IDS, "tags": {"Owner": "Ada"}, "agentVersion": 5})
    assert warnings()
    assert not any("Owner" in message or "Ada" in message for message in warnings())


MISMATCHES: list[tuple[object, str, object]] = [
    (None, "SourceServer", None),
    ("text", "SourceServer", "text"),
    ([], "SourceServer", []),
    ({**IDS, "tags": []}, "SourceServer.tags", []),
    ({**IDS, "tags": "a=b"}, "SourceServer.tags", "a=b"),
    ({**IDS, "lifeCycle": "x"}, "SourceServer.lifeCycle", "x"),
    ({**IDS, "lifeCycle": False}, "SourceServer.lifeCycle", False),
    (
        {**IDS, "lifeCycle": {"lastLaunch": [1]}},
        "SourceServer.lifeCycle.lastLaunch",
        [1],
    ),
    (
        {**IDS, "sourceProperties": {"cpus": {"cores": 2}}},
        "SourceServer.sourceProperties.cpus",
        {"cores": 2},
    ),
    (
        {**IDS, "sourceProperties": {"cpus": [{}, "x"]}},
        "SourceServer.sourceProperties.cpus[1]",
        "x",
    ),
    (
        {**IDS, "sourceProperties": {"networkInterfaces": [{"ips": "10.0.0.7"}]}},
        "SourceServer.sourceProperties.networkInterfaces[0].ips",
        "10.0.0.7",
    ),
    (
        {
            **IDS,
            "dataReplicationInfo": {"dataReplicationInitiation": {"steps": ["WAIT"]}},
        },
        "SourceServer.dataReplicationInfo.dataReplicationInitiation.steps[0]",
        "WAIT",
    ),
]


@pytest.mark.parametrize(
    ("wire", "path", "value"),
    MISMATCHES,
    ids=[f"{wire!r}" for wire, _, _ in MISMATCHES],
)
def test_a_wrong_structure_is_an_error(wire: object, path: str, value: object) -> None:
    """Anything but the expected structure, list or map is refused."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(SourceServer, wire)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - some are deliberately wrong
    assert caught.value.path == path
    assert caught.value.value == value
    assert path in str(caught.value)
    assert type(value).__name__ in str(caught.value)


def test_an_error_does_not_show_tags() -> None:
    """The text of an error shows the type of a wrong value, not its content."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(SourceServer, {**IDS, "tags": ["Owner", "Ada"]})
    assert "Ada" not in str(caught.value)
