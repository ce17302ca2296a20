"""Launch settings: configurations and their templates."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasArn, HasLaunchConfigurationTemplateId
from drsclient.models._model import (
    EMPTY_MAP,
    WIRE_NAME,
    Model,
    OpenEnum,
    frozen_map,
)


class LaunchDisposition(OpenEnum):
    """The state of a recovery instance after its launch."""

    STOPPED = "STOPPED"
    """It is left stopped; you can start it with EC2."""
    STARTED = "STARTED"
    """It is started immediately."""


LaunchDispositionLiteral: TypeAlias = Literal["STOPPED", "STARTED"]
"""The values of `LaunchDisposition` as text, for arguments."""


class TargetInstanceTypeRightSizingMethod(OpenEnum):
    """The method of choosing the instance type of a recovery instance."""

    NONE = "NONE"
    """It is the one in the EC2 launch template."""
    BASIC = "BASIC"
    """It is chosen to fit the server's operating system, processors and memory."""
    IN_AWS = "IN_AWS"
    """It is chosen to match the EC2 instance that is the source server."""


TargetInstanceTypeRightSizingMethodLiteral: TypeAlias = Literal[
    "NONE", "BASIC", "IN_AWS"
]
"""The values of `TargetInstanceTypeRightSizingMethod` as text, for arguments."""


class RecoveryMode(OpenEnum):
    """Whether a launch favors speed or compatibility."""

    FAST = "FAST"
    """The server is not converted, which saves time."""
    OPTIMAL = "OPTIMAL"
    """The server is fully converted, for the best compatibility."""


RecoveryModeLiteral: TypeAlias = Literal["FAST", "OPTIMAL"]
"""The values of `RecoveryMode` as text, for arguments."""


@attrs.frozen(kw_only=True)
class Licensing(Model):
    """The license of a launched instance's operating system."""

    os_byol: bool | None = None
    """
    Whether you bring your own license (BYOL) instead of using the default one.

    A Windows server then needs a Dedicated Host in its EC2 launch template.
    """


@attrs.frozen(kw_only=True)
class LaunchIntoInstanceProperties(Model):
    """The existing EC2 instance to launch into, if any."""

    launch_into_ec2_instance_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "launchIntoEC2InstanceID"}
    )
    """
    The ID: `i-` and 8 to 17 hexadecimal digits. Without it, a new one is launched.

    The instance must be stopped and have the tag `AWSDRS` with the value
    `AllowLaunchingIntoThisInstance`.
    """


@attrs.frozen(kw_only=True)
class LaunchConfiguration(Model):
    """
    The launch settings of one source server, for drills, recoveries and failbacks.

    Other settings, such as the subnet, are in the server's EC2 launch template.

    Returned by GetLaunchConfiguration and UpdateLaunchConfiguration.
    """

    source_server_id: str
    """The ID of the source server: `s-` and 17 letters and digits."""
    name: str | None = None
    """The name of the configuration."""
    ec2_launch_template_id: str | None = None
    """The ID of the server's EC2 launch template: `lt-` and hexadecimal digits."""
    launch_disposition: LaunchDisposition | None = None
    """Whether the launched instance is started or left stopped."""
    target_instance_type_right_sizing_method: (
        TargetInstanceTypeRightSizingMethod | None
    ) = None
    """The method of choosing the instance type."""
    copy_private_ip: bool | None = None
    """Whether the instance gets the server's private IP address."""
    copy_tags: bool | None = None
    """Whether the instance gets the server's tags."""
    licensing: Licensing | None = None
    """The license of the instance's operating system."""
    post_launch_enabled: bool | None = None
    """Whether post-launch actions run; `list_launch_actions` lists them."""
    launch_into_instance_properties: LaunchIntoInstanceProperties | None = None
    """The existing EC2 instance to launch into, if any."""
    recovery_mode: RecoveryMode | None = None
    """Whether the launch favors speed or compatibility."""

    def __str__(self) -> str:
        return one_line(self.name, self.source_server_id, self.launch_disposition)


@attrs.frozen(kw_only=True)
class LaunchConfigurationTemplate(Model, HasLaunchConfigurationTemplateId, HasArn):
    """
    The launch settings that new source servers start with.

    Existing source servers keep their settings when the template changes.

    Returned by CreateLaunchConfigurationTemplate, DescribeLaunchConfigurationTemplates
    and UpdateLaunchConfigurationTemplate.
    """

    launch_configuration_template_id: str
    """The ID: `lct-` and 17 letters and digits."""
    arn: str
    """The ARN."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    launch_disposition: LaunchDisposition | None = None
    """Whether the launched instance is started or left stopped."""
    target_instance_type_right_sizing_method: (
        TargetInstanceTypeRightSizingMethod | None
    ) = None
    """The method of choosing the instance type."""
    copy_private_ip: bool | None = None
    """Whether the instance gets the server's private IP address."""
    copy_tags: bool | None = None
    """Whether the instance gets the server's tags."""
    licensing: Licensing | None = None
    """The license of the instance's operating system."""
    export_bucket_arn: str | None = None
    """The ARN of the S3 bucket for the CloudFormation templates of source networks."""
    post_launch_enabled: bool | None = None
    """Whether post-launch actions run; `list_launch_actions` lists them."""
    launch_into_source_instance: bool | None = None
    """Whether servers that replicate back launch into their original instances."""
    recovery_mode: RecoveryMode | None = None
    """Whether the launch favors speed or compatibility."""

    def __str__(self) -> str:
        return one_line(None, self.launch_configuration_template_id)
