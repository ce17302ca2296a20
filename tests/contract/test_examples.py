"""The example program does what the README says, on the fake and on AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest

from examples.protect_fleet import main

if TYPE_CHECKING:
    from pathlib import Path

    from drsclient.testing import FakeDrs


Run: TypeAlias = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the program write to a wide log instead of a terminal."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def run_live(
    fake_drs: FakeDrs,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run the program with `--live` on a fake AWS; give exit code and output."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL_DRS": fake_drs.endpoint_url,
        "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, on_wait: Callable[[], object] = object) -> tuple[int, str]:
        def wait(seconds: float) -> None:
            fake_drs.advance(seconds=seconds)
            on_wait()

        def monotonic() -> float:
            return fake_drs.now.timestamp()

        code = main(
            ["--region", "us-east-1", "--live", *arguments],
            sleep=wait,
            monotonic=monotonic,
        )
        return code, capsys.readouterr().out

    return run


def sent(fake: FakeDrs, operation: str) -> list[object]:
    """List the parameters that an operation was called with."""
    return [r.parameters for r in fake.requests if r.operation == operation]


def no_sleep(seconds: float) -> None:
    """Fail the test that would have slept."""
    raise AssertionError(f"a sleep of {seconds} s")


def test_demo_protects_the_fleet_without_sleeping(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a log the demo sleeps not at all, and protects all its servers."""
    code = main([], sleep=no_sleep)
    text = capsys.readouterr().out
    assert code == 0
    assert "app-1: throttled, next try in 20 s\napp-1: replication started" in text
    assert "web-2: not started, SourceServer s-00000000000000006 is INITIATING" in text
    assert text.count("│ CONTINUOUS │ 100%   │ 0:00:00 │") == 6


def test_demo_shows_bars_to_a_person_for_less_than_ten_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the demo draws bars, and rests a moment on each picture."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    rests: list[float] = []
    code = main([], sleep=rests.append)
    assert code == 0
    assert "INITIATING: LAUNCH_REPLICATION_SERVER" in capsys.readouterr().out
    assert 3 < sum(rests) < 8


def test_live_touches_only_the_given_servers(fake_drs: FakeDrs, run_live: Run) -> None:
    """Live, only what is given and stopped is started, and only what is given read."""
    stopped = fake_drs.add_source_server(hostname="web-1", tags={"Name": "[web] 1"})
    running = fake_drs.add_source_server(hostname="web-2", state="INITIAL_SYNC")
    other = fake_drs.add_source_server(hostname="not-ours")
    code, text = run_live(stopped, running)
    assert code == 0
    assert "[web] 1" in text
    assert "not-ours" not in text
    assert sent(fake_drs, "StartReplication") == [{"sourceServerID": stopped}]
    assert {r.operation for r in fake_drs.requests} == {
        "DescribeSourceServers",
        "StartReplication",
    }
    assert other not in str(fake_drs.requests)
    for parameters in sent(fake_drs, "DescribeSourceServers"):
        assert isinstance(parameters, dict)
        assert parameters["filters"]["sourceServerIDs"]


def test_live_needs_ids(capsys: pytest.CaptureFixture[str]) -> None:
    """`--live` without an ID is a mistake in the command line."""
    with pytest.raises(SystemExit) as stop:
        main(["--live"], sleep=no_sleep)
    assert stop.value.code == 2
    assert "--live" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon"])
