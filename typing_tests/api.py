"""Uses of the public interface that type checkers accept; checked, but never run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, assert_never, assert_type

from drsclient import (
    ConflictException,
    DrsClient,
    DrsError,
    DrsEventError,
    DrsNotFoundError,
    DrsParameterError,
    DrsResponseError,
    DrsServiceError,
    DrsTimeoutError,
    ServiceQuotaExceededException,
    ThrottlingException,
    ValidationException,
    from_wire,
    to_wire,
)
from drsclient.errors import ValidationExceptionField, ValidationExceptionReason
from drsclient.events import (
    DrsEvent,
    LaunchResultState,
    PITSnapshotTaken,
    RecoveryInstanceFailbackStateChange,
    ResourceType,
    SourceNetworkProtectionStatusChange,
    SourceNetworkRecoveryResult,
    SourceServerDataReplicationStalledChange,
    SourceServerLaunchResult,
    StalledState,
    UnknownEvent,
    from_event,
)
from drsclient.models import (
    ConversionProperties,
    DataReplicationInfo,
    DataReplicationInitiationStep,
    DataReplicationInitiationStepStatus,
    DataReplicationState,
    FailbackState,
    Job,
    JobLog,
    LaunchAction,
    LaunchActionParameter,
    LaunchConfiguration,
    LaunchConfigurationTemplate,
    Model,
    NetworkInterface,
    OpenEnum,
    ProductCode,
    RecoveryInstance,
    RecoveryPlanExecutionMode,
    RecoveryPlanServer,
    RecoveryPlanStep,
    ReplicationConfigurationTemplate,
    ServerStepConfiguration,
    SourceNetwork,
    SourceNetworkData,
    SourceProperties,
    SourceServer,
    StartRecoveryRequestSourceServer,
    UnknownMember,
    WaitStepConfiguration,
)

if TYPE_CHECKING:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


def creating_clients(session: boto3.Session, client: Boto3DrsClient) -> None:
    """Create a client from boto3 objects, all of which are optional."""
    assert_type(DrsClient(), DrsClient)
    assert_type(DrsClient(client=client), DrsClient)
    assert_type(DrsClient(session=session, region_name="eu-west-3"), DrsClient)
    with DrsClient() as drs:
        assert_type(drs, DrsClient)
        assert_type(drs.close(), None)


def calling(drs: DrsClient) -> None:
    """Call methods that return an entity, an iterator over entities, or nothing."""
    assert_type(drs.initialize_service(), None)
    assert_type(drs.start_replication("s-1"), SourceServer)
    assert_type(drs.start_replication(source_server_id="s-1"), SourceServer)
    assert_type(drs.stop_replication("s-1"), SourceServer)
    assert_type(drs.retry_data_replication("s-1"), SourceServer)
    assert_type(drs.disconnect_source_server("s-1"), SourceServer)
    assert_type(drs.delete_source_server("s-1"), None)
    assert_type(drs.describe_source_servers(), Iterator[SourceServer])
    drs.describe_source_servers(
        source_server_ids={"s-1"}, hardware_id=None, staging_account_ids=iter(())
    )
    drs.describe_source_servers(source_server_ids=("s-1",), page_size=5)
    assert_type([server.arn for server in drs.describe_source_servers()], list[str])


def passing_models(
    drs: DrsClient, configuration: LaunchConfiguration, step: RecoveryPlanStep
) -> None:
    """Pass models, enums and times, and the fields of a model to an update."""
    chosen = StartRecoveryRequestSourceServer(source_server_id="s-1")
    assert_type(drs.start_recovery(["s-1", chosen], is_drill=True), Job)
    assert_type(drs.start_recovery(("s-1",), is_drill=False, tags={}), Job)
    assert_type(drs.describe_jobs(from_date=datetime.now(UTC)), Iterator[Job])
    assert_type(
        drs.update_launch_configuration(
            "s-1",
            launch_disposition=configuration.launch_disposition,
            licensing=configuration.licensing,
            name="",
        ),
        LaunchConfiguration,
    )
    drs.update_recovery_plan_step("arn:…", configuration=step.configuration)
    drs.create_recovery_plan_step(
        "arn:…",
        step_name="first",
        configuration=ServerStepConfiguration(
            servers=["arn:…", RecoveryPlanServer(server_arn="arn:…")]
        ),
    )
    drs.start_recovery_plan_execution("arn:…", mode=RecoveryPlanExecutionMode.DRILL)
    drs.start_recovery_plan_execution("arn:…", mode="DRILL")
    drs.describe_recovery_snapshots("s-1", order="DESC")
    drs.update_launch_configuration("s-1", launch_disposition="STOPPED")
    assert_type(drs.delete_recovery_plan("arn:…"), None)
    assert_type(drs.list_tags_for_resource("arn:…"), Mapping[str, str])
    assert_type(drs.reverse_replication("i-1"), str)


def getting_one_entity(drs: DrsClient, server: SourceServer, job: Job) -> None:
    """Find one entity by its ID, or by an entity that has it."""
    assert_type(drs.get_source_server("s-1"), SourceServer)
    assert_type(drs.get_source_server(job.participating_servers[0]), SourceServer)
    assert_type(drs.get_recovery_instance("i-1"), RecoveryInstance)
    assert_type(drs.get_job(job), Job)
    assert_type(drs.get_source_network("sn-1"), SourceNetwork)
    assert_type(
        drs.get_launch_configuration_template("lct-1"), LaunchConfigurationTemplate
    )
    assert_type(
        drs.get_replication_configuration_template("rct-1"),
        ReplicationConfigurationTemplate,
    )
    try:
        drs.list_tags_for_resource(server)
    except DrsNotFoundError as error:
        _lookup: LookupError = error
        assert_type(error.resource_id, str | None)
        assert_type(error.resource_type, str | None)


def matching_unions(step: RecoveryPlanStep, job: Job, item: JobLog) -> int:
    """Match unions exhaustively."""
    for resource in job.participating_resources:
        assert_type(resource.source_network_id, str | None)
    if item.event_data:
        assert_type(item.event_data.source_network_data, SourceNetworkData | None)
    match step.configuration:
        case ServerStepConfiguration(servers=servers):
            return len(servers)
        case WaitStepConfiguration(wait_duration_minutes=minutes):
            return minutes
        case UnknownMember(name=name):
            return len(name)


def reading_maps(properties: ConversionProperties, action: LaunchAction) -> None:
    """Read maps of numbers, lists, maps and structures."""
    assert_type(properties.volume_to_volume_size, Mapping[str, int])
    assert_type(
        properties.volume_to_product_codes, Mapping[str, tuple[ProductCode, ...]]
    )
    assert_type(properties.volume_to_conversion_map, Mapping[str, Mapping[str, str]])
    assert_type(action.parameters, Mapping[str, LaunchActionParameter])


def reading(server: SourceServer) -> None:
    """Read members that are optional, and lists and maps that are never None."""
    assert_type(server.source_server_id, str)
    assert_type(server.lag_duration, timedelta | None)
    assert_type(server.progress, float | None)
    assert_type(server.aws_instance_id, str | None)
    assert_type(server.tags, Mapping[str, str])
    assert_type(server.data_replication_info, DataReplicationInfo | None)
    assert_type(server.name, str | None)
    assert_type(server.hostname, str | None)
    assert_type(server.replication_state, DataReplicationState | None)
    if server.data_replication_info:
        info = server.data_replication_info
        assert_type(info.lag_duration, timedelta | None)
        assert_type(info.eta_date_time, datetime | None)
        assert_type(info.progress, float | None)
        assert_type(
            [disk.total_storage_bytes for disk in info.replicated_disks],
            list[int | None],
        )
        if info.data_replication_initiation:
            steps = info.data_replication_initiation.steps
            assert_type(steps, tuple[DataReplicationInitiationStep, ...])
            assert_type(steps[0].status, DataReplicationInitiationStepStatus | None)
    properties = server.source_properties or SourceProperties()
    assert_type(properties.network_interfaces, tuple[NetworkInterface, ...])
    assert_type(properties.supports_nitro_instances, bool | None)


def comparing(state: DataReplicationState) -> str:
    """Use an enum's value as text, and its members by name."""
    text: str = state
    open_enum: OpenEnum = state
    assert_type(open_enum.is_known, bool)
    assert_type(DataReplicationState("SOMETHING"), DataReplicationState)
    match state:
        case DataReplicationState.CONTINUOUS:
            return "protected"
        case DataReplicationState.STALLED | DataReplicationState.DISCONNECTED:
            return "failed"
        case _:
            return text


