"""…"""

from collections.abc import Mapping

import attrs

from drsclient.models._model import (
    EMPTY_MAP,
    WIRE_NAME,
    Model,
    OpenEnum,
    frozen_map,
)


class InternetProtocol(OpenEnum):
    """…"""

    IPV4 = "IPV4"
    """…"""
    IPV6 = "IPV6"
    """…"""


class PITPolicyRuleUnits(OpenEnum):
    """…"""

    MINUTE = "MINUTE"
    """…"""
    HOUR = "HOUR"
    """…"""
    DAY = "DAY"
    """…"""


@attrs.frozen(kw_only=True)
class PITPolicyRule(Model):
    """…"""

    rule_id: int | None = None
    """…"""
    units: PITPolicyRuleUnits | None = None
    """…"""
    interval: int | None = None
    """…"""
    retention_duration: int | None = None
    """…"""
    enabled: bool | None = None
    """…"""


class ReplicationConfigurationDataPlaneRouting(OpenEnum):
    """…"""

    PRIVATE_IP = "PRIVATE_IP"
    """…"""
    PUBLIC_IP = "PUBLIC_IP"
    """…"""


class ReplicationConfigurationDefaultLargeStagingDiskType(OpenEnum):
    """…"""

    GP2 = "GP2"
    """…"""
    GP3 = "GP3"
    """…"""
    ST1 = "ST1"
    """…"""
    AUTO = "AUTO"
    """…"""


class ReplicationConfigurationEbsEncryption(OpenEnum):
    """…"""

    DEFAULT = "DEFAULT"
    """…"""
    CUSTOM = "CUSTOM"
    """…"""
    NONE = "NONE"
    """…"""


class ReplicationConfigurationReplicatedDiskStagingDiskType(OpenEnum):
    """…"""

    AUTO = "AUTO"
    """…"""
    GP2 = "GP2"
    """…"""
    GP3 = "GP3"
    """…"""
    IO1 = "IO1"
    """…"""
    SC1 = "SC1"
    """…"""
    ST1 = "ST1"
    """…"""
    STANDARD = "STANDARD"
    """…"""


@attrs.frozen(kw_only=True)
class ReplicationConfigurationReplicatedDisk(Model):
    """…"""

    device_name: str | None = None
    """…"""
    is_boot_disk: bool | None = None
    """…"""
    staging_disk_type: ReplicationConfigurationReplicatedDiskStagingDiskType | None = (
        None
    )
    """…"""
    iops: int | None = None
    """…"""
    throughput: int | None = None
    """…"""
    optimized_staging_disk_type: (
        ReplicationConfigurationReplicatedDiskStagingDiskType | None
    ) = None
    """…"""


@attrs.frozen(kw_only=True)
class ReplicationConfiguration(Model):
    """…"""

    source_server_id: str | None = None
    """…"""
    name: str | None = None
    """…"""
    staging_area_subnet_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "stagingAreaSubnetId"}
    )
    """…"""
    associate_default_security_group: bool | None = None
    """…"""
    replication_servers_security_groups_ids: tuple[str, ...] = ()
    """…"""
    replication_server_instance_type: str | None = None
    """…"""
    use_dedicated_replication_server: bool | None = None
    """…"""
    default_large_staging_disk_type: (
        ReplicationConfigurationDefaultLargeStagingDiskType | None
    ) = None
    """…"""
    replicated_disks: tuple[ReplicationConfigurationReplicatedDisk, ...] = ()
    """…"""
    ebs_encryption: ReplicationConfigurationEbsEncryption | None = None
    """…"""
    ebs_encryption_key_arn: str | None = None
    """…"""
    bandwidth_throttling: int | None = None
    """…"""
    data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None
    """…"""
    create_public_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "createPublicIP"}
    )
    """…"""
    staging_area_tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    pit_policy: tuple[PITPolicyRule, ...] = ()
    """…"""
    auto_replicate_new_disks: bool | None = None
    """…"""
    internet_protocol: InternetProtocol | None = None
    """…"""


@attrs.frozen(kw_only=True)
class ReplicationConfigurationTemplate(Model):
    """…"""

    replication_configuration_template_id: str | None = None
    """…"""
    arn: str | None = None
    """…"""
    staging_area_subnet_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "stagingAreaSubnetId"}
    )
    """…"""
    associate_default_security_group: bool | None = None
    """…"""
    replication_servers_security_groups_ids: tuple[str, ...] = ()
    """…"""
    replication_server_instance_type: str | None = None
    """…"""
    use_dedicated_replication_server: bool | None = None
    """…"""
    default_large_staging_disk_type: (
        ReplicationConfigurationDefaultLargeStagingDiskType | None
    ) = None
    """…"""
    ebs_encryption: ReplicationConfigurationEbsEncryption | None = None
    """…"""
    ebs_encryption_key_arn: str | None = None
    """…"""
    bandwidth_throttling: int | None = None
    """…"""
    data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None
    """…"""
    create_public_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "createPublicIP"}
    )
    """…"""
    staging_area_tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """…"""
    pit_policy: tuple[PITPolicyRule, ...] = ()
    """…"""
    auto_replicate_new_disks: bool | None = None
    """…"""
    internet_protocol: InternetProtocol | None = None
    """…"""
