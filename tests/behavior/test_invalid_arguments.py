"""Invalid arguments: refused by their names, and never sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Never

import attrs
import pytest

from drsclient import DrsParameterError
from drsclient.models import (
    LaunchActionCategory,
    LaunchActionParameter,
    LaunchIntoInstanceProperties,
    Licensing,
    PITPolicyRule,
    PITPolicyRuleUnits,
    ServerStepConfiguration,
    UnknownMember,
    WaitStepConfiguration,
)
from drsclient.models._model import frozen
from tests.contract.calls import accept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.testing import FakeDrs

SERVER = "s-11111111111111111"
ARN = "arn:aws:drs:us-east-1:123456789012:recovery-plan/rp-44444444444444444"
RULE = PITPolicyRule(units=PITPolicyRuleUnits.DAY, interval=1, retention_duration=7)


def refusal(fake: FakeDrs, method: str, **arguments: Any) -> DrsParameterError:  # noqa: ANN401 - deliberately wrong
    """Return the error that a call raises without sending anything."""
    with pytest.raises(DrsParameterError) as caught:
        getattr(fake.client(), method)(**arguments)
    assert fake.requests == ()
    return caught.value


def sent(fake: FakeDrs, operation: str, method: str, **arguments: object) -> Any:  # noqa: ANN401 - JSON is anything
    """Return the parameters that a call sends."""
    accept(fake, operation)
    getattr(fake.client(), method)(**arguments)
    return fake.requests[-1].parameters


class NotATime(datetime):
    """A missing time, like `NaT` of pandas."""

    def utcoffset(self) -> Never:
        """Fail as pandas does."""
        raise ValueError("not a time")


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
        NotATime(2031, 4, 5, tzinfo=UTC),
        datetime(2031, 4, 5, tzinfo=UTC).timetz(),
    ],
    ids=["before year 1", "after year 9999", "not a time", "no date"],
)
def test_a_time_that_has_no_utc_is_refused(fake_drs: FakeDrs, moment: object) -> None:
    """A time that Python cannot convert to UTC is refused."""
    error = refusal(fake_drs, "describe_jobs", from_date=moment)
    assert error.parameter == "from_date"


class NoDimensions:
    """A zero-dimensional array, like those of numpy: only its type is iterable."""

    def __iter__(self) -> Iterator[str]:
        """Fail as numpy does."""
        raise TypeError("iteration over a 0-d array")


@dataclass
class ForeignLicensing:
    """A class with the name of a model."""

    os_byol: bool = True


ForeignLicensing.__name__ = "Licensing"

CYCLE: dict[str, object] = {}
CYCLE["a"] = CYCLE

INVALID: dict[str, tuple[str, dict[str, object], str, str]] = {
    "a dict for a model": (
        "update_launch_configuration",
        {"source_server_id": SERVER, "licensing": {"osByol": True}},
        "licensing",
        "a Licensing",
    ),
    "a class of the same name": (
        "update_launch_configuration",
        {"source_server_id": SERVER, "licensing": ForeignLicensing()},
        "licensing",
        "a Licensing",
    ),
    "a field of another type": (
        "update_launch_configuration",
        {"source_server_id": SERVER, "licensing": Licensing(os_byol="yes")},  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - deliberately wrong
        "licensing.os_byol",
        "True or False",
    ),
    "another enum": (
        "update_launch_configuration",
        {"source_server_id": SERVER, "launch_disposition": LaunchActionCategory.OTHER},
        "launch_disposition",
        "a LaunchDisposition",
    ),
    "too many rules": (
        "update_replication_configuration",
        {"source_server_id": SERVER, "pit_policy": [RULE] * 11},
        "pit_policy",
        "items, not 11",
    ),
    "a cycle": (
        "start_replication",
        {"source_server_id": CYCLE},
        "source_server_id",
        "",
    ),
    "a cycle of tags": (
        "tag_resource",
        {"resource_arn": ARN, "tags": CYCLE},
        "tags[*]",
        "a string",
    ),
    "a huge integer": (
        "describe_jobs",
        {"page_size": 10**5000},
        "page_size",
        "an integer of at least 1",
    ),
    "a huge integer in a list": (
        "start_recovery",
        {"source_servers": [10**5000], "is_drill": True},
        "source_servers[0]",
        "a StartRecoveryRequestSourceServer or",
    ),
    "a lone surrogate": (
        "untag_resource",
        {"resource_arn": ARN, "tag_keys": ["\ud800"]},
        "tag_keys[0]",
        "text that UTF-8 can encode",
    ),
    "no dimensions": (
        "start_recovery",
        {"source_servers": NoDimensions(), "is_drill": True},
        "source_servers",
        "a list or another iterable",
    ),
    "None for a required argument": (
        "start_recovery",
        {"source_servers": None, "is_drill": True, "tags": {"Name": "db-1"}},
        "source_servers",
        "a list or another iterable of StartRecoveryRequest",
    ),
    "a list of tags": (
        "tag_resource",
        {"resource_arn": ARN, "tags": [("Name", "db-1")]},
        "tags",
        "a mapping of strings to strings",
    ),
    "no iterable": (
        "describe_jobs",
        {"job_ids": 5},
        "job_ids",
        "a list or another iterable of job IDs",
    ),
}


@pytest.mark.parametrize(
    ("method", "arguments", "parameter", "expected"), INVALID.values(), ids=INVALID
)
def test_an_invalid_argument_is_refused_by_its_name(
    fake_drs: FakeDrs,
    method: str,
    arguments: dict[str, object],
    parameter: str,
    expected: str,
) -> None:
    """The error is a `DrsParameterError` that says what would be valid."""
    error = refusal(fake_drs, method, **arguments)
    assert error.parameter == parameter
    assert expected in error.expected
    assert len(str(error)) < 1000


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("tag_resource", {"resource_arn": ARN, "tags": {"SECRET": 5}}),
        ("tag_resource", {"resource_arn": ARN, "tags": {b"SECRET": "x"}}),
        ("tag_resource", {"resource_arn": ARN, "tags": [("SECRET", "x")]}),
        ("untag_resource", {"resource_arn": ARN, "tag_keys": "SECRET"}),
        ("untag_resource", {"resource_arn": ARN, "tag_keys": [b"SECRET"]}),
        (
            "associate_source_network_stack",
            {
                "source_network_id": "sn-11111111111111111",
                "cfn_stack_name": b"SECRET",
            },
        ),
    ],
)
def test_sensitive_values_are_not_in_the_message(
    fake_drs: FakeDrs, method: str, arguments: dict[str, object]
) -> None:
    """Tags and stack names cannot get into a log by accident."""
    error = refusal(fake_drs, method, **arguments)
    assert "SECRET" not in str(error)
    assert "SECRET" not in error.parameter


def test_errors_from_botocores_check_have_no_values(fake_drs: FakeDrs) -> None:
    """The value of an unknown member may be sensitive."""
    unknown = frozen({"waitDurationMinutes": "SECRET"})
    error = refusal(
        fake_drs,
        "create_recovery_plan_step",
        recovery_plan_arn=ARN,
        step_name="first",
        configuration=UnknownMember(name="waitStepConfiguration", value=unknown),
    )
    assert "waitDurationMinutes" in str(error)
    assert "SECRET" not in str(error)


def test_a_map_has_a_limit(fake_drs: FakeDrs) -> None:
    """A launch action takes no more parameters than the service accepts."""
    error = refusal(
        fake_drs,
        "put_launch_action",
        resource_id=SERVER,
        action_id="12345678-1234-1234-1234-123456789012",
        action_code="AWS-RunShellScript",
        action_version="$LATEST",
        name="warm up",
        description="",
        category=LaunchActionCategory.OTHER,
        order=1001,
        active=True,
        optional=False,
        parameters={f"p{n}": LaunchActionParameter(value="x") for n in range(21)},
    )
    assert error.parameter == "parameters"
    assert error.expected == "at most 20 items, not 21"


def test_an_id_may_be_empty_where_the_service_allows_it(fake_drs: FakeDrs) -> None:
    """An empty text is sent if it is given, even as an ID."""
    parameters = sent(
        fake_drs,
        "UpdateLaunchConfiguration",
        "update_launch_configuration",
        source_server_id=SERVER,
        launch_into_instance_properties=LaunchIntoInstanceProperties(
            launch_into_ec2_instance_id=""
        ),
    )
    assert parameters["launchIntoInstanceProperties"] == {"launchIntoEC2InstanceID": ""}


@attrs.frozen(kw_only=True)
class Annotated(Licensing):
    """A model with a user's own field."""

    note: str = ""


