from __future__ import annotations

import json
import random
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.model import ListShape, MapShape, StructureShape
from hypothesis import given, settings, strategies as st

from drsclient._json import is_list, is_object
from drsclient.fleet._runner import FleetOptions
from drsclient.testing import FakeDrs
from drsclient.testing._copies.anonymization import (
    KEPT,
    StandIns,
    anonymize_readings,
)
from drsclient.testing._copies.answers import Answers
from drsclient.testing._copies.reading import READS, Reading, read_account
from drsclient.testing._service_model import output_shape, service_model
from drsclient.testing._state_checks import load_checked
from drsclient.testing._validation import violations
from tests.contract.strategies import repeatable
from tests.fake.recovery_plans import WAIT, create_plan, server_step, start
from tools.shapes import enum_values, is_union, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from botocore.model import Shape

    from drsclient import DrsClient

ACCOUNT_ID = "987654321098"
OTHER_ACCOUNT_ID = "876543210987"
OPERATIONS = [
    name
    for name in service_model().operation_names
    if name.startswith(("Describe", "Get", "List"))
]


def string_shapes() -> dict[str, Shape]:
    """Return the shapes of strings in responses, without enums, by name."""
    found: dict[str, Shape] = {}
    new: list[Shape] = [
        output_shape(service_model().operation_model(name)) for name in OPERATIONS
    ]
    seen: set[str] = set()
    while new:
        shape = new.pop()
        if shape.name not in seen:
            seen.add(shape.name)
            new += parts(shape)
            if shape.type_name == "string" and not enum_values(shape):
                found[shape.name] = shape
    return found


SHAPES = string_shapes()


PAGE = (Path(__file__).parents[3] / "docs/testing/copies.md").read_text("utf-8")
"""The page about copies in the documentation."""

TEXTS = [
    "",
    "-",
    "...",
    "a.b." * 60 + "c",
    "9" * 65536,
    "arn:",
    "arn:aws:s3:::b",
    "arn:" + "x" * 16,
    "arn:aws:drs:us-east-1:123456789012:" + "a/" * 1000 + "a",
    "arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/prod",
    "123456789012",
    "DB-1 is down: \\n no route",
    "abcdef01-2345-6789-abcd-ef0123456789",
    "a" * 25,
    "fe80::1%eth0",
    "::ffff:10.0.0.1",
    ":::",
    "999.1.1.1",
    "0A-1b-2C-3d-4E-5f",
    "2030-01-01T00:00:00+00:00",
    "2030-01-01 and more",
    "P1D",
    "P1 hour and more",
    "1x2y3",
    "12345",
    "$DEFAULT",
    "m5.large",
]
"""Texts of many forms, of which each shape allows some."""


