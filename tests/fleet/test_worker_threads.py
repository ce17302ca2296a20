"""Worker threads that cannot be started."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from drsclient.fleet import _workers

if TYPE_CHECKING:
    from drsclient import DrsClient
    from drsclient.testing import FakeDrs

ERROR = "can't start new thread"


def limit_threads(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """Let only some of the worker threads start, as an operating system may."""

    class Thread(threading.Thread):
        """A thread that may not start."""

        left = limit

        def start(self) -> None:
            """Start the thread if the limit allows it."""
            if not Thread.left:
                raise RuntimeError(ERROR)
            Thread.left -= 1
            super().start()

    monkeypatch.setattr(_workers, "Thread", Thread)


def test_the_threads_that_could_be_started_do_the_work(
    fake_drs: FakeDrs,
    drs_client: DrsClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log says how many there are."""
    ids = [fake_drs.add_source_server() for _ in range(9)]
    limit_threads(monkeypatch, 2)
    assert drs_client.start_replication_many(ids).is_success
    (message,) = (one for one in caplog.messages if ERROR in one)
    assert message == f"only 2 of 9 worker threads could be started: {ERROR}"


def test_without_a_thread_nothing_is_sent(
    fake_drs: FakeDrs, drs_client: DrsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of Python is raised."""
    ids = [fake_drs.add_source_server()]
    limit_threads(monkeypatch, 0)
    with pytest.raises(RuntimeError, match=ERROR):
        drs_client.start_replication_many(ids)
    assert fake_drs.requests == ()


def test_no_thread_is_left(fake_drs: FakeDrs, drs_client: DrsClient) -> None:
    """They end with the method."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    threads = list[threading.Thread]()

    def call(key: str) -> None:
        threads.append(threading.current_thread())
        drs_client.start_replication(key)

    assert drs_client.call_many(call, ids).is_success
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
