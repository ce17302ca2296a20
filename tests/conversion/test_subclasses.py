"""Subclasses of models, as users may write them."""

from __future__ import annotations

from typing import ClassVar

import attrs

from drsclient import to_wire
from drsclient.models import SourceServer


class Named(SourceServer):
    """A subclass with methods of its own."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "named"


class Renamed(Named):
    """A subclass of that subclass."""


class Mixin:
    """A class that others are combined with."""

    subclasses: ClassVar[list[str]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Mixin.subclasses.append(cls.__name__)

    def __repr__(self) -> str:
        return "mixed"


class Mixed(Mixin, SourceServer):
    """A subclass of that class and of a model."""


class Registered(SourceServer, Mixin):
    """A subclass of both, in the other order."""


@attrs.frozen(kw_only=True)
class Watched(SourceServer):
    """A subclass with fields that do not count, or are not for everybody to see."""

    seen: list[str] = attrs.field(factory=list[str], eq=False, repr=False)
    note: str = attrs.field(default="", eq=str.lower)
    secret: str = attrs.field(default="", repr=lambda _: "***")


def test_a_subclass_may_have_its_own_methods() -> None:
    """Definitions of a user's class or mixin are kept, also in subclasses of it."""
    renamed = Renamed(source_server_id="s-1", arn="b")
    assert renamed == Named(source_server_id="s-1", arn="a")
    assert hash(renamed) == 1
    assert repr(renamed) == "named"
    assert repr(Mixed(source_server_id="s-1", arn="a")) == "mixed"
    assert Mixin.subclasses == ["Mixed", "Registered"]


def test_a_subclass_may_say_which_fields_count() -> None:
    """The settings of a user's own fields hold for comparing, hashing and printing."""
    one = Watched(source_server_id="s-1", arn="a", seen=["a"], note="A")
    two = attrs.evolve(one, seen=["b"], note="a")
    assert one == two
    assert hash(one) == hash(two)
    assert one != attrs.evolve(one, note="b")
    assert "seen" not in repr(one)
    shown = repr(attrs.evolve(one, secret="password"))
    assert "secret=***" in shown
    assert "password" not in shown


def test_a_factory_may_make_a_default_value() -> None:
    """Members with default values are not written, whoever makes the defaults."""
    wire = {"sourceServerID": "s-1", "arn": "a"}
    assert to_wire(Watched(source_server_id="s-1", arn="a")) == wire
