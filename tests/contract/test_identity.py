"""The kinds of IDs: which entities have them, and what the documentation says."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from drsclient import models, outcomes
from drsclient._ids import ENTITIES
from drsclient.models import _identity

PAGE = Path(__file__).parents[2] / "docs/how-to/results-as-arguments.md"
KINDS: dict[str, type] = {
    name: getattr(models, name) for name in dir(models) if name.startswith("Has")
}
# Each of the others has its entities; these are the base class and a choice.
GENERAL = {"HasId", "HasArn"}


def entities(kind: type) -> set[str]:
    """Name the public entities that derive from a kind."""
    public = [
        getattr(module, name)
        for module in (models, outcomes)
        for name in module.__all__
        if not name.startswith("Has")
    ]
    bases = {"PartOutcome", "ParticipantOutcome"}
    found = {one.__name__ for one in public if isinstance(one, type) and attrs.has(one)}
    named = {name for name in found if issubclass(class_named(name), kind)}
    return named - bases


def class_named(name: str) -> type:
    """Return a public class by its name."""
    found: type = getattr(models, name, None) or getattr(outcomes, name)
    return found


def test_every_kind_is_public() -> None:
    """Users can name each kind in annotations of their own."""
    defined = {name for name in vars(_identity) if name.startswith("Has")}
    assert defined == KINDS.keys()


@pytest.mark.parametrize("name", sorted(KINDS.keys() - GENERAL))
def test_the_documentation_names_the_entities_of_each_kind(name: str) -> None:
    """The docstring and the table have them all, and no others."""
    kind = KINDS[name]
    (row,) = re.findall(rf"^\| `{name}` \| (.*?) \|", PAGE.read_text(), re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", row))
    documented = set(re.findall(r"`([A-Z]\w+)`", kind.__doc__ or ""))
    # A source network's outcome shares a base class with that of a server.
    expected = entities(kind) - ({"NetworkOutcome"} if "Network" not in name else set())
    assert named == expected
    assert documented >= expected
    assert {each for each in documented if attrs.has(class_named(each))} >= expected


def test_every_kind_can_be_passed_somewhere() -> None:
    """A kind that no parameter takes would be of no use."""
    taken = {kind for kinds in ENTITIES.values() for kind in kinds}
    choice = {KINDS["HasRecoverySnapshotId"], KINDS["HasId"]}
    assert {*KINDS.values()} - choice == taken
