"""A clock that takes notes, and a client that waits by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient import DrsClient
from tests.waits.noting_clock import NotingClock

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs


@pytest.fixture
def clock(fake_drs: FakeDrs) -> NotingClock:
    """Create a clock that goes by the fake's virtual time."""
    return NotingClock(fake_drs)


@pytest.fixture
def drs(fake_drs: FakeDrs, clock: NotingClock) -> DrsClient:
    """Create a client of the fake that waits by `clock`."""
    return DrsClient(client=fake_drs.boto3_client(), clock=clock)
