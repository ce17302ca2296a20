"""The properties of machines: processors, disks, network and operating system."""

import attrs

from drsclient.models._model import WIRE_NAME, Model


@attrs.frozen(kw_only=True)
class CPU(Model):
    """One processor."""

    cores: int | None = None
    """The number of cores."""
    model_name: str | None = None
    """The model name that it reports."""


@attrs.frozen(kw_only=True)
class Disk(Model):
    """One disk."""

    device_name: str | None = None
    """The disk's name on the machine, such as `/dev/sda`."""
    bytes: int | None = None
    """Its size, in bytes."""


@attrs.frozen(kw_only=True)
class IdentificationHints(Model):
    """Names and IDs that identify the machine."""

    fqdn: str | None = None
    """The fully qualified domain name."""
    hostname: str | None = None
    """The host name."""
    vmware_uuid: str | None = attrs.field(
        default=None, metadata={WIRE_NAME: "vmWareUuid"}
    )
    """The machine's UUID in VMware, if it is a VMware virtual machine."""
    aws_instance_id: str | None = None
    """The machine's EC2 instance ID, if it is an EC2 instance."""


@attrs.frozen(kw_only=True)
class NetworkInterface(Model):
    """One network interface."""

    mac_address: str | None = None
    """The MAC address, as the agent reported it."""
    ips: tuple[str, ...] = ()
    """The IP addresses; there may be none."""
    is_primary: bool | None = None
    """Whether it is the machine's main interface."""


@attrs.frozen(kw_only=True)
class OS(Model):
    """The operating system."""

    full_string: str | None = None
    """The full name and version that it reports."""
