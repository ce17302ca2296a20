"""An action that runs on a recovery instance after its launch."""

from __future__ import annotations

import re
from typing import Final

import attrs

from drsclient.testing._records.record import Numbered, Wire

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
    """What `PutLaunchAction` specified, without the IDs."""

    def wire(self) -> Wire:
        """Return it with wire names."""
        code: str = self.settings["actionCode"]
        kind = "SSM_AUTOMATION" if _AUTOMATION.fullmatch(code) else "SSM_COMMAND"
        return {
            "actionId": self.action_id,
            "parameters": {},
            "type": kind,
            **self.settings,
        }
