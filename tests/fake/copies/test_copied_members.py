"""Copies have every member of every shape that calls can answer."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest
from botocore.model import ListShape, MapShape, StructureShape

from drsclient.testing import FakeDrs
from drsclient.testing._service_model import output_shape, service_model
from drsclient.testing._state_checks import load_checked
from tests.fake.copies.accounts import Answers, answers, differences
from tests.fake.copies.whole_accounts import WholeAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import Shape

NOT_COPIED: Final[dict[str, str]] = {
    "LifeCycle.elapsedReplicationDuration": "it grows from the first byte on",
}
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
    """A new one needs a field in the record, or a reason in `NOT_COPIED` and docs."""
    with FakeDrs(initialized=False) as account:
        expected = WholeAccount(choice).answer(account)
        copy = FakeDrs.copy_of(account.client())
    load_checked(copy.save())
    with copy:
        found = answers(copy)
        copy.advance(days=1)
        load_checked(copy.save())
        answers(copy)
    assert copy.copy_report
    noted = " ".join(map(str, copy.copy_report.not_copied))
    problems = {
        path: problem
        for path, problem in all_lost(found, expected)
        if path not in NOT_COPIED
        if path.partition(".")[2] not in noted
    }
    assert not problems, "\n".join(problems.values())


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(8))
def test_any_account_can_be_copied(seed: int) -> None:
    """Contradictions and missing members neither stop a copy nor its life."""
    with FakeDrs() as account:
        WholeAccount(0, Random(seed)).answer(account)  # noqa: S311 - no secret
        copy = FakeDrs.copy_of(account.client())
    with copy:
        state = copy.save()
        for _ in range(2):
            copy.load(state)
            before = answers(copy)
            with FakeDrs.copy_of(copy.client()) as again:
                assert list(differences(answers(again), before)) == []
            copy.advance(days=1)
            state = copy.save()


def all_lost(found: Answers, expected: Answers) -> Iterator[tuple[str, str]]:
    """Return the members that differ, each as its structure and name, with the path."""
    for key, answer in expected.items():
        operation, _, _ = key.partition(" ")
        whole = output_shape(service_model().operation_model(operation))
        items = [one for name, one in whole.members.items() if name != "nextToken"]
        is_list = operation.startswith(("Describe", "List"))
        shape = items[0] if is_list else whole
        for problem in lost(found.get(key), answer, shape, operation):
            yield problem.partition(":")[0], f"{key}: {problem}"
