"""The operations on source networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        Job,
        SourceNetwork,
        StartSourceNetworkRecoveryRequestNetworkEntry,
    )


class SourceNetworkOperations(OperationGroup):
    """What you can do with source networks."""

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
        …

        Source: the API operation CreateSourceNetwork.

        Args:
            vpc_id: …
            origin_account_id: …
            origin_region: …
            tags: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._text(
            "sourceNetworkID",
            self._api.create_source_network,
            vpcID=vpc_id,
            originAccountID=origin_account_id,
            originRegion=origin_region,
            tags=if_given(tags),
        )

    def describe_source_networks(
        self,
        *,
        source_network_ids: Iterable[str] | None = None,
        origin_account_id: str | None = None,
        origin_region: str | None = None,
        page_size: int | None = None,
    ) -> Iterator[SourceNetwork]:
        """
        …

        Source: the API operation DescribeSourceNetworks.

        Args:
            source_network_ids: …
            origin_account_id: …
            origin_region: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
        """
        return self._many(
            models.SourceNetwork,
            "items",
            self._api.describe_source_networks,
            filters={
                "sourceNetworkIDs": id_list(source_network_ids),
                "originAccountID": if_given(origin_account_id),
                "originRegion": if_given(origin_region),
            },
            maxResults=if_given(page_size),
        )

    def delete_source_network(self, source_network_id: str) -> None:
        """
        …

        Source: the API operation DeleteSourceNetwork.

        Args:
            source_network_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_source_network, sourceNetworkID=source_network_id
        )

    def start_source_network_replication(self, source_network_id: str) -> SourceNetwork:
        """
        …

        Source: the API operation StartSourceNetworkReplication.

        Args:
            source_network_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.SourceNetwork,
            "sourceNetwork",
            self._api.start_source_network_replication,
            sourceNetworkID=source_network_id,
        )

    def stop_source_network_replication(self, source_network_id: str) -> SourceNetwork:
        """
        …

        Source: the API operation StopSourceNetworkReplication.

        Args:
            source_network_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.SourceNetwork,
            "sourceNetwork",
            self._api.stop_source_network_replication,
            sourceNetworkID=source_network_id,
        )

    def start_source_network_recovery(
        self,
        source_networks: Iterable[str | StartSourceNetworkRecoveryRequestNetworkEntry],
        *,
        deploy_as_new: bool | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Job:
        """
        …

        Source: the API operation StartSourceNetworkRecovery.

        Args:
            source_networks: …
            deploy_as_new: …
            tags: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.Job,
            "job",
            self._api.start_source_network_recovery,
            sourceNetworks=converted(source_networks),
            deployAsNew=if_given(deploy_as_new),
            tags=if_given(tags),
        )

    def associate_source_network_stack(
        self, source_network_id: str, *, cfn_stack_name: str
    ) -> Job:
        """
        …

        Source: the API operation AssociateSourceNetworkStack.

        Args:
            source_network_id: …
            cfn_stack_name: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.Job,
            "job",
            self._api.associate_source_network_stack,
            sourceNetworkID=source_network_id,
            cfnStackName=cfn_stack_name,
        )

    def export_source_network_cfn_template(self, source_network_id: str) -> str:
        """
        …

        Source: the API operation ExportSourceNetworkCfnTemplate.

        Args:
            source_network_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._text(
            "s3DestinationUrl",
            self._api.export_source_network_cfn_template,
            sourceNetworkID=source_network_id,
        )
