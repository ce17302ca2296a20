"""The kind of members that are one of several things: unions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

from drsclient._convert._kinds import kind_of, require
from drsclient._json import freeze, is_object, thaw
from drsclient.errors import DrsResponseError
from drsclient.models._union import UnknownMember, union_member_name

if TYPE_CHECKING:
    from collections.abc import Sequence


# What boto3 makes of a member that it does not know: only the name is left.
_UNKNOWN_TO_BOTO3: Final = "SDK_UNKNOWN_MEMBER"


class TaggedUnion:
    """
    A union: on the wire an object with one member, in Python that member's value.

    A member that nobody knew when this was written becomes an `UnknownMember`.
    """

    def __init__(self, options: Sequence[Any]) -> None:
        named = dict(map(_member, (o for o in options if o is not UnknownMember)))
        self._kinds = {name: kind_of(option) for name, option in named.items()}
        self._types = {name: get_origin(t) or t for name, t in named.items()}

    def read(self, value: Any, _: Any = None) -> Any:
        ((name, item),) = value.items()
        return self._kinds[name].read(item)

    def read_with_care(self, value: Any, path: str) -> Any:
        members = {
            k: v
            for k, v in require(Mapping, value, path).items()
            if v is not None and k != "__type"  # which says what kind of object it is
        }
        for name in sorted(members, key=lambda name: name not in self._kinds):
            if name in self._kinds:
                return self._kinds[name].read_with_care(members[name], f"{path}.{name}")
            if name == _UNKNOWN_TO_BOTO3 and is_object(members[name]):
                return UnknownMember(name=str(members[name].get("name")))
            try:
                return UnknownMember(name=name, value=freeze(members[name]))
            except RecursionError as error:
                problem = f"{path} is nested too deeply"
                raise DrsResponseError(problem, path=path, value=value) from error
        return None

    def write(self, value: Any) -> Any:
        if isinstance(value, UnknownMember):
            return {value.name: thaw(value.value)}
        for name, kind in self._types.items():
            if isinstance(value, kind):
                return {name: self._kinds[name].write(value)}
        raise TypeError(f"a {type(value).__name__} is no member of this union")


def _member(option: Any) -> tuple[str, Any]:
    """Return the wire name and the type of a union's member."""
    if get_origin(option) is Annotated:
        kind, member = get_args(option)
        return member.wire_name, kind
    return union_member_name(option.__name__), option
