"""A running fake, and a plain boto3 client that talks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_drs.client import DrsClient as Boto3DrsClient


@pytest.fixture
def fake() -> Iterator[FakeDrs]:
    """Run a fake during the test."""
    with FakeDrs() as fake:
        yield fake


@pytest.fixture
def drs(fake: FakeDrs) -> Boto3DrsClient:
    """Create a plain boto3 client of the test's fake."""
    return fake.boto3_client()
