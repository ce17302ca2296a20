"""Codecs that few models use: maps of any values, unions, parsed times."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated

import attrs
import pytest

from drsclient import DrsResponseError, from_wire, to_wire
from drsclient.models import CPU, OS, Disk, LifeCycle, Model, UnknownMember
from drsclient.models._model import EMPTY_MAP, UnionMember, frozen

Step = Annotated[CPU, UnionMember("cpuStep")] | Disk | UnknownMember


def frozen_sizes(sizes: Mapping[str, int]) -> Mapping[str, int]:
    """Freeze a map of numbers."""
    return frozen(sizes)


def frozen_codes(codes: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Freeze a map of lists."""
    return frozen(codes)


def frozen_snapshots(
    snapshots: Mapping[str, Mapping[str, str]],
) -> Mapping[str, Mapping[str, str]]:
    """Freeze a map of maps."""
    return frozen(snapshots)


def frozen_disks(disks: Mapping[str, Disk]) -> Mapping[str, Disk]:
    """Freeze a map of structures."""
    return frozen(disks)


@attrs.frozen(kw_only=True)
class Maps(Model):
    """Maps with each type of value that the service has."""

    sizes: Mapping[str, int] = attrs.field(default=EMPTY_MAP, converter=frozen_sizes)
    codes: Mapping[str, tuple[str, ...]] = attrs.field(
        default=EMPTY_MAP, converter=frozen_codes
    )
    snapshots: Mapping[str, Mapping[str, str]] = attrs.field(
        default=EMPTY_MAP, converter=frozen_snapshots
    )
    disks: Mapping[str, Disk] = attrs.field(default=EMPTY_MAP, converter=frozen_disks)


@attrs.frozen(kw_only=True)
class Unions(Model):
    """A union of several members, and unions of one."""

    step: Step | None = None
    steps: tuple[Step, ...] = ()
    only_id: Annotated[str, UnionMember("theID")] | UnknownMember | None = None
    only_disks: (
        Annotated[tuple[Disk, ...], UnionMember("theDisks")] | UnknownMember | None
    ) = None


MAPS = {
    "sizes": {"vol-1": 5},
    "codes": {"vol-1": ["a", "b"], "vol-2": []},
    "snapshots": {"vol-1": {"snap-1": "snap-2"}},
    "disks": {"vol-1": {"bytes": 7}},
}

UNIONS = {
    "step": {"cpuStep": {"cores": 2}},
    "steps": [{"disk": {"bytes": 7}}, {"newStep": {"a": [1, {"b": None}]}}],
    "onlyID": {"theID": "sn-1"},
    "onlyDisks": {"theDisks": [{"bytes": 7}]},
}


def test_maps_of_anything_are_read_and_written() -> None:
    """Numbers, lists, maps and structures may be the values of a map."""
    maps = from_wire(Maps, MAPS)
    assert maps.sizes["vol-1"] == 5
    assert maps.codes["vol-1"] == ("a", "b")
    assert maps.snapshots["vol-1"]["snap-1"] == "snap-2"
    assert maps.disks["vol-1"] == Disk(bytes=7)
    assert to_wire(maps) == MAPS
    assert hash(maps) == hash(from_wire(Maps, to_wire(maps)))


def test_only_an_invalid_item_of_a_map_is_left_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged, without its key, and null is absent."""
    wire = {
        "sizes": {"secret-1": "big", "secret-2": None, "vol-1": 5},
        "snapshots": {"vol-1": {"secret-3": 5, "snap-1": "snap-2"}},
        "disks": {"vol-1": {"bytes": "big", "deviceName": "/dev/sda"}},
    }
    assert from_wire(Maps, wire) == Maps(
        sizes={"vol-1": 5},
        snapshots={"vol-1": frozen({"snap-1": "snap-2"})},
        disks={"vol-1": Disk(device_name="/dev/sda")},
    )
    assert [record.getMessage() for record in caplog.records] == [
        "Maps.sizes[*]: ignored a value of type str, not a valid int",
        "Maps.snapshots[*][*]: ignored a value of type int, not a valid str",
        "Maps.disks[*].bytes: ignored a value of type str, not a valid int",
    ]


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ({"sizes": [5]}, "Maps.sizes"),
        ({"codes": {"vol-1": "ab"}}, "Maps.codes[*]"),
        ({"snapshots": {"vol-1": "ab"}}, "Maps.snapshots[*]"),
        ({"disks": {"vol-1": []}}, "Maps.disks[*]"),
    ],
)
def test_another_structure_in_a_map_is_an_error(
    wire: dict[str, object], path: str
) -> None:
    """The error names the place, and no key, as keys of tags are sensitive."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(Maps, wire)
    assert caught.value.path == path


