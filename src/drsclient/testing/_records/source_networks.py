"""Source networks and their recoveries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from drsclient.testing._records.record import Progress, Resource, Wire

if TYPE_CHECKING:
    from drsclient.testing._state.site_state import SiteState


@attrs.define(kw_only=True)
class NetworkRecovery:
    """The last recovery of a source network, or association with a stack."""

    job_id: str
    started: datetime
    result: str = "IN_PROGRESS"


@attrs.define(kw_only=True)
class SourceNetwork(Resource):
    """A source network: a VPC whose configuration is replicated."""

    source_network_id: str
    vpc_id: str
    origin_account_id: str
    origin_region: str
    protection: Progress
    is_copied: bool = False
    """True if there is a copy of its configuration to recover it from."""
    stacks: dict[str, str] = attrs.field(factory=dict[str, str])
    """The IDs of the recovered VPCs, by the name of the CloudFormation stack."""
    stack_name: str | None = None
    """The name of the last stack that was deployed or associated."""
    last_recovery: NetworkRecovery | None = None

    @property
    def key(self) -> str:
        """Its ID."""
        return self.source_network_id

    def arn(self, site: SiteState) -> str:
        """Return its ARN."""
        return site.arn(f"source-network/{self.source_network_id}")

    def wire(self, site: SiteState) -> Wire:
        """Return the wire form."""
        network: Wire = {
            "sourceNetworkID": self.source_network_id,
            "sourceVpcID": self.vpc_id,
            "arn": self.arn(site),
            "tags": dict(self.tags),
            "replicationStatus": self.protection.state,
            "sourceRegion": self.origin_region,
            "sourceAccountID": self.origin_account_id,
            "lastRecovery": {"lastRecoveryResult": "NOT_STARTED"},
        }
        if self.protection.state == "ERROR":
            network["replicationStatusDetails"] = f"{self.vpc_id} could not be read"
        if self.stack_name is not None:
            network["cfnStackName"] = self.stack_name
            network["launchedVpcID"] = self.stacks[self.stack_name]
        if self.last_recovery is not None:
            network["lastRecovery"] = {
                "apiCallDateTime": self.last_recovery.started.isoformat(),
                "jobID": self.last_recovery.job_id,
                "lastRecoveryResult": self.last_recovery.result,
            }
        return network
