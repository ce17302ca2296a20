"""Models, enums and times as arguments, and omitted arguments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from drsclient import DrsConfigurationError, DrsParameterError
from drsclient.models import (
    Job,
    LaunchActionCategory,
    LaunchActionParameter,
    LaunchActionParameterType,
    LaunchDisposition,
    Licensing,
    PITPolicyRule,
    PITPolicyRuleUnits,
    RecoveryPlanExecutionMode,
    RecoveryPlanServer,
    RecoveryPlanServerImpactLevel,
    RecoverySnapshotsOrder,
    ServerStepConfiguration,
    StartRecoveryRequestSourceServer,
    UnknownMember,
    WaitStepConfiguration,
)
from tests.contract.calls import accept

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.models import RecoveryPlanStepConfiguration
    from drsclient.testing import FakeDrs

ONE, TWO = "s-11111111111111111", "s-22222222222222222"
SNAPSHOT = "pit-33333333333333333"
SERVER_ARN = f"arn:aws:drs:us-east-1:123456789012:source-server/{ONE}"
PLAN = "arn:aws:drs:us-east-1:123456789012:recovery-plan/rp-44444444444444444"
STEP = f"{PLAN}/step/1"


def sent(fake: FakeDrs) -> dict[str, object]:
    """Return the parameters of the last request."""
    return dict(fake.requests[-1].parameters)


def test_an_id_is_enough_for_a_server_to_recover(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Servers are IDs or, with a recovery snapshot, models, in any iterable."""
    accept(fake_drs, "StartRecovery")
    older = StartRecoveryRequestSourceServer(
        source_server_id=TWO, recovery_snapshot_id=SNAPSHOT
    )
    drs_client.start_recovery((ONE, older), is_drill=True)
    assert sent(fake_drs) == {
        "sourceServers": [
            {"sourceServerID": ONE},
            {"sourceServerID": TWO, "recoverySnapshotID": SNAPSHOT},
        ],
        "isDrill": True,
    }


