"""The async methods of `LaunchOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

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


class AsyncLaunchOperations(AsyncMethods):
    """The methods of `LaunchOperations`, for async programs."""

    __slots__ = ()

    async def get_launch_configuration(
        self, source_server_id: str | HasSourceServerId
    ) -> LaunchConfiguration:
        """
        Return the launch settings of a source server.

        See `DrsClient.get_launch_configuration`.
        """
        return await self._call(self._drs.get_launch_configuration, source_server_id)

    async def update_launch_configuration(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        name: str | None = None,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: (
            TargetInstanceTypeRightSizingMethod
            | TargetInstanceTypeRightSizingMethodLiteral
            | None
        ) = None,
        copy_private_ip: bool | None = None,
        copy_tags: bool | None = None,
        licensing: Licensing | None = None,
        post_launch_enabled: bool | None = None,
        launch_into_instance_properties: LaunchIntoInstanceProperties | None = None,
        recovery_mode: RecoveryMode | RecoveryModeLiteral | None = None,
    ) -> LaunchConfiguration:
        """
        Change the launch settings of a source server.

        See `DrsClient.update_launch_configuration`.
        """
        return await self._call(
            self._drs.update_launch_configuration,
            source_server_id,
            name=name,
            launch_disposition=launch_disposition,
            target_instance_type_right_sizing_method=target_instance_type_right_sizing_method,
            copy_private_ip=copy_private_ip,
            copy_tags=copy_tags,
            licensing=licensing,
            post_launch_enabled=post_launch_enabled,
            launch_into_instance_properties=launch_into_instance_properties,
            recovery_mode=recovery_mode,
        )

    async def create_launch_configuration_template(
        self,
        *,
        tags: Mapping[str, str] | None = None,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: (
            TargetInstanceTypeRightSizingMethod
            | TargetInstanceTypeRightSizingMethodLiteral
            | None
        ) = None,
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

        See `DrsClient.create_launch_configuration_template`.
        """
        return await self._call(
            self._drs.create_launch_configuration_template,
            tags=tags,
            launch_disposition=launch_disposition,
            target_instance_type_right_sizing_method=target_instance_type_right_sizing_method,
            copy_private_ip=copy_private_ip,
            copy_tags=copy_tags,
            licensing=licensing,
            export_bucket_arn=export_bucket_arn,
            post_launch_enabled=post_launch_enabled,
            launch_into_source_instance=launch_into_source_instance,
            recovery_mode=recovery_mode,
        )

    def describe_launch_configuration_templates(
        self,
        *,
        launch_configuration_template_ids: (
            Iterable[str | HasLaunchConfigurationTemplateId] | None
        ) = None,
        page_size: int | None = None,
    ) -> AsyncIterator[LaunchConfigurationTemplate]:
        """
        Iterate over the launch configuration templates in this Region.

        See `DrsClient.describe_launch_configuration_templates`.
        """
        return self._iterate(
            self._drs.describe_launch_configuration_templates,
            launch_configuration_template_ids=launch_configuration_template_ids,
            page_size=page_size,
        )

    async def get_launch_configuration_template(
        self, launch_configuration_template_id: str | HasLaunchConfigurationTemplateId
    ) -> LaunchConfigurationTemplate:
        """
        Return a launch configuration template by its ID, in its current state.

        See `DrsClient.get_launch_configuration_template`.
        """
        return await self._call(
            self._drs.get_launch_configuration_template,
            launch_configuration_template_id,
        )

    async def update_launch_configuration_template(
        self,
        launch_configuration_template_id: str | HasLaunchConfigurationTemplateId,
        *,
        launch_disposition: LaunchDisposition | LaunchDispositionLiteral | None = None,
        target_instance_type_right_sizing_method: (
            TargetInstanceTypeRightSizingMethod
            | TargetInstanceTypeRightSizingMethodLiteral
            | None
        ) = None,
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

        See `DrsClient.update_launch_configuration_template`.
        """
        return await self._call(
            self._drs.update_launch_configuration_template,
            launch_configuration_template_id,
            launch_disposition=launch_disposition,
            target_instance_type_right_sizing_method=target_instance_type_right_sizing_method,
            copy_private_ip=copy_private_ip,
            copy_tags=copy_tags,
            licensing=licensing,
            export_bucket_arn=export_bucket_arn,
            post_launch_enabled=post_launch_enabled,
            launch_into_source_instance=launch_into_source_instance,
            recovery_mode=recovery_mode,
        )

    async def delete_launch_configuration_template(
        self, launch_configuration_template_id: str | HasLaunchConfigurationTemplateId
    ) -> None:
        """
        Delete a launch configuration template.

        See `DrsClient.delete_launch_configuration_template`.
        """
        await self._call(
            self._drs.delete_launch_configuration_template,
            launch_configuration_template_id,
        )
