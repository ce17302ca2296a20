"""A fake whose account is copied, and its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from tests.fake.copies.accounts import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient import DrsClient


@pytest.fixture
def account(fake: FakeDrs) -> DrsClient:
    """Create a client of the test's fake."""
    return fake.client()


@pytest.fixture(scope="session")
def filled_state() -> str:
    """Return the state of a fake with resources of every kind."""
    with FakeDrs() as fake:
        fill(fake)
        return fake.save()


@pytest.fixture
def filled(filled_state: str) -> Iterator[FakeDrs]:
    """Run a fake with resources of every kind."""
    with FakeDrs() as fake:
        fake.load(filled_state)
        yield fake
