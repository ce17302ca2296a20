"""What unions share: how their members are named, and members that are new."""

from __future__ import annotations

import attrs


@attrs.frozen
class UnionMember:
    """
    The wire name of a union's member, written beside its type.

    A union of the service is a structure with exactly one member. Here it is a union of
    types: `Annotated[A, UnionMember("a")] | Annotated[B, UnionMember("b")] |
    UnknownMember`.
    """

    wire_name: str


@attrs.frozen(kw_only=True)
class UnknownMember:
    """A member of a union that this version of the library does not know."""

    name: str
    """The member's wire name."""
    value: object = None
    """What the service sent: text, numbers, tuples and frozen mappings."""
