"""What all unions share: their members' wire names, and unknown members."""

from __future__ import annotations

import attrs


@attrs.frozen
class UnionMember:
    """
    The wire name of a union's member, as an annotation on its type.

    In the service's API, a union is a structure with exactly one member. Here it is a
    union of types: `Annotated[A, UnionMember("a")] | Annotated[B, UnionMember("b")] |
    UnknownMember`.
    """

    wire_name: str


@attrs.frozen(kw_only=True)
class UnknownMember:
    """A union's member that this version of the library does not know."""

    name: str
    """The member's wire name."""
    value: object = attrs.field(default=None, repr=False)
    """
    What the service sent, as text, numbers, tuples and frozen mappings.

    It may be sensitive, so `repr` omits it.
    """
