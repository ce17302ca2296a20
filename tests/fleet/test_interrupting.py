from __future__ import annotations

import _thread
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from drsclient import DrsClient, FleetInterrupt, NotAttemptedError
from drsclient.fleet._rate_limit import Deadline

if TYPE_CHECKING:
    from drsclient import DrsError
    from drsclient.fleet import FleetProgress
    from drsclient.testing import FakeDrs

pytestmark = pytest.mark.usefixtures("no_garbage_collection")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Return an event that is set once the fleet is cancelled."""
    event = threading.Event()
    cancel = Deadline.cancel

    def cancel_and_tell(self: Deadline) -> None:
        cancel(self)
        event.set()

    monkeypatch.setattr(Deadline, "cancel", cancel_and_tell)
    return event


def press_ctrl_c(_: object) -> None:
    """Press Ctrl-C in the caller's thread."""
    signal.raise_signal(signal.SIGINT)


def not_attempted(failed: dict[str, DrsError]) -> list[str]:
    """Return the IDs that were not attempted."""
    return [key for key, e in failed.items() if isinstance(e, NotAttemptedError)]


def test_ctrl_c_waits_for_calls_in_flight_and_starts_no_others(
    drs_client: DrsClient, ended: threading.Event
) -> None:
    """The interrupt has the results so far, and the IDs that were not attempted."""
    called = list[str]()

    def call(key: str) -> str:
        called.append(key)
        if key != "a":
            assert ended.wait(10)  # it is in flight when Ctrl-C is pressed
        return key.upper()

    with pytest.raises(FleetInterrupt) as caught:
        drs_client.call_many(
            call, ["a", "b", "c", "d"], max_concurrency=1, on_progress=press_ctrl_c
        )
    outcome = caught.value.outcome
    assert called == ["a", "b"]
    assert outcome.succeeded == {"a": "A", "b": "B"}
    assert not_attempted(dict(outcome.failed)) == ["c", "d"]
    assert list(outcome.results) == ["a", "b", "c", "d"]
    assert type(caught.value.__cause__) is KeyboardInterrupt


def test_ctrl_c_reaches_a_caller_that_only_waits(
    drs_client: DrsClient, ended: threading.Event
) -> None:
    """It is raised before a call has ended."""

    def call(key: str) -> str:
        _thread.interrupt_main()
        assert ended.wait(10)
        return key

    with pytest.raises(FleetInterrupt) as caught:
        drs_client.call_many(call, ["a", "b"], max_concurrency=1)
    assert list(caught.value.outcome.succeeded) == ["a"]


def test_a_second_ctrl_c_leaves_at_once(
    drs_client: DrsClient, ended: threading.Event
) -> None:
    """Even the calls in flight are not waited for, not at the program's end."""
    release = threading.Event()
    threads = list[threading.Thread]()

    def call(key: str) -> str:
        threads.append(threading.current_thread())
        _thread.interrupt_main()
        assert ended.wait(10)
        _thread.interrupt_main()
        assert release.wait(10)
        return key

    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            drs_client.call_many(call, ["a", "b"], max_concurrency=1)
    finally:
        release.set()
    assert caught.type is KeyboardInterrupt
    assert all(thread.daemon for thread in threads)


def test_ctrl_c_does_not_wait_for_a_pause_to_end(
    fake_drs: FakeDrs, drs_client: DrsClient, ended: threading.Event
) -> None:
    """A call that is throttled for an hour keeps that error, and the pause ends."""
    ids = [fake_drs.add_source_server() for _ in range(3)]
    fake_drs.fail(
        "StartReplication", "ThrottlingException", times=None, retry_after=3600
    )

    class Clock:
        """A clock whose time stands still until Ctrl-C is pressed."""

        time = staticmethod(fake_drs.time)
        monotonic = staticmethod(fake_drs.monotonic)

        def sleep(self, seconds: float) -> None:
            _thread.interrupt_main()
            assert ended.wait(10)
            fake_drs.sleep(seconds)

    drs = DrsClient(client=drs_client.boto3_client, clock=Clock())
    with pytest.raises(FleetInterrupt) as caught:
        drs.start_replication_many(ids, max_concurrency=1)
    first, *others = ids
    assert "ThrottlingException" in str(caught.value.outcome.failed[first])
    assert not_attempted(dict(caught.value.outcome.failed)) == others
    assert fake_drs.monotonic() - fake_drs.requests[0].time.timestamp() <= 0.5


def test_an_exception_in_the_callback_ends_the_work(
    drs_client: DrsClient, ended: threading.Event
) -> None:
    """It reaches the caller unchanged, once the calls in flight have ended."""
    called = list[str]()
    finished = list[str]()

    def call(key: str) -> None:
        called.append(key)
        if key != "a":
            assert ended.wait(10)
        finished.append(key)

    def report(_: FleetProgress[None]) -> None:
        raise LookupError("the callback's own")

    with pytest.raises(LookupError, match="the callback's own"):
        drs_client.call_many(
            call, ["a", "b", "c"], max_concurrency=1, on_progress=report
        )
    assert called == finished == ["a", "b"]


def test_ctrl_c_has_the_outcome_also_after_an_exception(
    drs_client: DrsClient, ended: threading.Event
) -> None:
    """It is pressed while the calls in flight are waited for."""
    is_called = threading.Event()

    def call(key: str) -> str:
        if key == "a":
            assert is_called.wait(10)
        else:
            is_called.set()
            assert ended.wait(10)
            ended.clear()
            _thread.interrupt_main()
            assert ended.wait(10)
        return key.upper()

    def report(_: FleetProgress[str]) -> None:
        raise LookupError("the callback's own")

    with pytest.raises(FleetInterrupt) as caught:
        drs_client.call_many(call, ["a", "b"], max_concurrency=2, on_progress=report)
    assert caught.value.outcome.succeeded == {"a": "A", "b": "B"}
    contexts: list[BaseException | None] = [caught.value.__cause__]
    while contexts[-1]:
        contexts.append(contexts[-1].__context__)
    assert any(isinstance(one, LookupError) for one in contexts)
