"""The operations on launch actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


class LaunchActionOperations(OperationGroup):
    """The operations on launch actions."""

    __slots__ = ()

    def put_launch_action(
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

        A launch action runs an AWS Systems Manager (SSM) document after an instance has
        been launched, if `post_launch_enabled` is on in the launch configuration.
        Source servers that are added later start with the actions of the template;
        existing ones keep theirs.

        An existing action with the same ID is replaced completely. To activate or
        change a predefined action of the service, pass the values that
        `list_launch_actions` returns, with your changes.

        Calls the API operation PutLaunchAction.

        Args:
            resource_id: The source server or launch configuration template, or its ID:
                `s-` or `lct-`, and 17 letters and digits.
            action_code: The name of the SSM document, such as
                `AWSMigration-ValidateDiskSpace`, or its ARN.
            order: The position among the resource's actions, 2 to 10,000; lower numbers
                run first. Each position can be used only once; gaps are allowed.
            action_id: The ID of the action to replace or, for a new action, a UUID of
                your own, such as `str(uuid.uuid4())`.
            optional: Whether the launch counts as successful even if the action fails.
                The launch itself continues in either case.
            active: Whether the action runs.
            name: The name of the action: 1 to 256 letters, digits, spaces and `/_-`,
                starting with a letter or digit.
            action_version: The version of the document: `$DEFAULT`, `$LATEST` or a
                number.
            category: The purpose of the action.
            description: What the action does, at most 1,024 characters; it can be
                empty.
            parameters: The parameters of the document, as a mapping from names to
                values; at most 20. By default, there are none.

        Returns:
            The new or updated action, with the ID of its resource.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server or the template does not exist.
            ConflictException: The state of the source server or the template does not
                allow the operation.
        """
        return self._one(
            models.PutLaunchActionResponse,
            None,
            self._api.put_launch_action,
            resourceId=argument(resource_id),
            actionCode=action_code,
            order=order,
            actionId=action_id,
            optional=optional,
            active=active,
            name=name,
            actionVersion=action_version,
            category=argument(category),
            description=description,
            parameters=argument(parameters),
        )

    def list_launch_actions(
        self,
        resource_id: str | HasSourceServerId | HasLaunchConfigurationTemplateId,
        *,
        action_ids: Iterable[str | HasActionId] | None = None,
        page_size: int | None = None,
    ) -> Iterator[LaunchAction]:
        """
        Iterate over the launch actions of a source server or a template.

        The list includes inactive actions and the predefined actions of the service.

        The first request is sent when you start iterating.

        Calls the API operation ListLaunchActions.

        Args:
            resource_id: The source server or launch configuration template, or its ID:
                `s-` or `lct-`, and 17 letters and digits.
            action_ids: Only these actions, as models or IDs, which are UUIDs. More than
                100 are split across several calls. An empty list matches nothing, and
                no call is made.
            page_size: The maximum number of actions to request per call, 1 to 1,000. By
                default, the service decides.

        Returns:
            An iterator over the launch actions.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server or the template does not exist.
            ServiceQuotaExceededException: The request exceeds a quota.
        """
        return self._paginate(
            models.LaunchAction,
            "items",
            self._api.list_launch_actions,
            resourceId=argument(resource_id),
            filters={"actionIds": argument(action_ids)},
            maxResults=argument(page_size),
        )

    def delete_launch_action(
        self,
        resource_id: str | HasSourceServerId | HasLaunchConfigurationTemplateId,
        *,
        action_id: str | HasActionId,
    ) -> None:
        """
        Delete a launch action from a source server or a template.

        Deleting it from a template does not delete it from existing source servers. To
        keep an action but not run it, call `put_launch_action` with `active=False`
        instead.

        Calls the API operation DeleteLaunchAction.

        Args:
            resource_id: The source server or launch configuration template, or its ID:
                `s-` or `lct-`, and 17 letters and digits.
            action_id: The action, or its ID, a UUID.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server, the template or the action
                does not exist.
        """
        self._nothing(
            self._api.delete_launch_action,
            resourceId=argument(resource_id),
            actionId=argument(action_id),
        )
