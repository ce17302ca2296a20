"""Launch settings, launch templates, launch actions and last launches."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from drsclient.testing._argument_checks import check_ec2_id
from drsclient.testing._records.record import (
    Numbered,
    Progress,
    Record,
    Resource,
    Wire,
)
from drsclient.testing._service_model import only_known
from drsclient.testing._state.ec2_hooks import LaunchTemplateRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drsclient.testing._state.site_state import SiteState

_INTO_SOURCE: Final = "launchIntoSourceInstance"

# Documents that Systems Manager runs as an automation. All others are commands, which
# run on the instance itself.
_AUTOMATION: Final = re.compile(
    r"AWS-CreateImage|AWSSupport-.*|AWSConfigRemediation-.*"
    r"|arn:.*:automation-definition/.*"
)


NOT_WITH_A_TARGET: Final = ("copyPrivateIp", "copyTags")
"""The settings that must be false for a launch into an existing EC2 instance."""


@attrs.define(kw_only=True)
class LaunchAction(Numbered):
    """
    An action of a source server or a launch configuration template.

    Its number is its order, which no other action of the same resource has.
    """

    action_id: str
    settings: Wire
    """The parameters of `PutLaunchAction`, without the IDs."""
    kind: str | None = None
    """Its type; `None` if its document usually has that type."""

    @property
    def is_active(self) -> bool:
        """True if it is active."""
        return bool(self.settings["active"])

    @property
    def is_optional(self) -> bool:
        """True if a launch does not fail because of it."""
        return bool(self.settings["optional"])

    @property
    def document_kind(self) -> str:
        """The type that its document usually has."""
        code: str = self.settings["actionCode"]
        return "SSM_AUTOMATION" if _AUTOMATION.fullmatch(code) else "SSM_COMMAND"

    def wire(self) -> Wire:
        """Return the wire form."""
        return {
            "actionId": self.action_id,
            "parameters": {},
            "type": self.kind or self.document_kind,
            **self.settings,
        }


@attrs.define(kw_only=True)
class LaunchActionRun(Record):
    """The run of a launch action after the launch of a source server by a job."""

    participant: str
    """The key of the source server in the job."""
    action: LaunchAction
    """The action as it was when the server had been launched."""
    progress: Progress
    failure_reason: str | None = None
    """The reason of its failure, which may be ahead."""
    run_id: str = attrs.field(
        default=attrs.Factory(
            lambda run: f"{run.number:08x}-0000-4000-a000-{run.number:012x}",
            takes_self=True,
        )
    )

    @property
    def key(self) -> str:
        """The participant's key and the action's ID."""
        return f"{self.participant}/{self.action.action_id}"

    @property
    def has_started(self) -> bool:
        """True if it is in progress or has ended."""
        return self.progress.state != "WAITING"

    @property
    def has_ended(self) -> bool:
        """True if it has succeeded or failed."""
        return self.progress.state in {"SUCCEEDED", "FAILED"}

    @property
    def fails_launch(self) -> bool:
        """True if it has failed and is not optional."""
        return self.progress.state == "FAILED" and not self.action.is_optional

    def wire(self) -> Wire:
        """Return the wire form."""
        run: Wire = {
            "action": self.action.wire(),
            "runId": self.run_id,
            "status": self.progress.state,
        }
        if self.progress.state == "FAILED":
            run["failureReason"] = self.failure_reason
        return run


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
    """A failure of a launch, such as one that a test requested for a later launch."""

    at: Literal["CLEANUP", "SNAPSHOT", "PREPARATION", "CONVERSION", "LAUNCH"]
    """The state of the launch in which it fails."""
    raw_error: str | None
    """The error in the log of its job; `None` if nothing is logged."""


LaunchFailureReason: TypeAlias = Literal[
    "CONVERSION_FAILED",
    "CONVERSION_SERVER_NOT_LAUNCHED",
    "CREATE_SECURITY_GROUP_DENIED",
    "DEVICE_NAME_CONFLICT",
    "EBS_KEY_NOT_FOUND",
    "NOT_READY_FOR_LAUNCH",
    "NO_DEDICATED_HOST",
    "NO_HTTP_CHANNEL",
    "SNAPSHOT_FAILED",
]
"""
The reasons for failed launches that the user guide describes.

