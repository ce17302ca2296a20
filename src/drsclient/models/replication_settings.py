"""Replication settings: configurations and their templates."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from drsclient._text import one_line
from drsclient.models._identity import HasArn, HasReplicationConfigurationTemplateId
from drsclient.models._model import (
    EMPTY_MAP,
    WIRE_NAME,
    Model,
    OpenEnum,
    frozen_map,
)


class InternetProtocol(OpenEnum):
    """The version of the Internet Protocol that data is replicated over."""

    IPV4 = "IPV4"
    """IPv4, the default."""
    IPV6 = "IPV6"
    """IPv6."""


InternetProtocolLiteral: TypeAlias = Literal["IPV4", "IPV6"]
"""The values of `InternetProtocol` as text, for arguments."""


class PITPolicyRuleUnits(OpenEnum):
    """The unit of a rule's times; each rule of a policy has a different one."""

    MINUTE = "MINUTE"
    """Minutes, for a snapshot every 10 minutes that is kept for 60 minutes."""
    HOUR = "HOUR"
    """Hours, for a snapshot every hour that is kept for 24 hours."""
    DAY = "DAY"
    """Days, for a snapshot every day that is kept for 1 to 365 days."""


@attrs.frozen(kw_only=True)
class PITPolicyRule(Model):
    """
    A rule of a point-in-time policy: the interval and retention period of snapshots.

    A policy has exactly three rules: one each for minutes, hours and days. You can
    choose only the `retention_duration` of the rule for days. A rule that you send must
    have `units`, `interval` and `retention_duration`.
    """

    rule_id: int | None = None
    """The number of the rule, usually 1 for minutes, 2 for hours and 3 for days."""
    units: PITPolicyRuleUnits
    """The unit of `interval` and `retention_duration`."""
    interval: int
    """The time between two snapshots, in `units`: 10 for minutes, otherwise 1."""
    retention_duration: int
    """The retention period, in `units`: 60 minutes, 24 hours, 1 to 365 days."""
    enabled: bool | None = None
    """Whether the rule applies."""


class ReplicationConfigurationDataPlaneRouting(OpenEnum):
    """The network path from the source server to the replication server."""

    PRIVATE_IP = "PRIVATE_IP"
    """Over a private connection that you have set up, such as a VPN."""
    PUBLIC_IP = "PUBLIC_IP"
    """Over the internet, encrypted."""


ReplicationConfigurationDataPlaneRoutingLiteral: TypeAlias = Literal[
    "PRIVATE_IP", "PUBLIC_IP"
]
"""The values of `ReplicationConfigurationDataPlaneRouting` as text, for arguments."""


class ReplicationConfigurationDefaultLargeStagingDiskType(OpenEnum):
    """The type of the EBS volumes that hold the copies of large disks."""

    GP2 = "GP2"
    """General Purpose SSD (gp2): faster than `ST1`, but more expensive."""
    GP3 = "GP3"
    """General Purpose SSD (gp3): the successor of `GP2`."""
    ST1 = "ST1"
    """Throughput Optimized HDD: for disks with few changes."""
    AUTO = "AUTO"
    """The service adapts the type to the amount of data written to the disk."""


ReplicationConfigurationDefaultLargeStagingDiskTypeLiteral: TypeAlias = Literal[
    "GP2", "GP3", "ST1", "AUTO"
]
"""
The values of `ReplicationConfigurationDefaultLargeStagingDiskType` as text.

They are for arguments.
"""


class ReplicationConfigurationEbsEncryption(OpenEnum):
    """The encryption of the copies in the staging area."""

    DEFAULT = "DEFAULT"
    """With the account's default key for EBS, managed by AWS or by you."""
    CUSTOM = "CUSTOM"
    """With the KMS key in `ebs_encryption_key_arn`."""
    NONE = "NONE"
    """No encryption."""


ReplicationConfigurationEbsEncryptionLiteral: TypeAlias = Literal[
    "DEFAULT", "CUSTOM", "NONE"
]
"""The values of `ReplicationConfigurationEbsEncryption` as text, for arguments."""


class ReplicationConfigurationReplicatedDiskStagingDiskType(OpenEnum):
    """The type of the EBS volume that holds the copy of one disk."""

    AUTO = "AUTO"
    """The service chooses; `optimized_staging_disk_type` has its choice."""
    GP2 = "GP2"
    """General Purpose SSD (gp2)."""
    GP3 = "GP3"
    """General Purpose SSD (gp3), for which you may set `iops` and `throughput`."""
    IO1 = "IO1"
    """Provisioned IOPS SSD, for which you set `iops`."""
    SC1 = "SC1"
    """Cold HDD, for data that is rarely accessed."""
    ST1 = "ST1"
    """Throughput Optimized HDD."""
    STANDARD = "STANDARD"
    """Magnetic disk of the previous generation: the usual type for small disks."""


@attrs.frozen(kw_only=True)
class ReplicationConfigurationReplicatedDisk(Model):
    """The replication settings of one disk of a source server."""

    device_name: str | None = None
    """The disk's name on the source server, such as `/dev/sda`."""
    is_boot_disk: bool | None = None
    """Whether the source server boots from it."""
    staging_disk_type: ReplicationConfigurationReplicatedDiskStagingDiskType | None = (
        None
    )
    """The type of the volume in the staging area."""
    iops: int | None = None
    """The I/O operations per second (IOPS) requested for the volume."""
    throughput: int | None = None
    """The throughput of the volume, in MiB/s; for `GP3` only."""
    optimized_staging_disk_type: (
        ReplicationConfigurationReplicatedDiskStagingDiskType | None
    ) = None
    """The type that the service chose for `AUTO`. It cannot be set."""


