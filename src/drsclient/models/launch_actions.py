"""Launch actions: the SSM documents that run on or for a launched instance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasActionId
from drsclient.models._model import EMPTY_MAP, WIRE_NAME, Model, OpenEnum, frozen


class LaunchActionType(OpenEnum):
    """The type of the SSM document that an action runs."""

    SSM_AUTOMATION = "SSM_AUTOMATION"
    """An Automation runbook, run with the permissions of the launch's initiator."""
    SSM_COMMAND = "SSM_COMMAND"
    """A Command document, run on the launched instance with its instance profile."""


class LaunchActionCategory(OpenEnum):
    """The purpose of a launch action."""

    MONITORING = "MONITORING"
    """To monitor the instance or its software."""
    VALIDATION = "VALIDATION"
    """To verify the launch."""
    CONFIGURATION = "CONFIGURATION"
    """To set up the instance."""
    SECURITY = "SECURITY"
    """To protect the instance."""
    OTHER = "OTHER"
    """Anything else."""


LaunchActionCategoryLiteral: TypeAlias = Literal[
    "MONITORING", "VALIDATION", "CONFIGURATION", "SECURITY", "OTHER"
]
"""The values of `LaunchActionCategory` as text, for arguments."""


class LaunchActionParameterType(OpenEnum):
    """The source of an action parameter's value."""

    SSM_STORE = "SSM_STORE"
    """From AWS Systems Manager Parameter Store."""
    DYNAMIC = "DYNAMIC"
    """From the launch itself, such as the ID of the launched instance."""


@attrs.frozen(kw_only=True)
class LaunchActionParameter(Model):
    """A parameter of the SSM document that a launch action runs."""

    value: str | None = None
    """The name of the parameter in Parameter Store or of the dynamic value."""
    type: LaunchActionParameterType | None = None
    """The source of the value."""


def _frozen_parameters(
    items: Mapping[str, LaunchActionParameter],
) -> Mapping[str, LaunchActionParameter]:
    return frozen(items)


@attrs.frozen(kw_only=True)
class LaunchAction(Model, HasActionId):
    """
    A post-launch action: an AWS Systems Manager (SSM) document to run after a launch.

    Returned by ListLaunchActions.
    """

    action_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "actionId"})
    """The ID: a UUID."""
    action_code: str | None = None
    """The name of the SSM document that it runs, or its ARN."""
    type: LaunchActionType | None = None
    """The type of the document, which determines where the action runs."""
    name: str | None = None
    """The name."""
    active: bool | None = None
    """Whether it runs after a launch."""
    order: int | None = None
    """Its position, from 2 to 10000: lower numbers run first."""
    action_version: str | None = None
    """The version of the document: `$DEFAULT`, `$LATEST` or a number."""
    optional: bool | None = None
    """Whether the launch counts as successful even if the action fails."""
    parameters: Mapping[str, LaunchActionParameter] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_parameters
    )
    """The parameters of the document, by name."""
    description: str | None = None
    """The human-readable description."""
    category: LaunchActionCategory | None = None
    """Its purpose."""

    def __str__(self) -> str:
        state = "active" if self.active else "inactive"
        known = None if self.active is None else state
        name = self.name or (None if self.action_id else "launch action")
        return one_line(name, self.action_id, self.action_code, known)


@attrs.frozen(kw_only=True)
class PutLaunchActionResponse(LaunchAction):
    """
    A launch action that was added or replaced, with the ID of its resource.

    It has all the fields of `LaunchAction`.

    Returned by PutLaunchAction.
    """

    resource_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "resourceId"}
    )
    """The ID of the source server or launch configuration template that has it."""


class LaunchActionRunStatus(OpenEnum):
    """The status of one run of a launch action."""

    IN_PROGRESS = "IN_PROGRESS"
    """It is running."""
    SUCCEEDED = "SUCCEEDED"
    """It ended without an error."""
    FAILED = "FAILED"
    """It failed; `failure_reason` gives the reason."""


@attrs.frozen(kw_only=True)
class LaunchActionRun(Model):
    """One run of a launch action on or for a launched instance."""

    action: LaunchAction | None = None
    """The launch action."""
    run_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "runId"})
    """The ID: a UUID."""
    status: LaunchActionRunStatus | None = None
    """The status."""
    failure_reason: str | None = None
    """The reason for the failure, if it failed."""


@attrs.frozen(kw_only=True)
class LaunchActionsStatus(Model):
    """The status of one server's launch actions in a job."""

    ssm_agent_discovery_datetime: datetime | None = None
    """When the SSM Agent was found running on the instance."""
    runs: tuple[LaunchActionRun, ...] = ()
    """The runs of the launch actions."""