They are on its pages "Launch configuration errors" and "Launch conversion errors".
"""

FAILURE_REASONS: Final[Mapping[LaunchFailureReason, LaunchFailure]] = {
    "CONVERSION_FAILED": LaunchFailure(
        at="CONVERSION", raw_error="the disks could not be converted"
    ),
    "CONVERSION_SERVER_NOT_LAUNCHED": LaunchFailure(
        at="CONVERSION", raw_error="no conversion server could be launched"
    ),
    "CREATE_SECURITY_GROUP_DENIED": LaunchFailure(
        at="LAUNCH", raw_error="the caller lacks the permission ec2:CreateSecurityGroup"
    ),
    "DEVICE_NAME_CONFLICT": LaunchFailure(
        at="LAUNCH",
        raw_error="an instance store volume has the device name of another volume",
    ),
    "EBS_KEY_NOT_FOUND": LaunchFailure(
        at="LAUNCH", raw_error="the key for EBS encryption does not exist"
    ),
    "NOT_READY_FOR_LAUNCH": LaunchFailure(
        at="LAUNCH",
        raw_error="the life cycle state of the server does not allow a launch",
    ),
    "NO_DEDICATED_HOST": LaunchFailure(
        at="LAUNCH", raw_error="your own OS license requires an EC2 Dedicated Host"
    ),
    "NO_HTTP_CHANNEL": LaunchFailure(
        at="CONVERSION",
        raw_error="the conversion server has no HTTP connection to the service",
    ),
    "SNAPSHOT_FAILED": LaunchFailure(
        at="SNAPSHOT", raw_error="the snapshot could not be taken"
    ),
}


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
    target: str | None = None,
) -> Wire:
    """
    Return a new server's launch settings: those of the template, or the defaults.

    Args:
        site: The server's site.
        source_server_id: The server's ID.
        ec2_launch_template_id: The EC2 launch template; by default a new one.
        target: The EC2 instance to launch into, if any.

    Raises:
        ValueError: The EC2 launch template's ID is invalid, or another server has it.
    """
    template = next(iter(site.launch_templates), None)
    settings = deepcopy(template.settings) if template else default_launch_settings()
    return {
        **_settings_of_server(source_server_id, settings),
        "ec2LaunchTemplateID": _ec2_launch_template(
            site, source_server_id, ec2_launch_template_id
        ),
        "launchIntoInstanceProperties": launch_into(target),
    }


def known_launch_configuration(
    site: SiteState, source_server_id: str, known: Wire
) -> Wire:
    """Return the launch settings of a server that exists, of which some are known."""
    if "ec2LaunchTemplateID" not in known:
        return {**launch_configuration(site, source_server_id), **known}
    return {
        **_settings_of_server(source_server_id, default_launch_settings()),
        "launchIntoInstanceProperties": launch_into(None),
        **known,
    }


def _settings_of_server(source_server_id: str, settings: Wire) -> Wire:
    """Return the launch settings that a server has if a template has some settings."""
    return {
        "sourceServerID": source_server_id,
        "name": f"Launch Configuration for Source Server {source_server_id}",
        **{
            name: value
            for name, value in settings.items()
            if name not in {"exportBucketArn", _INTO_SOURCE}
        },
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


def launch_into(instance_id: str | None) -> Wire:
    """Return `launchIntoInstanceProperties` with an EC2 instance, or without one."""
    return {} if instance_id is None else {"launchIntoEC2InstanceID": instance_id}


def template_into_source_instance(site: SiteState) -> LaunchTemplate | None:
    """Return the template if new servers are launched into their source instances."""
    template = next(iter(site.launch_templates), None)
    return template if template and template.settings[_INTO_SOURCE] else None


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
            _INTO_SOURCE: False,
            "licensing": {"osByol": False},
            "postLaunchEnabled": False,
            "recoveryMode": "OPTIMAL",
            "targetInstanceTypeRightSizingMethod": "BASIC",
        },
    )
