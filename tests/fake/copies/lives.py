"""Comparison of a fake with its copy, and with the copy of the copy, as they live."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from drsclient.testing import FakeDrs
from drsclient.testing._state_checks import load_checked
from tests.fake.copies import accounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drsclient.testing._state.shared_state import SharedState

Place = dict[str, str]
"""The arguments of `FakeDrs.site`."""

HERE: Final[Sequence[Place]] = ({},)
"""The fake's own account and Region."""

# A copy counts on from the highest number that it has seen, and not all are seen.
_NEW_ID: Final = re.compile(
    r"\b(?:i-d|vpc-|pit-|snap-|fc-|vol-)[0-9a-f]{8,}\b"
    r"|\b[0-9a-f]{8}-0000-4000-a000-[0-9a-f]{12}\b"
)


def answers(fake: FakeDrs, places: Sequence[Place] = HERE) -> list[dict[str, Any]]:
    """Return what a fake answers to all calls, with short names for some."""
    return [_answers(accounts.answers(fake.site(**place))) for place in places]


def _answers(found: accounts.Answers) -> dict[str, Any]:
    jobs = found["DescribeJobs"]
    return {
        **found,
        "instances": found["DescribeRecoveryInstances"],
        "jobs": jobs,
        "logs": [found[f"DescribeJobLogItems {job['jobID']}"] for job in jobs],
        "networks": found["DescribeSourceNetworks"],
    }


def without_new_ids(found: object) -> object:
    """Return answers as JSON, with IDs numbered in the order of their appearance."""
    seen: dict[str, str] = {}
    text = json.dumps(found, default=str, sort_keys=True)
    text = _NEW_ID.sub(lambda match: seen.setdefault(match[0], f"#{len(seen)}"), text)
    return json.loads(text)


def copy_of(fake: FakeDrs, places: Sequence[Place] = HERE) -> FakeDrs:
    """Return a copy of a fake's accounts in some Regions, whose state can be loaded."""
    copy = FakeDrs.copy_of([fake.site(**place).client() for place in places])
    load_checked(copy.save())
    return copy


def notes(copy: FakeDrs) -> list[str]:
    """Return what was not copied, with the reasons."""
    assert copy.copy_report is not None
    return [str(one) for one in copy.copy_report.not_copied]


def _state(fake: FakeDrs) -> SharedState:
    # To compare the texts that `save` returns takes most of the time of these tests.
    return fake._state  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] # as above


def check_copy(
    fake: FakeDrs,
    places: Sequence[Place] = HERE,
    *,
    seconds: Sequence[float] = (0.7, 70, 1900),
) -> list[str]:
    """
    Check that a copy of a fake answers and lives on alike, and so does its copy.

    Args:
        fake: The fake, which stays as it is.
        places: The accounts and Regions to copy.
        seconds: The steps in which the time advances; none if they live differently.

    Returns:
        What was not copied.
    """
    with FakeDrs() as original:
        original.load(fake.save())
        with (
            copy_of(original, places) as copy,
            copy_of(copy, places) as second,
        ):
            assert answers(copy, places) == answers(original, places)
            assert _state(second) == _state(copy)
            for step in seconds:
                for one in (original, copy, second):
                    one.advance(seconds=step)
                found = without_new_ids(answers(copy, places))
                assert found == without_new_ids(answers(original, places))
                assert _state(second) == _state(copy)
            assert second.save() == copy.save()
            load_checked(copy.save())
            return notes(copy)
