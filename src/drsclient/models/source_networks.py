"""Source networks: the VPCs that the service protects."""

from collections.abc import Mapping
from datetime import datetime

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasArn, HasSourceNetworkId
from drsclient.models._model import EMPTY_MAP, Model, OpenEnum, frozen_map


class ReplicationStatus(OpenEnum):
    """The status of a source network's replication."""

    STOPPED = "STOPPED"
    """The network is not replicated, so it is not protected."""
    IN_PROGRESS = "IN_PROGRESS"
    """The network is being replicated, but is not protected yet."""
    PROTECTED = "PROTECTED"
    """The network has been replicated, and changes to it are replicated too."""
    ERROR = "ERROR"
    """Replication failed; `replication_status_details` gives the reason."""


class RecoveryResult(OpenEnum):
    """The result of a source network's last recovery."""

    NOT_STARTED = "NOT_STARTED"
    """No recovery has started yet."""
    IN_PROGRESS = "IN_PROGRESS"
    """A recovery is in progress."""
    SUCCESS = "SUCCESS"
    """The VPC was deployed, and the source servers will be launched into it."""
    FAIL = "FAIL"
    """The VPC could not be deployed."""
    PARTIAL_SUCCESS = "PARTIAL_SUCCESS"
    """The VPC was deployed, but the source servers were not set up to use it."""
    ASSOCIATE_SUCCESS = "ASSOCIATE_SUCCESS"
    """The network was associated with an existing CloudFormation stack."""
    ASSOCIATE_FAIL = "ASSOCIATE_FAIL"
    """The network could not be associated with the CloudFormation stack."""


@attrs.frozen(kw_only=True)
class RecoveryLifeCycle(Model):
    """The last recovery of a source network."""

    api_call_date_time: datetime | None = None
    """When the recovery was requested."""
    job_id: str | None = None
    """The ID of the job: `drsjob-` and 17 letters and digits."""
    last_recovery_result: RecoveryResult | None = None
    """The result of the recovery."""


@attrs.frozen(kw_only=True)
class SourceNetwork(Model, HasSourceNetworkId, HasArn):
    """
    A VPC that the service protects, with its subnets, security groups and so on.

    Returned by StartSourceNetworkReplication, StopSourceNetworkReplication and
    DescribeSourceNetworks.
    """

    source_network_id: str
    """The ID: `sn-` and 17 letters and digits."""
    source_vpc_id: str | None = None
    """The ID of the VPC: `vpc-` and hexadecimal digits."""
    arn: str
    """The ARN."""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    replication_status: ReplicationStatus | None = None
    """The status of its replication."""
    replication_status_details: str | None = attrs.field(default=None, repr=False)
    """
    The reason for the failure, if replication failed.

    `repr` omits it because the service marks it as sensitive.
    """
    cfn_stack_name: str | None = attrs.field(default=None, repr=False)
    """
    The name of the CloudFormation stack that deployed the recovered VPC, if any.

    `repr` omits it because the service marks it as sensitive.
    """
    source_region: str | None = None
    """The Region of the VPC, such as `eu-central-1`."""
    source_account_id: str | None = None
    """The ID of the VPC's account: 12 digits."""
    last_recovery: RecoveryLifeCycle | None = None
    """Its last recovery."""
    launched_vpc_id: str | None = None
    """The ID of the recovered VPC: `vpc-` and hexadecimal digits."""

    def __str__(self) -> str:
        status = self.replication_status
        return one_line(self.source_vpc_id, self.source_network_id, status)


@attrs.frozen(kw_only=True)
class StartSourceNetworkRecoveryRequestNetworkEntry(Model):
    """A source network to recover, and the CloudFormation stack to update."""

    source_network_id: str
    """The ID of the source network: `sn-` and 17 letters and digits."""
    cfn_stack_name: str | None = attrs.field(default=None, repr=False)
    """
    The name of the stack. Without one, the service decides.

    `repr` omits it because the service marks it as sensitive.
    """
