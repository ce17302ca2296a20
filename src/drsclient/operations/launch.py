"""The operations on launch settings: configurations and their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        LaunchConfiguration,
        LaunchConfigurationTemplate,
        LaunchDisposition,
        LaunchIntoInstanceProperties,
        Licensing,
        RecoveryMode,
        TargetInstanceTypeRightSizingMethod,
    )


class LaunchOperations(OperationGroup):
    """What you can do with launch settings."""

    __slots__ = ()

    def get_launch_configuration(self, source_server_id: str) -> LaunchConfiguration:
        """
        …

        Source: the API operation GetLaunchConfiguration.

        Args:
            source_server_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.LaunchConfiguration,
            None,
            self._api.get_launch_configuration,
            sourceServerID=source_server_id,
        )

    def update_launch_configuration(
        self,
        source_server_id: str,
        *,
        name: str | None = None,
        launch_disposition: LaunchDisposition | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_instance_properties: LaunchIntoInstanceProperties | None = None,
        recovery_mode: RecoveryMode | None = None,
    ) -> LaunchConfiguration:
        """
        …

        Source: the API operation UpdateLaunchConfiguration.

        Args:
            source_server_id: …
            name: …
            launch_disposition: …
            target_instance_type_right_sizing_method: …
            copy_private_ip: …
            copy_tags: …
            licensing: …
            post_launch_enabled: …
            launch_into_instance_properties: …
            recovery_mode: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.LaunchConfiguration,
            None,
            self._api.update_launch_configuration,
            sourceServerID=source_server_id,
            name=if_given(name),
            launchDisposition=converted(launch_disposition),
            targetInstanceTypeRightSizingMethod=converted(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=if_given(copy_private_ip),
            copyTags=if_given(copy_tags),
            licensing=converted(licensing),
            postLaunchEnabled=if_given(post_launch_enabled),
            launchIntoInstanceProperties=converted(launch_into_instance_properties),
            recoveryMode=converted(recovery_mode),
        )

    def create_launch_configuration_template(
        self,
        *,
        tags: Mapping[str, str] | None = None,
        launch_disposition: LaunchDisposition | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        export_bucket_arn: str | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_source_instance: bool | None = None,
        recovery_mode: RecoveryMode | None = None,
    ) -> LaunchConfigurationTemplate:
        """
        …

        Source: the API operation CreateLaunchConfigurationTemplate.

        Args:
            tags: …
            launch_disposition: …
            target_instance_type_right_sizing_method: …
            copy_private_ip: …
            copy_tags: …
            licensing: …
            export_bucket_arn: …
            post_launch_enabled: …
            launch_into_source_instance: …
            recovery_mode: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.LaunchConfigurationTemplate,
            "launchConfigurationTemplate",
            self._api.create_launch_configuration_template,
            tags=if_given(tags),
            launchDisposition=converted(launch_disposition),
            targetInstanceTypeRightSizingMethod=converted(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=if_given(copy_private_ip),
            copyTags=if_given(copy_tags),
            licensing=converted(licensing),
            exportBucketArn=if_given(export_bucket_arn),
            postLaunchEnabled=if_given(post_launch_enabled),
            launchIntoSourceInstance=if_given(launch_into_source_instance),
            recoveryMode=converted(recovery_mode),
        )

    def describe_launch_configuration_templates(
        self,
        *,
        launch_configuration_template_ids: Iterable[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[LaunchConfigurationTemplate]:
        """
        …

        Source: the API operation DescribeLaunchConfigurationTemplates.

        Args:
            launch_configuration_template_ids: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._many(
            models.LaunchConfigurationTemplate,
            "items",
            self._api.describe_launch_configuration_templates,
            launchConfigurationTemplateIDs=id_list(launch_configuration_template_ids),
            maxResults=if_given(page_size),
        )

    def update_launch_configuration_template(
        self,
        launch_configuration_template_id: str,
        *,
        launch_disposition: LaunchDisposition | None = None,
        target_instance_type_right_sizing_method: TargetInstanceTypeRightSizingMethod
        | None = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        export_bucket_arn: str | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_source_instance: bool | None = None,
        recovery_mode: RecoveryMode | None = None,
    ) -> LaunchConfigurationTemplate:
        """
        …

        Source: the API operation UpdateLaunchConfigurationTemplate.

        Args:
            launch_configuration_template_id: …
            launch_disposition: …
            target_instance_type_right_sizing_method: …
            copy_private_ip: …
            copy_tags: …
            licensing: …
            export_bucket_arn: …
            post_launch_enabled: …
            launch_into_source_instance: …
            recovery_mode: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.LaunchConfigurationTemplate,
            "launchConfigurationTemplate",
            self._api.update_launch_configuration_template,
            launchConfigurationTemplateID=launch_configuration_template_id,
            launchDisposition=converted(launch_disposition),
            targetInstanceTypeRightSizingMethod=converted(
                target_instance_type_right_sizing_method
            ),
            copyPrivateIp=if_given(copy_private_ip),
            copyTags=if_given(copy_tags),
            licensing=converted(licensing),
            exportBucketArn=if_given(export_bucket_arn),
            postLaunchEnabled=if_given(post_launch_enabled),
            launchIntoSourceInstance=if_given(launch_into_source_instance),
            recoveryMode=converted(recovery_mode),
        )

    def delete_launch_configuration_template(
        self, launch_configuration_template_id: str
    ) -> None:
        """
        …

        Source: the API operation DeleteLaunchConfigurationTemplate.

        Args:
            launch_configuration_template_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_launch_configuration_template,
            launchConfigurationTemplateID=launch_configuration_template_id,
        )