def test_a_subclass_is_sent_as_its_model(fake_drs: FakeDrs) -> None:
    """A field that the service does not know is not sent."""
    parameters = sent(
        fake_drs,
        "UpdateLaunchConfiguration",
        "update_launch_configuration",
        source_server_id=SERVER,
        licensing=Annotated(os_byol=True, note="mine"),
    )
    assert parameters["licensing"] == {"osByol": True}


@pytest.mark.parametrize(
    ("configuration", "parameter", "expected"),
    [
        (
            ServerStepConfiguration(servers=()),
            "configuration.servers",
            "1 or more items, not 0",
        ),
        ({}, "configuration", "a ServerStepConfiguration or WaitStepConfiguration"),
        (UnknownMember(name="", value=1), "configuration", "a ServerStep"),
    ],
)
def test_an_invalid_step_is_refused(
    fake_drs: FakeDrs, configuration: object, parameter: str, expected: str
) -> None:
    """A step must have exactly one valid configuration."""
    error = refusal(
        fake_drs,
        "create_recovery_plan_step",
        recovery_plan_arn=ARN,
        step_name="first",
        configuration=configuration,
    )
    assert error.parameter == parameter
    assert error.expected.startswith(expected)


def test_an_unknown_member_is_sent_if_botocore_knows_it(fake_drs: FakeDrs) -> None:
    """A member that an older version of this library read is sent back unchanged."""
    name = "waitStepConfiguration"
    member = UnknownMember(name=name, value=frozen({"waitDurationMinutes": 5}))
    for configuration in (member, WaitStepConfiguration(wait_duration_minutes=5)):
        parameters = sent(
            fake_drs,
            "UpdateRecoveryPlanStep",
            "update_recovery_plan_step",
            recovery_plan_step_arn=f"{ARN}/step/1",
            configuration=configuration,
        )
        assert parameters["configuration"] == {name: {"waitDurationMinutes": 5}}


def test_a_text_is_not_a_list_of_servers() -> None:
    """A text instead of a list would be split into its letters."""
    with pytest.raises(TypeError, match="not a string"):
        ServerStepConfiguration(servers=ARN)
