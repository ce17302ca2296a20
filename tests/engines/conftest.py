"""Fixtures for engines, which `nox -s engines` installs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeDrs]:
    """Run the fake that the tests of an engine share."""
    with FakeDrs(page_size=200) as running:
        yield running


@pytest.fixture(scope="module")
def environment() -> Iterator[pytest.MonkeyPatch]:
    """Change settings for all tests of a module, without those of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("AWS_") or name.lower().endswith("_proxy"):
                patch.delenv(name)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        yield patch
