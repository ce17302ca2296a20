"""…"""

from collections.abc import Mapping
from datetime import datetime

import attrs

from drsclient.models._model import EMPTY_MAP, WIRE_NAME, Model, OpenEnum, frozen


class LaunchActionType(OpenEnum):
    """…"""

    SSM_AUTOMATION = "SSM_AUTOMATION"
    """…"""
    SSM_COMMAND = "SSM_COMMAND"
    """…"""


class LaunchActionCategory(OpenEnum):
    """…"""

    MONITORING = "MONITORING"
    """…"""
    VALIDATION = "VALIDATION"
    """…"""
    CONFIGURATION = "CONFIGURATION"
    """…"""
    SECURITY = "SECURITY"
    """…"""
    OTHER = "OTHER"
    """…"""


class LaunchActionParameterType(OpenEnum):
    """…"""

    SSM_STORE = "SSM_STORE"
    """…"""
    DYNAMIC = "DYNAMIC"
    """…"""


@attrs.frozen(kw_only=True)
class LaunchActionParameter(Model):
    """…"""

    value: str | None = None
    """…"""
    type: LaunchActionParameterType | None = None
    """…"""


def _frozen_parameters(
    items: Mapping[str, LaunchActionParameter],
) -> Mapping[str, LaunchActionParameter]:
    return frozen(items)


@attrs.frozen(kw_only=True)
class LaunchAction(Model):
    """…"""

    action_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "actionId"})
    """…"""
    action_code: str | None = None
    """…"""
    type: LaunchActionType | None = None
    """…"""
    name: str | None = None
    """…"""
    active: bool | None = None
    """…"""
    order: int | None = None
    """…"""
    action_version: str | None = None
    """…"""
    optional: bool | None = None
    """…"""
    parameters: Mapping[str, LaunchActionParameter] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_parameters
    )
    """…"""
    description: str | None = None
    """…"""
    category: LaunchActionCategory | None = None
    """…"""


@attrs.frozen(kw_only=True)
class PutLaunchActionResponse(Model):
    """…"""

    resource_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "resourceId"}
    )
    """…"""
    action_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "actionId"})
    """…"""
    action_code: str | None = None
    """…"""
    type: LaunchActionType | None = None
    """…"""
    name: str | None = None
    """…"""
    active: bool | None = None
    """…"""
    order: int | None = None
    """…"""
    action_version: str | None = None
    """…"""
    optional: bool | None = None
    """…"""
    parameters: Mapping[str, LaunchActionParameter] = attrs.field(
        default=EMPTY_MAP, converter=_frozen_parameters
    )
    """…"""
    description: str | None = None
    """…"""
    category: LaunchActionCategory | None = None
    """…"""


class LaunchActionRunStatus(OpenEnum):
    """…"""

    IN_PROGRESS = "IN_PROGRESS"
    """…"""
    SUCCEEDED = "SUCCEEDED"
    """…"""
    FAILED = "FAILED"
    """…"""


@attrs.frozen(kw_only=True)
class LaunchActionRun(Model):
    """…"""

    action: LaunchAction | None = None
    """…"""
    run_id: str | None = attrs.field(default=None, metadata={WIRE_NAME: "runId"})
    """…"""
    status: LaunchActionRunStatus | None = None
    """…"""
    failure_reason: str | None = None
    """…"""


@attrs.frozen(kw_only=True)
class LaunchActionsStatus(Model):
    """…"""

    ssm_agent_discovery_datetime: datetime | None = None
    """…"""
    runs: tuple[LaunchActionRun, ...] = ()
    """…"""
