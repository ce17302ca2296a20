"""The logs of jobs: events with their times, servers and source networks."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

import attrs

from drsclient._text import in_utc, one_line
from drsclient.models._model import (
    EMPTY_MAP,
    WIRE_NAME,
    Model,
    OpenEnum,
    UnknownMember,
    frozen,
)


def _frozen_volume_to_conversion_map(
    items: Mapping[str, Mapping[str, str]],
) -> Mapping[str, Mapping[str, str]]:
    return frozen({key: frozen(item) for key, item in items.items()})


def _frozen_volume_to_volume_size(items: Mapping[str, int]) -> Mapping[str, int]:
    return frozen(items)


class JobLogEvent(OpenEnum):
    """The event that a job logged."""

    JOB_START = "JOB_START"
    """The job started."""
    SERVER_SKIPPED = "SERVER_SKIPPED"
    """The job skipped a server."""
    CLEANUP_START = "CLEANUP_START"
    """The termination of a server's earlier recovery instances started."""
    CLEANUP_END = "CLEANUP_END"
    """The server's earlier recovery instances were terminated."""
    CLEANUP_FAIL = "CLEANUP_FAIL"
    """The server's earlier recovery instances could not be terminated."""
    SNAPSHOT_START = "SNAPSHOT_START"
    """A snapshot of a server's replicated disks was started."""
    SNAPSHOT_END = "SNAPSHOT_END"
    """The snapshot was taken."""
    SNAPSHOT_FAIL = "SNAPSHOT_FAIL"
    """The snapshot could not be taken."""
    USING_PREVIOUS_SNAPSHOT = "USING_PREVIOUS_SNAPSHOT"
    """An earlier snapshot is used instead of a new one: the data is older."""
    USING_PREVIOUS_SNAPSHOT_FAILED = "USING_PREVIOUS_SNAPSHOT_FAILED"
    """The earlier snapshot could not be used."""
    CONVERSION_START = "CONVERSION_START"
    """The conversion of a server's disks, to make them boot in AWS, started."""
    CONVERSION_END = "CONVERSION_END"
    """The disks were converted."""
    CONVERSION_FAIL = "CONVERSION_FAIL"
    """The disks could not be converted."""
    LAUNCH_START = "LAUNCH_START"
    """The launch of a server's recovery instance started."""
    LAUNCH_END = "LAUNCH_END"
    """The recovery instance was launched. AWS does not document this event."""
    LAUNCH_FAILED = "LAUNCH_FAILED"
    """The recovery instance could not be launched."""
    JOB_CANCEL = "JOB_CANCEL"
    """The job was cancelled."""
    JOB_END = "JOB_END"
    """The job ended, successfully or not."""
    DEPLOY_NETWORK_CONFIGURATION_START = "DEPLOY_NETWORK_CONFIGURATION_START"
    """The deployment of a source network's new stack started."""
    DEPLOY_NETWORK_CONFIGURATION_END = "DEPLOY_NETWORK_CONFIGURATION_END"
    """The source network's new stack was deployed."""
    DEPLOY_NETWORK_CONFIGURATION_FAILED = "DEPLOY_NETWORK_CONFIGURATION_FAILED"
    """The source network's new stack could not be deployed."""
    UPDATE_NETWORK_CONFIGURATION_START = "UPDATE_NETWORK_CONFIGURATION_START"
    """The update of a source network's existing stack started."""
    UPDATE_NETWORK_CONFIGURATION_END = "UPDATE_NETWORK_CONFIGURATION_END"
    """The source network's existing stack was updated."""
    UPDATE_NETWORK_CONFIGURATION_FAILED = "UPDATE_NETWORK_CONFIGURATION_FAILED"
    """The source network's existing stack could not be updated."""
    UPDATE_LAUNCH_TEMPLATE_START = "UPDATE_LAUNCH_TEMPLATE_START"
    """The update of EC2 launch templates to use the recovered network started."""
    UPDATE_LAUNCH_TEMPLATE_END = "UPDATE_LAUNCH_TEMPLATE_END"
    """The EC2 launch templates were updated."""
    UPDATE_LAUNCH_TEMPLATE_FAILED = "UPDATE_LAUNCH_TEMPLATE_FAILED"
    """The EC2 launch templates could not be updated."""
    NETWORK_RECOVERY_FAIL = "NETWORK_RECOVERY_FAIL"
    """The source network could not be recovered."""


