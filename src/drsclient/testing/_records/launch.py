"""Launch settings, launch templates, launch actions and last launches."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from drsclient.testing._argument_checks import check_ec2_id
from drsclient.testing._records.record import Numbered, Resource, Wire
from drsclient.testing._service_model import only_known
from drsclient.testing._state.ec2_hooks import LaunchTemplateRequest

if TYPE_CHECKING:
    from drsclient.testing._state.site_state import SiteState

# Documents that Systems Manager runs as an automation. All others are commands, which
# run on the instance itself.
_AUTOMATION: Final = re.compile(
    r"AWS-CreateImage|AWSSupport-.*|AWSConfigRemediation-.*"
    r"|arn:.*:automation-definition/.*"
)


@attrs.define(kw_only=True)
class LaunchAction(Numbered):
    """
    An action of a source server or a launch configuration template.

    Its number is its order, which no other action of the same resource has.
    """

    action_id: str
    settings: Wire
    """The parameters of `PutLaunchAction`, without the IDs."""

    def wire(self) -> Wire:
        """Return the wire form."""
        code: str = self.settings["actionCode"]
        kind = "SSM_AUTOMATION" if _AUTOMATION.fullmatch(code) else "SSM_COMMAND"
        return {
            "actionId": self.action_id,
            "parameters": {},
            "type": kind,
            **self.settings,
        }


@attrs.define(kw_only=True)
class LaunchTemplate(Resource):
    """A launch configuration template."""

    template_id: str
    settings: Wire
    launch_actions: dict[str, LaunchAction] = attrs.field(
        factory=dict[str, LaunchAction]
    )

    @property
    def key(self) -> str:
        """Its ID."""
        return self.template_id

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"launch-configuration-template/{self.template_id}")

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form."""
        return {
            "launchConfigurationTemplateID": self.template_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            **deepcopy(self.settings),
        }


@attrs.frozen(kw_only=True)
class LaunchFailure:
    """A failure of a later launch, as a test requested it."""

    at: str
    """The phase that fails."""
    raw_error: str


@attrs.define(kw_only=True)
class LastLaunch:
    """The last launch of a source server."""

    job_id: str
    started: datetime
    is_drill: bool
    status: str = "PENDING"

    def wire(self) -> Wire:
        """Return the wire form."""
        return {
            "initiated": {
                "apiCallDateTime": self.started.isoformat(),
                "jobID": self.job_id,
                "type": "DRILL" if self.is_drill else "RECOVERY",
            },
            "status": self.status,
        }


def launch_configuration(
    site: SiteState,
    source_server_id: str,
    *,
    ec2_launch_template_id: str | None = None,
) -> Wire:
    """
    Return a new server's launch settings: those of the template, or the defaults.

    Args:
        site: The server's site.
        source_server_id: The server's ID.
        ec2_launch_template_id: The EC2 launch template; by default a new one.

    Raises:
        ValueError: The EC2 launch template's ID is invalid, or another server has it.
    """
    template = next(iter(site.launch_templates), None)
    settings = deepcopy(template.settings) if template else default_launch_settings()
    # A source server does not have these two settings.
    settings.pop("exportBucketArn", None)
    del settings["launchIntoSourceInstance"]
    return {
        "sourceServerID": source_server_id,
        "name": f"Launch Configuration for Source Server {source_server_id}",
        "ec2LaunchTemplateID": _ec2_launch_template(
            site, source_server_id, ec2_launch_template_id
        ),
        **settings,
        "launchIntoInstanceProperties": {},
    }


def _ec2_launch_template(
    site: SiteState, source_server_id: str, chosen: str | None
) -> str:
    """Return the ID of a new server's EC2 launch template."""
    counted = site.shared.new_id("lt-")
    create, name = site.shared.ec2.create_launch_template, "ec2_launch_template_id"
    if chosen is None:
        if create is None:
            return counted
        name = "the result of create_launch_template"
        chosen = create(
            LaunchTemplateRequest(
                account_id=site.account_id,
                region_name=site.region_name,
                source_server_id=source_server_id,
            )
        )
    check_ec2_id(name, chosen, "lt-")
    for other in site.shared.sites.values():
        for server in other.source_servers:
            if server.launch_configuration["ec2LaunchTemplateID"] == chosen:
                raise ValueError(f"{name}: {server.key} has {chosen} already")
    return chosen


def launch_actions(site: SiteState) -> dict[str, LaunchAction]:
    """Return a new server's launch actions: those of the template, or none."""
    template = next(iter(site.launch_templates), None)
    return deepcopy(template.launch_actions) if template else {}


def default_launch_settings() -> Wire:
    """Return the default launch settings of a template."""
    return only_known(
        "LaunchConfigurationTemplate",
        {
            "copyPrivateIp": False,
            "copyTags": False,
            "launchDisposition": "STARTED",
            "launchIntoSourceInstance": False,
            "licensing": {"osByol": False},
            "postLaunchEnabled": False,
            "recoveryMode": "OPTIMAL",
            "targetInstanceTypeRightSizingMethod": "NONE",
        },
    )
