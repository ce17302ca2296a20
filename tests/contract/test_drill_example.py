"""The drill program launches, reports and cleans up, on the fake and on AWS."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest

from examples.drill import main

if TYPE_CHECKING:
    from drsclient.testing import FakeDrs

Run: TypeAlias = Callable[..., tuple[int, str]]

pytestmark = pytest.mark.usefixtures("credentials")


@pytest.fixture
def run_live(
    fake_drs: FakeDrs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run the program with `--live` on a fake AWS; return exit code and output."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DRS", fake_drs.endpoint_url)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(*arguments: str) -> tuple[int, str]:
        code = main(
            ["--live", "--region=us-east-1", *arguments],
            sleep=lambda seconds: fake_drs.advance(seconds=seconds),
            now=lambda: fake_drs.now.timestamp(),  # noqa: PLW0108 - it moves
        )
        return code, capsys.readouterr().out

    return run


def respond(fake: FakeDrs, operation: str, **members: object) -> None:
    """Have the fake send a successful response once."""
    fake.answer(operation, body=json.dumps(members).encode())


def script(fake: FakeDrs, *servers: dict[str, str], log: object = ()) -> None:
    """Script a drill with this outcome, and the termination of its instances."""
    job = {"jobID": "drsjob-0123456789abcdef0", "participatingServers": servers}
    respond(fake, "StartRecovery", job={**job, "status": "PENDING"})
    respond(fake, "DescribeJobs", items=[{**job, "status": "COMPLETED"}])
    respond(fake, "DescribeJobLogItems", items=log)
    respond(fake, "TerminateRecoveryInstances", job={**job, "status": "COMPLETED"})
    respond(fake, "DescribeRecoveryInstances", items=[])


def sent(fake: FakeDrs, operation: str) -> list[object]:
    """Return the parameters of an operation's requests."""
    return [r.parameters for r in fake.requests if r.operation == operation]


def test_demo_reports_every_server(capsys: pytest.CaptureFixture[str]) -> None:
    """The demo launches two servers, and says what kept the other three."""
    assert main([]) == 1
    text = capsys.readouterr().out
    assert "left out, a launch would terminate its real recovery, i-" in text
    assert "left out, it is not protected: INITIAL_SYNC" in text
    assert "not launched, LAUNCH_FAILED: The subnet has no free address." in text
    assert "Launched 2 of 3.\nTerminating i-" in text
    assert text.endswith("COMPLETED, 2 TERMINATED\n")


@pytest.mark.parametrize("keep", [False, True])
def test_live_terminates_what_it_launched(
    fake_drs: FakeDrs, run_live: Run, *, keep: bool
) -> None:
    """Instances named by the job or only by its log are terminated unless kept."""
    ids = [fake_drs.add_source_server(state="CONTINUOUS") for _ in range(2)]
    one, two = ({"sourceServerID": id_, "launchStatus": "LAUNCHED"} for id_ in ids)
    data = {"sourceServerID": ids[1], "targetInstanceID": "i-22222222"}
    log = [{"event": "LAUNCH_END", "eventData": data}]
    script(fake_drs, {**one, "recoveryInstanceID": "i-11111111"}, two, log=log)
    assert run_live(*["--keep"] * keep)[0] == 0
    (start,) = sent(fake_drs, "StartRecovery")
    assert isinstance(start, dict)
    assert start["isDrill"] is True
    assert start["sourceServers"] == [{"sourceServerID": id_} for id_ in ids]
    terminated = {"recoveryInstanceIDs": ["i-11111111", "i-22222222"]}
    assert sent(fake_drs, "TerminateRecoveryInstances") == [terminated] * (not keep)


