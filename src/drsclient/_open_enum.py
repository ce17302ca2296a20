"""The base class of open enums, whose values the service may extend at any time."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """
    A string enum that also accepts values that are not among its members.

    The service adds values without notice. A value that is not a member becomes an
    object of the enum's class that keeps its text. It can be compared, hashed, pickled
    and sent like a member, and its `is_known` is `False`.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value
        unknown._value_ = value
        return unknown

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        # The first releases of Python 3.11 look a pickled member up by its name.
        return type(self), (self._value_,)

    @property
    def is_known(self) -> bool:
        """Whether the value is a member in this version of drsclient."""
        return self._value_ in type(self)._value2member_map_
