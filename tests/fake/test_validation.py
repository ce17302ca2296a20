from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.validate import ParamValidator
from hypothesis import given, strategies as st

from drsclient.testing._service_model import has_member, service_model
from drsclient.testing._validation import violations
from tests.contract.strategies import repeatable

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()
)


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Draw values for a shape: often valid, often not."""
    if isinstance(shape, StructureShape):
        right: st.SearchStrategy[Any] = st.fixed_dictionaries(
            {},
            optional={name: values(member) for name, member in shape.members.items()},
        )
    elif isinstance(shape, ListShape):
        right = st.lists(values(shape.member), max_size=3)
    elif shape.type_name in {"integer", "long"}:
        right = st.integers()
    else:
        right = st.text()
    return st.one_of(right, SCALARS, st.dictionaries(st.text(), SCALARS, max_size=1))


@pytest.mark.parametrize(
    "name",
    [
        "DescribeSourceServersRequest",
        "StartReplicationRequest",
        "CreateReplicationConfigurationTemplateRequest",
        "StartRecoveryRequest",
    ],
)
@repeatable
@given(data=st.data())
def test_what_botocore_refuses_is_refused(name: str, data: st.DataObject) -> None:
    """The fake is never more lenient than botocore's own validation."""
    shape = service_model().shape_for(name)
    value = data.draw(values(shape))
    if ParamValidator().validate(value, shape).has_errors():
        assert list(violations(value, shape))


def test_all_patterns_of_the_service_model_are_valid_in_python() -> None:
    """Python can compile patterns that were written for another language."""
    shapes = map(service_model().shape_for, service_model().shape_names)
    patterns = [
        shape.metadata["pattern"] for shape in shapes if "pattern" in shape.metadata
    ]
    assert patterns
    for pattern in patterns:
        re.compile(pattern)


@pytest.mark.parametrize(
    ("shape", "value", "fault"),
    [
        (
            "DataReplicationState",
            "RUNNING",
            ("", "must be one of STOPPED, INITIATING, "),
        ),
        ("SourceServer", {"tags": {"a": 1}}, ("tags['a']", "must be a string, not 1")),
        ("SourceServer", {"tags": {1: "a"}}, ("tags (key 1)", "must be a string")),
        ("SourceServer", {"tags": []}, ("tags", "must be a map, not []")),
        (
            "SourceServer",
            {"sourceProperties": {"disks": [{}, {"bytes": "8"}]}},
            ("sourceProperties.disks[1].bytes", "must be an integer, not '8'"),
        ),
        ("SourceServer", {"tags": ()}, ("tags", "must be a map, not ()")),
        (
            "DescribeSourceServersRequestFiltersIDs",
            ("s-00000000000000001",),
            ("", "must be a list, not ('s-00000000000000001',)"),
        ),
        ("Boolean", 1, ("", "must be a boolean, not 1")),
        ("SourceServer", [], ("", "must be a structure, not []")),
        ("DescribeSourceServersRequestFiltersIDs", {}, ("", "must be a list, not {}")),
        ("PositiveInteger", True, ("", "must be an integer, not True")),
        ("MaxResultsType", True, ("", "must be an integer, not True")),
        ("MaxResultsType", 1.0, ("", "must be an integer, not 1.0")),
        ("PositiveInteger", -1, ("", "must be at least 0, not -1")),
        ("MaxResultsType", 1001, ("", "must be at most 1000, not 1001")),
        ("AccountID", "1" * 11, ("", "must be at least 12 characters long, not 11")),
        ("AccountID", "1" * 13, ("", "must be at most 12 characters long, not 13")),
        (
            "RecoveryLifeCycle",
            {"apiCallDateTime": "2030-01-01T00:00:00"},
            ("apiCallDateTime", "must be an RFC 3339 time with an offset, not '2030"),
        ),
        (
            "RecoveryLifeCycle",
            {"apiCallDateTime": 1893456000},
            ("apiCallDateTime", "must be a timestamp, not 1893456000"),
        ),
        ("ISO8601DurationString", "", ("", "must be at least 1 character long, not 0")),
        (
            "StartRecoveryRequestSourceServers",
            [],
            ("", "must have at least 1 item, not 0"),
        ),
        ("AccountIDs", ["1" * 12] * 201, ("", "must have at most 200 items, not 201")),
    ],
)
def test_violations_are_named(
    shape: str, value: object, fault: tuple[str, str]
) -> None:
    """Each kind of violation has a message of its own."""
    field, message = next(violations(value, service_model().shape_for(shape)))
    assert field == fault[0]
    assert message.startswith(fault[1])


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("ISO8601DatetimeString", "2030-01-01T00:00:00+00:00"),
        ("AwsRegion", "xx-nowhere-1"),
        ("AwsAvailabilityZone", "xx-nowhere-1a"),
    ],
)
def test_patterns_that_the_service_violates_are_ignored(shape: str, value: str) -> None:
    """The real service sends times and Regions that its model does not allow."""
    assert not list(violations(value, service_model().shape_for(shape)))


@pytest.mark.parametrize(
    "time", ["2030-01-01T00:00:00+00:00", "2030-01-01T00:00:00.5Z"]
)
def test_timestamps_are_text_with_an_offset(time: str) -> None:
    """All SDKs read such a timestamp; only some read a number."""
    shape = service_model().shape_for("RecoveryLifeCycle")
    assert not list(violations({"apiCallDateTime": time}, shape))


def test_members_are_looked_up_in_the_installed_model() -> None:
    """The fake sends no member that the installed botocore would drop."""
    assert has_member("SourceProperties", "ramBytes")
    assert not has_member("SourceProperties", "ramBites")
    assert not has_member("SourceServerID", "ramBytes")
