"""The operations on launch settings: configurations and their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        HasLaunchConfigurationTemplateId,
        HasSourceServerId,
        LaunchConfiguration,
        LaunchConfigurationTemplate,
        LaunchDisposition,
        LaunchDispositionLiteral,
        LaunchIntoInstanceProperties,
        Licensing,
        RecoveryMode,
        RecoveryModeLiteral,
        TargetInstanceTypeRightSizingMethod,
        TargetInstanceTypeRightSizingMethodLiteral,
    )


class LaunchOperations(OperationGroup):
    """The operations on launch settings."""

    __slots__ = ()

    def get_launch_configuration(
        self, source_server_id: str | HasSourceServerId
    ) -> LaunchConfiguration:
        """
        Return the launch settings of a source server.

        They apply to drills, recoveries and failbacks. Other settings, such as the
        subnet, the security groups and, without right-sizing, the instance type, are in
        the server's EC2 launch template, whose ID is `ec2_launch_template_id`. Use EC2
        to read and change them.

        Calls the API operation GetLaunchConfiguration.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The launch configuration.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
        """
        return self._one(
            models.LaunchConfiguration,
            None,
            self._api.get_launch_configuration,
            sourceServerID=argument(source_server_id),
        )

    def update_launch_configuration(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        name: str | None = None,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | TargetInstanceTypeRightSizingMethodLiteral
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_instance_properties: LaunchIntoInstanceProperties | None = None,
        recovery_mode: RecoveryMode | RecoveryModeLiteral | None = None,
    ) -> LaunchConfiguration:
        """
        Change the launch settings of a source server.

        Values that you omit stay unchanged. Other settings, such as the subnet and the
        security groups, are in the server's EC2 launch template, which you change with
        EC2. The service uses the default version of the template.

        Calls the API operation UpdateLaunchConfiguration.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.
            name: The name of the configuration, at most 128 characters.
            launch_disposition: Whether the launched instance is started or left
                stopped.
            target_instance_type_right_sizing_method: The method of choosing the
                instance type. Unless it is `NONE`, the service overwrites the instance
                type in the EC2 launch template. `BASIC` does not support Arm servers.
            copy_private_ip: Whether the instance gets the private IP address of the
                source server's primary network interface. The subnet in the EC2 launch
                template must include that address.
            copy_tags: Whether the instance gets the tags that the source server has in
                the service. Tags in the EC2 launch template take precedence.
            licensing: The license of the instance's operating system.
            post_launch_enabled: Whether the source server's post-launch actions run on
                the instance; see `list_launch_actions`.
            launch_into_instance_properties: The existing EC2 instance to launch into,
                instead of a new one. This requires `copy_private_ip` and `copy_tags` to
                be off.
            recovery_mode: Whether the launch favors speed or compatibility.

        Returns:
            The updated launch configuration.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The state of the source server does not allow the
                operation.
        """
        return self._one(
            models.LaunchConfiguration,
            None,
            self._api.update_launch_configuration,
            sourceServerID=argument(source_server_id),
            name=argument(name),
            launchDisposition=argument(launch_disposition),
            targetInstanceTypeRightSizingMethod=argument(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=argument(copy_private_ip),
            copyTags=argument(copy_tags),
            licensing=argument(licensing),
            postLaunchEnabled=argument(post_launch_enabled),
            launchIntoInstanceProperties=argument(launch_into_instance_properties),
            recoveryMode=argument(recovery_mode),
        )

    def create_launch_configuration_template(
        self,
        *,
        tags: Mapping[str, str] | None = None,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | TargetInstanceTypeRightSizingMethodLiteral
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        export_bucket_arn: str | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_source_instance: bool | None = None,
        recovery_mode: RecoveryMode | RecoveryModeLiteral | None = None,
    ) -> LaunchConfigurationTemplate:
        """
        Create a launch configuration template.

        Source servers that are added later start with its settings; existing ones keep
        theirs. The service chooses the settings that you omit. An account can have one
        template in each Region.

        Calls the API operation CreateLaunchConfigurationTemplate.

        Args:
            tags: Tags for the new template.
            launch_disposition: Whether the launched instance is started or left
                stopped.
            target_instance_type_right_sizing_method: The method of choosing the
                instance type.
            copy_private_ip: Whether the instance gets the source server's private IP
                address.
            copy_tags: Whether the instance gets the source server's tags.
            licensing: The license of the instance's operating system.
            export_bucket_arn: The ARN of the S3 bucket for the CloudFormation templates
                that `export_source_network_cfn_template` writes.
            post_launch_enabled: Whether post-launch actions run on the instance.
            launch_into_source_instance: Whether a server that replicates back to its
                origin is launched into its original EC2 instance. This is for
                replication within AWS, and requires `copy_private_ip` and `copy_tags`
                to be off.
            recovery_mode: Whether the launch favors speed or compatibility.

        Returns:
            The new template.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ServiceQuotaExceededException: The account already has a template in this
                Region.
        """
        return self._one(
            models.LaunchConfigurationTemplate,
            "launchConfigurationTemplate",
            self._api.create_launch_configuration_template,
            tags=argument(tags),
            launchDisposition=argument(launch_disposition),
            targetInstanceTypeRightSizingMethod=argument(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=argument(copy_private_ip),
            copyTags=argument(copy_tags),
            licensing=argument(licensing),
            exportBucketArn=argument(export_bucket_arn),
            postLaunchEnabled=argument(post_launch_enabled),
            launchIntoSourceInstance=argument(launch_into_source_instance),
            recoveryMode=argument(recovery_mode),
        )

    def describe_launch_configuration_templates(
        self,
        *,
        launch_configuration_template_ids: Iterable[
            str | HasLaunchConfigurationTemplateId
        ]
        | None = None,
        page_size: int | None = None,
    ) -> Iterator[LaunchConfigurationTemplate]:
        """
        Iterate over the launch configuration templates in this Region.

        The first request is sent when you start iterating.

        Calls the API operation DescribeLaunchConfigurationTemplates.

        Args:
            launch_configuration_template_ids: Only these templates, as models or IDs:
                `lct-` and 17 letters and digits. One call is made for each ID. An empty
                list matches nothing, and no call is made.
            page_size: The maximum number of templates to request per call, 1 to 1,000.
                By default, the service decides.

        Returns:
            An iterator over the templates.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: One of the templates does not exist.
        """
        return self._paginate(
            models.LaunchConfigurationTemplate,
            "items",
            self._api.describe_launch_configuration_templates,
            launchConfigurationTemplateIDs=argument(launch_configuration_template_ids),
            maxResults=argument(page_size),
        )

    def get_launch_configuration_template(
        self, launch_configuration_template_id: str | HasLaunchConfigurationTemplateId
    ) -> LaunchConfigurationTemplate:
        """
        Return a launch configuration template by its ID, in its current state.

        Calls the API operation DescribeLaunchConfigurationTemplates.

        Args:
            launch_configuration_template_id: The launch configuration template, or its
                ID: `lct-` and 17 letters and digits.

        Returns:
            The launch configuration template.

        Raises:
            DrsParameterError: The ID is not a launch configuration template ID; nothing
                was sent.
            DrsNotFoundError: The launch configuration template does not exist.
        """
        return self._find(
            "LaunchConfigurationTemplateID",
            launch_configuration_template_id,
            lambda key: self.describe_launch_configuration_templates(
                launch_configuration_template_ids=[key]
            ),
        )

    def update_launch_configuration_template(
        self,
        launch_configuration_template_id: str | HasLaunchConfigurationTemplateId,
        *,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | TargetInstanceTypeRightSizingMethodLiteral
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        export_bucket_arn: str | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_source_instance: bool | None = None,
        recovery_mode: RecoveryMode | RecoveryModeLiteral | None = None,
    ) -> LaunchConfigurationTemplate:
        """
        Change a launch configuration template.

        Values that you omit stay unchanged. Existing source servers keep their
        settings: use `update_launch_configuration` to change those.

        Calls the API operation UpdateLaunchConfigurationTemplate.

        Args:
            launch_configuration_template_id: The template, or its ID: `lct-` and 17
                letters and digits.
            launch_disposition: Whether the launched instance is started or left
                stopped.
            target_instance_type_right_sizing_method: The method of choosing the
                instance type.
            copy_private_ip: Whether the instance gets the source server's private IP
                address.
            copy_tags: Whether the instance gets the source server's tags.
            licensing: The license of the instance's operating system.
            export_bucket_arn: The ARN of the S3 bucket for the CloudFormation templates
                that `export_source_network_cfn_template` writes.
            post_launch_enabled: Whether post-launch actions run on the instance.
            launch_into_source_instance: Whether a server that replicates back to its
                origin is launched into its original EC2 instance. This is for
                replication within AWS, and requires `copy_private_ip` and `copy_tags`
                to be off.
            recovery_mode: Whether the launch favors speed or compatibility.

        Returns:
            The updated template.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The template does not exist.
        """
        return self._one(
            models.LaunchConfigurationTemplate,
            "launchConfigurationTemplate",
            self._api.update_launch_configuration_template,
            launchConfigurationTemplateID=argument(launch_configuration_template_id),
            launchDisposition=argument(launch_disposition),
            targetInstanceTypeRightSizingMethod=argument(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=argument(copy_private_ip),
            copyTags=argument(copy_tags),
            licensing=argument(licensing),
            exportBucketArn=argument(export_bucket_arn),
            postLaunchEnabled=argument(post_launch_enabled),
            launchIntoSourceInstance=argument(launch_into_source_instance),
            recoveryMode=argument(recovery_mode),
        )

    def delete_launch_configuration_template(
        self, launch_configuration_template_id: str | HasLaunchConfigurationTemplateId
    ) -> None:
        """
        Delete a launch configuration template.

        Existing source servers keep their settings.

        Calls the API operation DeleteLaunchConfigurationTemplate.

        Args:
            launch_configuration_template_id: The template, or its ID: `lct-` and 17
                letters and digits.

        Raises:
            DrsParameterError: The ID is not a template ID; nothing was sent.
            ResourceNotFoundException: The template does not exist.
            ConflictException: The state of the template does not allow the operation.
        """
        self._nothing(
            self._api.delete_launch_configuration_template,
            launchConfigurationTemplateID=argument(launch_configuration_template_id),
        )