@attrs.frozen(kw_only=True)
class ReplicationConfiguration(Model):
    """
    The replication settings of one source server.

    Source servers with the same settings can share a replication server, which saves
    money.

    Returned by GetReplicationConfiguration and UpdateReplicationConfiguration.
    """

    source_server_id: str
    """The ID of the source server: `s-` and 17 letters and digits."""
    name: str | None = None
    """The name of the configuration."""
    staging_area_subnet_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "stagingAreaSubnetId"}
    )
    """The subnet of the staging area: `subnet-` and hexadecimal digits."""
    associate_default_security_group: bool | None = None
    """Whether replication servers get the service's own security group."""
    replication_servers_security_groups_ids: tuple[str, ...] = ()
    """Your security groups for replication servers: `sg-` and hexadecimal digits."""
    replication_server_instance_type: str | None = None
    """The EC2 instance type (x86-64) of replication servers, such as `t3.small`."""
    use_dedicated_replication_server: bool | None = None
    """Whether the server gets a dedicated replication server, which may cost more."""
    default_large_staging_disk_type: (
        ReplicationConfigurationDefaultLargeStagingDiskType | None
    ) = None
    """The default volume type for disks larger than 125 GiB."""
    replicated_disks: tuple[ReplicationConfigurationReplicatedDisk, ...] = ()
    """The replication settings of each disk."""
    ebs_encryption: ReplicationConfigurationEbsEncryption | None = None
    """The encryption of the copies in the staging area."""
    ebs_encryption_key_arn: str | None = None
    """The ARN of the KMS key for `CUSTOM` encryption, in this or another account."""
    bandwidth_throttling: int | None = None
    """The bandwidth limit for data that the server sends, in Mbps; 0 for no limit."""
    data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None
    """Whether data travels over a private connection or the internet."""
    create_public_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "createPublicIP"}
    )
    """Whether replication servers get public IP addresses even with `PRIVATE_IP`."""
    staging_area_tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """
    The tags of the resources in the staging area.

    `repr` omits them because the service marks them as sensitive.
    """
    pit_policy: tuple[PITPolicyRule, ...] = ()
    """The three rules for the interval and retention period of snapshots."""
    auto_replicate_new_disks: bool | None = None
    """Whether disks that are added later are replicated as well."""
    internet_protocol: InternetProtocol | None = None
    """Whether data is sent over IPv4 or IPv6."""

    def __str__(self) -> str:
        return one_line(self.name, self.source_server_id)


@attrs.frozen(kw_only=True)
class ReplicationConfigurationTemplate(
    Model, HasReplicationConfigurationTemplateId, HasArn
):
    """
    The replication settings that new source servers start with.

    Existing source servers keep their settings when the template changes.

    Returned by CreateReplicationConfigurationTemplate,
    DescribeReplicationConfigurationTemplates and
    UpdateReplicationConfigurationTemplate.
    """

    replication_configuration_template_id: str
    """The ID: `rct-` and 17 letters and digits."""
    arn: str
    """The ARN."""
    staging_area_subnet_id: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "stagingAreaSubnetId"}
    )
    """The subnet of the staging area: `subnet-` and hexadecimal digits."""
    associate_default_security_group: bool | None = None
    """Whether replication servers get the service's own security group."""
    replication_servers_security_groups_ids: tuple[str, ...] = ()
    """Your security groups for replication servers: `sg-` and hexadecimal digits."""
    replication_server_instance_type: str | None = None
    """The EC2 instance type (x86-64) of replication servers, such as `t3.small`."""
    use_dedicated_replication_server: bool | None = None
    """Whether each server gets a dedicated replication server, which may cost more."""
    default_large_staging_disk_type: (
        ReplicationConfigurationDefaultLargeStagingDiskType | None
    ) = None
    """The default volume type for disks larger than 125 GiB."""
    ebs_encryption: ReplicationConfigurationEbsEncryption | None = None
    """The encryption of the copies in the staging area."""
    ebs_encryption_key_arn: str | None = None
    """The ARN of the KMS key for `CUSTOM` encryption, in this or another account."""
    bandwidth_throttling: int | None = None
    """The bandwidth limit for data that each server sends, in Mbps; 0 for no limit."""
    data_plane_routing: ReplicationConfigurationDataPlaneRouting | None = None
    """Whether data travels over a private connection or the internet."""
    create_public_ip: bool | None = attrs.field(
        default=None, metadata={WIRE_NAME: "createPublicIP"}
    )
    """Whether replication servers get public IP addresses even with `PRIVATE_IP`."""
    staging_area_tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """
    The tags of the resources in the staging area.

    `repr` omits them because the service marks them as sensitive.
    """
    tags: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map, repr=False
    )
    """The tags. `repr` omits them because the service marks them as sensitive."""
    pit_policy: tuple[PITPolicyRule, ...] = ()
    """The three rules for the interval and retention period of snapshots."""
    auto_replicate_new_disks: bool | None = None
    """Whether disks that are added later are replicated as well."""
    internet_protocol: InternetProtocol | None = None
    """Whether data is sent over IPv4 or IPv6."""

    def __str__(self) -> str:
        return one_line(None, self.replication_configuration_template_id)
