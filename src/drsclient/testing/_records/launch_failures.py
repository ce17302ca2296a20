"""The failures of launches that a test can request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import attrs

from drsclient.testing._argument_checks import check_choice
from drsclient.testing._validation import check_wire

if TYPE_CHECKING:
    from collections.abc import Mapping

LaunchPhase: TypeAlias = Literal["SNAPSHOT", "CONVERSION", "LAUNCH"]
"""The phases in which a launch can fail."""

RAW_ERROR: Final = "the launch failed, as requested with FakeDrs.fail_launch"
"""The error of a failure for which a test has not chosen one."""


@attrs.frozen(kw_only=True)
class LaunchFailure:
    """A failure of a later launch, as a test requested it."""

    at: str
    """The state of the launch in which it fails."""
    raw_error: str | None
    """The error in the log of its job; `None` if nothing is logged."""


LaunchFailureReason: TypeAlias = Literal[
    "CONVERSION_FAILED",
    "CONVERSION_SERVER_NOT_LAUNCHED",
    "CREATE_SECURITY_GROUP_DENIED",
    "DEVICE_NAME_CONFLICT",
    "EBS_KEY_NOT_FOUND",
    "NOT_READY_FOR_LAUNCH",
    "NO_DEDICATED_HOST",
    "NO_HTTP_CHANNEL",
    "SNAPSHOT_FAILED",
]
"""
The reasons of failed launches that the user guide describes.

It does so on the pages "Launch configuration errors" and "Launch conversion errors".
"""

FAILURE_REASONS: Final[Mapping[LaunchFailureReason, LaunchFailure]] = {
    "CONVERSION_FAILED": LaunchFailure(
        at="CONVERSION", raw_error="the disks could not be converted"
    ),
    "CONVERSION_SERVER_NOT_LAUNCHED": LaunchFailure(
        at="CONVERSION", raw_error="no conversion server could be launched"
    ),
    "CREATE_SECURITY_GROUP_DENIED": LaunchFailure(
        at="LAUNCH", raw_error="the caller has no permission: ec2:CreateSecurityGroup"
    ),
    "DEVICE_NAME_CONFLICT": LaunchFailure(
        at="LAUNCH",
        raw_error="an instance store volume has the device name of another volume",
    ),
    "EBS_KEY_NOT_FOUND": LaunchFailure(
        at="LAUNCH", raw_error="the account has no such key for EBS encryption"
    ),
    "NOT_READY_FOR_LAUNCH": LaunchFailure(
        at="LAUNCH", raw_error="the life cycle state of the server allows no launch"
    ),
    "NO_DEDICATED_HOST": LaunchFailure(
        at="LAUNCH", raw_error="an own license for the OS needs an EC2 Dedicated Host"
    ),
    "NO_HTTP_CHANNEL": LaunchFailure(
        at="CONVERSION",
        raw_error="the conversion server has no HTTP channel to the service",
    ),
    "SNAPSHOT_FAILED": LaunchFailure(
        at="SNAPSHOT", raw_error="the snapshot could not be taken"
    ),
}


def launch_failure(
    raw_error: str | None, at: LaunchPhase | None, reason: LaunchFailureReason | None
) -> LaunchFailure:
    """
    Return the failure that a test requests.

    Raises:
        ValueError: An argument is invalid.
    """
    if reason is not None:
        check_choice("reason", reason, FAILURE_REASONS)
        if raw_error != RAW_ERROR or at is not None:
            raise ValueError("reason excludes raw_error and at")
        return FAILURE_REASONS[reason]
    if raw_error is not None:
        check_wire({"rawError": raw_error}, "JobLogEventData")
    phase = at or ("LAUNCH" if raw_error is not None else "SNAPSHOT")
    check_choice("at", phase, get_args(LaunchPhase))
    if raw_error is None and phase == "SNAPSHOT":
        return LaunchFailure(at="PREPARATION", raw_error=None)
    return LaunchFailure(at=phase, raw_error=raw_error)
