"""The outcome of calls for many resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs
from immutabledict import immutabledict

from drsclient._text import plain, printable
from drsclient.errors import DrsError, DrsParameterError
from drsclient.models._model import EMPTY_MAP, frozen_map
from drsclient.outcomes._outcome import summarize

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from drsclient.models import Job

T_co = TypeVar("T_co", covariant=True)

# The maximum number of resources with the same error that a text names.
_MAX_KEYS: Final = 3


@attrs.frozen(kw_only=True)
class FleetOutcome(Generic[T_co]):
    """
    The outcome of calls for many resources, with the result for each.

    Returned by the methods whose names end in `_many`.
    """

    operation_name: str
    """The API operation that was called, such as `StartReplication`."""
    results: Mapping[str, T_co | DrsError] = attrs.field(converter=immutabledict)
    """
    The value or the error of each call, by the ID of the resource, in the order given.

    A resource that was not attempted has a `NotAttemptedError`.
    """
    recovery_snapshot_ids: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map
    )
    """
    The IDs of the chosen recovery snapshots, by the ID of the source server.

    `wait_for_job` passes them on to each `ServerOutcome`.
    """
    source_server_ids: Mapping[str, str] = attrs.field(
        default=EMPTY_MAP, converter=frozen_map
    )
    """
    The IDs of the source servers of recovery instances, by the IDs of the instances.

    Most instances are included. If a termination job names only source servers,
    `wait_for_job` uses these IDs to find the instances.
    """

    @property
    def succeeded(self) -> Mapping[str, T_co]:
        """The values of the calls that succeeded, by the IDs of the resources."""
        results = self.results.items()
        return immutabledict(
            {key: one for key, one in results if not isinstance(one, DrsError)}
        )

    @property
    def failed(self) -> Mapping[str, DrsError]:
        """The errors of the calls that failed, by the IDs of the resources."""
        results = self.results.items()
        return immutabledict(
            {key: one for key, one in results if isinstance(one, DrsError)}
        )

    @property
    def job_ids(self: FleetOutcome[Job]) -> tuple[str, ...]:
        """The IDs of the jobs that were started, without duplicates."""
        return tuple(dict.fromkeys(job.job_id for job in self.succeeded.values()))

    @property
    def is_success(self) -> bool:
        """Whether every call succeeded."""
        return not self.failed

    def raise_for_failure(self) -> None:
        """
        Raise the errors of all failed calls, if any.

        Raises:
            ExceptionGroup: Some calls have failed. The group contains each error once,
                with a note that names the resources.
        """
        failures = self._failures(id)
        for error, keys in failures:
            note = f"{self.operation_name}: {', '.join(_shown(keys, error))}"
            if note not in getattr(error, "__notes__", ()):
                error.add_note(note)
        if failures:
            raise ExceptionGroup(str(self), [error for error, _ in failures])

    def _failures(
        self, group_by: Callable[[DrsError], Hashable]
    ) -> list[tuple[DrsError, list[str]]]:
        """Return each error once, with the IDs of all resources that have it."""
        # Servers of the same batch share the error of its job.
        found: dict[Hashable, tuple[DrsError, list[str]]] = {}
        for key, error in self.failed.items():
            found.setdefault(group_by(error), (error, []))[1].append(key)
        return list(found.values())

    def __str__(self) -> str:
        total, failed = len(self.results), len(self.failed)
        text = f"{total} of {total} succeeded"
        if failed:
            failures = self._failures(str)
            errors = [f"{_first(_shown(keys, e))}: {e}" for e, keys in failures]
            text = f"{failed} of {total} failed: {summarize(errors)}"
        return f"{self.operation_name}: {text}"


def _shown(keys: Sequence[str], error: DrsError) -> list[str]:
    """Return IDs to show: those that were refused may be secrets."""
    is_refused = isinstance(error, DrsParameterError)
    return [plain(key) if is_refused else printable(key) for key in keys]


def _first(keys: Sequence[str]) -> str:
    more = len(keys) - _MAX_KEYS
    return ", ".join(keys[:_MAX_KEYS]) + (f" and {more} more" if more > 0 else "")