def converting(wire: dict[str, object], response: Mapping[str, object]) -> None:
    """Convert a wire dict to a model, and back."""
    assert_type(from_wire(SourceServer, wire), SourceServer)
    assert_type(from_wire(SourceProperties, response), SourceProperties)
    server = SourceServer(source_server_id="s-1", arn="arn:…", tags={"Name": "db-1"})
    assert_type(to_wire(server), dict[str, object])
    model: Model = server
    assert_type(to_wire(model), dict[str, object])


def converting_boto3_responses(client: Boto3DrsClient) -> None:
    """Convert boto3's own typed dicts without a cast."""
    for item in client.describe_source_servers()["items"]:
        assert_type(from_wire(SourceServer, item), SourceServer)


def matching_events(wire: Mapping[str, object]) -> object:
    """Match events exhaustively; the type checker reports a missing class."""
    event = from_event(wire)
    match event:
        case SourceServerLaunchResult():
            assert_type(event.state, LaunchResultState | None)
            assert_type(event.is_drill, bool | None)
            return event.job_id
        case SourceServerDataReplicationStalledChange():
            return assert_type(event.state, StalledState | None)
        case RecoveryInstanceFailbackStateChange():
            return assert_type(event.state, FailbackState | None)
        case PITSnapshotTaken(snapshot_id=snapshot_id):
            assert_type(event.ebs_snapshot_ids, tuple[str, ...])
            return assert_type(snapshot_id, str | None)
        case SourceNetworkProtectionStatusChange() | SourceNetworkRecoveryResult():
            return assert_type(event.state, str | None)
        case UnknownEvent():
            common: DrsEvent = event
            assert_type(common.time, datetime)
            assert_type(common.resource_type, ResourceType | None)
            return assert_type(common.detail, Mapping[str, object])
        case _:
            assert_never(event)


