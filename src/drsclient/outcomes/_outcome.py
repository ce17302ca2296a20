"""What all outcomes share."""

from __future__ import annotations

from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from drsclient.models._model import Model, OpenEnum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# An error's message has to fit on a screen.
_MOST: Final = 10
_LONGEST: Final = 400


class Verdict(OpenEnum):
    """Whether something has come out as it should."""

    WAITING = "WAITING"
    """It is still in progress."""
    SUCCEEDED = "SUCCEEDED"
    """It has come out as it should."""
    FAILED = "FAILED"
    """It has not, and waiting will not change that; `reason` says why."""


class Outcome(Model):
    """
    The base class of outcomes.

    An outcome is a model: frozen, comparable and picklable. `drsclient.to_wire` turns
    it into a dict for JSON, and `drsclient.from_wire` turns that back.
    """

    __slots__ = ()


class _Judged(Protocol):
    @property
    def verdict(self) -> Verdict: ...


_JudgedT = TypeVar("_JudgedT", bound=_Judged)


def those(verdict: Verdict, parts: Iterable[_JudgedT]) -> tuple[_JudgedT, ...]:
    """Return the parts of an outcome that have some verdict."""
    return tuple(part for part in parts if part.verdict == verdict)


def listed(parts: Collection[object]) -> str:
    """List parts of an outcome for an error's message, as many as people will read."""
    texts = [
        shorten(clean(str(part)), _LONGEST, placeholder=" …")
        for part in islice(parts, _MOST)
    ]
    more = len(parts) - _MOST
    return "; ".join([*texts, f"and {more} more"] if more > 0 else texts)


def clean(text: str) -> str:
    """Replace what would move the cursor, begin a line or change colors."""
    return "".join(char if char.isprintable() else " " for char in text)


def counted(
    total: int, what: str, *, failed: Collection[object], waiting: Collection[object]
) -> str:
    """Say for an error's message what has failed or, if nothing has, is not done."""
    parts = what if total == 1 else f"{what}s"
    verb = "is" if len(waiting) == 1 else "are"
    if failed:
        text = f"{len(failed)} of {total} {parts} failed: {listed(failed)}"
        return f"{text}; {len(waiting)} {verb} not done" if waiting else text
    if waiting:
        return f"{len(waiting)} of {total} {parts} {verb} not done: {listed(waiting)}"
    return f"{total} {parts} {'is' if total == 1 else 'are'} done"
