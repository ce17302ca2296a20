"""An async client of the test's fake, on asyncio and on trio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drsclient.aio import AsyncDrsClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from drsclient.testing import FakeDrs


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run a test on asyncio and on trio."""
    backend: str = request.param
    return backend


@pytest.fixture
async def drs(fake_drs: FakeDrs, anyio_backend: str) -> AsyncIterator[AsyncDrsClient]:
    """Create an async client of the test's fake, and close it after the test."""
    assert anyio_backend
    async with AsyncDrsClient(client=fake_drs.client()) as drs:
        yield drs
