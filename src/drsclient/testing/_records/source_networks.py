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

    job_id: str | None
    started: datetime | None
    result: str = "IN_PROGRESS"

    def wire(self) -> Wire:
        """Return the wire form."""
        recovery: Wire = {"lastRecoveryResult": self.result}
        if self.job_id is not None:
            recovery["jobID"] = self.job_id
        if self.started is not None:
            recovery["apiCallDateTime"] = self.started.isoformat()
        return recovery


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
    observed_details: str | None = None
    """
    The details of its replication status in the account that it was copied from. They
    hold until the status changes.
    """

    @property
    def key(self) -> str:
        """Its ID."""
        return self.source_network_id

    @property
    def new_stack_name(self) -> str:
        """The default name of its next stack."""
        return f"drs-{self.source_network_id}-{len(self.stacks) + 1}"

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
        if self.observed_details is not None and self.protection.entry == 0:
            network["replicationStatusDetails"] = self.observed_details
        elif self.protection.state == "ERROR":
            network["replicationStatusDetails"] = f"{self.vpc_id} could not be read"
        if self.stack_name is not None:
            network["cfnStackName"] = self.stack_name
        # The VPC of a stack is not known if the job that deployed it was deleted.
        if self.stack_name in self.stacks:
            network["launchedVpcID"] = self.stacks[self.stack_name]
        if self.last_recovery is not None:
            network["lastRecovery"] = self.last_recovery.wire()
        return network
