"""A clock that records sleeps, and a client that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient import DrsClient
from tests.waits.recording_clock import RecordingClock

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs


@pytest.fixture
def clock(fake_drs: FakeDrs) -> RecordingClock:
    """Create a clock that goes by the fake's virtual time."""
    return RecordingClock(fake_drs)


@pytest.fixture
def drs(fake_drs: FakeDrs, clock: RecordingClock) -> DrsClient:
    """Create a client of the fake that uses `clock`."""
    return DrsClient(client=fake_drs.boto3_client(), clock=clock)
