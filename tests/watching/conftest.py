"""Fixtures for terminals in memory."""

from __future__ import annotations

import pytest

from tests.watching.terminals import Terminal


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings of the terminal that runs the tests."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")


@pytest.fixture
def terminal() -> Terminal:
    """Make a terminal of 80 columns and 24 lines, without colors."""
    return Terminal()
