"""Operations on launch settings of source servers and on launch templates."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from drsclient.testing._errors import quota_exceeded
from drsclient.testing._operations.pagination import paginate
from drsclient.testing._operations.tags import checked_tags
from drsclient.testing._records.launch import LaunchTemplate, default_launch_settings

if TYPE_CHECKING:
    from mypy_boto3_drs.type_defs import (
        CreateLaunchConfigurationTemplateRequestTypeDef,
        DeleteLaunchConfigurationTemplateRequestTypeDef,
        DescribeLaunchConfigurationTemplatesRequestTypeDef,
        GetLaunchConfigurationRequestTypeDef,
        UpdateLaunchConfigurationRequestTypeDef,
        UpdateLaunchConfigurationTemplateRequestTypeDef,
    )

    from drsclient.testing._records.record import Wire
    from drsclient.testing._state.site_state import SiteState


def get_launch_configuration(
    site: SiteState, parameters: GetLaunchConfigurationRequestTypeDef
) -> Wire:
    """Handle `GetLaunchConfiguration`."""
    server = site.source_servers.find(parameters["sourceServerID"])
    return deepcopy(server.launch_configuration)


def update_launch_configuration(
    site: SiteState, parameters: UpdateLaunchConfigurationRequestTypeDef
) -> Wire:
    """Handle `UpdateLaunchConfiguration`, which keeps absent settings."""
    server = site.source_servers.find(parameters["sourceServerID"])
    server.launch_configuration.update(parameters)
    return deepcopy(server.launch_configuration)


def create_template(
    site: SiteState, parameters: CreateLaunchConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `CreateLaunchConfigurationTemplate`: an account has one template."""
    tags = checked_tags(parameters.get("tags", {}))
    if len(site.launch_templates) >= site.shared.quotas.launch_templates:
        raise quota_exceeded(
            "L-1F3FAE4D",
            "the quota of launch configuration templates is"
            f" {site.shared.quotas.launch_templates}",
        )
    template = LaunchTemplate(
        number=site.shared.new_number(),
        template_id=site.shared.new_id("lct-"),
        tags=tags,
        settings={**default_launch_settings(), **_settings(parameters)},
    )
    site.launch_templates.add(template)
    return {"launchConfigurationTemplate": template.wire(site)}


def describe_templates(
    site: SiteState, parameters: DescribeLaunchConfigurationTemplatesRequestTypeDef
) -> Wire:
    """Handle `DescribeLaunchConfigurationTemplates`: all IDs must exist."""
    page, more = paginate(
        site.launch_templates.select(parameters.get("launchConfigurationTemplateIDs")),
        parameters,
        size=site.shared.page_size,
    )
    return {"items": [template.wire(site) for template in page], **more}


def update_template(
    site: SiteState, parameters: UpdateLaunchConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `UpdateLaunchConfigurationTemplate`; existing servers do not change."""
    template = site.launch_templates.find(parameters["launchConfigurationTemplateID"])
    template.settings.update(_settings(parameters))
    return {"launchConfigurationTemplate": template.wire(site)}


def delete_template(
    site: SiteState, parameters: DeleteLaunchConfigurationTemplateRequestTypeDef
) -> Wire:
    """Handle `DeleteLaunchConfigurationTemplate`; its launch actions go with it."""
    template = site.launch_templates.find(parameters["launchConfigurationTemplateID"])
    site.launch_templates.remove(template)
    return {}


def _settings(
    parameters: CreateLaunchConfigurationTemplateRequestTypeDef
    | UpdateLaunchConfigurationTemplateRequestTypeDef,
) -> Wire:
    return {
        name: value
        for name, value in parameters.items()
        if name not in {"launchConfigurationTemplateID", "tags"}
    }
