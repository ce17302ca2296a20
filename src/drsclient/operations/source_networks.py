"""The operations on source networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        HasSourceNetworkId,
        Job,
        SourceNetwork,
        StartSourceNetworkRecoveryRequestNetworkEntry,
    )


class SourceNetworkOperations(OperationGroup):
    """The operations on source networks."""

    __slots__ = ()

    def create_source_network(
        self,
        vpc_id: str,
        *,
        origin_account_id: str,
        origin_region: str,
        tags: Mapping[str, str] | None = None,
    ) -> str:
        """
        Create a source network for a VPC.

        The service creates one automatically when you install an agent on a server in
        the VPC. Call this method for other VPCs. If the VPC is in another account, that
        account needs the role `DRSSourceNetworkRole`, created for this account. To
        protect the network, continue with `start_source_network_replication`.

        Calls the API operation CreateSourceNetwork.

        Args:
            vpc_id: The ID of the VPC: `vpc-` and hexadecimal digits.
            origin_account_id: The ID of the VPC's account: 12 digits.
            origin_region: The VPC's Region, such as `eu-central-1`.
            tags: Tags for the new source network.

        Returns:
            The ID of the new source network, `sn-` and 17 letters and digits.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: A required resource, such as the VPC, does not
                exist.
            ConflictException: The request conflicts with an existing resource.
            ServiceQuotaExceededException: The quota of source networks, 100 by default,
                would be exceeded.
        """
        return self._text(
            "sourceNetworkID",
            self._api.create_source_network,
            vpcID=vpc_id,
            originAccountID=origin_account_id,
            originRegion=origin_region,
            tags=argument(tags),
        )

    def describe_source_networks(
        self,
        *,
        source_network_ids: Iterable[str | HasSourceNetworkId] | None = None,
        origin_account_id: str | None = None,
        origin_region: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[SourceNetwork]:
        """
        Iterate over the source networks in this Region.

        A source network must match all filters. The first request is sent when you
        start iterating.

        Calls the API operation DescribeSourceNetworks.

        Args:
            source_network_ids: Only these source networks, as models or IDs: `sn-` and
                17 letters and digits. More than 100 are split across several calls. An
                empty list matches nothing, and no call is made.
            origin_account_id: Only source networks of VPCs in the account with this ID:
                12 digits.
            origin_region: Only source networks of VPCs in this Region, such as
                `eu-central-1`.
            page_size: The maximum number of source networks to request per call, at
                least 1. By default, the service decides.

        Returns:
            An iterator over the source networks.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
        """
        return self._paginate(
            models.SourceNetwork,
            "items",
            self._api.describe_source_networks,
            filters={
                "sourceNetworkIDs": argument(source_network_ids),
                "originAccountID": argument(origin_account_id),
                "originRegion": argument(origin_region),
            },
            maxResults=argument(page_size),
        )

    def get_source_network(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Return a source network by its ID, in its current state.

        Calls the API operation DescribeSourceNetworks.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.

        Returns:
            The source network.

        Raises:
            DrsParameterError: The ID is not a source network ID; nothing was sent.
            DrsNotFoundError: The source network does not exist.
        """
        return self._find(
            "SourceNetworkID",
            source_network_id,
            lambda key: self.describe_source_networks(source_network_ids=[key]),
        )

    def delete_source_network(
        self, source_network_id: str | HasSourceNetworkId
    ) -> None:
        """
        Delete a source network.

        Calls the API operation DeleteSourceNetwork.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.

        Raises:
            DrsParameterError: The ID is not a source network ID; nothing was sent.
            ResourceNotFoundException: The source network does not exist.
            ConflictException: The state of the source network does not allow the
                operation.
        """
        self._nothing(
            self._api.delete_source_network, sourceNetworkID=argument(source_network_id)
        )

    def start_source_network_replication(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Start replication of a source network.

        The service describes the VPC, with its subnets, route tables, security groups
        and so on, in a CloudFormation template, and updates the template when the VPC
        changes. This method does not wait until the network is protected.

        Choose the S3 bucket for the template first: see
        `export_source_network_cfn_template`.

        Calls the API operation StartSourceNetworkReplication.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.

        Returns:
            The updated source network.

        Raises:
            DrsParameterError: The ID is not a source network ID; nothing was sent.
            ResourceNotFoundException: The source network does not exist.
            ConflictException: The state of the source network does not allow the
                operation.
        """
        return self._one(
            models.SourceNetwork,
            "sourceNetwork",
            self._api.start_source_network_replication,
            sourceNetworkID=argument(source_network_id),
        )

    def stop_source_network_replication(
        self, source_network_id: str | HasSourceNetworkId
    ) -> SourceNetwork:
        """
        Stop replication of a source network.

        The service no longer protects the network: it does not replicate changes to the
        VPC until you start replication again.

        Calls the API operation StopSourceNetworkReplication.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.

        Returns:
            The updated source network.

        Raises:
            DrsParameterError: The ID is not a source network ID; nothing was sent.
            ResourceNotFoundException: The source network does not exist.
            ConflictException: The state of the source network does not allow the
                operation.
        """
        return self._one(
            models.SourceNetwork,
            "sourceNetwork",
            self._api.stop_source_network_replication,
            sourceNetworkID=argument(source_network_id),
        )

    def start_source_network_recovery(
        self,
        source_networks: Iterable[
            str | HasSourceNetworkId | StartSourceNetworkRecoveryRequestNetworkEntry
        ],
        *,
        deploy_as_new: bool | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        Recover source networks by deploying a VPC for each of them in this Region.

        For each network, the service deploys the VPC as a CloudFormation stack, or
        updates the stack of an earlier recovery. It then changes the EC2 launch
        templates of the network's source servers, so that later launches use the VPC.
        It does not launch any servers itself. Choose the S3 bucket for the templates
        first: see `export_source_network_cfn_template`.

        This method starts a job and does not wait for it: use `wait_for_job`.

        Calls the API operation StartSourceNetworkRecovery.

        Args:
            source_networks: The source networks, or their IDs, 1 to 100. Pass a
                `StartSourceNetworkRecoveryRequestNetworkEntry` to choose the stack to
                update.
            deploy_as_new: Whether to deploy new stacks instead of updating existing
                ones. A network needs a new stack for its first recovery, or if its
                stack cannot be updated. By default, the service decides.
            tags: Tags for the new job.

        Returns:
            The new job.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ConflictException: The state of a source network does not allow the
                operation.
            ServiceQuotaExceededException: A quota would be exceeded, such as the quota
                of jobs in progress.
        """
        return self._one(
            models.Job,
            "job",
            self._api.start_source_network_recovery,
            sourceNetworks=argument(source_networks),
            deployAsNew=argument(deploy_as_new),
            tags=argument(tags),
        )

    def associate_source_network_stack(
        self, source_network_id: str | HasSourceNetworkId, *, cfn_stack_name: str
    ) -> Job:
        """
        Make a source network use an existing CloudFormation stack.

        Use this method to return to the stack of an earlier recovery. The service
        changes the EC2 launch templates of the network's source servers, so that later
        launches use the stack's VPC. The stack itself does not change, and the next
        recovery can update it.

        This method starts a job and does not wait for it: use `wait_for_job`.

        Calls the API operation AssociateSourceNetworkStack.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.
            cfn_stack_name: The name of the stack: 1 to 128 letters, digits and hyphens,
                starting with a letter.

        Returns:
            The new job.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source network does not exist.
            ConflictException: The state of the source network does not allow the
                operation.
            ServiceQuotaExceededException: A quota would be exceeded, such as the quota
                of jobs in progress.
        """
        return self._one(
            models.Job,
            "job",
            self._api.associate_source_network_stack,
            sourceNetworkID=argument(source_network_id),
            cfnStackName=cfn_stack_name,
        )

    def export_source_network_cfn_template(
        self, source_network_id: str | HasSourceNetworkId
    ) -> str:
        """
        Export the CloudFormation template of a source network to your S3 bucket.

        The bucket is the `export_bucket_arn` of the launch configuration template, and
        must have versioning enabled. Use the export to check what a recovery would
        deploy. The service does not accept a modified template.

        Calls the API operation ExportSourceNetworkCfnTemplate.

        Args:
            source_network_id: The source network, or its ID: `sn-` and 17 letters and
                digits.

        Returns:
            The S3 URL of the exported template.

        Raises:
            DrsParameterError: The ID is not a source network ID; nothing was sent.
            ResourceNotFoundException: The source network does not exist.
            ConflictException: The state of the source network does not allow the
                operation.
        """
        return self._text(
            "s3DestinationUrl",
            self._api.export_source_network_cfn_template,
            sourceNetworkID=argument(source_network_id),
        )