def handling_service_errors(error: DrsServiceError) -> None:
    """Read the attributes of any service error, and those of each class."""
    _boto3: ClientError = error
    assert_type(error.code, str)
    assert_type(error.message, str)
    assert_type(error.operation_name, str)
    assert_type(error.status_code, int | None)
    assert_type(error.request_id, str | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.retryable, bool)
    if isinstance(error, ConflictException):
        assert_type(error.resource_id, str | None)
        assert_type(error.resource_type, str | None)
        assert_type(error.detail_code, str | None)
    elif isinstance(error, ServiceQuotaExceededException | ThrottlingException):
        assert_type(error.service_code, str | None)
        assert_type(error.quota_code, str | None)
    elif isinstance(error, ValidationException):
        assert_type(error.reason, ValidationExceptionReason | None)
        assert_type(error.field_list, tuple[ValidationExceptionField, ...])


def handling_other_errors(drs: DrsClient) -> None:
    """Read the attributes of the other errors, which are also boto3's or Python's."""
    try:
        drs.initialize_service()
    except DrsTimeoutError as error:
        _timeout: TimeoutError = error
        _boto3: BotoCoreError = error
    except DrsParameterError as error:
        _value_error: ValueError = error
        assert_type(error.parameter, str)
        assert_type(error.value, object)
        assert_type(error.expected, str)
    except DrsEventError as error:
        _also_value_error: ValueError = error
        assert_type(error.path, str)
        assert_type(error.value, object)
    except DrsResponseError as error:
        assert_type(error.operation_name, str | None)
        assert_type(error.status_code, int | None)
        assert_type(error.request_id, str | None)
        assert_type(error.body, bytes | None)
        assert_type(error.path, str)
        assert_type(error.value, object)
    except DrsError as error:
        assert_type(error, DrsError)
