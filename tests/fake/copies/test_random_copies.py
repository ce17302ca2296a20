"""Random accounts, whose copies answer and live on as they do."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import settings

from drsclient.testing import FakeDrs
from drsclient.testing._state_checks import load_checked
from tests.contract.strategies import repeatable
from tests.fake.copies.accounts import Answers, answers, differences
from tests.fake.test_random_histories import Histories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.no_cover

# Together, they are a day.
_STEPS: Final[Sequence[dict[str, float]]] = (
    {"seconds": 20},
    {"minutes": 4},
    {"minutes": 31},
    {"hours": 23, "minutes": 24, "seconds": 40},
)
_ID: Final = re.compile(r"\b([a-z]+-d?)0{8}[0-9a-f]{8,9}\b")

Site = tuple[str, str]
"""An account ID and a Region."""


class Copies(Histories):
    """A state machine whose state is copied at the end."""

    def teardown(self) -> None:
        """Copy all accounts, and the copies."""
        with contextlib.closing(self.bench.fake):
            if sys.exc_info()[0] is None:
                check_copies(self.bench.fake)


def check_copies(fake: FakeDrs) -> None:
    """Check that copies of a fake, and copies of them, are as the fake."""
    found = {site: all_answers(fake, [site]) for site in _sites(fake)}
    # No call tells the ID of an account without resources.
    sites = [site for site, one in found.items() if any(one[_key(site)].values())]
    if not sites:
        return
    expected = all_answers(fake, sites)
    with copy_of(fake, sites) as copy, copy_of(copy, sites) as again:
        for one in (copy, again):
            assert_alike(all_answers(one, sites), expected)
            assert one.now == fake.now
        state = copy.save()
        assert again.save() == state
        load_checked(state)
        copy.load(state)
        assert copy.save() == state
        with without_hidden_state(fake) as original:
            known = {match[0] for match in _ID.finditer(state)}
            for step in _STEPS:
                for one in (original, copy, again):
                    one.advance(**step)
                assert_alike(
                    life_of(copy, sites, known), life_of(original, sites, known)
                )
        assert again.save() == copy.save()


def copy_of(fake: FakeDrs, sites: Sequence[Site]) -> FakeDrs:
    """Copy sites of a fake through its API, with calls that change nothing."""
    before = len(fake.requests)
    clients = [
        fake.site(account_id=account_id, region_name=region_name).client()
        for account_id, region_name in sites
    ]
    copy = FakeDrs.copy_of(clients)
    requested = {one.operation for one in fake.requests[before:]}
    assert all(name.startswith(("Describe", "Get", "List")) for name in requested)
    return copy


def without_hidden_state(fake: FakeDrs) -> FakeDrs:
    """Return a fake with the state of another one that calls can tell."""
    state = json.loads(fake.save())
    state["events"] = []
    original = FakeDrs()
    original.load(json.dumps(state))
    return original


def all_answers(fake: FakeDrs, sites: Sequence[Site]) -> dict[str, Answers]:
    """Return what sites answer to all calls."""
    return {
        _key(site): answers(fake.site(account_id=site[0], region_name=site[1]))
        for site in sites
    }


def life_of(fake: FakeDrs, sites: Sequence[Site], known: set[str]) -> Any:  # noqa: ANN401 - JSON is anything
    """
    Return what sites answer, and the events that they sent.

    IDs that are not known are counted in the order in which they appear.
    """
    events = [
        {name: one for name, one in event.items() if name != "id"}
        for event in fake.events
    ]
    # There is no order among those of the same second.
    events.sort(key=lambda event: (event["time"], str(event)))
    new: dict[str, str] = {}

    def renumbered(match: re.Match[str]) -> str:
        if match[0] in known:
            return match[0]
        return new.setdefault(match[0], f"{match[1]}new-{len(new)}")

    life = {"answers": all_answers(fake, sites), "events": events}
    return json.loads(_ID.sub(renumbered, json.dumps(life, default=str)))


def assert_alike(ours: object, theirs: object) -> None:
    """Check that two JSON values are equal."""
    found = list(differences(ours, theirs))
    assert not found, "\n".join([f"{len(found)} differences", *found[:20]])


def _sites(fake: FakeDrs) -> Iterator[Site]:
    for key in json.loads(fake.save())["sites"]:
        account_id, _, region_name = key.partition("/")
        yield account_id, region_name


def _key(site: Site) -> str:
    return "/".join(site)


TestCopies = Copies.TestCase
TestCopies.settings = settings(repeatable, max_examples=4, stateful_step_count=20)