def test_intervals_are_more_than_nothing(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A poll interval that would never end, or never begin, is refused."""
    with pytest.raises(SystemExit) as stop:
        main([f"--poll-interval={text}"], sleep=no_sleep)
    assert stop.value.code == 2
    assert "--poll-interval" in capsys.readouterr().err


def test_an_id_of_something_else_is_a_usage_error(
    fake_drs: FakeDrs,
    run_live: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The ID of a job is a mistake in the command line, and nothing is sent."""
    with pytest.raises(SystemExit) as stop:
        run_live("drsjob-556c7b1d99221f996")
    assert stop.value.code == 2
    assert "drsjob-556c7b1d99221f996" in capsys.readouterr().err
    assert fake_drs.requests == ()


def test_a_server_that_does_not_exist_is_reported(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """An unknown ID is a problem, and does not keep the others from being protected."""
    server_id = fake_drs.add_source_server()
    code, text = run_live("s-0123456789abcdef0", server_id)
    assert code == 1
    assert "s-0123456789abcdef0: there is no such source server" in text
    assert "CONTINUOUS" in text


def test_one_failed_start_does_not_end_the_run(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """A start that is refused is a problem of that server alone."""
    first, second = fake_drs.add_source_server(), fake_drs.add_source_server()
    fake_drs.fail("StartReplication", "AccessDeniedException")
    code, text = run_live(first, second)
    assert code == 1
    assert f"{first}: " in text
    assert "AccessDeniedException" in text
    (server,) = fake_drs.client().describe_source_servers(source_server_ids=[second])
    assert server.replication_state == "CONTINUOUS"


@pytest.mark.parametrize("state", ["STALLED", "DISCONNECTED"])
def test_a_stuck_server_is_reported_at_once(
    fake_drs: FakeDrs, run_live: Run, state: str
) -> None:
    """A server that needs a person is not waited for."""
    server_id = fake_drs.add_source_server(state=state)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - each is one of the literals
    before = fake_drs.now
    code, text = run_live(server_id)
    assert code == 1
    assert f"{server_id}: {state}" in text
    assert fake_drs.now == before


def test_the_wait_ends_at_the_deadline(fake_drs: FakeDrs, run_live: Run) -> None:
    """A server that takes longer than the timeout is a problem."""
    server_id = fake_drs.add_source_server()
    before = fake_drs.now
    code, text = run_live(server_id, "--timeout=1200", "--poll-interval=500")
    assert code == 1
    assert f"{server_id}: not protected in time" in text
    assert (fake_drs.now - before).total_seconds() == 1200


def test_an_endless_throttle_ends_at_the_deadline(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """Starts that are throttled for ever end with the timeout, and keep the error."""
    server_id = fake_drs.add_source_server()
    fake_drs.fail("StartReplication", "ThrottlingException", times=100)
    code, text = run_live(server_id, "--timeout=60")
    assert code == 1
    assert text.count("throttled, next try in 5 s") == 12
    assert f"{server_id}: An error occurred (ThrottlingException)" in text


def test_polling_rides_out_what_passes(fake_drs: FakeDrs, run_live: Run) -> None:
    """A throttle or a fault of the service while waiting costs nothing but time."""
    server_id = fake_drs.add_source_server(state="INITIATING")

    def be_busy() -> None:
        if len(fake_drs.requests) == 2:
            fake_drs.fail("DescribeSourceServers", "ThrottlingException", retry_after=7)
            fake_drs.fail("DescribeSourceServers", "InternalServerException")

    code, _ = run_live(server_id, on_wait=be_busy)
    assert code == 0
    assert len(fake_drs.requests) > 4


def test_a_lasting_error_ends_the_run(fake_drs: FakeDrs, run_live: Run) -> None:
    """An error that waiting does not mend is printed, and the exit code is 1."""
    fake_drs.fail("DescribeSourceServers", "AccessDeniedException")
    code, text = run_live(fake_drs.add_source_server())
    assert code == 1
    assert "AccessDeniedException" in text


def test_a_lost_connection_is_waited_for(fake_drs: FakeDrs, run_live: Run) -> None:
    """While the network is down the wait goes on until the deadline."""
    server_id = fake_drs.add_source_server(state="INITIATING")
    code, text = run_live(server_id, "--timeout=300", on_wait=fake_drs.close)
    assert code == 1
    assert f"{server_id}: not protected in time" in text
