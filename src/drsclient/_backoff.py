"""How long to leave the service alone after an error that may pass."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from drsclient.errors import DrsServiceError

if TYPE_CHECKING:
    from drsclient.errors import DrsError

_FIRST: Final = 1.0
_LONGEST: Final = 60.0


def pause_after(error: DrsError, failures: int) -> float:
    """
    Return how long to wait before the next attempt, in seconds.

    It is at least what the service asks for, and random otherwise, so that clients that
    failed together do not come back together.

    Args:
        error: The error.
        failures: How many attempts have failed in a row, at least 1.
    """
    longest = min(_FIRST * 2 ** min(failures - 1, 10), _LONGEST)
    pause = random.uniform(longest / 2, longest)  # noqa: S311 - it guards no secret
    return max(asked_pause(error), pause)


def asked_pause(error: DrsError) -> float:
    """Return how long the service asks to wait after an error, in seconds."""
    asked = error.retry_after if isinstance(error, DrsServiceError) else None
    return asked or 0.0
