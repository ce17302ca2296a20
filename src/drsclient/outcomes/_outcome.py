"""The base classes of outcomes and of their parts."""

from collections.abc import Collection
from itertools import islice
from textwrap import shorten
from typing import Any, ClassVar, Final, Generic, TypeVar

import attrs
from attrs.converters import optional

from drsclient._text import plain, printable, subject
from drsclient.errors import WaitError
from drsclient.models._identity import HasSourceServerId
from drsclient.models._model import Model, OpenEnum

# An error's message has to fit on a screen: the maximum number of parts, and of
# characters for each.
_MAX_PARTS: Final = 10
_MAX_PART_LENGTH: Final = 400


class Verdict(OpenEnum):
    """Whether a part of an outcome succeeded."""

    WAITING = "WAITING"
    """It is still in progress."""
    SUCCEEDED = "SUCCEEDED"
    """It has reached the target state."""
    FAILED = "FAILED"
    """It will not reach the target state; `reason` has the reason."""


@attrs.frozen(kw_only=True)
class PartOutcome(Model, HasSourceServerId):
    """
    The base class of the parts of outcomes, such as the result for one server.

    You can pass a part wherever a method takes the ID of a source server. If the part
    has no such ID, like that of a source network, the method raises an error.
    """

    verdict: Verdict
    """Whether it succeeded."""
    source_server_id: str | None = None
    """The ID of the source server: `s-` and 17 letters and digits."""
    hostname: str | None = None
    """The host name of the server, if a response had it."""
    reason: str | None = attrs.field(default=None, converter=optional(printable))
    """The reason for the failure, if it failed, in human-readable form."""

    def __str__(self) -> str:
        known = self.source_server_id and plain(self.source_server_id)
        who = subject(self.hostname, known) or "a server"
        return printable(f"{who}: {self.reason or self.verdict}")


PartT_co = TypeVar("PartT_co", bound=PartOutcome, covariant=True)


class Outcome(Model, Generic[PartT_co]):
    """
    The base class of the outcomes of waits.

    An outcome is a model: frozen, comparable and picklable. `drsclient.to_wire` turns
    it into a dict for JSON, and `drsclient.from_wire` turns the dict into an outcome
    again.
    """

    __slots__ = ()

    # The error takes an outcome of its own kind.
    _error: ClassVar[Any] = WaitError

    @property
    def parts(self) -> tuple[PartT_co, ...]:
        """The parts, such as servers, each with its verdict."""
        return ()

    @property
    def waiting(self) -> tuple[PartT_co, ...]:
        """The parts that are still in progress."""
        return self._with_verdict(Verdict.WAITING)

    @property
    def succeeded(self) -> tuple[PartT_co, ...]:
        """The parts that have reached the target state."""
        return self._with_verdict(Verdict.SUCCEEDED)

    @property
    def failed(self) -> tuple[PartT_co, ...]:
        """The parts that will not reach the target state, each with the reason."""
        return self._with_verdict(Verdict.FAILED)

    @property
    def has_ended(self) -> bool:
        """Whether all parts have finished, successfully or not."""
        return not self.waiting

    @property
    def is_success(self) -> bool:
        """Whether all parts have succeeded."""
        return self.has_ended and not self.failed

    def raise_for_failure(self) -> None:
        """
        Raise an error if a part has failed.

        Raises:
            WaitError: A part has failed. The error is a `ReplicationFailedError`, a
                `RecoveryFailedError`, a `RecoveryInstanceFailedError` or a
                `FailbackFailedError`, and contains this outcome.
        """
        if self._has_failed:
            raise self._error(self)

    @property
    def _has_failed(self) -> bool:
        return bool(self.failed)

    def _describe_counts(self, noun: str) -> str:
        """Count and summarize the failed parts or else the waiting ones, for a text."""
        total, failed, waiting = len(self.parts), self.failed, self.waiting
        parts = noun if total == 1 else f"{noun}s"
        are = "is" if len(waiting) == 1 else "are"
        if failed:
            text = f"{len(failed)} of {total} {parts} failed: {summarize(failed)}"
            return f"{text}; {len(waiting)} {are} not done" if waiting else text
        if waiting:
            not_done = summarize(waiting)
            return f"{len(waiting)} of {total} {parts} {are} not done: {not_done}"
        return f"{total} {parts} {'is' if total == 1 else 'are'} done"

    def _with_verdict(self, verdict: Verdict) -> tuple[PartT_co, ...]:
        return tuple(part for part in self.parts if part.verdict == verdict)


def summarize(parts: Collection[object]) -> str:
    """Return the texts of the first parts of an outcome, for an error's message."""
    texts = [
        shorten(printable(str(part)), _MAX_PART_LENGTH, placeholder=" …")
        for part in islice(parts, _MAX_PARTS)
    ]
    more = len(parts) - _MAX_PARTS
    return "; ".join([*texts, f"and {more} more"] if more > 0 else texts)