class Secrets:
    """Makes valid responses in which each text has a secret."""

    def __init__(self) -> None:
        self.random = random.Random(19)  # noqa: S311 - no real secrets
        self.secrets: dict[str, str] = {}
        """The secrets, with the members that have them."""

    def response(self, shape: Shape, member: str = "") -> Any:  # noqa: ANN401 - JSON is anything
        """Make a value with every member, and two items in each list and map."""
        if isinstance(shape, StructureShape):
            members = {
                name: self.response(one, f"{shape.name}.{name}")
                for name, one in shape.members.items()
            }
            return dict(list(members.items())[:1]) if is_union(shape) else members
        if isinstance(shape, ListShape):
            count = max(shape.metadata.get("min", 2), 2)
            return [self.response(shape.member, member) for _ in range(count)]
        if isinstance(shape, MapShape):
            return {
                self.response(shape.key, member): self.response(shape.value, member)
                for _ in range(2)
            }
        if shape.type_name == "string":
            listed = enum_values(shape)
            return listed[0] if listed else self.text(shape, member)
        if shape.type_name == "timestamp":
            return "2030-01-01T00:00:00+00:00"
        return True if shape.type_name == "boolean" else shape.metadata.get("min", 1)

    def text(self, shape: Shape, member: str) -> str:
        """Make a text with a secret that a shape allows."""
        for form in self.forms():
            text = re.sub("[{}]", "", form)
            if not any(violations(text, shape)):
                found = dict.fromkeys(re.findall(r"\{(.*?)\}", form), member)
                self.secrets.update(found)
                return text
        raise ValueError(f"no form of {shape.name}")

    def forms(self) -> Iterator[str]:
        """Return forms of texts, with braces around the secrets."""
        name = "".join(self.random.choices("ghkmnpqrtwxyz", k=20))
        digits = "".join(self.random.choices("abcdef", k=17))
        number = "".join(self.random.choices("6789", k=12))
        arn = f"arn:aws:drs:us-east-1:{{{number}}}:source-server/s-{{{digits}}}"
        yield from (f"{{{name}}}", f"{{{name}abcde}}", f"{{{number}}}")
        for prefix in ("s", "i", "vol", "vpc", "subnet", "sg", "pit", "snap"):
            yield f"{prefix}-{{{digits}}}"
        for prefix in ("drsjob", "sn", "lct", "rct"):
            yield f"{prefix}-{{{digits}}}"
        yield from (arn, arn.replace(":drs:", ":outposts:").split(":source")[0])
        yield f"arn:aws:outposts:us-east-1:{{{number}}}:outpost/op-{{{digits}}}"
        yield f"{{{digits[:8]}}}-{{{digits[:4]}}}-{digits[4:8]}-{number[:4]}-{number}"
        yield from (f"6.{number[:5]}.{number[:5]}", number[:10], name)
        yield "2030-01-01T00:00:00+00:00"


def reading_of(responses: dict[str, dict[str, Any]]) -> Reading:
    """Return a reading with responses."""
    return Reading(
        answers=Answers(
            account_id=ACCOUNT_ID, region_name="us-east-1", responses=responses
        )
    )


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_text_of_a_response_is_kept_that_is_not_listed(operation: str) -> None:
    """And the service model allows what is in its place."""
    shape = output_shape(service_model().operation_model(operation))
    secrets = Secrets()
    reading = reading_of({operation: {"": secrets.response(shape)}})
    original = json.dumps(reading.answers.responses)
    assert not list(violations(reading.answers.responses[operation][""], shape))
    anonymize_readings([reading])
    response = reading.answers.responses[operation][""]
    assert not list(violations(response, shape))
    text = json.dumps(response)
    assert all(secret in original for secret in secrets.secrets)
    kept = {member for secret, member in secrets.secrets.items() if secret in text}
    assert kept <= {"CPU.modelName", "OS.fullString"}


def test_volume_ids_of_ec2_are_valid() -> None:
    """The limit in the model of botocore is shorter than they are."""
    shape = service_model().shape_for("EbsVolumeID")
    assert not list(violations("vol-0123456789abcdef0", shape))


@pytest.mark.parametrize("name", sorted(SHAPES))
@settings(repeatable, max_examples=30)
@given(data=st.data())
def test_each_stand_in_is_allowed_where_the_text_was(
    name: str, data: st.DataObject
) -> None:
    """Whatever the text is, and whatever texts came before it."""
    shape = SHAPES[name]
    limits = shape.metadata
    texts = st.sampled_from(TEXTS)
    if "pattern" in limits:
        ascii_only = st.characters(codec="ascii")
        texts |= st.from_regex(limits["pattern"], fullmatch=True, alphabet=ascii_only)
    stand_ins = StandIns()
    stand_ins.of(data.draw(texts, "before"))
    text = data.draw(texts, "text")
    if not any(violations(text, shape)):
        stand_in = stand_ins.text(text, shape, "")
        assert not list(violations(stand_in, shape))
        assert stand_ins.text(text, shape, "") == stand_in


def stand_ins_of(*texts: str) -> list[str]:
    """Return the stand-ins of texts that appear one after the other."""
    stand_ins = StandIns()
    return [stand_ins.of(text) for text in texts]