def test_an_instance_that_stays_is_a_problem(fake_drs: FakeDrs, run_live: Run) -> None:
    """An instance that outlives its termination is reported."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    instance = {"recoveryInstanceID": "i-11111111", "ec2InstanceState": "RUNNING"}
    respond(fake_drs, "DescribeRecoveryInstances", items=[instance])
    launch = {"sourceServerID": server_id, "launchStatus": "LAUNCHED"}
    script(fake_drs, {**launch, "recoveryInstanceID": "i-11111111"})
    code, text = run_live(server_id)
    assert code == 1
    assert "i-11111111: not terminated" in text


def test_a_failed_launch_has_a_reason(fake_drs: FakeDrs, run_live: Run) -> None:
    """The reason for a failed launch comes from the log of its job."""
    server_id = fake_drs.add_source_server(hostname="db", state="CONTINUOUS")
    data = {"sourceServerID": server_id, "rawError": "no rights"}
    log = [{"event": "SNAPSHOT_FAIL", "eventData": data}]
    script(fake_drs, {"sourceServerID": server_id, "launchStatus": "FAILED"}, log=log)
    code, text = run_live()
    assert code == 1
    assert f"db ({server_id}): not launched, SNAPSHOT_FAIL: no rights" in text


def test_only_protected_servers_are_launched(fake_drs: FakeDrs, run_live: Run) -> None:
    """If no server is protected, or none exists, nothing is started."""
    server_id = fake_drs.add_source_server(hostname="db", state="INITIAL_SYNC")
    code, text = run_live(server_id, "s-0123456789abcdef0")
    assert code == 1
    assert f"db ({server_id}): left out, it is not protected: INITIAL_SYNC" in text
    assert "s-0123456789abcdef0: there is no such source server" in text
    assert sent(fake_drs, "StartRecovery") == []


@pytest.mark.parametrize("instance", [{}, {"recoveryInstanceId": "i-11111111"}])
@pytest.mark.parametrize("replace", [False, True])
def test_a_real_recovery_is_replaced_only_on_request(
    fake_drs: FakeDrs, run_live: Run, instance: dict[str, str], *, replace: bool
) -> None:
    """A server that runs from a real recovery is launched only if told to."""
    server = fake_drs.source_server(fake_drs.add_source_server(state="CONTINUOUS"))
    launch = {"status": "LAUNCHED", "initiated": {"type": "RECOVERY"}}
    life = {"lifeCycle": {"lastLaunch": launch}}
    respond(fake_drs, "DescribeSourceServers", items=[{**server, **instance, **life}])
    script(fake_drs)
    assert run_live(*["--replace-recoveries"] * replace)[0] == 1
    assert len(sent(fake_drs, "StartRecovery")) == replace


def test_the_wait_rides_out_throttling_and_ends_in_time(
    fake_drs: FakeDrs, run_live: Run
) -> None:
    """A job that does not end is given up on after the timeout, not before."""
    server_id = fake_drs.add_source_server(state="CONTINUOUS")
    fake_drs.fail("DescribeJobs", "ThrottlingException", times=3)
    script(fake_drs, {"sourceServerID": server_id, "launchStatus": "PENDING"})
    before = fake_drs.now
    code, text = run_live("--timeout=100", "--poll-interval=40")
    assert code == 1
    assert (fake_drs.now - before).total_seconds() == 100
    assert "drsjob-0123456789abcdef0: has not ended" in text
    assert f"({server_id}): not launched, PENDING" in text


def test_a_quota_is_reported(fake_drs: FakeDrs, run_live: Run) -> None:
    """A job that would exceed a quota is a problem of each of its servers."""
    server_id = fake_drs.add_source_server(hostname="db", state="CONTINUOUS")
    fake_drs.fail("StartRecovery", "ServiceQuotaExceededException", message="too many")
    code, text = run_live()
    assert code == 1
    assert f"db ({server_id}): job refused: An error occurred (ServiceQuota" in text
    assert "too many" in text


@pytest.mark.parametrize(
    "argument", ["s-0123456789abcdef0", "--replace-recoveries", "--timeout=0"]
)
def test_a_wrong_command_line_is_refused(argument: str) -> None:
    """What only makes sense live is not accepted by the demo, nor are empty waits."""
    with pytest.raises(SystemExit) as stop:
        main([argument])
    assert stop.value.code == 2
