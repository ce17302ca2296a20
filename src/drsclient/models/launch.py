"""…"""

from collections.abc import Mapping

import attrs

from drsclient.models._model import (
    EMPTY_MAP,
    WIRE_NAME,
    Model,
    OpenEnum,
    frozen_map,
)


class LaunchDisposition(OpenEnum):
    """…"""

    STOPPED = "STOPPED"
    """…"""
    STARTED = "STARTED"
    """…"""


class TargetInstanceTypeRightSizingMethod(OpenEnum):
    """…"""

    NONE = "NONE"
    """…"""
    BASIC = "BASIC"
    """…"""
    IN_AWS = "IN_AWS"
    """…"""


class RecoveryMode(OpenEnum):
    """…"""

    FAST = "FAST"
    """…"""
    OPTIMAL = "OPTIMAL"
    """…"""


@attrs.frozen(kw_only=True)
class Licensing(Model):
    """…"""

    os_byol: bool | None = None
    """…"""


@attrs.frozen(kw_only=True)
class LaunchIntoInstanceProperties(Model):
    """…"""

    launch_into_ec2_instance_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "launchIntoEC2InstanceID"}
    )
    """…"""


@attrs.frozen(kw_only=True)
class LaunchConfiguration(Model):
    """…"""

    source_server_id: str | None = None
    """…"""
    name: str | None = None
    """…"""
    ec2_launch_template_id: str | None = None
    """…"""
    launch_disposition: LaunchDisposition | None = None
    """…"""
    target_instance_type_right_sizing_method: (
        TargetInstanceTypeRightSizingMethod | None
    ) = None
    """…"""
    copy_private_ip: bool | None = None
    """…"""
    copy_tags: bool | None = None
    """…"""
    licensing: Licensing | None = None
    """…"""
    post_launch_enabled: bool | None = None
    """…"""
    launch_into_instance_properties: LaunchIntoInstanceProperties | None = None
    """…"""
    recovery_mode: RecoveryMode | None = None
    """…"""


@attrs.frozen(kw_only=True)
class LaunchConfigurationTemplate(Model):
    """…"""

    launch_configuration_template_id: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    launch_disposition: LaunchDisposition | None = None
    """…"""
    target_instance_type_right_sizing_method: (
        TargetInstanceTypeRightSizingMethod | None
    ) = None
    """…"""
    copy_private_ip: bool | None = None
    """…"""
    copy_tags: bool | None = None
    """…"""
    licensing: Licensing | None = None
    """…"""
    export_bucket_arn: str | None = None
    """…"""
    post_launch_enabled: bool | None = None
    """…"""
    launch_into_source_instance: bool | None = None
    """…"""
    recovery_mode: RecoveryMode | None = None
    """…"""
