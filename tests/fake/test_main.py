from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from drsclient.testing import FakeDrs
from drsclient.testing.__main__ import main
from drsclient.testing._client import isolated_client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _handlers_as_before() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


class CountedWaits(threading.Event):
    """An event that never waits: it counts the waits and then raises a signal."""

    def __init__(self, *, turns: int, last: signal.Signals) -> None:
        super().__init__()
        self.turns = turns
        self.last = last

    def wait(self, timeout: float | None = None) -> bool:
        """Use up a turn, and raise the signal when none are left."""
        assert timeout
        self.turns -= 1
        if self.turns < 0:
            signal.raise_signal(self.last)
        return self.is_set()


@pytest.mark.usefixtures("_handlers_as_before")
@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_arrives(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    last: signal.Signals,
) -> None:
    """Time passes in the meantime, and the fake is closed at the end."""
    fake = FakeDrs()
    monkeypatch.setattr("drsclient.testing.__main__.FakeDrs", lambda: fake)
    main(["--servers", "2"], stop=CountedWaits(turns=3, last=last))
    assert fake.now.isoformat() == "2030-01-01T00:03:00+00:00"
    assert len(fake.source_server("s-00000000000000002")) > 0
    with pytest.raises(RuntimeError, match="not running"):
        _ = fake.endpoint_url
    assert "aws drs describe-source-servers" in capsys.readouterr().out


@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_the_module_runs_on_its_own(last: signal.Signals) -> None:
    """A separate process serves at the URL that it prints, and exits cleanly."""
    with subprocess.Popen(
        [sys.executable, "-m", "drsclient.testing", "--servers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert url
        with contextlib.closing(isolated_client(url[0], "us-east-1", None)) as drs:
            assert len(drs.describe_source_servers()["items"]) == 1
        process.send_signal(last)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert errors == ""