def test_unions_are_read_and_written() -> None:
    """A union is its member's value, and a member that is new survives."""
    unions = from_wire(Unions, UNIONS)
    assert unions.step == CPU(cores=2)
    disk, unknown = unions.steps
    assert disk == Disk(bytes=7)
    assert isinstance(unknown, UnknownMember)
    assert unknown.name == "newStep"
    assert unions.only_id == "sn-1"
    assert unions.only_disks == (Disk(bytes=7),)
    assert to_wire(unions) == UNIONS
    assert hash(unions) == hash(from_wire(Unions, to_wire(unions)))


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        # The form in which boto3 returns a member that it does not know.
        ({"SDK_UNKNOWN_MEMBER": {"name": "newID"}}, UnknownMember(name="newID")),
        ({"SDK_UNKNOWN_MEMBER": 5}, UnknownMember(name="SDK_UNKNOWN_MEMBER", value=5)),
        (
            {"SDK_UNKNOWN_MEMBER": {}},
            UnknownMember(name="SDK_UNKNOWN_MEMBER", value={}),
        ),
        (
            {"SDK_UNKNOWN_MEMBER": {"name": None}},
            UnknownMember(name="SDK_UNKNOWN_MEMBER", value={"name": None}),
        ),
        # A member that some services send in addition.
        ({"__type": "x", "newID": 5}, UnknownMember(name="newID", value=5)),
        ({"__type": "x"}, None),
    ],
)
def test_the_name_of_an_unknown_member_survives(
    came: dict[str, object], expected: UnknownMember | None
) -> None:
    """It is the service's name, whoever parsed the response."""
    unions = from_wire(Unions, {"onlyID": came})
    assert unions.only_id == expected
    assert from_wire(Unions, to_wire(unions)) == unions
    sent = {name: value for name, value in came.items() if name != "__type"}
    assert to_wire(unions) == ({"onlyID": sent} if sent else {})


def test_an_unknown_member_may_be_nested_too_deeply() -> None:
    """It is refused like any other invalid response."""
    came: object = {}
    for _ in range(100_000):
        came = [came]
    with pytest.raises(DrsResponseError, match="onlyID is nested too deeply"):
        from_wire(Unions, {"onlyID": {"newID": came}})


def test_a_value_of_another_type_is_not_written() -> None:
    """A model with values of other types than those of its fields is refused."""
    for odd in (Unions(step=OS()), Unions(steps=(5,)), Unions(only_disks=({},))):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - deliberately wrong
        with pytest.raises(TypeError):
            to_wire(odd)


def test_match_distinguishes_the_members_of_a_union() -> None:
    """The members are distinguished by their classes."""

    def cores(step: Step | None) -> int | None:
        match step:
            case CPU():
                return step.cores
            case Disk() | UnknownMember() | None:
                return None

    assert cores(from_wire(Unions, UNIONS).step) == 2


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"step": {}}, Unions()),
        ({"step": None}, Unions()),
        ({"step": {"cpuStep": None}}, Unions()),
        ({"step": {"cpuStep": {}, "disk": None}}, Unions(step=CPU())),
        ({"step": {"newStep": 1, "cpuStep": {}}}, Unions(step=CPU())),
        (
            {"step": {"newStep": "x"}},
            Unions(step=UnknownMember(name="newStep", value="x")),
        ),
        ({"onlyID": {}}, Unions()),
        ({"onlyID": {"theID": None}}, Unions()),
    ],
)
def test_a_union_may_have_other_members(
    wire: dict[str, object], expected: Unions
) -> None:
    """Nulls are absent, and a known member goes before unknown ones."""
    assert from_wire(Unions, wire) == expected


def test_an_unknown_member_may_be_sensitive() -> None:
    """The repr of a union's unknown member has its name, but not what came."""
    read = from_wire(Unions, {"onlyID": {"newID": "secret"}})
    assert read.only_id == UnknownMember(name="newID", value="secret")
    assert repr(read.only_id) == "UnknownMember(name='newID')"


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ({"step": "x"}, "Unions.step"),
        ({"step": {"cpuStep": []}}, "Unions.step.cpuStep"),
        ({"steps": [{"disk": 5}]}, "Unions.steps[0].disk"),
    ],
)
def test_another_structure_in_a_union_is_an_error(
    wire: dict[str, object], path: str
) -> None:
    """The error names the member."""
    with pytest.raises(DrsResponseError) as caught:
        from_wire(Unions, wire)
    assert caught.value.path == path


def test_a_timestamp_that_boto3_parsed_is_accepted() -> None:
    """A response of plain boto3 may have a datetime where the wire has text."""
    noon = datetime(2031, 4, 5, 12, tzinfo=timezone(timedelta(hours=2)))
    life = from_wire(LifeCycle, {"firstByteDateTime": noon})
    assert life.first_byte_date_time == noon
    assert life.first_byte_date_time is not None
    assert life.first_byte_date_time.tzinfo is UTC


def test_a_naive_datetime_is_ignored(caplog: pytest.LogCaptureFixture) -> None:
    """Without a UTC offset, the time is ambiguous."""
    wire = {"firstByteDateTime": datetime(2031, 4, 5, 12)}  # noqa: DTZ001 - it is the point
    assert from_wire(LifeCycle, wire) == LifeCycle()
    assert "LifeCycle.firstByteDateTime: ignored" in caplog.text
