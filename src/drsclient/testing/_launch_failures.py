"""The failures of launches that a test requests."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from drsclient.testing._argument_checks import check_choice
from drsclient.testing._records.launch import (
    FAILURE_REASONS,
    LaunchFailure,
    LaunchFailureReason,
)
from drsclient.testing._validation import check_wire

DEFAULT_RAW_ERROR: Final = "the launch failed, as requested with FakeDrs.fail_launch"

LaunchPhase: TypeAlias = Literal["SNAPSHOT", "CONVERSION", "LAUNCH"]
"""The phases in which a launch can fail."""


def requested_failure(
    raw_error: str | None, at: LaunchPhase | None, reason: LaunchFailureReason | None
) -> LaunchFailure:
    """
    Return the failure that a test requests.

    Raises:
        ValueError: An argument is invalid.
    """
    if reason is not None:
        check_choice("reason", reason, FAILURE_REASONS)
        if raw_error != DEFAULT_RAW_ERROR or at is not None:
            raise ValueError("reason cannot be combined with raw_error or at")
        return FAILURE_REASONS[reason]
    if raw_error is not None:
        check_wire({"rawError": raw_error}, "JobLogEventData")
    phase = at or ("LAUNCH" if raw_error is not None else "SNAPSHOT")
    check_choice("at", phase, get_args(LaunchPhase))
    if raw_error is None and phase == "SNAPSHOT":
        return LaunchFailure(at="PREPARATION", raw_error=None)
    return LaunchFailure(at=phase, raw_error=raw_error)