def test_stand_ins_have_the_form_of_the_text() -> None:
    """And are counted, so that nothing can be derived from them."""
    assert stand_ins_of(
        "s-0123456789abcdef0",
        "s-fedcba98765432100",
        "vol-1234abcd",
        "987654321098",
        "d94f5a20-81b3-4c7e-9c4e-aabbccddeeff",
        "06:1f:0A:3b:99:12",
        "172.31.4.5",
        "2001:db8:0:0::7",
        "fe80::1%eth0",
        "db-1",
        "there is no route",
        "",
    ) == [
        "s-00000000000000001",
        "s-00000000000000002",
        "vol-00000001",
        "100000000001",
        "00000000-0000-0000-0000-000000000001",
        "02:00:00:00:00:01",
        "10.0.0.1",
        "fd00::1",
        "fd00::2",
        "name0001",
        "text0001",
        "",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("db-1", "db-1"),
        ("2001:db8:0:0::7", "2001:db8::7"),
        ("2001:db8::7", "2001:DB8:0:0::7"),
    ],
)
def test_equal_texts_have_equal_stand_ins(texts: tuple[str, str]) -> None:
    """Two ways to write an address are equal, too."""
    first, second = stand_ins_of(*texts)
    assert first == second


def test_texts_have_the_same_stand_ins_inside_of_other_texts() -> None:
    """In ARNs and in domain names."""
    server_id, account_id, arn, host, domain, key = stand_ins_of(
        "s-0123456789abcdef0",
        "987654321098",
        "arn:aws-cn:drs:cn-north-1:987654321098:source-server/s-0123456789abcdef0",
        "db-1",
        "db-1.corp.example.com",
        "arn:aws:kms:corp:987654321098:alias/db-1",
    )
    assert arn == f"arn:aws-cn:drs:cn-north-1:{account_id}:source-server/{server_id}"
    assert domain == f"{host}.name0002.name0003.name0004"
    assert key == f"arn:aws:kms:name0002:{account_id}:alias/{host}"


def filled(fake: FakeDrs) -> list[DrsClient]:
    """Fill two accounts with resources of every kind, and return their clients."""
    drs = fake.boto3_client()
    servers = [
        fake.add_source_server(state="CONTINUOUS", tags={"Name": f"db-{number}"})
        for number in range(3)
    ]
    fake.add_source_server(hostname="db-9.corp.example.com", state="STALLED")
    fake.add_source_server(
        state="CONTINUOUS", staging_account_id=OTHER_ACCOUNT_ID, tags={"team": "db-1"}
    )
    drs.start_recovery(sourceServers=[{"sourceServerID": servers[0]}])
    fake.advance(hours=1)
    network_id = fake.add_source_network(
        state="PROTECTED", source_server_ids=servers[:1]
    )
    drs.create_launch_configuration_template(exportBucketArn="arn:aws:s3:::corp-stacks")
    drs.start_source_network_recovery(sourceNetworks=[{"sourceNetworkID": network_id}])
    fake.advance(minutes=20)
    start(drs, create_plan(drs, server_step(servers[1]), WAIT))
    drs.start_recovery(sourceServers=[{"sourceServerID": servers[2]}], isDrill=True)
    fake.advance(minutes=4)
    return [fake.client(), fake.site(account_id=OTHER_ACCOUNT_ID).client()]


def read(clients: Iterable[DrsClient]) -> list[Reading]:
    """Read accounts."""
    options: FleetOptions[Any] = FleetOptions(3600.0, 10)
    return [read_account(drs, options, is_detailed=True) for drs in clients]


def pairs(original: object, copy: object) -> Iterator[tuple[str, str]]:
    """Return the texts of an answer with those in their places in another one."""
    if is_object(original) and is_object(copy):
        yield from pairs([*original], [*copy])
        yield from pairs([*original.values()], [*copy.values()])
    elif is_list(original) and is_list(copy):
        for one, other in zip(original, copy, strict=True):
            yield from pairs(one, other)
    elif isinstance(original, str) and isinstance(copy, str):
        yield original, copy
    else:
        assert original == copy


