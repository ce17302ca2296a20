"""The operations on replication settings: configurations and their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient import models
from drsclient._botocore import OperationGroup, argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from drsclient.models import (
        HasReplicationConfigurationTemplateId,
        HasSourceServerId,
        InternetProtocol,
        InternetProtocolLiteral,
        PITPolicyRule,
        ReplicationConfiguration,
        ReplicationConfigurationDataPlaneRouting,
        ReplicationConfigurationDataPlaneRoutingLiteral,
        ReplicationConfigurationDefaultLargeStagingDiskType,
        ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral,
        ReplicationConfigurationEbsEncryption,
        ReplicationConfigurationEbsEncryptionLiteral,
        ReplicationConfigurationReplicatedDisk,
        ReplicationConfigurationTemplate,
    )


class ReplicationOperations(OperationGroup):
    """The operations on replication settings."""

    __slots__ = ()

    def get_replication_configuration(
        self, source_server_id: str | HasSourceServerId
    ) -> ReplicationConfiguration:
        """
        Return the replication settings of a source server.

        A source server gets a copy of the template's settings when it is added. Later
        changes to the template do not affect it.

        Calls the API operation GetReplicationConfiguration.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.

        Returns:
            The replication configuration.

        Raises:
            DrsParameterError: The ID is not a source server ID; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
        """
        return self._one(
            models.ReplicationConfiguration,
            None,
            self._api.get_replication_configuration,
            sourceServerID=argument(source_server_id),
        )

    def update_replication_configuration(
        self,
        source_server_id: str | HasSourceServerId,
        *,
        name: str | None = None,
        staging_area_subnet_id: str | None = None,
        associate_default_security_group: bool | None = None,
        replication_servers_security_groups_ids: Iterable[str] | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: (
            ReplicationConfigurationDefaultLargeStagingDiskType
            | ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral
            | None
        ) = None,
        replicated_disks: Iterable[ReplicationConfigurationReplicatedDisk]
        | None = None,
        ebs_encryption: ReplicationConfigurationEbsEncryption
        | ReplicationConfigurationEbsEncryptionLiteral
        | None = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting
        | ReplicationConfigurationDataPlaneRoutingLiteral
        | None = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfiguration:
        """
        Change the replication settings of a source server.

        Values that you omit stay unchanged. Changing the subnet, the replication
        server, the Internet Protocol, the staging area's tags or the point-in-time
        policy briefly interrupts replication. Changing the encryption may require a new
        full copy.

        Calls the API operation UpdateReplicationConfiguration.

        Args:
            source_server_id: The source server, or its ID: `s-` and 17 letters and
                digits.
            name: The name of the configuration, at most 128 characters.
            staging_area_subnet_id: The ID of the staging area's subnet: `subnet-` and
                hexadecimal digits.
            associate_default_security_group: Whether replication servers get the
                service's own security group, which opens TCP port 1500.
            replication_servers_security_groups_ids: The IDs of 0 to 32 security groups
                for replication servers: `sg-` and hexadecimal digits.
            replication_server_instance_type: The EC2 instance type of replication
                servers, such as `t3.small`.
            use_dedicated_replication_server: Whether the source server gets a dedicated
                replication server, which may cost more.
            default_large_staging_disk_type: The volume type for disks over 125 GiB.
            replicated_disks: The replication settings of at most 60 disks.
            ebs_encryption: The encryption of the copies in the staging area.
            ebs_encryption_key_arn: The ARN of the KMS key for `CUSTOM` encryption.
            bandwidth_throttling: The bandwidth limit for data that the source server
                sends, in Mbps; 0 for no limit.
            data_plane_routing: Whether data travels over a private connection or the
                internet.
            create_public_ip: Whether replication servers get public IP addresses even
                with `PRIVATE_IP` routing.
            staging_area_tags: Tags for the resources in the staging area.
            pit_policy: Exactly three rules: one each for minutes, hours and days.
            auto_replicate_new_disks: Whether to replicate disks that are added later.
            internet_protocol: Whether data is sent over IPv4 or IPv6.

        Returns:
            The updated replication configuration.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The source server does not exist.
            ConflictException: The state of the source server does not allow the
                operation.
        """
        return self._one(
            models.ReplicationConfiguration,
            None,
            self._api.update_replication_configuration,
            sourceServerID=argument(source_server_id),
            name=argument(name),
            stagingAreaSubnetId=argument(staging_area_subnet_id),
            associateDefaultSecurityGroup=argument(associate_default_security_group),
            replicationServersSecurityGroupsIDs=argument(
                replication_servers_security_groups_ids
            ),
            replicationServerInstanceType=argument(replication_server_instance_type),
            useDedicatedReplicationServer=argument(use_dedicated_replication_server),
            defaultLargeStagingDiskType=argument(default_large_staging_disk_type),
            replicatedDisks=argument(replicated_disks),
            ebsEncryption=argument(ebs_encryption),
            ebsEncryptionKeyArn=argument(ebs_encryption_key_arn),
            bandwidthThrottling=argument(bandwidth_throttling),
            dataPlaneRouting=argument(data_plane_routing),
            createPublicIP=argument(create_public_ip),
            stagingAreaTags=argument(staging_area_tags),
            pitPolicy=argument(pit_policy),
            autoReplicateNewDisks=argument(auto_replicate_new_disks),
            internetProtocol=argument(internet_protocol),
        )

    def create_replication_configuration_template(
        self,
        staging_area_subnet_id: str,
        *,
        replication_servers_security_groups_ids: Iterable[str],
        ebs_encryption: ReplicationConfigurationEbsEncryption
        | ReplicationConfigurationEbsEncryptionLiteral,
        bandwidth_throttling: int,
        staging_area_tags: Mapping[str, str],
        pit_policy: Iterable[PITPolicyRule],
        associate_default_security_group: bool | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: (
            ReplicationConfigurationDefaultLargeStagingDiskType
            | ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral
            | None
        ) = None,
        ebs_encryption_key_arn: str | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting
        | ReplicationConfigurationDataPlaneRoutingLiteral
        | None = None,
        create_public_ip: bool | None = None,
        tags: Mapping[str, str] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        Create a replication configuration template.

        Source servers that are added later start with its settings; existing ones keep
        theirs. The service chooses the settings that you omit.

        Calls the API operation CreateReplicationConfigurationTemplate.

        Args:
            staging_area_subnet_id: The ID of the staging area's subnet: `subnet-` and
                hexadecimal digits.
            replication_servers_security_groups_ids: The IDs of 0 to 32 security groups
                for replication servers: `sg-` and hexadecimal digits.
            ebs_encryption: The encryption of the copies in the staging area.
            bandwidth_throttling: The bandwidth limit for data that each source server
                sends, in Mbps; 0 for no limit.
            staging_area_tags: Tags for the resources in the staging area.
            pit_policy: Exactly three rules: one each for minutes, hours and days.
            associate_default_security_group: Whether replication servers get the
                service's own security group, which opens TCP port 1500.
            replication_server_instance_type: The EC2 instance type of replication
                servers, such as `t3.small`.
            use_dedicated_replication_server: Whether each source server gets a
                dedicated replication server, which may cost more.
            default_large_staging_disk_type: The volume type for disks over 125 GiB.
            ebs_encryption_key_arn: The ARN of the KMS key for `CUSTOM` encryption.
            data_plane_routing: Whether data travels over a private connection or the
                internet.
            create_public_ip: Whether replication servers get public IP addresses even
                with `PRIVATE_IP` routing.
            tags: Tags for the new template.
            auto_replicate_new_disks: Whether to replicate disks that are added later.
            internet_protocol: Whether data is sent over IPv4 or IPv6.

        Returns:
            The new template.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ServiceQuotaExceededException: The quota of templates would be exceeded.
        """
        return self._one(
            models.ReplicationConfigurationTemplate,
            None,
            self._api.create_replication_configuration_template,
            stagingAreaSubnetId=staging_area_subnet_id,
            replicationServersSecurityGroupsIDs=argument(
                replication_servers_security_groups_ids
            ),
            ebsEncryption=argument(ebs_encryption),
            bandwidthThrottling=bandwidth_throttling,
            stagingAreaTags=staging_area_tags,
            pitPolicy=argument(pit_policy),
            associateDefaultSecurityGroup=argument(associate_default_security_group),
            replicationServerInstanceType=argument(replication_server_instance_type),
            useDedicatedReplicationServer=argument(use_dedicated_replication_server),
            defaultLargeStagingDiskType=argument(default_large_staging_disk_type),
            ebsEncryptionKeyArn=argument(ebs_encryption_key_arn),
            dataPlaneRouting=argument(data_plane_routing),
            createPublicIP=argument(create_public_ip),
            tags=argument(tags),
            autoReplicateNewDisks=argument(auto_replicate_new_disks),
            internetProtocol=argument(internet_protocol),
        )

    def describe_replication_configuration_templates(
        self,
        *,
        replication_configuration_template_ids: Iterable[
            str | HasReplicationConfigurationTemplateId
        ]
        | None = None,
        page_size: int | None = None,
    ) -> Iterator[ReplicationConfigurationTemplate]:
        """
        Iterate over the replication configuration templates in this Region.

        The first request is sent when you start iterating.

        Calls the API operation DescribeReplicationConfigurationTemplates.

        Args:
            replication_configuration_template_ids: Only these templates, as models or
                IDs: `rct-` and 17 letters and digits. More than 200 are split across
                several calls. An empty list matches nothing, and no call is made.
            page_size: The maximum number of templates to request per call, at least 1.
                By default, the service decides.

        Returns:
            An iterator over the templates.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: One of the templates does not exist.
        """
        return self._paginate(
            models.ReplicationConfigurationTemplate,
            "items",
            self._api.describe_replication_configuration_templates,
            replicationConfigurationTemplateIDs=argument(
                replication_configuration_template_ids
            ),
            maxResults=argument(page_size),
        )

    def get_replication_configuration_template(
        self,
        replication_configuration_template_id: str
        | HasReplicationConfigurationTemplateId,
    ) -> ReplicationConfigurationTemplate:
        """
        Return a replication configuration template by its ID, in its current state.

        Calls the API operation DescribeReplicationConfigurationTemplates.

        Args:
            replication_configuration_template_id: The replication configuration
                template, or its ID: `rct-` and 17 letters and digits.

        Returns:
            The replication configuration template.

        Raises:
            DrsParameterError: The ID is not a replication configuration template ID;
                nothing was sent.
            DrsNotFoundError: The replication configuration template does not exist.
        """
        return self._find(
            "ReplicationConfigurationTemplateID",
            replication_configuration_template_id,
            lambda key: self.describe_replication_configuration_templates(
                replication_configuration_template_ids=[key]
            ),
        )

    def update_replication_configuration_template(
        self,
        replication_configuration_template_id: str
        | HasReplicationConfigurationTemplateId,
        *,
        arn: str | None = None,
        staging_area_subnet_id: str | None = None,
        associate_default_security_group: bool | None = None,
        replication_servers_security_groups_ids: Iterable[str] | None = None,
        replication_server_instance_type: str | None = None,
        use_dedicated_replication_server: bool | None = None,
        default_large_staging_disk_type: (
            ReplicationConfigurationDefaultLargeStagingDiskType
            | ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral
            | None
        ) = None,
        ebs_encryption: ReplicationConfigurationEbsEncryption
        | ReplicationConfigurationEbsEncryptionLiteral
        | None = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: ReplicationConfigurationDataPlaneRouting
        | ReplicationConfigurationDataPlaneRoutingLiteral
        | None = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        Change a replication configuration template.

        Values that you omit stay unchanged. Existing source servers keep their
        settings: use `update_replication_configuration` to change those.

        Calls the API operation UpdateReplicationConfigurationTemplate.

        Args:
            replication_configuration_template_id: The template, or its ID: `rct-` and
                17 letters and digits.
            arn: The ARN of the template; you can omit it.
            staging_area_subnet_id: The ID of the staging area's subnet: `subnet-` and
                hexadecimal digits.
            associate_default_security_group: Whether replication servers get the
                service's own security group, which opens TCP port 1500.
            replication_servers_security_groups_ids: The IDs of 0 to 32 security groups
                for replication servers: `sg-` and hexadecimal digits.
            replication_server_instance_type: The EC2 instance type of replication
                servers, such as `t3.small`.
            use_dedicated_replication_server: Whether each source server gets a
                dedicated replication server, which may cost more.
            default_large_staging_disk_type: The volume type for disks over 125 GiB.
            ebs_encryption: The encryption of the copies in the staging area.
            ebs_encryption_key_arn: The ARN of the KMS key for `CUSTOM` encryption.
            bandwidth_throttling: The bandwidth limit for data that each source server
                sends, in Mbps; 0 for no limit.
            data_plane_routing: Whether data travels over a private connection or the
                internet.
            create_public_ip: Whether replication servers get public IP addresses even
                with `PRIVATE_IP` routing.
            staging_area_tags: Tags for the resources in the staging area.
            pit_policy: Exactly three rules: one each for minutes, hours and days.
            auto_replicate_new_disks: Whether to replicate disks that are added later.
            internet_protocol: Whether data is sent over IPv4 or IPv6.

        Returns:
            The updated template.

        Raises:
            DrsParameterError: An argument is not valid; nothing was sent.
            ResourceNotFoundException: The template does not exist.
        """
        return self._one(
            models.ReplicationConfigurationTemplate,
            None,
            self._api.update_replication_configuration_template,
            replicationConfigurationTemplateID=argument(
                replication_configuration_template_id
            ),
            arn=argument(arn),
            stagingAreaSubnetId=argument(staging_area_subnet_id),
            associateDefaultSecurityGroup=argument(associate_default_security_group),
            replicationServersSecurityGroupsIDs=argument(
                replication_servers_security_groups_ids
            ),
            replicationServerInstanceType=argument(replication_server_instance_type),
            useDedicatedReplicationServer=argument(use_dedicated_replication_server),
            defaultLargeStagingDiskType=argument(default_large_staging_disk_type),
            ebsEncryption=argument(ebs_encryption),
            ebsEncryptionKeyArn=argument(ebs_encryption_key_arn),
            bandwidthThrottling=argument(bandwidth_throttling),
            dataPlaneRouting=argument(data_plane_routing),
            createPublicIP=argument(create_public_ip),
            stagingAreaTags=argument(staging_area_tags),
            pitPolicy=argument(pit_policy),
            autoReplicateNewDisks=argument(auto_replicate_new_disks),
            internetProtocol=argument(internet_protocol),
        )

    def delete_replication_configuration_template(
        self,
        replication_configuration_template_id: str
        | HasReplicationConfigurationTemplateId,
    ) -> None:
        """
        Delete a replication configuration template.

        Existing source servers keep their settings.

        Calls the API operation DeleteReplicationConfigurationTemplate.

        Args:
            replication_configuration_template_id: The template, or its ID: `rct-` and
                17 letters and digits.

        Raises:
            DrsParameterError: The ID is not a template ID; nothing was sent.
            ResourceNotFoundException: The template does not exist.
            ConflictException: The state of the template does not allow the operation.
        """
        self._nothing(
            self._api.delete_replication_configuration_template,
            replicationConfigurationTemplateID=argument(
                replication_configuration_template_id
            ),
        )
