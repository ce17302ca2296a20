"""The example program does what the README says, on the fake and on AWS."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, TypeAlias

import pytest

from examples.protect_fleet import DemoClock, main

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs
    from drsclient.waiting import Clock

Run: TypeAlias = Callable[..., tuple[int, str]]

pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("credentials")]


@pytest.fixture
def run_live(
    fake_drs: FakeDrs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run the program with `--live` on a fake AWS; give exit code and output."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", fake_drs.endpoint_url)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(*arguments: str, clock: Clock = fake_drs) -> tuple[int, str]:
        code = main(["--region", "us-east-1", "--live", *arguments], clock=clock)
        return code, capsys.readouterr().out

    return run


class Terminal(StringIO):
    """A text stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return that it is a terminal."""
        return True


def test_demo_protects_the_fleet_without_sleeping(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a log the demo sleeps not at all, and protects all its servers."""
    monkeypatch.delattr(time, "sleep")
    assert main([]) == 0
    written = capsys.readouterr()
    assert written.out.count(": CONTINUOUS\n") == 6
    assert "6 of 6 servers done" in written.err


def test_demo_says_what_it_is_what_goes_wrong_and_what_is_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It names the fake, shows a throttle and a stall, and ends with the next steps."""
    assert main([]) == 0
    written = capsys.readouterr()
    first, *_, last = written.out.strip().split("\n\n")
    assert "on a fake of DRS on this machine, in virtual time" in first
    assert "nothing happens on AWS" in first
    assert "DRS is throttling calls in us-east-1" in written.err
    stall, repair = written.err.index("STALLED: AGENT_NOT_SEEN"), "): CONTINUOUS, done"
    assert repair in written.err[stall:]
    for step in ("docs/tutorial.md", "make test", "examples/drill.py", "--live"):
        assert step in last
    assert max(map(len, (first + last).splitlines())) < 80


def test_demo_shows_bars_to_a_person_for_less_than_ten_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a terminal the demo draws bars, and pauses briefly at each display."""
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    screen, rests = Terminal(), list[float]()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(time, "sleep", rests.append)
    assert main([]) == 0
    assert "web-2" in screen.getvalue()
    assert 3 < sum(rests) < 8


def test_live_touches_only_the_given_servers(fake_drs: FakeDrs, run_live: Run) -> None:
    """Live, only what is given and stopped is started, and only what is given read."""
    stopped = fake_drs.add_source_server(hostname="[web] 1")
    running = fake_drs.add_source_server(hostname="web-2", state="INITIAL_SYNC")
    other = fake_drs.add_source_server(hostname="not-ours")
    code, text = run_live(stopped, running)
    assert code == 0
    assert "[web] 1" in text
    assert "not-ours" not in text
    fake_drs.assert_requested("StartReplication", times=1, sourceServerID=stopped)
    assert {r.operation for r in fake_drs.requests} == {
        "DescribeSourceServers",
        "StartReplication",
    }
    assert other not in str(fake_drs.requests)
    for request in fake_drs.assert_requested("DescribeSourceServers"):
        assert isinstance(filters := request.parameters["filters"], dict)
        assert filters["sourceServerIDs"]


def test_live_needs_ids(capsys: pytest.CaptureFixture[str]) -> None:
    """`--live` without an ID is a mistake in the command line."""
    with pytest.raises(SystemExit) as stop:
        main(["--live"])
    assert stop.value.code == 2
    assert "--live" in capsys.readouterr().err


@pytest.mark.parametrize("argument", ["drsjob-556c7b1d99221f996", "--timeout=-1"])
def test_what_is_not_valid_is_a_usage_error(
    fake_drs: FakeDrs,
    run_live: Run,
    capsys: pytest.CaptureFixture[str],
    argument: str,
) -> None:
    """The ID of a job, or a negative number, is an error before anything starts."""
    with pytest.raises(SystemExit) as stop:
        run_live(fake_drs.add_source_server(), argument)
    assert stop.value.code == 2
    assert argument.rpartition("=")[2] in capsys.readouterr().err
    fake_drs.assert_requested("StartReplication", times=0)


def test_one_problem_is_not_one_of_the_others(fake_drs: FakeDrs, run_live: Run) -> None:
    """Unknown, refused and stalled servers do not keep others from being protected."""
    refused, good = fake_drs.add_source_server(), fake_drs.add_source_server()
    stalled = fake_drs.add_source_server(state="STALLED")
    fake_drs.fail("StartReplication", "AccessDeniedException", resource_id=refused)
    ids = ("s-0123456789abcdef0", refused, stalled, good)
    code, text = run_live(*ids, "--timeout=3600")
    assert code == 1
    assert "s-0123456789abcdef0: there is no such source server" in text
    assert f"{refused}: not started, An error occurred (AccessDenied" in text
    assert f"({stalled}): STALLED" in text
    assert f"({good}): CONTINUOUS" in text


def test_a_stall_lasts_until_somebody_repairs_the_server(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """A server that is repaired after 27 minutes is protected in the end."""
    server_id = fake_drs.add_source_server(state="INITIAL_SYNC")
    fake_drs.stall_replication(server_id)
    code, text = run_live(server_id, clock=DemoClock(fake_drs, stalled=server_id))
    assert code == 0
    assert f"({server_id}): CONTINUOUS" in text


def test_the_wait_ends_at_the_deadline(fake_drs: FakeDrs, run_live: Run) -> None:
    """A server that takes longer than the timeout is a problem."""
    server_id = fake_drs.add_source_server()
    before = fake_drs.now
    code, text = run_live(server_id, "--timeout=1200")
    assert code == 1
    assert "timed out after 1200 s: 1 of 1" in text
    assert (fake_drs.now - before).total_seconds() == 1200


def test_a_lasting_error_ends_the_run(fake_drs: FakeDrs, run_live: Run) -> None:
    """An error that waiting does not mend is printed, and the exit code is 1."""
    fake_drs.fail("DescribeSourceServers", "AccessDeniedException")
    code, text = run_live(fake_drs.add_source_server())
    assert code == 1
    assert "AccessDeniedException" in text


def test_ctrl_c_ends_the_run_without_a_traceback(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """Ctrl-C in the wait is reported in a line, with its own exit code."""

    class Interrupted(DemoClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt(seconds)

    server_id = fake_drs.add_source_server()
    code, text = run_live(server_id, clock=Interrupted(fake_drs, stalled=server_id))
    assert code == 130
    assert text.splitlines()[-1].startswith("Interrupted. ")
    fake_drs.assert_requested("StartReplication", times=1)
