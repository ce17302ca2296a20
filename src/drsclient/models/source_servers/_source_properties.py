"""What the agent reported about the machine that is replicated."""

from datetime import datetime

import attrs

from drsclient.models._model import WIRE_NAME, Model, OpenEnum


class SourceServerArchitecture(OpenEnum):
    """The instruction set of a source server's processors."""

    X86_64 = "x86_64"
    """64-bit x86, as made by Intel and AMD."""
    ARM64 = "arm64"
    """64-bit Arm, as in AWS Graviton."""


@attrs.frozen(kw_only=True)
class CPU(Model):
    """One processor."""

    cores: int | None = None
    """How many cores it has."""
    model_name: str | None = None
    """Its model, as it names itself."""


@attrs.frozen(kw_only=True)
class Disk(Model):
    """One disk."""

    device_name: str | None = None
    """The disk's name on the machine, such as `/dev/sda`."""
    bytes: int | None = None
    """Its size, in bytes."""


@attrs.frozen(kw_only=True)
class IdentificationHints(Model):
    """Names by which people know the machine."""

    fqdn: str | None = None
    """The fully qualified domain name."""
    hostname: str | None = None
    """The host name."""
    vmware_uuid: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "vmWareUuid"}
    )
    """The UUID of the VMware virtual machine, if it is one."""
    aws_instance_id: str | None = None
    """The ID of the EC2 instance, if it is one."""


@attrs.frozen(kw_only=True)
class NetworkInterface(Model):
    """One network interface."""

    mac_address: str | None = None
    """The hardware address, in whatever form the agent reported it."""
    ips: tuple[str, ...] = ()
    """The IP addresses; there may be none."""
    is_primary: bool | None = None
    """Whether it is the machine's main interface."""


@attrs.frozen(kw_only=True)
class OS(Model):
    """The operating system."""

    full_string: str | None = None
    """Its full name and version, as it reports them."""


@attrs.frozen(kw_only=True)
class SourceProperties(Model):
    """The machine that is replicated."""

    last_updated_date_time: datetime | None = None
    """When the agent last reported these properties (UTC)."""
    recommended_instance_type: str | None = None
    """The EC2 instance type that fits the machine, such as `c5.large`."""
    identification_hints: IdentificationHints | None = None
    """Names by which people know the machine."""
    network_interfaces: tuple[NetworkInterface, ...] = ()
    """The network interfaces."""
    disks: tuple[Disk, ...] = ()
    """The disks, replicated or not."""
    cpus: tuple[CPU, ...] = ()
    """The processors."""
    ram_bytes: int | None = None
    """The memory, in bytes."""
    os: OS | None = None
    """The operating system."""
    supports_nitro_instances: bool | None = None
    """Whether it can run on EC2 instances of the Nitro system."""
    architecture: SourceServerArchitecture | None = None
    """The instruction set of the processors."""
