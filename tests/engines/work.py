"""What workers do in the tests; they import it by name, as they import `protect`."""

from __future__ import annotations

import os
from copy import copy
from typing import TYPE_CHECKING, TypeVar

from drsclient.outcomes import FleetOutcome
from tests.behaviour.test_errors import EXAMPLES

if TYPE_CHECKING:
    from drsclient.errors import DrsError

T = TypeVar("T")


def repeat(value: T) -> tuple[int, T]:
    """Return a value as it arrived, with the process that it arrived in."""
    return os.getpid(), value


def raise_example(number: int) -> None:
    """Raise one of the examples of exceptions, which this process makes itself."""
    raise EXAMPLES[number]


def raise_caused(error: DrsError, cause: DrsError) -> None:
    """Raise an exception that another one has caused."""
    raise error from cause


def raise_all() -> None:
    """Raise all examples of exceptions at once, as fleets do."""
    # Each of them gets a note.
    results = {str(number): copy(error) for number, error in enumerate(EXAMPLES)}
    FleetOutcome(operation_name="StartReplication", results=results).raise_for_failure()
