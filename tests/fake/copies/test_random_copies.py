"""Random accounts, whose copies answer and live on as they do."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

import pytest
from hypothesis import settings

from drsclient.testing import FakeDrs
from drsclient.testing._copies import durations
from drsclient.testing._state_checks import load_checked
from tests.contract.strategies import repeatable
from tests.fake.copies.accounts import Answers, answers, differences
from tests.fake.test_random_histories import METHODS, Histories

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.no_cover

# Together, they are a day.
_STEPS: Final[Sequence[dict[str, float]]] = (
    {"seconds": 20},
    {"minutes": 4},
    {"minutes": 31},
    {"hours": 23, "minutes": 24, "seconds": 40},
)
_ID: Final = re.compile(
    r"\b([a-z]+-)(?:d?0{8}[0-9a-f]{8,9}|[0-9a-f]{8})\b|(\b)[0-9a-f]{8}-0000-4000-a000-[0-9a-f]{12}\b"
)


class Site(NamedTuple):
    """An account in a Region."""

    account_id: str
    region_name: str


def _now_only(choice: Any) -> Any:  # noqa: ANN401 - values of any type
    """Let replication stall at once only."""
    name, _ = choice
    return (name, [None]) if name == "at" else choice


class Copies(Histories):
    """A state machine whose state is copied at the end."""

    def teardown(self) -> None:
        """Copy all accounts, and the copies."""
        with contextlib.closing(self.bench.fake):
            if sys.exc_info()[0] is None:
                check_copies(self.bench.fake)


class LivingCopies(Histories):
    """A state machine whose state has nothing that calls cannot tell."""

    # Without the failures that tests have planned.
    methods: ClassVar = [
        (name, *(_now_only(choice) for choice in choices))
        for name, *choices in METHODS
        if not name.startswith("fail_")
    ]
    # Such a snapshot replaces the next one, unlike that of a launch.
    untriggered_events: ClassVar = frozenset({"take snapshot"})

    def teardown(self) -> None:
        """Copy all accounts, and let the copy and the original live on."""
        with contextlib.closing(self.bench.fake), pytest.MonkeyPatch.context() as patch:
            # The copy would have the median of durations that events have shortened.
            for name in ("MIN_MEASUREMENTS", "MIN_OWN_MEASUREMENTS"):
                patch.setattr(durations, name, sys.maxsize)
            if sys.exc_info()[0] is None:
                check_life(self.bench.fake)


def check_copies(fake: FakeDrs) -> None:
    """Check that a copy of a fake and a copy of that copy answer as the fake."""
    if not (sites := known_sites(fake)):
        return
    expected = all_answers(fake, sites)
    with copy_of(fake, sites) as copy, copy_of(copy, sites) as again:
        for one in (copy, again):
            assert_alike(all_answers(one, sites), expected)
            assert one.now == fake.now
        for _ in range(2):
            state = copy.save()
            assert again.save() == state
            load_checked(state)
            copy.load(state)
            assert copy.save() == state
            for one in (copy, again):
                one.advance(days=1)


def check_life(fake: FakeDrs) -> None:
    """Check that a copy lives on as the fake for a day, unless it lacks something."""
    if not (sites := known_sites(fake)):
        return
    with copy_of(fake, sites) as copy:
        assert copy.copy_report
        known = {match[0] for match in _ID.finditer(copy.save())}
        sent = len(fake.events)
        for step in _STEPS:
            for one in (fake, copy):
                one.advance(**step)
            if not copy.copy_report.not_copied:
                life = life_of(fake, sites, known, sent)
                assert_alike(life_of(copy, sites, known), life)
        load_checked(copy.save())


def known_sites(fake: FakeDrs) -> list[Site]:
    """
    Return the sites that have resources.

    No call tells the ID of an account without resources.
    """
    sites = [Site(*key.split("/", 1)) for key in json.loads(fake.save())["sites"]]
    return [
        site for site in sites if any(all_answers(fake, [site])[_key(site)].values())
    ]


def copy_of(fake: FakeDrs, sites: Sequence[Site]) -> FakeDrs:
    """Copy sites of a fake through its API, with calls that change nothing."""
    before = len(fake.requests)
    copy = FakeDrs.copy_of([fake.site(**site._asdict()).client() for site in sites])
    requested = {one.operation for one in fake.requests[before:]}
    assert all(name.startswith(("Describe", "Get", "List")) for name in requested)
    return copy


def all_answers(fake: FakeDrs, sites: Sequence[Site]) -> dict[str, Answers]:
    """Return what sites answer to all calls."""
    return {_key(site): answers(fake.site(**site._asdict())) for site in sites}


def life_of(
    fake: FakeDrs, sites: Sequence[Site], known: set[str], sent: int = 0
) -> Any:  # noqa: ANN401 - JSON is anything
    """
    Return what sites answer, and the events that they sent since the copy.

    IDs that are not known are counted in the order in which they appear.
    """
    events = [
        {name: one for name, one in event.items() if name != "id"}
        for event in fake.events[sent:]
    ]
    # There is no order among those of the same second.
    events.sort(key=lambda event: (event["time"], str(event)))
    new: dict[str, str] = {}

    def renumbered(match: re.Match[str]) -> str:
        if match[0] in known:
            return match[0]
        return new.setdefault(match[0], f"{match[1] or ''}new-{len(new)}")

    life = {"answers": all_answers(fake, sites), "events": events}
    return json.loads(_ID.sub(renumbered, json.dumps(life, default=str)))


def assert_alike(ours: object, theirs: object) -> None:
    """Check that two JSON values are equal."""
    found = list(differences(ours, theirs))
    assert not found, "\n".join([f"{len(found)} differences", *found[:20]])


def _key(site: Site) -> str:
    return "/".join(site)


_SETTINGS: Final = settings(repeatable, max_examples=3, stateful_step_count=20)
TestCopies = Copies.TestCase
TestCopies.settings = _SETTINGS
TestLivingCopies = LivingCopies.TestCase
TestLivingCopies.settings = _SETTINGS
