"""The durations of the phases that depend on disks, networks and instances."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import attrs

from drsclient.testing._argument_checks import check_types

# The times of a phase that begins in the last year of the clock are still dates.
LONGEST: Final = timedelta(days=180)
"""The longest duration."""


@attrs.frozen(kw_only=True)
class Durations:
    """
    The durations of phases that depend on disks, networks and instances.

    The default durations of a launch are those of a drill whose log was published. The
    default duration of an initial sync is an assumption.

    Raises:
        ValueError: A duration is not a `timedelta`, is not positive, or is longer than
            180 days.
    """

    initial_sync: timedelta = timedelta(minutes=30)
    """The initial sync of a source server or a failback, from the first byte on."""
    snapshot: timedelta = timedelta(seconds=1)
    """The snapshot at the start of a launch, unless a snapshot was chosen."""
    preparation: timedelta = timedelta(seconds=52)
    """The time between the snapshot and the conversion."""
    conversion: timedelta = timedelta(minutes=3, seconds=18)
    """The conversion of the disks, unless the recovery mode is `FAST`."""
    launch: timedelta = timedelta(minutes=4, seconds=37, milliseconds=500)
    """The launch of the EC2 instance, after the conversion."""

    def __attrs_post_init__(self) -> None:
        for name, duration in attrs.asdict(self).items():
            check_types(timedelta, **{name: duration})
            if not timedelta() < duration <= LONGEST:
                raise ValueError(
                    f"{name} must be positive and at most {LONGEST.days} days, not"
                    f" {duration}"
                )


DEFAULT_DURATIONS: Final = Durations()