def test_a_recovery_is_not_split(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """More servers than one job can have are refused, not split into several jobs."""
    with pytest.raises(DrsParameterError, match="at most 200 items, not 201") as caught:
        drs_client.start_recovery(
            [f"s-{number:017}" for number in range(201)], is_drill=True
        )
    assert caught.value.parameter == "source_servers"
    assert fake_drs.requests == ()


@pytest.mark.parametrize(
    ("servers", "parameter", "expected"),
    [
        (["db-1"], "source_servers[0]", "a source server ID (19"),
        (ONE, "source_servers", "a list or another iterable of StartRecoveryRequest"),
        ([], "source_servers", "1 or more items, not 0"),
        (
            [Job(job_id="drsjob-1", arn="a")],
            "source_servers[0]",
            "a StartRecoveryRequestSourceServer",
        ),
        (
            [ONE, StartRecoveryRequestSourceServer(source_server_id="")],
            "source_servers[1].source_server_id",
            "a source server ID",
        ),
        (
            [
                StartRecoveryRequestSourceServer(
                    source_server_id=ONE, recovery_snapshot_id="snap-1"
                )
            ],
            "source_servers[0].recovery_snapshot_id",
            "a recovery snapshot ID (21 characters",
        ),
    ],
)
def test_an_error_has_the_path_in_a_model(
    drs_client: DrsClient,
    servers: Any,  # noqa: ANN401 - some are deliberately wrong
    parameter: str,
    expected: str,
) -> None:
    """The path has Python names, and the error says what would be valid."""
    with pytest.raises(DrsParameterError) as caught:
        drs_client.start_recovery(servers, is_drill=True)
    assert caught.value.parameter == parameter
    assert caught.value.expected.startswith(expected)


def test_part_of_a_configuration_is_sent(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Values from a `get_…` method can go to `update_…`; the others are not sent."""
    accept(fake_drs, "GetLaunchConfiguration")
    accept(fake_drs, "UpdateLaunchConfiguration")
    configuration = attrs.evolve(
        drs_client.get_launch_configuration(ONE),
        launch_disposition=LaunchDisposition.STARTED,
        licensing=Licensing(os_byol=False),
    )
    drs_client.update_launch_configuration(
        ONE,
        launch_disposition=configuration.launch_disposition,
        licensing=configuration.licensing,
    )
    assert sent(fake_drs) == {
        "sourceServerID": ONE,
        "launchDisposition": "STARTED",
        "licensing": {"osByol": False},
    }


def test_empty_values_are_sent(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """An empty text, list or map is sent; None means that the argument is omitted."""
    accept(fake_drs, "UpdateReplicationConfiguration")
    drs_client.update_replication_configuration(
        ONE, name="", replicated_disks=(), staging_area_tags={}, ebs_encryption=None
    )
    assert sent(fake_drs) == {
        "sourceServerID": ONE,
        "name": "",
        "replicatedDisks": [],
        "stagingAreaTags": {},
    }


def test_a_map_of_models_is_sent(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """The parameters of a launch action are models, by name."""
    accept(fake_drs, "PutLaunchAction")
    drs_client.put_launch_action(
        ONE,
        action_id="12345678-1234-1234-1234-123456789012",
        action_code="AWS-RunShellScript",
        action_version="$LATEST",
        name="warm up",
        description="",
        category=LaunchActionCategory.OTHER,
        order=1001,
        active=True,
        optional=False,
        parameters={
            "commands": LaunchActionParameter(
                type=LaunchActionParameterType.SSM_STORE, value="warm-up"
            )
        },
    )
    assert sent(fake_drs)["parameters"] == {
        "commands": {"type": "SSM_STORE", "value": "warm-up"}
    }


def test_a_missing_member_of_a_model_is_refused(drs_client: DrsClient) -> None:
    """The error for a rule without its interval names the interval."""
    rule = PITPolicyRule(
        units=PITPolicyRuleUnits.DAY,
        interval=None,  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - deliberately wrong
        retention_duration=7,
    )
    with pytest.raises(DrsParameterError) as caught:
        drs_client.update_replication_configuration(ONE, pit_policy=[rule] * 3)
    assert caught.value.parameter == "pit_policy[0].interval"
    assert caught.value.expected == "an integer of at least 1"


@pytest.mark.parametrize(
    ("moment", "wire"),
    [
        (datetime(2031, 4, 5, 12, tzinfo=UTC), "2031-04-05T12:00:00Z"),
        (
            datetime(2031, 4, 5, 12, tzinfo=timezone(timedelta(hours=2))),
            "2031-04-05T10:00:00Z",
        ),
        (datetime(2031, 4, 5, 12, 0, 0, 500, UTC), "2031-04-05T12:00:00.000500Z"),
    ],
)
def test_times_are_sent_in_utc(
    fake_drs: FakeDrs, drs_client: DrsClient, moment: datetime, wire: str
) -> None:
    """A time in any time zone is sent in UTC, with a Z, as the service requires."""
    accept(fake_drs, "DescribeRecoverySnapshots")
    snapshots = drs_client.describe_recovery_snapshots(
        ONE, from_date_time=moment, order=RecoverySnapshotsOrder.DESC
    )
    assert list(snapshots)
    assert sent(fake_drs) == {
        "sourceServerID": ONE,
        "filters": {"fromDateTime": wire},
        "order": "DESC",
    }


@pytest.mark.parametrize(
    "value",
    [datetime.fromisoformat("2031-04-05"), "2031-04-05T12:00:00Z", 5, timedelta(1)],
)
def test_a_time_without_an_offset_is_refused(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    value: Any,  # noqa: ANN401 - most are deliberately wrong
) -> None:
    """A naive time is refused, because it is ambiguous."""
    with pytest.raises(DrsParameterError) as caught:
        drs_client.describe_jobs(from_date=value)
    assert caught.value.parameter == "from_date"
    assert caught.value.value == value
    assert caught.value.expected == "a datetime with a UTC offset"
    assert fake_drs.requests == ()


def test_a_client_token_is_generated_or_given(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """Each call generates its own token unless the caller passes one."""
    tokens: list[object] = []
    for token in (None, None, "mine", ""):
        accept(fake_drs, "StartRecoveryPlanExecution")
        drs_client.start_recovery_plan_execution(
            PLAN, mode=RecoveryPlanExecutionMode.DRILL, client_token=token
        )
        tokens.append(sent(fake_drs)["clientToken"])
    made, another, *given = tokens
    assert made
    assert another
    assert made != another
    assert given == ["mine", ""]


STEPS: list[tuple[RecoveryPlanStepConfiguration, dict[str, object]]] = [
    (
        WaitStepConfiguration(wait_duration_minutes=5),
        {"waitStepConfiguration": {"waitDurationMinutes": 5}},
    ),
    (
        ServerStepConfiguration(
            servers=[
                SERVER_ARN,
                RecoveryPlanServer(
                    server_arn=SERVER_ARN,
                    impact_level=RecoveryPlanServerImpactLevel.OPTIONAL,
                ),
            ]
        ),
        {
            "serverStepConfiguration": {
                "servers": [
                    {"serverArn": SERVER_ARN},
                    {"serverArn": SERVER_ARN, "impactLevel": "OPTIONAL"},
                ]
            }
        },
    ),
]


@pytest.mark.parametrize(("configuration", "wire"), STEPS, ids=["wait", "servers"])
def test_a_union_is_sent_as_its_member(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    configuration: RecoveryPlanStepConfiguration,
    wire: dict[str, object],
) -> None:
    """The class of a step's configuration determines the member of the union."""
    accept(fake_drs, "CreateRecoveryPlanStep")
    drs_client.create_recovery_plan_step(
        PLAN, step_name="first", configuration=configuration
    )
    assert sent(fake_drs)["configuration"] == wire


@pytest.mark.parametrize(
    ("configuration", "parameter", "expected"),
    [
        (
            ServerStepConfiguration(servers=["db-1"]),
            "configuration.servers[0].server_arn",
            "a source server ARN",
        ),
        (
            WaitStepConfiguration(wait_duration_minutes=121),
            "configuration.wait_duration_minutes",
            "an integer from 1 to 120",
        ),
        (
            Licensing(),
            "configuration",
            "a ServerStepConfiguration or WaitStepConfiguration",
        ),
    ],
)
def test_an_error_in_a_union_has_its_path(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    configuration: Any,  # noqa: ANN401 - some are deliberately wrong
    parameter: str,
    expected: str,
) -> None:
    """The path does not include the union, which does not exist in Python."""
    with pytest.raises(DrsParameterError) as caught:
        drs_client.update_recovery_plan_step(STEP, configuration=configuration)
    assert caught.value.parameter == parameter
    assert caught.value.expected.startswith(expected)
    assert fake_drs.requests == ()


def test_an_unknown_member_needs_a_botocore_that_knows_it(
    fake_drs: FakeDrs, drs_client: DrsClient
) -> None:
    """A member from a response is refused if botocore cannot send it."""
    accept(fake_drs, "UpdateRecoveryPlanStep")
    configuration = UnknownMember(name="newStep", value=(1,))
    with pytest.raises(DrsConfigurationError, match=r"have configuration\.new_step:"):
        drs_client.update_recovery_plan_step(STEP, configuration=configuration)
    assert fake_drs.requests == ()
