"""The async methods of `LaunchActionOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from drsclient.models import (
        HasActionId,
        HasLaunchConfigurationTemplateId,
        HasSourceServerId,
        LaunchAction,
        LaunchActionCategory,
        LaunchActionCategoryLiteral,
        LaunchActionParameter,
        PutLaunchActionResponse,
    )


class AsyncLaunchActionOperations(AsyncMethods):
    """The methods of `LaunchActionOperations`, for async programs."""

    __slots__ = ()

    async def put_launch_action(
        self,
        resource_id: str | HasSourceServerId | HasLaunchConfigurationTemplateId,
        *,
        action_code: str,
        order: int,
        action_id: str,
        optional: bool,
        active: bool,
        name: str,
        action_version: str,
        category: LaunchActionCategory | LaunchActionCategoryLiteral,
        description: str,
        parameters: Mapping[str, LaunchActionParameter] | None = None,
    ) -> PutLaunchActionResponse:
        """
        Add a launch action to a source server or a template, or replace one.

        See `DrsClient.put_launch_action`.
        """
        return await self._call(
            self._drs.put_launch_action,
            resource_id,
            action_code=action_code,
            order=order,
            action_id=action_id,
            optional=optional,
            active=active,
            name=name,
            action_version=action_version,
            category=category,
            description=description,
            parameters=parameters,
        )

    def list_launch_actions(
        self,
        resource_id: str | HasSourceServerId | HasLaunchConfigurationTemplateId,
        *,
        action_ids: Iterable[str | HasActionId] | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[LaunchAction]:
        """
        Iterate over the launch actions of a source server or a template.

        See `DrsClient.list_launch_actions`.
        """
        return self._iterate(
            self._drs.list_launch_actions,
            resource_id,
            action_ids=action_ids,
            page_size=page_size,
        )

    async def delete_launch_action(
        self,
        resource_id: str | HasSourceServerId | HasLaunchConfigurationTemplateId,
        *,
        action_id: str | HasActionId,
    ) -> None:
        """
        Delete a launch action from a source server or a template.

        See `DrsClient.delete_launch_action`.
        """
        await self._call(
            self._drs.delete_launch_action, resource_id, action_id=action_id
        )
