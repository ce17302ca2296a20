"""The behavior of the fake where sources are silent or contradict each other."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args, get_type_hints

import attrs

from drsclient.testing._argument_checks import check_types

FirstFailbackState: TypeAlias = Literal[
    "FAILBACK_NOT_STARTED", "FAILBACK_NOT_READY_FOR_LAUNCH"
]


@attrs.frozen(kw_only=True)
class Assumptions:
    """
    The behavior of the fake where sources are missing or contradict each other.

    The fidelity pages list the sources. If your code depends on an assumption, run your
    tests once with each value.

    Raises:
        ValueError: A value is invalid.
    """

    first_failback_state: FirstFailbackState = "FAILBACK_NOT_STARTED"
    """The failback state of a new recovery instance whose server is on EC2."""
    termination_jobs_name_instances: bool = True
    """
    Whether the servers in a termination job have a `recoveryInstanceID`. They always
    have a `sourceServerID`.
    """

    def __attrs_post_init__(self) -> None:
        for name, kind in get_type_hints(type(self)).items():
            value = getattr(self, name)
            if kind is bool:
                check_types(bool, **{name: value})
            elif value not in get_args(kind):
                values = ", ".join(map(repr, get_args(kind)))
                raise ValueError(f"{name} must be one of {values}, not {value!r}")
