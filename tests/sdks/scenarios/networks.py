"""Source networks: their replication and their recovery."""

from __future__ import annotations

from typing import Final

from drsclient.testing import Quotas
from tests.sdks.scenario import Scenario, call, earlier, on_fake, refused

_NETWORK: Final = earlier("CreateSourceNetwork", "sourceNetworkID")
_ORIGIN: Final = {"originAccountID": "123456789012", "originRegion": "us-west-2"}

SCENARIOS: Final = (
    Scenario(
        name="source-network",
        fake={"quotas": Quotas(source_networks=1)},
        steps=[
            call(
                "CreateSourceNetwork",
                vpcID="vpc-00000000000000001",
                tags={"stage": "test"},
                **_ORIGIN,
            ),
            refused(
                "ServiceQuotaExceededException",
                "CreateSourceNetwork",
                vpcID="vpc-00000000000000002",
                **_ORIGIN,
            ),
            call("StartSourceNetworkReplication", sourceNetworkID=_NETWORK),
            on_fake("advance", hours=1),
            refused(
                "ConflictException",
                "ExportSourceNetworkCfnTemplate",
                sourceNetworkID=_NETWORK,
            ),
            call(
                "CreateLaunchConfigurationTemplate",
                exportBucketArn="arn:aws:s3:::templates",
            ),
            call("ExportSourceNetworkCfnTemplate", sourceNetworkID=_NETWORK),
            call(
                "StartSourceNetworkRecovery",
                sourceNetworks=[
                    {"sourceNetworkID": _NETWORK, "cfnStackName": "recovered"}
                ],
                deployAsNew=True,
                tags={"drill": "yearly"},
            ),
            on_fake("advance", hours=1),
            call("DescribeJobs"),
            # Its last recovery has the only real timestamp of the service.
            call("DescribeSourceNetworks", filters={"sourceNetworkIDs": [_NETWORK]}),
            call(
                "AssociateSourceNetworkStack",
                sourceNetworkID=_NETWORK,
                cfnStackName="recovered",
            ),
            on_fake("advance", hours=1),
            call("StopSourceNetworkReplication", sourceNetworkID=_NETWORK),
            call("DeleteSourceNetwork", sourceNetworkID=_NETWORK),
            call("DescribeSourceNetworks"),
        ],
    ),
)
