"""The operations on launch actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        LaunchAction,
        LaunchActionCategory,
        LaunchActionParameter,
        PutLaunchActionResponse,
    )


class LaunchActionOperations(OperationGroup):
    """What you can do with launch actions."""

    __slots__ = ()

    def put_launch_action(
        self,
        resource_id: str,
        *,
        action_code: str,
        order: int,
        action_id: str,
        optional: bool,
        active: bool,
        name: str,
        action_version: str,
        category: LaunchActionCategory,
        description: str,
        parameters: Mapping[str, LaunchActionParameter] | None = None,
    ) -> PutLaunchActionResponse:
        """
        …

        Source: the API operation PutLaunchAction.

        Args:
            resource_id: …
            action_code: …
            order: …
            action_id: …
            optional: …
            active: …
            name: …
            action_version: …
            category: …
            description: …
            parameters: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.PutLaunchActionResponse,
            None,
            self._api.put_launch_action,
            resourceId=resource_id,
            actionCode=action_code,
            order=order,
            actionId=action_id,
            optional=optional,
            active=active,
            name=name,
            actionVersion=action_version,
            category=converted(category),
            description=description,
            parameters=converted(parameters),
        )

    def list_launch_actions(
        self,
        resource_id: str,
        *,
        action_ids: Iterable[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[LaunchAction]:
        """
        …

        Source: the API operation ListLaunchActions.

        Args:
            resource_id: …
            action_ids: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ServiceQuotaExceededException: …
        """
        return self._many(
            models.LaunchAction,
            "items",
            self._api.list_launch_actions,
            resourceId=resource_id,
            filters={"actionIds": id_list(action_ids)},
            maxResults=if_given(page_size),
        )

    def delete_launch_action(self, resource_id: str, *, action_id: str) -> None:
        """
        …

        Source: the API operation DeleteLaunchAction.

        Args:
            resource_id: …
            action_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        self._nothing(
            self._api.delete_launch_action, resourceId=resource_id, actionId=action_id
        )
