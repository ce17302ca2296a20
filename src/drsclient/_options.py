"""Checks of the options that waits, fleets and checks of Regions share."""

from __future__ import annotations

import math
from typing import Final

from drsclient.errors import DrsParameterError

_CLOCK_METHODS: Final = ("time", "monotonic", "sleep")


def check_timeout(value: object) -> None:
    """
    Check a timeout; it may be infinite.

    Raises:
        DrsParameterError: It is not a number of seconds, or is negative.
    """
    if not _number(value) >= 0:
        raise DrsParameterError("timeout", value, "a number of seconds, 0 or more")


def check_interval(parameter: str, value: object) -> None:
    """
    Check the time between two polls, or two summaries.

    Raises:
        DrsParameterError: It is not a finite number of seconds above 0.
    """
    if not 0 < _number(value) < math.inf:
        expected = "a finite number of seconds above 0"
        raise DrsParameterError(parameter, value, expected)


def check_max_concurrency(value: object, limit: float = math.inf) -> None:
    """
    Check a number of concurrent calls.

    Args:
        value: The number.
        limit: The number of connections that the client keeps open, if there is one.

    Raises:
        DrsParameterError: It is not an integer, or is outside of the limits.
    """
    if type(value) is int and 1 <= _number(value) <= limit:
        return
    expected = "an integer of at least 1"
    if limit < math.inf:
        expected = (
            f"an integer from 1 to {limit}, the connections that this client keeps"
            " open: for more, make it with config=Config(max_pool_connections=...)"
        )
    raise DrsParameterError("max_concurrency", value, expected)


def check_servers_per_job(value: object) -> None:
    """
    Check a maximum number of servers in a job.

    Raises:
        DrsParameterError: It is not an integer of at least 1.
    """
    if type(value) is not int or value < 1:
        raise DrsParameterError("servers_per_job", value, "an integer of at least 1")


def check_on_progress(value: object) -> None:
    """
    Check a callback.

    Raises:
        DrsParameterError: It is neither `None` nor can it be called.
    """
    if value is not None and not callable(value):
        raise DrsParameterError("on_progress", value, "a function of one argument")


def check_clock(value: object) -> None:
    """
    Check a clock.

    Raises:
        DrsParameterError: It does not have the methods of a `Clock`.
    """
    if not all(callable(getattr(value, name, None)) for name in _CLOCK_METHODS):
        methods = ", ".join(_CLOCK_METHODS)
        raise DrsParameterError("clock", value, f"an object with the methods {methods}")


def _number(value: object) -> float:
    """Return a number as a float; NaN if it is none, or more than a float can be."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
