from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.model import ListShape, MapShape, StructureShape
from hypothesis import given, strategies as st

from drsclient.fleet._runner import FleetOptions
from drsclient.testing import FakeDrs
from drsclient.testing._copies.anonymization import (
    KEPT,
    StandIns,
    anonymize_readings,
)
from drsclient.testing._copies.answers import Answers
from drsclient.testing._copies.reading import Reading, read_account
from drsclient.testing._service_model import output_shape, service_model
from drsclient.testing._state.copy_report import NotCopied
from drsclient.testing._validation import violations
from tests.contract.strategies import repeatable
from tools.shapes import enum_values, is_union, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
            return [self.response(shape.member, member) for _ in range(2)]
        if isinstance(shape, MapShape):
            return {
                self.response(shape.key, member): self.response(shape.value, member)
                for _ in range(2)
            }
        if shape.type_name == "string":
            listed = enum_values(shape)
            return listed[0] if listed else self.text(shape, member)
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


@pytest.mark.parametrize("name", sorted(SHAPES))
@repeatable
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
