"""The async methods of `ReplicationOperations`."""

# Written by `python -m tools.async_methods`: change the sync methods, and run it.

from __future__ import annotations

from typing import TYPE_CHECKING

from drsclient.aio._methods import AsyncMethods

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

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


class AsyncReplicationOperations(AsyncMethods):
    """The methods of `ReplicationOperations`, for async programs."""

    __slots__ = ()

    async def get_replication_configuration(
        self, source_server_id: str | HasSourceServerId
    ) -> ReplicationConfiguration:
        """
        Return the replication settings of a source server.

        See `DrsClient.get_replication_configuration`.
        """
        return await self._call(
            self._drs.get_replication_configuration, source_server_id
        )

    async def update_replication_configuration(
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
        replicated_disks: (
            Iterable[ReplicationConfigurationReplicatedDisk] | None
        ) = None,
        ebs_encryption: (
            ReplicationConfigurationEbsEncryption
            | ReplicationConfigurationEbsEncryptionLiteral
            | None
        ) = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: (
            ReplicationConfigurationDataPlaneRouting
            | ReplicationConfigurationDataPlaneRoutingLiteral
            | None
        ) = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfiguration:
        """
        Change the replication settings of a source server.

        See `DrsClient.update_replication_configuration`.
        """
        return await self._call(
            self._drs.update_replication_configuration,
            source_server_id,
            name=name,
            staging_area_subnet_id=staging_area_subnet_id,
            associate_default_security_group=associate_default_security_group,
            replication_servers_security_groups_ids=replication_servers_security_groups_ids,
            replication_server_instance_type=replication_server_instance_type,
            use_dedicated_replication_server=use_dedicated_replication_server,
            default_large_staging_disk_type=default_large_staging_disk_type,
            replicated_disks=replicated_disks,
            ebs_encryption=ebs_encryption,
            ebs_encryption_key_arn=ebs_encryption_key_arn,
            bandwidth_throttling=bandwidth_throttling,
            data_plane_routing=data_plane_routing,
            create_public_ip=create_public_ip,
            staging_area_tags=staging_area_tags,
            pit_policy=pit_policy,
            auto_replicate_new_disks=auto_replicate_new_disks,
            internet_protocol=internet_protocol,
        )

    async def create_replication_configuration_template(
        self,
        staging_area_subnet_id: str,
        *,
        replication_servers_security_groups_ids: Iterable[str],
        ebs_encryption: (
            ReplicationConfigurationEbsEncryption
            | ReplicationConfigurationEbsEncryptionLiteral
        ),
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
        data_plane_routing: (
            ReplicationConfigurationDataPlaneRouting
            | ReplicationConfigurationDataPlaneRoutingLiteral
            | None
        ) = None,
        create_public_ip: bool | None = None,
        tags: Mapping[str, str] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        Create a replication configuration template.

        See `DrsClient.create_replication_configuration_template`.
        """
        return await self._call(
            self._drs.create_replication_configuration_template,
            staging_area_subnet_id,
            replication_servers_security_groups_ids=replication_servers_security_groups_ids,
            ebs_encryption=ebs_encryption,
            bandwidth_throttling=bandwidth_throttling,
            staging_area_tags=staging_area_tags,
            pit_policy=pit_policy,
            associate_default_security_group=associate_default_security_group,
            replication_server_instance_type=replication_server_instance_type,
            use_dedicated_replication_server=use_dedicated_replication_server,
            default_large_staging_disk_type=default_large_staging_disk_type,
            ebs_encryption_key_arn=ebs_encryption_key_arn,
            data_plane_routing=data_plane_routing,
            create_public_ip=create_public_ip,
            tags=tags,
            auto_replicate_new_disks=auto_replicate_new_disks,
            internet_protocol=internet_protocol,
        )

    def describe_replication_configuration_templates(
        self,
        *,
        replication_configuration_template_ids: (
            Iterable[str | HasReplicationConfigurationTemplateId] | None
        ) = None,
        page_size: int | None = None,
    ) -> AsyncIterator[ReplicationConfigurationTemplate]:
        """
        Iterate over the replication configuration templates in this Region.

        See `DrsClient.describe_replication_configuration_templates`.
        """
        return self._iterate(
            self._drs.describe_replication_configuration_templates,
            replication_configuration_template_ids=replication_configuration_template_ids,
            page_size=page_size,
        )

    async def get_replication_configuration_template(
        self,
        replication_configuration_template_id: (
            str | HasReplicationConfigurationTemplateId
        ),
    ) -> ReplicationConfigurationTemplate:
        """
        Return a replication configuration template by its ID, in its current state.

        See `DrsClient.get_replication_configuration_template`.
        """
        return await self._call(
            self._drs.get_replication_configuration_template,
            replication_configuration_template_id,
        )

    async def update_replication_configuration_template(
        self,
        replication_configuration_template_id: (
            str | HasReplicationConfigurationTemplateId
        ),
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
        ebs_encryption: (
            ReplicationConfigurationEbsEncryption
            | ReplicationConfigurationEbsEncryptionLiteral
            | None
        ) = None,
        ebs_encryption_key_arn: str | None = None,
        bandwidth_throttling: int | None = None,
        data_plane_routing: (
            ReplicationConfigurationDataPlaneRouting
            | ReplicationConfigurationDataPlaneRoutingLiteral
            | None
        ) = None,
        create_public_ip: bool | None = None,
        staging_area_tags: Mapping[str, str] | None = None,
        pit_policy: Iterable[PITPolicyRule] | None = None,
        auto_replicate_new_disks: bool | None = None,
        internet_protocol: InternetProtocol | InternetProtocolLiteral | None = None,
    ) -> ReplicationConfigurationTemplate:
        """
        Change a replication configuration template.

        See `DrsClient.update_replication_configuration_template`.
        """
        return await self._call(
            self._drs.update_replication_configuration_template,
            replication_configuration_template_id,
            arn=arn,
            staging_area_subnet_id=staging_area_subnet_id,
            associate_default_security_group=associate_default_security_group,
            replication_servers_security_groups_ids=replication_servers_security_groups_ids,
            replication_server_instance_type=replication_server_instance_type,
            use_dedicated_replication_server=use_dedicated_replication_server,
            default_large_staging_disk_type=default_large_staging_disk_type,
            ebs_encryption=ebs_encryption,
            ebs_encryption_key_arn=ebs_encryption_key_arn,
            bandwidth_throttling=bandwidth_throttling,
            data_plane_routing=data_plane_routing,
            create_public_ip=create_public_ip,
            staging_area_tags=staging_area_tags,
            pit_policy=pit_policy,
            auto_replicate_new_disks=auto_replicate_new_disks,
            internet_protocol=internet_protocol,
        )

    async def delete_replication_configuration_template(
        self,
        replication_configuration_template_id: (
            str | HasReplicationConfigurationTemplateId
        ),
    ) -> None:
        """
        Delete a replication configuration template.

        See `DrsClient.delete_replication_configuration_template`.
        """
        await self._call(
            self._drs.delete_replication_configuration_template,
            replication_configuration_template_id,
        )
