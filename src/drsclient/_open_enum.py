"""The open enum: a closed list of names that the service may lengthen at any time."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """
    A text enum that takes values nobody knew when it was written.

    The service adds values without notice. One that is not listed becomes an object of
    the enum's class that keeps its text: it compares, hashes, pickles and goes back on
    the wire like a member, and `is_known` is `False`.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value
        unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether this value is a member that this version of the library lists."""
        return self._value_ in type(self)._value2member_map_
