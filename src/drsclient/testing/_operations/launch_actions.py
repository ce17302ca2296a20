"""Operations on launch actions of source servers and of launch templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.testing._errors import conflict, not_found
from drsclient.testing._operations.pagination import matches_filter, paginate
from drsclient.testing._records.launch import LaunchAction

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        DeleteLaunchActionRequestTypeDef,
        ListLaunchActionsRequestTypeDef,
        PutLaunchActionRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState


def put_launch_action(
    site: SiteState, parameters: PutLaunchActionRequestTypeDef
) -> Wire:
    """Handle `PutLaunchAction`, which replaces an action with the same ID."""
    resource_id = parameters["resourceId"]
    actions = _actions(site, resource_id)
    action = LaunchAction(
        number=parameters["order"],
        action_id=parameters["actionId"],
        settings={
            name: value
            for name, value in parameters.items()
            if name not in {"resourceId", "actionId"}
        },
    )
    others = [
        other for other in actions.values() if other.action_id != action.action_id
    ]
    for other in others:
        if other.number == action.number:
            raise conflict(
                "LaunchAction",
                action.action_id,
                f"LaunchAction {other.action_id} of {resource_id} has order"
                f" {other.number}, too",
            )
    # The operation declares no error for quotas.
    if len(others) >= site.shared.quotas.launch_actions:
        raise conflict(
            "LaunchAction",
            action.action_id,
            f"{resource_id} has {len(others)} launch actions, which is the maximum",
        )
    actions[action.action_id] = action
    return {"resourceId": resource_id, **action.wire()}


def list_launch_actions(
    site: SiteState, parameters: ListLaunchActionsRequestTypeDef
) -> Wire:
    """Handle `ListLaunchActions`, in the order in which the actions run."""
    actions = _actions(site, parameters["resourceId"])
    wanted = parameters.get("filters", {}).get("actionIds")
    page, more = paginate(
        (
            action
            for action in sorted(actions.values(), key=lambda action: action.number)
            if matches_filter(action.action_id, wanted)
        ),
        parameters,
        size=site.shared.page_size,
    )
    return {"items": [action.wire() for action in page], **more}


def delete_launch_action(
    site: SiteState, parameters: DeleteLaunchActionRequestTypeDef
) -> Wire:
    """Handle `DeleteLaunchAction`; copies of a template's action on servers stay."""
    actions = _actions(site, parameters["resourceId"])
    if parameters["actionId"] not in actions:
        raise not_found("LaunchAction", parameters["actionId"])
    del actions[parameters["actionId"]]
    return {}


def _actions(site: SiteState, resource_id: str) -> dict[str, LaunchAction]:
    if resource_id.startswith("lct-"):
        return site.launch_templates.find(resource_id).launch_actions
    return site.source_servers.find(resource_id).launch_actions
