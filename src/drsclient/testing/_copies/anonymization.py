"""Replace what is private in what was read of accounts by consistent stand-ins."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from re import Match
from typing import TYPE_CHECKING, Any, Final

from botocore.model import ListShape, MapShape, Shape, StructureShape

from drsclient.testing._service_model import (
    data_loader,
    output_shape,
    service_model,
)
from drsclient.testing._state.copy_report import NotCopied
from drsclient.testing._validation import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from drsclient.testing._copies.answers import Answers
    from drsclient.testing._copies.reading import Reading
    from drsclient.testing._records.record import Wire

_DEVICE: Final = r"/dev/(sd|hd|vd|xvd|nvme|dm-|md)[a-z0-9]{0,8}|[A-Za-z]:[0-9]{0,3}"
_REGION: Final = (
    r"[a-z]{2,4}(-[a-z]{2,4})?-(central|east|west|(north|south)(east|west)?)-[0-9]{1,2}"
)
_TIME: Final = r"[0-9T:.Z+-]+"
_ANYTHING: Final = r"(?s:.*)"

KEPT: Final = {
    # Texts by which nobody is recognized, and which explain what a server does.
    "AgentVersion": r"[0-9]{1,5}(\.[0-9]{1,5}){2,5}",
    "CPU.modelName": _ANYTHING,
    "EC2InstanceType": r"[a-z][a-z0-9-]{1,15}\.[a-z0-9-]{1,16}",
    "ErrorDetail.code": r"[A-Z]+(_[A-Z]+)+|[A-Za-z]+(Exception|Error)",
    "OS.fullString": _ANYTHING,
    # Where sites and resources are.
    "AwsAvailabilityZone": rf"{_REGION}[a-z]",
    "AwsRegion": _REGION,
    # The names of devices are those of the operating system, not of a person.
    "ConversionProperties.rootVolumeName": _DEVICE,
    "ConversionProperties.volumeToConversionMap": _DEVICE,
    "ConversionProperties.volumeToProductCodes": _DEVICE,
    "ConversionProperties.volumeToVolumeSize": _DEVICE,
    "DataReplicationInfoReplicatedDisk.deviceName": _DEVICE,
    "Disk.deviceName": _DEVICE,
    "RecoveryInstanceDataReplicationInfoReplicatedDisk.deviceName": _DEVICE,
    "RecoveryInstanceDisk.internalDeviceName": _DEVICE,
    "ReplicationConfigurationReplicatedDisk.deviceName": _DEVICE,
    # Only AWS can create documents with these names.
    "SsmDocumentName": r"(AWS|Amazon)[A-Za-z0-9]*-[A-Za-z0-9-]+",
    "LaunchActionVersion": r"\$DEFAULT|\$LATEST|[0-9]+",
    # The keys that the console and the service give tags themselves.
    "TagKey": r"Name|resourceArn",
    # The fake lives on from the times.
    "ConversionProperties.dataTimestamp": _TIME,
    "ISO8601DatetimeString": _TIME,
    "ISO8601DurationString": r"-?P[0-9YMWDTHS.,]*",
}
"""
The texts that are kept, besides enums: by the name of their shape or by their member,
with the pattern that a text must match to be kept.
"""

# The stand-ins of texts that are not kept although their shape is, and that must have a
# form of their own.
_FIXED: Final = {
    "AgentVersion": "0.0.0",
    "ISO8601DurationString": "PT0S",
}

# The words that an ARN keeps.
_SERVICES: Final = frozenset({"drs", "kms", "outposts", "s3", "ssm"})
_RESOURCE_PARTS: Final = frozenset(
    {
        "/",
        ":",
        "alias",
        "document",
        "job",
        "key",
        "launch-configuration-template",
        "outpost",
        "recovery-instance",
        "recovery-plan",
        "recovery-plan-execution",
        "replication-configuration-template",
        "source-network",
        "source-server",
        "step",
    }
)
# The lengths that the service model allows ARNs of any kind.
_ARN_LENGTHS: Final = range(20, 2049)


def anonymize_readings(readings: Sequence[Reading]) -> None:
    """
    Replace what is private in what was read of accounts by consistent stand-ins.

    A text has the same stand-in everywhere. Stand-ins are counted in the order in which
    the texts appear, so nothing in them is from the original, and they have the forms
    that the service model demands.
    """
    stand_ins = StandIns()
    for reading in readings:
        keys = {name: [*one] for name, one in reading.answers.responses.items()}
        stand_ins.replace_in(reading.answers)
        reading.not_copied[:] = [
            NotCopied(
                subject=_subject(one.subject, keys, stand_ins),
                # Without the value that is not allowed, or what the service said.
                reason=re.split(", not |: ", one.reason)[0],
            )
            for one in reading.not_copied
        ]


def _subject(
    subject: str, keys: Mapping[str, Sequence[str]], stand_ins: StandIns
) -> str:
    """
    Return what was not read with a stand-in of the resource, and without keys of maps.

    Args:
        subject: What was not read.
        keys: The IDs and ARNs in the parameters of the calls, by operation.
        stand_ins: The stand-ins.
    """
    operation = re.split(r"\W", subject)[0]
    path = subject.removeprefix(operation)
    found = [key for key in keys[operation] if path.startswith(f" {key}".rstrip())]
    key = max(found, key=len)
    path = re.split(r"\[['\"]", path.strip().removeprefix(key))[0]
    return f"{operation} {stand_ins.of(key)}".rstrip() + path


class StandIns:
    """The stand-ins of texts in all accounts."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def replace_in(self, answers: Answers) -> None:
        """Replace what is private in the answers of an account."""
        answers.account_id = self.of(answers.account_id)
        for operation, responses in answers.responses.items():
            shape = output_shape(service_model().operation_model(operation))
            answers.responses[operation] = {
                self.of(key): self._response(response, shape)
                for key, response in responses.items()
            }

    def _response(self, response: Wire, shape: StructureShape) -> Wire:
        replaced: Wire = self._replaced(response, shape, "")
        return replaced

    def _replaced(self, value: Any, shape: Shape, member: str) -> Any:  # noqa: ANN401 - JSON is anything
        if isinstance(shape, StructureShape):
            return {
                name: self._replaced(one, shape.members[name], f"{shape.name}.{name}")
                for name, one in value.items()
            }
        if isinstance(shape, ListShape):
            return [self._replaced(one, shape.member, member) for one in value]
        if isinstance(shape, MapShape):
            return {
                self._replaced(key, shape.key, member): self._replaced(
                    one, shape.value, member
                )
                for key, one in value.items()
            }
        if shape.type_name == "string" and "enum" not in shape.metadata:
            return self.text(value, shape, member)
        return value

    def text(self, text: str, shape: Shape, member: str) -> str:
        """Return a text that is kept, or its stand-in, which the shape allows."""
        pattern = KEPT.get(member) or KEPT.get(shape.name)
        if pattern and re.fullmatch(pattern, text, re.ASCII):
            return text
        stand_in = _FIXED.get(shape.name) or self.of(text)
        return self.name(text) if any(violations(stand_in, shape)) else stand_in

    def of(self, text: str) -> str:
        """Return the stand-in of a text, in the form of the text."""
        if text and text not in self._known:
            self._known[text] = self._new(text)
        return self._known.get(text, "")

    def _new(self, text: str) -> str:
        for pattern, stand_in in _FORMS.items():
            if found := re.fullmatch(pattern, text, re.ASCII | re.DOTALL):
                return stand_in(self, found)
        return self.name(text)

    def resource_id(self, found: Match[str]) -> str:
        """Return the stand-in of the ID of a resource of DRS or EC2."""
        prefix, digits = found.groups()
        return f"{prefix}{self._count(prefix):0{len(digits)}x}"

    def account_id(self, found: Match[str]) -> str:
        """Return the stand-in of an account ID."""
        return f"1{self._count('account'):0{len(found[0]) - 1}d}"

    def uuid(self, _: Match[str]) -> str:
        """Return the stand-in of a UUID."""
        return f"00000000-0000-0000-0000-{self._count('UUID'):012x}"

    def mac_address(self, found: Match[str]) -> str:
        """Return the stand-in of a MAC address."""
        number = self._count("MAC address").to_bytes(5, "big")
        return f"02{found[1]}{number.hex(found[1])}"

    def ipv4_address(self, _: Match[str]) -> str:
        """Return the stand-in of an IPv4 address."""
        return str(IPv4Address("10.0.0.0") + self._count("IPv4 address"))

    def ipv6_address(self, found: Match[str]) -> str:
        """Return the stand-in of an IPv6 address."""
        with suppress(ValueError):
            # The same address can be written in several ways.
            if (address := str(IPv6Address(found[0]))) != found[0]:
                return self.of(address)
        return str(IPv6Address("fd00::") + self._count("IPv6 address"))

    def product_code(self, _: Match[str]) -> str:
        """Return the stand-in of a product code of the AWS Marketplace."""
        return f"{self._count('product code'):025d}"

    def domain(self, found: Match[str]) -> str:
        """Return the stand-in of a domain name, with a stand-in for each label."""
        return ".".join(map(self.of, found[0].split(".")))

    def arn(self, found: Match[str]) -> str:
        """Return the stand-in of an ARN, which tells the same about the resource."""
        fields = found[0].split(":", 5)[1:]
        partition, service, region, account, resource = [*fields, *[""] * 5][:5]
        stand_in = ":".join(
            (
                "arn",
                partition if partition in _partitions() else "aws",
                service if service in _SERVICES else self.of(service),
                region if re.fullmatch(_REGION, region) else self.of(region),
                self.of(account),
                "".join(
                    part if part in _RESOURCE_PARTS else self.of(part)
                    for part in re.split("([:/])", resource)
                ),
            )
        )
        if len(stand_in) in _ARN_LENGTHS:
            return stand_in
        return f"arn:aws:drs:us-east-1:{self.of(account)}:{self.name(found[0])}"

    def name(self, text: str) -> str:
        """Return a stand-in that every shape without a form of its own allows."""
        if text not in self._names:
            kind = "text" if re.search(r"\s", text) else "name"
            self._names[text] = f"{kind}{self._count(kind):04d}"
        return self._names[text]

    def _count(self, kind: str) -> int:
        self._counts[kind] += 1
        return self._counts[kind]


@cache
def _partitions() -> set[str]:
    return {one["id"] for one in data_loader().load_data("partitions")["partitions"]}


# The first pattern that matches a text gives its stand-in.
_FORMS: Final[Mapping[str, Callable[[StandIns, Match[str]], str]]] = {
    "arn:.*": StandIns.arn,
    "((?:ami|drsjob|eni|exec|i|lct|lt|op|pit|plan|rct|s|sg|sn|snap|st|step|subnet|vol"
    "|vpc)-)([0-9a-zA-Z]{8,})": StandIns.resource_id,
    "[0-9]{12,}": StandIns.account_id,
    "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}": StandIns.uuid,
    r"[0-9a-fA-F]{2}([:-])([0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}": StandIns.mac_address,
    r"[0-9]{1,3}(\.[0-9]{1,3}){3}": StandIns.ipv4_address,
    "[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F.:]*(%.*)?": StandIns.ipv6_address,
    "[A-Za-z0-9]{25}": StandIns.product_code,
    r"[\w-]+(\.[\w-]+){1,9}": StandIns.domain,
}
