"""Checks of the options that waits, fleets and checks of Regions share."""

from __future__ import annotations

import math
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Final

from drsclient._clock import time_of_day
from drsclient.errors import DrsParameterError

if TYPE_CHECKING:
    from drsclient._clock import Clock

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
            " open; to allow more, pass config=Config(max_pool_connections=...) to it"
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


def check_operation(value: object) -> None:
    """
    Check a function to call for each of many resources.

    Raises:
        DrsParameterError: It cannot be called.
    """
    if not callable(value):
        raise DrsParameterError("operation", value, "a function of one argument")


def check_not_async(parameter: str, value: object) -> None:
    """
    Check a function that the sync client is to call.

    Raises:
        DrsParameterError: It is a coroutine function, which would never be run.
    """
    if iscoroutinefunction(value):
        expected = "a function that is not async (AsyncDrsClient takes async ones)"
        raise DrsParameterError(parameter, value, expected)


def check_bool(parameter: str, value: object) -> None:
    """
    Check an option that is either on or off.

    Raises:
        DrsParameterError: It is anything else, such as the `None` of a missing setting.
    """
    if not isinstance(value, bool):
        raise DrsParameterError(parameter, value, "True or False")


def check_clock(value: Clock) -> None:
    """
    Check a clock, and read it once.

    Raises:
        DrsParameterError: It does not have the methods of a `Clock`, or the time that
            it returns is none.
    """
    if not all(callable(getattr(value, name, None)) for name in _CLOCK_METHODS):
        methods = ", ".join(_CLOCK_METHODS)
        raise DrsParameterError("clock", value, f"an object with the methods {methods}")
    try:
        time_of_day(value)
    except (OSError, OverflowError, TypeError, ValueError) as error:
        expected = "a clock whose time() returns the seconds since 1970"
        raise DrsParameterError("clock", value, expected) from error


def _number(value: object) -> float:
    """Return a number as a float; NaN if it is none, or more than a float can be."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
