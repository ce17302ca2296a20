"""Tasks for the workers, which import them by name like `protect`."""

from __future__ import annotations

import os
from copy import copy
from typing import TYPE_CHECKING, TypeVar

from drsclient.outcomes import FleetOutcome
from tests.behavior.test_errors import EXAMPLES

if TYPE_CHECKING:
    from drsclient.errors import DrsError

T = TypeVar("T")


def repeat(value: T) -> tuple[int, T]:
    """Return the ID of the worker process, and a value unchanged."""
    return os.getpid(), value


def raise_example(number: int) -> None:
    """Raise one of the examples of exceptions, created in this process."""
    raise EXAMPLES[number]


def raise_caused(error: DrsError, cause: DrsError) -> None:
    """Raise an exception from another one."""
    raise error from cause


def raise_all() -> None:
    """Raise all examples of exceptions at once, as fleets do."""
    # Each of them gets a note.
    results = {f"s-{n:017x}": copy(error) for n, error in enumerate(EXAMPLES)}
    FleetOutcome(operation_name="StartReplication", results=results).raise_for_failure()
