"""Copy templates, and launch actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drsclient.testing._records.launch import (
    LaunchAction,
    LaunchTemplate,
    default_launch_settings,
)
from drsclient.testing._records.replication import (
    ReplicationTemplate,
    default_staging_settings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._copies.site_copy import SiteCopy
    from drsclient.testing._records.record import Wire

_DEFAULT_ACTION: Final[Wire] = {
    "actionVersion": "$DEFAULT",
    "active": True,
    "category": "OTHER",
    "description": "",
    "optional": False,
}


def copy_templates(copy: SiteCopy) -> None:
    """Copy the launch and the replication configuration templates."""
    site = copy.site
    for wire in copy.answers.items("DescribeLaunchConfigurationTemplates"):
        template_id = wire["launchConfigurationTemplateID"]
        site.launch_templates.add(
            LaunchTemplate(
                number=site.shared.new_number(),
                template_id=template_id,
                tags=wire.get("tags", {}),
                settings={
                    **default_launch_settings(),
                    **_settings(wire, "launchConfigurationTemplateID"),
                },
                launch_actions=copied_launch_actions(copy, template_id),
            )
        )
    for wire in copy.answers.items("DescribeReplicationConfigurationTemplates"):
        site.replication_templates.add(
            ReplicationTemplate(
                number=site.shared.new_number(),
                template_id=wire["replicationConfigurationTemplateID"],
                tags=wire.get("tags", {}),
                settings={
                    **default_staging_settings(),
                    **_settings(wire, "replicationConfigurationTemplateID"),
                },
            )
        )


def _settings(wire: Mapping[str, object], id_member: str) -> Wire:
    return {
        name: value
        for name, value in wire.items()
        if name not in {id_member, "arn", "tags"}
    }


def copied_launch_actions(copy: SiteCopy, resource_id: str) -> dict[str, LaunchAction]:
    """Return the launch actions of a source server or a template, by ID."""
    actions = dict[str, LaunchAction]()
    for wire in copy.answers.items("ListLaunchActions", resource_id):
        action = copied_launch_action(wire)
        if action is None:
            copy.skip(
                f"launch action {wire['actionId']} of {resource_id}",
                "it has no document or no order",
            )
        else:
            actions[action.action_id] = action
    return actions


def copied_launch_action(wire: Wire) -> LaunchAction | None:
    """Return a launch action, unless it lacks a member that every action has."""
    known = {**_DEFAULT_ACTION, **wire}
    if not {"actionId", "actionCode", "order"} <= known.keys():
        return None
    action = LaunchAction(
        number=known["order"],
        action_id=known["actionId"],
        kind=known.pop("type", None),
        settings={"name": known.pop("actionId"), **known},
    )
    if action.kind == action.document_kind:
        action.kind = None
    return action
