"""
Made-up source servers that resemble real ones.

They follow the shapes of the installed botocore, so that both sides of a comparison get
members that this botocore can parse. They have the members that the service sends for a
server that replicates and had a drill: no errors, no failback and no AWS Outpost.
Times, durations and IDs differ from server to server, so that no cache helps where it
would not help with the real service.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from botocore.parsers import create_parser

if TYPE_CHECKING:
    from collections.abc import Callable

_OPERATION: Final = (
    botocore.session.get_session()
    .get_service_model("drs")
    .operation_model("DescribeSourceServers")
)
_BEGINNING: Final = datetime(2030, 1, 1, tzinfo=UTC)


def response_shape() -> StructureShape:
    """Return the shape of the response, whose `items` are source servers."""
    shape = _OPERATION.output_shape
    assert isinstance(shape, StructureShape)
    return shape


def server_shape() -> StructureShape:
    """Return the shape of a source server."""
    items = response_shape().members["items"]
    assert isinstance(items, ListShape)
    assert isinstance(items.member, StructureShape)
    return items.member


def page(servers: int) -> bytes:
    """Make the body of a response with this many source servers, always the same."""
    random = Random(servers)  # noqa: S311 - no secrets
    items = [_make(server_shape(), "", random) for _ in range(servers)]
    return json.dumps({"items": items}, separators=(",", ":")).encode()


def parse(body: bytes) -> list[dict[str, object]]:
    """Parse the body of a response as a call of boto3 does."""
    parser = create_parser("rest-json")
    response: dict[str, Any] = {"status_code": 200, "headers": {}, "body": body}
    items: list[dict[str, object]] = parser.parse(response, response_shape())["items"]
    return items


def _make(shape: Shape, name: str, random: Random) -> object:
    if isinstance(shape, StructureShape):
        present = {k: v for k, v in shape.members.items() if k not in _ABSENT}
        return {key: _make(item, key, random) for key, item in present.items()}
    if isinstance(shape, ListShape) and name == "steps":
        return _make_steps(shape.member)
    if isinstance(shape, ListShape) and name == "cpus":
        return [_make(shape.member, name, random)] * 2  # a machine's are alike
    if isinstance(shape, ListShape):
        count = random.randint(1, 2)
        return [_make(shape.member, name, random) for _ in range(count)]
    if isinstance(shape, MapShape):
        return {key: _words(random) for key in _TAG_KEYS}
    return _make_scalar(shape, name, random)


def _make_scalar(shape: Shape, name: str, random: Random) -> object:
    if shape.type_name == "boolean":
        return random.choice((True, False))
    if shape.type_name == "long":
        return random.randint(1, 64) if name == "cores" else random.randrange(2**40)
    if isinstance(shape, StringShape) and shape.enum:
        return random.choice(shape.enum)
    make_text = _TEXTS.get(name) or _TEXTS.get(shape.name) or _words
    return make_text(random)


def _make_steps(shape: Shape) -> list[dict[str, object]]:
    """Make each of the steps once, in order, as after a successful initiation."""
    assert isinstance(shape, StructureShape)
    names = shape.members["name"]
    assert isinstance(names, StringShape)
    return [{"name": name, "status": "SUCCEEDED"} for name in names.enum]


def _hex(random: Random, digits: int) -> str:
    return f"{random.getrandbits(4 * digits):0{digits}x}"


def _words(random: Random) -> str:
    return f"made up {_hex(random, 12)}"


def _time(random: Random) -> str:
    time = _BEGINNING + timedelta(
        days=random.randrange(1000),
        seconds=random.randrange(86_400),
        microseconds=random.randrange(1, 1_000_000),
    )
    return time.isoformat()


def _duration(random: Random) -> str:
    days, hours, minutes = (random.randrange(1, most) for most in (90, 24, 60))
    seconds, micros = random.randrange(60), random.randrange(1, 1_000_000)
    return f"P{days}DT{hours}H{minutes}M{seconds}.{micros:06}S"


def _server_arn(random: Random) -> str:
    return f"arn:aws:drs:eu-west-1:123456789012:source-server/s-{_hex(random, 17)}"


def _outpost_arn(random: Random) -> str:
    return f"arn:aws:outposts:eu-west-1:123456789012:outpost/op-{_hex(random, 17)}"


# The members that such a server lacks.
_ABSENT: Final = frozenset(
    {
        *("dataReplicationError", "etaDateTime", "errorMessage"),
        *("recoveryInstanceId", "reversedDirectionSourceServerArn"),
        *("sourceNetworkID", "stagingSourceServerArn"),
        *("sourceOutpostArn", "stagingOutpostArn", "vmWareUuid"),
    }
)

_TAG_KEYS: Final = (
    *("Application", "CostCenter", "Environment", "Name"),
    *("Owner", "Role", "source:instance-id", "source:region"),
)

# By the name of the member, or else of the shape; all others are made-up words.
_TEXTS: Final[dict[str, Callable[[Random], str]]] = {
    "ARN": _server_arn,
    "AccountID": lambda random: f"{random.randrange(10**12):012}",
    "AgentVersion": lambda random: f"5.1.{random.randrange(300)}",
    "AwsAvailabilityZone": lambda random: f"eu-west-1{random.choice('abc')}",
    "AwsRegion": lambda random: f"eu-west-{random.randint(1, 3)}",
    "EC2InstanceID": lambda random: f"i-{_hex(random, 17)}",
    "EC2InstanceType": lambda random: f"c5.{random.randint(2, 24)}xlarge",
    "ISO8601DatetimeString": _time,
    "ISO8601DurationString": _duration,
    "JobID": lambda random: f"drsjob-{_hex(random, 17)}",
    "OutpostARN": _outpost_arn,
    "RecoveryInstanceID": lambda random: f"i-{_hex(random, 17)}",
    "SourceNetworkID": lambda random: f"sn-{_hex(random, 17)}",
    "SourceServerARN": _server_arn,
    "SourceServerID": lambda random: f"s-{_hex(random, 17)}",
    "deviceName": lambda random: f"/dev/nvme{random.randrange(26)}n1",
    "fqdn": lambda random: f"host-{_hex(random, 8)}.example.com",
    "fullString": lambda random: (
        f"Linux version 6.{random.randrange(20)}.0-{random.randrange(200)}.x86_64 "
        f"(builder@{_hex(random, 12)}) (gcc version 13.3.0) #1 SMP PREEMPT_DYNAMIC"
    ),
    "hostname": lambda random: f"host-{_hex(random, 8)}",
    "ips": lambda random: f"10.{random.randrange(256)}.{random.randrange(256)}.7",
    "macAddress": lambda random: "-".join(_hex(random, 2) for _ in range(6)),
    "modelName": lambda random: (
        f"Intel(R) Xeon(R) Platinum {random.randint(8100, 8500)}CL CPU @ 2.50GHz"
    ),
    "vmWareUuid": lambda random: "-".join(_hex(random, n) for n in (8, 4, 4, 4, 12)),
}
