"""What a caller is told while work on a fleet is in progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

if TYPE_CHECKING:
    from drsclient.errors import DrsError

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen(kw_only=True)
class FleetProgress(Generic[T_co]):
    """How far the work on many resources has got, after one more of them."""

    operation_name: str
    """The API operation that is called, such as `StartReplication`."""
    total: int
    """How many resources there are."""
    succeeded: int
    """How many calls have succeeded so far."""
    failed: int
    """How many calls have failed so far, or will not be made any more."""
    resource_id: str
    """The ID of the resource that is done."""
    result: T_co | DrsError
    """What its call returned or raised."""

    def __str__(self) -> str:
        done = self.succeeded + self.failed
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.operation_name}: {done} of {self.total} done{failed}"
