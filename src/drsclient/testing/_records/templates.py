"""The templates of an account, whose settings new source servers take over."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import attrs

from drsclient.testing._records.launch_action import LaunchAction
from drsclient.testing._records.record import Resource, Wire

if TYPE_CHECKING:
    from drsclient.testing._world.site import Site


@attrs.define(kw_only=True)
class ReplicationTemplate(Resource):
    """A replication configuration template."""

    template_id: str
    settings: Wire

    @property
    def key(self) -> str:
        """Its ID."""
        return self.template_id

    def arn(self, site: Site) -> str:
        """Return its ARN."""
        return site.arn(f"replication-configuration-template/{self.template_id}")

    def wire(self, site: Site) -> Wire:
        """Return it with wire names."""
        return {
            "replicationConfigurationTemplateID": self.template_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            **deepcopy(self.settings),
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

    def arn(self, site: Site) -> str:
        """Return its ARN."""
        return site.arn(f"launch-configuration-template/{self.template_id}")

    def wire(self, site: Site) -> Wire:
        """Return it with wire names."""
        return {
            "launchConfigurationTemplateID": self.template_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            **deepcopy(self.settings),
        }
