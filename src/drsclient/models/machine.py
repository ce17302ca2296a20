"""What the service knows about any machine: processors, disks, network, OS."""

import attrs

from drsclient.models._model import WIRE_NAME, Model


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
