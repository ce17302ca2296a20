"""
The pytest fixtures `fake_drs`, `drs_client` and `async_drs_client`.

pytest finds them once `aws-drsclient` is installed. They are in a separate package, so
that a test run that does not use them does not import drsclient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drsclient.aio import AsyncDrsClient
    from drsclient.client import DrsClient
    from drsclient.testing import FakeDrs


@pytest.fixture
def fake_drs() -> Iterator[FakeDrs]:
    """
    Run a `FakeDrs` for this test only.

    Returns:
        The fake, which is closed after the test.
    """
    # Imported late, because pytest imports this package in every run.
    from drsclient.testing import FakeDrs  # noqa: PLC0415

    with FakeDrs() as fake:
        yield fake


@pytest.fixture
def drs_client(fake_drs: FakeDrs) -> DrsClient:
    """
    Create a client of the test's `fake_drs`.

    Returns:
        The client, which is closed with the fake.
    """
    return fake_drs.client()


@pytest.fixture
def async_drs_client(fake_drs: FakeDrs) -> AsyncDrsClient:
    """
    Create an async client of the test's `fake_drs`, for tests on asyncio or trio.

    Returns:
        The client, whose threads end when the fake is closed.
    """
    return fake_drs.async_client()
