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
from drsclient.testing._boto3_clients import isolated_client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _handlers_as_before() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


class RaisedWhileWaiting(threading.Event):
    """An event that does not wait: a signal arrives instead."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self.number = number

    def wait(self, timeout: float | None = None) -> bool:
        """Raise the signal."""
        assert timeout is None
        signal.raise_signal(self.number)
        return self.is_set()


@pytest.mark.usefixtures("_handlers_as_before")
@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_arrives(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    last: signal.Signals,
) -> None:
    """The fake has the options of the command line, and is closed at the end."""
    fakes: list[FakeDrs] = []

    class Watched(FakeDrs):
        def start(self, *, port: int = 0) -> None:
            fakes.append(self)
            super().start(port=port)

    monkeypatch.setattr("drsclient.testing.__main__.FakeDrs", Watched)
    options = "--servers 2 --account 111122223333 --region eu-west-1 --speed 0"
    main(options.split(), stop=RaisedWhileWaiting(last))
    (fake,) = fakes
    arn = fake.source_server("s-00000000000000002").get("arn", "")
    assert "eu-west-1:111122223333" in arn
    with pytest.raises(RuntimeError, match="not running"):
        _ = fake.endpoint_url
    output = capsys.readouterr().out
    assert "aws drs describe-source-servers" in output
    assert "AWS_ACCESS_KEY_ID=AKIA111122223333" in output


@pytest.mark.parametrize("last", [signal.SIGINT, signal.SIGTERM])
def test_the_module_runs_on_its_own(last: signal.Signals) -> None:
    """A process serves at the URL that it prints, and logs each request."""
    with subprocess.Popen(
        [sys.executable, "-m", "drsclient.testing", "--servers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert url
            with contextlib.closing(isolated_client(url[0])) as drs:
                assert len(drs.describe_source_servers()["items"]) == 1
        finally:
            process.send_signal(last)
            _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert re.fullmatch(r"2030-01-01T\S+ DescribeSourceServers {} -> OK\n", errors)


@pytest.mark.usefixtures("_handlers_as_before")
@pytest.mark.parametrize(
    "options", ["--port 99999", "--speed nan", "--account 42", "--speed=-1"]
)
def test_wrong_options_are_explained(
    options: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invalid option gives an error message without a traceback."""
    with pytest.raises(SystemExit, match="2"):
        main(options.split())
    assert "python -m drsclient.testing: error: " in capsys.readouterr().err
