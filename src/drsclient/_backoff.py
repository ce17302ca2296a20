"""The backoff between the attempts of waits and fleets after a transient error."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from drsclient.errors import DrsServiceError

if TYPE_CHECKING:
    from drsclient.errors import DrsError

# The upper limits of the first pause and of any pause, in seconds.
_FIRST_PAUSE: Final = 1.0
_MAX_PAUSE: Final = 60.0


def backoff(error: DrsError, failures: int) -> float:
    """
    Return the pause before the next attempt, in seconds.

    The pause grows exponentially and has jitter, so that clients that failed together
    do not retry together. It is never shorter than the service requests.

    Args:
        error: The error.
        failures: The number of consecutive failed attempts, at least 1.
    """
    upper = min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _MAX_PAUSE)
    pause = random.uniform(upper / 2, upper)  # noqa: S311 - it guards no secret
    return max(requested_pause(error), pause)


def requested_pause(error: DrsError) -> float:
    """Return the pause that the service requests with an error, in seconds."""
    retry_after = error.retry_after if isinstance(error, DrsServiceError) else None
    return retry_after or 0.0
