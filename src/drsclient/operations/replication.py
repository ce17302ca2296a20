"""The operations on replication settings: configurations and their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._call import OperationGroup, converted, id_list, if_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        InternetProtocol,
        PITPolicyRule,
        ReplicationConfiguration,
        ReplicationConfigurationDataPlaneRouting,
        ReplicationConfigurationDefaultLargeStagingDiskType,
        ReplicationConfigurationEbsEncryption,
        ReplicationConfigurationReplicatedDisk,
        ReplicationConfigurationTemplate,
    )


class ReplicationOperations(OperationGroup):
    """What you can do with replication settings."""

    __slots__ = ()

    def get_replication_configuration(
        self, source_server_id: str
    ) -> ReplicationConfiguration:
        """
        …

        Source: the API operation GetReplicationConfiguration.

        Args:
            source_server_id: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.ReplicationConfiguration,
            None,
            self._api.get_replication_configuration,
            sourceServerID=source_server_id,
        )

    def update_replication_configuration(
        self,
        source_server_id: str,
        *,
        name: str | None = None,
        staging_area_subnet_id: str | None = None,
        associate_default_security_group: bool | None = None,
        replication_servers_security_groups_ids: Iterable[str] | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: ReplicationConfigurationDefaultLargeStagingDiskType
        | None = None,
        replicated_disks: Iterable[ReplicationConfigurationReplicatedDisk]
        | None = None,
        ebs_encryption: ReplicationConfigurationEbsEncryption | None = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | None = None,
    ) -> ReplicationConfiguration:
        """
        …

        Source: the API operation UpdateReplicationConfiguration.

        Args:
            source_server_id: …
            name: …
            staging_area_subnet_id: …
            associate_default_security_group: …
            replication_servers_security_groups_ids: …
            replication_server_instance_type: …
            use_dedicated_replication_server: …
            default_large_staging_disk_type: …
            replicated_disks: …
            ebs_encryption: …
            ebs_encryption_key_arn: …
            bandwidth_throttling: …
            data_plane_routing: …
            create_public_ip: …
            staging_area_tags: …
            pit_policy: …
            auto_replicate_new_disks: …
            internet_protocol: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        return self._one(
            models.ReplicationConfiguration,
            None,
            self._api.update_replication_configuration,
            sourceServerID=source_server_id,
            name=if_given(name),
            stagingAreaSubnetId=if_given(staging_area_subnet_id),
            associateDefaultSecurityGroup=if_given(associate_default_security_group),
            replicationServersSecurityGroupsIDs=id_list(
                replication_servers_security_groups_ids
            ),
            replicationServerInstanceType=if_given(replication_server_instance_type),
            useDedicatedReplicationServer=if_given(use_dedicated_replication_server),
            defaultLargeStagingDiskType=converted(default_large_staging_disk_type),
            replicatedDisks=converted(replicated_disks),
            ebsEncryption=converted(ebs_encryption),
            ebsEncryptionKeyArn=if_given(ebs_encryption_key_arn),
            bandwidthThrottling=if_given(bandwidth_throttling),
            dataPlaneRouting=converted(data_plane_routing),
            createPublicIP=if_given(create_public_ip),
            stagingAreaTags=if_given(staging_area_tags),
            pitPolicy=converted(pit_policy),
            autoReplicateNewDisks=if_given(auto_replicate_new_disks),
            internetProtocol=converted(internet_protocol),
        )

    def create_replication_configuration_template(
        self,
        staging_area_subnet_id: str,
        *,
        replication_servers_security_groups_ids: Iterable[str],
        ebs_encryption: ReplicationConfigurationEbsEncryption,
        bandwidth_throttling: int,
        staging_area_tags: Mapping[str, str],
        pit_policy: Iterable[PITPolicyRule],
        associate_default_security_group: bool | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: ReplicationConfigurationDefaultLargeStagingDiskType
        | None = None,
        ebs_encryption_key_arn: str | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None,
        create_public_ip: bool | None = None,
        tags: Mapping[str, str] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        …

        Source: the API operation CreateReplicationConfigurationTemplate.

        Args:
            staging_area_subnet_id: …
            replication_servers_security_groups_ids: …
            ebs_encryption: …
            bandwidth_throttling: …
            staging_area_tags: …
            pit_policy: …
            associate_default_security_group: …
            replication_server_instance_type: …
            use_dedicated_replication_server: …
            default_large_staging_disk_type: …
            ebs_encryption_key_arn: …
            data_plane_routing: …
            create_public_ip: …
            tags: …
            auto_replicate_new_disks: …
            internet_protocol: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ServiceQuotaExceededException: …
        """
        return self._one(
            models.ReplicationConfigurationTemplate,
            None,
            self._api.create_replication_configuration_template,
            stagingAreaSubnetId=staging_area_subnet_id,
            replicationServersSecurityGroupsIDs=id_list(
                replication_servers_security_groups_ids
            ),
            ebsEncryption=converted(ebs_encryption),
            bandwidthThrottling=bandwidth_throttling,
            stagingAreaTags=staging_area_tags,
            pitPolicy=converted(pit_policy),
            associateDefaultSecurityGroup=if_given(associate_default_security_group),
            replicationServerInstanceType=if_given(replication_server_instance_type),
            useDedicatedReplicationServer=if_given(use_dedicated_replication_server),
            defaultLargeStagingDiskType=converted(default_large_staging_disk_type),
            ebsEncryptionKeyArn=if_given(ebs_encryption_key_arn),
            dataPlaneRouting=converted(data_plane_routing),
            createPublicIP=if_given(create_public_ip),
            tags=if_given(tags),
            autoReplicateNewDisks=if_given(auto_replicate_new_disks),
            internetProtocol=converted(internet_protocol),
        )

    def describe_replication_configuration_templates(
        self,
        *,
        replication_configuration_template_ids: Iterable[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[ReplicationConfigurationTemplate]:
        """
        …

        Source: the API operation DescribeReplicationConfigurationTemplates.

        Args:
            replication_configuration_template_ids: …
            page_size: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._many(
            models.ReplicationConfigurationTemplate,
            "items",
            self._api.describe_replication_configuration_templates,
            replicationConfigurationTemplateIDs=id_list(
                replication_configuration_template_ids
            ),
            maxResults=if_given(page_size),
        )

    def update_replication_configuration_template(
        self,
        replication_configuration_template_id: str,
        *,
        arn: str | None = None,
        staging_area_subnet_id: str | None = None,
        associate_default_security_group: bool | None = None,
        replication_servers_security_groups_ids: Iterable[str] | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: ReplicationConfigurationDefaultLargeStagingDiskType
        | None = None,
        ebs_encryption: ReplicationConfigurationEbsEncryption | None = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        …

        Source: the API operation UpdateReplicationConfigurationTemplate.

        Args:
            replication_configuration_template_id: …
            arn: …
            staging_area_subnet_id: …
            associate_default_security_group: …
            replication_servers_security_groups_ids: …
            replication_server_instance_type: …
            use_dedicated_replication_server: …
            default_large_staging_disk_type: …
            ebs_encryption: …
            ebs_encryption_key_arn: …
            bandwidth_throttling: …
            data_plane_routing: …
            create_public_ip: …
            staging_area_tags: …
            pit_policy: …
            auto_replicate_new_disks: …
            internet_protocol: …

        Returns:
            …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
        """
        return self._one(
            models.ReplicationConfigurationTemplate,
            None,
            self._api.update_replication_configuration_template,
            replicationConfigurationTemplateID=replication_configuration_template_id,
            arn=if_given(arn),
            stagingAreaSubnetId=if_given(staging_area_subnet_id),
            associateDefaultSecurityGroup=if_given(associate_default_security_group),
            replicationServersSecurityGroupsIDs=id_list(
                replication_servers_security_groups_ids
            ),
            replicationServerInstanceType=if_given(replication_server_instance_type),
            useDedicatedReplicationServer=if_given(use_dedicated_replication_server),
            defaultLargeStagingDiskType=converted(default_large_staging_disk_type),
            ebsEncryption=converted(ebs_encryption),
            ebsEncryptionKeyArn=if_given(ebs_encryption_key_arn),
            bandwidthThrottling=if_given(bandwidth_throttling),
            dataPlaneRouting=converted(data_plane_routing),
            createPublicIP=if_given(create_public_ip),
            stagingAreaTags=if_given(staging_area_tags),
            pitPolicy=converted(pit_policy),
            autoReplicateNewDisks=if_given(auto_replicate_new_disks),
            internetProtocol=converted(internet_protocol),
        )

    def delete_replication_configuration_template(
        self, replication_configuration_template_id: str
    ) -> None:
        """
        …

        Source: the API operation DeleteReplicationConfigurationTemplate.

        Args:
            replication_configuration_template_id: …

        Raises:
            DrsParameterError: …
            ResourceNotFoundException: …
            ConflictException: …
        """
        self._nothing(
            self._api.delete_replication_configuration_template,
            replicationConfigurationTemplateID=replication_configuration_template_id,
        )
