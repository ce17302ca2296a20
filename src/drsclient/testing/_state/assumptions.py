"""The behavior of the fake where sources are silent or contradict each other."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

FirstFailbackState: TypeAlias = Literal[
    "FAILBACK_NOT_STARTED", "FAILBACK_NOT_READY_FOR_LAUNCH"
]


@attrs.frozen(kw_only=True)
class Assumptions:
    """
    The behavior of the fake where sources are silent or contradict each other.

    The fidelity pages have the sources. Run a test once with each value if your code
    depends on it.
    """

    first_failback_state: FirstFailbackState = "FAILBACK_NOT_STARTED"
    """The failback state of a new recovery instance whose server is on EC2."""
    termination_jobs_name_instances: bool = True
    """
    Whether the servers of a termination job have a `recoveryInstanceID`. They always
    have a `sourceServerID`.
    """