class ProductCodeMode(OpenEnum):
    """The mode of a product code."""

    ENABLED = "ENABLED"
    """The code is enabled."""
    DISABLED = "DISABLED"
    """The code is disabled."""


@attrs.frozen(kw_only=True)
class ProductCode(Model):
    """An AWS Marketplace product code of a volume."""

    product_code_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "productCodeId"}
    )
    """The code: 25 letters and digits."""
    product_code_mode: ProductCodeMode | None = None
    """Its mode."""


def _frozen_volume_to_product_codes(
    items: Mapping[str, tuple[ProductCode, ...]],
) -> Mapping[str, tuple[ProductCode, ...]]:
    return frozen(items)


@attrs.frozen(kw_only=True)
class ConversionProperties(Model):
    """The conversion of a server's disks."""

    volume_to_conversion_map: Mapping[str, Mapping[str, str]] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_conversion_map
    )
    """
    For each volume, the IDs of its snapshot and its converted snapshot.

    The IDs are `snap-` and 17 letters and digits.
    """
    root_volume_name: str | None = None
    """The name of the root volume."""
    force_uefi: bool | None = None
    """Whether the volume that is converted uses UEFI."""
    data_timestamp: str | None = None
    """
    When the snapshot to be converted was taken.

    It is text because AWS does not document its format.
    """
    volume_to_volume_size: Mapping[str, int] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_volume_size
    )
    """The size of each volume. AWS does not document the unit."""
    volume_to_product_codes: Mapping[str, tuple[ProductCode, ...]] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_product_codes
    )
    """The product codes of each volume."""


@attrs.frozen(kw_only=True)
class SourceNetworkData(Model):
    """The source network that an event is about."""

    source_network_id: str | None = None
    """The ID: `sn-` and 17 letters and digits."""
    source_vpc: str | None = None
    """The ID of the VPC: `vpc-` and hexadecimal digits."""
    target_vpc: str | None = None
    """The ID of the recovered VPC: `vpc-` and hexadecimal digits."""
    stack_name: str | None = None
    """The name of the CloudFormation stack that deployed the recovered VPC, if any."""


EventResourceData: TypeAlias = SourceNetworkData | UnknownMember
"""
The resource that an event is about: a `SourceNetworkData` if it is a source network.

A type that this version of the library does not know is an `UnknownMember`.
"""


@attrs.frozen(kw_only=True)
class JobLogEventData(Model):
    """The details of an event. Which of them are present depends on the event."""

    source_server_id: str | None = None
    """The ID of the source server: `s-` and 17 letters and digits."""
    conversion_server_id: str | None = None
    """
    The ID of the conversion server: `i-` and 8 to 17 hexadecimal digits.

    This is an EC2 instance that the service runs temporarily to convert the disks.
    """
    target_instance_id: str | None = None
    """The ID of the recovery instance: `i-` and 8 to 17 hexadecimal digits."""
    raw_error: str | None = None
    """The human-readable error message; `None` if nothing failed."""
    conversion_properties: ConversionProperties | None = None
    """The conversion of the disks."""
    event_resource_data: EventResourceData | None = None
    """The resource; `source_network_data` is simpler to use."""
    attempt_count: int | None = None
    """The number of retries of the step so far, from 0 to 9."""
    max_attempts_count: int | None = None
    """The maximum number of retries of the step, from 0 to 9."""

    @property
    def source_network_data(self) -> SourceNetworkData | None:
        """The source network that the event is about, if any."""
        data = self.event_resource_data
        return data if isinstance(data, SourceNetworkData) else None


@attrs.frozen(kw_only=True)
class JobLog(Model):
    """
    One item of a job's log.

    Returned by DescribeJobLogItems.
    """

    log_date_time: datetime | None = None
    """When it was logged."""
    event: JobLogEvent | None = None
    """The event."""
    event_data: JobLogEventData | None = None
    """The details, such as the server and the error, if any."""

    def __str__(self) -> str:
        data = self.event_data
        return one_line(
            self.event or "log item",
            data and data.source_server_id,
            self.log_date_time and in_utc(self.log_date_time),
            data and data.raw_error,
        )
