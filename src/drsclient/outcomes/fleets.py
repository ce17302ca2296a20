"""What has become of one call for each of many resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs
from immutabledict import immutabledict

from drsclient.errors import DrsError
from drsclient.outcomes._outcome import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class FleetOutcome(Generic[T_co]):
    """
    What has become of one call for each of many resources.

    Source: the methods whose names end in `_many` return it.
    """

    operation_name: str
    """The API operation that was called, such as `StartReplication`."""
    results: Mapping[str, T_co | DrsError] = attrs.field(converter=immutabledict)
    """
    What the call returned or raised, by the ID of the resource, in the order given.

    A call that was not made any more has a `NotAttemptedError`.
    """

    @property
    def succeeded(self) -> Mapping[str, T_co]:
        """What was returned, by the IDs of the resources whose calls succeeded."""
        return immutabledict(
            {
                key: result
                for key, result in self.results.items()
                if not isinstance(result, DrsError)
            }
        )

    @property
    def failed(self) -> Mapping[str, DrsError]:
        """What was raised, by the IDs of the resources whose calls failed."""
        return immutabledict(
            {
                key: result
                for key, result in self.results.items()
                if isinstance(result, DrsError)
            }
        )

    @property
    def is_success(self) -> bool:
        """Whether every call succeeded."""
        return not self.failed

    def raise_for_failure(self) -> None:
        """
        Do nothing, unless a call has failed.

        Raises:
            ExceptionGroup: Some have. It has all their exceptions, each once, with a
                note of the resources that it is about.
        """
        # Those that were to take part in one job share its exception.
        about: dict[int, tuple[DrsError, list[str]]] = {}
        for key, error in self.failed.items():
            about.setdefault(id(error), (error, []))[1].append(key)
        for error, keys in about.values():
            note = f"{self.operation_name}: {listed(keys)}"
            if note not in getattr(error, "__notes__", ()):
                error.add_note(note)
        if about:
            raise ExceptionGroup(str(self), [error for error, _ in about.values()])

    def __str__(self) -> str:
        failed = [f"{key}: {error}" for key, error in self.failed.items()]
        total = len(self.results)
        if not failed:
            return f"{self.operation_name}: {total} of {total} succeeded"
        text = f"{len(failed)} of {total} failed"
        return f"{self.operation_name}: {text}: {listed(failed)}"
