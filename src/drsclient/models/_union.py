"""What all unions share: their members' wire names, and unknown members."""

from __future__ import annotations

import attrs


@attrs.frozen
class UnionMember:
    """
    The wire name of a union's member that breaks the rule, as an annotation.

    In the service's API, a union is a structure with exactly one member. Here it is a
    union of types, `A | B | UnknownMember`. A member has the name of its type, by the
    rule of `union_member_name`, or is written `Annotated[A, UnionMember("name")]`.
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


def union_member_name(type_name: str) -> str:
    """Convert a type's name into the wire name of the union's member, by the rule."""
    return type_name[0].lower() + type_name[1:]
