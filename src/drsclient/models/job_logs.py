"""…"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from drsclient.models._model import EMPTY_MAP, WIRE_NAME, Model, OpenEnum, frozen
from drsclient.models._union import UnionMember, UnknownMember


def _frozen_volume_to_conversion_map(
    items: Mapping[str, Mapping[str, str]],
) -> Mapping[str, Mapping[str, str]]:
    return frozen({key: frozen(item) for key, item in items.items()})


def _frozen_volume_to_volume_size(items: Mapping[str, int]) -> Mapping[str, int]:
    return frozen(items)


class JobLogEvent(OpenEnum):
    """…"""

    JOB_START = "JOB_START"
    """…"""
    SERVER_SKIPPED = "SERVER_SKIPPED"
    """…"""
    CLEANUP_START = "CLEANUP_START"
    """…"""
    CLEANUP_END = "CLEANUP_END"
    """…"""
    CLEANUP_FAIL = "CLEANUP_FAIL"
    """…"""
    SNAPSHOT_START = "SNAPSHOT_START"
    """…"""
    SNAPSHOT_END = "SNAPSHOT_END"
    """…"""
    SNAPSHOT_FAIL = "SNAPSHOT_FAIL"
    """…"""
    USING_PREVIOUS_SNAPSHOT = "USING_PREVIOUS_SNAPSHOT"
    """…"""
    USING_PREVIOUS_SNAPSHOT_FAILED = "USING_PREVIOUS_SNAPSHOT_FAILED"
    """…"""
    CONVERSION_START = "CONVERSION_START"
    """…"""
    CONVERSION_END = "CONVERSION_END"
    """…"""
    CONVERSION_FAIL = "CONVERSION_FAIL"
    """…"""
    LAUNCH_START = "LAUNCH_START"
    """…"""
    LAUNCH_END = "LAUNCH_END"
    """…"""
    LAUNCH_FAILED = "LAUNCH_FAILED"
    """…"""
    JOB_CANCEL = "JOB_CANCEL"
    """…"""
    JOB_END = "JOB_END"
    """…"""
    DEPLOY_NETWORK_CONFIGURATION_START = "DEPLOY_NETWORK_CONFIGURATION_START"
    """…"""
    DEPLOY_NETWORK_CONFIGURATION_END = "DEPLOY_NETWORK_CONFIGURATION_END"
    """…"""
    DEPLOY_NETWORK_CONFIGURATION_FAILED = "DEPLOY_NETWORK_CONFIGURATION_FAILED"
    """…"""
    UPDATE_NETWORK_CONFIGURATION_START = "UPDATE_NETWORK_CONFIGURATION_START"
    """…"""
    UPDATE_NETWORK_CONFIGURATION_END = "UPDATE_NETWORK_CONFIGURATION_END"
    """…"""
    UPDATE_NETWORK_CONFIGURATION_FAILED = "UPDATE_NETWORK_CONFIGURATION_FAILED"
    """…"""
    UPDATE_LAUNCH_TEMPLATE_START = "UPDATE_LAUNCH_TEMPLATE_START"
    """…"""
    UPDATE_LAUNCH_TEMPLATE_END = "UPDATE_LAUNCH_TEMPLATE_END"
    """…"""
    UPDATE_LAUNCH_TEMPLATE_FAILED = "UPDATE_LAUNCH_TEMPLATE_FAILED"
    """…"""
    NETWORK_RECOVERY_FAIL = "NETWORK_RECOVERY_FAIL"
    """…"""


class ProductCodeMode(OpenEnum):
    """…"""

    ENABLED = "ENABLED"
    """…"""
    DISABLED = "DISABLED"
    """…"""


@attrs.frozen(kw_only=True)
class ProductCode(Model):
    """…"""

    product_code_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "productCodeId"}
    )
    """…"""
    product_code_mode: ProductCodeMode | None = None
    """…"""


def _frozen_volume_to_product_codes(
    items: Mapping[str, tuple[ProductCode, ...]],
) -> Mapping[str, tuple[ProductCode, ...]]:
    return frozen(items)


@attrs.frozen(kw_only=True)
class ConversionProperties(Model):
    """…"""

    volume_to_conversion_map: Mapping[str, Mapping[str, str]] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_conversion_map
    )
    """…"""
    root_volume_name: str | None = None
    """…"""
    force_uefi: bool | None = None
    """…"""
    data_timestamp: str | None = None
    """…"""
    volume_to_volume_size: Mapping[str, int] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_volume_size
    )
    """…"""
    volume_to_product_codes: Mapping[str, tuple[ProductCode, ...]] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_volume_to_product_codes
    )
    """…"""


@attrs.frozen(kw_only=True)
class SourceNetworkData(Model):
    """…"""

    source_network_id: str | None = None
    """…"""
    source_vpc: str | None = None
    """…"""
    target_vpc: str | None = None
    """…"""
    stack_name: str | None = None
    """…"""


EventResourceData: TypeAlias = (
    Annotated[SourceNetworkData, UnionMember("sourceNetworkData")] | UnknownMember
)
"""…"""


@attrs.frozen(kw_only=True)
class JobLogEventData(Model):
    """…"""

    source_server_id: str | None = None
    """…"""
    conversion_server_id: str | None = None
    """…"""
    target_instance_id: str | None = None
    """…"""
    raw_error: str | None = None
    """…"""
    conversion_properties: ConversionProperties | None = None
    """…"""
    event_resource_data: EventResourceData | None = None
    """…"""
    attempt_count: int | None = None
    """…"""
    max_attempts_count: int | None = None
    """…"""

    @property
    def source_network_data(self) -> SourceNetworkData | None:
        """The source network that the event is about, if it is about one."""
        data = self.event_resource_data
        return data if isinstance(data, SourceNetworkData) else None


@attrs.frozen(kw_only=True)
class JobLog(Model):
    """…"""

    log_date_time: datetime | None = None
    """…"""
    event: JobLogEvent | None = None
    """…"""
    event_data: JobLogEventData | None = None
    """…"""