def test_references_between_resources_are_kept(fake: FakeDrs) -> None:
    """Each text has one stand-in in all accounts, and no two have the same."""
    clients = filled(fake)
    readings, originals = read(clients), read(clients)
    anonymize_readings(readings)
    found = {
        pair
        for original, reading in zip(originals, readings, strict=True)
        for pair in pairs(original.answers.responses, reading.answers.responses)
    }
    assert len(found) == len(dict(found)) == len({new for _, new in found}) > 100
    stand_ins = dict(found)
    assert [one.answers.account_id for one in readings] == [
        stand_ins[one.answers.account_id] for one in originals
    ]


def lived_on(copy: FakeDrs) -> list[dict[str, Any]]:
    """Launch from a copy, let it live on for a day, and return what it answers then."""
    keys = [key.split("/") for key in load_checked(copy.save()).sites]
    sites = [copy.site(account_id=one, region_name=other) for one, other in keys]
    with copy:
        for site in sites:
            drs = site.boto3_client()
            for server in drs.describe_source_servers()["items"]:
                server_id = server.get("sourceServerID", "")
                with suppress(drs.exceptions.ConflictException):
                    drs.start_recovery(sourceServers=[{"sourceServerID": server_id}])
        copy.advance(days=1)
        readings = read(site.client() for site in sites)
    load_checked(copy.save())
    for _ in range(2):  # stand-ins of sentences are words
        anonymize_readings(readings)
    return [reading.answers.responses for reading in readings]


def test_an_anonymized_copy_lives_on_alike(fake: FakeDrs) -> None:
    """Its resources launch, replicate and fail as those of a copy with all texts."""
    clients = filled(fake)
    plain = FakeDrs.copy_of(clients)
    anonymized = FakeDrs.copy_of(clients, anonymize=True)
    assert fake.account_id not in anonymized.save()
    assert OTHER_ACCOUNT_ID not in anonymized.save()
    assert lived_on(plain) == lived_on(anonymized)


def test_the_same_accounts_give_the_same_text(fake: FakeDrs) -> None:
    """Whichever call is answered first."""
    clients = filled(fake)
    first, second = (FakeDrs.copy_of(clients, anonymize=True) for _ in range(2))
    assert first.save() == second.save()


def test_what_was_not_read_is_anonymous_as_well(fake: FakeDrs) -> None:
    """The report has no key of a map, no refused value, no message of the service."""
    server_id = fake.add_source_server(source_server_id="s-0fedcba9876543210")
    fake.add_source_server(staging_account_id=OTHER_ACCOUNT_ID)
    fake.answer(
        "GetLaunchConfiguration",
        json={
            "sourceServerID": server_id,
            "launchDisposition": "hunter2",
            "targetInstanceTypeRightSizingMethod": ["hunter2"],
            "copyTags": 7,
            "added": "hunter2",
        },
    )
    server = fake.source_server(server_id)
    tags = {"hunter2'] and: more": {"Tr0ub4dor": "hunter2"}, "x": "y"}
    fake.answer("DescribeSourceServers", json={"items": [{**server, "tags": tags}]})
    fake.fail(
        "ListExtensibleSourceServers",
        "AccessDeniedException",
        message=f"hunter2 may not read {OTHER_ACCOUNT_ID}",
    )
    copy = FakeDrs.copy_of(fake.client(), anonymize=True)
    report = copy.copy_report
    assert report
    texts = "\n".join(map(str, report.not_copied))
    secrets = ("hunter2", "Tr0ub4dor", OTHER_ACCOUNT_ID, server_id)
    assert not [secret for secret in secrets if secret in texts]
    assert {
        "DescribeSourceServers.items[0].tags: must be a string",
        "GetLaunchConfiguration s-00000000000000001.copyTags: must be a boolean",
        "ListExtensibleSourceServers 100000000003: AccessDeniedException",
    } <= {*map(str, report.not_copied)}


def test_the_documentation_lists_what_is_kept() -> None:
    """Each member and shape whose texts are kept is on the page about copies."""
    assert not [name for name in KEPT if f"`{name}`" not in PAGE]


def test_the_documentation_lists_the_permissions_of_a_copy() -> None:
    """They are the operations that are called, and one for the states of instances."""
    actions = set(re.findall('"drs:(.*?)"', PAGE))
    assert actions == {one.operation for one in READS}
