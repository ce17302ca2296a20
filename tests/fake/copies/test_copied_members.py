"""Copies have every member of every shape that calls can answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pytest
from botocore.model import ListShape, MapShape, StructureShape

from drsclient.testing import FakeDrs
from drsclient.testing._service_model import output_shape, service_model
from drsclient.testing._state_checks import load_checked
from tests.fake.copies.accounts import answers
from tests.fake.copies.whole_accounts import WholeAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

NOT_COPIED: Final[dict[str, str]] = {}
"""The members that differ in a copy, with the reasons, which the documentation has."""


def lost(ours: Any, theirs: Any, shape: Shape, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON is anything
    """Return the members of an answer that a copy lacks, or has with another value."""
    if type(ours) is not type(theirs):
        yield f"{path}: {ours!r} != {theirs!r}"
    elif isinstance(shape, StructureShape):
        for name, value in theirs.items():
            part = shape.members[name]
            yield from lost(ours.get(name), value, part, f"{shape.name}.{name}")
    elif isinstance(shape, MapShape):
        for key, value in theirs.items():
            yield from lost(ours.get(key), value, shape.value, path)
    elif isinstance(shape, ListShape):
        if len(ours) != len(theirs):
            yield f"{path}: {ours!r} != {theirs!r}"
        for our, their in zip(ours, theirs, strict=False):
            yield from lost(our, their, shape.member, path)
    elif ours != theirs and not is_same_time(ours, theirs):
        yield f"{path}: {ours!r} != {theirs!r}"


def is_same_time(ours: Any, theirs: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether two values are the same time."""
    try:
        return datetime.fromisoformat(ours) == datetime.fromisoformat(theirs)
    except (TypeError, ValueError):
        return False


@pytest.mark.parametrize("choice", range(8))
def test_every_member_is_copied(choice: int) -> None:
    """What a copy lacks is on the list, with the reason."""
    with FakeDrs(initialized=False) as account:
        expected = WholeAccount(choice).answer(account)
        copy = FakeDrs.copy_of(account.client())
    load_checked(copy.save())
    with copy:
        found = answers(copy)
    problems = defaultdict[str, list[str]](list)
    for key, answer in expected.items():
        operation, _, _ = key.partition(" ")
        whole = output_shape(service_model().operation_model(operation))
        items = [one for name, one in whole.members.items() if name != "nextToken"]
        is_list = operation.startswith(("Describe", "List"))
        shape = items[0] if is_list else whole
        for problem in lost(found.get(key), answer, shape, operation):
            problems[problem.partition(":")[0]].append(f"{key}: {problem}")
    assert not problems.keys() - NOT_COPIED.keys(), "\n".join(
        line for path in problems.keys() - NOT_COPIED.keys() for line in problems[path]
    )
